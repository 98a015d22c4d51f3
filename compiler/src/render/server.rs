//! The crate `generated/server`: what the app's handlers implement, and how their values become bytes.

use askama::Template;

use super::contract::Types;
use super::declaration::declaration;
use super::docs::docs_or;
use super::ident::ident;
use super::rust_type::{Place, call_struct, rust_type};
use super::{Context, generate, page};
use crate::compile::FileSet;
use crate::ir::{Client, Page, Rpc, TypeId};

/// Renders the crate, its queries aside.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let schema = context.checked.schema();
    generate(
        files,
        "generated/server/Cargo.toml",
        &Manifest { app: context.app },
    );
    let types = server_types(context);
    let lib = Lib {
        app: context.app,
        clients: schema.clients.iter().map(page::client_module).collect(),
        has_queries: !schema.queries.is_empty(),
        types: types
            .iter()
            .map(|id| ident(&schema.types[id.0].name.text))
            .collect(),
    };
    generate(files, "generated/server/src/lib.rs", &lib);
    if !types.is_empty() {
        generate(
            files,
            "generated/server/src/types.rs",
            &types_file(context, &types),
        );
    }
    for client in &schema.clients {
        render_client(context, client, files);
    }
}

fn server_types(context: &Context<'_>) -> Vec<TypeId> {
    let all = (0..context.checked.schema().types.len()).map(TypeId);
    all.filter(|&id| !context.order.is_contract(id)).collect()
}

fn types_file(context: &Context<'_>, types: &[TypeId]) -> Types {
    let declared = |id: TypeId| &context.checked.schema().types[id.0];
    let view = |&id: &TypeId| declaration(context, Place::Server(id), declared(id));
    Types {
        about: "The types that never leave the server.".to_owned(),
        declarations: types.iter().map(view).collect(),
        codecs: vec![],
    }
}

fn render_client(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    let folder = format!("generated/server/src/{}", client.name.text);
    let pages: Vec<_> = client
        .pages
        .iter()
        .filter(|page| page::has_server(page))
        .collect();
    let view = ClientFile {
        client: &client.name.text,
        pages: pages.iter().map(|page| page::names(page).module).collect(),
    };
    generate(files, format!("{folder}.rs"), &view);
    for page in pages {
        let module = page::names(page).module;
        let path = format!("{folder}/{}.rs", module.trim_start_matches("r#"));
        generate(files, path, &page_file(context, client, page));
    }
}

fn page_file<'a>(context: &Context<'_>, client: &Client, page: &'a Page) -> PageFile<'a> {
    let names = page::names(page);
    PageFile {
        source: &page.file,
        page: &page.name.text,
        contract: format!(
            "contract::{}::{}",
            page::client_module(client),
            names.module
        ),
        has_params: !page::params(page).is_empty(),
        load: load(context, page),
        calls: page.rpcs.iter().map(|rpc| call(context, rpc)).collect(),
        trait_name: names.server_trait,
    }
}

/// `load` of a page, where it has one.
pub(super) fn load(context: &Context<'_>, page: &Page) -> Option<Load> {
    page.load.as_ref().map(|ty| Load {
        docs: docs_or(
            &[],
            format!("Loads the data that `{}` begins with.", page.name.text),
        ),
        data: rust_type(context, Place::Outside, ty),
    })
}

/// A handler.
pub(super) fn call(context: &Context<'_>, rpc: &Rpc) -> Call {
    let name = &rpc.name.text;
    Call {
        docs: docs_or(&rpc.docs, format!("Answers `{name}`.")),
        rpc: name.clone(),
        name: call_struct(name),
        handler: handler(rpc),
        decode: format!("decode_{name}"),
        encode: format!("encode_{name}"),
        result: result(context, rpc),
    }
}

/// `increment` as `server_increment`.
pub(super) fn handler(rpc: &Rpc) -> String {
    format!("server_{}", rpc.name.text)
}

fn result(context: &Context<'_>, rpc: &Rpc) -> String {
    let ok = rust_type(context, Place::Outside, &rpc.response.ok);
    let error = rpc.response.error.as_ref();
    match error.map(|error| rust_type(context, Place::Outside, error)) {
        Some(error) => format!("rally_runtime::server::RpcResult<{ok}, {error}>"),
        None => format!("rally_runtime::server::RpcResult<{ok}>"),
    }
}

#[derive(Template)]
#[template(path = "server/Cargo.toml")]
struct Manifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "server/lib.rs")]
struct Lib<'a> {
    app: &'a str,
    clients: Vec<String>,
    has_queries: bool,
    types: Vec<String>,
}

#[derive(Template)]
#[template(path = "server/client.rs")]
struct ClientFile<'a> {
    client: &'a str,
    pages: Vec<String>,
}

/// `load` as its template prints it.
pub(super) struct Load {
    pub(super) docs: Vec<String>,
    pub(super) data: String,
}

/// A handler as its template prints it.
pub(super) struct Call {
    pub(super) docs: Vec<String>,
    pub(super) rpc: String,
    pub(super) name: String,
    pub(super) handler: String,
    pub(super) decode: String,
    pub(super) encode: String,
    pub(super) result: String,
}

#[derive(Template)]
#[template(path = "server/page.rs")]
struct PageFile<'a> {
    source: &'a str,
    page: &'a str,
    contract: String,
    has_params: bool,
    load: Option<Load>,
    calls: Vec<Call>,
    trait_name: String,
}
