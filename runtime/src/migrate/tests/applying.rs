//! Migrations that succeed, once each, however often and by whomever they are run.

use super::*;
use crate::migrate::{Report, State, Status, Step, Until, run_file_until, status_file};

#[test]
fn pending_migrations_are_applied_in_order_and_only_once() {
    let file = TestPath::new();
    let first = files(&[("001_first.sql", FIRST)]);
    let report = run_file(&file.path, &first).unwrap();
    assert_eq!(
        report,
        Report {
            applied: vec!["001_first.sql".to_owned()],
            total: 1
        }
    );
    let both = and_second("INSERT INTO parent VALUES (3, 'three');");
    let report = run_file(&file.path, &both).unwrap();
    assert_eq!(
        report,
        Report {
            applied: vec!["002_second.sql".to_owned()],
            total: 2
        }
    );
    let before = dump(&file.path);
    assert_eq!(
        run_file(&file.path, &both).unwrap(),
        Report {
            applied: vec![],
            total: 2
        }
    );
    assert_eq!(dump(&file.path), before);
}

#[test]
fn statements_are_told_apart_as_sqlite_does() {
    let file = TestPath::migrated();
    let sql = "-- a comment; with a semicolon
        /* another; */ ;;
        CREATE TRIGGER rename AFTER INSERT ON child BEGIN
            UPDATE parent SET name = 'a;b' WHERE id = new.parent_id;
            SELECT 1;
        END;
        INSERT INTO child VALUES (30, 2); -- the end
        CREATE VIRTUAL TABLE words USING fts5 (body);
        INSERT INTO words VALUES ('hello; world')";
    run_file(&file.path, &and_second(sql)).unwrap();
    let connection = Connection::open(&file.path).unwrap();
    assert_eq!(
        rows(&connection, "SELECT name FROM parent WHERE id = 2"),
        [[Value::Text("a;b".to_owned())]]
    );
    assert_eq!(
        rows(
            &connection,
            "SELECT count(*) FROM words WHERE words MATCH 'world'"
        ),
        [[Value::Integer(1)]]
    );
}

#[test]
fn rebuilding_a_parent_table_keeps_its_children() {
    let file = TestPath::migrated();
    let sql = "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0);
        INSERT INTO parent_new (id, name) SELECT id, name FROM parent;
        DROP TABLE parent;
        ALTER TABLE parent_new RENAME TO parent;";
    run_file(&file.path, &and_second(sql)).unwrap();
    let connection = Connection::open(&file.path).unwrap();
    let children = rows(
        &connection,
        "SELECT child.id, name, size FROM child JOIN parent ON parent.id = parent_id",
    );
    let child = |id, name: &str| {
        vec![
            Value::Integer(id),
            Value::Text(name.to_owned()),
            Value::Integer(0),
        ]
    };
    assert_eq!(children, [child(10, "one"), child(20, "two")]);
}

#[cfg(feature = "server")]
#[test]
fn an_open_database_is_migrated_and_goes_on() {
    use crate::db::{DbError, Query, execute, one, open};
    static ADD: Query = Query {
        name: "add",
        sql: "INSERT INTO child (parent_id) VALUES (?1)",
    };
    static NAMES: Query = Query {
        name: "names",
        sql: "SELECT count(*) FROM parent",
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let file = TestPath::new();
        let db = open(&file.path).unwrap();
        let report = crate::migrate::run(&db, &files(&[("001_first.sql", FIRST)]))
            .await
            .unwrap();
        assert_eq!(report.applied, ["001_first.sql"]);
        assert_eq!(one(&db, &NAMES, vec![], |row| row.int(0)).await, Ok(2));
        let failed = crate::migrate::run(&db, &and_second("INSERT INTO child VALUES (1, 99)"))
            .await
            .unwrap_err();
        assert!(matches!(failed, MigrateError::ForeignKeys { .. }));
        // Foreign keys are on again.
        let orphan = db
            .transaction(async |tx| execute(tx, &ADD, vec![99.into()]).await)
            .await;
        assert!(
            matches!(orphan, Err(DbError::Constraint { .. })),
            "{orphan:?}"
        );
        crate::migrate::run(
            &db,
            &and_second("DROP TABLE child; DROP TABLE parent; CREATE VIEW parent AS SELECT 1"),
        )
        .await
        .unwrap();
        assert_eq!(one(&db, &NAMES, vec![], |row| row.int(0)).await, Ok(1));
    });
}

#[test]
fn status_tells_applied_from_pending_and_changes_nothing() {
    let file = TestPath::new();
    let both = and_second("SELECT 1");
    let states = |migrations: &Migrations| -> Vec<State> {
        status_file(&file.path, migrations)
            .unwrap()
            .into_iter()
            .map(|status| status.state)
            .collect()
    };
    assert_eq!(states(&both), [State::Pending, State::Pending]);
    assert!(!file.path.exists());
    run_file(&file.path, &files(&[("001_first.sql", FIRST)])).unwrap();
    let before = dump(&file.path);
    assert!(
        matches!(states(&both)[..], [State::Applied { at }, State::Pending] if at > 1_500_000_000_000)
    );
    assert_eq!(
        states(&files(&[("001_first.sql", "SELECT 2")])),
        [State::Changed]
    );
    let renamed = State::Renamed {
        applied: "001_first.sql".to_owned(),
    };
    assert_eq!(states(&files(&[("001_other.sql", FIRST)])), [renamed]);
    assert_eq!(
        status_file(&file.path, &files(&[])).unwrap(),
        [Status {
            number: 1,
            file: "001_first.sql".to_owned(),
            state: State::Missing
        }]
    );
    assert_eq!(dump(&file.path), before);
}

