//! The files that are written once and then belong to the user.

use askama::Template;

use super::contract::init_argument;
use super::docs::docs_or;
use super::server::{Call, Load, call, load};
use super::{Context, begin, page};
use crate::compile::FileSet;
use crate::ir::{Client, Page};

/// Renders every skeleton, and says which modules the user's `lib.rs` files must declare.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let (app, schema) = (context.app, context.checked.schema());
    begin(files, "app/Cargo.toml", &AppManifest { app });
    begin(files, "app/src/main.rs", &Main { app });
    begin(files, "server/Cargo.toml", &ServerManifest { app });
    let with_handlers = schema
        .clients
        .iter()
        .filter(|client| client.pages.iter().any(page::has_server));
    let clients: Vec<_> = with_handlers.map(page::client_module).collect();
    for client in &clients {
        files.require_module("server/src/lib.rs", format!("pub mod {client};"));
    }
    begin(files, "server/src/lib.rs", &ServerLib { app, clients });
    for client in &schema.clients {
        render_pages(context, client, files);
        render_handlers(context, client, files);
    }
}

fn render_pages(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    let name = client.name.text.as_str();
    let folder = format!("pages/{name}");
    begin(
        files,
        format!("{folder}/Cargo.toml"),
        &PagesManifest {
            app: context.app,
            client: name,
        },
    );
    let lib = format!("{folder}/src/lib.rs");
    let modules: Vec<_> = client
        .pages
        .iter()
        .map(|page| page::names(page).module)
        .collect();
    for module in &modules {
        files.require_module(&lib, format!("pub mod {module};"));
    }
    begin(
        files,
        lib,
        &PagesLib {
            client: name,
            pages: modules,
        },
    );
    for page in &client.pages {
        let module = page::names(page).module;
        let path = format!("{folder}/src/{}.rs", module.trim_start_matches("r#"));
        begin(files, path, &page_file(context, client, page));
    }
}

fn page_file(context: &Context<'_>, client: &Client, page: &Page) -> PageFile {
    let names = page::names(page);
    PageFile {
        route: page::address(client, page),
        client: page::client_module(client),
        docs: docs_or(&page.docs, format!("The page `{}`.", names.name)),
        init_argument: from_outside(&init_argument(context, page, "_data")),
        page: names.name,
        module: names.module,
        trait_name: names.page_trait,
        has_model: page.model.as_ref().is_some_and(|fields| !fields.is_empty()),
        has_messages: !page.messages.is_empty(),
    }
}

// The contract names its own types from its root; a page names them through the contract.
fn from_outside(text: &str) -> String {
    text.replace("crate::", "contract::")
}

fn render_handlers(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    let pages: Vec<_> = client
        .pages
        .iter()
        .filter(|page| page::has_server(page))
        .collect();
    if pages.is_empty() {
        return;
    }
    let name = client.name.text.as_str();
    let index = format!("server/src/{name}.rs");
    let modules: Vec<_> = pages.iter().map(|page| page::names(page).module).collect();
    for module in &modules {
        files.require_module(&index, format!("pub mod {module};"));
    }
    let declared = |module: &String| declaration(client, module);
    let declarations = modules.iter().map(declared).collect();
    begin(
        files,
        index,
        &ServerClient {
            client: name,
            declarations,
        },
    );
    for page in pages {
        let module = page::names(page).module;
        let path = format!("server/src/{name}/{}.rs", module.trim_start_matches("r#"));
        begin(files, path, &handlers(context, client, page));
    }
}

// Clippy finds a module in one of the same name confusing.
fn declaration(client: &Client, module: &str) -> String {
    if module == page::client_module(client) {
        format!(
            "#[allow(clippy::module_inception, reason = \"the page is called as its client\")]\npub mod {module};"
        )
    } else {
        format!("pub mod {module};")
    }
}

fn handlers(context: &Context<'_>, client: &Client, page: &Page) -> Handlers {
    let names = page::names(page);
    let has_params = !page::params(page).is_empty();
    let mut calls: Vec<_> = page.rpcs.iter().map(|rpc| call(context, rpc)).collect();
    for call in &mut calls {
        call.result = call.result.replace("rally_runtime::server::", "");
    }
    Handlers {
        imports: imports(client, page, &calls),
        params_argument: if has_params { ", _params: &Params" } else { "" },
        page: names.name,
        trait_name: names.server_trait,
        load: load(context, page),
        calls,
    }
}

fn imports(client: &Client, page: &Page, calls: &[Call]) -> Vec<String> {
    let names = page::names(page);
    let place = format!("{}::{}", page::client_module(client), names.module);
    let mut contract: Vec<_> = calls.iter().map(|call| call.name.clone()).collect();
    if !page::params(page).is_empty() {
        contract.push("Params".to_owned());
    }
    contract.sort();
    let mut server = Vec::new();
    if page.load.is_some() {
        server.push("LoadResult");
    }
    server.push("Request");
    if !calls.is_empty() {
        server.push("RpcResult");
    }
    let mut lines = Vec::new();
    if !contract.is_empty() {
        lines.push(format!(
            "use contract::{place}::{{{}}};",
            contract.join(", ")
        ));
    }
    lines.push(format!(
        "use generated_server::{place}::{};",
        names.server_trait
    ));
    lines.push(format!(
        "use rally_runtime::server::{{{}}};",
        server.join(", ")
    ));
    lines
}

#[derive(Template)]
#[template(path = "skeleton/app_Cargo.toml")]
struct AppManifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/main.rs")]
struct Main<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/server_Cargo.toml")]
struct ServerManifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/server_lib.rs")]
struct ServerLib<'a> {
    app: &'a str,
    clients: Vec<String>,
}

#[derive(Template)]
#[template(path = "skeleton/server_client.rs")]
struct ServerClient<'a> {
    client: &'a str,
    declarations: Vec<String>,
}

#[derive(Template)]
#[template(path = "skeleton/handlers.rs")]
struct Handlers {
    page: String,
    imports: Vec<String>,
    trait_name: String,
    params_argument: &'static str,
    load: Option<Load>,
    calls: Vec<Call>,
}

#[derive(Template)]
#[template(path = "skeleton/pages_Cargo.toml")]
struct PagesManifest<'a> {
    app: &'a str,
    client: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/pages_lib.rs")]
struct PagesLib<'a> {
    client: &'a str,
    pages: Vec<String>,
}

#[derive(Template)]
#[template(path = "skeleton/page.rs")]
struct PageFile {
    page: String,
    route: String,
    client: String,
    module: String,
    docs: Vec<String>,
    trait_name: String,
    init_argument: String,
    has_model: bool,
    has_messages: bool,
}
