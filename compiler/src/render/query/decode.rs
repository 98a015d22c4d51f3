//! The columns of a query to the Rust expression that decodes a row by position.

use super::{shape_row, type_id, value_type};
use crate::ir::{Query, Row, Type, TypeDeclarationKind, TypeId};
use crate::render::Context;
use crate::render::ident::{ident, literal};
use crate::sql::{CheckedStatement, Column, SqlType};

pub(super) fn decode(
    context: &Context<'_>,
    declared: &Query,
    statement: &CheckedStatement,
    row_type: Option<&str>,
) -> String {
    let (Some(row), Some(row_type)) = (shape_row(&declared.shape), row_type) else {
        return String::new();
    };
    let optional = |column: &Column| field_is_optional(context, row, column);
    let scalar = matches!(row, Row::Declared(ty, _) if !is_struct(context, ty));
    let body = match (scalar, statement.columns.as_slice()) {
        (true, [column]) => read(context, 0, column, optional(column)),
        _ => {
            let fields: Vec<_> = statement
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| {
                    format!(
                        "{}: {}?",
                        ident(&column.name),
                        read(context, at, column, optional(column))
                    )
                })
                .collect();
            format!("Ok({row_type} {{ {} }})", fields.join(", "))
        }
    };
    format!(", |row| {body}")
}

fn is_struct(context: &Context<'_>, ty: &Type) -> bool {
    let declared = |id: &TypeId| &context.checked.schema().types[id.0].kind;
    matches!(ty, Type::Declared(id) if matches!(declared(id), TypeDeclarationKind::Struct(_)))
}

// A declared field may be optional where the column is never NULL.
fn field_is_optional(context: &Context<'_>, row: &Row, column: &Column) -> bool {
    match row {
        Row::Inferred(_) => column.nullable,
        Row::Declared(Type::Declared(id), _) => match &context.checked.schema().types[id.0].kind {
            TypeDeclarationKind::Struct(fields) => fields
                .iter()
                .any(|field| field.name.text == column.name && matches!(field.ty, Type::Option(_))),
            TypeDeclarationKind::Enum(_) => false,
        },
        Row::Declared(ty, _) => matches!(ty, Type::Option(_)),
    }
}

fn read(context: &Context<'_>, at: usize, column: &Column, optional: bool) -> String {
    let prefix = if optional { "optional_" } else { "" };
    let accessor = match column.ty {
        SqlType::Int => "int",
        SqlType::Float => "float",
        SqlType::Bool => "boolean",
        SqlType::String => "text",
        SqlType::Bytes => "bytes",
        SqlType::Time => "time",
        SqlType::Date => "date",
        SqlType::Uuid => "uuid",
        SqlType::Decimal => "decimal",
        SqlType::Json => "json",
        SqlType::Enum(id) => {
            let ty = value_type(context, column.ty);
            let name = &context.checked.schema().types[type_id(id).0].name.text;
            let expected = literal(&format!("TEXT of a variant of `{name}`"));
            return format!("row.{prefix}parsed({at}, {expected}, {ty}::parse)");
        }
    };
    format!("row.{prefix}{accessor}({at})")
}