#[test]
fn two_runs_at_once_apply_each_migration_once() {
    let file = TestPath::new();
    let both = and_second("INSERT INTO parent VALUES (3, 'three')");
    let reports: Vec<Report> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| run_file(&file.path, &both).unwrap()))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut applied: Vec<&String> = reports.iter().flat_map(|report| &report.applied).collect();
    applied.sort();
    assert_eq!(applied, ["001_first.sql", "002_second.sql"]);
}

#[test]
fn a_run_goes_as_far_as_it_is_told() {
    let file = TestPath::new();
    let migrations = files(&[
        ("001_first.sql", FIRST),
        ("002_second.sql", "DROP TABLE child"),
        ("003_third.sql", "DROP TABLE parent"),
    ]);
    let to = |number| run_file_until(&file.path, &migrations, Until::Number(number), |_| {});
    assert_eq!(to(4), Err(MigrateError::NoSuchNumber { number: 4 }));
    let report = to(2).unwrap();
    assert_eq!(report.applied, ["001_first.sql", "002_second.sql"]);
    assert_eq!(report.total, 2);
    // What is applied stays applied.
    assert_eq!(to(1).unwrap().total, 2);
    assert_eq!(to(3).unwrap().applied, ["003_third.sql"]);
}

#[test]
fn a_file_without_a_statement_is_applied_once_it_has_one() {
    let file = TestPath::migrated();
    let states = |migrations: &Migrations| -> Vec<State> {
        let states = status_file(&file.path, migrations).unwrap();
        states
            .into_iter()
            .skip(1)
            .map(|status| status.state)
            .collect()
    };
    let empty = and_second("-- to be written; /* really */\n");
    assert_eq!(states(&empty), [State::Empty]);
    assert_eq!(
        run_file(&file.path, &empty).unwrap(),
        Report {
            applied: vec![],
            total: 1
        }
    );
    let written = and_second("-- now\nDROP TABLE child");
    assert_eq!(states(&written), [State::Pending]);
    assert_eq!(
        run_file(&file.path, &written).unwrap().applied,
        ["002_second.sql"]
    );
    // Between others it has its place in the order.
    let followed = files(&[
        ("001_first.sql", FIRST),
        ("002_second.sql", "-- now\nDROP TABLE child"),
        ("003_third.sql", ""),
        ("004_fourth.sql", "DROP TABLE parent"),
    ]);
    assert_eq!(states(&followed)[1..], [State::Pending, State::Pending]);
    assert_eq!(
        run_file(&file.path, &followed).unwrap().applied,
        ["003_third.sql", "004_fourth.sql"]
    );
}

#[test]
fn line_ends_are_no_change() {
    let file = TestPath::migrated();
    let windows = FIRST.replace('\n', "\r\n");
    assert_ne!(windows, FIRST);
    let report = run_file(&file.path, &files(&[("001_first.sql", &windows)])).unwrap();
    assert_eq!(
        report,
        Report {
            applied: vec![],
            total: 1
        }
    );
    let other = FIRST.replace("'one'", "'one\n'");
    assert!(run_file(&file.path, &files(&[("001_first.sql", &other)])).is_err());
}

#[test]
fn a_run_tells_when_each_file_begins_and_ends() {
    let file = TestPath::new();
    let both =
        and_second("INSERT INTO parent VALUES (3, 'three'); DELETE FROM parent WHERE id = 3");
    let mut seen = Vec::new();
    run_file_until(&file.path, &both, Until::Last, |step| {
        seen.push(match step {
            Step::Begins { file } => format!("begins {file}"),
            Step::Ends { file, rows, .. } => format!("ends {file}: {rows}"),
        });
    })
    .unwrap();
    assert_eq!(
        seen,
        [
            "begins 001_first.sql",
            "ends 001_first.sql: 4",
            "begins 002_second.sql",
            "ends 002_second.sql: 2"
        ]
    );
}

#[test]
fn rows_that_no_migration_touches_are_not_read() {
    let file = TestPath::migrated();
    let connection = Connection::open(&file.path).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 99)")
        .unwrap();
    drop(connection);
    run_file(
        &file.path,
        &and_second("CREATE TABLE other (id INTEGER PRIMARY KEY)"),
    )
    .unwrap();
    // A table under a new name was touched under its old one; a parent touches its children.
    for third in [
        "ALTER TABLE child RENAME TO children",
        "DELETE FROM parent WHERE id = 1000",
        "UPDATE child SET id = id + 100",
    ] {
        let three = files(&[
            ("001_first.sql", FIRST),
            (
                "002_second.sql",
                "CREATE TABLE other (id INTEGER PRIMARY KEY)",
            ),
            ("003_third.sql", third),
        ]);
        let error = run_file(&file.path, &three).unwrap_err();
        assert!(
            matches!(error, MigrateError::ForeignKeys { .. }),
            "{third}: {error}"
        );
    }
}
