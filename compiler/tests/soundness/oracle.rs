//! A promise and a value that came back to whether it was kept, as the accessors of a row would say at run time.

use rally_runtime::value::{Date, Decimal, Json, Uuid};
use rallyc::sql::{Column, DeclaredTypes, SqlType};
use rusqlite::types::ValueRef;

use crate::values::Reach;

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Kept,
    /// Arithmetic left the range of its type, which only happens with values that far out.
    Overflow,
    Broken,
}

/// Judges one value. A column whose name has an override is the word of whoever wrote it, as far as NULL goes.
pub(crate) fn judge(
    value: ValueRef<'_>,
    column: &Column,
    is_overridden: bool,
    reach: Reach,
    types: &DeclaredTypes,
) -> Verdict {
    let is_number = matches!(
        column.ty,
        SqlType::Int | SqlType::Float | SqlType::Bool | SqlType::Time
    );
    match value {
        ValueRef::Null if column.nullable || is_overridden => Verdict::Kept,
        ValueRef::Null if is_number && reach == Reach::Reals => Verdict::Overflow,
        ValueRef::Null => Verdict::Broken,
        ValueRef::Real(_)
            if reach != Reach::Ordinary && matches!(column.ty, SqlType::Int | SqlType::Time) =>
        {
            Verdict::Overflow
        }
        present if is_of_type(present, column.ty, types) => Verdict::Kept,
        _ => Verdict::Broken,
    }
}

fn is_of_type(value: ValueRef<'_>, ty: SqlType, types: &DeclaredTypes) -> bool {
    match (ty, value) {
        (SqlType::Int | SqlType::Time, ValueRef::Integer(_))
        | (SqlType::Float, ValueRef::Real(_) | ValueRef::Integer(_))
        | (SqlType::Bool, ValueRef::Integer(0 | 1))
        | (SqlType::Bytes, ValueRef::Blob(_))
        // That bytes made a text are no UTF-8 is found when it is read.
        | (SqlType::String, ValueRef::Text(_))
        | (SqlType::Decimal | SqlType::Json, ValueRef::Integer(_) | ValueRef::Real(_)) => true,
        (SqlType::Uuid, ValueRef::Blob(bytes)) => bytes.len() == 16,
        (_, ValueRef::Text(bytes)) => std::str::from_utf8(bytes).is_ok_and(|text| is_written(text, ty, types)),
        _ => false,
    }
}

fn is_written(text: &str, ty: SqlType, types: &DeclaredTypes) -> bool {
    match ty {
        SqlType::Date => text.parse::<Date>().is_ok(),
        SqlType::Uuid => text.parse::<Uuid>().is_ok(),
        SqlType::Decimal => text.parse::<Decimal>().is_ok(),
        SqlType::Json | SqlType::Document(_) => text.parse::<Json>().is_ok(),
        SqlType::Enum(id) => types.enums[&id]
            .variants
            .iter()
            .any(|variant| variant == text),
        _ => false,
    }
}
