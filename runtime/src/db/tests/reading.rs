//! Queries: how many rows are meant, which types, and on what they run.

use super::*;
use crate::db::{
    Decode, Row, Value, bool_to_int, nullable_text, one, optional, write_one, write_optional,
    write_rows,
};

static ECHO: Query = Query {
    name: "echo",
    sql: "SELECT ?1 AS echoed",
};

async fn echo<T: Send + 'static>(
    db: &Db,
    value: Value<'_>,
    decode: fn(&Row<'_>) -> Result<T, DbError>,
) -> Result<T, DbError> {
    one(db, &ECHO, vec![value], decode).await
}

#[test]
fn every_storage_class_comes_back_as_it_went() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        for value in [0, 1, -1, i64::MIN, i64::MAX] {
            assert_eq!(echo(&db, value.into(), |row| row.int(0)).await, Ok(value));
        }
        for value in [0.0, -0.5, f64::MAX, f64::INFINITY] {
            assert_eq!(echo(&db, value.into(), |row| row.float(0)).await, Ok(value));
        }
        for value in ["", "naïve 🦀", "a\0b", "it's"] {
            assert_eq!(
                echo(&db, value.into(), |row| row.text(0)).await,
                Ok(value.to_owned())
            );
        }
        for value in [vec![], vec![0, 255, 128]] {
            assert_eq!(
                echo(&db, value.clone().into(), |row| row.bytes(0)).await,
                Ok(value)
            );
        }
        for value in [true, false] {
            assert_eq!(
                echo(&db, value.into(), |row| row.boolean(0)).await,
                Ok(value)
            );
            assert_eq!(
                echo(&db, bool_to_int(value).into(), |row| row
                    .optional_boolean(0))
                .await,
                Ok(Some(value))
            );
        }
        assert_eq!(
            echo(&db, None::<i64>.into(), |row| row.optional_int(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(&db, Some(2.5).into(), |row| row.optional_float(0)).await,
            Ok(Some(2.5))
        );
        assert_eq!(
            echo(&db, nullable_text(None), |row| row.optional_text(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(&db, nullable_text(Some("")), |row| row.optional_text(0)).await,
            Ok(Some(String::new()))
        );
        assert_eq!(
            echo(&db, Value::Null, |row| row.optional_bytes(0)).await,
            Ok(None)
        );
    });
}

#[test]
fn a_wrong_storage_class_is_an_error_that_says_where_and_what() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        let cases: [(Value, Decode<()>, &str); 8] = [
            (
                "1".into(),
                |row| row.int(0).map(drop),
                "expected INTEGER, found TEXT",
            ),
            (
                1.into(),
                |row| row.text(0).map(drop),
                "expected TEXT, found INTEGER 1",
            ),
            (
                "1.5".into(),
                |row| row.float(0).map(drop),
                "expected REAL or INTEGER, found TEXT",
            ),
            (
                1.0.into(),
                |row| row.int(0).map(drop),
                "expected INTEGER, found REAL",
            ),
            (
                "x".into(),
                |row| row.bytes(0).map(drop),
                "expected BLOB, found TEXT",
            ),
            (
                2.into(),
                |row| row.boolean(0).map(drop),
                "expected INTEGER 0 or 1, found INTEGER 2",
            ),
            (
                Value::Null,
                |row| row.int(0).map(drop),
                "expected INTEGER, found NULL",
            ),
            (
                1.into(),
                |row| row.optional_text(0).map(drop),
                "expected TEXT, found INTEGER 1",
            ),
        ];
        for (value, decode, expected) in cases {
            let error = echo(&db, value, decode).await.unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("query echo, column echoed: {expected}")
            );
        }
        let beyond = echo(&db, 1.into(), |row| row.int(3)).await.unwrap_err();
        assert_eq!(
            beyond.to_string(),
            "query echo, column 3: expected INTEGER, found a result of 1 columns"
        );
    });
}

