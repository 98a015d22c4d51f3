//! Seeds: all of them or nothing of any, rows alone, foreign keys at the end.

use super::*;
use crate::migrate::{Step, seed_file};

/// Runs a seed on a database that has the first migration, and requires that nothing changes.
fn refused(sql: &str) -> MigrateError {
    let file = TestPath::migrated();
    let before = dump(&file.path);
    let error = seed_file(&file.path, &seeds(&[("seeds/a.sql", sql)]), |_| {}).unwrap_err();
    assert_eq!(dump(&file.path), before, "after {error}");
    error
}

#[test]
fn seeds_run_in_the_order_of_their_names_with_foreign_keys_that_hold_at_the_end() {
    let file = TestPath::migrated();
    let both = seeds(&[
        ("seeds/b.sql", "INSERT INTO parent VALUES (3, 'three');"),
        (
            "seeds/a.sql",
            "INSERT INTO child VALUES (30, 3), (31, 3); DELETE FROM parent WHERE id = 1;",
        ),
    ]);
    let mut told = Vec::new();
    seed_file(&file.path, &both, |step| {
        if let Step::Ends { file, rows, .. } = step {
            told.push(format!("{file}: {rows}"));
        }
    })
    .unwrap();
    // The child of the deleted row goes with it, as it would in a query of the app, and is not counted.
    assert_eq!(told, ["seeds/a.sql: 3", "seeds/b.sql: 1"]);
    let connection = Connection::open(&file.path).unwrap();
    let number = |sql| rows(&connection, sql)[0][0].clone();
    assert_eq!(
        number("SELECT group_concat(id) FROM child"),
        Value::Text("20,30,31".to_owned())
    );
}

#[test]
fn a_seed_that_fails_takes_the_others_with_it() {
    let file = TestPath::migrated();
    let before = dump(&file.path);
    let both = seeds(&[
        ("seeds/a.sql", "INSERT INTO parent VALUES (3, 'three');"),
        (
            "seeds/b.sql",
            "SELECT 1;\nINSERT INTO parent VALUES (3, 'again');",
        ),
    ]);
    let error = seed_file(&file.path, &both, |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "seeds/b.sql:2: statement 2: UNIQUE constraint failed: parent.id"
    );
    assert_eq!(dump(&file.path), before);
}

#[test]
fn a_seed_that_leaves_orphans_is_refused_with_the_rows() {
    assert_eq!(
        refused("INSERT INTO child VALUES (30, 99)").to_string(),
        "seeds/a.sql: leaves foreign keys that point to nothing: row 30 of child refers to no row of parent; \
         delete or correct those rows in it"
    );
}

#[test]
fn the_schema_the_transaction_and_the_runtimes_tables_are_not_a_seeds() {
    for sql in [
        "CREATE TABLE other (id)",
        "CREATE TEMP TABLE other (id)",
        "CREATE INDEX i ON child (parent_id)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON child BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE w USING fts5 (body)",
        "ALTER TABLE child ADD COLUMN name",
        "DROP TABLE child",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT here",
        "ATTACH 'other.db' AS other",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA defer_foreign_keys = OFF",
        "DELETE FROM rally_migration",
    ] {
        let error = refused(sql);
        assert!(
            matches!(
                &error,
                MigrateError::Statement {
                    statement: 1,
                    line: 1,
                    ..
                }
            ),
            "{sql}: {error}"
        );
    }
    let error = refused("DROP TABLE child").to_string();
    assert!(error.contains("`rallyc migrate new NAME`"), "{error}");
}
