//! What stands in the folder of each client: its pages, layouts and shared rpcs.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::context::Context;
use super::place::Place;
use super::{case, codes};

/// What stands in the folder of a client.
#[derive(Default)]
pub(crate) struct Folder<'a> {
    /// The client; `None` for what belongs to none, which has its diagnostics.
    pub(crate) client: Option<&'a ast::Client>,
    /// Its layouts, each name once.
    pub(crate) layouts: Vec<&'a ast::Layout>,
    /// The rpcs that its pages share, each name once.
    pub(crate) rpcs: Vec<&'a ast::Rpc>,
    /// Its pages.
    pub(crate) pages: Vec<PlacedPage<'a>>,
}

/// A page with what the path of its file says of it.
#[derive(Clone, Copy)]
pub(crate) struct PlacedPage<'a> {
    /// The page.
    pub(crate) page: &'a ast::Page,
    /// Its place.
    pub(crate) place: Place<'a>,
}

/// The folders in the order of the clients, and behind them one of what belongs to no client.
pub(crate) fn collect_folders<'a>(
    files: &'a [ast::File],
    clients: &[&'a ast::Client],
    context: &mut Context<'a>,
) -> Vec<Folder<'a>> {
    let folder = |client: Option<&'a ast::Client>| Folder {
        client,
        ..Folder::default()
    };
    let mut folders: Vec<Folder> = clients.iter().map(|client| folder(Some(client))).collect();
    folders.push(folder(None));
    let at = |(at, client): (usize, &&'a ast::Client)| (client.name.text.as_str(), at);
    let by_name: BTreeMap<&str, usize> = clients.iter().enumerate().map(at).collect();
    for file in files {
        collect_file(file, &by_name, &mut folders, context);
    }
    // What belongs to no client is of several folders, where a name may stand again.
    for folder in folders.iter_mut().filter(|folder| folder.client.is_some()) {
        folder.layouts = distinct("layout", &folder.layouts, |layout| &layout.name, context);
        folder.rpcs = distinct("rpc", &folder.rpcs, |rpc| &rpc.name, context);
    }
    folders
}

fn distinct<'a, T>(
    what: &str,
    items: &[&'a T],
    name: impl Fn(&T) -> &ast::Name,
    context: &mut Context,
) -> Vec<&'a T> {
    let kept = context.unique(what, items, |item| name(item));
    kept.into_iter().copied().collect()
}

fn collect_file<'a>(
    file: &'a ast::File,
    clients: &BTreeMap<&str, usize>,
    folders: &mut [Folder<'a>],
    context: &mut Context<'a>,
) {
    let place = Place::of(&context.sources.file(file.id).path);
    let mut first_page: Option<&ast::Page> = None;
    for item in &file.items {
        let Some((what, span)) = part_of_client(item) else {
            continue;
        };
        if let (ast::Item::Page(page), Some(first)) = (item, first_page) {
            context.report(second_page(first, page));
            continue;
        }
        let client = find_client(&place, what, span, clients, context);
        let Some(folder) = folders.get_mut(client.unwrap_or(clients.len())) else {
            continue;
        };
        match item {
            ast::Item::Page(page) => {
                first_page = Some(page);
                folder.pages.push(PlacedPage { page, place });
            }
            ast::Item::Layout(layout) => folder.layouts.push(layout),
            ast::Item::Rpc(rpc) => folder.rpcs.push(rpc),
            _ => {}
        }
    }
}

fn part_of_client(item: &ast::Item) -> Option<(&'static str, Span)> {
    match item {
        ast::Item::Page(page) => Some(("page", page.keyword)),
        ast::Item::Layout(layout) => Some(("layout", layout.name.span)),
        ast::Item::Rpc(rpc) => Some(("rpc", rpc.name.span)),
        _ => None,
    }
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
    what: &str,
    span: Span,
    clients: &BTreeMap<&str, usize>,
    context: &mut Context,
) -> Option<usize> {
    let Some(folder) = place.folder else {
        context.report(outside(what, span, clients));
        return None;
    };
    // A client in the wrong case is reported where it is declared, with this very name as the right one.
    let renamed = || case::misspelt_snake(folder, clients.keys().copied());
    let found = clients.get(folder).or_else(|| clients.get(renamed()?));
    let found = found.copied();
    // Without any client there is one message about that and none about its pages.
    if found.is_none() && !clients.is_empty() && !context.damage.may_declare(folder) {
        context.report(no_client(folder, what, span, clients));
    }
    found
}

fn outside(what: &str, span: Span, clients: &BTreeMap<&str, usize>) -> Diagnostic {
    let folder = match clients.keys().collect::<Vec<_>>().as_slice() {
        [] => "public",
        [only] => only,
        _ => "CLIENT",
    };
    let message = format!("this {what} belongs to no client");
    let help = match what {
        "rpc" => format!(
            "move it to a file in `idl/{folder}/`, whose pages then share it, or into a `page`"
        ),
        "layout" => {
            format!("move it to a file in `idl/{folder}/`, such as `idl/{folder}/shell.rally`")
        }
        _ => format!("move it to `idl/{folder}/`"),
    };
    Diagnostic::error(codes::PAGE_OUTSIDE, span, message)
        .label("in a file directly below `idl/`")
        .note(whose(clients))
        .help(help)
}

fn whose(clients: &BTreeMap<&str, usize>) -> String {
    let rule = "the folder says which client a page, a layout or a shared rpc belongs to";
    match clients.len() {
        0 | 1 => rule.to_owned(),
        _ => {
            let names: Vec<String> = clients.keys().map(|name| format!("`{name}`")).collect();
            format!("{rule}; the clients are {}", names.join(", "))
        }
    }
}

fn no_client(folder: &str, what: &str, span: Span, clients: &BTreeMap<&str, usize>) -> Diagnostic {
    let message = format!("no client is called `{folder}`");
    let problem = Diagnostic::error(codes::NO_CLIENT_OF_FOLDER, span, message)
        .label(format!("this {what} is in the folder `idl/{folder}/`"));
    match nearest(folder, clients.keys().copied()) {
        Some(meant) => problem.help(format!("move it to `idl/{meant}/`")),
        None => problem.help(format!(
            "declare the client, `client {folder} at \"/{folder}\"`, or move the {what} to the folder of another"
        )),
    }
}
