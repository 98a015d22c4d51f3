//! Queries that no Rust file names, and messages that none can send. Says nothing where there is no Rust to look at.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;

use super::super::codes;
use super::super::walk::walk_variant;
use crate::compile::RustWords;
use crate::ir::{self, Name, Type, Variant};

/// Warns of what the app's own Rust never uses.
pub(crate) fn check_rust(schema: &ir::Schema, words: &RustWords, found: &mut Vec<Diagnostic>) {
    if let Some(server) = &words.server {
        for query in &schema.queries {
            if !server.contains_key(&query.name.text) {
                found.push(unused_query(&query.name));
            }
        }
    }
    for client in &schema.clients {
        let Some(words) = words.pages.get(&client.name.text) else {
            continue;
        };
        let pages = client.pages.iter().map(|page| &page.messages);
        let layouts = client.layouts.iter().map(|layout| &layout.messages);
        for variant in pages.chain(layouts).flatten() {
            check_variant(variant, words, found);
        }
    }
}

// `update` names a message once; whatever sends it, a second time. Two pages may have messages of one name, so a
// message that is not sent can hide behind another, but none is reported that is.
fn check_variant(variant: &Variant, words: &BTreeMap<String, usize>, found: &mut Vec<Diagnostic>) {
    let times = words.get(&variant.name.text).copied().unwrap_or_default();
    if times < 2 && !comes_by_itself(variant) {
        found.push(unsent(variant));
    }
}

fn comes_by_itself(variant: &Variant) -> bool {
    let mut found = false;
    walk_variant(variant, &mut |ty| {
        // An enum of messages may hold such a value, too.
        found |= matches!(ty, Type::Event(_) | Type::ToClient | Type::Declared(_));
    });
    found
}

fn unused_query(name: &Name) -> Diagnostic {
    let message = format!("the query `{}` is never used", name.text);
    Diagnostic::warning(codes::UNUSED_QUERY, name.span, message)
        .label("no file of `server/` names it")
        .help(format!(
            "call `queries::{}` in a handler, or remove it",
            name.text
        ))
}

fn unsent(variant: &Variant) -> Diagnostic {
    let name = &variant.name;
    let mut is_reply = false;
    walk_variant(variant, &mut |ty| is_reply |= matches!(ty, Type::Reply(_)));
    let message = format!("nothing sends the message `{}`", name.text);
    let problem = Diagnostic::warning(codes::UNSENT_MESSAGE, name.span, message)
        .label("no view and no effect names it");
    if is_reply {
        let call = format!("`effect::rpc(…, Msg::{})`", name.text);
        return problem.help(format!("make the call: {call}, or remove both"));
    }
    problem.help(format!(
        "send it, such as by `html::on_click(Msg::{})`, or remove it",
        name.text
    ))
}
