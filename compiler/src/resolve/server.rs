//! A page's conversation with a model on the server.

use rally_idl::ast;

use super::context::Context;
use super::scope::Scope;
use super::section::Sections;
use super::types::{resolve_fields, resolve_variants};
use crate::ir;

/// Binds `server { … }`.
pub(crate) fn resolve_server(
    server: &ast::Server,
    context: &mut Context,
) -> ir::ServerConversation {
    let mut conversation = ir::ServerConversation {
        span: server.keyword,
        docs: server.docs.clone(),
        model: vec![],
        to_server: vec![],
        to_client: vec![],
    };
    let mut sections = Sections::of("server");
    for entry in &server.entries {
        let (section, place) = match entry {
            ast::ServerEntry::Model(model) => ("model", model.keyword),
            ast::ServerEntry::ToServer(msg) => ("to_server", msg.keyword),
            ast::ServerEntry::ToClient(msg) => ("to_client", msg.keyword),
        };
        if sections.is_first(section, place, context) {
            resolve_entry(entry, &mut conversation, context);
        }
    }
    conversation
}

fn resolve_entry(
    entry: &ast::ServerEntry,
    into: &mut ir::ServerConversation,
    context: &mut Context,
) {
    match entry {
        ast::ServerEntry::Model(model) => {
            into.model = resolve_fields("field", &model.fields, Scope::Data, context);
        }
        ast::ServerEntry::ToServer(msg) => {
            into.to_server = resolve_variants(&msg.variants, Scope::Data, context);
        }
        ast::ServerEntry::ToClient(msg) => {
            into.to_client = resolve_variants(&msg.variants, Scope::Data, context);
        }
    }
}
