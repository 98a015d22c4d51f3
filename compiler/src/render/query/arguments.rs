//! The parameters of a query to the arguments of its function and to the values that are bound.

use super::value_type;
use crate::render::Context;
use crate::render::ident::ident;
use crate::sql::{ArgumentType, CheckedStatement, Parameter, SqlType};

/// An argument of the function.
pub(in crate::render) struct Argument {
    pub name: String,
    pub ty: String,
}

pub(super) fn argument(context: &Context<'_>, parameter: &Parameter) -> Argument {
    let ty = match parameter.ty {
        ArgumentType::One(ty) => borrowed(context, ty),
        ArgumentType::Optional(ty) => format!("Option<{}>", borrowed(context, ty)),
        ArgumentType::List(ty) => format!("&[{}]", item(context, ty)),
    };
    Argument {
        name: ident(&parameter.name),
        ty,
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
pub(super) fn values(statement: &CheckedStatement) -> Vec<String> {
    let mut parameters: Vec<_> = statement.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.index);
    parameters.into_iter().map(value).collect()
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
