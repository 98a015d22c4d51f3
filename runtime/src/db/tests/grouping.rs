//! Many transactions in one COMMIT: what they share, and that none can spoil it for the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::db::Tx;

static ADD_PART: Query = Query {
    name: "add_part",
    sql: "INSERT INTO part (id, item_id) VALUES (?1, ?2)",
};
static DROP_ITEM: Query = Query {
    name: "drop_item",
    sql: "DELETE FROM item WHERE id = ?1",
};

async fn count(db: &Db, query: &'static Query) -> i64 {
    one(db, query, vec![], |row| row.int(0)).await.unwrap()
}

#[test]
fn callers_at_the_same_time_each_get_their_own_outcome() {
    run(async {
        let file = TestFile::new().await;
        let callers: Vec<_> = (0..300_i64)
            .map(|id| {
                let db = file.db.clone();
                tokio::task::spawn_local(async move {
                    db.transaction(async |tx| {
                        insert(tx, id).await?;
                        // Every third fails after its first write, on the name of the next.
                        if id % 3 == 0 {
                            execute(
                                tx,
                                &INSERT,
                                vec![(id + 1000).into(), format!("item {id}").into()],
                            )
                            .await?;
                        }
                        Ok::<_, DbError>(id)
                    })
                    .await
                })
            })
            .collect();
        for (id, caller) in (0..).zip(callers) {
            match caller.await.unwrap() {
                Ok(done) => assert_eq!((done, id % 3 != 0), (id, true)),
                Err(error) => {
                    assert_eq!(id % 3, 0);
                    assert!(
                        matches!(
                            error,
                            DbError::Constraint {
                                kind: Constraint::Unique,
                                ..
                            }
                        ),
                        "{error:?}"
                    );
                }
            }
        }
        let expected: Vec<i64> = (0..300).filter(|id| id % 3 != 0).collect();
        assert_eq!(ids(&file.db).await, expected);
    });
}

async fn count_commits(db: &Db) -> Arc<AtomicUsize> {
    let commits = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&commits);
    db.exclusive(move |connection| {
        connection.commit_hook(Some(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            false
        }))
    })
    .await
    .unwrap()
    .unwrap();
    commits
}

#[test]
fn transactions_that_wait_together_are_committed_together() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        let commits = count_commits(db).await;
        // While the first holds the writer, twenty more queue up behind it.
        let mut queued = Vec::new();
        db.transaction(async |tx| {
            for id in 1..=20 {
                let db = db.clone();
                queued.push(tokio::task::spawn_local(async move {
                    db.transaction(async |tx| insert(tx, id).await).await
                }));
            }
            tokio::task::yield_now().await;
            insert(tx, 0).await
        })
        .await
        .unwrap();
        for transaction in queued {
            transaction.await.unwrap().unwrap();
        }
        let expected: Vec<i64> = (0..=20).collect();
        assert_eq!(ids(db).await, expected);
        let commits = commits.load(Ordering::Relaxed);
        assert!(
            (1..10).contains(&commits),
            "21 transactions took {commits} commits"
        );
    });
}

#[test]
fn a_deferred_foreign_key_violation_fails_only_its_own_transaction() {
    static PARTS: Query = Query {
        name: "parts",
        sql: "SELECT count(*) FROM part",
    };
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        let before = db.transaction(async |tx| insert(tx, 1).await);
        let orphan = db.transaction(async |tx| {
            insert(tx, 2).await?;
            execute(tx, &ADD_PART, vec![1.into(), 77.into()]).await
        });
        let after = db.transaction(async |tx| insert(tx, 3).await);
        let (before, orphan, after) = tokio::join!(before, orphan, after);
        assert_eq!(
            (before, orphan, after),
            (Ok(1), Err(DbError::DeferredForeignKey), Ok(1))
        );
        assert_eq!((ids(db).await, count(db, &PARTS).await), (vec![1, 3], 0));
    });
}

#[test]
fn a_deferred_violation_may_be_mended_before_the_end() {
    run(async {
        let file = TestFile::new().await;
        let outcome = file.db.transaction(async |tx| {
            execute(tx, &ADD_PART, vec![1.into(), 5.into()]).await?;
            insert(tx, 5).await
        });
        assert_eq!(outcome.await, Ok(1));
        assert_eq!(ids(&file.db).await, [5]);
    });
}

#[test]
fn a_deferred_violation_from_the_parents_side_is_seen_too() {
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                execute(tx, &ADD_PART, vec![1.into(), 1.into()]).await
            })
            .await
            .unwrap();
        let outcome = file
            .db
            .transaction(async |tx| execute(tx, &DROP_ITEM, vec![1.into()]).await)
            .await;
        assert_eq!(outcome, Err(DbError::DeferredForeignKey));
        assert_eq!(ids(&file.db).await, [1]);
    });
}

