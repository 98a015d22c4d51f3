//! Types as Rust writes them, seen from one crate.

use super::{Context, ident};
use crate::ir::{Client, Home, Page, Rpc, RpcId, Topic, Type, TypeId};

/// Where a type is written, which decides how it is reached.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// In the contract crate, in the declaration of a type.
    Declaration(TypeId),
    /// In the contract crate, where nothing needs a box to have a size: inside a list or map, in an argument.
    Contract,
    /// In the contract crate, in the module of a page or layout.
    Module(Module<'a>),
    /// In such a module, in the declaration of an enum that only messages use.
    MessageEnum(Module<'a>, TypeId),
    /// In a crate that depends on the contract.
    Outside,
    /// In the generated server crate, in the declaration of a type of its own.
    Server(TypeId),
    /// In the generated server crate, where nothing needs a box to have a size: in a query, a list or a map.
    ServerCrate,
}

/// The module of a page or layout: the calls that its messages may carry replies of.
#[derive(Clone, Copy)]
pub(super) struct Module<'a> {
    client: &'a Client,
    /// The page's own; none in a layout.
    rpcs: &'a [Rpc],
}

impl<'a> Place<'a> {
    /// In the module of this page.
    pub(super) fn page(client: &'a Client, page: &'a Page) -> Self {
        Self::Module(Module {
            client,
            rpcs: &page.rpcs,
        })
    }

    /// In the module of a layout of this client.
    pub(super) fn layout(client: &'a Client) -> Self {
        Self::Module(Module { client, rpcs: &[] })
    }

    /// In the declaration of an enum that only the messages of this module use.
    pub(super) fn message_enum(self, id: TypeId) -> Self {
        match self {
            Self::Module(module) => Self::MessageEnum(module, id),
            other => other,
        }
    }

    fn within_collection(self) -> Self {
        match self {
            Self::Declaration(_) => Self::Contract,
            Self::MessageEnum(module, _) => Self::Module(module),
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
        Type::Reply(rpc) => reply(place, *rpc),
        Type::Bytes => "Vec<u8>".to_owned(),
        Type::Time => "rally_runtime::value::Time".to_owned(),
        Type::Date => "rally_runtime::value::Date".to_owned(),
        Type::Uuid => "rally_runtime::value::Uuid".to_owned(),
        Type::Decimal => "rally_runtime::value::Decimal".to_owned(),
        Type::Json => "rally_runtime::value::Json".to_owned(),
        Type::Event(topic) => {
            let topic = &context.checked.schema().topics[*topic];
            format!("rally_runtime::page::Event<{}>", topic_path(topic))
        }
        Type::ToClient => "ToClient".to_owned(),
        Type::Error => unreachable!("a schema with an unbound type is never rendered"),
    }
}

fn option(context: &Context<'_>, place: Place<'_>, item: &Type) -> String {
    let text = rust_type(context, place, item);
    let boxed = match place {
        Place::Declaration(outer) | Place::MessageEnum(_, outer) | Place::Server(outer) => {
            context.order.is_boxed(outer, item)
        }
        _ => false,
    };
    if boxed {
        format!("Option<Box<{text}>>")
    } else {
        format!("Option<{text}>")
    }
}

fn path(context: &Context<'_>, place: Place<'_>, id: TypeId) -> String {
    let declared = &context.checked.schema().types[id.0];
    let name = ident::ident(&declared.name.text);
    match place {
        // Those that only messages use stand in the module that uses them.
        Place::Module(_) | Place::MessageEnum(..) if declared.home != Home::Data => name,
        Place::Declaration(_) | Place::Contract | Place::Module(_) | Place::MessageEnum(..) => {
            format!("crate::{name}")
        }
        Place::Server(_) | Place::ServerCrate | Place::Outside if context.order.is_contract(id) => {
            format!("contract::{name}")
        }
        Place::Server(_) | Place::ServerCrate => format!("crate::{name}"),
        Place::Outside => format!("generated_server::{name}"),
    }
}

fn reply(place: Place<'_>, rpc: RpcId) -> String {
    let (Place::Module(module) | Place::MessageEnum(module, _)) = place else {
        unreachable!("`Reply` is checked to stand in the messages of a page or layout only");
    };
    let call = match rpc {
        RpcId::Page(rpc) => call_struct(&module.rpcs[rpc].name.text),
        RpcId::Shared(rpc) => {
            format!("super::{}", call_struct(&module.client.rpcs[rpc].name.text))
        }
    };
    format!("rally_runtime::page::Reply<{call}>")
}

/// `increment` as `ServerIncrement`.
pub(crate) fn call_struct(rpc: &str) -> String {
    format!("Server{}", ident::upper_camel_case(rpc))
}

/// The struct of a topic inside the contract: `crate::topics::Game`.
pub(super) fn topic_path(topic: &Topic) -> String {
    format!("crate::topics::{}", topic_struct(topic))
}

/// The struct of a topic: `Game`.
pub(super) fn topic_struct(topic: &Topic) -> String {
    ident::ident(&ident::upper_camel_case(&topic.name.text))
}
