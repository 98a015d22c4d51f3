//! Each function at work in SQLite itself.

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
    let rules = functions().filter(|rule| !FULL_TEXT.contains(&rule.name));
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

fn names_in_sqlite(catalog: &Catalog) -> Vec<String> {
    let sql = "SELECT DISTINCT name FROM pragma_function_list ORDER BY name";
    let mut statement = catalog.connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

#[test]
fn the_table_has_every_function_of_the_linked_sqlite_or_leaves_it_out() {
    let names = names_in_sqlite(&catalog());
    for name in &names {
        let told = [named(name).next().is_some(), is_left_out(name)];
        assert!(told[0] != told[1], "{name}: known, left out: {told:?}");
    }
    let gone = LEFT_OUT
        .iter()
        .filter(|(name, reason)| reason.is_empty() || !names.iter().any(|known| known == name));
    assert_eq!(gone.count(), 0, "left out what SQLite does not have");
    let unknown: Vec<_> = functions()
        .filter(|rule| !names.iter().any(|known| known == rule.name))
        .map(|rule| rule.name)
        .collect();
    assert!(unknown.is_empty(), "SQLite has none of {unknown:?}");
}

const MISCOUNTED: &str = "wrong number of arguments";

/// What comes of a call with so many arguments.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Never,
    /// It fails, or gives NULL whatever the arguments are.
    ForNothing,
    Fully,
}

impl Taken {
    fn of(statement: &mut rusqlite::Statement<'_>) -> Self {
        match statement.query_row([], |row| row.get::<_, rusqlite::types::Value>(0)) {
            Err(_) | Ok(rusqlite::types::Value::Null) => Self::ForNothing,
            Ok(_) => Self::Fully,
        }
    }
}

#[test]
fn a_function_takes_as_many_arguments_as_sqlite_lets_it_have() {
    const MOST: usize = 8;
    let catalog = catalog();
    let mut problems = vec![];
    // Words of the grammar, which take no parentheses.
    let rules = functions().filter(|rule| !rule.name.starts_with("current_"));
    for rule in rules {
        for count in 0..=MOST {
            let arguments = match rule.name {
                "likelihood" if count > 0 => vec!["0.5"; count],
                _ => vec!["1"; count],
            };
            let over = match rule.kind {
                Kind::Window => " OVER ()",
                Kind::Scalar | Kind::Aggregate => "",
            };
            let sql = format!("SELECT {}({}){over}", rule.name, arguments.join(", "));
            let taken = match catalog.connection.prepare(&sql) {
                Ok(mut statement) => Taken::of(&mut statement),
                Err(error) if error.to_string().contains(MISCOUNTED) => Taken::Never,
                Err(_) => Taken::Fully,
            };
            let known = find_function(rule.name, count).is_some();
            if known != (taken == Taken::Fully) && !(known && taken == Taken::ForNothing) {
                problems.push(sql);
            }
        }
    }
    assert!(problems.is_empty(), "known or refused: {problems:#?}");
}
