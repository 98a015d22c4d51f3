//! The reading of a query's row to the structs that are made for it, and the shape of its result to a Rust type.

use super::value_type;
use crate::ir::Type;
use crate::ir::{
    ColumnForm, FieldReading, Reading, RowStruct, Shape, StructPresence, StructReading,
};
use crate::render::Context;
use crate::render::declaration::FieldView;
use crate::render::docs::lines;
use crate::render::ident::{ident, upper_camel_case};
use crate::render::rust_type::{Place, rust_type};
use crate::sql::Origin;

/// A struct that is made for a query: of its rows, or of a part of them.
pub(in crate::render) struct RowView {
    pub docs: Vec<String>,
    pub name: String,
    pub fields: Vec<FieldView>,
}

/// The struct of a row whose shape is inferred: `get_game` as `GetGameRow`.
pub(crate) fn row_struct(query: &str) -> String {
    format!("{}Row", upper_camel_case(query))
}

/// The struct of a field within an inferred one: `author` in `GetGameRow` as `GetGameRowAuthor`.
pub(crate) fn struct_within(outer: &str, field: &str) -> String {
    format!("{outer}{}", upper_camel_case(field))
}

/// The structs that are made for the rows of `function`, the outermost first.
pub(super) fn rows(context: &Context<'_>, function: &str, reading: &Reading) -> Vec<RowView> {
    let mut views = vec![];
    if let Reading::Struct(row) = reading {
        let about = format!("A row of [`{function}`].");
        add_views(context, row, (&about, function), &mut views);
    }
    views
}

fn add_views(
    context: &Context<'_>,
    row: &StructReading,
    (about, function): (&str, &str),
    views: &mut Vec<RowView>,
) {
    let RowStruct::Inferred(name) = &row.of else {
        return;
    };
    views.push(RowView {
        docs: lines([about.to_owned()]),
        name: name.clone(),
        fields: row
            .fields
            .iter()
            .map(|field| field_view(context, field))
            .collect(),
    });
    for field in &row.fields {
        if let Reading::Struct(inner) = &field.reading {
            let about = format!("`{}` in a row of [`{function}`].", field.name);
            add_views(context, inner, (&about, function), views);
        }
    }
}

fn field_view(context: &Context<'_>, field: &FieldReading) -> FieldView {
    FieldView {
        docs: origin(&field.reading),
        name: ident(&field.name),
        ty: reading_type(context, &field.reading),
    }
}

// Where a column is taken from as it is, and else what it is made of, where that is short.
fn origin(reading: &Reading) -> Vec<String> {
    const MOST: usize = 60;
    let Reading::Column(column) = reading else {
        return vec![];
    };
    let text = match &column.origin {
        Origin::Column { table, column } => format!("{table}.{column}"),
        Origin::Expression(text) => text.clone(),
    };
    match text.len() <= MOST && !text.contains(['`', '\n']) {
        true => lines([format!("`{text}`")]),
        false => vec![],
    }
}

/// What a value that is read so is in Rust.
pub(super) fn reading_type(context: &Context<'_>, reading: &Reading) -> String {
    match reading {
        Reading::Column(column) => match &column.form {
            ColumnForm::Value(ty) => value_type(context, *ty),
            ColumnForm::OptionalValue(ty) => format!("Option<{}>", value_type(context, *ty)),
            ColumnForm::Json(ty) => rust_type(context, Place::ServerCrate, ty),
        },
        Reading::Struct(row) => match row.presence {
            StructPresence::Always => struct_type(context, &row.of),
            StructPresence::UnlessNull(_) => format!("Option<{}>", struct_type(context, &row.of)),
        },
    }
}

/// A struct as Rust names it.
pub(super) fn struct_type(context: &Context<'_>, of: &RowStruct) -> String {
    match of {
        RowStruct::Declared(id) => rust_type(context, Place::ServerCrate, &Type::Declared(*id)),
        RowStruct::Inferred(name) => name.clone(),
    }
}

/// The result of a query whose rows are read so.
pub(super) fn result(context: &Context<'_>, shape: &Shape, row: Option<&Reading>) -> String {
    match (shape, row.map(|row| reading_type(context, row))) {
        (Shape::List(_), Some(row)) => format!("Vec<{row}>"),
        (Shape::Option(_), Some(row)) => format!("Option<{row}>"),
        (Shape::One(_), Some(row)) => row,
        _ => "u64".to_owned(),
    }
}
