//! What comes to a page by itself, events and words of its server model: exactly one message takes each.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::walk::{message_variants, walk_variant};
use crate::ir::{self, Type};
use crate::resolve::Damage;
use crate::resolve::case::upper_camel;

/// Checks the messages of every page whose file could be read as a whole.
pub(crate) fn check_messages(schema: &ir::Schema, damage: &Damage, found: &mut Vec<Diagnostic>) {
    for client in &schema.clients {
        let whole = |page: &&ir::Page| {
            !damage.touches(page.name.span.file) && !has_unbound_message(schema, page)
        };
        for page in client.pages.iter().filter(whole) {
            check_page(schema, client, page, found);
        }
    }
}

// What did not bind may be the very message that seems to be missing.
fn has_unbound_message(schema: &ir::Schema, page: &ir::Page) -> bool {
    let mut found = false;
    for variant in message_variants(schema, &page.messages) {
        walk_variant(variant, &mut |ty| found |= *ty == Type::Error);
    }
    found
}

fn check_page(
    schema: &ir::Schema,
    client: &ir::Client,
    page: &ir::Page,
    found: &mut Vec<Diagnostic>,
) {
    for subscription in &page.subscriptions {
        check_topic(schema, client, *subscription, found);
        check_event(schema, page, *subscription, found);
    }
    if let Some(server) = &page.server {
        check_to_client(schema, page, server, found);
    }
}

fn check_topic(
    schema: &ir::Schema,
    client: &ir::Client,
    subscription: ir::Subscription,
    found: &mut Vec<Diagnostic>,
) {
    let topic = &schema.topics[subscription.topic];
    if topic.policy != ir::TopicPolicy::Required || client.auth.is_some() {
        return;
    }
    let (name, client_name) = (&topic.name.text, &client.name.text);
    let message = format!("nobody in the client `{client_name}` may follow the topic `{name}`");
    let problem = Diagnostic::error(codes::TOPIC_WITHOUT_IDENTITY, subscription.span, message)
        .also(client.name.span, "it has no `auth`, so it knows nobody");
    let problem = match topic.policy_span {
        Some(span) => problem.also(span, "only people with an identity may follow it"),
        None => problem,
    };
    found.push(problem.help(format!(
        "declare `auth` in the client `{client_name}`, or make the topic `public` or `authorize`"
    )));
}

fn check_event(
    schema: &ir::Schema,
    page: &ir::Page,
    subscription: ir::Subscription,
    found: &mut Vec<Diagnostic>,
) {
    let topic = &schema.topics[subscription.topic].name.text;
    let takers = takers(schema, page, &Type::Event(subscription.topic));
    match takers.as_slice() {
        [_] => {}
        [] => found.push(untaken(
            subscription.span,
            &format!(
                "no message of `{}` takes the events of `{topic}`",
                page.name.text
            ),
            &format!("{}(Event<{topic}>)", upper_camel(topic)),
        )),
        [first, second, ..] => found.push(taken_twice(&format!("Event<{topic}>"), *first, *second)),
    }
}

fn check_to_client(
    schema: &ir::Schema,
    page: &ir::Page,
    server: &ir::ServerConversation,
    found: &mut Vec<Diagnostic>,
) {
    let takers = takers(schema, page, &Type::ToClient);
    match takers.as_slice() {
        [first, second, ..] => found.push(taken_twice("ToClient", *first, *second)),
        [] if !server.to_client.is_empty() => found.push(untaken(
            server.span,
            &format!(
                "no message of `{}` takes what its server model sends",
                page.name.text
            ),
            "FromServer(ToClient)",
        )),
        _ => {}
    }
}

// The variants that carry such a value, those of enums of messages included.
fn takers(schema: &ir::Schema, page: &ir::Page, wanted: &Type) -> Vec<Span> {
    let mut takers = vec![];
    for variant in message_variants(schema, &page.messages) {
        walk_variant(variant, &mut |ty| {
            if ty == wanted {
                takers.push(variant.name.span);
            }
        });
    }
    takers.sort();
    takers
}

fn untaken(span: Span, message: &str, variant: &str) -> Diagnostic {
    Diagnostic::error(codes::UNTAKEN, span, message)
        .label("it would come and nobody would be told")
        .help(format!("add `{variant}` to `msg`"))
}

fn taken_twice(what: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("two messages take `{what}`");
    Diagnostic::error(codes::TAKEN_TWICE, second, message)
        .label("the second")
        .also(first, "the first")
        .note("the runtime would not know which of them to send")
        .help("keep one, and tell the cases apart in `update`")
}
