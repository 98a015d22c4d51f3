//! What a connection keeps of a query: its statement, prepared once.
#![allow(clippy::unwrap_used)]

use rusqlite::StatementStatus;

use super::*;

static GET: Query = Query {
    name: "get",
    sql: "SELECT name FROM item WHERE id = ?1",
};

fn open(path: &std::path::Path, brief: Duration) -> Connection {
    let settings = Settings {
        statements: usize::MAX,
        slow: SlowLimit::new(Duration::MAX),
        brief,
        busy_timeout: Duration::from_secs(5),
    };
    Connection::new(rusqlite::Connection::open(path).unwrap(), settings).unwrap()
}

fn get(connection: &mut Connection) -> String {
    connection
        .one(Access::Read, &GET, &[1.into()], |row| row.text(0))
        .unwrap()
}

/// How often the statement that is kept for this text has run, and been prepared again.
fn status(connection: &Connection, sql: &str) -> (i32, i32) {
    let statement = connection.raw.prepare_cached(sql).unwrap();
    let of = |status| statement.get_status(status);
    (of(StatementStatus::Run), of(StatementStatus::RePrepare))
}

#[test]
fn a_statement_is_prepared_once_and_again_when_the_schema_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'a')")
        .unwrap();
    let mut connection = open(&path, Duration::from_secs(3600));
    for _ in 0..10 {
        assert_eq!(get(&mut connection), "a");
    }
    assert_eq!(status(&connection, GET.sql), (10, 0));
    other
        .execute_batch("ALTER TABLE item ADD COLUMN size INTEGER; UPDATE item SET name = 'b'")
        .unwrap();
    for _ in 0..10 {
        assert_eq!(get(&mut connection), "b");
    }
    // SQLite counts the run that it began with the old one.
    assert_eq!(status(&connection, GET.sql), (21, 1));
}

#[test]
fn the_statements_of_many_queries_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = open(&folder.path().join("app.db"), Duration::ZERO);
    // As long as the program, as those of generated code.
    let queries: Vec<&'static Query> = (0..1000)
        .map(|n| -> &'static Query {
            let sql = Box::leak(format!("SELECT {n}").into_boxed_str());
            Box::leak(Box::new(Query { name: "n", sql }))
        })
        .collect();
    for _ in 0..2 {
        for query in &queries {
            connection
                .one(Access::Read, query, &[], |row| row.int(0))
                .unwrap();
        }
    }
    for query in queries {
        assert_eq!(status(&connection, query.sql), (2, 0));
    }
}

#[test]
fn a_query_with_the_text_of_the_runtimes_own_statement_is_refused_though_that_is_kept() {
    static COMMIT: Query = Query {
        name: "commit",
        sql: " COMMIT\n",
    };
    let folder = tempfile::tempdir().unwrap();
    let mut connection = open(&folder.path().join("app.db"), Duration::ZERO);
    connection.control("BEGIN").unwrap();
    connection.control("COMMIT").unwrap();
    connection.control("BEGIN").unwrap();
    let refused = connection.execute(&COMMIT, &[]).unwrap_err();
    assert!(matches!(refused, DbError::Refused { .. }), "{refused:?}");
    assert!(!connection.is_autocommit());
}
