//! `Reply<rpc>`, `Event<topic>` and `ToClient` to what they refer to in the page or layout whose messages they are in.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::context::Context;
use super::scope::{Indices, MessageScope, Owner, Scope};
use super::settings::listed;
use super::{case, codes};
use crate::ir;

/// Binds `Reply<rpc>`.
pub(crate) fn resolve_reply(
    rpc: &ast::Type,
    span: Span,
    scope: Scope,
    context: &mut Context,
) -> ir::Type {
    let Some(scope) = in_message("Reply", span, scope, context) else {
        return ir::Type::Error;
    };
    let name = context.sources.slice(rpc.span);
    let found = find(name, &scope.rpcs)
        .map(ir::RpcId::Page)
        .or_else(|| find(name, &scope.client.rpcs).map(ir::RpcId::Shared));
    if let Some(id) = found {
        return ir::Type::Reply(id);
    }
    if !context.damage.may_declare(name) && scope.client.client.is_some() {
        context.report(unknown_rpc(name, rpc.span, scope));
    }
    ir::Type::Error
}

/// Binds `Event<topic>`.
pub(crate) fn resolve_event(
    topic: &ast::Type,
    span: Span,
    scope: Scope,
    context: &mut Context,
) -> ir::Type {
    let Some(scope) = in_message("Event", span, scope, context) else {
        return ir::Type::Error;
    };
    let name = context.sources.slice(topic.span);
    let Some(found) = find_topic(name, topic.span, context) else {
        return ir::Type::Error;
    };
    let declared = context.topics[found];
    // Of a followed topic that is misspelt it was said that this one was meant.
    let known = || context.topic_ids.keys().copied();
    let is_misspelt = |topic: &str| !context.topic_ids.contains_key(topic);
    let is_meant = |topic: &str| {
        topic == name || (is_misspelt(topic) && nearest(topic, known()) == Some(name))
    };
    let follows = scope.owner.followed().any(|topic| is_meant(&topic.text));
    if !follows && !context.damage.touches(scope.owner.file()) {
        context.report(not_followed(declared, topic.span, scope.owner));
    }
    ir::Type::Event(found)
}

/// Binds `ToClient`.
pub(crate) fn resolve_to_client(span: Span, scope: Scope, context: &mut Context) -> ir::Type {
    let Some(scope) = in_message("ToClient", span, scope, context) else {
        return ir::Type::Error;
    };
    if !scope.owner.has_to_client() && !context.damage.touches(scope.owner.file()) {
        context.report(no_to_client(span, scope.owner));
    }
    ir::Type::ToClient
}

/// The place of a topic; an unknown one is reported, unless a damaged item may have declared it.
pub(crate) fn find_topic(name: &str, span: Span, context: &mut Context) -> Option<usize> {
    let found = find(name, &context.topic_ids);
    if found.is_none() && !context.damage.may_declare(name) {
        context.report(unknown_topic(name, span, context));
    }
    found
}

fn in_message<'s>(
    what: &str,
    span: Span,
    scope: Scope<'s>,
    context: &mut Context,
) -> Option<&'s MessageScope<'s>> {
    match scope {
        Scope::Message(scope) => Some(scope),
        Scope::Unknown => None,
        Scope::Data => {
            context.report(outside(what, span));
            None
        }
    }
}

fn outside(what: &str, span: Span) -> Diagnostic {
    let message = format!("`{what}` may only stand in the `msg` of a page");
    let problem =
        Diagnostic::error(codes::REPLY_OUTSIDE_MSG, span, message).label("not in a `msg`");
    match what {
        "Reply" => problem
            .note("a reply belongs to one call of one page; it is no data that can be stored or sent")
            .help("take the reply in a message, `Got(Reply<…>)`, and keep in the model what `update` reads from it"),
        "Event" => problem
            .note("an event is what a topic brings to one page; it is no data that can be stored or sent")
            .help("take the event in a message, `Live(Event<…>)`, or write the type that the topic publishes"),
        _ => problem
            .note("it is what the server model of one page sends to it")
            .help("take it in a message: `FromServer(ToClient)`"),
    }
}

// A name in the wrong case is reported where it is declared, with this very name as the right one.
fn find(name: &str, known: &Indices) -> Option<usize> {
    let renamed = || case::misspelt_snake(name, known.keys().copied());
    known.get(name).or_else(|| known.get(renamed()?)).copied()
}

fn unknown_rpc(name: &str, span: Span, scope: &MessageScope) -> Diagnostic {
    let owner = scope.owner.noun();
    let message = format!("this {owner} has no rpc `{name}`");
    let problem = Diagnostic::error(codes::UNKNOWN_RPC, span, message);
    let rpcs = scope.rpcs.keys().chain(scope.client.rpcs.keys());
    let known: Vec<&str> = rpcs.copied().collect();
    match nearest(name, known.iter().copied()) {
        Some(meant) => problem.help(format!("did you mean `Reply<{meant}>`?")),
        None if !known.is_empty() => problem.help(format!("its rpcs are `{}`", known.join("`, `"))),
        None if owner == "layout" => problem.label("no rpc is shared in this client").help(
            format!(
                "declare `rpc {name}() -> Unit` in a file of the client's folder, outside of pages"
            ),
        ),
        None => problem
            .label("the page declares no rpc")
            .help(format!("add `rpc {name}() -> Unit` to the page")),
    }
}

fn unknown_topic(name: &str, span: Span, context: &Context) -> Diagnostic {
    let message = format!("no topic is called `{name}`");
    let problem = Diagnostic::error(codes::UNKNOWN_TOPIC, span, message);
    match nearest(name, context.topic_ids.keys().copied()) {
        Some(meant) => problem
            .also(
                context.topics[context.topic_ids[meant]].name.span,
                "declared here",
            )
            .help(format!("did you mean `{meant}`?")),
        None if context.topics.is_empty() => {
            problem.label("the app declares no topic").help(format!(
                "declare it: `topic {}() -> … {{ public }}`",
                case::snake(name)
            ))
        }
        None => {
            let known: Vec<&str> = context.topic_ids.keys().copied().take(5).collect();
            problem.help(format!("there is {}", listed(&known, "and")))
        }
    }
}

fn not_followed(topic: &ast::Topic, span: Span, owner: Owner) -> Diagnostic {
    let name = &topic.name.text;
    let message = format!("this {} does not follow the topic `{name}`", owner.noun());
    let problem = Diagnostic::error(codes::NOT_FOLLOWED, span, message)
        .also(topic.name.span, "declared here");
    match owner {
        Owner::Page(_) => problem.help(format!("add `subscribe {name}` to the page")),
        Owner::Layout(_) => problem
            .note("pages follow topics; layouts do not")
            .help("take the event in the messages of a page"),
    }
}

fn no_to_client(span: Span, owner: Owner) -> Diagnostic {
    let message = format!("nothing is sent to this {} by the server", owner.noun());
    let problem = Diagnostic::error(codes::NO_TO_CLIENT, span, message);
    match owner {
        Owner::Page(_) => problem
            .label("the page has no `to_client`")
            .help("declare what is sent: `server { to_client { … } }`"),
        Owner::Layout(_) => problem
            .note("pages have a model on the server; layouts do not")
            .help("take it in the messages of a page"),
    }
}
