//! Every type inside a declaration, from the outside in. Decides nothing.

use crate::ir::{Field, Page, Payload, Type, TypeDeclaration, TypeDeclarationKind, Variant};

/// Calls `visit` with a type and every type inside it.
pub(crate) fn walk_type(ty: &Type, visit: &mut impl FnMut(&Type)) {
    visit(ty);
    match ty {
        Type::List(item) | Type::Option(item) => walk_type(item, visit),
        Type::Map(first, second) | Type::Result(first, second) => {
            walk_type(first, visit);
            walk_type(second, visit);
        }
        Type::Tuple(items) => items.iter().for_each(|item| walk_type(item, visit)),
        Type::Int
        | Type::Float
        | Type::Bool
        | Type::String
        | Type::Unit
        | Type::Bytes
        | Type::Time
        | Type::Date
        | Type::Uuid
        | Type::Decimal
        | Type::Json
        | Type::Event(_)
        | Type::ToClient
        | Type::Declared(_)
        | Type::Reply(_)
        | Type::Error => {}
    }
}

/// Whether a part of a type did not bind, which has its diagnostic.
pub(crate) fn has_error(ty: &Type) -> bool {
    let mut found = false;
    walk_type(ty, &mut |ty| found |= *ty == Type::Error);
    found
}

/// The types of a struct or an enum.
pub(crate) fn walk_declaration(declaration: &TypeDeclaration, visit: &mut impl FnMut(&Type)) {
    match &declaration.kind {
        TypeDeclarationKind::Struct(fields) => walk_fields(fields, visit),
        TypeDeclarationKind::Enum(variants) => walk_variants(variants, visit),
    }
}

/// The types of a page's messages.
pub(crate) fn walk_messages(page: &Page, visit: &mut impl FnMut(&Type)) {
    walk_variants(&page.messages, visit);
}

/// The types of everything in a page.
pub(crate) fn walk_page(page: &Page, visit: &mut impl FnMut(&Type)) {
    walk_messages(page, visit);
    walk_fields(page.model.as_deref().unwrap_or_default(), visit);
    page.load.iter().for_each(|ty| walk_type(ty, visit));
    for rpc in &page.rpcs {
        walk_fields(&rpc.arguments, visit);
        walk_type(&rpc.response.ok, visit);
        rpc.response
            .error
            .iter()
            .for_each(|ty| walk_type(ty, visit));
    }
}

fn walk_fields(fields: &[Field], visit: &mut impl FnMut(&Type)) {
    fields.iter().for_each(|field| walk_type(&field.ty, visit));
}

fn walk_variants(variants: &[Variant], visit: &mut impl FnMut(&Type)) {
    for variant in variants {
        match &variant.payload {
            Payload::Unit => {}
            Payload::Positional(types) => types.iter().for_each(|ty| walk_type(ty, visit)),
            Payload::Named(fields) => walk_fields(fields, visit),
        }
    }
}
