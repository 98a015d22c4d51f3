//! On which thread a statement runs, and that it never matters.

use super::*;
use crate::db::{Row, Tx, optional, write_one, write_rows};

/// Long enough for any statement that is meant to be brief; one reader, which has learned what it has learned.
fn all_brief() -> Options {
    Options {
        readers: 1,
        brief: Duration::from_secs(3600),
        lease: Duration::from_secs(3600),
        ..Options::default()
    }
}

/// Everything that is not meant to be brief takes longer.
fn some_brief() -> Options {
    Options {
        readers: 1,
        brief: Duration::from_millis(20),
        lease: Duration::from_secs(3600),
        ..Options::default()
    }
}

static COUNT: Query = Query {
    name: "count",
    sql: "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT ?1) SELECT max(n) FROM n",
};

// Without foreign keys: what checks them may look at many rows.
static ADD: Query = Query {
    name: "add",
    sql: "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(?2))) RETURNING id",
};
static NOTES: Query = Query {
    name: "notes",
    sql: "SELECT id FROM note ORDER BY id",
};

async fn with_notes(options: &Options) -> TestFile {
    let file = TestFile::with(options).await;
    let sql = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)";
    crate::db::ensure_schema(&file.db, sql).await.unwrap();
    file
}

async fn add(tx: &mut Tx, id: i64, bytes: i64) -> Result<Place, DbError> {
    write_one(tx, &ADD, vec![id.into(), bytes.into()], |_| Ok(place())).await
}

async fn notes(db: &Db) -> Vec<i64> {
    rows(db, &NOTES, vec![], |row| row.int(0)).await.unwrap()
}

/// Adds notes from 1001 on until that runs on the caller's thread: on a busy machine the first one may have taken long.
async fn add_until_brief(tx: &mut Tx) {
    for id in 1001..2000 {
        if add(tx, id, 1).await == Ok(Place::Caller) {
            return;
        }
    }
    unreachable!("adding a note never ran on the caller's thread");
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Caller,
    Reader,
    Writer,
}

fn place() -> Place {
    match std::thread::current().name() {
        Some("rally-db-reader") => Place::Reader,
        Some("rally-db-writer") => Place::Writer,
        _ => Place::Caller,
    }
}

fn counted(row: &Row<'_>) -> Result<(i64, Place), DbError> {
    Ok((row.int(0)?, place()))
}

async fn count(reader: impl crate::db::Read, to: i64) -> (i64, Place) {
    one(reader, &COUNT, vec![to.into()], counted).await.unwrap()
}

#[test]
fn a_read_runs_on_a_readers_thread_first_and_on_its_callers_from_then_on() {
    run(async {
        // Often: the thread must have let go of the connection before it answers, not just be quick about it.
        for _ in 0..20 {
            let db = &TestFile::with(&all_brief()).await.db;
            assert_eq!(count(db, 1).await, (1, Place::Reader));
            assert_eq!(count(db, 2).await, (2, Place::Caller));
        }
    });
}

#[test]
fn with_no_time_for_brief_ones_nothing_runs_on_the_callers_thread() {
    run(async {
        let options = Options {
            brief: Duration::ZERO,
            ..Options::default()
        };
        let db = &TestFile::with(&options).await.db;
        for _ in 0..3 {
            assert_eq!(count(db, 1).await, (1, Place::Reader));
        }
        db.transaction(async |tx| {
            for _ in 0..3 {
                assert_eq!(count(&tx, 1).await, (1, Place::Writer));
            }
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
    });
}

/// Counts to one until that runs on the caller's thread: on a busy machine the first try may not have been brief.
async fn become_brief(reader: impl crate::db::Read + Copy) {
    for _ in 0..1000 {
        if count(reader, 1).await == (1, Place::Caller) {
            return;
        }
    }
    unreachable!("counting to one was never brief");
}

#[test]
fn a_read_that_takes_longer_than_before_is_stopped_and_runs_on_a_readers_thread() {
    run(async {
        let db = &TestFile::with(&some_brief()).await.db;
        become_brief(db).await;
        assert_eq!(count(db, 1_000_000).await, (1_000_000, Place::Reader));
        assert_eq!(
            count(db, 2).await,
            (2, Place::Reader),
            "it took long the last time"
        );
        become_brief(db).await;
    });
}

#[test]
fn a_read_that_is_stopped_in_a_transaction_undoes_nothing() {
    run(async {
        let file = TestFile::with(&some_brief()).await;
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                insert(tx, 2).await?;
                become_brief(&*tx).await;
                assert_eq!(count(&tx, 1_000_000).await, (1_000_000, Place::Writer));
                insert(tx, 3).await
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1, 2, 3]);
    });
}

