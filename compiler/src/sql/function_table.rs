//! The functions of SQLite: how many arguments each takes, what it gives, and when that is NULL.
//!
//! From <https://sqlite.org/lang_corefunc.html>, `lang_aggfunc.html`, `lang_mathfunc.html`, `lang_datefunc.html`,
//! `windowfunctions.html` and `json1.html`; a test runs each against SQLite itself.

use super::types::SqlType;

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

/// What is known of a function by its name, in any case, and the number of its arguments.
pub(crate) fn find_function(name: &str, arguments: usize) -> Option<&'static FunctionRule> {
    named(name).find(|rule| (rule.least..=rule.most).contains(&arguments))
}

/// Every rule of a name.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static FunctionRule> {
    FUNCTIONS
        .iter()
        .filter(move |rule| rule.name.eq_ignore_ascii_case(name))
}

const MANY: usize = usize::MAX;

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

const fn scalar(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Scalar, name, counts, operands, returns, nulls)
}

const fn aggregate(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Aggregate, name, counts, operands, returns, nulls)
}

const fn window(
    name: &'static str,
    counts: (usize, usize),
    operands: &'static [Operand],
    returns: Returns,
    nulls: Nulls,
) -> FunctionRule {
    rule(Kind::Window, name, counts, operands, returns, nulls)
}

const INT: Returns = Returns::Fixed(SqlType::Int);
const FLOAT: Returns = Returns::Fixed(SqlType::Float);
const BOOL: Returns = Returns::Fixed(SqlType::Bool);
const TEXT: Returns = Returns::Fixed(SqlType::String);
const BYTES: Returns = Returns::Fixed(SqlType::Bytes);

use Nulls::{All, Any as AnyNull, EmptyGroup, First as FirstNull, Never, Sometimes};
use Operand::{Any, Integer, Number, Text};
use Returns::{Dynamic, First, Join};

