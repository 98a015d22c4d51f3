//! One row of a result: SQLite's storage classes to Rust values, never converted silently.

use std::fmt;
use std::sync::Arc;

use rusqlite::types::ValueRef;

use super::error::DbError;
use super::statement::Query;

/// One row of a query's result. Columns are counted from 0.
///
/// Each accessor asks for one storage class and fails with [`DbError::Column`] for any other: an `INTEGER` is not a
/// float, a `TEXT` that looks like a number is not one.
pub struct Row<'a> {
    query: &'static Query,
    row: &'a rusqlite::Row<'a>,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident, $(#[$optional_doc:meta])* $optional:ident -> $type:ty, $expected:literal, $pattern:pat => $value:expr;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(&self, index: usize) -> Result<$type, DbError> {
                self.$optional(index)?.ok_or_else(|| self.mismatch(index, $expected, "NULL".into()))
            }

            $(#[$optional_doc])*
            pub fn $optional(&self, index: usize) -> Result<Option<$type>, DbError> {
                match self.value(index, $expected)? {
                    ValueRef::Null => Ok(None),
                    $pattern => Ok(Some($value)),
                    other => Err(self.mismatch(index, $expected, describe(other))),
                }
            }
        )*
    };
}

impl<'a> Row<'a> {
    pub(crate) fn new(query: &'static Query, row: &'a rusqlite::Row<'a>) -> Self {
        Self { query, row }
    }

    accessors! {
        /// An `INTEGER`.
        int,
        /// An `INTEGER` or `NULL`.
        optional_int -> i64, "INTEGER", ValueRef::Integer(value) => value;
        /// A `REAL`.
        float,
        /// A `REAL` or `NULL`.
        optional_float -> f64, "REAL", ValueRef::Real(value) => value;
        /// A `BLOB`.
        bytes,
        /// A `BLOB` or `NULL`.
        optional_bytes -> Vec<u8>, "BLOB", ValueRef::Blob(value) => value.to_owned();
        /// The `INTEGER` 0 or 1; no other number is a truth value.
        boolean,
        /// The `INTEGER` 0 or 1, or `NULL`.
        optional_boolean -> bool, "INTEGER 0 or 1", ValueRef::Integer(value @ (0 | 1)) => value == 1;
    }

    /// A `TEXT` in UTF-8.
    pub fn text(&self, index: usize) -> Result<String, DbError> {
        self.optional_text(index)?
            .ok_or_else(|| self.mismatch(index, "TEXT", "NULL".into()))
    }

    /// A `TEXT` in UTF-8, or `NULL`.
    pub fn optional_text(&self, index: usize) -> Result<Option<String>, DbError> {
        match self.value(index, "TEXT")? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Some(text.to_owned())),
                Err(error) => Err(self.mismatch(
                    index,
                    "TEXT",
                    format!("TEXT that is not UTF-8 ({error})").into(),
                )),
            },
            other => Err(self.mismatch(index, "TEXT", describe(other))),
        }
    }

    fn value(&self, index: usize, expected: &'static str) -> Result<ValueRef<'_>, DbError> {
        self.row.get_ref(index).map_err(|_| {
            let width = self.row.as_ref().column_count();
            self.mismatch(
                index,
                expected,
                format!("a result of {width} columns").into(),
            )
        })
    }

    fn mismatch(&self, index: usize, expected: &'static str, found: Arc<str>) -> DbError {
        let column = self
            .row
            .as_ref()
            .column_name(index)
            .map_or_else(|_| index.to_string().into(), Arc::from);
        DbError::Column {
            query: self.query.name,
            column,
            expected,
            found,
        }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("query", &self.query.name)
            .finish_non_exhaustive()
    }
}

/// The storage class, and for an integer its value, which a boolean needs; text and bytes may be secret.
fn describe(value: ValueRef<'_>) -> Arc<str> {
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Integer(value) => format!("INTEGER {value}").into(),
        ValueRef::Real(_) => "REAL".into(),
        ValueRef::Text(_) => "TEXT".into(),
        ValueRef::Blob(_) => "BLOB".into(),
    }
}
