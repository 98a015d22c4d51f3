//! SQL that was made to break the compiler gets a diagnostic: no panic, no overflow of the stack, no endless work, and
//! every place lies inside its file.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rally_idl::diagnostic::{Diagnostic, Severity};
use rally_idl::source::{SourceMap, Span};
use rallyc::sql::{Catalog, Meanings, Migration, Statement, check_statement};

const SCHEMA: &str = "
    CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);
    CREATE TABLE games (id INTEGER PRIMARY KEY, home_id INTEGER NOT NULL, score REAL, live BOOL NOT NULL DEFAULT 0);
    CREATE VIEW busy AS SELECT home_id, count(*) AS n FROM games GROUP BY home_id;";

fn catalog() -> Catalog {
    let mut sources = SourceMap::default();
    let file = sources.add("migrations/001_init.sql", SCHEMA);
    let migration = Migration {
        name: "migrations/001_init.sql",
        file,
        text: SCHEMA,
    };
    Catalog::from_migrations(&[migration], &Meanings::default(), &mut vec![]).unwrap()
}

// Whether the query is right; else there is something to show for it, in the right places.
fn is_right(catalog: &Catalog, sql: &str) -> bool {
    let mut sources = SourceMap::default();
    let schema = sources.add("migrations/001_init.sql", SCHEMA);
    let text = format!("query é() {{{sql}}}");
    let start = text.find('{').unwrap() + 1;
    let file = sources.add("idl/queries.rally", text.as_str());
    let span = Span::new(file, start, start + sql.len());
    let statement = Statement {
        text: sql,
        pieces: &[],
        span,
        name: "é",
        arguments: &[],
    };
    let mut diagnostics = vec![];
    let checked = check_statement(catalog, &statement, &mut diagnostics);
    let is_refused = diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    assert_eq!(checked.is_none(), is_refused, "{sql}: {diagnostics:?}");
    for span in diagnostics.iter().flat_map(spans) {
        let text = if span.file == schema {
            SCHEMA
        } else {
            text.as_str()
        };
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no range of the text of {sql}"
        );
    }
    checked.is_some()
}

fn spans(diagnostic: &Diagnostic) -> Vec<Span> {
    let others = diagnostic.secondary.iter().map(|label| label.span);
    std::iter::once(diagnostic.primary.span)
        .chain(others)
        .collect()
}

#[test]
fn nesting_has_a_limit_and_no_overflow() {
    let catalog = catalog();
    let nested = |open: &str, inner: &str, close: &str, depth: usize| {
        format!(
            "SELECT {}{inner}{} AS x",
            open.repeat(depth),
            close.repeat(depth)
        )
    };
    for depth in [200, 5_000, 100_000] {
        assert!(!is_right(&catalog, &nested("(", "1", ")", depth)));
        assert!(!is_right(&catalog, &nested("(SELECT ", "1", ")", depth)));
        assert!(!is_right(
            &catalog,
            &nested("CASE WHEN 1 THEN ", "1", " END", depth)
        ));
        assert!(!is_right(&catalog, &nested("abs(", "1", ")", depth)));
        is_right(&catalog, &nested("NOT ", "1", "", depth));
        is_right(&catalog, &nested("- ", "1", "", depth));
    }
    assert!(is_right(&catalog, &nested("(", "1", ")", 15)));
}

#[test]
fn long_chains_are_read_or_refused_without_overflow() {
    let catalog = catalog();
    let chain =
        |operator: &str, length: usize| format!("SELECT {} AS x", vec!["1"; length].join(operator));
    for operator in [" + ", " AND ", " || ", " = ", " << "] {
        assert!(is_right(&catalog, &chain(operator, 900)), "{operator}");
        assert!(!is_right(&catalog, &chain(operator, 100_000)), "{operator}");
    }
    // Beyond the limit in what comes after the place where SQLite stops reading.
    assert!(!is_right(
        &catalog,
        &format!("SELECT 1 FORM x, {}", chain(" + ", 100_000))
    ));
    assert!(!is_right(
        &catalog,
        &format!("SELECT nope; {}", chain(" + ", 100_000))
    ));
    assert!(!is_right(
        &catalog,
        &format!("SELECT a::text, {}", &chain("::", 100_000)[7..])
    ));
    let union = vec!["SELECT 1 AS x"; 400].join(" UNION ALL ");
    assert!(is_right(&catalog, &union));
    let list = vec!["1"; 20_000].join(", ");
    assert!(is_right(
        &catalog,
        &format!("SELECT id FROM teams WHERE id IN ({list})")
    ));
}

#[test]
fn recursion_within_recursion_ends() {
    let catalog = catalog();
    let mut sql = "SELECT 1 AS x".to_owned();
    for level in 0..12 {
        sql = format!(
            "WITH RECURSIVE r{level} (x) AS ({sql} UNION ALL SELECT x / 2.0 FROM r{level} WHERE x > 1) \
             SELECT x FROM r{level}"
        );
    }
    is_right(&catalog, &sql);
}

#[test]
fn a_nul_character_ends_nothing_silently() {
    let catalog = catalog();
    assert!(!is_right(&catalog, "SELECT 1 AS x \0 FROM nowhere"));
    assert!(!is_right(&catalog, "\0"));
}

const QUERIES: [&str; 8] = [
    "SELECT t.id, g.score AS \"ß!\" FROM teams t LEFT JOIN games g ON g.home_id = t.id WHERE t.name LIKE 'é%'",
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9) SELECT max(x) AS m FROM n",
    "INSERT INTO teams (name, city) VALUES ('ä', NULL) ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING *",
    "UPDATE games AS g SET score = score + 1 FROM teams t WHERE t.id = g.home_id RETURNING id",
    "DELETE FROM games WHERE id IN (SELECT home_id FROM busy WHERE n > 3) AND live IS NOT NULL",
    "SELECT home_id, sum(score) OVER (PARTITION BY home_id ORDER BY id) AS s FROM games GROUP BY home_id HAVING count(*) > 1",
    "SELECT CASE WHEN live THEN coalesce(score, 0) ELSE -1 END AS x, CAST(id AS TEXT) || 'x' AS y FROM games NATURAL JOIN busy",
    "SELECT id FROM teams UNION SELECT id FROM games EXCEPT VALUES (1), (2) ORDER BY 1 LIMIT 3 OFFSET 1",
];

fn words(sql: &str) -> Vec<String> {
    sql.split_inclusive([' ', '(', ')', ',', '.'])
        .map(str::to_owned)
        .collect()
}

thread_local! {
    static CATALOG: Catalog = catalog();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    // Words of one query in another, doubled, left out: nonsense that is nearly SQL.
    #[test]
    fn near_sql_never_panics(
        query in 0..QUERIES.len(),
        other in 0..QUERIES.len(),
        edits in prop::collection::vec((0..3_u8, 0..64_usize, 0..64_usize), 1..5),
    ) {
        let mut text = words(QUERIES[query]);
        let donor = words(QUERIES[other]);
        for (edit, at, from) in edits {
            let at = at % text.len();
            match edit {
                0 if text.len() > 1 => drop(text.remove(at)),
                1 => text.insert(at, donor[from % donor.len()].clone()),
                _ => text[at] = donor[from % donor.len()].clone(),
            }
        }
        CATALOG.with(|catalog| is_right(catalog, &text.concat()));
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,60}") {
        CATALOG.with(|catalog| is_right(catalog, &text));
        CATALOG.with(|catalog| is_right(catalog, &format!("SELECT {text}")));
    }
}
