//! Topics with the types of their arguments and who may follow them.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use super::message::find_topic;
use super::scope::{Owner, Scope};
use super::settings::{check_alone, known_settings};
use super::types::{plain_enum, resolve_field, resolve_type};
use crate::ir;

const POLICIES: [(&str, ir::TopicPolicy); 3] = [
    ("public", ir::TopicPolicy::Public),
    ("required", ir::TopicPolicy::Required),
    ("authorize", ir::TopicPolicy::Authorize),
];

/// Binds a topic.
pub(crate) fn resolve_topic(topic: &ast::Topic, context: &mut Context) -> ir::Topic {
    let arguments = context.unique("argument", &topic.arguments, |argument| &argument.name);
    let resolve = |argument: &ast::Field| resolve_argument(argument, context);
    let arguments = arguments.into_iter().map(resolve).collect();
    let event = resolve_type(&topic.event, Scope::Data, context);
    let policy = resolve_policy(topic, context);
    ir::Topic {
        name: name(&topic.name),
        docs: topic.docs.clone(),
        file: context.path(topic.name.span),
        arguments,
        event,
        policy: policy.map_or(ir::TopicPolicy::Authorize, |(policy, _)| policy),
        policy_span: policy.map(|(_, span)| span),
    }
}

// What is not known to be open is closed; without a policy there is a diagnostic.
fn resolve_policy(topic: &ast::Topic, context: &mut Context) -> Option<(ir::TopicPolicy, Span)> {
    let names = POLICIES.map(|(name, _)| name);
    let written = known_settings("topic", &topic.options, &names, context);
    written
        .iter()
        .for_each(|setting| check_alone(setting, context));
    match written.as_slice() {
        [] if topic.options.is_empty() => context.report(no_policy(topic)),
        [first, second, ..] => context.report(second_policy(first, second)),
        _ => {}
    }
    let first = written.first()?;
    let (_, policy) = POLICIES.iter().find(|(name, _)| *name == first.key.text)?;
    Some((*policy, first.key.span))
}

fn no_policy(topic: &ast::Topic) -> Diagnostic {
    let name = &topic.name.text;
    let message = format!("the topic `{name}` does not say who may follow it");
    Diagnostic::error(codes::TOPIC_POLICY, topic.name.span, message)
        .note("`public`: everybody; `required`: people with an identity; `authorize`: whom the app lets")
        .help("add it behind the type: `{ public }`, `{ required }` or `{ authorize }`")
}

fn second_policy(first: &ast::Setting, second: &ast::Setting) -> Diagnostic {
    let message = "a topic has one rule of who may follow it";
    Diagnostic::error(codes::TOPIC_POLICY, second.key.span, message)
        .label("the second")
        .also(first.key.span, "the first")
        .help("keep one of them; `authorize` can ask for an identity too")
}

fn resolve_argument(argument: &ast::Field, context: &mut Context) -> ir::Field {
    let resolved = resolve_field(argument, Scope::Data, context);
    check_argument(&resolved.ty, argument.ty.span, context);
    resolved
}

fn check_argument(ty: &ir::Type, span: Span, context: &mut Context) {
    let label = match ty {
        ir::Type::Int
        | ir::Type::Bool
        | ir::Type::String
        | ir::Type::Time
        | ir::Type::Date
        | ir::Type::Uuid
        | ir::Type::Decimal
        | ir::Type::Error => return,
        ir::Type::Declared(id) if plain_enum(*id, context).is_some() => return,
        ir::Type::Float => "two floats that look equal may differ",
        _ => "not a single value",
    };
    let message = format!(
        "`{}` cannot tell one topic from another",
        context.sources.slice(span)
    );
    context.report(
        Diagnostic::error(codes::TOPIC_ARGUMENT, span, message)
            .label(label)
            .help(
                "write a scalar such as `Int` or `Uuid`, or an enum whose variants carry nothing",
            ),
    );
}

/// Binds the topics that a page follows, each once.
pub(crate) fn resolve_subscriptions(
    page: &ast::Page,
    context: &mut Context,
) -> Vec<ir::Subscription> {
    let mut first = std::collections::BTreeMap::new();
    let mut subscriptions = Vec::new();
    for topic in Owner::Page(page).followed() {
        let Some(found) = find_topic(&topic.text, topic.span, context) else {
            continue;
        };
        let span = topic.span;
        match first.insert(found, span) {
            None => subscriptions.push(ir::Subscription { topic: found, span }),
            Some(earlier) => context.report(followed_twice(topic, earlier)),
        }
    }
    subscriptions
}

fn followed_twice(topic: &ast::Name, earlier: Span) -> Diagnostic {
    let message = format!("this page follows `{}` twice", topic.text);
    Diagnostic::error(codes::SECOND_SECTION, topic.span, message)
        .label("again here")
        .also(earlier, "first here")
        .help("remove one of the two; `subscriptions` in Rust says with which arguments")
}
