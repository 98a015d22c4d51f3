//! How a page's model on the server is reached: the gate, then `server_init` or `server_update`, and the bytes of both.

use super::super::ident::used;
use super::super::page;
use super::super::server::handler::contract_module;
use super::gate::{Steps, page_module, page_trait, passed, steps_of_model};
use super::open::pattern;
use crate::ir::{Client, Page};

const PRIVATE: &str = "rally_runtime::private";

/// A page with a model, as the client's template prints it.
pub(super) struct ModelPage {
    pub route: String,
    pub begin: ModelFunction,
    /// `None` where the page has nothing to say.
    pub update: Option<ModelFunction>,
    pub asks_who: bool,
}

/// A function between the bytes of a model and a handler.
pub(super) struct ModelFunction {
    pub name: String,
    /// Binds what the function is given of the address.
    pub pattern: String,
    /// The same as arguments, each with a comma behind it.
    pub arguments: String,
    pub params: String,
    pub search: Option<String>,
    pub statements: Vec<String>,
}

/// The pages of a client that converse with models.
pub(super) fn model_pages(client: &Client) -> Vec<ModelPage> {
    let pages = client.pages.iter();
    let pages = pages.filter(|page| page::has_server_model(page));
    pages.map(|page| model_page(client, page)).collect()
}

fn model_page(client: &Client, page: &Page) -> ModelPage {
    ModelPage {
        route: page::names(page).name,
        begin: begin(client, page),
        update: page::sends_to_server(page).then(|| update(client, page)),
        asks_who: steps_of_model(client, page).asks_who,
    }
}

fn begin(client: &Client, page: &Page) -> ModelFunction {
    let (handlers, who) = (page_trait(client, page), passed(client, page.access.policy));
    let (params, search) = (!page.params.is_empty(), !page.search.is_empty());
    let arguments = [used(params, ", &params", ""), used(search, ", &search", "")].concat();
    let begun = format!("{handlers}::server_init(server, rq{arguments}{who}).await");
    let Steps { mut statements, .. } = steps_of_model(client, page);
    statements.push(format!("let begun = {begun};"));
    statements.push(format!("{PRIVATE}::begun(rq, &params, begun)"));
    function(client, page, "begin", search, statements)
}

fn update(client: &Client, page: &Page) -> ModelFunction {
    let (handlers, who) = (page_trait(client, page), passed(client, page.access.policy));
    let (contract, module) = (contract_module(client, page), page_module(client, page));
    let params = used(!page.params.is_empty(), ", &params", "");
    let updated = format!("{handlers}::server_update(server, rq{params}, model, msg{who}).await");
    let types = format!("{contract}::ToServer, {module}::ServerModel");
    let read = format!("let (msg, model) = {PRIVATE}::to_model::<{types}>(message, model)?;");
    let Steps { statements, .. } = steps_of_model(client, page);
    let rest = [
        read,
        format!("let updated = {updated};"),
        format!("{PRIVATE}::updated(rq, &params, updated)"),
    ];
    // The gate comes first: whoever is refused has nothing read.
    let statements = statements.into_iter().chain(rest);
    function(client, page, "update", false, statements.collect())
}

fn function(
    client: &Client,
    page: &Page,
    what: &str,
    search: bool,
    statements: Vec<String>,
) -> ModelFunction {
    let module = contract_module(client, page);
    let params = format!("{module}::Params");
    let body = page::bound_params_body(page);
    let arguments = format!("{params} {body}, ") + used(search, "param_search, ", "");
    let name = page::names(page).module;
    ModelFunction {
        name: format!("{what}_{}", name.trim_start_matches("r#")),
        pattern: pattern(page, !page.params.is_empty(), search),
        arguments,
        params,
        search: search.then(|| format!("{module}::Search")),
        statements,
    }
}
