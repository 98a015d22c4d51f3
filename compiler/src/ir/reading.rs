//! How the columns of a checked query become a row: which column fills which field, and in which form.

use std::collections::BTreeMap;

use super::{Type, TypeId};
use crate::sql::{CheckedStatement, DocumentId, Origin, SqlType};

/// A query in which every check held.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedQuery {
    /// The statement.
    pub statement: CheckedStatement,
    /// What a row becomes; `None` where the query gives the number of rows changed.
    pub row: Option<Reading>,
    /// The types of the parameters that are bound as JSON.
    pub documents: BTreeMap<DocumentId, Type>,
}

/// What a value is read from.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// One column.
    Column(ColumnReading),
    /// Columns of their own for each field.
    Struct(StructReading),
}

/// A value from one column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnReading {
    /// The position of the column, from 0.
    pub at: usize,
    /// What the column holds.
    pub form: ColumnForm,
    /// What the column shows.
    pub origin: Origin,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnForm {
    /// The value itself.
    Value(SqlType),
    /// The value itself, or NULL for `None`.
    OptionalValue(SqlType),
    /// JSON of a value of this type; NULL is read as the JSON `null`.
    Json(Type),
}

/// A struct, its fields in the order of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct StructReading {
    /// Which struct.
    pub of: RowStruct,
    /// Its fields.
    pub fields: Vec<FieldReading>,
    /// Whether it may be missing.
    pub presence: StructPresence,
}

/// The struct of a row, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowStruct {
    /// A declared one.
    Declared(TypeId),
    /// One made for the query, of this name.
    Inferred(String),
}

/// Whether a struct inside of a row may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StructPresence {
    /// It is always there.
    Always,
    /// An `Option`: `None` where all of these columns are NULL. Without any it is always `Some`.
    UnlessNull(Vec<usize>),
}

/// A field of such a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldReading {
    /// The name.
    pub name: String,
    /// What fills it.
    pub reading: Reading,
}

impl Reading {
    /// The names of the structs that are made for it.
    #[must_use]
    pub fn inferred_structs(&self) -> Vec<&str> {
        let Self::Struct(row) = self else {
            return vec![];
        };
        let own = match &row.of {
            RowStruct::Inferred(name) => Some(name.as_str()),
            RowStruct::Declared(_) => None,
        };
        let inner = row.fields.iter();
        let inner = inner.flat_map(|field| field.reading.inferred_structs());
        own.into_iter().chain(inner).collect()
    }
}