#[test]
fn a_whole_number_is_a_float_and_a_number_is_json() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        for (value, float) in [
            (0_i64, 0.0),
            (-3, -3.0),
            (1_i64 << 53, 9_007_199_254_740_992.0),
        ] {
            assert_eq!(echo(&db, value.into(), |row| row.float(0)).await, Ok(float));
            assert_eq!(
                echo(&db, value.into(), |row| row.optional_float(0)).await,
                Ok(Some(float))
            );
        }
        let printed: Decode<String> = |row| Ok(row.json(0)?.to_string());
        assert_eq!(echo(&db, 5.into(), printed).await, Ok("5".to_owned()));
        assert_eq!(echo(&db, 2.5.into(), printed).await, Ok("2.5".to_owned()));
        assert_eq!(echo(&db, "[1]".into(), printed).await, Ok("[1]".to_owned()));
        let infinite = echo(&db, f64::INFINITY.into(), printed).await.unwrap_err();
        assert!(
            infinite
                .to_string()
                .contains("expected TEXT of JSON, found REAL")
        );
    });
}

#[test]
fn text_that_is_not_utf8_is_an_error() {
    static BROKEN: Query = Query {
        name: "broken",
        sql: "SELECT CAST(x'C328' AS TEXT) AS broken",
    };
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        let error = one(&db, &BROKEN, vec![], |row| row.text(0))
            .await
            .unwrap_err();
        assert!(error.to_string().starts_with(
            "query broken, column broken: expected TEXT, found TEXT that is not UTF-8"
        ));
    });
}

#[test]
fn nan_is_refused_since_sqlite_would_store_null() {
    run(async {
        let file = TestFile::new().await;
        let db = file.db.clone();
        let error = echo(&db, f64::NAN.into(), |row| row.optional_float(0)).await;
        assert_eq!(
            error,
            Err(DbError::NotANumber {
                query: "echo",
                parameter: 1
            })
        );
    });
}

#[test]
fn the_number_of_rows_is_checked() {
    static UP_TO: Query = Query {
        name: "up_to",
        sql: "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT ?1) SELECT n FROM n WHERE ?1 > 0",
    };
    run(async {
        let db = &TestFile::new().await.db;
        let up_to = |n: i64| vec![n.into()];
        assert_eq!(
            rows(db, &UP_TO, up_to(3), |row| row.int(0)).await,
            Ok(vec![1, 2, 3])
        );
        assert_eq!(
            rows(db, &UP_TO, up_to(0), |row| row.int(0)).await,
            Ok(vec![])
        );
        assert_eq!(
            optional(db, &UP_TO, up_to(0), |row| row.int(0)).await,
            Ok(None)
        );
        assert_eq!(
            optional(db, &UP_TO, up_to(1), |row| row.int(0)).await,
            Ok(Some(1))
        );
        assert_eq!(
            optional(db, &UP_TO, up_to(2), |row| row.int(0)).await,
            Err(DbError::SecondRow { query: "up_to" })
        );
        assert_eq!(one(db, &UP_TO, up_to(1), |row| row.int(0)).await, Ok(1));
        assert_eq!(
            one(db, &UP_TO, up_to(0), |row| row.int(0)).await,
            Err(DbError::NoRow { query: "up_to" })
        );
        assert_eq!(
            one(db, &UP_TO, up_to(2), |row| row.int(0)).await,
            Err(DbError::SecondRow { query: "up_to" })
        );
    });
}

