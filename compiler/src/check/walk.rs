//! Every type inside a declaration, from the outside in. Decides nothing.

use std::collections::BTreeSet;

use crate::ir::{
    Client, Field, Home, Page, ParamType, Payload, Rpc, Schema, Type, TypeDeclaration,
    TypeDeclarationKind, Variant,
};

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

/// Messages with the variants of the enums of messages that they carry.
pub(crate) fn message_variants<'s>(
    schema: &'s Schema,
    messages: &'s [Variant],
) -> Vec<&'s Variant> {
    let mut variants: Vec<&Variant> = messages.iter().collect();
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while let Some(&variant) = variants.get(at) {
        at += 1;
        walk_variant(variant, &mut |ty| {
            let Type::Declared(id) = ty else { return };
            let declared = &schema.types[id.0];
            if let TypeDeclarationKind::Enum(inner) = &declared.kind
                && declared.home != Home::Data
                && seen.insert(*id)
            {
                variants.extend(inner);
            }
        });
    }
    variants
}

/// The types of everything in a page.
pub(crate) fn walk_page(page: &Page, visit: &mut impl FnMut(&Type)) {
    walk_messages(page, visit);
    walk_fields(page.model.as_deref().unwrap_or_default(), visit);
    page.load.iter().for_each(|ty| walk_type(ty, visit));
    page.search
        .iter()
        .for_each(|field| walk_type(&field.ty, visit));
    for param in &page.params {
        if let ParamType::Enum(id) = param.ty {
            visit(&Type::Declared(id));
        }
    }
    page.rpcs.iter().for_each(|rpc| walk_rpc(rpc, visit));
    if let Some(server) = &page.server {
        walk_fields(&server.model, visit);
        walk_variants(&server.to_server, visit);
        walk_variants(&server.to_client, visit);
    }
}

/// The types of everything in a client.
pub(crate) fn walk_client(client: &Client, visit: &mut impl FnMut(&Type)) {
    client
        .auth
        .iter()
        .for_each(|auth| walk_type(&auth.identity, visit));
    walk_fields(&client.context, visit);
    walk_variants(&client.context_messages, visit);
    client.rpcs.iter().for_each(|rpc| walk_rpc(rpc, visit));
    for layout in &client.layouts {
        walk_fields(&layout.model, visit);
        walk_variants(&layout.messages, visit);
    }
    client.pages.iter().for_each(|page| walk_page(page, visit));
}

/// The types of topics, jobs and columns.
pub(crate) fn walk_background(schema: &Schema, visit: &mut impl FnMut(&Type)) {
    for topic in &schema.topics {
        walk_fields(&topic.arguments, visit);
        walk_type(&topic.event, visit);
    }
    schema
        .jobs
        .iter()
        .for_each(|job| walk_fields(&job.arguments, visit));
    schema
        .tables
        .iter()
        .for_each(|table| walk_fields(&table.columns, visit));
}

fn walk_rpc(rpc: &Rpc, visit: &mut impl FnMut(&Type)) {
    walk_fields(&rpc.arguments, visit);
    walk_type(&rpc.response.ok, visit);
    rpc.response
        .error
        .iter()
        .for_each(|ty| walk_type(ty, visit));
}

fn walk_fields(fields: &[Field], visit: &mut impl FnMut(&Type)) {
    fields.iter().for_each(|field| walk_type(&field.ty, visit));
}

/// The types of some variants.
pub(crate) fn walk_variants(variants: &[Variant], visit: &mut impl FnMut(&Type)) {
    variants
        .iter()
        .for_each(|variant| walk_variant(variant, visit));
}

/// The types of one variant.
pub(crate) fn walk_variant(variant: &Variant, visit: &mut impl FnMut(&Type)) {
    match &variant.payload {
        Payload::Unit => {}
        Payload::Positional(types) => types.iter().for_each(|ty| walk_type(ty, visit)),
        Payload::Named(fields) => walk_fields(fields, visit),
    }
}
