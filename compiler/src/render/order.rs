//! Which declared types cross to the browser, and which need a box to have a size.

use std::collections::BTreeSet;

use crate::check::CheckedSchema;
use crate::ir::{Payload, Schema, Type, TypeDeclaration, TypeDeclarationKind, TypeId};

/// What is known of the declared types as a whole.
pub(super) struct Order {
    contract: BTreeSet<TypeId>,
    recursive: Vec<BTreeSet<TypeId>>,
}

impl Order {
    pub(super) fn new(checked: &CheckedSchema) -> Self {
        let schema = checked.schema();
        let mut contract = BTreeSet::new();
        for ty in crossing(schema) {
            collect(schema, ty, &mut contract);
        }
        let recursive = schema
            .types
            .iter()
            .map(|declared| by_value(schema, declared))
            .collect();
        Self {
            contract,
            recursive,
        }
    }

    /// Whether the type is one of the contract; all others stay on the server.
    pub(super) fn is_contract(&self, id: TypeId) -> bool {
        self.contract.contains(&id)
    }

    /// Whether an optional `inner` inside `outer` must be boxed, since it leads back to `outer`.
    pub(super) fn is_boxed(&self, outer: TypeId, inner: &Type) -> bool {
        let leads_back = |id: &TypeId| *id == outer || self.recursive[id.0].contains(&outer);
        held_by_value(inner).iter().any(leads_back)
    }
}

// The types of everything that a client sends, receives or keeps.
fn crossing(schema: &Schema) -> impl Iterator<Item = &Type> {
    schema
        .clients
        .iter()
        .flat_map(|client| &client.pages)
        .flat_map(|page| {
            let model = page.model.iter().flatten().map(|field| &field.ty);
            let messages = page
                .messages
                .iter()
                .flat_map(|variant| payload_types(&variant.payload));
            let calls = page.rpcs.iter().flat_map(|rpc| {
                let arguments = rpc.arguments.iter().map(|field| &field.ty);
                arguments
                    .chain([&rpc.response.ok])
                    .chain(&rpc.response.error)
            });
            model.chain(messages).chain(&page.load).chain(calls)
        })
}

fn collect(schema: &Schema, ty: &Type, found: &mut BTreeSet<TypeId>) {
    for id in mentioned(ty) {
        if found.insert(id) {
            for inner in declared_types(&schema.types[id.0]) {
                collect(schema, inner, found);
            }
        }
    }
}

// Everything that a value of the type holds without a list or map between.
fn by_value(schema: &Schema, declared: &TypeDeclaration) -> BTreeSet<TypeId> {
    let mut held = BTreeSet::new();
    let mut open: Vec<&TypeDeclaration> = vec![declared];
    while let Some(next) = open.pop() {
        for id in declared_types(next).into_iter().flat_map(held_by_value) {
            if held.insert(id) {
                open.push(&schema.types[id.0]);
            }
        }
    }
    held
}

fn held_by_value(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Declared(id) => vec![*id],
        Type::Option(inner) => held_by_value(inner),
        Type::Result(ok, error) => [held_by_value(ok), held_by_value(error)].concat(),
        Type::Tuple(items) => items.iter().flat_map(held_by_value).collect(),
        _ => vec![],
    }
}

/// The declared types that a type names, at any depth of its own text.
pub(super) fn mentioned(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Declared(id) => vec![*id],
        Type::List(inner) | Type::Option(inner) => mentioned(inner),
        Type::Map(a, b) | Type::Result(a, b) => [mentioned(a), mentioned(b)].concat(),
        Type::Tuple(items) => items.iter().flat_map(mentioned).collect(),
        _ => vec![],
    }
}

/// The types of a declaration's fields or payloads, in order.
pub(super) fn declared_types(declared: &TypeDeclaration) -> Vec<&Type> {
    match &declared.kind {
        TypeDeclarationKind::Struct(fields) => fields.iter().map(|field| &field.ty).collect(),
        TypeDeclarationKind::Enum(variants) => variants
            .iter()
            .flat_map(|variant| payload_types(&variant.payload))
            .collect(),
    }
}

/// The types a variant carries, in order.
pub(super) fn payload_types(payload: &Payload) -> Vec<&Type> {
    match payload {
        Payload::Unit => vec![],
        Payload::Positional(types) => types.iter().collect(),
        Payload::Named(fields) => fields.iter().map(|field| &field.ty).collect(),
    }
}
