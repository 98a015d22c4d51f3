//! The test of the corpus can fail: each kind of wrong inference, given to it in the place of the right one, is seen.

use rallyc::sql::{CheckedStatement, SqlType};

use crate::corpus::Corpus;
use crate::run::{Effort, run_corpus};
use crate::verdict::complaints;

const EFFORT: Effort = Effort {
    schemas: 2,
    fillings: 120,
};

const GAMES: &str = "
-- enum State: open, over
-- means games.state: State
-- migration 001_games
CREATE TABLE games (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, score INTEGER, weight REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'over')), live BOOL NOT NULL
);
";

// What is said of one query when `wrong` has been at what is inferred of it.
fn said_of(query: &str, wrong: impl Fn(&mut CheckedStatement)) -> String {
    let corpus = Corpus::parse("games.sql", &format!("{GAMES}{query}"));
    let catalog = corpus.catalog();
    let mut checked = corpus.check(&catalog, &corpus.queries[0]).unwrap();
    let found = corpus.describe(&checked);
    wrong(&mut checked);
    let report = run_corpus(&corpus, &catalog, std::slice::from_ref(&checked), EFFORT);
    let said = complaints(&corpus, &[checked], &[found], &report).join("\n");
    said.replace("run with BLESS=1 to accept", "unexpected")
}

fn ty(ty: SqlType) -> impl Fn(&mut CheckedStatement) {
    move |checked| checked.columns[0].ty = ty
}

fn right(_: &mut CheckedStatement) {}

const SCORES: &str = "-- query q()\nSELECT score FROM games;\n-- reads score: Option<Int>";

#[test]
fn what_is_right_has_nothing_said_of_it() {
    assert_eq!(said_of(SCORES, right), "");
}

#[test]
fn a_null_that_is_not_promised_is_seen() {
    let said = said_of(SCORES, |checked| checked.columns[0].nullable = false);
    assert!(
        said.contains("`score` is promised Int and is Null"),
        "{said}"
    );
}

#[test]
fn a_value_of_another_type_is_seen() {
    for wrong in [
        SqlType::String,
        SqlType::Bytes,
        SqlType::Bool,
        SqlType::Date,
    ] {
        let said = said_of(SCORES, ty(wrong));
        assert!(said.contains("and is Integer("), "{wrong:?}: {said}");
    }
    for (column, wrong, value) in [
        ("name", SqlType::Int, "Text("),
        ("name", SqlType::Date, "Text("),
        ("name", SqlType::Json, "Text("),
        ("weight", SqlType::Int, "Real("),
        ("live + 1 AS n", SqlType::Bool, "Integer(2)"),
        ("x'00' AS b", SqlType::String, "Blob("),
    ] {
        let said = said_of(
            &format!("-- query q()\nSELECT {column} FROM games;"),
            ty(wrong),
        );
        assert!(
            said.contains("is promised") && said.contains(value),
            "{column}: {said}"
        );
    }
}

#[test]
fn a_text_that_is_no_variant_is_seen() {
    let query = "-- query q()\nSELECT name, state FROM games;";
    let said = said_of(query, |checked| {
        checked.columns[0].ty = checked.columns[1].ty
    });
    assert!(
        said.contains("`name` is promised State and is Text("),
        "{said}"
    );
}

#[test]
fn other_columns_than_those_of_the_result_are_seen() {
    let said = said_of(SCORES, |checked| {
        checked.columns[0].name = "points".to_owned()
    });
    assert!(
        said.contains("the columns are [\"score\"] and not [\"points\"]"),
        "{said}"
    );
}

#[test]
fn an_option_that_is_never_null_is_seen_unless_it_says_why() {
    let query = "SELECT name FROM games;\n-- reads name: String";
    let weaker = |checked: &mut CheckedStatement| checked.columns[0].nullable = true;
    let said = said_of(&format!("-- query q()\n{query}"), weaker);
    assert!(
        said.contains("`name` may be NULL, it is inferred, and never was"),
        "{said}"
    );
    let marked = format!("-- query q()\n-- nullable name: nobody knows\n{query}");
    assert_eq!(said_of(&marked, weaker), "");
    assert!(said_of(&marked, right).contains("`-- nullable name:` is wrong"));
}

#[test]
fn a_row_that_is_half_absent_is_seen() {
    let query = "-- query q()\nSELECT a.name, b.name AS other, c.name AS third FROM games a LEFT JOIN games b ON b.id = a.score LEFT JOIN games c ON c.id = b.score;";
    assert!(!said_of(query, right).contains("left out"));
    let said = said_of(query, |checked| {
        checked.columns[2].absence = checked.columns[1].absence
    });
    assert!(
        said.contains("the join left out what `other` is of, and it is not NULL"),
        "{said}"
    );
}

#[test]
fn a_query_that_is_never_tried_is_seen() {
    let said = said_of(
        "-- query q()\nSELECT id FROM games WHERE 1 = 2;\n-- reads id: Int",
        right,
    );
    assert!(
        said.contains("it is hardly tried (240 runs, 0 with rows, 0 rows, 0 errors)"),
        "{said}"
    );
    let said = said_of(
        "-- query q()\n-- few: never\nSELECT id FROM games WHERE 1 = 2;\n-- reads id: Int",
        right,
    );
    assert!(said.contains("it is hardly tried"), "{said}");
    let said = said_of(
        "-- query q()\n-- few: often enough\nSELECT id FROM games;\n-- reads id: Int",
        right,
    );
    assert!(said.contains("so `-- few:` is wrong"), "{said}");
}

#[test]
fn a_query_that_only_fails_is_seen() {
    let said = said_of(
        "-- query q()\nSELECT abs(-9223372036854775807 - 1) AS n;\n-- reads n: Int",
        right,
    );
    assert!(
        said.contains("every run failed: integer overflow"),
        "{said}"
    );
}

#[test]
fn a_change_of_what_is_inferred_is_seen() {
    let said = said_of(
        "-- query q()\nSELECT id FROM games;\n-- reads id: Option<Int>",
        right,
    );
    assert!(said.contains("unexpected"), "{said}");
}

#[test]
fn a_write_that_stores_another_type_is_seen() {
    let trigger = "-- migration 002_many\nCREATE TRIGGER many AFTER UPDATE OF live ON games BEGIN UPDATE games SET score = 'many'; END;\n";
    let query = "-- query q()\nUPDATE games SET live = FALSE;\n-- writes";
    let said = said_of(&format!("{trigger}{query}"), right);
    assert!(
        said.contains("in the table `games` `score` is promised Option<Int> and is Text(\"many\")"),
        "{said}"
    );
}

#[test]
fn a_table_that_takes_no_row_is_seen() {
    let table = "-- migration 002_more\nCREATE TABLE never (n INTEGER NOT NULL CHECK (n <> n));\n";
    let said = said_of(&format!("{table}{SCORES}"), right);
    assert!(
        said.contains("no random row fits into the table `never`"),
        "{said}"
    );
}

#[test]
fn random_numbers_are_the_same_in_every_run() {
    let mut random = crate::random::Random::new("name", &[1]);
    let found: Vec<usize> = (0..6).map(|_| random.below(100)).collect();
    assert_eq!(found, [16, 73, 74, 16, 27, 46]);
}
