//! Migrations that are refused or fail: the database stays as it was, and the error says what to do.

use super::*;

/// Runs the migrations on a database that has the first, and requires that nothing changes.
fn refused(migrations: &Migrations) -> MigrateError {
    let file = TestPath::migrated();
    let before = dump(&file.path);
    let error = run_file(&file.path, migrations).unwrap_err();
    assert_eq!(dump(&file.path), before, "after {error}");
    // Nothing is left behind that keeps the next run from going on.
    run_file(
        &file.path,
        &and_second("INSERT INTO parent VALUES (3, 'three')"),
    )
    .unwrap();
    drop(file.folder);
    error
}

#[test]
fn an_applied_file_that_changed_is_refused() {
    let changed = files(&[
        ("001_first.sql", "CREATE TABLE other (id)"),
        ("002_second.sql", "DROP TABLE child"),
    ]);
    assert_eq!(
        refused(&changed).to_string(),
        "001_first.sql: changed after it was applied; restore it, and put the change into a new migration"
    );
}

#[test]
fn an_applied_file_that_was_renamed_is_refused() {
    let renamed = files(&[
        ("001_other.sql", FIRST),
        ("002_second.sql", "DROP TABLE child"),
    ]);
    assert_eq!(
        refused(&renamed).to_string(),
        "001_other.sql: was applied as 001_first.sql; give the file its old name back"
    );
}

#[test]
fn a_database_that_is_newer_than_the_files_is_refused() {
    let error = refused(&files(&[]));
    assert_eq!(
        error,
        MigrateError::Missing {
            applied: "001_first.sql".to_owned()
        }
    );
    assert_eq!(
        error.to_string(),
        "001_first.sql: was applied to this database, but there is no such file; \
         the database is newer than this program, or the file was deleted"
    );
}

#[test]
fn a_failing_statement_is_named_with_its_line() {
    let cases = [
        (
            "CREATE TABLE a (id);\n\nCREATE TABLE a (id);\n",
            2,
            3,
            "table a already exists",
        ),
        (
            "DROP TABLE child;\nSELECT '\0'; DROP TABLE parent",
            0,
            2,
            "it holds a NUL character; remove it",
        ),
        ("SELEKT 1", 1, 1, "near \"SELEKT\": syntax error"),
        (
            "-- é\nCREATE TABLE a (id); /* c\n */\n INSERT INTO\n   nowhere VALUES (1)",
            2,
            4,
            "no such table: nowhere",
        ),
        (
            "CREATE TABLE a (id);\nINSERT INTO child\n  SELECT id, missing\n  FROM parent;",
            2,
            3,
            "no such column: missing",
        ),
        (
            "DELETE FROM child;\nINSERT INTO parent VALUES (1, 'again');",
            2,
            2,
            "UNIQUE constraint failed: parent.id",
        ),
        (
            "CREATE TABLE a (id);;\nSELECT ?1;",
            2,
            2,
            "it has a parameter, and nothing gives it a value; write the value",
        ),
        ("CREATE TABLE a (id", 1, 1, "incomplete input"),
        (
            "DROP TABLE child; SELECT 'unclosed",
            2,
            1,
            "unrecognized token: \"'unclosed\"",
        ),
    ];
    for (sql, statement, line, message) in cases {
        let expected = MigrateError::Statement {
            file: "002_second.sql".to_owned(),
            statement,
            line,
            message: message.to_owned(),
        };
        assert_eq!(refused(&and_second(sql)), expected, "{sql}");
    }
}

#[test]
fn what_would_leave_the_transaction_is_refused() {
    for sql in [
        "BEGIN",
        "COMMIT",
        "END TRANSACTION",
        "ROLLBACK",
        "SAVEPOINT here",
        "RELEASE here",
        "ATTACH 'other.db' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA foreign_keys = ON",
        "PRAGMA writable_schema = ON",
        "PRAGMA defer_foreign_keys = ON",
        "SELECT * FROM pragma_journal_mode('delete')",
        "INSERT OR ROLLBACK INTO parent VALUES (1, 'again')",
        "DELETE FROM rally_migration",
        "DROP TABLE rally_migration",
        "CREATE TABLE Rally_own (a)",
        "ALTER TABLE rally_migration ADD COLUMN a",
        "CREATE TRIGGER t AFTER INSERT ON child BEGIN DELETE FROM rally_migration; END; INSERT INTO child VALUES (30, 1)",
    ] {
        let error = refused(&and_second(&format!(
            "DROP TABLE child;\nCREATE TABLE child (id, parent_id);\n{sql}; DROP TABLE child;"
        )));
        assert!(
            matches!(
                &error,
                MigrateError::Statement {
                    statement: 3 | 4,
                    line: 3,
                    ..
                }
            ),
            "{sql}: {error}"
        );
    }
    assert_eq!(
        refused(&and_second("PRAGMA foreign_keys = OFF;")).to_string(),
        "002_second.sql:1: statement 1: PRAGMA foreign_keys is refused: a migration changes the schema and data only, \
         and foreign keys are switched off around it already; remove it"
    );
}

#[test]
fn a_migration_that_leaves_orphans_is_refused_with_the_rows() {
    assert_eq!(
        refused(&and_second("DELETE FROM parent WHERE id = 2")).to_string(),
        "002_second.sql: leaves foreign keys that point to nothing: row 20 of child refers to no row of parent; \
         delete or correct those rows in it"
    );
    let no_such_column = refused(&and_second(
        "CREATE TABLE pet (owner REFERENCES parent (nickname)); INSERT INTO pet VALUES (1)",
    ));
    assert!(
        matches!(no_such_column, MigrateError::ForeignKeys { .. }),
        "{no_such_column}"
    );
}

#[test]
fn earlier_migrations_stand_when_a_later_one_fails() {
    let file = TestPath::new();
    let three = |third: &str| {
        files(&[
            ("001_first.sql", FIRST),
            ("002_second.sql", "DROP TABLE child"),
            ("003_third.sql", third),
        ])
    };
    let error = run_file(
        &file.path,
        &three("CREATE TABLE good (id); CREATE TABLE good (id)"),
    )
    .unwrap_err();
    assert!(
        matches!(&error, MigrateError::Statement { file, statement: 2, .. } if file == "003_third.sql")
    );
    let connection = Connection::open(&file.path).unwrap();
    assert_eq!(
        rows(&connection, "SELECT count(*) FROM rally_migration"),
        [[Value::Integer(2)]]
    );
    assert_eq!(
        rows(
            &connection,
            "SELECT name FROM sqlite_schema WHERE name IN ('child', 'good')"
        ),
        [[Value::Null]; 0]
    );
    assert_eq!(
        run_file(&file.path, &three("CREATE TABLE good (id)"))
            .unwrap()
            .applied,
        ["003_third.sql"]
    );
}

#[test]
fn a_file_that_is_no_database_is_an_error_and_is_left_alone() {
    let file = TestPath::new();
    let text = "not a database at all, only text; ".repeat(50);
    std::fs::write(&file.path, &text).unwrap();
    let error = run_file(&file.path, &files(&[("001_first.sql", FIRST)])).unwrap_err();
    assert!(
        error.to_string().ends_with("file is not a database"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&file.path).unwrap(), text);
}
