//! Lists of migrations, and what has become of a name in them: where it was created, renamed or dropped.

#![allow(clippy::unwrap_used)]

use rally_idl::source::{SourceMap, Span};

use super::Fate;
use crate::sql::{Catalog, Meanings, Migration};

// A catalog of migrations that are called 001.sql and so on.
fn catalog(texts: &[&str]) -> (Catalog, SourceMap) {
    let mut sources = SourceMap::default();
    let names: Vec<String> = (1..=texts.len()).map(|at| format!("{at:03}.sql")).collect();
    let migrations: Vec<_> = names
        .iter()
        .zip(texts)
        .map(|(name, text)| Migration {
            name,
            file: sources.add(name.as_str(), *text),
            text,
        })
        .collect();
    let mut diagnostics = vec![];
    let catalog = Catalog::from_migrations(&migrations, &Meanings::default(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    (catalog.unwrap(), sources)
}

// `001.sql:12 text`
fn place(sources: &SourceMap, span: Span) -> String {
    let file = sources.file(span.file);
    format!("{}:{} {}", file.path, span.start, sources.slice(span))
}

fn declared(texts: &[&str], table: &str, column: Option<&str>) -> Option<String> {
    let (catalog, sources) = catalog(texts);
    let span = match column {
        Some(column) => catalog.history.column(table, column),
        None => catalog.history.table(table),
    };
    span.map(|span| place(&sources, span))
}

fn past(texts: &[&str], table: &str, column: Option<&str>) -> Option<String> {
    let (catalog, sources) = catalog(texts);
    let past = match column {
        Some(column) => catalog.history.past_column(table, column),
        None => catalog.history.past(table),
    }?;
    let fate = match past.fate {
        Fate::Dropped => "dropped".to_owned(),
        Fate::Renamed(to) => format!("now {to}"),
        Fate::LeftOut => format!("not in the new {}", past.of.unwrap()),
    };
    assert_eq!(&*past.migration, sources.file(past.span.file).path);
    Some(format!(
        "{} {fate}: {}",
        past.kind.word(),
        place(&sources, past.span)
    ))
}

const ALTERED: [&str; 3] = [
    "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);\nCREATE TABLE gone (id INTEGER);",
    "ALTER TABLE teams ADD COLUMN city TEXT;\nALTER TABLE teams RENAME COLUMN name TO title;\nDROP TABLE gone;",
    "ALTER TABLE teams RENAME TO clubs;\nALTER TABLE clubs DROP city;\nCREATE VIEW named AS SELECT title FROM clubs;",
];

// As <https://sqlite.org/lang_altertable.html#otheralter> says it is done.
const REMADE: [&str; 2] = [
    "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT, note TEXT);",
    "CREATE TABLE new_games (id INTEGER PRIMARY KEY, home_team TEXT NOT NULL);\n\
     INSERT INTO new_games (id, home_team) SELECT id, g.home FROM games g;\n\
     DROP TABLE games;\n\
     ALTER TABLE new_games RENAME TO games;",
];

#[test]
fn a_place_is_that_of_the_statement_that_gave_the_name() {
    let at = |table, column| declared(&ALTERED, table, column);
    assert_eq!(at("clubs", None).unwrap(), "003.sql:28 clubs");
    assert_eq!(at("CLUBS", Some("ID")).unwrap(), "001.sql:20 id");
    assert_eq!(at("clubs", Some("title")).unwrap(), "002.sql:80 title");
    assert_eq!(at("named", None).unwrap(), "003.sql:76 named");
    assert_eq!(at("named", Some("title")).unwrap(), "003.sql:92 title");
    assert_eq!(at("gone", None), None);
    assert_eq!(at("teams", None), None);
    assert_eq!(at("clubs", Some("name")), None);
}

#[test]
fn what_is_gone_is_known_with_the_place_that_took_it() {
    let past = |table, column| past(&ALTERED, table, column).unwrap();
    assert_eq!(past("gone", None), "table dropped: 002.sql:98 gone");
    assert_eq!(past("Teams", None), "table now clubs: 003.sql:28 clubs");
    assert_eq!(
        past("clubs", Some("name")),
        "column now title: 002.sql:80 title"
    );
    assert_eq!(
        past("clubs", Some("city")),
        "column dropped: 003.sql:58 city"
    );
}

#[test]
fn what_is_there_and_what_never_was_has_no_past() {
    assert_eq!(past(&ALTERED, "clubs", None), None);
    assert_eq!(past(&ALTERED, "players", None), None);
    assert_eq!(past(&ALTERED, "clubs", Some("title")), None);
    assert_eq!(past(&ALTERED, "clubs", Some("population")), None);
}

#[test]
fn a_table_that_is_made_anew_keeps_its_past() {
    let past = |table, column| past(&REMADE, table, column).unwrap();
    assert_eq!(
        past("games", Some("home")),
        "column now home_team: 002.sql:123 g.home"
    );
    assert_eq!(
        past("games", Some("note")),
        "column not in the new games: 002.sql:13 new_games"
    );
    assert_eq!(
        past("new_games", None),
        "table now games: 002.sql:194 games"
    );
    let at = |column| declared(&REMADE, "games", column).unwrap();
    assert_eq!(at(Some("home_team")), "002.sql:48 home_team");
}

#[test]
fn a_name_that_was_used_twice_has_the_later_past() {
    let texts = [
        "CREATE TABLE a (x INTEGER);\nDROP TABLE a;\nCREATE TABLE a (y INTEGER, x INTEGER);",
        "ALTER TABLE a RENAME TO b;\nALTER TABLE b RENAME TO c;",
    ];
    assert_eq!(
        past(&texts, "a", None).unwrap(),
        "table now c: 002.sql:24 b"
    );
    assert_eq!(
        past(&texts, "b", None).unwrap(),
        "table now c: 002.sql:51 c"
    );
}

#[test]
fn a_name_that_was_taken_away_and_given_again_is_there() {
    let texts = [
        "CREATE TABLE a (x INTEGER);",
        "DROP TABLE a;",
        "CREATE TABLE a (y INTEGER);",
    ];
    assert_eq!(past(&texts, "a", None), None);
    assert_eq!(
        past(&texts, "a", Some("x")).unwrap(),
        "column not in the new a: 003.sql:13 a"
    );
}

#[test]
fn columns_are_found_where_the_table_lists_them() {
    let texts = [
        "CREATE TABLE IF NOT EXISTS \"id\" (\n  x TEXT CHECK (b > 'x' AND length(id) > 1), -- b\n  [b] INT, id INTEGER PRIMARY KEY\n);",
        "CREATE VIEW v (é, \"t\"\"u\") AS SELECT b, x FROM id;\nCREATE TABLE copied AS SELECT id + 1 AS next, b FROM id;",
        "CREATE VIRTUAL TABLE search USING fts5(title, body);\nCREATE INDEX by_b ON id (b);\nDROP VIEW v;\nDROP INDEX by_b;\nDROP TABLE search;",
    ];
    let at = |table, column| declared(&texts, table, Some(column)).unwrap();
    assert_eq!(at("id", "b"), "001.sql:86 [b]");
    assert_eq!(at("id", "id"), "001.sql:95 id");
    assert_eq!(at("copied", "next"), "002.sql:91 next");
    assert_eq!(at("copied", "b"), "002.sql:97 b");
    let past = |name| past(&texts, name, None).unwrap();
    assert_eq!(past("v"), "view dropped: 003.sql:92 v");
    assert_eq!(past("by_b"), "index dropped: 003.sql:106 by_b");
    assert_eq!(past("search"), "table dropped: 003.sql:123 search");
}

#[test]
fn a_view_is_made_anew_in_place_of_the_old_one() {
    let texts = [
        "CREATE TABLE t (a INTEGER, b INTEGER);\nCREATE VIEW v AS SELECT a, b FROM t;",
        "DROP VIEW v;\nCREATE VIEW v AS SELECT a FROM t;",
    ];
    assert_eq!(
        past(&texts, "v", Some("b")).unwrap(),
        "column not in the new v: 002.sql:25 v"
    );
}
