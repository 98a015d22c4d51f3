//! The columns of a query to the struct of its row, and the shape of its result to a Rust type.

use super::{shape_row, value_type};
use crate::ir::{Query, Row, Shape};
use crate::render::Context;
use crate::render::declaration::FieldView;
use crate::render::ident::{ident, upper_camel_case};
use crate::render::rust_type::{Place, rust_type};
use crate::sql::{CheckedStatement, Column};

/// The struct of a row whose shape is inferred.
pub(in crate::render) struct RowView {
    pub name: String,
    pub fields: Vec<FieldView>,
}

/// The struct of a row whose shape is inferred: `get_game` as `GetGameRow`.
pub(crate) fn row_struct(query: &str) -> String {
    format!("{}Row", upper_camel_case(query))
}

pub(super) fn row(
    context: &Context<'_>,
    declared: &Query,
    statement: &CheckedStatement,
) -> (Option<RowView>, Option<String>) {
    match shape_row(&declared.shape) {
        None => (None, None),
        Some(Row::Declared(ty, _)) => (None, Some(rust_type(context, Place::ServerCrate, ty))),
        Some(Row::Inferred(_)) => {
            let name = row_struct(&declared.name.text);
            let fields = statement
                .columns
                .iter()
                .map(|column| column_field(context, column))
                .collect();
            (
                Some(RowView {
                    name: name.clone(),
                    fields,
                }),
                Some(name),
            )
        }
    }
}

fn column_field(context: &Context<'_>, column: &Column) -> FieldView {
    let ty = value_type(context, column.ty);
    let ty = if column.nullable {
        format!("Option<{ty}>")
    } else {
        ty
    };
    FieldView {
        docs: vec![],
        name: ident(&column.name),
        ty,
    }
}

pub(super) fn result(shape: &Shape, row: Option<&str>) -> String {
    match (shape, row) {
        (Shape::List(_), Some(row)) => format!("Vec<{row}>"),
        (Shape::Option(_), Some(row)) => format!("Option<{row}>"),
        (Shape::One(_), Some(row)) => row.to_owned(),
        _ => "u64".to_owned(),
    }
}
