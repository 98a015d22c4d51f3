//! Each rule against what SQLite gives of values of every kind: no result outside of the rule, and no rule that says
//! more than it must.

#![allow(clippy::unwrap_used)]

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::*;
use crate::sql::types::SqlType;

// Of every storage class: ends, ordinary ones, and those that some function makes something of.
fn values() -> Vec<Value> {
    let texts = [
        "",
        "abc",
        "12",
        "-1.5",
        "%d",
        "é😀",
        "2024-01-31",
        "now",
        "+1 month",
        "[1,\"a\",null]",
        "{\"a\":{\"b\":null}}",
        "$.a",
        "$",
        "$.zzz",
        "null",
        "31",
        "\\0041",
    ];
    let blobs: [&[u8]; 4] = [b"", b"1", b"\xff\x00", b"abc"];
    let integers = [0, 1, -1, 2, 7, i64::MIN, i64::MAX].map(Value::Integer);
    let reals = [0.0, 0.5, 1.5, -2.5, 1e300, f64::INFINITY].map(Value::Real);
    let texts = texts.map(|text| Value::Text(text.to_owned()));
    let blobs = blobs.map(|blob| Value::Blob(blob.to_vec()));
    let known = integers.into_iter().chain(reals).chain(texts).chain(blobs);
    known.chain([Value::Null]).collect()
}

// The later ones of long lists are of few values.
fn lists(count: usize) -> Vec<Vec<Value>> {
    let all = values();
    let some: Vec<_> = all
        .iter()
        .step_by(3)
        .cloned()
        .chain([Value::Null])
        .collect();
    let few = [
        Value::Null,
        Value::Integer(1),
        Value::Text("a".to_owned()),
        Value::Text("$.a".to_owned()),
        Value::Blob(vec![0]),
    ];
    let mut lists = vec![vec![]];
    for at in 0..count {
        let choices = match (at, count) {
            (0, _) | (1, 2) => &all[..],
            (1, _) => &some[..],
            _ => &few[..],
        };
        let longer = |list: &Vec<Value>| {
            let add = |value: &Value| [list.as_slice(), std::slice::from_ref(value)].concat();
            choices.iter().map(add).collect::<Vec<_>>()
        };
        lists = lists.iter().flat_map(longer).collect();
    }
    lists
}

fn is_null(value: &Value) -> bool {
    *value == Value::Null
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Integer(_) | Value::Real(_))
}

fn is_of(value: &Value, ty: SqlType) -> bool {
    match (value, ty) {
        (Value::Integer(number), SqlType::Bool) => matches!(number, 0 | 1),
        (Value::Integer(_), SqlType::Int)
        | (Value::Real(_), SqlType::Float)
        | (Value::Text(_), SqlType::String)
        | (Value::Blob(_), SqlType::Bytes) => true,
        // An infinity is written as a number that is too large for others.
        (Value::Text(text), SqlType::Json) => {
            let finite = text.replace("9.0e+999", "0").replace("9e999", "0");
            serde_json::from_str::<serde_json::Value>(&finite).is_ok()
        }
        _ => false,
    }
}

fn same_class(a: &Value, b: &Value) -> bool {
    a.data_type() == b.data_type()
}

// Whether a result that is not NULL is of the type that the rule tells of these arguments.
fn keeps_type(rule: &FunctionRule, arguments: &[Value], result: &Value) -> bool {
    match (rule.returns, arguments.first()) {
        (Returns::Fixed(ty), _) => is_of(result, ty),
        (Returns::First, Some(first)) => same_class(first, result),
        // Of a text the content decides, so nothing is told.
        (Returns::Number, Some(first)) if is_number(first) => same_class(first, result),
        (Returns::Number, _) => is_number(result),
        (Returns::TextOrBytes, Some(Value::Blob(_))) => is_of(result, SqlType::Bytes),
        (Returns::TextOrBytes, _) => is_of(result, SqlType::String),
        (Returns::Join, _) => arguments
            .iter()
            .any(|argument| same_class(argument, result)),
        (Returns::Dynamic, _) => true,
        (Returns::First, None) => false,
    }
}

/// Whether the rule lets these arguments give NULL.
fn may_be_null(rule: &FunctionRule, arguments: &[Value]) -> bool {
    let any = arguments.iter().any(is_null);
    match rule.nulls {
        Nulls::Never => false,
        Nulls::Any => any,
        Nulls::First | Nulls::EmptyGroup => arguments.first().is_some_and(is_null),
        Nulls::All => arguments.iter().all(is_null),
        Nulls::Sometimes => true,
        Nulls::UnlessNumbers => any || !arguments.iter().all(is_number),
        Nulls::UnlessBlobs => any || arguments.iter().any(|a| matches!(a, Value::Blob(_))),
    }
}

// Whether NULL of these arguments is what makes the rule say no less than it does.
fn earns(rule: &FunctionRule, arguments: &[Value]) -> bool {
    let any = arguments.iter().any(is_null);
    match rule.nulls {
        Nulls::Never => false,
        Nulls::Any | Nulls::First | Nulls::All | Nulls::EmptyGroup => any,
        Nulls::Sometimes | Nulls::UnlessNumbers | Nulls::UnlessBlobs => !any,
    }
}

