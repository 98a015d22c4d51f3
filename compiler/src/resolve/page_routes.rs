//! The routes of a page, written or from its file's path, and the parameters of all of them.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::Context;
use super::place::{BadPlace, Place};
use super::route::parse_route;
use crate::ir::{self, Presence, RouteTarget, Segment};

/// The routes of a page; `None` where one is unusable, with its diagnostics.
pub(crate) fn resolve_routes(
    page: &ast::Page,
    place: &Place,
    context: &mut Context,
) -> Option<Vec<ir::Route>> {
    if page.routes.is_empty() {
        return Some(vec![route_of_file(page, place, context)?]);
    }
    let mut parse = |text: &ast::Text| {
        let segments = parse_route(text, context)?;
        Some(ir::Route {
            span: text.span,
            target: RouteTarget::Path(segments),
        })
    };
    // Each is read, also behind one that is unusable.
    let routes: Vec<Option<ir::Route>> = page.routes.iter().map(&mut parse).collect();
    routes.into_iter().collect()
}

/// The parameters of all routes, in order of first appearance; one of two types is reported.
pub(crate) fn params_of(routes: &[ir::Route], context: &mut Context) -> Vec<ir::Param> {
    let mut params: Vec<ir::Param> = Vec::new();
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    for (route, segment) in routes.iter().flat_map(segments) {
        let Segment::Param { name, ty } = segment else {
            continue;
        };
        if let Some(earlier) = seen.get_mut(name.as_str()) {
            earlier.times += 1;
            if params[earlier.at].ty != *ty {
                context.report(two_types(name, route.span, earlier.span));
            }
            continue;
        }
        let (at, span) = (params.len(), route.span);
        seen.insert(name, Seen { at, span, times: 1 });
        params.push(ir::Param {
            name: name.clone(),
            ty: *ty,
            presence: Presence::Always,
        });
    }
    // No route has a parameter twice.
    for seen in seen.values().filter(|seen| seen.times < routes.len()) {
        params[seen.at].presence = Presence::Sometimes;
    }
    params
}

struct Seen {
    at: usize,
    span: Span,
    times: usize,
}

fn segments(route: &ir::Route) -> impl Iterator<Item = (&ir::Route, &Segment)> {
    let segments = match &route.target {
        RouteTarget::Path(segments) => segments.as_slice(),
        RouteTarget::NotFound => &[],
    };
    segments.iter().map(move |segment| (route, segment))
}

fn two_types(name: &str, span: Span, earlier: Span) -> Diagnostic {
    let message = format!("the parameter `{name}` has two types");
    Diagnostic::error(codes::PARAM_TYPES, span, message)
        .label("another type here")
        .also(earlier, "first here")
        .note("the parameters of all routes of a page become the fields of one struct")
        .help("write the same type in both, or give one of them another name")
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
