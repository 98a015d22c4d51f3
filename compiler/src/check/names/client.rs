//! The names of a client, its layouts, pages and what is in them.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;

use super::super::codes;
use super::reserved::{CLIENTS_TAKEN, PAGES_TAKEN, RPCS_TAKEN};
use super::rules::{check_distinct, check_free, check_snake, check_upper_camel};
use super::{check_fields, check_variants};
use crate::ir::{self, Name};
use crate::resolve::case::{snake, upper_camel};

/// Checks the names of a client and of all that is in it.
pub(super) fn check_client(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    check_snake("client", &client.name, found);
    check_free("client", &client.name, &CLIENTS_TAKEN, found);
    check_fields("field", &client.context, found);
    check_variants(&client.context_messages, found);
    check_rpcs(&client.rpcs, found);
    client
        .layouts
        .iter()
        .for_each(|layout| check_layout(layout, found));
    client.pages.iter().for_each(|page| check_page(page, found));
    check_modules(client, found);
}

fn check_layout(layout: &ir::Layout, found: &mut Vec<Diagnostic>) {
    check_upper_camel("layout", &layout.name, found);
    check_free("layout", &layout.name, &["NotFound"], found);
    check_free("layout", &layout.name, &PAGES_TAKEN, found);
    check_fields("field", &layout.model, found);
    check_variants(&layout.messages, found);
}

fn check_page(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    check_upper_camel("page", &page.name, found);
    let is_not_found = matches!(page.route().target, ir::RouteTarget::NotFound);
    if !is_not_found {
        check_not_found(page, found);
    }
    check_free("page", &page.name, &PAGES_TAKEN, found);
    check_fields("field", page.model.as_deref().unwrap_or_default(), found);
    check_variants(&page.messages, found);
    for field in &page.search {
        check_snake("search field", &field.name, found);
    }
    if !page.search.is_empty() {
        check_params(page, found);
    }
    check_rpcs(&page.rpcs, found);
    if let Some(server) = &page.server {
        check_fields("field", &server.model, found);
        check_variants(&server.to_server, found);
        check_variants(&server.to_client, found);
    }
}

// The route of such a page has a field for its search string.
fn check_params(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    for param in &page.params {
        let name = Name {
            text: param.name.clone(),
            span: page.route().span,
        };
        check_free("parameter", &name, &["search"], found);
    }
}

// The name of the file makes both the name and the route, so a route that is written says that both are meant.
fn check_not_found(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    let is_of_file = page.file.ends_with("/not_found_.rally");
    if page.name.text != "NotFound" || !is_of_file {
        return check_free("page", &page.name, &["NotFound"], found);
    }
    let message = "the page for paths that no other takes has no path of its own";
    found.push(
        Diagnostic::error(codes::GENERATED_NAME, page.route().span, message)
            .label("this is the page of one path")
            .help("leave `at` out, or move the page to a file with another name"),
    );
}

fn check_rpcs(rpcs: &[ir::Rpc], found: &mut Vec<Diagnostic>) {
    for rpc in rpcs {
        check_snake("rpc", &rpc.name, found);
        check_free("rpc", &rpc.name, &RPCS_TAKEN, found);
        check_fields("argument", &rpc.arguments, found);
    }
    let names = rpcs.iter().map(|rpc| &rpc.name);
    check_distinct("rpc", names, upper_camel, found);
}

#[derive(Clone, Copy)]
enum Part<'n> {
    Layout(&'n Name),
    Page(&'n Name),
}

impl<'n> Part<'n> {
    fn name(self) -> &'n Name {
        match self {
            Self::Layout(name) | Self::Page(name) => name,
        }
    }
}

// Pages and layouts are modules side by side.
fn check_modules(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    let layouts = client
        .layouts
        .iter()
        .map(|layout| Part::Layout(&layout.name));
    let pages = client.pages.iter().map(|page| Part::Page(&page.name));
    let mut first: BTreeMap<String, Part<'_>> = BTreeMap::new();
    for part in layouts.chain(pages) {
        match first.get(&snake(&part.name().text)) {
            Some(&earlier) => found.push(same_module(part, earlier, client)),
            None => drop(first.insert(snake(&part.name().text), part)),
        }
    }
}

fn same_module(part: Part<'_>, earlier: Part<'_>, client: &ir::Client) -> Diagnostic {
    let (name, client) = (&part.name().text, &client.name.text);
    let what = match (earlier, part) {
        (Part::Page(_), Part::Page(_)) => "two pages",
        (Part::Layout(_), Part::Layout(_)) => "two layouts",
        _ => "a layout and a page",
    };
    let message = format!("{what} of the client `{client}` are called `{name}`");
    let problem = Diagnostic::error(codes::SAME_GENERATED_NAME, part.name().span, message)
        .label("the second")
        .also(earlier.name().span, "the first");
    match part {
        Part::Layout(_) => problem.help("rename one of them"),
        Part::Page(_) => problem
            .note("the path of its file names a page that has no name of its own")
            .help("name one of them: `page OtherName { … }`"),
    }
}
