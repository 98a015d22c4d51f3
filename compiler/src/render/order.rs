//! Which declared types cross to the browser, and which need a box to have a size.

use std::collections::BTreeSet;

use crate::check::CheckedSchema;
use crate::ir::{
    Client, Field, Home, Page, ParamType, Payload, Rpc, Schema, Type, TypeDeclaration,
    TypeDeclarationKind, TypeId, Variant,
};

/// What is known of the declared types as a whole.
pub(super) struct Order {
    contract: BTreeSet<TypeId>,
    recursive: Vec<BTreeSet<TypeId>>,
    partial: BTreeSet<TypeId>,
}

impl Order {
    pub(super) fn new(checked: &CheckedSchema) -> Self {
        let schema = checked.schema();
        let mut contract = BTreeSet::new();
        for ty in crossing(schema) {
            collect(schema, ty, &mut contract);
        }
        contract.extend(of_addresses(schema));
        contract.extend(of_messages(schema));
        let recursive = schema
            .types
            .iter()
            .map(|declared| by_value(schema, declared))
            .collect();
        Self {
            contract,
            recursive,
            partial: partial(schema),
        }
    }

    /// Whether the type is one of the contract; all others stay on the server. Those that only messages use stand there
    /// too, in the modules of their pages and layouts.
    pub(super) fn is_contract(&self, id: TypeId) -> bool {
        self.contract.contains(&id)
    }

    /// Whether values of the type are equal to themselves, have an order and can be hashed.
    pub(super) fn is_total(&self, ty: &Type) -> bool {
        is_total(ty, &self.partial)
    }

    /// Whether an optional `inner` inside `outer` must be boxed, since it leads back to `outer`.
    pub(super) fn is_boxed(&self, outer: TypeId, inner: &Type) -> bool {
        let leads_back = |id: &TypeId| *id == outer || self.recursive[id.0].contains(&outer);
        held_by_value(inner).iter().any(leads_back)
    }
}

// The declared types that hold a float or the like at any depth; a type that holds itself is not one for that alone.
fn partial(schema: &Schema) -> BTreeSet<TypeId> {
    let mut partial = BTreeSet::new();
    loop {
        let ids = (0..schema.types.len()).map(TypeId);
        let more = |id: &TypeId| {
            let held = declared_types(&schema.types[id.0]);
            !partial.contains(id) && !held.into_iter().all(|ty| is_total(ty, &partial))
        };
        let found: Vec<_> = ids.filter(more).collect();
        if found.is_empty() {
            return partial;
        }
        partial.extend(found);
    }
}

fn is_total(ty: &Type, partial: &BTreeSet<TypeId>) -> bool {
    match ty {
        Type::Float | Type::Json => false,
        Type::Reply(_) | Type::Event(_) | Type::ToClient | Type::Error => false,
        Type::Declared(id) => !partial.contains(id),
        Type::List(inner) | Type::Option(inner) => is_total(inner, partial),
        Type::Map(a, b) | Type::Result(a, b) => is_total(a, partial) && is_total(b, partial),
        Type::Tuple(items) => items.iter().all(|item| is_total(item, partial)),
        _ => true,
    }
}

// The types of everything that a client sends, receives or keeps.
fn crossing(schema: &Schema) -> Vec<&Type> {
    let topics = schema.topics.iter().flat_map(|topic| {
        let arguments = topic.arguments.iter().map(|field| &field.ty);
        arguments.chain([&topic.event])
    });
    let clients = schema.clients.iter().flat_map(of_client);
    topics.chain(clients).collect()
}

fn of_client(client: &Client) -> Vec<&Type> {
    let mut types = fields(&client.context);
    types.extend(variants(&client.context_messages));
    types.extend(client.rpcs.iter().flat_map(of_rpc));
    for layout in &client.layouts {
        types.extend(fields(&layout.model));
        types.extend(variants(&layout.messages));
    }
    types.extend(client.pages.iter().flat_map(of_page));
    types
}

fn of_page(page: &Page) -> Vec<&Type> {
    let mut types = fields(page.model.as_deref().unwrap_or_default());
    types.extend(variants(&page.messages));
    types.extend(page.search.iter().map(|field| &field.ty));
    types.extend(&page.load);
    types.extend(page.rpcs.iter().flat_map(of_rpc));
    if let Some(server) = &page.server {
        types.extend(variants(&server.to_server));
        types.extend(variants(&server.to_client));
    }
    types
}

fn of_rpc(rpc: &Rpc) -> Vec<&Type> {
    let mut types = fields(&rpc.arguments);
    types.push(&rpc.response.ok);
    types.extend(&rpc.response.error);
    types
}

fn fields(fields: &[Field]) -> Vec<&Type> {
    fields.iter().map(|field| &field.ty).collect()
}

fn variants(variants: &[Variant]) -> Vec<&Type> {
    let payloads = variants.iter().map(|variant| &variant.payload);
    payloads.flat_map(payload_types).collect()
}

// Nothing but messages can hold these.
fn of_messages(schema: &Schema) -> impl Iterator<Item = TypeId> {
    let types = schema.types.iter().enumerate();
    types
        .filter(|(_, declared)| declared.home != Home::Data)
        .map(|(at, _)| TypeId(at))
}

// An enum in an address stands in no field.
fn of_addresses(schema: &Schema) -> impl Iterator<Item = TypeId> {
    let pages = schema.clients.iter().flat_map(|client| &client.pages);
    pages
        .flat_map(|page| &page.params)
        .filter_map(|param| match param.ty {
            ParamType::Enum(id) => Some(id),
            _ => None,
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
