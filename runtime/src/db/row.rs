//! One row of a result: SQLite's storage classes to Rust values, never converted silently.

use std::fmt;
use std::sync::Arc;

use rusqlite::types::ValueRef;

use super::error::DbError;
use super::json::{Mismatch, Node};
use super::statement::Query;
use crate::value::{Date, Decimal, Json, Time, Uuid};

/// One row of a query's result. Columns are counted from 0.
///
/// Each accessor fails with [`DbError::Column`] for what it does not name: a `REAL` is not an integer, a `TEXT` that looks
/// like a number is not one.
pub struct Row<'a> {
    query: &'static Query,
    row: &'a rusqlite::Row<'a>,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident, $(#[$optional_doc:meta])* $optional:ident -> $type:ty, $expected:literal, $pattern:pat => $value:expr;)*) => {
        $(
            $(#[$doc])*
            #[inline]
            pub fn $name(&self, index: usize) -> Result<$type, DbError> {
                self.$optional(index)?.ok_or_else(|| self.mismatch(index, $expected, "NULL".into()))
            }

            $(#[$optional_doc])*
            #[inline]
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

macro_rules! parsed {
    ($($(#[$doc:meta])* $name:ident, $(#[$optional_doc:meta])* $optional:ident -> $type:ty, $expected:literal;)*) => {
        $(
            $(#[$doc])*
            #[inline]
            pub fn $name(&self, index: usize) -> Result<$type, DbError> {
                self.parsed(index, $expected, |text| text.parse().ok())
            }

            $(#[$optional_doc])*
            #[inline]
            pub fn $optional(&self, index: usize) -> Result<Option<$type>, DbError> {
                self.optional_parsed(index, $expected, |text| text.parse().ok())
            }
        )*
    };
}

const FLOAT: &str = "REAL or INTEGER";
const JSON: &str = "TEXT of JSON";
const UUID: &str = "TEXT or BLOB of a UUID";
const DECIMAL: &str = "TEXT, INTEGER or short REAL of a decimal number";

impl<'a> Row<'a> {
    pub(crate) fn new(query: &'static Query, row: &'a rusqlite::Row<'a>) -> Self {
        Self { query, row }
    }

    accessors! {
        /// An `INTEGER`.
        int,
        /// An `INTEGER` or `NULL`.
        optional_int -> i64, "INTEGER", ValueRef::Integer(value) => value;
        /// A `BLOB`.
        bytes,
        /// A `BLOB` or `NULL`.
        optional_bytes -> Vec<u8>, "BLOB", ValueRef::Blob(value) => value.to_owned();
        /// The `INTEGER` 0 or 1; no other number is a truth value.
        boolean,
        /// The `INTEGER` 0 or 1, or `NULL`.
        optional_boolean -> bool, "INTEGER 0 or 1", ValueRef::Integer(value @ (0 | 1)) => value == 1;
    }

    /// A `REAL`, or an `INTEGER`, which is what `coalesce(avg(x), 0)` has where there is nothing to count.
    #[inline]
    pub fn float(&self, index: usize) -> Result<f64, DbError> {
        self.required(index, FLOAT, Self::optional_float)
    }

    /// A `REAL` or an `INTEGER`, or `NULL`.
    #[inline]
    pub fn optional_float(&self, index: usize) -> Result<Option<f64>, DbError> {
        match self.value(index, FLOAT)? {
            ValueRef::Null => Ok(None),
            ValueRef::Real(value) => Ok(Some(value)),
            #[allow(
                clippy::cast_precision_loss,
                reason = "SQLite's own CAST to REAL rounds so, too"
            )]
            ValueRef::Integer(value) => Ok(Some(value as f64)),
            other => Err(self.mismatch(index, FLOAT, describe(other))),
        }
    }

    /// JSON as `TEXT`, or a number, which is what a column of type `JSON` makes of the text of one.
    #[inline]
    pub fn json(&self, index: usize) -> Result<Json, DbError> {
        self.required(index, JSON, Self::optional_json)
    }

    /// JSON as [`json`](Self::json) reads it, or `NULL`.
    #[inline]
    pub fn optional_json(&self, index: usize) -> Result<Option<Json>, DbError> {
        match self.value(index, JSON)? {
            ValueRef::Integer(value) => Ok(Some(serde_json::Value::from(value).into())),
            ValueRef::Real(value) if value.is_finite() => {
                Ok(Some(serde_json::Value::from(value).into()))
            }
            _ => self.optional_parsed(index, JSON, |text| text.parse().ok()),
        }
    }

    /// A `TEXT` in UTF-8.
    #[inline]
    pub fn text(&self, index: usize) -> Result<String, DbError> {
        self.optional_text(index)?
            .ok_or_else(|| self.mismatch(index, "TEXT", "NULL".into()))
    }

    /// A `TEXT` in UTF-8, or `NULL`.
    #[inline]
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

    parsed! {
        /// A `TEXT` date such as `2024-02-29`.
        date,
        /// A `TEXT` date, or `NULL`.
        optional_date -> Date, "TEXT of a date such as 2024-02-29";
    }

    accessors! {
        /// An `INTEGER` of milliseconds since 1970-01-01T00:00:00Z.
        time,
        /// An `INTEGER` of milliseconds since 1970-01-01T00:00:00Z, or `NULL`.
        optional_time -> Time, "INTEGER of Unix milliseconds", ValueRef::Integer(value) => Time::from_unix_millis(value);
    }

    /// A UUID as `TEXT` with hyphens or as a `BLOB` of 16 bytes.
    pub fn uuid(&self, index: usize) -> Result<Uuid, DbError> {
        self.required(index, UUID, Self::optional_uuid)
    }

    /// A UUID as `TEXT` with hyphens or as a `BLOB` of 16 bytes, or `NULL`.
    pub fn optional_uuid(&self, index: usize) -> Result<Option<Uuid>, DbError> {
        match self.value(index, UUID)? {
            ValueRef::Blob(bytes) => match bytes.try_into() {
                Ok(bytes) => Ok(Some(Uuid::from_bytes(bytes))),
                Err(_) => {
                    let found = format!("BLOB of {} bytes", bytes.len());
                    Err(self.mismatch(index, UUID, found.into()))
                }
            },
            _ => self.optional_parsed(index, UUID, |text| text.parse().ok()),
        }
    }

    /// A decimal number as `TEXT`, as an `INTEGER`, or as a `REAL` of at most 15 digits, which is what a column of type
    /// `DECIMAL` makes of a text.
    pub fn decimal(&self, index: usize) -> Result<Decimal, DbError> {
        self.required(index, DECIMAL, Self::optional_decimal)
    }

    /// A decimal number as [`decimal`](Self::decimal) reads it, or `NULL`.
    pub fn optional_decimal(&self, index: usize) -> Result<Option<Decimal>, DbError> {
        match self.value(index, DECIMAL)? {
            ValueRef::Integer(value) => Ok(Some(value.into())),
            ValueRef::Real(value) => Decimal::from_float(value).map(Some).ok_or_else(|| {
                let found = "REAL of more than 15 digits or out of range";
                self.mismatch(index, DECIMAL, found.into())
            }),
            _ => self.optional_parsed(index, DECIMAL, |text| text.parse().ok()),
        }
    }

    /// A `TEXT` that `parse` makes a value of; `expected` says which texts those are.
    pub fn parsed<T>(
        &self,
        index: usize,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DbError> {
        self.required(index, expected, |row, index| {
            row.optional_parsed(index, expected, parse)
        })
    }

    /// A `TEXT` that `parse` makes a value of, or `NULL`.
    pub fn optional_parsed<T>(
        &self,
        index: usize,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, DbError> {
        let text = match self.value(index, expected)? {
            ValueRef::Null => return Ok(None),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
            other => return Err(self.mismatch(index, expected, describe(other))),
        };
        text.and_then(parse)
            .map(Some)
            .ok_or_else(|| self.mismatch(index, expected, "another TEXT".into()))
    }

    /// JSON, of which `read` makes a value. NULL is read as the JSON `null`.
    ///
    /// # Errors
    /// [`DbError::Column`] for what is no `TEXT`, [`DbError::Json`] for a text that is not JSON or not such a value.
    pub fn json_as<T>(
        &self,
        index: usize,
        read: impl FnOnce(Node<'_>) -> Result<T, Mismatch>,
    ) -> Result<T, DbError> {
        let value = match self.value(index, JSON)? {
            ValueRef::Null => serde_json::Value::Null,
            ValueRef::Integer(value) => value.into(),
            ValueRef::Real(value) if value.is_finite() => value.into(),
            ValueRef::Text(bytes) => serde_json::from_slice(bytes)
                .map_err(|error| self.json_error(index, not_json(&error)))?,
            other => return Err(self.mismatch(index, JSON, describe(other))),
        };
        read(Node::root(value)).map_err(|mismatch| self.json_error(index, mismatch))
    }

    /// Whether any of these columns is not NULL.
    ///
    /// # Errors
    /// [`DbError::Column`] where the result has no such column.
    pub fn has_any(&self, columns: &[usize]) -> Result<bool, DbError> {
        for &index in columns {
            if self.value(index, "a value or NULL")? != ValueRef::Null {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn required<T>(
        &self,
        index: usize,
        expected: &'static str,
        read: impl FnOnce(&Self, usize) -> Result<Option<T>, DbError>,
    ) -> Result<T, DbError> {
        read(self, index)?.ok_or_else(|| self.mismatch(index, expected, "NULL".into()))
    }

    #[inline]
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

    #[cold]
    fn mismatch(&self, index: usize, expected: &'static str, found: Arc<str>) -> DbError {
        DbError::Column {
            query: self.query.name,
            column: self.column_name(index),
            expected,
            found,
        }
    }

    fn json_error(&self, index: usize, mismatch: Mismatch) -> DbError {
        DbError::Json {
            query: self.query.name,
            column: self.column_name(index),
            path: mismatch.path.into(),
            expected: mismatch.expected,
            found: mismatch.found,
        }
    }

    fn column_name(&self, index: usize) -> Arc<str> {
        let name = self.row.as_ref().column_name(index);
        name.map_or_else(|_| index.to_string().into(), Arc::from)
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("query", &self.query.name)
            .finish_non_exhaustive()
    }
}

// What the parser says has places and no text of it.
fn not_json(error: &serde_json::Error) -> Mismatch {
    Mismatch {
        path: "$".to_owned(),
        expected: "JSON",
        found: format!("a text that is none ({error})").into(),
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
