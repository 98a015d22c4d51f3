//! How a page is opened: the gate, `load`, and the bytes of both.

use super::super::page;
use super::super::server::handler::contract_module;
use super::gate::{Steps, page_module, page_trait, passed, steps_of_page};
use crate::ir::{Client, Page};

/// A page as the client's template prints it.
pub(super) struct PageView {
    pub route: String,
    /// Binds what `open` passes on.
    pub open_pattern: String,
    pub open: String,
    pub function: Option<OpenFunction>,
}

/// The function that opens a page on which something has to be waited for.
pub(super) struct OpenFunction {
    pub name: String,
    pub params: Option<String>,
    pub search: Option<String>,
    pub result: &'static str,
    pub statements: Vec<String>,
    /// Whether the gate may refuse it.
    pub is_refusable: bool,
    pub asks_who: bool,
}

pub(super) fn page_view(client: &Client, page: &Page) -> PageView {
    let function = open_function(client, page);
    PageView {
        route: page::names(page).name,
        open_pattern: open_pattern(page, function.as_ref()),
        open: open(client, page, function.as_ref()),
        function,
    }
}

fn open_function(client: &Client, page: &Page) -> Option<OpenFunction> {
    let Steps {
        mut statements,
        asks_who,
    } = steps_of_page(client, page);
    let is_refusable = !statements.is_empty();
    if !is_refusable && page.load.is_none() {
        return None;
    }
    statements.extend(load(client, page));
    let (result, opened) = (opened_type(is_refusable), opened(client, page));
    statements.push(match is_refusable {
        true => format!("Ok({opened})"),
        false => opened,
    });
    let asks_params = page.load.is_some() || page.authorize.is_some();
    let module = contract_module(client, page);
    let takes = |takes: bool, ty: &str| takes.then(|| format!("{module}::{ty}"));
    let name = page::names(page).module;
    Some(OpenFunction {
        name: format!("open_{}", name.trim_start_matches("r#")),
        params: takes(asks_params && !page.params.is_empty(), "Params"),
        search: takes(page.load.is_some() && !page.search.is_empty(), "Search"),
        result,
        statements,
        is_refusable,
        asks_who,
    })
}

fn opened_type(is_refusable: bool) -> &'static str {
    match is_refusable {
        true => "Result<Opened, rally_runtime::private::Refused>",
        false => "Opened",
    }
}

fn load(client: &Client, page: &Page) -> Option<String> {
    page.load.as_ref()?;
    let argument = |is_there: bool, text: &'static str| if is_there { text } else { "" };
    let params = argument(!page.params.is_empty(), ", &params");
    let search = argument(!page.search.is_empty(), ", &search");
    let (handlers, who) = (page_trait(client, page), passed(client, page.access.policy));
    Some(format!(
        "let loaded = {handlers}::load(server, rq{params}{search}{who}).await;"
    ))
}

/// What was opened, as an expression.
fn opened(client: &Client, page: &Page) -> String {
    let (status, has_context) = (status(page), !client.context.is_empty());
    let module = page_module(client, page);
    match (&page.load, has_context) {
        (Some(_), false) => format!("{module}::encode_load(rq, {status}, loaded)"),
        (Some(_), true) => format!("{module}::encode_load(rq, {status}, context, loaded)"),
        (None, false) => format!("rally_runtime::private::opened_without_data({status})"),
        (None, true) => {
            let nothing = "Ok(rally_runtime::server::Loaded::Page(()))";
            format!("rally_runtime::private::opened_in_context(rq, {status}, context, {nothing})")
        }
    }
}

fn open_pattern(page: &Page, function: Option<&OpenFunction>) -> String {
    let binds = |function: &OpenFunction| (function.params.is_some(), function.search.is_some());
    let (params, search) = function.map_or((false, false), binds);
    pattern(page, params, search)
}

/// A pattern behind the name of a route that binds its parameters, its search string, both or neither.
pub(super) fn pattern(page: &Page, params: bool, search: bool) -> String {
    match (params, search) {
        (false, false) => page::any_params(page).to_owned(),
        (true, false) if !page.search.is_empty() => {
            page::bound_params(page).replace("search: param_search", "..")
        }
        (false, true) if !page.params.is_empty() => " { search: param_search, .. }".to_owned(),
        _ => page::bound_params(page),
    }
}

fn open(client: &Client, page: &Page, function: Option<&OpenFunction>) -> String {
    let Some(function) = function else {
        let status = status(page);
        return format!("ready(rally_runtime::private::opened_without_data({status}))");
    };
    let params = function.params.as_ref().map(|ty| {
        let body = page::bound_params_body(page);
        format!(", {ty} {body}")
    });
    let search = function
        .search
        .as_ref()
        .map(|_| format!(", {}", page::bound_search(client, page)));
    let call = format!(
        "{}(server, rq{}{})",
        function.name,
        params.unwrap_or_default(),
        search.unwrap_or_default()
    );
    match (function.is_refusable, client.auth.is_some()) {
        (false, _) => format!("Box::pin({call})"),
        (true, true) => {
            format!("rally_runtime::private::refusable({call}, SIGN_IN, address)")
        }
        (true, false) => {
            format!("rally_runtime::private::refusable({call}, None, String::new())")
        }
    }
}

// The page for lost visitors says so to machines too.
fn status(page: &Page) -> u16 {
    if page::is_not_found(page) { 404 } else { 200 }
}
