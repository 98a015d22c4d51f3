//! Pages: that messages have a model to change, and that replies are heard.

use std::collections::BTreeSet;

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::walk::walk_messages;
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
    let pages = schema.clients.iter().flat_map(|client| &client.pages);
    pages.for_each(|page| check_replies_of(page, found));
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

fn check_replies_of(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    let mut answered = BTreeSet::new();
    walk_messages(page, &mut |ty| {
        if let Type::Reply(ir::RpcId::Page(rpc)) = ty {
            answered.insert(*rpc);
        }
    });
    for (at, rpc) in page.rpcs.iter().enumerate() {
        if !answered.contains(&at) {
            found.push(unanswered(rpc));
        }
    }
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