#[test]
fn a_write_runs_on_its_callers_thread_only_where_it_cannot_take_long() {
    static CHANGE_ALL: Query = Query {
        name: "change_all",
        sql: "UPDATE note SET text = 'x' WHERE id > 0 RETURNING id",
    };
    run(async {
        let file = with_notes(&all_brief()).await;
        file.db
            .transaction(async |tx| {
                assert_eq!(add(tx, 1, 1).await, Ok(Place::Writer));
                add_until_brief(tx).await;
                for _ in 0..10 {
                    let places = write_rows(tx, &CHANGE_ALL, vec![], |_| Ok(place())).await?;
                    assert_eq!(places.first(), Some(&Place::Writer));
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
    });
}

#[test]
fn statements_take_effect_in_their_order_on_whichever_thread_they_run() {
    run(async {
        let file = with_notes(&all_brief()).await;
        file.db
            .transaction(async |tx| {
                add_until_brief(tx).await;
                for id in 1..=100 {
                    let nested = tx.transaction(async |tx| {
                        add(tx, id, 1).await?;
                        Err::<(), _>(DbError::Closed)
                    });
                    assert_eq!(nested.await, Err(DbError::Closed));
                    // Undoing the nested one is on its way to the writer, and must not undo this.
                    add(tx, 100 + id, 1).await?;
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        let mut kept = notes(&file.db).await;
        kept.retain(|id| *id <= 1000);
        assert_eq!(kept, (101..=200).collect::<Vec<_>>());
    });
}

#[test]
fn a_caller_that_never_waits_loses_its_lease_all_the_same() {
    run(async {
        let options = Options {
            lease: Duration::from_millis(20),
            ..all_brief()
        };
        let file = TestFile::with(&options).await;
        let outcome: Result<(), DbError> = file
            .db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                loop {
                    optional(&tx, &COUNT, vec![10.into()], |row| row.int(0)).await?;
                }
            })
            .await;
        assert!(
            matches!(outcome, Err(DbError::LeaseExpired { .. })),
            "{outcome:?}"
        );
        assert_eq!(ids(&file.db).await, [0; 0]);
    });
}

#[test]
fn a_group_that_is_lost_on_the_callers_thread_is_lost_for_everybody_in_it() {
    const SQLITE_FULL: i32 = 13;
    // One that returns no rows has no savepoint of its own to go back to.
    static FILL: Query = Query {
        name: "fill",
        sql: "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(?2)))",
    };
    let fill = async |tx: &mut Tx, id: i64, bytes: i64| {
        execute(tx, &FILL, vec![id.into(), bytes.into()]).await
    };
    run(async {
        let file = with_notes(&all_brief()).await;
        let db = &file.db;
        db.exclusive(|connection| connection.pragma_update(None, "max_page_count", 20))
            .await
            .unwrap()
            .unwrap();
        let first = db.transaction(async |tx| add(tx, 1, 1).await);
        let second = db.transaction(async |tx| {
            for id in 101..120 {
                fill(tx, id, 1).await?;
            }
            let full = fill(tx, 2, 100_000).await.unwrap_err();
            let code = Some(SQLITE_FULL);
            assert!(matches!(full, DbError::Statement { code: found, .. } if found == code));
            fill(tx, 3, 1).await
        });
        let (first, second) = tokio::join!(first, second);
        assert_eq!(second, Err(DbError::GroupRolledBack));
        let expected = match first {
            Ok(_) => vec![1],
            Err(error) => {
                assert_eq!(error, DbError::GroupRolledBack);
                vec![]
            }
        };
        assert_eq!(notes(db).await, expected);
        db.transaction(async |tx| add(tx, 4, 1).await)
            .await
            .unwrap();
        assert_eq!(notes(db).await.last(), Some(&4));
    });
}

#[test]
fn reads_beside_each_other_on_several_threads_are_all_answered() {
    let db = run(async { TestFile::with(&all_brief()).await });
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let db = db.db.clone();
            std::thread::spawn(move || {
                run(async {
                    for n in 1..200 {
                        assert_eq!(count(&db, thread + n).await.0, thread + n);
                    }
                });
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    run(async { db.db.close().await });
}
