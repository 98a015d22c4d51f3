//! One transaction: all of it or nothing, whichever way it ends.

use super::*;

#[test]
fn a_transaction_takes_effect_as_a_whole() {
    run(async {
        let file = TestFile::new().await;
        let changed = file
            .db
            .transaction(async |tx| Ok::<_, DbError>(insert(tx, 1).await? + insert(tx, 2).await?))
            .await;
        assert_eq!(changed, Ok(2));
        assert_eq!(ids(&file.db).await, [1, 2]);
    });
}

#[test]
fn an_error_of_the_caller_undoes_everything_and_comes_back() {
    #[derive(Debug, PartialEq)]
    enum Failure {
        Refused(&'static str),
        Db(DbError),
    }
    impl From<DbError> for Failure {
        fn from(error: DbError) -> Self {
            Self::Db(error)
        }
    }
    run(async {
        let file = TestFile::new().await;
        let outcome: Result<(), Failure> = file
            .db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                Err(Failure::Refused("no"))
            })
            .await;
        assert_eq!(outcome, Err(Failure::Refused("no")));
        let outcome: Result<(), Failure> = file
            .db
            .transaction(async |tx| {
                insert(tx, 2).await?;
                insert(tx, 2).await?;
                Ok(())
            })
            .await;
        assert!(matches!(
            outcome,
            Err(Failure::Db(DbError::Constraint {
                kind: Constraint::PrimaryKey,
                ..
            }))
        ));
        assert_eq!(ids(&file.db).await, [0; 0]);
    });
}

#[test]
fn a_failed_statement_does_nothing_and_the_transaction_goes_on() {
    run(async {
        let file = TestFile::new().await;
        let outcome = file
            .db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                let error = insert(tx, 1).await.unwrap_err();
                assert_eq!(
                    error,
                    DbError::Constraint {
                        query: "insert",
                        kind: Constraint::PrimaryKey,
                        message: "UNIQUE constraint failed: item.id".into()
                    }
                );
                insert(tx, 2).await
            })
            .await;
        assert_eq!(outcome, Ok(1));
        assert_eq!(ids(&file.db).await, [1, 2]);
    });
}

#[test]
fn a_transaction_sees_its_own_changes_and_others_do_not() {
    run(async {
        let file = TestFile::new().await;
        let other = file.db.clone();
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                assert_eq!(rows(&tx, &IDS, vec![], |row| row.int(0)).await?, [1]);
                let outside = tokio::task::spawn_local(async move { ids(&other).await });
                assert_eq!(outside.await.unwrap(), [0; 0]);
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1]);
    });
}

#[test]
fn a_panic_undoes_only_its_own_transaction() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        let panicking = tokio::task::spawn_local(async move {
            db.transaction(async |tx| {
                insert(tx, 1).await?;
                assert!(ids_in(tx).await.is_empty(), "expected by the test");
                Ok::<_, DbError>(())
            })
            .await
        });
        let good = file.db.transaction(async |tx| insert(tx, 2).await);
        let (panicked, good) = tokio::join!(panicking, good);
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(good, Ok(1));
        assert_eq!(ids(&file.db).await, [2]);
    });
}

async fn ids_in(tx: &mut super::super::Tx) -> Vec<i64> {
    rows(tx, &IDS, vec![], |row| row.int(0)).await.unwrap()
}

#[test]
fn a_dropped_future_undoes_only_its_own_transaction() {
    run(async {
        let file = TestFile::new().await;
        let (begun, has_begun) = tokio::sync::oneshot::channel::<()>();
        let stuck = file.db.transaction(async |tx| {
            insert(tx, 1).await?;
            begun.send(()).unwrap();
            std::future::pending::<Result<(), DbError>>().await
        });
        tokio::select! {
            _ = stuck => unreachable!("it never ends"),
            _ = has_begun => {}
        }
        file.db
            .transaction(async |tx| insert(tx, 2).await)
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [2]);
    });
}

#[test]
fn a_transaction_dropped_before_its_turn_never_runs() {
    run(async {
        let file = TestFile::new().await;
        let outcome = file
            .db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                let db = file.db.clone();
                let waiting = tokio::task::spawn_local(async move {
                    db.transaction(async |tx| insert(tx, 2).await).await
                });
                tokio::task::yield_now().await;
                waiting.abort();
                assert!(waiting.await.unwrap_err().is_cancelled());
                insert(tx, 3).await
            })
            .await;
        assert_eq!(outcome, Ok(1));
        assert_eq!(ids(&file.db).await, [1, 3]);
    });
}

#[test]
fn a_lease_that_lasts_too_long_is_rolled_back_and_says_so() {
    run(async {
        let file = TestFile::with(&short_lease()).await;
        let expired = DbError::LeaseExpired {
            limit: Duration::from_millis(20),
        };
        let slow = file.db.transaction(async |tx| {
            insert(tx, 1).await?;
            // The next caller can only be served once this one's time is over.
            let db = file.db.clone();
            tokio::task::spawn_local(async move {
                db.transaction(async |tx| insert(tx, 2).await).await
            })
            .await
            .unwrap()
            .unwrap();
            assert_eq!(insert(tx, 3).await, Err(expired.clone()));
            Ok::<_, DbError>(())
        });
        assert_eq!(slow.await, Err(expired.clone()));
        assert_eq!(ids(&file.db).await, [2]);
    });
}

#[test]
fn db_inside_its_own_transaction_is_an_error_at_once() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        db.transaction(async |tx| {
            let second = db.transaction(async |tx| insert(tx, 1).await).await;
            assert_eq!(second, Err(DbError::InsideTransaction { query: "BEGIN" }));
            assert_eq!(
                rows(db, &IDS, vec![], |row| row.int(0)).await,
                Err(DbError::InsideTransaction { query: "ids" })
            );
            insert(tx, 2).await
        })
        .await
        .unwrap();
        assert_eq!(ids(db).await, [2]);
    });
}

#[test]
fn two_databases_can_be_used_together() {
    run(async {
        let (first, second) = (TestFile::new().await, TestFile::new().await);
        first
            .db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                second
                    .db
                    .transaction(async |inner| {
                        insert(inner, 2).await?;
                        assert_eq!(
                            rows(&first.db, &IDS, vec![], |row| row.int(0)).await,
                            Err(DbError::InsideTransaction { query: "ids" }),
                            "the outer transaction is still open"
                        );
                        Ok::<_, DbError>(())
                    })
                    .await
            })
            .await
            .unwrap();
        assert_eq!(
            (ids(&first.db).await, ids(&second.db).await),
            (vec![1], vec![2])
        );
    });
}

#[test]
fn a_transaction_may_borrow_and_need_not_be_send() {
    run(async {
        let file = TestFile::new().await;
        let names = std::rc::Rc::new(vec!["a".to_owned(), "b".to_owned()]);
        let borrowed = &names;
        file.db
            .transaction(async |tx| {
                for (id, name) in (1..).zip(borrowed.iter()) {
                    execute(tx, &INSERT, vec![id.into(), name.as_str().into()]).await?;
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1, 2]);
    });
}

#[test]
fn a_transaction_of_sendable_values_can_be_spawned_on_any_thread() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        tokio::spawn(async move { db.transaction(async |tx| insert(tx, 1).await).await })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ids(&file.db).await, [1]);
    });
}
