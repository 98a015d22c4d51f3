//! Clients with the pages of their folders.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::context::{Context, name, twice};
use super::declare::Declarations;
use super::place::{BadPlace, Place};
use super::route::{parse_mount, parse_route};
use super::types::{Rpcs, Scope, resolve_fields, resolve_type, resolve_variants};
use super::{case, codes};
use crate::ir;

/// Binds every client and every page.
pub(crate) fn resolve_clients(
    files: &[ast::File],
    declared: &Declarations,
    context: &mut Context,
) -> Vec<ir::Client> {
    let mut clients: Vec<ir::Client> = declared
        .clients
        .iter()
        .map(|client| resolve_client(client, context))
        .collect();
    let by_name: BTreeMap<&str, usize> = declared
        .clients
        .iter()
        .enumerate()
        .map(|(at, client)| (client.name.text.as_str(), at))
        .collect();
    for file in files {
        if let Some((at, page)) = resolve_file(file, &by_name, context) {
            clients[at].pages.push(page);
        }
    }
    clients
}

fn resolve_client(client: &ast::Client, context: &mut Context) -> ir::Client {
    ir::Client {
        name: name(&client.name),
        docs: client.docs.clone(),
        mount: parse_mount(&client.mount, context).unwrap_or_default(),
        mount_span: client.mount.span,
        auth: None,
        context: vec![],
        context_messages: vec![],
        layouts: vec![],
        rpcs: vec![],
        pages: vec![],
    }
}

fn resolve_file(
    file: &ast::File,
    clients: &BTreeMap<&str, usize>,
    context: &mut Context,
) -> Option<(usize, ir::Page)> {
    let mut pages = file.items.iter().filter_map(|item| match item {
        ast::Item::Page(page) => Some(page),
        _ => None,
    });
    let first = pages.next()?;
    for other in pages {
        context.report(second_page(first, other));
    }
    let path = &context.sources.file(file.id).path;
    let place = Place::of(path);
    let client = find_client(&place, first.keyword, clients, context);
    let page = resolve_page(first, &place, context);
    Some((client?, page?))
}

fn second_page(first: &ast::Page, second: &ast::Page) -> Diagnostic {
    Diagnostic::error(
        codes::SECOND_PAGE,
        second.keyword,
        "a file declares one page",
    )
    .label("a second page")
    .also(first.keyword, "the first one")
    .help("move it to a file of its own, whose path gives its name and route")
}

fn find_client(
    place: &Place,
    keyword: Span,
    clients: &BTreeMap<&str, usize>,
    context: &mut Context,
) -> Option<usize> {
    let Some(folder) = place.folder else {
        context.report(outside(keyword, clients));
        return None;
    };
    // A client in the wrong case is reported where it is declared, with this very name as the right one.
    let renamed = || case::misspelt_snake(folder, clients.keys().copied());
    let found = clients.get(folder).or_else(|| clients.get(renamed()?));
    let found = found.copied();
    // Without any client there is one message about that and none about its pages.
    if found.is_none() && !clients.is_empty() && !context.damage.may_declare(folder) {
        context.report(no_client(folder, keyword, clients));
    }
    found
}

fn outside(keyword: Span, clients: &BTreeMap<&str, usize>) -> Diagnostic {
    let folder = clients.keys().next().copied().unwrap_or("public");
    Diagnostic::error(
        codes::PAGE_OUTSIDE,
        keyword,
        "this page belongs to no client",
    )
    .label("in a file directly below `idl/`")
    .note("the folder of a page says which client it belongs to")
    .help(format!("move it to `idl/{folder}/`"))
}

fn no_client(folder: &str, keyword: Span, clients: &BTreeMap<&str, usize>) -> Diagnostic {
    let message = format!("no client is called `{folder}`");
    let problem = Diagnostic::error(codes::NO_CLIENT_OF_FOLDER, keyword, message)
        .label(format!("this page is in the folder `idl/{folder}/`"));
    match nearest(folder, clients.keys().copied()) {
        Some(meant) => problem.help(format!("move it to `idl/{meant}/`")),
        None => problem.help(format!(
            "declare the client, `client {folder} at \"/{folder}\"`, or move the page to the folder of another"
        )),
    }
}

