//! Values by name, for those who have no contract: what a JSON or MessagePack document says to the bytes of the wire,
//! and back.
//!
//! Generated code gives the [`Shape`] of each value as data, so that no type of an app is known here, and what is read is
//! decoded by its own type after all. The form of a value is the one that it has in a column of JSON (`spec/language.md`).

mod document;
mod example;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

pub use document::{Document, Format, NotADocument};
pub use example::{Filling, example};
pub use read::{read, read_fields, read_texts};
pub use write::{write, write_result};

/// What a value is made of.
#[derive(Debug)]
pub enum Shape {
    /// A whole number of 64 bits.
    Int,
    /// A number.
    Float,
    /// A truth value.
    Bool,
    /// A text.
    String,
    /// Nothing.
    Unit,
    /// Bytes.
    Bytes,
    /// An instant.
    Time,
    /// A day.
    Date,
    /// A UUID.
    Uuid,
    /// A decimal number.
    Decimal,
    /// Any JSON.
    Json,
    /// Any number of values.
    List(&'static Shape),
    /// A value or none.
    Option(&'static Shape),
    /// Values by keys.
    Map(&'static Shape, &'static Shape),
    /// A value or an error.
    Result(&'static Shape, &'static Shape),
    /// Several values.
    Tuple(&'static [&'static Shape]),
    /// Values by names.
    Struct(&'static [Field]),
    /// One of several.
    Enum(&'static [Variant]),
}

/// A field of a struct, an argument or a parameter.
#[derive(Debug)]
pub struct Field {
    /// Its name, as the schema has it.
    pub name: &'static str,
    /// What it holds.
    pub shape: &'static Shape,
}

/// A variant of an enum.
#[derive(Debug)]
pub struct Variant {
    /// Its name in snake case.
    pub name: &'static str,
    /// What it carries.
    pub payload: Payload,
}

/// What a variant carries.
#[derive(Debug)]
pub enum Payload {
    /// Nothing.
    Unit,
    /// Values by position.
    Positional(&'static [&'static Shape]),
    /// Values by name.
    Named(&'static [Field]),
}

/// A document that is not a value of the shape that it is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where, from `$` on.
    pub path: String,
    /// What belongs there.
    pub expected: String,
    /// What is there; never a text, which may be secret.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            expected,
            found,
        } = self;
        write!(f, "{path}: expected {expected}, found {found}")
    }
}

/// The way from the outermost value.
#[derive(Debug, Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn mismatch(&self, expected: impl Into<String>, found: impl Into<String>) -> Mismatch {
        Mismatch {
            path: self.to_string(),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain =
            |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
        match self {
            Self::Root => f.write_str("$"),
            Self::Key(outer, key) if is_plain(key) => write!(f, "{outer}.{key}"),
            Self::Key(outer, key) => write!(f, "{outer}.{key:?}"),
            Self::Index(outer, at) => write!(f, "{outer}[{at}]"),
        }
    }
}
