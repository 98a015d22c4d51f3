//! A parameter on its way into SQLite: Rust values to SQLite's five storage classes.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::value::{Date, Decimal, Json, Time, Uuid};

/// A parameter of a query, one of SQLite's storage classes. Text and bytes may be borrowed: where the query runs on its
/// caller's thread, they are not copied.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `NULL`.
    Null,
    /// `INTEGER`, 64 bits.
    Int(i64),
    /// `REAL`. NaN is an error when the query runs, since SQLite has none.
    Float(f64),
    /// `TEXT`.
    Text(Cow<'a, str>),
    /// `BLOB`.
    Bytes(Cow<'a, [u8]>),
    /// What cannot be stored, in words: an error when the query runs.
    Refused(&'static str),
}

impl Value<'_> {
    /// The same value, which borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Int(value) => Value::Int(value),
            Self::Float(value) => Value::Float(value),
            Self::Text(value) => Value::Text(value.into_owned().into()),
            Self::Bytes(value) => Value::Bytes(value.into_owned().into()),
            Self::Refused(reason) => Value::Refused(reason),
        }
    }
}

macro_rules! value_from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {
        $(impl<'a> From<$from> for Value<'a> {
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
    String => |value| Self::Text(value.into());
    &'a str => |value| Self::Text(value.into());
    Vec<u8> => |value| Self::Bytes(value.into());
    &'a [u8] => |value| Self::Bytes(value.into());
    Time => |value| Self::Int(value.unix_millis());
    Date => |value| Self::Text(value.to_string().into());
    Uuid => |value| Self::Text(value.to_string().into());
    Decimal => |value| Self::Text(value.to_string().into());
    Json => |value| Self::Text(value.to_string().into());
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters, on their way to another thread.
pub(super) fn owned(params: Vec<Value<'_>>) -> Vec<Value<'static>> {
    params.into_iter().map(Value::into_owned).collect()
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Float(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
            Self::Refused(reason) => {
                return Err(rusqlite::Error::ToSqlConversionFailure((*reason).into()));
            }
        }))
    }
}
