//! The crate `generated/contract`: what crosses between browser and server.

use askama::Template;

use super::codec::{Codec, CodecBody, declared_codec};
use super::declaration::{Declaration, DeclarationBody, declaration};
use super::ident::ident;
use super::rust_type::Place;
use super::{Context, generate, page};
use crate::compile::FileSet;
use crate::ir::{Client, Home, TypeId};

mod calls;
mod client;
mod layout;
mod messages;
mod page_module;
mod routes;
mod search;
mod topics;

pub(super) use calls::form_fields;
pub(crate) use calls::{has_form, method_path, shared_method_path};
pub(super) use page_module::init_argument;

/// Renders the crate.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let schema = context.checked.schema();
    generate(
        files,
        "generated/contract/Cargo.toml",
        &Manifest { app: context.app },
    );
    let types = contract_types(context);
    let lib = Lib {
        app: context.app,
        clients: schema.clients.iter().map(page::client_module).collect(),
        has_topics: !schema.topics.is_empty(),
        types: types
            .iter()
            .map(|id| ident(&schema.types[id.0].name.text))
            .collect(),
    };
    generate(files, "generated/contract/src/lib.rs", &lib);
    if !types.is_empty() {
        let file = types_file(context, &types);
        generate(files, "generated/contract/src/types.rs", &file);
    }
    if !schema.topics.is_empty() {
        let file = topics::topics(context);
        generate(files, "generated/contract/src/topics.rs", &file);
    }
    for (at, client) in schema.clients.iter().enumerate() {
        render_client(context, at, client, files);
    }
}

// Those that only messages use stand in the modules of their pages and layouts.
fn contract_types(context: &Context<'_>) -> Vec<TypeId> {
    let types = context.checked.schema().types.iter().enumerate();
    let data = types.filter(|(_, declared)| declared.home == Home::Data);
    data.map(|(at, _)| TypeId(at))
        .filter(|&id| context.order.is_contract(id))
        .collect()
}

fn types_file(context: &Context<'_>, types: &[TypeId]) -> Types {
    let declared = |id: TypeId| &context.checked.schema().types[id.0];
    let view = |&id: &TypeId| declaration(context, Place::Declaration(id), declared(id));
    Types {
        about: "The types that cross between browser and server.".to_owned(),
        declarations: types.iter().map(view).collect(),
        codecs: types
            .iter()
            .map(|&id| declared_codec(declared(id)))
            .collect(),
    }
}

fn render_client(context: &Context<'_>, at: usize, client: &Client, files: &mut FileSet) {
    let folder = format!("generated/contract/src/{}", client.name.text);
    let view = client::client_file(context, client);
    generate(files, format!("{folder}.rs"), &view);
    let routes = routes::routes(context, client);
    generate(files, format!("{folder}/routes.rs"), &routes);
    for (layout_at, layout) in client.layouts.iter().enumerate() {
        let home = Home::Layout {
            client: at,
            layout: layout_at,
        };
        let module = page::layout_names(layout).module;
        let view = layout::layout_file(context, client, home, layout);
        generate(files, format!("{folder}/{}.rs", bare(&module)), &view);
    }
    for (page_at, page) in client.pages.iter().enumerate() {
        let home = Home::Page {
            client: at,
            page: page_at,
        };
        let module = page::names(page).module;
        let module = bare(&module);
        let view = page_module::page_file(context, client, home, page);
        generate(files, format!("{folder}/{module}.rs"), &view);
        let wire = page_module::wire_file(context, client, page);
        generate(files, format!("{folder}/{module}/wire.rs"), &wire);
    }
}

// The file of a module whose name is a keyword.
fn bare(module: &str) -> &str {
    module.trim_start_matches("r#")
}

// As clippy likes its long literals.
fn hexadecimal(hash: u64) -> String {
    let digits = format!("{hash:016x}");
    format!(
        "0x{}_{}_{}_{}",
        &digits[..4],
        &digits[4..8],
        &digits[8..12],
        &digits[12..]
    )
}

#[derive(Template)]
#[template(path = "contract/Cargo.toml")]
struct Manifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "contract/lib.rs")]
struct Lib<'a> {
    app: &'a str,
    clients: Vec<String>,
    has_topics: bool,
    types: Vec<String>,
}

/// A file of declared types; the server crate has one too.
#[derive(Template)]
#[template(path = "contract/types.rs")]
pub(super) struct Types {
    pub(super) about: String,
    pub(super) declarations: Vec<Declaration>,
    pub(super) codecs: Vec<Codec>,
}
