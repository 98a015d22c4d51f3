//! The crate `generated/server`: what the app's handlers implement, and how their values become bytes.

mod client;
pub(super) mod handler;
mod jobs;
mod page_file;

use askama::Template;

use super::contract::Types;
use super::declaration::declaration;
use super::ident::ident;
use super::rust_type::Place;
use super::{Context, generate, json, page};
use crate::compile::FileSet;
use crate::ir::{Client, Page, TypeId};

pub(super) use client::{ServerTraits, Trait, server_traits};
pub(super) use jobs::job_methods;

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
        has_json: json::has_json(context),
        has_topics: !schema.topics.is_empty(),
        has_jobs: !schema.jobs.is_empty(),
        returns: schema.clients.iter().any(|client| client.auth.is_some()),
        types: types
            .iter()
            .map(|id| ident(&schema.types[id.0].name.text))
            .collect(),
    };
    generate(files, "generated/server/src/lib.rs", &lib);
    if !types.is_empty() {
        let path = "generated/server/src/types.rs";
        generate(files, path, &types_file(context, &types));
    }
    if !schema.jobs.is_empty() {
        let path = "generated/server/src/jobs.rs";
        generate(files, path, &jobs::jobs_file(context));
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
    let view = client::client_file(context, client);
    generate(files, format!("{folder}.rs"), &view);
    for page in pages(client) {
        let module = page::names(page).module;
        let path = format!("{folder}/{}.rs", module.trim_start_matches("r#"));
        generate(files, path, &page_file::page_file(context, client, page));
    }
}

/// The pages of a client that ask anything of the server's code.
pub(super) fn pages(client: &Client) -> impl Iterator<Item = &Page> {
    client.pages.iter().filter(|page| page::has_server(page))
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
    has_json: bool,
    has_topics: bool,
    has_jobs: bool,
    returns: bool,
    types: Vec<String>,
}