#[test]
fn a_query_takes_a_database_or_a_transaction_in_any_kind_of_reference() {
    async fn names(reader: impl crate::db::Read) -> Result<Vec<String>, DbError> {
        static NAMES: Query = Query {
            name: "names",
            sql: "SELECT name FROM item",
        };
        rows(reader, &NAMES, vec![], |row| row.text(0)).await
    }
    run(async {
        let file = TestFile::new().await;
        let (db, shared) = (&file.db, std::sync::Arc::new(file.db.clone()));
        db.transaction(async |tx| {
            insert(tx, 1).await?;
            for seen in [
                names(&tx).await?,
                names(&mut *tx).await?,
                names(&*tx).await?,
            ] {
                assert_eq!(seen, ["item 1"]);
            }
            names(tx).await
        })
        .await
        .unwrap();
        db.transaction(async |mut tx| {
            assert_eq!(names(&mut tx).await?, ["item 1"]);
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
        for seen in [
            names(db).await,
            names(&db).await,
            names(&file.db).await,
            names(&*shared).await,
        ] {
            assert_eq!(seen.unwrap(), ["item 1"]);
        }
    });
}

#[test]
fn a_reader_does_not_write() {
    static RETURNING: Query = Query {
        name: "returning",
        sql: "INSERT INTO item (name) VALUES ('x') RETURNING id",
    };
    run(async {
        let file = TestFile::new().await;
        let error = one(&file.db, &RETURNING, vec![], |row| row.int(0))
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "query returning is refused: it writes; run it on a transaction: `db.transaction(async |tx| …)`"
        );
        assert_eq!(ids(&file.db).await, [0; 0]);
    });
}

#[test]
fn writing_statements_return_rows() {
    static ADD: Query = Query {
        name: "add",
        sql: "INSERT INTO item (name) VALUES (?1) RETURNING id, name",
    };
    static TRY_ADD: Query = Query {
        name: "try_add",
        sql: "INSERT INTO item (name) VALUES (?1) ON CONFLICT DO NOTHING RETURNING id",
    };
    static SHIFT: Query = Query {
        name: "shift",
        sql: "UPDATE item SET id = id + 10 RETURNING id",
    };
    run(async {
        let file = TestFile::new().await;
        file.db
            .transaction(async |tx| {
                let added = write_one(tx, &ADD, vec!["a".into()], |row| {
                    Ok((row.int(0)?, row.text(1)?))
                })
                .await?;
                assert_eq!(added, (1, "a".to_owned()));
                assert_eq!(
                    write_optional(tx, &TRY_ADD, vec!["a".into()], |row| row.int(0)).await?,
                    None
                );
                assert_eq!(
                    write_optional(tx, &TRY_ADD, vec!["b".into()], |row| row.int(0)).await?,
                    Some(2)
                );
                assert_eq!(
                    write_rows(tx, &SHIFT, vec![], |row| row.int(0)).await?,
                    [11, 12]
                );
                let refused = execute(tx, &SHIFT, vec![]).await.unwrap_err();
                assert!(matches!(refused, DbError::Refused { query: "shift", .. }));
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        assert_eq!(ids(&file.db).await, [11, 12]);
    });
}

#[test]
fn mistakes_in_a_statement_name_the_query() {
    static TYPO: Query = Query {
        name: "typo",
        sql: "SELEKT 1",
    };
    static TWO: Query = Query {
        name: "two",
        sql: "SELECT 1; SELECT 2",
    };
    run(async {
        let db = &TestFile::new().await.db;
        let of = async |query, params| {
            rows(db, query, params, |_| Ok(()))
                .await
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            of(&TYPO, vec![]).await,
            "query typo: near \"SELEKT\": syntax error"
        );
        assert_eq!(
            of(&TWO, vec![]).await,
            "query two: it holds more than one statement"
        );
        assert_eq!(
            of(&ECHO, vec![]).await,
            "query echo: it takes 1 parameters, 0 were given"
        );
    });
}

#[test]
fn a_decoder_that_panics_is_an_error_and_the_threads_live_on() {
    run(async {
        let file = TestFile::new().await;
        for _ in 0..20 {
            let outcome = echo(&file.db, 1.into(), |_| -> Result<(), DbError> {
                unreachable!("expected by the test")
            });
            assert_eq!(outcome.await, Err(DbError::Panicked { query: "echo" }));
        }
        let outcome = file.db.transaction(async |tx| {
            insert(tx, 1).await?;
            one(&tx, &ECHO, vec![1.into()], |_| -> Result<(), DbError> {
                unreachable!("expected by the test")
            })
            .await
        });
        assert_eq!(outcome.await, Err(DbError::Panicked { query: "echo" }));
        assert_eq!(ids(&file.db).await, [0; 0]);
    });
}

#[test]
fn many_reads_at_once_are_all_answered() {
    run(async {
        let file = TestFile::new().await;
        let reads: Vec<_> = (0..500)
            .map(|n: i64| {
                let db = file.db.clone();
                tokio::task::spawn_local(async move { echo(&db, n.into(), |row| row.int(0)).await })
            })
            .collect();
        for (n, read) in (0..).zip(reads) {
            assert_eq!(read.await.unwrap(), Ok(n));
        }
    });
}
