//! The file `shapes.rs`: what the declared types that calls carry are made of, as data.

use std::collections::BTreeSet;

use askama::Template;

use super::super::ident::{literal, snake_case};
use super::super::order::{declared_types, mentioned};
use super::super::{Context, page};
use crate::ir::{Field, Payload, Rpc, Schema, Type, TypeDeclarationKind, TypeId, Variant};

/// A shape as the template prints it.
struct ShapeView {
    /// The type, for people.
    of: String,
    name: String,
    body: String,
}

/// The file; `None` where no call carries a declared type.
pub(super) fn shapes_file(context: &Context<'_>) -> Option<ShapesFile> {
    let shapes: Vec<_> = carried_types(context.checked.schema())
        .into_iter()
        .map(|id| view(context, id))
        .collect();
    (!shapes.is_empty()).then_some(ShapesFile { shapes })
}

/// The shape of a type, as an expression of a reference.
pub(super) fn reference(context: &Context<'_>, ty: &Type) -> String {
    let inner = |ty: &Type| reference(context, ty);
    let shape = match ty {
        Type::Declared(id) => return format!("&{}", path(context.checked.schema(), *id)),
        Type::List(item) => format!("List({})", inner(item)),
        Type::Option(item) => format!("Option({})", inner(item)),
        Type::Map(key, value) => format!("Map({}, {})", inner(key), inner(value)),
        Type::Result(ok, error) => format!("Result({}, {})", inner(ok), inner(error)),
        Type::Tuple(items) => format!("Tuple(&[{}])", references(context, items)),
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
        | Type::Json => format!("{ty:?}"),
        Type::Reply(_) | Type::Event(_) | Type::ToClient | Type::Error => {
            unreachable!("checked never to cross the wire")
        }
    };
    format!("&entry::Shape::{shape}")
}

/// Fields, as the expressions between the brackets of an array.
pub(super) fn fields(context: &Context<'_>, fields: &[Field]) -> String {
    let field = |field: &Field| {
        let (name, shape) = (literal(&field.name.text), reference(context, &field.ty));
        format!("entry::Field {{ name: {name}, shape: {shape} }}")
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn references(context: &Context<'_>, types: &[Type]) -> String {
    let references = types.iter().map(|ty| reference(context, ty));
    references.collect::<Vec<_>>().join(", ")
}

fn view(context: &Context<'_>, id: TypeId) -> ShapeView {
    let schema = context.checked.schema();
    let declared = &schema.types[id.0];
    let body = match &declared.kind {
        TypeDeclarationKind::Struct(of_struct) => {
            format!("entry::Shape::Struct(&[{}])", fields(context, of_struct))
        }
        TypeDeclarationKind::Enum(variants) => {
            let variants = variants.iter().map(|each| variant(context, each));
            let variants = variants.collect::<Vec<_>>().join(", ");
            format!("entry::Shape::Enum(&[{variants}])")
        }
    };
    ShapeView {
        of: declared.name.text.clone(),
        name: name(schema, id),
        body,
    }
}

fn variant(context: &Context<'_>, variant: &Variant) -> String {
    let payload = match &variant.payload {
        Payload::Unit => "Unit".to_owned(),
        Payload::Positional(types) => format!("Positional(&[{}])", references(context, types)),
        Payload::Named(named) => format!("Named(&[{}])", fields(context, named)),
    };
    let name = literal(&snake_case(&variant.name.text));
    format!("entry::Variant {{ name: {name}, payload: entry::Payload::{payload} }}")
}

fn path(schema: &Schema, id: TypeId) -> String {
    format!("crate::shapes::{}", name(schema, id))
}

// Two types may have one name in snake case; the later is told from it by its place.
fn name(schema: &Schema, id: TypeId) -> String {
    let name = |at: usize| snake_case(&schema.types[at].name.text).to_uppercase();
    let own = name(id.0);
    match (0..id.0).any(|other| name(other) == own) {
        true => format!("{own}_{}", id.0),
        false => own,
    }
}

// The types of calls and of the parameters of their pages, and all inside of them.
fn carried_types(schema: &Schema) -> BTreeSet<TypeId> {
    let mut open = Vec::new();
    for client in &schema.clients {
        let shared = client.rpcs.iter();
        let own = client.pages.iter().flat_map(|page| &page.rpcs);
        open.extend(shared.chain(own).flat_map(types_of_call));
        let called = client.pages.iter().filter(|page| !page.rpcs.is_empty());
        let params = called.flat_map(page::param_fields);
        open.extend(params.flat_map(|param| mentioned(&param.ty)));
    }
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let inner = declared_types(&schema.types[id.0]);
            open.extend(inner.into_iter().flat_map(mentioned));
        }
    }
    found
}

fn types_of_call(rpc: &Rpc) -> Vec<TypeId> {
    let arguments = rpc.arguments.iter().map(|field| &field.ty);
    let types = arguments
        .chain([&rpc.response.ok])
        .chain(&rpc.response.error);
    types.flat_map(mentioned).collect()
}

#[derive(Template)]
#[template(path = "app/shapes.rs")]
pub(super) struct ShapesFile {
    shapes: Vec<ShapeView>,
}
