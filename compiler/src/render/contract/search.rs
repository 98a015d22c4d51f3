//! The search string of a page's addresses: its fields, their defaults, and how each is read and written.

use super::super::Context;
use super::super::docs::docs_or;
use super::super::ident::{ident, literal};
use super::super::page;
use super::super::rust_type::{Place, rust_type};
use crate::ir::{Literal, Page, SearchField, Type, TypeDeclarationKind, TypeId};

/// A field of the search string.
pub(super) struct SearchView {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: String,
    /// The default as an expression.
    pub default: String,
    /// The value as an expression, made of `search` and `default`.
    pub read: String,
    /// What writes it, made of `self`, `default` and `search`.
    pub write: String,
}

impl SearchView {
    /// Whether reading and writing it look at the default.
    pub(super) fn has_default(&self) -> bool {
        self.write.contains("default.")
    }
}

pub(super) fn search(context: &Context<'_>, page: &Page) -> Vec<SearchView> {
    page.search
        .iter()
        .map(|field| view(context, field))
        .collect()
}

/// Whether search strings of the page are equal to themselves and can be hashed.
pub(super) fn is_total(context: &Context<'_>, page: &Page) -> bool {
    let fields = page::search_fields(page);
    fields.iter().all(|field| context.order.is_total(&field.ty))
}

fn view(context: &Context<'_>, field: &SearchField) -> SearchView {
    let default = default_text(field);
    let (read, write) = read_and_write(field);
    SearchView {
        docs: docs_or(
            &field.docs,
            format!("{default} where the address does not say."),
        ),
        name: ident(&field.name.text),
        ty: rust_type(context, Place::Contract, &field.ty),
        default: default_value(context, &field.ty, &field.default),
        read,
        write,
    }
}

fn default_text(field: &SearchField) -> String {
    match &field.default {
        Literal::Int(value) => format!("`{value}`"),
        Literal::Float(value) => format!("`{value:?}`"),
        Literal::Bool(value) => format!("`{value}`"),
        Literal::Text(text) => format!("`{text:?}`"),
        Literal::Variant(_) => "The default".to_owned(),
        Literal::Nothing => "Nothing".to_owned(),
        Literal::EmptyList => "Empty".to_owned(),
    }
}

fn read_and_write(field: &SearchField) -> (String, String) {
    let (key, name) = (literal(&field.name.text), ident(&field.name.text));
    match &field.ty {
        Type::List(_) => (
            format!("search.values({key})"),
            format!("search.values({key}, &self.{name});"),
        ),
        Type::Option(_) => (
            format!("search.value({key})"),
            format!("if let Some(value) = &self.{name} {{ search.value({key}, value); }}"),
        ),
        _ => (
            format!("search.value({key}).unwrap_or(default.{name})"),
            format!("if self.{name} != default.{name} {{ search.value({key}, &self.{name}); }}"),
        ),
    }
}

fn default_value(context: &Context<'_>, ty: &Type, default: &Literal) -> String {
    match (ty, default) {
        (_, Literal::Nothing) => "None".to_owned(),
        (_, Literal::EmptyList) => "Vec::new()".to_owned(),
        (Type::Float, Literal::Int(value)) => format!("{value}.0"),
        (_, Literal::Int(value)) => value.to_string(),
        (_, Literal::Float(value)) => format!("{value:?}"),
        (_, Literal::Bool(value)) => value.to_string(),
        (Type::Declared(id), Literal::Variant(at)) => variant(context, *id, *at),
        (Type::String, Literal::Text(text)) if text.is_empty() => "String::new()".to_owned(),
        (Type::String, Literal::Text(text)) => format!("{}.to_owned()", literal(text)),
        (_, Literal::Text(text)) => format!(
            "rally_runtime::route::Param::from_text({}).expect(\"rallyc has read it\")",
            literal(text)
        ),
        (_, Literal::Variant(_)) => unreachable!("a variant is the default of an enum"),
    }
}

fn variant(context: &Context<'_>, id: TypeId, at: usize) -> String {
    let declared = &context.checked.schema().types[id.0];
    let TypeDeclarationKind::Enum(variants) = &declared.kind else {
        unreachable!("a variant is the default of an enum");
    };
    let (name, variant) = (ident(&declared.name.text), ident(&variants[at].name.text));
    format!("crate::{name}::{variant}")
}