/// What was seen of one rule.
#[derive(Default)]
struct Seen {
    results: usize,
    /// That the rule is right in what it says of NULL.
    nulls: usize,
    /// A result that it does not allow.
    broken: Option<String>,
}

impl Seen {
    fn add(&mut self, rule: &FunctionRule, arguments: &[Value], result: &Value) {
        let is_kept = match is_null(result) {
            true => may_be_null(rule, arguments),
            false => keeps_type(rule, arguments, result),
        };
        if !is_kept {
            let broken = format!("{}{arguments:?} = {result:?}", rule.name);
            self.broken.get_or_insert(broken);
        }
        self.results += 1;
        self.nulls += usize::from(is_null(result) && earns(rule, arguments));
    }

    fn problem(self, rule: &FunctionRule) -> Option<String> {
        let name = rule.name;
        let unseen = (self.results == 0).then(|| format!("{name} was never seen at work"));
        let unearned = (rule.nulls != Nulls::Never && self.nulls == 0)
            .then(|| format!("{name} is {:?} without a reason", rule.nulls));
        self.broken.or(unseen).or(unearned)
    }
}

fn holders(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn counts(rule: &FunctionRule) -> std::ops::RangeInclusive<usize> {
    const MOST: usize = 3;
    rule.least..=rule.most.min(rule.least.max(3)).min(MOST).max(rule.least)
}

// For some arguments a function fails, which is no value.
fn results(connection: &Connection, sql: &str, arguments: &[Value]) -> Vec<Value> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows = statement.query_map(params_from_iter(arguments), |row| row.get(0));
    let rows: Result<Vec<Value>, _> = rows.and_then(Iterator::collect);
    rows.unwrap_or_default()
}

#[test]
fn every_scalar_function_gives_what_its_rule_says_and_no_less() {
    let connection = Connection::open_in_memory().unwrap();
    // These need a table, or a literal, or are words of the grammar; other tests have them.
    let elsewhere = ["bm25", "highlight", "snippet", "likelihood"];
    let rules = functions()
        .filter(|rule| rule.kind == Kind::Scalar)
        .filter(|rule| !elsewhere.contains(&rule.name) && !rule.name.starts_with("current_"));
    let mut problems = vec![];
    for rule in rules {
        let mut seen = Seen::default();
        for count in counts(rule) {
            let sql = format!("SELECT {}({})", rule.name, holders(count));
            for arguments in lists(count) {
                for result in results(&connection, &sql, &arguments) {
                    seen.add(rule, &arguments, &result);
                }
            }
        }
        problems.extend(seen.problem(rule));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_aggregate_gives_what_its_rule_says_and_no_less() {
    let connection = Connection::open_in_memory().unwrap();
    let mut problems = vec![];
    for rule in functions().filter(|rule| rule.kind == Kind::Aggregate) {
        let mut seen = Seen::default();
        let mut empty = 0;
        for count in counts(rule) {
            let call = format!("{}({})", rule.name, holders(count));
            let one = format!("SELECT {call}");
            let none = format!("SELECT {call} WHERE FALSE");
            let window = format!("SELECT {call} OVER ()");
            let before = format!("SELECT {call} OVER (ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING)");
            for arguments in lists(count) {
                for sql in [&one, &window] {
                    for result in results(&connection, sql, &arguments) {
                        seen.add(rule, &arguments, &result);
                    }
                }
                for sql in [&none, &before] {
                    let found = results(&connection, sql, &arguments);
                    let nulls = found.iter().filter(|value| is_null(value)).count();
                    let never = rule.nulls == Nulls::Never;
                    assert!(!(never && nulls > 0), "{sql} of {arguments:?} is NULL");
                    empty += nulls;
                }
            }
        }
        assert!(
            rule.nulls == Nulls::Never || empty > 0,
            "{} of nothing",
            rule.name
        );
        problems.extend(seen.problem(rule));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_function_of_full_text_gives_what_its_rule_says_and_no_less() {
    let connection = Connection::open_in_memory().unwrap();
    let tables = "CREATE VIRTUAL TABLE docs USING fts5(title, body);
                  INSERT INTO docs VALUES ('a b', 'c'), (NULL, 'a'), ('', 'a'), ('a', NULL), ('a', x'61');";
    connection.execute_batch(tables).unwrap();
    for (name, call) in [
        ("bm25", "bm25(docs)"),
        ("bm25", "bm25(docs, 1.0, 0.5)"),
        ("highlight", "highlight(docs, 0, '<', '>')"),
        ("highlight", "highlight(docs, 1, NULL, '')"),
        ("highlight", "highlight(docs, 7, '', '')"),
        ("snippet", "snippet(docs, 0, '', '', '', 4)"),
        ("snippet", "snippet(docs, -1, '<', '>', '…', 8)"),
    ] {
        let arguments = call.split(',').count();
        let rule = find_function(name, arguments).unwrap();
        let sql = format!("SELECT {call} FROM docs WHERE docs MATCH 'a'");
        for result in results(&connection, &sql, &[]) {
            match is_null(&result) {
                true => assert!(may_be_null(rule, &[Value::Integer(1)]), "{call}"),
                false => assert!(keeps_type(rule, &[], &result), "{call} = {result:?}"),
            }
        }
    }
}
