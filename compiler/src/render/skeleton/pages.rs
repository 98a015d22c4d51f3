//! The crate of a client's pages, as it is first written: pages, layouts, and what changes their shared state.

use askama::Template;

use super::super::contract::init_argument;
use super::super::docs::docs_or;
use super::super::{Context, begin, page};
use crate::compile::FileSet;
use crate::ir::{Client, Layout, Page};

pub(super) fn render(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    let name = client.name.text.as_str();
    let folder = format!("pages/{name}");
    let manifest = PagesManifest {
        app: context.app,
        client: name,
    };
    begin(files, format!("{folder}/Cargo.toml"), &manifest);
    let lib = format!("{folder}/src/lib.rs");
    let modules = modules(client);
    for module in &modules {
        files.require_module(&lib, format!("pub mod {module};"));
    }
    let view = PagesLib {
        client: name,
        pages: modules,
    };
    begin(files, lib, &view);
    let file = |module: &str| format!("{folder}/src/{}.rs", module.trim_start_matches("r#"));
    if !client.context_messages.is_empty() {
        begin(files, file(page::CLIENT_STATE), &client_file(client));
    }
    for layout in &client.layouts {
        let module = page::layout_names(layout).module;
        begin(files, file(&module), &layout_file(client, layout));
    }
    for page in &client.pages {
        let module = page::names(page).module;
        begin(files, file(&module), &page_file(context, client, page));
    }
}

fn modules(client: &Client) -> Vec<String> {
    let shared = (!client.context_messages.is_empty()).then(|| page::CLIENT_STATE.to_owned());
    let layouts = client.layouts.iter();
    let pages = client.pages.iter();
    shared
        .into_iter()
        .chain(layouts.map(|layout| page::layout_names(layout).module))
        .chain(pages.map(|page| page::names(page).module))
        .collect()
}

fn client_file(client: &Client) -> ClientFile {
    ClientFile {
        client: page::client_module(client),
        name: page::client_struct(client),
        trait_name: page::client_trait(client),
    }
}

fn layout_file(client: &Client, layout: &Layout) -> LayoutFile {
    let names = page::layout_names(layout);
    LayoutFile {
        client: page::client_module(client),
        docs: docs_or(&layout.docs, format!("The layout `{}`.", names.name)),
        layout: names.name,
        module: names.module,
        trait_name: names.layout_trait,
        has_model: !layout.model.is_empty(),
        has_messages: !layout.messages.is_empty(),
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
        has_topics: !page.subscriptions.is_empty(),
    }
}

// The contract names its own types from its root; a page names them through the contract.
fn from_outside(text: &str) -> String {
    text.replace("crate::", "contract::")
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
#[template(path = "skeleton/pages_client.rs")]
struct ClientFile {
    client: String,
    name: String,
    trait_name: String,
}

#[derive(Template)]
#[template(path = "skeleton/layout.rs")]
struct LayoutFile {
    layout: String,
    client: String,
    module: String,
    docs: Vec<String>,
    trait_name: String,
    has_model: bool,
    has_messages: bool,
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
    has_topics: bool,
}
