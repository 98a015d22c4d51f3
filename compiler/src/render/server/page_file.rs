//! The module of a page: the trait of its handlers, and their values as bytes.

use askama::Template;

use super::super::declaration::{FieldView, field_views};
use super::super::rust_type::{Place, rust_type};
use super::super::{Context, page};
use super::handler::{Call, Handlers, Method, call, contract_module};
use crate::ir::{Client, Page, Type};

pub(super) fn page_file<'a>(
    context: &Context<'_>,
    client: &Client,
    page: &'a Page,
) -> PageFile<'a> {
    let place = Place::ServerCrate;
    let server = page.server.as_ref();
    let server = server.filter(|server| server.has_model());
    PageFile {
        source: &page.file,
        page: &page.name.text,
        contract: contract_module(client, page),
        client: page::client_module(client),
        trait_name: page::names(page).server_trait,
        methods: Handlers::new(context, place, client, page).methods(),
        data: page
            .load
            .as_ref()
            .map(|load| rust_type(context, place, load)),
        is_optional: matches!(page.load, Some(Type::Option(_))),
        has_context: !client.context.is_empty(),
        model: server.map(|server| field_views(context, place, &server.model)),
        calls: page.rpcs.iter().map(|rpc| call(context, rpc)).collect(),
    }
}

#[derive(Template)]
#[template(path = "server/page.rs")]
pub(super) struct PageFile<'a> {
    source: &'a str,
    page: &'a str,
    contract: String,
    client: String,
    trait_name: String,
    methods: Vec<Method>,
    data: Option<String>,
    is_optional: bool,
    has_context: bool,
    model: Option<Vec<FieldView>>,
    calls: Vec<Call>,
}
