//! Pages with everything in them.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use super::folder::PlacedPage;
use super::layout::find_layout;
use super::page_routes::{params_of, resolve_routes};
use super::place::Place;
use super::policy::page_access;
use super::rpc::resolve_own;
use super::scope::{ClientScope, MessageScope, Scope};
use super::search::resolve_search;
use super::section::Sections;
use super::server::resolve_server;
use super::topic::resolve_subscriptions;
use super::types::{resolve_fields, resolve_type, resolve_variants};
use crate::ir;

/// Binds a page; `None` where it has no usable name or route, with its diagnostics.
pub(crate) fn resolve_page(
    placed: &PlacedPage,
    client: &ClientScope,
    context: &mut Context,
) -> Option<ir::Page> {
    let PlacedPage { page, place } = placed;
    let routes = resolve_routes(page, place, context);
    let name = page_name(page, place, context);
    let is_not_found = |route: &ir::Route| matches!(route.target, ir::RouteTarget::NotFound);
    let is_not_found = routes.iter().flatten().any(is_not_found);
    let parts = resolve_parts(page, client, context);
    let access = page_access(parts.auth, is_not_found, client, context);
    let rpcs = resolve_own(page, access, client, context);
    let subscriptions = resolve_subscriptions(page, context);
    let routes = routes?;
    Some(ir::Page {
        name: name?,
        docs: page.docs.clone(),
        file: context.path(page.keyword),
        params: params_of(&routes, context),
        routes,
        search: parts.search,
        access,
        authorize: parts.authorize,
        layout: parts.layout,
        model: parts.model,
        messages: parts.messages,
        load: parts.load,
        rpcs,
        server: parts.server,
        subscriptions,
    })
}

fn page_name(page: &ast::Page, place: &Place, context: &mut Context) -> Option<ir::Name> {
    if let Some(written) = &page.name {
        return Some(name(written));
    }
    let derived = place.name().map(|text| ir::Name {
        text,
        span: page.keyword,
    });
    // A path that makes no route either has its message already.
    if derived.is_none() && (!page.routes.is_empty() || place.route().is_ok()) {
        context.report(no_name(page));
    }
    derived
}

fn no_name(page: &ast::Page) -> Diagnostic {
    Diagnostic::error(
        codes::NO_PAGE_NAME,
        page.keyword,
        "the path of this file makes no name for the page",
    )
    .note("a name begins with a letter and has letters and digits")
    .help("write a name: `page SomeName { … }`")
}

#[derive(Default)]
struct Parts<'a> {
    auth: Option<&'a ast::PageAuth>,
    authorize: Option<Span>,
    layout: Option<usize>,
    search: Vec<ir::SearchField>,
    model: Option<Vec<ir::Field>>,
    messages: Vec<ir::Variant>,
    load: Option<ir::Type>,
    server: Option<ir::ServerConversation>,
}

fn resolve_parts<'a>(
    page: &'a ast::Page,
    client: &ClientScope,
    context: &mut Context,
) -> Parts<'a> {
    let scope = MessageScope::of_page(page, client);
    let mut parts = Parts::default();
    let mut sections = Sections::of("page");
    for entry in &page.entries {
        let is_first = section_of(entry)
            .is_none_or(|(section, place)| sections.is_first(section, place, context));
        if is_first {
            resolve_entry(entry, &scope, &mut parts, context);
        }
    }
    parts
}

// The entries that a page has once.
fn section_of(entry: &ast::PageEntry) -> Option<(&'static str, Span)> {
    match entry {
        ast::PageEntry::Auth(auth) => Some(("auth", auth.keyword)),
        ast::PageEntry::Authorize(place) => Some(("authorize", *place)),
        ast::PageEntry::Layout(layout) => Some(("layout", layout.keyword)),
        ast::PageEntry::Search(search) => Some(("search", search.keyword)),
        ast::PageEntry::Model(model) => Some(("model", model.keyword)),
        ast::PageEntry::Msg(msg) => Some(("msg", msg.keyword)),
        ast::PageEntry::Load(load) => Some(("load", load.keyword)),
        ast::PageEntry::Server(server) => Some(("server", server.keyword)),
        ast::PageEntry::Rpc(_) | ast::PageEntry::Query(_) | ast::PageEntry::Subscribe(_) => None,
    }
}

fn resolve_entry<'a>(
    entry: &'a ast::PageEntry,
    scope: &MessageScope,
    parts: &mut Parts<'a>,
    context: &mut Context,
) {
    match entry {
        ast::PageEntry::Auth(auth) => parts.auth = Some(auth),
        ast::PageEntry::Authorize(place) => parts.authorize = Some(*place),
        ast::PageEntry::Layout(layout) => {
            parts.layout = find_layout(&layout.name, None, scope.client, context);
        }
        ast::PageEntry::Search(search) => parts.search = resolve_search(&search.fields, context),
        ast::PageEntry::Model(model) => {
            let fields = resolve_fields("field", &model.fields, Scope::Data, context);
            parts.model = Some(fields);
        }
        ast::PageEntry::Msg(msg) => {
            parts.messages = resolve_variants(&msg.variants, Scope::Message(scope), context);
        }
        ast::PageEntry::Load(load) => {
            parts.load = Some(resolve_type(&load.data, Scope::Data, context));
        }
        ast::PageEntry::Server(server) => parts.server = Some(resolve_server(server, context)),
        ast::PageEntry::Rpc(_) | ast::PageEntry::Query(_) | ast::PageEntry::Subscribe(_) => {}
    }
}
