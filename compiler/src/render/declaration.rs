//! Structs and enums as their template prints them.

use super::docs::{docs_or, lines};
use super::order::declared_types;
use super::rust_type::{Place, rust_type};
use super::words::{Word, has_words, words};
use super::{Context, ident};
use crate::ir::{Field, Payload, Type, TypeDeclaration, TypeDeclarationKind, Variant};

/// A struct or enum.
pub(super) struct Declaration {
    pub docs: Vec<String>,
    pub derives: &'static str,
    pub name: String,
    pub body: DeclarationBody,
    /// What the variants of an enum without payload are called as text.
    pub words: Vec<Word>,
}

/// Its form.
pub(super) enum DeclarationBody {
    Struct { fields: Vec<FieldView> },
    Enum { variants: Vec<VariantView> },
}

/// A field of a struct.
pub(super) struct FieldView {
    pub docs: Vec<String>,
    pub name: String,
    pub ty: String,
}

/// A variant of an enum; the payload is written behind the name.
pub(super) struct VariantView {
    pub docs: Vec<String>,
    pub name: String,
    pub payload: String,
}

/// A declared type.
pub(super) fn declaration(
    context: &Context<'_>,
    place: Place<'_>,
    declared: &TypeDeclaration,
) -> Declaration {
    let name = &declared.name.text;
    let body = match &declared.kind {
        TypeDeclarationKind::Struct(fields) => DeclarationBody::Struct {
            fields: field_views(context, place, fields),
        },
        TypeDeclarationKind::Enum(variants) => DeclarationBody::Enum {
            variants: variant_views(context, place, variants),
        },
    };
    Declaration {
        docs: docs_or(&declared.docs, format!("`{name}` of `{}`.", declared.file)),
        derives: derives(context, declared),
        words: words(declared),
        name: ident::ident(name),
        body,
    }
}

// Variants without payload are small enough to copy. Most values have an order and can be hashed, so that they may be
// sorted and be the keys of the app's own maps.
fn derives(context: &Context<'_>, declared: &TypeDeclaration) -> &'static str {
    let is_total = |ty: &Type| context.order.is_total(ty);
    match &declared.kind {
        TypeDeclarationKind::Enum(variants) if has_words(variants) => {
            "Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash"
        }
        _ if declared_types(declared).into_iter().all(is_total) => {
            "Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash"
        }
        _ => "Debug, Clone, PartialEq",
    }
}

/// Fields in the order of their declaration.
pub(super) fn field_views(
    context: &Context<'_>,
    place: Place<'_>,
    fields: &[Field],
) -> Vec<FieldView> {
    let view = |field: &Field| FieldView {
        docs: lines(field.docs.iter().cloned()),
        name: ident::ident(&field.name.text),
        ty: rust_type(context, place, &field.ty),
    };
    fields.iter().map(view).collect()
}

/// Variants in the order of their declaration.
pub(super) fn variant_views(
    context: &Context<'_>,
    place: Place<'_>,
    variants: &[Variant],
) -> Vec<VariantView> {
    let view = |variant: &Variant| VariantView {
        docs: lines(variant.docs.iter().cloned()),
        name: ident::ident(&variant.name.text),
        payload: payload(context, place, &variant.payload),
    };
    variants.iter().map(view).collect()
}

fn payload(context: &Context<'_>, place: Place<'_>, payload: &Payload) -> String {
    match payload {
        Payload::Unit => String::new(),
        Payload::Positional(types) => {
            let types: Vec<_> = types
                .iter()
                .map(|ty| rust_type(context, place, ty))
                .collect();
            format!("({})", types.join(", "))
        }
        Payload::Named(fields) => {
            let documented = |field: FieldView| {
                let docs: String = field
                    .docs
                    .iter()
                    .map(|line| format!("///{line}\n"))
                    .collect();
                format!("{docs}{}: {},\n", field.name, field.ty)
            };
            let fields = field_views(context, place, fields);
            format!(
                " {{\n{}}}",
                fields.into_iter().map(documented).collect::<String>()
            )
        }
    }
}
