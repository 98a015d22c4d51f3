//! The module of a layout.

use askama::Template;

use super::super::declaration::{
    Declaration, DeclarationBody, FieldView, VariantView, field_views, variant_views,
};
use super::super::docs::docs_or;
use super::super::rust_type::Place;
use super::super::{Context, page};
use super::messages::message_enums;
use crate::ir::{Client, Home, Layout};

pub(super) fn layout_file<'a>(
    context: &Context<'_>,
    client: &Client,
    home: Home,
    layout: &'a Layout,
) -> LayoutFile<'a> {
    let place = Place::layout(client);
    let names = page::layout_names(layout);
    LayoutFile {
        source: &layout.file,
        docs: docs_or(&layout.docs, format!("The layout `{}`.", layout.name.text)),
        model: field_views(context, place, &layout.model),
        variants: variant_views(context, place, &layout.messages),
        declarations: message_enums(context, place, home),
        trait_name: names.layout_trait,
    }
}

#[derive(Template)]
#[template(path = "contract/layout.rs")]
pub(super) struct LayoutFile<'a> {
    source: &'a str,
    docs: Vec<String>,
    model: Vec<FieldView>,
    variants: Vec<VariantView>,
    declarations: Vec<Declaration>,
    trait_name: String,
}
