//! Clients with all that belongs to them.

use rally_idl::ast;

use super::auth::resolve_auth;
use super::context::{Context, name};
use super::folder::Folder;
use super::layout::resolve_layouts;
use super::page::resolve_page;
use super::route::parse_mount;
use super::rpc::resolve_shared;
use super::scope::{ClientScope, Scope};
use super::section::Sections;
use super::types::{resolve_fields, resolve_variants};
use crate::ir;

/// A client, and where its pages went: the place in [`ir::Client::pages`] of each page of its folder that resolved.
pub(crate) struct Resolved {
    /// The client.
    pub(crate) client: ir::Client,
    /// The places, in the order of [`Folder::pages`].
    pub(crate) pages: Vec<Option<usize>>,
}

/// Binds a client and all that stands in its folder; where its people sign in is bound by [`super::auth`] later.
pub(crate) fn resolve_client(
    client: &ast::Client,
    folder: &Folder,
    scope: &ClientScope,
    context: &mut Context,
) -> Resolved {
    let mut resolved = Resolved {
        client: ir::Client {
            name: name(&client.name),
            docs: client.docs.clone(),
            mount: parse_mount(&client.mount, context).unwrap_or_default(),
            mount_span: client.mount.span,
            auth: None,
            context: vec![],
            context_messages: vec![],
            layouts: resolve_layouts(folder, scope, context),
            rpcs: resolve_shared(folder, scope, context),
            pages: vec![],
        },
        pages: vec![],
    };
    resolve_entries(client, &mut resolved.client, context);
    resolve_pages(folder, scope, &mut resolved, context);
    resolved
}

/// Binds what belongs to no client, for its diagnostics alone.
pub(crate) fn resolve_strays(folder: &Folder, scope: &ClientScope, context: &mut Context) {
    resolve_layouts(folder, scope, context);
    resolve_shared(folder, scope, context);
    for placed in &folder.pages {
        resolve_page(placed, scope, context);
    }
}

fn resolve_pages(
    folder: &Folder,
    scope: &ClientScope,
    resolved: &mut Resolved,
    context: &mut Context,
) {
    for placed in &folder.pages {
        let page = resolve_page(placed, scope, context);
        let at = page.is_some().then_some(resolved.client.pages.len());
        resolved.pages.push(at);
        resolved.client.pages.extend(page);
    }
}

fn resolve_entries(client: &ast::Client, into: &mut ir::Client, context: &mut Context) {
    let mut sections = Sections::of("client");
    for entry in &client.entries {
        match entry {
            ast::ClientEntry::Auth(auth) if sections.is_first("auth", auth.keyword, context) => {
                into.auth = Some(resolve_auth(auth, context));
            }
            ast::ClientEntry::Context(model)
                if sections.is_first("context", model.keyword, context) =>
            {
                into.context = resolve_fields("field", &model.fields, Scope::Data, context);
            }
            ast::ClientEntry::ContextMsg(msg)
                if sections.is_first("context_msg", msg.keyword, context) =>
            {
                into.context_messages = resolve_variants(&msg.variants, Scope::Data, context);
            }
            ast::ClientEntry::Auth(_)
            | ast::ClientEntry::Context(_)
            | ast::ClientEntry::ContextMsg(_) => {}
        }
    }
}
