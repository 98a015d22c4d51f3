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
const JSON: Returns = Returns::Fixed(SqlType::Json);

use Nulls::{
    All, Any as AnyNull, EmptyGroup, First as FirstNull, Never, Sometimes, UnlessBlobs,
    UnlessNumbers,
};
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
    scalar("sign", (1, 1), &[Number], INT, UnlessNumbers),
    scalar("soundex", (1, 1), &[Text], TEXT, Never),
    scalar("sqlite_source_id", (0, 0), &[], TEXT, Never),
    scalar("sqlite_version", (0, 0), &[], TEXT, Never),
    scalar("substr", (2, 3), &[Any, Integer], Returns::TextOrBytes, UnlessBlobs),
    scalar("substring", (2, 3), &[Any, Integer], Returns::TextOrBytes, UnlessBlobs),
    scalar("total_changes", (0, 0), &[], INT, Never),
    scalar("trim", (1, 2), &[Text], TEXT, AnyNull),
    scalar("typeof", (1, 1), &[Any], TEXT, Never),
    scalar("unhex", (1, 2), &[Text], BYTES, Sometimes),
    scalar("unicode", (1, 1), &[Text], INT, Sometimes),
    scalar("unistr", (1, 1), &[Text], TEXT, AnyNull),
    scalar("unistr_quote", (1, 1), &[Any], TEXT, Never),
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
    scalar("atan", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("atan2", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("atanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("ceil", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("ceiling", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("cos", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("cosh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("degrees", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("exp", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("floor", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("ln", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log", (1, 2), &[Number], FLOAT, Sometimes),
    scalar("log10", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log2", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("mod", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("pi", (0, 0), &[], FLOAT, Never),
    scalar("pow", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("power", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("radians", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("sin", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sinh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sqrt", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tan", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("trunc", (1, 1), &[Number], Returns::Number, UnlessNumbers),

    scalar("json", (1, 1), &[Text], JSON, AnyNull),
    scalar("json_array", (0, MANY), &[Any], JSON, Never),
    scalar("json_array_insert", (3, MANY), &[Text, Text, Any], JSON, Sometimes),
    scalar("json_array_length", (1, 2), &[Text], INT, Sometimes),
    scalar("json_error_position", (1, 1), &[Text], INT, AnyNull),
    scalar("json_extract", (2, MANY), &[Text], Dynamic, Sometimes),
    scalar("json_insert", (1, MANY), &[Text, Text, Any], JSON, Sometimes),
    scalar("json_object", (0, MANY), &[Any], JSON, Never),
    scalar("json_patch", (2, 2), &[Text], JSON, AnyNull),
    scalar("json_pretty", (1, 2), &[Text], TEXT, FirstNull),
    scalar("json_quote", (1, 1), &[Any], JSON, Never),
    scalar("json_remove", (1, MANY), &[Text], JSON, Sometimes),
    scalar("json_replace", (1, MANY), &[Text, Text, Any], JSON, Sometimes),
    scalar("json_set", (1, MANY), &[Text, Text, Any], JSON, Sometimes),
    scalar("json_type", (1, 2), &[Text], TEXT, Sometimes),
    scalar("json_valid", (1, 2), &[Any, Integer], BOOL, AnyNull),
    scalar("jsonb", (1, 1), &[Text], BYTES, AnyNull),
    scalar("jsonb_array", (0, MANY), &[Any], BYTES, Never),
    scalar("jsonb_array_insert", (3, MANY), &[Text, Text, Any], BYTES, Sometimes),
    scalar("jsonb_extract", (2, MANY), &[Text], Dynamic, Sometimes),
    scalar("jsonb_insert", (1, MANY), &[Text, Text, Any], BYTES, Sometimes),
    scalar("jsonb_replace", (1, MANY), &[Text, Text, Any], BYTES, Sometimes),
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
    aggregate("json_group_array", (1, 1), &[Any], JSON, Never),
    aggregate("json_group_object", (2, 2), &[Text, Any], JSON, Never),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::source::{SourceMap, Span};
    use rusqlite::types::Type;

    use super::*;
    use crate::sql::{Catalog, Column, Meanings, Migration, SqlType, Statement, check_statement};

    const SAMPLES: &str = "
        CREATE TABLE samples (
          i INTEGER NOT NULL, f REAL NOT NULL, t TEXT NOT NULL, j TEXT NOT NULL, b BLOB NOT NULL,
          ni INTEGER, nf REAL, nt TEXT, nb BLOB
        );
        INSERT INTO samples VALUES
          (0, 0.0, '', '[1, \"a\"]', x'', NULL, NULL, NULL, NULL),
          (1, 1.5, 'abc', '{\"a\": {\"b\": null}}', x'0102', 1, 1.5, 'abc', x'00'),
          (-5, -2.5, '12', 'null', x'31', -5, -2.5, '2024-01-01', x'31'),
          (9007199254740993, 1e300, '%d', '3', x'ff', 0, 0.0, '', x'');
        CREATE TABLE nobody (i INTEGER NOT NULL, t TEXT NOT NULL);";

    const COLUMNS: [&str; 9] = ["i", "f", "t", "j", "b", "ni", "nf", "nt", "nb"];

    // They need a full-text table.
    const FULL_TEXT: [&str; 3] = ["bm25", "highlight", "snippet"];

    fn catalog() -> Catalog {
        let mut sources = SourceMap::default();
        let file = sources.add("001.sql", SAMPLES);
        let migration = Migration {
            name: "001.sql",
            file,
            text: SAMPLES,
        };
        Catalog::from_migrations(&[migration], &Meanings::default(), &mut vec![]).unwrap()
    }

    // Every list of so many arguments; of long ones, those in which the later arguments are alike.
    fn argument_lists(count: usize) -> Vec<Vec<&'static str>> {
        let mut lists = vec![vec![]];
        for at in 0..count {
            let choices: &[&str] = match at {
                0 => &COLUMNS,
                1 => &["i", "t", "b", "nt"],
                _ => &["i", "t"],
            };
            let longer = |list: &Vec<&'static str>| {
                let add = |choice: &&'static str| [list.as_slice(), &[*choice]].concat();
                choices.iter().map(add).collect::<Vec<_>>()
            };
            lists = lists.iter().flat_map(longer).collect();
        }
        lists
    }

    // What is promised of the column of a query, or nothing where its type is open.
    fn promise(catalog: &Catalog, sql: &str) -> Option<Column> {
        let mut sources = SourceMap::default();
        let span = Span::new(sources.add("q.rally", sql), 0, sql.len());
        let statement = Statement {
            text: sql,
            pieces: &[],
            span,
            name: "q",
            arguments: &[],
        };
        let mut diagnostics = vec![];
        let checked = check_statement(catalog, &statement, &mut diagnostics);
        let bug = diagnostics
            .iter()
            .find(|d| d.code == crate::sql::codes::DISAGREEMENT);
        assert!(bug.is_none(), "{sql}: {bug:?}");
        checked?.columns.pop()
    }

    fn check_kept(catalog: &Catalog, sql: &str) -> usize {
        let Some(column) = promise(catalog, sql) else {
            return 0;
        };
        // Some values make a function fail, such as a text that is no JSON; the next row is another chance.
        let rows = (1..=4).map(|row| format!("{sql} WHERE rowid = {row}"));
        let alone = sql.ends_with("samples").then_some(rows);
        let runs = alone.into_iter().flatten().chain([sql.to_owned()]);
        runs.map(|sql| check_rows(catalog, &sql, &column)).sum()
    }

    fn check_rows(catalog: &Catalog, sql: &str, column: &Column) -> usize {
        let mut statement = catalog.connection.prepare(sql).unwrap();
        let mut rows = statement.raw_query();
        let mut seen = 0;
        while let Ok(Some(row)) = rows.next() {
            let kept = match (row.get_ref(0).unwrap().data_type(), column.ty) {
                (Type::Null, _) => column.nullable,
                (Type::Integer, SqlType::Int | SqlType::Bool | SqlType::Float)
                | (Type::Real, SqlType::Float)
                | (Type::Text, SqlType::String | SqlType::Json)
                | (Type::Blob, SqlType::Bytes) => true,
                _ => false,
            };
            let value = row.get_ref(0);
            assert!(
                kept,
                "{sql} gives {value:?}, not {:?} (nullable: {})",
                column.ty, column.nullable
            );
            seen += 1;
        }
        seen
    }

    fn queries(rule: &FunctionRule, arguments: &str) -> Vec<String> {
        let call = format!("{}({arguments})", rule.name);
        match rule.kind {
            // The probability must be a literal.
            _ if rule.name == "likelihood" => COLUMNS
                .map(|c| format!("SELECT likelihood({c}, 0.5) FROM samples"))
                .to_vec(),
            _ if rule.name == "nth_value" => vec![format!(
                "SELECT nth_value(i, 2) OVER (ORDER BY rowid) FROM samples"
            )],
            _ if rule.name.starts_with("current_") => vec![format!("SELECT {}", rule.name)],
            Kind::Scalar => vec![format!("SELECT {call} FROM samples")],
            Kind::Aggregate => vec![
                format!("SELECT {call} FROM samples"),
                format!("SELECT {call} FROM samples GROUP BY rowid"),
                format!("SELECT {call} FROM samples WHERE i > 1 AND i < 1"),
                format!("SELECT {call} FILTER (WHERE i > 0) FROM samples GROUP BY rowid"),
                format!("SELECT {call} OVER (ORDER BY rowid) FROM samples"),
                format!(
                    "SELECT {call} OVER (ORDER BY rowid ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM samples"
                ),
            ],
            Kind::Window => vec![
                format!("SELECT {call} OVER (ORDER BY rowid) FROM samples"),
                format!(
                    "SELECT {call} OVER (ORDER BY rowid ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM samples"
                ),
            ],
        }
    }

    #[test]
    fn every_function_keeps_what_the_table_promises() {
        let catalog = catalog();
        let rules = FUNCTIONS
            .iter()
            .filter(|rule| !FULL_TEXT.contains(&rule.name));
        for rule in rules {
            let counts = rule.least..=rule.most.min(rule.least + 1).max(rule.least).min(4);
            let lists = counts.flat_map(argument_lists);
            let seen: usize = lists
                .flat_map(|list| queries(rule, &list.join(", ")))
                .map(|sql| check_kept(&catalog, &sql))
                .sum();
            assert!(
                seen > 0 || rule.returns == Returns::Dynamic,
                "{} was never seen at work",
                rule.name
            );
        }
    }

    #[test]
    fn the_table_has_every_function_of_the_linked_sqlite() {
        // Extensions that apps do not call, and those whose meaning is not that of a value.
        const OTHERS: [&str; 12] = [
            "fts",
            "rtree",
            "match",
            "optimize",
            "offsets",
            "matchinfo",
            "sqlite_",
            "load_extension",
            "geopoly",
            "subtype",
            "regexp",
            "median",
        ];
        let catalog = catalog();
        let sql =
            "SELECT DISTINCT name FROM pragma_function_list WHERE name NOT LIKE '-%' ORDER BY name";
        let mut statement = catalog.connection.prepare(sql).unwrap();
        let names: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let unknown = |name: &&String| {
            named(name).next().is_none() && !OTHERS.iter().any(|other| name.starts_with(other))
        };
        let missing: Vec<_> = names.iter().filter(unknown).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
