//! What SQLite stops at, and what is made of it: the words that are wrong, and what to do.

use rusqlite::Connection;

use super::{Complaint, Refusal, explain};
use crate::sql::prepare::{error_message, error_offset};

const SCHEMA: &str = "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT, score INTEGER);
    CREATE VIEW live AS SELECT id FROM games;";

fn complain(sql: &str) -> Complaint {
    let connection = Connection::open_in_memory().expect("SQLite opens");
    connection
        .execute_batch(SCHEMA)
        .expect("the schema is right");
    let refusal = |text: &str| {
        let error = connection.prepare(text).err()?;
        Some(Refusal {
            message: error_message(&error),
            offset: error_offset(&error),
        })
    };
    let first = refusal(sql).expect("it is wrong");
    explain(sql, &first, &refusal)
}

// The words that are wrong, what is said of them, and what to do.
fn told(sql: &str) -> [String; 3] {
    let complaint = complain(sql);
    let words = complaint.range.map_or("", |range| &sql[range]);
    [
        words.to_owned(),
        complaint.message,
        complaint.help.unwrap_or_default(),
    ]
}

#[test]
fn a_change_is_proposed_where_sqlite_reads_on_with_it() {
    let proposed = |sql| {
        let [words, _, help] = told(sql);
        format!("{words} => {help}")
    };
    assert_eq!(
        proposed("SELECT id FORM games"),
        "FORM => did you mean `FROM`?"
    );
    assert_eq!(
        proposed("slect id from games"),
        "slect => did you mean `select`?"
    );
    assert_eq!(
        proposed("SELECT id, FROM games"),
        ", => take the comma away"
    );
    assert_eq!(
        proposed("SELECT id,, home FROM games"),
        ", => take the comma away"
    );
    assert_eq!(
        proposed("SELECT id a home FROM games"),
        "home => put a comma before it: `a, home`"
    );
    assert_eq!(
        proposed("SELECT id AS order FROM games"),
        "order => as a name it stands in double quotes: `\"order\"`"
    );
    assert_eq!(
        proposed("SELECT id FROM games ORDRE BY id"),
        "ORDRE => did you mean `ORDER`?"
    );
}

#[test]
fn what_no_change_mends_is_told_as_it_is() {
    assert_eq!(
        told("SELECT id FROM games WHERE = 1"),
        ["=", "`=` cannot stand here", ""].map(str::to_owned)
    );
}

#[test]
fn what_is_not_closed_is_shown_where_it_is_opened() {
    assert_eq!(told("SELECT (1 + (2)")[0], "(");
    assert_eq!(told("SELECT (1 + (2)")[1], "this `(` is not closed");
    assert_eq!(
        told("SELECT CASE WHEN 1 THEN 2")[1],
        "this `CASE` has no `END`"
    );
    assert_eq!(
        told("SELECT 'é\n FROM games")[..2],
        ["'é", "this text is never closed"]
    );
    assert_eq!(
        told("SELECT \"id FROM games")[1],
        "this name is never closed"
    );
    assert_eq!(told("SELECT 'it\\'s' FROM games")[0], "'it\\'");
    assert_eq!(
        told("SELECT CASE WHEN 1 THEN 2 AS x FROM games")[1],
        "this `CASE` has no `END`"
    );
    assert_eq!(told("SELECT (id + (score) FROM games")[0], "(");
    assert_eq!(told("SELECT id FROM games WHERE")[0], "WHERE");
}

#[test]
fn a_message_without_a_place_is_shown_at_the_words_it_names() {
    let words = |sql| told(sql)[0].clone();
    assert_eq!(words("DELETE FROM live WHERE 1"), "live");
    assert_eq!(words("DELETE FROM sqlite_schema"), "sqlite_schema");
    assert_eq!(words("SELECT id FROM games HAVING id > 1"), "HAVING");
    assert_eq!(words("SELECT sum(id) OVER w FROM games"), "w");
    assert_eq!(
        words("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 3 FROM a"),
        "a"
    );
    assert_eq!(
        words("SELECT id FROM games ORDER BY home COLLATE french"),
        "french"
    );
    assert_eq!(words("SELECT * "), "*");
    assert_eq!(words("SELECT id FROM games ORDER BY 1, 3"), "3");
    assert_eq!(
        words("SELECT id FROM games WHERE max(id, 1) = 1 OR (id, (home)) = 1"),
        "(id, (home))"
    );
}

#[test]
fn functions_of_other_databases_are_told_with_sqlites() {
    let [words, message, help] = told("SELECT NOW()");
    assert_eq!(
        (words.as_str(), message.as_str()),
        ("NOW", "SQLite has no function `NOW`")
    );
    assert!(help.contains("unixepoch"), "{help}");
}
