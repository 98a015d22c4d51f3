//! What two sides must agree on, as a text, and the hashes of it. The text is never shown; only its hash leaves.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::order::{declared_types, mentioned, payload_types};
use crate::ir::{
    Client, Field, Page, ParamType, Payload, RouteTarget, Rpc, Schema, Segment, Topic, Type,
    TypeDeclaration, TypeDeclarationKind, TypeId, Variant,
};

/// The id of a page's method: the first 64 bits of SHA-256 over its path and its full shape, which the parameters of
/// its page belong to.
pub(super) fn method_id(schema: &Schema, page: &Page, path: &str, rpc: &Rpc) -> u64 {
    hash(&page_method_shape(schema, page, path, rpc))
}

/// The id of a method that the pages of a client share.
pub(super) fn shared_method_id(schema: &Schema, path: &str, rpc: &Rpc) -> u64 {
    hash(&method_shape(schema, "shared", path, rpc))
}

/// The hash of all that a client and its server must agree on.
pub(super) fn client_version(schema: &Schema, client: &Client) -> u64 {
    let mut text = format!("client {} {}\n", client.name.text, client.mount);
    if !client.context.is_empty() {
        let types = client.context.iter().map(|field| &field.ty);
        let (fields, full) = (
            fields_shape(schema, &client.context),
            full_shape(schema, types),
        );
        push(&mut text, format_args!("context {fields} where {full}\n"));
    }
    for rpc in &client.rpcs {
        let shape = method_shape(schema, "shared", &rpc.name.text, rpc);
        push(&mut text, format_args!("{shape}\n"));
    }
    for page in &client.pages {
        page_shape(schema, page, &mut text);
    }
    hash(&text)
}

fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |hash, &byte| (hash << 8) | u64::from(byte))
}

fn page_shape(schema: &Schema, page: &Page, out: &mut String) {
    let (name, routes) = (&page.name.text, routes_shape(schema, page));
    push(out, format_args!("page {name} {routes}\n"));
    for field in &page.search {
        let (ty, full) = (
            type_shape(schema, &field.ty),
            full_shape(schema, [&field.ty]),
        );
        let (name, default) = (&field.name.text, &field.default);
        push(
            out,
            format_args!("search {name} {ty} {default:?} where {full}\n"),
        );
    }
    if let Some(load) = &page.load {
        push(out, format_args!("load {}\n", full_shape(schema, [load])));
    }
    for rpc in &page.rpcs {
        let shape = page_method_shape(schema, page, &rpc.name.text, rpc);
        push(out, format_args!("{shape}\n"));
    }
    if let Some(server) = &page.server {
        push(
            out,
            format_args!("to_server {}\n", messages_shape(schema, &server.to_server)),
        );
        push(
            out,
            format_args!("to_client {}\n", messages_shape(schema, &server.to_client)),
        );
    }
    for subscription in &page.subscriptions {
        push(
            out,
            format_args!(
                "{}\n",
                topic_shape(schema, &schema.topics[subscription.topic])
            ),
        );
    }
}

fn topic_shape(schema: &Schema, topic: &Topic) -> String {
    let types = topic.arguments.iter().map(|field| &field.ty);
    let full = full_shape(schema, types.chain([&topic.event]));
    let arguments = fields_shape(schema, &topic.arguments);
    format!("topic {} {arguments} where {full}", topic.name.text)
}

fn messages_shape(schema: &Schema, variants: &[Variant]) -> String {
    let types = variants
        .iter()
        .flat_map(|variant| payload_types(&variant.payload));
    let full = full_shape(schema, types);
    let variants: String = variants
        .iter()
        .map(|variant| variant_shape(schema, variant))
        .collect();
    format!("{variants} where {full}")
}

fn page_method_shape(schema: &Schema, page: &Page, path: &str, rpc: &Rpc) -> String {
    method_shape(schema, &routes_shape(schema, page), path, rpc)
}