fn resolve_page(page: &ast::Page, place: &Place, context: &mut Context) -> Option<ir::Page> {
    let route = resolve_route(page, place, context);
    let name = page_name(page, place, context);
    let parts = resolve_parts(page, context);
    let route = route?;
    Some(ir::Page {
        name: name?,
        docs: page.docs.clone(),
        file: context.path(page.keyword),
        params: params_of(&route),
        routes: vec![route],
        search: vec![],
        access: PUBLIC,
        authorize: None,
        layout: None,
        model: parts.model,
        messages: parts.messages,
        load: parts.load,
        rpcs: parts.rpcs,
        server: None,
        subscriptions: vec![],
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

fn resolve_route(page: &ast::Page, place: &Place, context: &mut Context) -> Option<ir::Route> {
    let Some((first, others)) = page.routes.split_first() else {
        return route_of_file(page, place, context);
    };
    if let Some(second) = others.first() {
        context.report(several_routes(first.span, second.span));
    }
    let segments = parse_route(first, context)?;
    Some(ir::Route {
        span: first.span,
        target: ir::RouteTarget::Path(segments),
    })
}

fn several_routes(first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(
        codes::SEVERAL_ROUTES,
        second,
        "several routes of one page are not supported yet",
    )
    .also(first, "the first one")
    .note("they are part of the language and will come with a later version")
    .help("until then, write one page for each route")
}

fn route_of_file(page: &ast::Page, place: &Place, context: &mut Context) -> Option<ir::Route> {
    // A page outside the clients' folders has no path below one.
    place.folder?;
    match place.route() {
        Ok(target) => Some(ir::Route {
            span: page.keyword,
            target,
        }),
        Err(bad) => {
            context.report(bad_place(page, &bad));
            None
        }
    }
}

fn bad_place(page: &ast::Page, bad: &BadPlace) -> Diagnostic {
    let (message, help) = match bad {
        BadPlace::Segment(piece, corrected) => (
            format!("`{piece}` in the path of this file makes no route"),
            corrected.as_ref().map_or_else(
                || "name files and folders in snake case, such as `about` or `game_id_`".to_owned(),
                |name| format!("rename it to `{name}`"),
            ),
        ),
        BadPlace::RepeatedParam(name) => (
            format!("the path of this file has the parameter `{name}` twice"),
            "give each a name of its own, such as `game_id_` and `team_id_`".to_owned(),
        ),
        BadPlace::NestedNotFound => (
            "`not_found_` stands directly in the folder of its client".to_owned(),
            "move it there, or write the route: `page at \"/…\" { … }`".to_owned(),
        ),
    };
    Diagnostic::error(codes::BAD_PAGE_FILE, page.keyword, message)
        .note("a file's path gives the route: `games/id_.rally` is `/games/:id`")
        .help(help)
}

#[derive(Default)]
struct Parts {
    model: Option<Vec<ir::Field>>,
    messages: Vec<ir::Variant>,
    load: Option<ir::Type>,
    rpcs: Vec<ir::Rpc>,
}

fn resolve_parts(page: &ast::Page, context: &mut Context) -> Parts {
    let rpcs = declared_rpcs(page, context);
    let indices: Rpcs = rpcs
        .iter()
        .enumerate()
        .map(|(at, rpc)| (rpc.name.text.as_str(), at))
        .collect();
    let mut parts = Parts::default();
    let mut sections = BTreeMap::new();
    for entry in &page.entries {
        if is_first_section(entry, &mut sections, context) {
            resolve_section(entry, &indices, &mut parts, context);
        }
    }
    parts.rpcs = rpcs.iter().map(|rpc| resolve_rpc(rpc, context)).collect();
    parts
}

fn declared_rpcs<'p>(page: &'p ast::Page, context: &mut Context) -> Vec<&'p ast::Rpc> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut rpcs = Vec::new();
    for entry in &page.entries {
        let ast::PageEntry::Rpc(rpc) = entry else {
            continue;
        };
        match first.get(rpc.name.text.as_str()) {
            Some(&earlier) => context.report(twice("rpc", &rpc.name, earlier)),
            None => {
                first.insert(&rpc.name.text, rpc.name.span);
                rpcs.push(rpc);
            }
        }
    }
    rpcs
}

fn is_first_section(
    entry: &ast::PageEntry,
    sections: &mut BTreeMap<&'static str, Span>,
    context: &mut Context,
) -> bool {
    let (section, keyword) = match entry {
        ast::PageEntry::Model(model) => ("model", model.keyword),
        ast::PageEntry::Msg(msg) => ("msg", msg.keyword),
        ast::PageEntry::Load(load) => ("load", load.keyword),
        _ => return true,
    };
    let earlier = sections.get(section).copied();
    match earlier {
        Some(earlier) => context.report(second_section(section, keyword, earlier)),
        None => drop(sections.insert(section, keyword)),
    }
    earlier.is_none()
}

fn second_section(section: &str, keyword: Span, earlier: Span) -> Diagnostic {
    let message = format!("this page has `{section}` twice");
    Diagnostic::error(codes::SECOND_SECTION, keyword, message)
        .label("again here")
        .also(earlier, "first here")
        .help("join the two")
}

fn resolve_section(entry: &ast::PageEntry, rpcs: &Rpcs, parts: &mut Parts, context: &mut Context) {
    match entry {
        ast::PageEntry::Model(model) => {
            let fields = resolve_fields("field", &model.fields, &Scope::Data, context);
            parts.model = Some(fields);
        }
        ast::PageEntry::Msg(msg) => {
            parts.messages = resolve_variants(&msg.variants, &Scope::Message(rpcs), context);
        }
        ast::PageEntry::Load(load) => {
            parts.load = Some(resolve_type(&load.data, &Scope::Data, context));
        }
        _ => {}
    }
}

fn resolve_rpc(rpc: &ast::Rpc, context: &mut Context) -> ir::Rpc {
    let arguments = resolve_fields("argument", &rpc.arguments, &Scope::Data, context);
    let response = match resolve_type(&rpc.response, &Scope::Data, context) {
        ir::Type::Result(ok, error) => ir::Response {
            ok: *ok,
            error: Some(*error),
        },
        ok => ir::Response { ok, error: None },
    };
    ir::Rpc {
        name: name(&rpc.name),
        docs: rpc.docs.clone(),
        arguments,
        response,
        file: context.path(rpc.name.span),
        access: PUBLIC,
        ordering: ir::Ordering::InOrder,
        transactions: ir::Transactions::One,
    }
}

const PUBLIC: ir::Access = ir::Access {
    policy: ir::Policy::Public,
    span: None,
};

fn params_of(route: &ir::Route) -> Vec<ir::Param> {
    let ir::RouteTarget::Path(segments) = &route.target else {
        return vec![];
    };
    let param = |segment: &ir::Segment| match segment {
        ir::Segment::Static(_) => None,
        ir::Segment::Param { name, ty } => Some(ir::Param {
            name: name.clone(),
            ty: *ty,
            presence: ir::Presence::Always,
        }),
    };
    segments.iter().filter_map(param).collect()
}
