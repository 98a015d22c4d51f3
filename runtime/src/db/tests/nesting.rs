//! Transactions inside transactions: a savepoint each.

use super::*;
use crate::db::Tx;

#[test]
fn an_inner_failure_undoes_only_the_inner_part() {
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                let inner = tx
                    .transaction(async |tx| {
                        insert(tx, 2).await?;
                        insert(tx, 2).await
                    })
                    .await;
                assert!(matches!(inner, Err(DbError::Constraint { .. })));
                insert(tx, 3).await
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1, 3]);
    });
}

#[test]
fn an_outer_failure_undoes_the_inner_part_too() {
    run(async {
        let file = TestFile::new().await;
        let outcome: Result<(), DbError> = file
            .db
            .transaction(async |tx| {
                tx.transaction(async |tx| insert(tx, 1).await).await?;
                Err(DbError::Closed)
            })
            .await;
        assert_eq!(outcome, Err(DbError::Closed));
        assert_eq!(ids(&file.db).await, [0; 0]);
    });
}

#[test]
fn an_inner_future_that_is_dropped_is_undone_and_the_outer_one_goes_on() {
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| {
                insert(tx, 1).await?;
                let (begun, has_begun) = tokio::sync::oneshot::channel::<()>();
                let inner = tx.transaction(async |tx| {
                    insert(tx, 2).await?;
                    begun.send(()).unwrap();
                    std::future::pending::<Result<(), DbError>>().await
                });
                tokio::select! {
                    _ = inner => unreachable!("it never ends"),
                    _ = has_begun => {}
                }
                insert(tx, 3).await?;
                tx.transaction(async |tx| insert(tx, 4).await).await
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [1, 3, 4]);
    });
}

#[test]
fn nesting_goes_as_deep_as_it_is_asked_to() {
    async fn nest(tx: &mut Tx, depth: i64) -> Result<u64, DbError> {
        insert(tx, depth).await?;
        if depth == 12 {
            return Err(DbError::Closed);
        }
        let deeper = tx
            .transaction(async |tx| Box::pin(nest(tx, depth + 1)).await)
            .await;
        // Odd levels forgive, even ones pass the failure on.
        if depth % 2 == 1 { Ok(0) } else { deeper }
    }
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| nest(tx, 1).await)
            .await
            .unwrap();
        // Level 12 fails, level 11 forgives: 1 to 11 stand.
        let expected: Vec<i64> = (1..=11).collect();
        assert_eq!(ids(&file.db).await, expected);
    });
}

#[test]
fn a_deferred_violation_that_the_inner_part_took_back_is_none() {
    static ADD_PART: Query = Query {
        name: "add_part",
        sql: "INSERT INTO part (id, item_id) VALUES (1, 77)",
    };
    run(async {
        let file = TestFile::new().await;
        let outcome = file
            .db
            .transaction(async |tx| {
                let inner: Result<(), DbError> = tx
                    .transaction(async |tx| {
                        execute(tx, &ADD_PART, vec![]).await?;
                        Err(DbError::Closed)
                    })
                    .await;
                assert_eq!(inner, Err(DbError::Closed));
                insert(tx, 1).await
            })
            .await;
        assert_eq!(outcome, Ok(1));
    });
}
