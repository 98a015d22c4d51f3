//! Types as Rust writes them, seen from one crate.

use super::{Context, ident};
use crate::ir::{Page, RpcId, Type, TypeId};

/// Where a type is written, which decides how it is reached.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// In the contract crate, in the declaration of a type.
    Declaration(TypeId),
    /// In the contract crate, inside a list or map, where nothing needs a box to have a size.
    Contract,
    /// In the contract crate, in a page.
    Page(&'a Page),
    /// In a crate that depends on the contract.
    Outside,
    /// In the generated server crate, in the declaration of a type of its own.
    Server(TypeId),
    /// In the generated server crate, where nothing needs a box to have a size: in a query, a list or a map.
    ServerCrate,
}

impl Place<'_> {
    fn within_collection(self) -> Self {
        match self {
            Self::Declaration(_) => Self::Contract,
            Self::Server(_) => Self::ServerCrate,
            other => other,
        }
    }
}

/// The type as Rust writes it at this place.
pub(super) fn rust_type(context: &Context<'_>, place: Place<'_>, ty: &Type) -> String {
    let inner = |ty: &Type| rust_type(context, place, ty);
    let item = |ty: &Type| rust_type(context, place.within_collection(), ty);
    match ty {
        Type::Int => "i64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::String => "String".to_owned(),
        Type::Unit => "()".to_owned(),
        Type::List(ty) => format!("Vec<{}>", item(ty)),
        Type::Option(ty) => option(context, place, ty),
        Type::Map(key, value) => {
            format!("std::collections::BTreeMap<{}, {}>", item(key), item(value))
        }
        Type::Result(ok, error) => format!("Result<{}, {}>", inner(ok), inner(error)),
        Type::Tuple(items) => {
            format!(
                "({})",
                items.iter().map(inner).collect::<Vec<_>>().join(", ")
            )
        }
        Type::Declared(id) => path(context, place, *id),
        Type::Reply(RpcId::Page(rpc)) => reply(place, *rpc),
        Type::Bytes => "Vec<u8>".to_owned(),
        Type::Time => "rally_runtime::value::Time".to_owned(),
        Type::Date => "rally_runtime::value::Date".to_owned(),
        Type::Uuid => "rally_runtime::value::Uuid".to_owned(),
        Type::Decimal => "rally_runtime::value::Decimal".to_owned(),
        Type::Json => "rally_runtime::value::Json".to_owned(),
        Type::Reply(RpcId::Shared(_)) | Type::Event(_) | Type::ToClient => String::new(),
        Type::Error => unreachable!("a schema with an unbound type is never rendered"),
    }
}

fn option(context: &Context<'_>, place: Place<'_>, item: &Type) -> String {
    let text = rust_type(context, place, item);
    let boxed = match place {
        Place::Declaration(outer) | Place::Server(outer) => context.order.is_boxed(outer, item),
        _ => false,
    };
    if boxed {
        format!("Option<Box<{text}>>")
    } else {
        format!("Option<{text}>")
    }
}

fn path(context: &Context<'_>, place: Place<'_>, id: TypeId) -> String {
    let name = ident::ident(&context.checked.schema().types[id.0].name.text);
    match place {
        Place::Declaration(_) | Place::Contract | Place::Page(_) => format!("crate::{name}"),
        Place::Server(_) | Place::ServerCrate | Place::Outside if context.order.is_contract(id) => {
            format!("contract::{name}")
        }
        Place::Server(_) | Place::ServerCrate => format!("crate::{name}"),
        Place::Outside => format!("generated_server::{name}"),
    }
}

fn reply(place: Place<'_>, rpc: usize) -> String {
    let Place::Page(page) = place else {
        unreachable!("`Reply` is checked to stand in the messages of a page only");
    };
    format!(
        "rally_runtime::page::Reply<{}>",
        call_struct(&page.rpcs[rpc].name.text)
    )
}

/// `increment` as `ServerIncrement`.
pub(crate) fn call_struct(rpc: &str) -> String {
    format!("Server{}", ident::upper_camel_case(rpc))
}
