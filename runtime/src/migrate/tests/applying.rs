//! Migrations that succeed, once each, however often and by whomever they are run.

use super::*;
use crate::migrate::{Report, State, Status, status_file};

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

/// Twenty migrations that take a moment each.
fn slow_migrations() -> Migrations {
    let fill = "CREATE TABLE t{n} (a INTEGER, b TEXT); CREATE INDEX i{n} ON t{n} (b);
        WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 2000)
        INSERT INTO t{n} SELECT x, hex(x * 7919 + {n}) FROM c;";
    let files = (1..=20).map(|n| {
        (
            format!("{n:03}_step.sql"),
            fill.replace("{n}", &n.to_string()),
        )
    });
    Migrations::from_files(files).unwrap()
}

/// Runs in a child process of the next test, and is killed there.
#[test]
fn child_migrates() {
    let Ok(path) = std::env::var("RALLY_TEST_MIGRATE") else {
        return;
    };
    run_file(path, &slow_migrations()).unwrap();
}

#[test]
fn a_run_killed_at_any_moment_is_completed_by_the_next() {
    let clean = TestPath::new();
    run_file(&clean.path, &slow_migrations()).unwrap();
    let file = TestPath::new();
    let name = concat!(module_path!(), "::child_migrates").trim_start_matches("rally_runtime::");
    for kill in 0..12 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env("RALLY_TEST_MIGRATE", &file.path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(3 + kill * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let states = status_file(&file.path, &slow_migrations()).unwrap();
        let applied = states
            .iter()
            .take_while(|status| matches!(status.state, State::Applied { .. }))
            .count();
        assert!(
            states[applied..]
                .iter()
                .all(|status| status.state == State::Pending),
            "no gap after {applied}"
        );
    }
    run_file(&file.path, &slow_migrations()).unwrap();
    assert_eq!(dump(&file.path), dump(&clean.path));
}