#[test]
fn a_deferred_violation_inside_a_trigger_or_an_action_is_seen_too() {
    static ADD_LOG: Query = Query {
        name: "add_log",
        sql: "INSERT INTO log (item_id) VALUES (?1)",
    };
    static DROP_OWNER: Query = Query {
        name: "drop_owner",
        sql: "DELETE FROM owner",
    };
    run(async {
        let file = TestFile::new().await;
        let sql = "CREATE TABLE log (item_id INTEGER);
            CREATE TRIGGER log_part AFTER INSERT ON log BEGIN INSERT INTO part (item_id) VALUES (new.item_id); END;
            CREATE TABLE owner (id INTEGER PRIMARY KEY);
            CREATE TABLE owned (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owner ON DELETE CASCADE);
            CREATE TABLE label (owned_id INTEGER REFERENCES owned DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO owner VALUES (1); INSERT INTO owned VALUES (1, 1); INSERT INTO label VALUES (1);";
        crate::db::ensure_schema(&file.db, sql).await.unwrap();
        let trigger = file
            .db
            .transaction(async |tx| execute(tx, &ADD_LOG, vec![9.into()]).await)
            .await;
        let action = file
            .db
            .transaction(async |tx| execute(tx, &DROP_OWNER, vec![]).await)
            .await;
        assert_eq!(
            (trigger, action),
            (
                Err(DbError::DeferredForeignKey),
                Err(DbError::DeferredForeignKey)
            )
        );
    });
}

#[test]
fn statements_that_would_roll_back_everybody_are_refused_before_they_run() {
    static OR_ROLLBACK: Query = Query {
        name: "or_rollback",
        sql: "INSERT OR ROLLBACK INTO item (id, name) VALUES (1, 'x')",
    };
    static NOT_NULL: Query = Query {
        name: "not_null",
        sql: "UPDATE OR ROLLBACK item SET name = NULL WHERE id = 1",
    };
    static RAISE: Query = Query {
        name: "raise",
        sql: "DELETE FROM item",
    };
    run(async {
        let file = TestFile::new().await;
        let sql =
            "CREATE TRIGGER keep BEFORE DELETE ON item BEGIN SELECT RAISE(ROLLBACK, 'kept'); END";
        crate::db::ensure_schema(&file.db, sql).await.unwrap();
        for query in [&OR_ROLLBACK, &NOT_NULL, &RAISE] {
            let outcome = file
                .db
                .transaction(async |tx| {
                    insert(tx, 1).await?;
                    let refused = execute(tx, query, vec![]).await.unwrap_err();
                    assert!(matches!(refused, DbError::Refused { .. }), "{refused:?}");
                    Err::<(), _>(refused)
                })
                .await;
            assert!(
                outcome
                    .unwrap_err()
                    .to_string()
                    .starts_with(&format!("query {} is refused: ", query.name))
            );
        }
        file.db
            .transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1]);
    });
}

/// Ends the transaction under the writer, as a failing disk makes SQLite do.
async fn roll_back_the_group(tx: &Tx) {
    let outcome = tx.lease().step(|connection| {
        connection
            .control("ROLLBACK")
            .map_err(|error| DbError::from_sqlite("test", &error))
    });
    outcome.await.unwrap();
}

#[test]
fn when_sqlite_rolls_a_group_back_nobody_in_it_is_told_of_success() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        let first = db.transaction(async |tx| insert(tx, 1).await);
        let trap = db.transaction(async |tx| {
            insert(tx, 2).await?;
            roll_back_the_group(tx).await;
            assert_eq!(insert(tx, 3).await, Err(DbError::GroupRolledBack));
            Ok::<_, DbError>(())
        });
        // The first waits for its COMMIT when the trap begins: both are in one group.
        let (first, trap) = tokio::join!(first, trap);
        assert_eq!(trap, Err(DbError::GroupRolledBack));
        let stored = ids(db).await;
        match first {
            Ok(1) => assert_eq!(stored, [1]),
            other => {
                assert_eq!(other, Err(DbError::GroupRolledBack));
                assert_eq!(stored, [0; 0]);
            }
        }
        db.transaction(async |tx| insert(tx, 4).await)
            .await
            .unwrap();
        assert_eq!(ids(db).await.last(), Some(&4));
    });
}

#[test]
fn when_the_commit_fails_everybody_in_the_group_gets_the_error() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        // A violation that the statement's bytecode did not announce: the second net must hold.
        let hidden = db.transaction(async |tx| {
            insert(tx, 1).await?;
            execute(tx, &ADD_PART, vec![1.into(), 77.into()]).await?;
            tx.lease()
                .step(|connection| Ok(connection.take_deferring()))
                .await
        });
        assert!(matches!(hidden.await, Err(DbError::Commit { .. })));
        assert_eq!(ids(db).await, [0; 0]);
        db.transaction(async |tx| insert(tx, 2).await)
            .await
            .unwrap();
        assert_eq!(ids(db).await, [2]);
    });
}

#[test]
fn statements_that_belong_to_the_runtime_are_refused() {
    static REFUSED: [Query; 9] = [
        Query {
            name: "begin",
            sql: "BEGIN",
        },
        Query {
            name: "commit",
            sql: "COMMIT",
        },
        Query {
            name: "rollback",
            sql: "ROLLBACK",
        },
        Query {
            name: "release",
            sql: "RELEASE rally_1",
        },
        Query {
            name: "attach",
            sql: "ATTACH 'other.db' AS other",
        },
        Query {
            name: "pragma",
            sql: "PRAGMA foreign_keys = OFF",
        },
        Query {
            name: "pragma_function",
            sql: "SELECT * FROM pragma_journal_mode('delete')",
        },
        Query {
            name: "create",
            sql: "CREATE TABLE t (a)",
        },
        Query {
            name: "alter",
            sql: "ALTER TABLE item ADD COLUMN size INTEGER",
        },
    ];
    run(async {
        let file = TestFile::new().await;
        for query in &REFUSED {
            let outcome = file
                .db
                .transaction(async |tx| rows(tx, query, vec![], |_| Ok(())).await)
                .await;
            assert!(
                matches!(
                    outcome,
                    Err(DbError::Refused { .. } | DbError::Statement { .. })
                ),
                "{}: {outcome:?}",
                query.name
            );
            let outcome = rows(&file.db, query, vec![], |_| Ok(())).await;
            assert!(outcome.is_err(), "{}: {outcome:?}", query.name);
        }
        file.db
            .transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
    });
}
