//! What happens when the world does not cooperate: a locked file, a full disk, a slow query.

use std::io::Write;
use std::sync::{Arc, Mutex};

use super::*;
use crate::db::connection::{Access, Connection, Settings};
use crate::db::slow::SlowLimit;

#[test]
fn another_process_that_keeps_the_file_locked_is_named_after_the_busy_timeout() {
    run(async {
        let options = Options {
            busy_timeout: Duration::from_millis(5),
            ..Options::default()
        };
        let file = TestFile::with(&options).await;
        let other = rusqlite::Connection::open(file.folder.path().join("app.db")).unwrap();
        other
            .execute_batch("BEGIN IMMEDIATE; DELETE FROM item")
            .unwrap();
        let outcome = file.db.transaction(async |tx| insert(tx, 1).await).await;
        assert_eq!(outcome, Err(DbError::Busy { query: "BEGIN" }));
        assert_eq!(
            ids(&file.db).await,
            [0; 0],
            "readers do not wait for writers"
        );
        other.execute_batch("ROLLBACK").unwrap();
        file.db
            .transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1]);
    });
}

#[test]
fn a_full_disk_fails_whom_it_hits_and_no_success_is_claimed() {
    static LARGE: Query = Query {
        name: "large",
        sql: "INSERT INTO item (id, name) VALUES (?1, hex(zeroblob(100000)))",
    };
    const SQLITE_FULL: i32 = 13;
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        db.exclusive(|connection| connection.pragma_update(None, "max_page_count", 20))
            .await
            .unwrap()
            .unwrap();
        let small = db.transaction(async |tx| insert(tx, 1).await);
        let large = db.transaction(async |tx| execute(tx, &LARGE, vec![2.into()]).await);
        let (small, large) = tokio::join!(small, large);
        assert!(
            matches!(
                large,
                Err(DbError::Statement {
                    query: "large",
                    code: Some(SQLITE_FULL),
                    ..
                })
            ),
            "{large:?}"
        );
        let expected = if small.is_ok() { vec![1] } else { vec![] };
        assert_eq!(ids(db).await, expected);
        db.exclusive(|connection| connection.pragma_update(None, "max_page_count", 10_000))
            .await
            .unwrap()
            .unwrap();
        db.transaction(async |tx| execute(tx, &LARGE, vec![2.into()]).await)
            .await
            .unwrap();
        assert!(ids(db).await.ends_with(&[2]));
    });
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is logged when this runs on a connection with this limit.
fn logged(slow: &SlowLimit, run: impl FnOnce(&mut Connection)) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let raw = rusqlite::Connection::open_in_memory().unwrap();
    let settings = Settings {
        statements: usize::MAX,
        slow: slow.clone(),
        brief: Duration::ZERO,
        busy_timeout: Duration::ZERO,
    };
    let mut connection = Connection::new(raw, settings).unwrap();
    tracing::subscriber::with_default(subscriber, || run(&mut connection));
    String::from_utf8(log.0.lock().unwrap().clone()).unwrap()
}

fn count_to_many(connection: &mut Connection) {
    static COUNT: Query = Query {
        name: "count_to_many",
        sql: "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 1000)
            SELECT n FROM n WHERE n < 4 AND ?1 IS NOT NULL",
    };
    let secret = ["a secret".into()];
    let counted = connection.rows(Access::Read, &COUNT, &secret, |row| row.int(0));
    assert_eq!(counted, Ok(vec![1, 2, 3]));
}

#[test]
fn a_slow_query_is_logged_by_name_with_its_rows_and_text_and_a_quick_one_is_not() {
    let line = logged(&SlowLimit::new(Duration::ZERO), count_to_many);
    assert!(
        line.contains(" WARN ") && line.contains("slow query query=\"count_to_many\" ms="),
        "{line}"
    );
    assert!(
        line.contains(" rows=3 sql=\"WITH RECURSIVE n (n) AS (SELECT 1 "),
        "{line}"
    );
    assert!(!line.contains("secret"), "{line}");
    assert_eq!(
        logged(&SlowLimit::new(Duration::from_secs(3600)), count_to_many),
        ""
    );
}

#[test]
fn a_slow_query_that_fails_says_so_and_keeps_its_parameters_to_itself() {
    static PARSE: Query = Query {
        name: "parse",
        sql: "SELECT json(?1)",
    };
    let line = logged(&SlowLimit::new(Duration::ZERO), |connection| {
        let secret = ["{a secret".into()];
        let failed = connection.one(Access::Read, &PARSE, &secret, |row| row.text(0));
        assert!(
            matches!(failed, Err(DbError::Statement { query: "parse", .. })),
            "{failed:?}"
        );
    });
    assert!(
        line.contains("query=\"parse\"") && line.contains("failed=true"),
        "{line}"
    );
    assert!(!line.contains("secret"), "{line}");
}

#[test]
fn the_limit_of_a_database_that_is_open_can_be_changed() {
    let limit = SlowLimit::new(Duration::from_secs(3600));
    let lines = logged(&limit, |connection| {
        count_to_many(connection);
        limit.set(Duration::ZERO);
        count_to_many(connection);
    });
    assert_eq!(lines.lines().count(), 1, "{lines}");
}
