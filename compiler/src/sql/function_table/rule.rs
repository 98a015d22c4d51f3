//! What is told of a function: how many arguments it takes and of what kind, what it gives, and when that is NULL.

use crate::sql::types::SqlType;

/// What an argument of unknown type must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    Any,
    Text,
    Integer,
    Number,
}

/// The type of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returns {
    Fixed(SqlType),
    /// That of the first argument.
    First,
    /// An integer of integers, a real of reals.
    Number,
    /// A blob of a blob, else a text.
    TextOrBytes,
    /// One that fits all arguments.
    Join,
    Dynamic,
}

/// When the result is NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    Never,
    /// When any argument is.
    Any,
    /// When the first argument is.
    First,
    /// When all arguments are.
    All,
    /// For some arguments that are not NULL, too.
    Sometimes,
    /// As `Any`, and for some arguments that are no numbers.
    UnlessNumbers,
    /// As `Any`, and for some arguments that are blobs.
    UnlessBlobs,
    /// Where the argument is, and of no rows.
    EmptyGroup,
}

/// Where it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar,
    Aggregate,
    Window,
}

/// What is known of one function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FunctionRule {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) least: usize,
    /// `usize::MAX` where there is no limit.
    pub(crate) most: usize,
    /// The last stands for all that follow.
    pub(crate) operands: &'static [Operand],
    pub(crate) returns: Returns,
    pub(crate) nulls: Nulls,
}

pub(super) const MANY: usize = usize::MAX;

const fn rule(
    kind: Kind,
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    FunctionRule {
        name,
        kind,
        least: counts.0,
        most: counts.1,
        operands,
        returns,
        nulls,
    }
}

pub(super) const fn scalar(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Scalar, name, counts, operands, returns, nulls)
}

pub(super) const fn aggregate(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Aggregate, name, counts, operands, returns, nulls)
}

pub(super) const fn window(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Window, name, counts, operands, returns, nulls)
}

pub(super) const INT: Returns = Returns::Fixed(SqlType::Int);
pub(super) const FLOAT: Returns = Returns::Fixed(SqlType::Float);
pub(super) const BOOL: Returns = Returns::Fixed(SqlType::Bool);
pub(super) const TEXT: Returns = Returns::Fixed(SqlType::String);
pub(super) const BYTES: Returns = Returns::Fixed(SqlType::Bytes);
pub(super) const JSON: Returns = Returns::Fixed(SqlType::Json);

pub(super) use Nulls::{
    All, Any as AnyNull, EmptyGroup, First as FirstNull, Never, Sometimes, UnlessBlobs,
    UnlessNumbers,
};
pub(super) use Operand::{Any, Integer, Number, Text};
pub(super) use Returns::{Dynamic, First, Join};
