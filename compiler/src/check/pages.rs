//! Pages: that messages have a model to change, and that replies are heard.

use std::collections::BTreeSet;

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::walk::{message_variants, walk_variant};
use crate::ir::{self, Type};
use crate::resolve::Damage;
use crate::resolve::case::upper_camel;

/// Checks every page by itself.
pub(crate) fn check_pages(schema: &ir::Schema, damage: &Damage, found: &mut Vec<Diagnostic>) {
    let pages = schema.clients.iter().flat_map(|client| &client.pages);
    // What is missing from a file that did not parse as a whole may be what did not parse.
    let is_whole = |page: &&ir::Page| !damage.touches(page.name.span.file);
    for page in pages.filter(is_whole) {
        check_model(page, found);
    }
}

/// Warns of rpcs whose replies no message takes.
pub(crate) fn check_replies(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    for client in &schema.clients {
        let mut shared = BTreeSet::new();
        for page in &client.pages {
            let answered = answered(schema, &page.messages);
            report_unanswered(&page.rpcs, &answered, ir::RpcId::Page, found);
            shared.extend(answered);
        }
        for layout in &client.layouts {
            shared.extend(answered(schema, &layout.messages));
        }
        report_unanswered(&client.rpcs, &shared, ir::RpcId::Shared, found);
    }
}

fn answered(schema: &ir::Schema, messages: &[ir::Variant]) -> BTreeSet<ir::RpcId> {
    let mut answered = BTreeSet::new();
    for variant in message_variants(schema, messages) {
        walk_variant(variant, &mut |ty| {
            if let Type::Reply(rpc) = ty {
                answered.insert(*rpc);
            }
        });
    }
    answered
}

fn report_unanswered(
    rpcs: &[ir::Rpc],
    answered: &BTreeSet<ir::RpcId>,
    id: impl Fn(usize) -> ir::RpcId,
    found: &mut Vec<Diagnostic>,
) {
    for (at, rpc) in rpcs.iter().enumerate() {
        if !answered.contains(&id(at)) {
            found.push(unanswered(rpc));
        }
    }
}

fn check_model(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    let Some(first) = page.messages.first().filter(|_| page.model.is_none()) else {
        return;
    };
    let message = format!("the page `{}` has messages but no model", page.name.text);
    found.push(
        Diagnostic::error(codes::MSG_WITHOUT_MODEL, first.name.span, message)
            .label("a message changes the model")
            .help("add `model { … }` to the page, or remove `msg`"),
    );
}

fn unanswered(rpc: &ir::Rpc) -> Diagnostic {
    let name = &rpc.name.text;
    let message = format!("no message takes the reply of `{name}`");
    Diagnostic::warning(codes::UNANSWERED_RPC, rpc.name.span, message)
        .label("the page could call it but never learn what came of it")
        .help(format!(
            "add `Got{}(Reply<{name}>)` to `msg`",
            upper_camel(name)
        ))
}
