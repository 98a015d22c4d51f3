//! Opening and closing: who may have the file, how it is configured, and what stays after the end.

use super::*;
use crate::db::{Durability, LockWait, one, open};

fn impatient() -> Options {
    Options {
        lock: LockWait::AtMost(Duration::from_millis(10)),
        ..Options::default()
    }
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
        file.db.close().await;
        let again = open(file.folder.path().join("app.db")).unwrap();
        assert_eq!(ids(&again).await, [1]);
    });
}

#[test]
fn a_second_handle_waits_until_the_first_has_closed() {
    run(async {
        let file = TestFile::new().await;
        let path = file.folder.path().join("app.db");
        let held = open_with(&path, &impatient()).unwrap_err();
        assert!(matches!(held, DbError::Held { .. }), "{held:?}");
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || open(path)
        });
        file.db
            .transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
        assert!(!waiting.is_finished());
        file.db.close().await;
        let second = waiting.join().unwrap().unwrap();
        assert_eq!(ids(&second).await, [1]);
    });
}

#[test]
fn the_last_handle_to_go_closes_and_lets_go_of_the_lock() {
    run(async {
        let file = TestFile::new().await;
        let path = file.folder.path().join("app.db");
        let other = file.db.clone();
        drop(file.db);
        assert!(matches!(
            open_with(&path, &impatient()),
            Err(DbError::Held { .. })
        ));
        drop(other);
        open(&path).unwrap();
    });
}

/// Runs in a child process of the next test: opens the file, says so, and holds it until it is killed.
#[test]
fn child_holds_the_file() {
    let Ok(path) = std::env::var("RALLY_TEST_HOLD") else {
        return;
    };
    let _db = open(path.clone()).unwrap();
    std::fs::write(format!("{path}-held"), "").unwrap();
    std::thread::sleep(Duration::from_secs(60));
}

#[test]
fn the_lock_of_a_killed_process_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(
            ["--exact", concat!(module_path!(), "::child_holds_the_file")]
                .map(|arg| arg.trim_start_matches("rally_runtime::")),
        )
        .env("RALLY_TEST_HOLD", &path)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let held = folder.path().join("app.db-held");
    while !held.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the child ended early");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(matches!(
        open_with(&path, &impatient()),
        Err(DbError::Held { .. })
    ));
    child.kill().unwrap();
    child.wait().unwrap();
    open(&path).unwrap();
}

#[test]
fn a_closed_database_says_so() {
    run(async {
        let file = TestFile::new().await;
        let other = file.db.clone();
        file.db.close().await;
        assert_eq!(
            other.transaction(async |tx| insert(tx, 1).await).await,
            Err(DbError::Closed)
        );
        assert_eq!(
            rows(&other, &IDS, vec![], |row| row.int(0)).await,
            Err(DbError::Closed)
        );
        file.db.close().await;
    });
}

#[test]
fn closing_finishes_the_transaction_that_is_open() {
    run(async {
        let file = TestFile::new().await;
        let other = file.db.clone();
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                tokio::task::spawn_local(async move { other.close().await });
                tokio::task::yield_now().await;
                insert(tx, 2).await
            })
            .await
            .unwrap();
        file.db.close().await;
        assert_eq!(
            ids(&open(file.folder.path().join("app.db")).unwrap()).await,
            [1, 2]
        );
    });
}

#[test]
fn the_file_is_configured_as_promised() {
    static SYNCHRONOUS: &str = "PRAGMA synchronous";
    run(async {
        for (durability, expected) in [(Durability::Full, 2), (Durability::Normal, 1)] {
            let folder = tempfile::tempdir().unwrap();
            let options = Options {
                durability,
                ..Options::default()
            };
            let db = open_with(folder.path().join("app.db"), &options).unwrap();
            let settings = db.exclusive(|connection| {
                let number = |sql: &str| {
                    connection
                        .query_row(sql, [], |row| row.get::<_, i64>(0))
                        .unwrap()
                };
                let mode: String = connection
                    .query_row("PRAGMA journal_mode", [], |row| row.get(0))
                    .unwrap();
                (
                    mode,
                    number("PRAGMA foreign_keys"),
                    number(SYNCHRONOUS),
                    number("PRAGMA busy_timeout"),
                )
            });
            assert_eq!(
                settings.await.unwrap(),
                ("wal".to_owned(), 1, expected, 5000)
            );
        }
    });
}

#[test]
fn immediate_foreign_keys_are_enforced() {
    static ADD: Query = Query {
        name: "add",
        sql: "INSERT INTO child (parent_id) VALUES (7)",
    };
    run(async {
        let file = TestFile::new().await;
        let sql = "CREATE TABLE child (parent_id INTEGER REFERENCES item (id))";
        crate::db::ensure_schema(&file.db, sql).await.unwrap();
        let outcome = file
            .db
            .transaction(async |tx| execute(tx, &ADD, vec![]).await)
            .await;
        assert!(matches!(
            outcome,
            Err(DbError::Constraint {
                kind: Constraint::ForeignKey,
                ..
            })
        ));
    });
}

#[test]
fn the_runtimes_own_tables_are_made_once_and_kept() {
    static COUNT: Query = Query {
        name: "count",
        sql: "SELECT count(*) FROM own",
    };
    run(async {
        let file = TestFile::new().await;
        let sql = "CREATE TABLE IF NOT EXISTS own (a); CREATE INDEX IF NOT EXISTS own_a ON own (a); INSERT INTO own VALUES (1)";
        for made in 1..=2 {
            crate::db::ensure_schema(&file.db, sql).await.unwrap();
            assert_eq!(
                one(&file.db, &COUNT, vec![], |row| row.int(0)).await,
                Ok(made)
            );
        }
        let failing =
            crate::db::ensure_schema(&file.db, "INSERT INTO own VALUES (2); SELEKT").await;
        assert!(failing.unwrap_err().to_string().contains("syntax error"));
        assert_eq!(one(&file.db, &COUNT, vec![], |row| row.int(0)).await, Ok(2));
    });
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = open(folder.path().join("no/such/folder/app.db"))
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("cannot open the database ")
            && missing.contains("app.db: its lock file"),
        "{missing}"
    );
    std::fs::write(
        folder.path().join("text.db"),
        "this is not a database, whatever its name says ".repeat(20),
    )
    .unwrap();
    let text = open(folder.path().join("text.db")).unwrap_err().to_string();
    assert!(text.ends_with("text.db: file is not a database"), "{text}");
    assert!(
        open(":memory:")
            .unwrap_err()
            .to_string()
            .contains("test_db::open")
    );
}
