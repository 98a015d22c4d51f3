//! Routes against each other: no path may be meant by two pages, or be out of a page's reach.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use crate::ir::{self, RouteTarget, Segment};

// The first segment of what the server answers itself.
const RESERVED: &str = "_rally";

/// Checks every route of every client.
pub(crate) fn check_routes(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    let mounts: BTreeMap<Vec<&str>, &ir::Client> = usable(schema)
        .map(|client| (mount_segments(client), client))
        .collect();
    for client in usable(schema) {
        check_reserved_mount(client, found);
        check_overlaps(client, found);
        for path in paths(client) {
            check_reach(client, path, &mounts, found);
        }
    }
}

fn usable(schema: &ir::Schema) -> impl Iterator<Item = &ir::Client> {
    let is_usable = |client: &&ir::Client| !client.mount.is_empty();
    schema.clients.iter().filter(is_usable)
}

// A route of a page.
#[derive(Clone, Copy)]
struct Path<'s> {
    page: &'s ir::Page,
    segments: &'s [Segment],
    span: Span,
}

fn paths(client: &ir::Client) -> impl Iterator<Item = Path<'_>> {
    client
        .pages
        .iter()
        .flat_map(|page| page.routes.iter().map(move |route| (page, route)))
        .filter_map(|(page, route)| match &route.target {
            RouteTarget::Path(segments) => Some(Path {
                page,
                segments,
                span: route.span,
            }),
            RouteTarget::NotFound => None,
        })
}

fn mount_segments(client: &ir::Client) -> Vec<&str> {
    let segments = client.mount.split('/');
    segments.filter(|segment| !segment.is_empty()).collect()
}

// The path of a page as it is written in a browser, parameters with their colon.
fn full_path(client: &ir::Client, segments: &[Segment]) -> String {
    let mount = client.mount.trim_end_matches('/');
    let below: String = segments.iter().map(written).collect();
    match (mount, below.as_str()) {
        ("", "") => "/".to_owned(),
        _ => format!("{mount}{below}"),
    }
}

fn written(segment: &Segment) -> String {
    match segment {
        Segment::Static(text) => format!("/{text}"),
        Segment::Param { name, .. } => format!("/:{name}"),
    }
}

fn check_overlaps(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    // A static segment wins over a parameter, so two routes of equal precedence differ in nothing but parameters.
    let mut first: BTreeMap<Vec<Option<&str>>, Path> = BTreeMap::new();
    for path in paths(client) {
        let shape = path.segments.iter().map(static_text).collect();
        match first.get(&shape) {
            Some(&earlier) => found.push(overlap(client, path, earlier)),
            None => drop(first.insert(shape, path)),
        }
    }
}

fn static_text(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Static(text) => Some(text),
        Segment::Param { .. } => None,
    }
}

fn overlap(client: &ir::Client, second: Path, earlier: Path) -> Diagnostic {
    let path = full_path(client, second.segments);
    let earlier_path = full_path(client, earlier.segments);
    let is_same_page = std::ptr::eq(second.page, earlier.page);
    let message = match (path == earlier_path, is_same_page) {
        (true, true) => format!("the page has the route `{path}` twice"),
        (true, false) => format!("two pages have the route `{path}`"),
        (false, _) => format!("the routes `{earlier_path}` and `{path}` match the same paths"),
    };
    let label = |path: Path| format!("the route of `{}`", path.page.name.text);
    let problem = Diagnostic::error(codes::ROUTE_OVERLAP, second.span, message)
        .label(label(second))
        .also(earlier.span, label(earlier));
    let is_static = |segment: &Segment| static_text(segment).is_some();
    match (second.segments.iter().all(is_static), is_same_page) {
        (_, true) => problem.help("remove one of them"),
        (false, _) => {
            problem.help("put a fixed segment into one of them, such as `/by_slug/:slug`")
        }
        (true, _) => problem.help("give one of them another path: `page at \"/…\" { … }`"),
    }
}

fn check_reserved_mount(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    if mount_segments(client).first() == Some(&RESERVED) {
        found.push(reserved(client.mount_span));
    }
}

fn reserved(span: Span) -> Diagnostic {
    let message = format!("the server answers paths below `/{RESERVED}` itself");
    Diagnostic::error(codes::RESERVED_PATH, span, message).help("choose another path")
}

fn check_reach(
    client: &ir::Client,
    path: Path,
    mounts: &BTreeMap<Vec<&str>, &ir::Client>,
    found: &mut Vec<Diagnostic>,
) {
    let mut segments = mount_segments(client);
    for segment in path.segments.iter().map_while(static_text) {
        segments.push(segment);
        if segments.len() == 1 && segment == RESERVED {
            found.push(reserved(path.span));
            return;
        }
        if let Some(other) = mounts.get(&segments) {
            found.push(under_other_mount(client, path, other));
            return;
        }
    }
}

fn under_other_mount(client: &ir::Client, route: Path, other: &ir::Client) -> Diagnostic {
    let (path, name) = (full_path(client, route.segments), &other.name.text);
    let message = format!("`{path}` leads to the client `{name}` and never to this page");
    Diagnostic::error(codes::UNDER_OTHER_MOUNT, route.span, message)
        .label(format!("a page of the client `{}`", client.name.text))
        .also(other.mount_span, format!("everything below is `{name}`'s"))
        .help(format!(
            "move the page to `idl/{name}/`, or give it another path"
        ))
}
