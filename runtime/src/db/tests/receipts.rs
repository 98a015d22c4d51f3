//! A prelude: statements that share the fate of the first transaction of a scope.

use std::sync::Arc;

use super::*;
use crate::db::receipt::{Prelude, Transactions, with_transaction_prelude};

static RECEIPT: Query = Query {
    name: "receipt",
    sql: "INSERT INTO receipt (key) VALUES (?1)",
};
static RECEIPTS: Query = Query {
    name: "receipts",
    sql: "SELECT key FROM receipt",
};

async fn with_receipts() -> TestFile {
    let file = TestFile::new().await;
    crate::db::ensure_schema(
        &file.db,
        "CREATE TABLE IF NOT EXISTS receipt (key TEXT PRIMARY KEY) STRICT",
    )
    .await
    .unwrap();
    file
}

fn prelude(db: &Db, allowed: Transactions) -> Arc<Prelude> {
    Prelude::new(db, allowed, vec![(&RECEIPT, vec!["call 1".into()])])
}

async fn receipts(db: &Db) -> Vec<String> {
    rows(db, &RECEIPTS, vec![], |row| row.text(0))
        .await
        .unwrap()
}

#[test]
fn the_prelude_commits_with_the_transaction() {
    run(async {
        let file = with_receipts().await;
        let prelude = prelude(&file.db, Transactions::One);
        let handler = file.db.transaction(async |tx| {
            assert_eq!(
                rows(&tx, &RECEIPTS, vec![], |row| row.text(0)).await?,
                ["call 1"]
            );
            insert(tx, 1).await
        });
        with_transaction_prelude(Arc::clone(&prelude), handler)
            .await
            .unwrap();
        assert_eq!((prelude.begun(), prelude.committed()), (1, 1));
        assert_eq!(
            (receipts(&file.db).await, ids(&file.db).await),
            (vec!["call 1".to_owned()], vec![1])
        );
    });
}

#[test]
fn a_conflict_means_that_the_handlers_code_never_runs() {
    run(async {
        let file = with_receipts().await;
        let first = with_transaction_prelude(
            prelude(&file.db, Transactions::One),
            file.db.transaction(async |tx| insert(tx, 1).await),
        );
        first.await.unwrap();
        let again = prelude(&file.db, Transactions::One);
        let second = with_transaction_prelude(
            Arc::clone(&again),
            file.db.transaction(async |_| -> Result<(), DbError> {
                unreachable!("the work was done before")
            }),
        );
        assert_eq!(second.await, Err(DbError::PreludeConflict));
        assert_eq!((again.begun(), again.committed()), (1, 0));
        assert_eq!(ids(&file.db).await, [1]);
    });
}

#[test]
fn of_two_calls_with_one_key_at_once_one_wins() {
    run(async {
        let file = with_receipts().await;
        let call = |id| {
            let scope = prelude(&file.db, Transactions::One);
            with_transaction_prelude(
                scope,
                file.db.transaction(async move |tx| insert(tx, id).await),
            )
        };
        let outcomes = tokio::join!(call(1), call(2));
        assert_eq!(outcomes, (Ok(1), Err(DbError::PreludeConflict)));
        assert_eq!(
            (receipts(&file.db).await.len(), ids(&file.db).await),
            (1, vec![1])
        );
    });
}

#[test]
fn a_transaction_that_fails_takes_the_prelude_with_it() {
    run(async {
        let file = with_receipts().await;
        let scope = prelude(&file.db, Transactions::One);
        let handler = file.db.transaction(async |tx| {
            insert(tx, 1).await?;
            insert(tx, 1).await
        });
        assert!(
            with_transaction_prelude(Arc::clone(&scope), handler)
                .await
                .is_err()
        );
        assert_eq!((scope.begun(), scope.committed()), (1, 0));
        assert_eq!(receipts(&file.db).await, [""; 0]);
    });
}

#[test]
fn a_second_transaction_is_an_error_unless_many_are_allowed() {
    run(async {
        let file = with_receipts().await;
        let db = &file.db;
        let two = async |first: i64| {
            db.transaction(async |tx| insert(tx, first).await).await?;
            db.transaction(async |tx| insert(tx, first + 1).await).await
        };
        let one = prelude(db, Transactions::One);
        assert_eq!(
            with_transaction_prelude(Arc::clone(&one), two(1)).await,
            Err(DbError::SecondTransaction)
        );
        assert_eq!((one.begun(), one.committed()), (1, 1));
        let many = Prelude::new(
            db,
            Transactions::Many,
            vec![(&RECEIPT, vec!["call 2".into()])],
        );
        assert_eq!(
            with_transaction_prelude(Arc::clone(&many), two(10)).await,
            Ok(1)
        );
        assert_eq!((many.begun(), many.committed()), (2, 2));
        assert_eq!(ids(db).await, [1, 10, 11]);
        assert_eq!(receipts(db).await, ["call 1", "call 2"]);
    });
}

#[test]
fn where_many_are_allowed_the_prelude_goes_with_the_first_that_commits() {
    run(async {
        let file = with_receipts().await;
        let db = &file.db;
        let scope = prelude(db, Transactions::Many);
        let handler = async {
            let failed: Result<(), DbError> = db.transaction(async |_| Err(DbError::Closed)).await;
            assert_eq!(failed, Err(DbError::Closed));
            assert_eq!(receipts(db).await, [""; 0]);
            db.transaction(async |tx| insert(tx, 1).await).await
        };
        assert_eq!(
            with_transaction_prelude(Arc::clone(&scope), handler).await,
            Ok(1)
        );
        assert_eq!((scope.begun(), scope.committed()), (2, 1));
        assert_eq!(receipts(db).await, ["call 1"]);
    });
}

#[test]
fn other_databases_and_other_tasks_are_outside_the_scope() {
    run(async {
        let (file, other) = (with_receipts().await, TestFile::new().await);
        let scope = prelude(&file.db, Transactions::One);
        let handler = async {
            other.db.transaction(async |tx| insert(tx, 1).await).await?;
            let db = file.db.clone();
            tokio::task::spawn_local(async move {
                db.transaction(async |tx| insert(tx, 2).await).await
            })
            .await
            .unwrap()?;
            file.db
                .transaction(async |tx| tx.transaction(async |tx| insert(tx, 3).await).await)
                .await
        };
        with_transaction_prelude(Arc::clone(&scope), handler)
            .await
            .unwrap();
        assert_eq!((scope.begun(), scope.committed()), (1, 1));
        assert_eq!(ids(&file.db).await, [2, 3]);
    });
}
