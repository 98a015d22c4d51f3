//! The module of a client: its shared state and its shared calls, beside the modules of its pages and layouts.

use askama::Template;

use super::super::codec::{Codec, CodecBody, struct_codec};
use super::super::declaration::{FieldView, VariantView, field_views, variant_views};
use super::super::docs::docs_or;
use super::super::ident::literal;
use super::super::mount::has_stage;
use super::super::rust_type::{Place, call_struct};
use super::super::{Context, page, shape};
use super::calls::{CallView, WireCall, call_view, shared_call};
use super::hexadecimal;
use crate::ir::Client;

pub(super) fn client_file<'a>(context: &Context<'_>, client: &'a Client) -> ClientFile<'a> {
    let layouts = client.layouts.iter();
    let pages = client.pages.iter().map(|page| page::names(page).module);
    let mut modules: Vec<_> = layouts
        .map(|layout| page::layout_names(layout).module)
        .chain(pages)
        .collect();
    modules.sort();
    let schema = context.checked.schema();
    ClientFile {
        client: &client.name.text,
        docs: docs_or(
            &client.docs,
            format!("The contract of client `{}`.", client.name.text),
        ),
        mount: &client.mount,
        mount_literal: literal(&client.mount),
        version: hexadecimal(shape::client_version(schema, client)),
        modules,
        context: field_views(context, Place::Contract, &client.context),
        messages: variant_views(context, Place::Contract, &client.context_messages),
        trait_name: page::client_trait(client),
        has_stage: has_stage(client),
        calls: client
            .rpcs
            .iter()
            .map(|rpc| call_view(context, rpc))
            .collect(),
        wire_calls: client
            .rpcs
            .iter()
            .map(|rpc| shared_call(context, client, rpc))
            .collect(),
        codecs: codecs(client),
    }
}

fn codecs(client: &Client) -> Vec<Codec> {
    let mut codecs = Vec::new();
    if !client.context.is_empty() {
        codecs.push(struct_codec("ClientContext".to_owned(), &client.context));
    }
    let call = |rpc: &crate::ir::Rpc| struct_codec(call_struct(&rpc.name.text), &rpc.arguments);
    codecs.extend(client.rpcs.iter().map(call));
    codecs
}

#[derive(Template)]
#[template(path = "contract/client.rs")]
pub(super) struct ClientFile<'a> {
    client: &'a str,
    docs: Vec<String>,
    mount: &'a str,
    mount_literal: String,
    version: String,
    modules: Vec<String>,
    context: Vec<FieldView>,
    messages: Vec<VariantView>,
    trait_name: String,
    has_stage: bool,
    calls: Vec<CallView>,
    wire_calls: Vec<WireCall>,
    codecs: Vec<Codec>,
}
