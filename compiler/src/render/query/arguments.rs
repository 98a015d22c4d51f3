//! The parameters of a query to the arguments of its function and to the values that are bound.

use super::value_type;
use crate::ir::{CheckedQuery, Type};
use crate::render::Context;
use crate::render::ident::ident;
use crate::render::json::encoder;
use crate::render::rust_type::{Place, rust_type};
use crate::sql::{ArgumentType, Parameter, SqlType};

/// An argument of the function.
pub(in crate::render) struct Argument {
    pub name: String,
    pub ty: String,
}

pub(super) fn argument(
    context: &Context<'_>,
    query: &CheckedQuery,
    parameter: &Parameter,
) -> Argument {
    let ty = match parameter.ty {
        ty if let Some(document) = document(query, ty) => {
            let borrowed = borrowed_document(context, document);
            match ty {
                ArgumentType::Optional(_) => format!("Option<{borrowed}>"),
                ArgumentType::One(_) | ArgumentType::List(_) => borrowed,
            }
        }
        ArgumentType::One(ty) => borrowed(context, ty),
        ArgumentType::Optional(ty) => format!("Option<{}>", borrowed(context, ty)),
        ArgumentType::List(ty) => format!("&[{}]", item(context, ty)),
    };
    Argument {
        name: ident(&parameter.name),
        ty,
    }
}

// The type that is bound as JSON.
fn document(query: &CheckedQuery, ty: ArgumentType) -> Option<&Type> {
    match ty.item() {
        SqlType::Document(id) => query.documents.get(&id),
        _ => None,
    }
}

fn borrowed_document(context: &Context<'_>, ty: &Type) -> String {
    let written = |ty: &Type| rust_type(context, Place::ServerCrate, ty);
    match ty {
        Type::List(item) => format!("&[{}]", written(item)),
        ty => format!("&{}", written(ty)),
    }
}

fn borrowed(context: &Context<'_>, ty: SqlType) -> String {
    match ty {
        SqlType::String => "&str".to_owned(),
        SqlType::Bytes => "&[u8]".to_owned(),
        other => value_type(context, other),
    }
}

// Both `&[String]` and `&[&str]` are at hand where texts are.
fn item(context: &Context<'_>, ty: SqlType) -> String {
    match ty {
        SqlType::String => "impl AsRef<str>".to_owned(),
        SqlType::Bytes => "impl AsRef<[u8]>".to_owned(),
        other => value_type(context, other),
    }
}

// In the order of SQLite's parameter numbers.
pub(super) fn values(context: &Context<'_>, query: &CheckedQuery) -> Vec<String> {
    let mut parameters: Vec<_> = query.statement.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.index);
    let value = |parameter: &Parameter| match document(query, parameter.ty) {
        Some(document) => document_value(context, parameter, document),
        None => value(parameter),
    };
    parameters.into_iter().map(value).collect()
}

fn document_value(context: &Context<'_>, parameter: &Parameter, ty: &Type) -> String {
    let name = ident(&parameter.name);
    let write = encoder(context, None, ty);
    match parameter.ty {
        ArgumentType::Optional(_) => format!(
            "{name}.map_or(db::Value::Null, |value| db::json::write::document(value, {write}))"
        ),
        ArgumentType::One(_) | ArgumentType::List(_) => {
            format!("db::json::write::document({name}, {write})")
        }
    }
}

fn value(parameter: &Parameter) -> String {
    let name = ident(&parameter.name);
    match parameter.ty {
        ArgumentType::One(SqlType::Enum(_)) => format!("{name}.as_str().into()"),
        ArgumentType::Optional(SqlType::Enum(_)) => {
            format!("{name}.map(|word| word.as_str()).into()")
        }
        ArgumentType::One(_) | ArgumentType::Optional(_) => format!("{name}.into()"),
        ArgumentType::List(ty) => format!("db::Value::list({name}.iter(){})", each(ty)),
    }
}

// A reference to an item as what a list is made of.
fn each(ty: SqlType) -> &'static str {
    match ty {
        SqlType::String | SqlType::Bytes => ".map(AsRef::as_ref)",
        SqlType::Enum(_) => ".map(|word| word.as_str())",
        SqlType::Json => "",
        _ => ".copied()",
    }
}
