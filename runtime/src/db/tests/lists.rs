//! Lists as parameters: SQLite reads each item as what went in, whatever it is, and a query finds what is among them.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::db::{Decode, ListItem, Value};
use crate::value::{Date, Decimal, Json, Time, Uuid};

static ITEMS: Query = Query {
    name: "items",
    sql: "SELECT value, typeof(value) FROM json_each(:items) ORDER BY \"key\"",
};
static BYTES: Query = Query {
    name: "bytes",
    sql: "SELECT unhex(value), typeof(unhex(value)) FROM json_each(:items) ORDER BY \"key\"",
};
static AMONG: Query = Query {
    name: "among",
    sql: "SELECT id FROM item WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
};
static NAMED: Query = Query {
    name: "named",
    sql: "SELECT id FROM item WHERE name IN (SELECT value FROM json_each(:names)) ORDER BY id",
};
static NOT_NAMED: Query = Query {
    name: "not_named",
    sql: "SELECT id FROM item WHERE name NOT IN (SELECT value FROM json_each(:names)) ORDER BY id",
};

async fn read<T: Send + 'static>(
    db: &Db,
    query: &'static Query,
    list: Value<'_>,
    decode: Decode<T>,
) -> Vec<T> {
    rows(db, query, vec![list], decode).await.unwrap()
}

async fn items<I: ListItem, T: Send + 'static>(
    db: &Db,
    items: impl IntoIterator<Item = I>,
    decode: Decode<T>,
) -> Vec<T> {
    read(db, &ITEMS, Value::list(items), decode).await
}

// The edges, and then whatever else there may be.
fn check<S: Strategy>(edges: S::Value, others: S, test: impl AsyncFn(&Db, S::Value)) {
    run(async {
        let file = TestFile::new().await;
        test(&file.db, edges).await;
        let mut runner = TestRunner::new(Config::default());
        for _ in 0..64 {
            let case = others.new_tree(&mut runner).unwrap().current();
            test(&file.db, case).await;
        }
    });
}

#[test]
fn whole_numbers_are_exact_to_the_last_digit() {
    let edges = vec![i64::MIN, i64::MAX, (1 << 53) + 1, -1, 0];
    let some = prop::collection::vec(any::<i64>(), 0..50);
    check(edges, some, async |db, numbers: Vec<i64>| {
        let found = items(db, numbers.iter().copied(), |row| row.int(0)).await;
        assert_eq!(found, numbers);
    });
}

#[test]
fn floats_are_exact_to_the_last_bit() {
    let edges = vec![
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
        0.1,
        1.0 / 3.0,
        1e15,
        1e16,
        1e23,
        -0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    let float = any::<u64>().prop_map(f64::from_bits);
    let some = prop::collection::vec(float.prop_filter("a number", |f| !f.is_nan()), 0..1000);
    check(edges, some, async |db, numbers: Vec<f64>| {
        let found = items(db, numbers.iter().copied(), |row| row.float(0)).await;
        let bits = |numbers: &[f64]| numbers.iter().map(|f| f.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&found), bits(&numbers), "{numbers:?}");
    });
}

#[test]
fn texts_are_the_same_whatever_is_in_them() {
    let edges: Vec<String> = [
        "",
        "it's",
        "\"quoted\" \\ /",
        "\0",
        "a\0b",
        "\u{1f}\u{7f}\u{2028}",
        "é😀\u{10ffff}",
        "[1]",
        "null",
    ]
    .map(str::to_owned)
    .to_vec();
    let some = prop::collection::vec(any::<String>(), 0..20);
    check(edges, some, async |db, texts: Vec<String>| {
        let found = items(db, texts.iter().map(String::as_str), |row| row.text(0)).await;
        assert_eq!(found, texts);
    });
}

#[test]
fn bytes_come_back_through_their_digits() {
    let some = prop::collection::vec(any::<Vec<u8>>(), 0..20);
    check(vec![vec![]], some, async |db, all: Vec<Vec<u8>>| {
        let list = Value::list(all.iter().map(Vec::as_slice));
        assert_eq!(read(db, &BYTES, list, |row| row.bytes(0)).await, all);
    });
}

#[test]
fn every_other_type_is_read_as_its_column_is() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        assert_eq!(
            items(db, [true, false], |row| row.boolean(0)).await,
            [true, false]
        );
        let times = [i64::MIN, 0, i64::MAX].map(Time::from_unix_millis);
        assert_eq!(items(db, times, |row| row.time(0)).await, times);
        let days = [Date::MIN, Date::MAX];
        assert_eq!(items(db, days, |row| row.date(0)).await, days);
        let ids = [Uuid::NIL, Uuid::from_random_bytes([0xff; 16])];
        assert_eq!(items(db, ids, |row| row.uuid(0)).await, ids);
        let prices: [Decimal; 2] =
            ["-12.50", "79228162514264337593543950335"].map(|text| text.parse().unwrap());
        assert_eq!(items(db, prices, |row| row.decimal(0)).await, prices);
        let things: [Json; 4] =
            ["null", "\"a\"", "[1,{\"b\":\"\\\"é\\\"\"}]", "1.5"].map(|text| text.parse().unwrap());
        assert_eq!(items(db, &things, |row| row.json(0)).await, things);
    });
}

#[test]
fn each_item_has_the_storage_class_that_it_has_alone() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        let classes = async |list: Value| read(db, &ITEMS, list, |row| row.text(1)).await;
        assert_eq!(classes(Value::list([1_i64])).await, ["integer"]);
        assert_eq!(classes(Value::list([1.0, 1e300])).await, ["real", "real"]);
        assert_eq!(classes(Value::list([true])).await, ["integer"]);
        assert_eq!(classes(Value::list(["1"])).await, ["text"]);
        assert_eq!(
            classes(Value::list([Time::from_unix_millis(1)])).await,
            ["integer"]
        );
        assert_eq!(
            classes(Value::list(["1".parse::<Decimal>().unwrap()])).await,
            ["text"]
        );
        assert_eq!(
            classes(Value::list([&"1".parse::<Json>().unwrap()])).await,
            ["text"]
        );
        let list = Value::list([b"1".as_slice()]);
        assert_eq!(read(db, &BYTES, list, |row| row.text(1)).await, ["blob"]);
    });
}

#[test]
fn a_list_with_a_nan_is_refused() {
    run(async {
        let file = TestFile::new().await;
        let list = Value::list([1.0, f64::NAN]);
        let refused = rows(&file.db, &ITEMS, vec![list], |row| row.float(0)).await;
        let expected = DbError::NotANumber {
            query: "items",
            parameter: 1,
        };
        assert_eq!(refused, Err(expected));
    });
}

#[test]
fn nothing_is_in_the_empty_list_and_everything_is_not_in_it() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        db.transaction(async |tx| insert(tx, 1).await)
            .await
            .unwrap();
        let none = || Value::list::<&str>([]);
        let ids = async |query: &'static Query| read(db, query, none(), |row| row.int(0)).await;
        assert!(ids(&NAMED).await.is_empty());
        assert_eq!(ids(&NOT_NAMED).await, [1]);
    });
}

#[test]
fn a_hundred_thousand_ids_are_one_parameter() {
    run(async {
        let file = TestFile::new().await;
        let db = &file.db;
        db.transaction(async |tx| {
            for id in [7, 99_999, 100_001] {
                insert(tx, id).await?;
            }
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
        let found = read(db, &AMONG, Value::list(0..100_000), |row| row.int(0)).await;
        assert_eq!(found, [7, 99_999]);
    });
}
