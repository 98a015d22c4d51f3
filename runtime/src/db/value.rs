//! A parameter on its way into SQLite: Rust values to SQLite's five storage classes.

use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::value::{Date, Decimal, Json, Time, Uuid};

/// A parameter of a query, one of SQLite's storage classes.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `NULL`.
    Null,
    /// `INTEGER`, 64 bits.
    Int(i64),
    /// `REAL`. NaN is an error when the query runs, since SQLite has none.
    Float(f64),
    /// `TEXT`.
    Text(String),
    /// `BLOB`.
    Bytes(Vec<u8>),
}

macro_rules! value_from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $into
            }
        })*
    };
}

value_from! {
    i64 => |value| Self::Int(value);
    i32 => |value| Self::Int(value.into());
    u32 => |value| Self::Int(value.into());
    f64 => |value| Self::Float(value);
    bool => |value| Self::Int(value.into());
    String => |value| Self::Text(value);
    &str => |value| Self::Text(value.to_owned());
    Vec<u8> => |value| Self::Bytes(value);
    &[u8] => |value| Self::Bytes(value.to_owned());
    Time => |value| Self::Int(value.unix_millis());
    Date => |value| Self::Text(value.to_string());
    Uuid => |value| Self::Text(value.to_string());
    Decimal => |value| Self::Text(value.to_string());
    Json => |value| Self::Text(value.to_string());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Float(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}