/// Every function that is known.
#[rustfmt::skip]
pub(crate) const FUNCTIONS: &[FunctionRule] = &[
    scalar("abs", (1, 1), &[Number], Returns::Number, AnyNull),
    scalar("changes", (0, 0), &[], INT, Never),
    scalar("char", (0, MANY), &[Integer], TEXT, Never),
    scalar("coalesce", (2, MANY), &[Any], Join, All),
    scalar("concat", (1, MANY), &[Any], TEXT, Never),
    scalar("concat_ws", (2, MANY), &[Text, Any], TEXT, FirstNull),
    scalar("format", (1, MANY), &[Text, Any], TEXT, Sometimes),
    scalar("glob", (2, 2), &[Text], BOOL, AnyNull),
    scalar("hex", (1, 1), &[Any], TEXT, Never),
    scalar("ifnull", (2, 2), &[Any], Join, All),
    scalar("iif", (2, MANY), &[Any], Join, Sometimes),
    scalar("if", (2, MANY), &[Any], Join, Sometimes),
    scalar("instr", (2, 2), &[Any], INT, AnyNull),
    scalar("last_insert_rowid", (0, 0), &[], INT, Never),
    scalar("length", (1, 1), &[Any], INT, AnyNull),
    scalar("like", (2, 3), &[Text], BOOL, AnyNull),
    scalar("likelihood", (2, 2), &[Any], First, FirstNull),
    scalar("likely", (1, 1), &[Any], First, FirstNull),
    scalar("lower", (1, 1), &[Text], TEXT, AnyNull),
    scalar("ltrim", (1, 2), &[Text], TEXT, AnyNull),
    scalar("max", (2, MANY), &[Any], Join, AnyNull),
    scalar("min", (2, MANY), &[Any], Join, AnyNull),
    scalar("nullif", (2, 2), &[Any], First, Sometimes),
    scalar("octet_length", (1, 1), &[Any], INT, AnyNull),
    scalar("printf", (1, MANY), &[Text, Any], TEXT, Sometimes),
    scalar("quote", (1, 1), &[Any], TEXT, Never),
    scalar("random", (0, 0), &[], INT, Never),
    scalar("randomblob", (1, 1), &[Integer], BYTES, Never),
    scalar("replace", (3, 3), &[Text], TEXT, AnyNull),
    scalar("round", (1, 2), &[Number, Integer], FLOAT, AnyNull),
    scalar("rtrim", (1, 2), &[Text], TEXT, AnyNull),
    scalar("sign", (1, 1), &[Number], INT, Sometimes),
    scalar("soundex", (1, 1), &[Text], TEXT, Never),
    scalar("sqlite_source_id", (0, 0), &[], TEXT, Never),
    scalar("sqlite_version", (0, 0), &[], TEXT, Never),
    scalar("substr", (2, 3), &[Any, Integer], Returns::TextOrBytes, AnyNull),
    scalar("substring", (2, 3), &[Any, Integer], Returns::TextOrBytes, AnyNull),
    scalar("total_changes", (0, 0), &[], INT, Never),
    scalar("trim", (1, 2), &[Text], TEXT, AnyNull),
    scalar("typeof", (1, 1), &[Any], TEXT, Never),
    scalar("unhex", (1, 2), &[Text], BYTES, Sometimes),
    scalar("unicode", (1, 1), &[Text], INT, Sometimes),
    scalar("unistr", (1, 1), &[Text], TEXT, AnyNull),
    scalar("unlikely", (1, 1), &[Any], First, FirstNull),
    scalar("upper", (1, 1), &[Text], TEXT, AnyNull),
    scalar("zeroblob", (1, 1), &[Integer], BYTES, Never),

    // A text that is no time gives NULL.
    scalar("current_date", (0, 0), &[], TEXT, Never),
    scalar("current_time", (0, 0), &[], TEXT, Never),
    scalar("current_timestamp", (0, 0), &[], TEXT, Never),
    scalar("date", (0, MANY), &[Any, Text], TEXT, Sometimes),
    scalar("datetime", (0, MANY), &[Any, Text], TEXT, Sometimes),
    scalar("julianday", (0, MANY), &[Any, Text], FLOAT, Sometimes),
    scalar("strftime", (1, MANY), &[Text, Any], TEXT, Sometimes),
    scalar("time", (0, MANY), &[Any, Text], TEXT, Sometimes),
    scalar("timediff", (2, 2), &[Any], TEXT, Sometimes),
    // With the modifier `subsec` it has a fraction.
    scalar("unixepoch", (0, 1), &[Any], INT, Sometimes),
    scalar("unixepoch", (2, MANY), &[Any, Text], Dynamic, Sometimes),

    // Outside its domain a function is NULL.
    scalar("acos", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("acosh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("asin", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("asinh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("atan", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("atan2", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("atanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("ceil", (1, 1), &[Number], Returns::Number, Sometimes),
    scalar("ceiling", (1, 1), &[Number], Returns::Number, Sometimes),
    scalar("cos", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("cosh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("degrees", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("exp", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("floor", (1, 1), &[Number], Returns::Number, Sometimes),
    scalar("ln", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log", (1, 2), &[Number], FLOAT, Sometimes),
    scalar("log10", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log2", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("mod", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("pi", (0, 0), &[], FLOAT, Never),
    scalar("pow", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("power", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("radians", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sin", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sinh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sqrt", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tan", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("trunc", (1, 1), &[Number], Returns::Number, Sometimes),

    scalar("json", (1, 1), &[Text], TEXT, AnyNull),
    scalar("json_array", (0, MANY), &[Any], TEXT, Never),
    scalar("json_array_insert", (3, MANY), &[Text, Text, Any], TEXT, Sometimes),
    scalar("json_array_length", (1, 2), &[Text], INT, Sometimes),
    scalar("json_error_position", (1, 1), &[Text], INT, AnyNull),
    scalar("json_extract", (2, MANY), &[Text], Dynamic, Sometimes),
    scalar("json_insert", (1, MANY), &[Text, Text, Any], TEXT, Sometimes),
    scalar("json_object", (0, MANY), &[Any], TEXT, Never),
    scalar("json_patch", (2, 2), &[Text], TEXT, AnyNull),
    scalar("json_pretty", (1, 2), &[Text], TEXT, FirstNull),
    scalar("json_quote", (1, 1), &[Any], TEXT, Never),
    scalar("json_remove", (1, MANY), &[Text], TEXT, Sometimes),
    scalar("json_replace", (1, MANY), &[Text, Text, Any], TEXT, Sometimes),
    scalar("json_set", (1, MANY), &[Text, Text, Any], TEXT, Sometimes),
    scalar("json_type", (1, 2), &[Text], TEXT, Sometimes),
    scalar("json_valid", (1, 2), &[Any, Integer], BOOL, AnyNull),
    scalar("jsonb", (1, 1), &[Text], BYTES, AnyNull),
    scalar("jsonb_array", (0, MANY), &[Any], BYTES, Never),
    scalar("jsonb_object", (0, MANY), &[Any], BYTES, Never),
    scalar("jsonb_patch", (2, 2), &[Text], BYTES, AnyNull),
    scalar("jsonb_remove", (1, MANY), &[Text], BYTES, Sometimes),
    scalar("jsonb_set", (1, MANY), &[Text, Text, Any], BYTES, Sometimes),

    scalar("bm25", (1, MANY), &[Any, Number], FLOAT, Never),
    scalar("highlight", (4, 4), &[Any, Integer, Text], TEXT, Sometimes),
    scalar("snippet", (6, 6), &[Any, Integer, Text, Text, Text, Integer], TEXT, Sometimes),

    aggregate("avg", (1, 1), &[Number], FLOAT, EmptyGroup),
    aggregate("count", (0, 1), &[Any], INT, Never),
    aggregate("group_concat", (1, 2), &[Any, Text], TEXT, EmptyGroup),
    aggregate("json_group_array", (1, 1), &[Any], TEXT, Never),
    aggregate("json_group_object", (2, 2), &[Text, Any], TEXT, Never),
    aggregate("jsonb_group_array", (1, 1), &[Any], BYTES, Never),
    aggregate("jsonb_group_object", (2, 2), &[Text, Any], BYTES, Never),
    aggregate("max", (1, 1), &[Any], First, EmptyGroup),
    aggregate("min", (1, 1), &[Any], First, EmptyGroup),
    aggregate("string_agg", (2, 2), &[Any, Text], TEXT, EmptyGroup),
    aggregate("sum", (1, 1), &[Number], Returns::Number, EmptyGroup),
    aggregate("total", (1, 1), &[Number], FLOAT, Never),

    window("cume_dist", (0, 0), &[], FLOAT, Never),
    window("dense_rank", (0, 0), &[], INT, Never),
    window("first_value", (1, 1), &[Any], First, EmptyGroup),
    window("lag", (1, 3), &[Any, Integer, Any], First, Sometimes),
    window("last_value", (1, 1), &[Any], First, EmptyGroup),
    window("lead", (1, 3), &[Any, Integer, Any], First, Sometimes),
    window("nth_value", (2, 2), &[Any, Integer], First, Sometimes),
    window("ntile", (1, 1), &[Integer], INT, Never),
    window("percent_rank", (0, 0), &[], FLOAT, Never),
    window("rank", (0, 0), &[], INT, Never),
    window("row_number", (0, 0), &[], INT, Never),
];
