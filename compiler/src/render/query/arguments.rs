//! The parameters of a query to the arguments of its function and to the values that are bound.

use super::value_type;
use crate::render::Context;
use crate::render::ident::ident;
use crate::sql::{CheckedStatement, Parameter, SqlType};

/// An argument of the function.
pub(in crate::render) struct Argument {
    pub name: String,
    pub ty: String,
}

pub(super) fn argument(context: &Context<'_>, parameter: &Parameter) -> Argument {
    let ty = match parameter.ty {
        SqlType::String => "&str".to_owned(),
        SqlType::Bytes => "&[u8]".to_owned(),
        other => value_type(context, other),
    };
    let ty = if parameter.nullable {
        format!("Option<{ty}>")
    } else {
        ty
    };
    Argument {
        name: ident(&parameter.name),
        ty,
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
    match (parameter.ty, parameter.nullable) {
        (SqlType::Enum(_), false) => format!("{name}.as_str().into()"),
        (SqlType::Enum(_), true) => format!("{name}.map(|word| word.as_str()).into()"),
        _ => format!("{name}.into()"),
    }
}
