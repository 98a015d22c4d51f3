//! Forms and functions of other databases, and the SQLite that is said to stand for each.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::find_foreign;
use super::forms::FORMS;
use super::functions::FUNCTIONS;
use crate::sql::lexeme::lexemes;

fn found(sql: &str, stop: &str) -> (String, String) {
    let lexemes = lexemes(sql);
    let stop = lexemes
        .iter()
        .position(|lexeme| lexeme.text == stop)
        .unwrap();
    let form = find_foreign(&lexemes, stop).unwrap();
    (sql[form.start..form.end].to_owned(), form.help)
}

#[test]
fn a_form_is_found_where_sqlite_stops_at_it_or_behind_it() {
    assert_eq!(
        found("SELECT a FROM t WHERE b ILIKE 'x'", "ILIKE").0,
        "ILIKE"
    );
    assert_eq!(
        found("SELECT date('now') - INTERVAL '1 day'", "'1 day'").0,
        "INTERVAL"
    );
    assert_eq!(found("SELECT a FROM t FOR UPDATE", "FOR").0, "FOR UPDATE");
}

#[test]
fn the_longest_form_is_the_one() {
    let sql = "SELECT a FROM t WHERE b NOT ILIKE 'x'";
    assert_eq!(found(sql, "ILIKE").0, "NOT ILIKE");
}

#[test]
fn a_form_of_another_statement_or_far_before_is_none() {
    let none = |sql: &str, stop: usize| find_foreign(&lexemes(sql), stop).is_none();
    assert!(none("INSERT INTO t (a) VALUES (1) FOR UPDATE", 9));
    assert!(none("SELECT a ILIKE b, c, d, e, f, g, h, i FORM t", 18));
    assert!(none("SELECT a FORM t", 3));
}

#[test]
fn a_cast_is_written_out() {
    let (text, help) = found("SELECT id::int8 FROM t", "::");
    assert_eq!(text, "::int8");
    assert_eq!(help, "a conversion is written `CAST(id AS INTEGER)`");
    assert_eq!(
        found("SELECT f(x)::text", "::").1,
        "a conversion is written `CAST(… AS TEXT)`"
    );
}

#[test]
fn no_function_that_sqlite_has_is_told_to_be_foreign() {
    let connection = Connection::open_in_memory().unwrap();
    let mut names = connection
        .prepare("SELECT DISTINCT lower(name) FROM pragma_function_list")
        .unwrap();
    let names: BTreeSet<String> = names
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut told = BTreeSet::new();
    for name in FUNCTIONS.iter().flat_map(|(names, _)| names.split(' ')) {
        assert!(!names.contains(name), "SQLite has `{name}`");
        assert!(told.insert(name), "`{name}` is told twice");
    }
}

#[test]
fn every_form_is_told_once() {
    let mut told = BTreeSet::new();
    for form in FORMS {
        assert!(told.insert((form.words, form.first)), "{form:?}");
    }
}
