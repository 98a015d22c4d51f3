//! The types of the language in columns: each comes back as it went, and what else is stored there is an error.

use super::*;
use crate::db::{Decode, Row, Value};
use crate::value::{Date, Decimal, Json, Time, Uuid};

static ECHO: Query = Query {
    name: "echo",
    sql: "SELECT ?1 AS echoed",
};

async fn echo<T: Send + 'static>(
    db: &Db,
    value: impl Into<Value<'static>>,
    decode: Decode<T>,
) -> Result<T, DbError> {
    one(db, &ECHO, vec![value.into()], decode).await
}

#[test]
fn every_type_comes_back_as_it_went() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        for time in [0, -1, i64::MIN, i64::MAX].map(Time::from_unix_millis) {
            assert_eq!(echo(db, time, |row| row.time(0)).await, Ok(time));
        }
        for date in [Date::MIN, Date::MAX] {
            assert_eq!(echo(db, date, |row| row.date(0)).await, Ok(date));
        }
        for uuid in [Uuid::NIL, Uuid::from_random_bytes([0xff; 16])] {
            assert_eq!(echo(db, uuid, |row| row.uuid(0)).await, Ok(uuid));
            let bytes = uuid.into_bytes().to_vec();
            assert_eq!(echo(db, bytes, |row| row.uuid(0)).await, Ok(uuid));
        }
        for text in ["-12.5", "0", "79228162514264337593543950335"] {
            let decimal: Decimal = text.parse().unwrap();
            assert_eq!(echo(db, decimal, |row| row.decimal(0)).await, Ok(decimal));
        }
        for text in ["null", "{\"a\":[1,2.5,\"é\"]}", "18446744073709551615"] {
            let json: Json = text.parse().unwrap();
            assert_eq!(echo(db, json.clone(), |row| row.json(0)).await, Ok(json));
        }
    });
}

#[test]
fn nothing_is_an_option_of_every_type() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        assert_eq!(
            echo(db, None::<Time>, |row| row.optional_time(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(db, None::<Date>, |row| row.optional_date(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(db, None::<Uuid>, |row| row.optional_uuid(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(db, None::<Decimal>, |row| row.optional_decimal(0)).await,
            Ok(None)
        );
        assert_eq!(
            echo(db, None::<Json>, |row| row.optional_json(0)).await,
            Ok(None)
        );
        let some = Some(Date::MAX);
        assert_eq!(echo(db, some, |row| row.optional_date(0)).await, Ok(some));
    });
}

#[test]
fn a_column_of_type_decimal_keeps_short_numbers() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        for text in ["0.1", "19.99", "-3", "123456789.012345"] {
            let read = one(db, &AS_DECIMAL, vec![text.into()], |row| row.decimal(0)).await;
            assert_eq!(read, Ok(text.parse().unwrap()), "{text}");
        }
    });
}

/// A text with the affinity of a column that is declared `DECIMAL`.
static AS_DECIMAL: Query = Query {
    name: "as_decimal",
    sql: "SELECT CAST(?1 AS NUMERIC) AS price",
};

#[test]
fn what_is_stored_otherwise_is_an_error_that_says_where_and_what() {
    run(async {
        let file = TestFile::new().await;
        let cases: Vec<(Value, Decode<()>, &str)> = vec![
            (
                "2024-02-29".into(),
                |row| row.time(0).map(drop),
                "expected INTEGER of Unix milliseconds, found TEXT",
            ),
            (
                "2023-02-29".into(),
                |row| row.date(0).map(drop),
                "expected TEXT of a date such as 2024-02-29, found another TEXT",
            ),
            (
                0.into(),
                |row| row.date(0).map(drop),
                "expected TEXT of a date such as 2024-02-29, found INTEGER 0",
            ),
            (
                Value::Null,
                |row| row.date(0).map(drop),
                "expected TEXT of a date such as 2024-02-29, found NULL",
            ),
            (
                vec![0; 15].into(),
                |row| row.uuid(0).map(drop),
                "expected TEXT or BLOB of a UUID, found BLOB of 15 bytes",
            ),
            (
                "67e55044".into(),
                |row| row.optional_uuid(0).map(drop),
                "expected TEXT or BLOB of a UUID, found another TEXT",
            ),
            (
                "1e3".into(),
                |row| row.decimal(0).map(drop),
                "expected TEXT, INTEGER or short REAL of a decimal number, found another TEXT",
            ),
            (
                (1.0 / 3.0).into(),
                |row| row.decimal(0).map(drop),
                "expected TEXT, INTEGER or short REAL of a decimal number, found REAL of more than 15 digits or out of range",
            ),
            (
                vec![1].into(),
                |row| row.decimal(0).map(drop),
                "expected TEXT, INTEGER or short REAL of a decimal number, found BLOB",
            ),
            (
                "{".into(),
                |row| row.json(0).map(drop),
                "expected TEXT of JSON, found another TEXT",
            ),
            (
                "dim".into(),
                |row| theme(row).map(drop),
                "expected `light` or `dark`, found another TEXT",
            ),
        ];
        for (value, decode, expected) in cases {
            let error = echo(&file.db, value, decode).await.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(error.contains("echoed"), "{error}");
        }
    });
}

fn theme(row: &Row<'_>) -> Result<bool, DbError> {
    row.parsed(0, "`light` or `dark`", |text| match text {
        "light" => Some(false),
        "dark" => Some(true),
        _ => None,
    })
}

#[test]
fn a_text_that_is_a_word_is_its_value() {
    run(async {
        let file = TestFile::new().await;
        assert_eq!(echo(&file.db, "dark", theme).await, Ok(true));
    });
}
