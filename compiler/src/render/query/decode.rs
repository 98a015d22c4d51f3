//! The reading of a row to the Rust expression that decodes it by position.

use super::row::struct_type;
use super::{type_id, value_type};
use crate::ir::{
    ColumnForm, ColumnReading, FieldReading, Reading, RowStruct, StructPresence, StructReading,
    Type, TypeId,
};
use crate::render::Context;
use crate::render::ident::{ident, literal};
use crate::render::json::{decoder, variant_words};
use crate::sql::SqlType;

/// What makes a `Result` of a `row`.
pub(super) fn decode(context: &Context<'_>, reading: &Reading) -> String {
    match reading {
        Reading::Column(column) => read_column(context, None, column),
        Reading::Struct(row) => format!("Ok({})", read_struct(context, row)),
    }
}

fn read_column(context: &Context<'_>, outer: Option<TypeId>, column: &ColumnReading) -> String {
    let at = column.at;
    match &column.form {
        ColumnForm::Value(ty) => read_value(context, at, *ty, ""),
        ColumnForm::OptionalValue(ty) => read_value(context, at, *ty, "optional_"),
        ColumnForm::Json(ty) => format!("row.json_as({at}, {})", decoder(context, outer, ty)),
    }
}

fn read_value(context: &Context<'_>, at: usize, ty: SqlType, prefix: &str) -> String {
    let accessor = match ty {
        SqlType::Int => "int",
        SqlType::Float => "float",
        SqlType::Bool => "boolean",
        SqlType::String => "text",
        SqlType::Bytes => "bytes",
        SqlType::Time => "time",
        SqlType::Date => "date",
        SqlType::Uuid => "uuid",
        SqlType::Decimal => "decimal",
        SqlType::Json | SqlType::Document(_) => "json",
        SqlType::Enum(id) => {
            let expected = literal(&format!("TEXT of {}", variant_words(context, type_id(id))));
            let ty = value_type(context, ty);
            return format!("row.{prefix}parsed({at}, {expected}, {ty}::parse)");
        }
    };
    format!("row.{prefix}{accessor}({at})")
}

fn read_struct(context: &Context<'_>, row: &StructReading) -> String {
    let outer = match row.of {
        RowStruct::Declared(id) => Some(id),
        RowStruct::Inferred(_) => None,
    };
    let field = |field: &FieldReading| {
        let value = match &field.reading {
            Reading::Column(column) => format!("{}?", read_column(context, outer, column)),
            Reading::Struct(inner) => read_inner(context, &row.of, inner),
        };
        format!("{}: {value}", ident(&field.name))
    };
    let fields: Vec<_> = row.fields.iter().map(field).collect();
    format!(
        "{} {{ {} }}",
        struct_type(context, &row.of),
        fields.join(", ")
    )
}

fn read_inner(context: &Context<'_>, outer: &RowStruct, inner: &StructReading) -> String {
    let value = read_struct(context, inner);
    let StructPresence::UnlessNull(columns) = &inner.presence else {
        return value;
    };
    let value = match is_boxed(context, outer, &inner.of) {
        true => format!("Some(Box::new({value}))"),
        false => format!("Some({value})"),
    };
    let columns: Vec<_> = columns.iter().map(ToString::to_string).collect();
    match columns.is_empty() {
        true => value,
        false => format!(
            "if row.has_any(&[{}])? {{ {value} }} else {{ None }}",
            columns.join(", ")
        ),
    }
}

fn is_boxed(context: &Context<'_>, outer: &RowStruct, inner: &RowStruct) -> bool {
    match (outer, inner) {
        (RowStruct::Declared(outer), RowStruct::Declared(inner)) => {
            context.order.is_boxed(*outer, &Type::Declared(*inner))
        }
        _ => false,
    }
}