fn method_shape(schema: &Schema, params: &str, path: &str, rpc: &Rpc) -> String {
    let arguments = fields_shape(schema, &rpc.arguments);
    let (ok, error) = (&rpc.response.ok, &rpc.response.error);
    let types = rpc
        .arguments
        .iter()
        .map(|field| &field.ty)
        .chain([ok])
        .chain(error);
    let definitions = full_shape(schema, types);
    let response = type_shape(schema, ok);
    let error = error
        .as_ref()
        .map(|error| type_shape(schema, error))
        .unwrap_or_default();
    format!("rpc {path} {params} {arguments} -> {response} ! {error} where {definitions}")
}

fn routes_shape(schema: &Schema, page: &Page) -> String {
    let routes = page
        .routes
        .iter()
        .map(|route| route_shape(schema, &route.target));
    routes.collect::<Vec<_>>().join(" ")
}

fn route_shape(schema: &Schema, target: &RouteTarget) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Static(text) => format!("/{text:?}"),
        Segment::Param {
            name,
            ty: ParamType::Enum(id),
        } => {
            let words = declaration_shape(schema, &schema.types[id.0]);
            format!("/:{name}<{words}>")
        }
        Segment::Param { name, ty } => format!("/:{name}<{ty:?}>"),
    };
    match target {
        RouteTarget::Path(segments) => segments.iter().map(segment).collect(),
        RouteTarget::NotFound => "*".to_owned(),
    }
}

// The types, then the definition of each declared type that they lead to, in the order of their ids.
fn full_shape<'a>(schema: &Schema, types: impl IntoIterator<Item = &'a Type>) -> String {
    let mut found = BTreeSet::new();
    let mut text = String::new();
    for ty in types {
        push(&mut text, format_args!("{};", type_shape(schema, ty)));
        reach(schema, ty, &mut found);
    }
    let mut definitions: Vec<_> = found
        .iter()
        .map(|id| declaration_shape(schema, &schema.types[id.0]))
        .collect();
    definitions.sort();
    text + &definitions.concat()
}

fn reach(schema: &Schema, ty: &Type, found: &mut BTreeSet<TypeId>) {
    for id in mentioned(ty) {
        if found.insert(id) {
            for inner in declared_types(&schema.types[id.0]) {
                reach(schema, inner, found);
            }
        }
    }
}

fn declaration_shape(schema: &Schema, declared: &TypeDeclaration) -> String {
    let body = match &declared.kind {
        TypeDeclarationKind::Struct(fields) => fields_shape(schema, fields),
        TypeDeclarationKind::Enum(variants) => variants
            .iter()
            .map(|variant| variant_shape(schema, variant))
            .collect(),
    };
    format!("{}={body};", declared.name.text)
}

fn variant_shape(schema: &Schema, variant: &Variant) -> String {
    let payload = match &variant.payload {
        Payload::Unit => String::new(),
        Payload::Positional(types) => types
            .iter()
            .map(|ty| type_shape(schema, ty) + ",")
            .collect(),
        Payload::Named(fields) => fields_shape(schema, fields),
    };
    format!("|{}({payload})", variant.name.text)
}

fn fields_shape(schema: &Schema, fields: &[Field]) -> String {
    let field = |field: &Field| format!("{}:{},", field.name.text, type_shape(schema, &field.ty));
    format!("{{{}}}", fields.iter().map(field).collect::<String>())
}

fn type_shape(schema: &Schema, ty: &Type) -> String {
    let inner = |ty: &Type| type_shape(schema, ty);
    match ty {
        Type::List(item) => format!("List<{}>", inner(item)),
        Type::Option(item) => format!("Option<{}>", inner(item)),
        Type::Map(key, value) => format!("Map<{},{}>", inner(key), inner(value)),
        Type::Result(ok, error) => format!("Result<{},{}>", inner(ok), inner(error)),
        Type::Tuple(items) => {
            format!(
                "({})",
                items
                    .iter()
                    .map(|item| inner(item) + ",")
                    .collect::<String>()
            )
        }
        Type::Declared(id) => schema.types[id.0].name.text.clone(),
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
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing into a string cannot fail");
}
