//! Every type by its text, by its encoding in both protocols, and by the calendar of another library.
#![allow(clippy::unwrap_used)]

mod calendar;
mod decimal;
mod wire;

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use serde_json::Value;

use super::{Date, Decimal, Json, Time, Uuid};
use crate::page::FormValue;
use crate::route::Param;

pub(super) fn any_date() -> impl Strategy<Value = Date> {
    (Date::MIN.unix_days()..=Date::MAX.unix_days())
        .prop_map(|days| Date::from_unix_days(days).unwrap())
}

pub(super) fn any_time() -> impl Strategy<Value = Time> {
    prop_oneof![
        any::<i64>(),
        -62_167_219_200_000_i64..253_402_300_800_000,
        Just(i64::MIN),
        Just(i64::MAX),
        Just(-1),
    ]
    .prop_map(Time::from_unix_millis)
}

pub(super) fn any_uuid() -> impl Strategy<Value = Uuid> {
    any::<[u8; 16]>().prop_map(Uuid::from_bytes)
}

pub(super) fn any_decimal() -> impl Strategy<Value = Decimal> {
    const MAX: i128 = (1 << 96) - 1;
    let mantissa = prop_oneof![
        -MAX..=MAX,
        -1_000_000_i128..1_000_000,
        Just(MAX),
        Just(-MAX)
    ];
    (mantissa, 0_u32..=28).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale).unwrap())
}

pub(super) fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // JSON has no others.
        (-f64::MAX..=f64::MAX).prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".*", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    nested.prop_map(Json::from)
}

fn has_one_text<T: Param + FormValue + FromStr + Display + PartialEq + Debug>(value: &T) {
    let text = value.to_string();
    assert_eq!(text.parse::<T>().ok().as_ref(), Some(value), "{text}");
    assert_eq!(value.to_text(), text);
    assert_eq!(T::from_text(&text).as_ref(), Some(value));
    assert_eq!(value.to_field(), text);
    assert_eq!(T::from_field(Some(&text)).as_ref(), Some(value));
    assert_eq!(T::from_field(None), None);
    assert_eq!(T::from_text(&format!(" {text}")), None);
    assert_eq!(T::from_text(""), None);
}

proptest! {
    #[test]
    fn what_is_printed_parses_to_the_same(
        date in any_date(), time in any_time(), uuid in any_uuid(), decimal in any_decimal(), json in any_json()
    ) {
        has_one_text(&date);
        has_one_text(&time);
        has_one_text(&uuid);
        has_one_text(&decimal);
        prop_assert_eq!(json.to_string().parse::<Json>(), Ok(json.clone()));
        prop_assert_eq!(Json::from_field(Some(&json.to_field())), Some(json));
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "[-+0-9TZ:.e_ {}\\[\\]\"a-f]{0,40}|.*") {
        let _ = text.parse::<Date>();
        let _ = text.parse::<Time>();
        let _ = Time::from_field(Some(&text));
        let _ = text.parse::<Uuid>();
        let _ = text.parse::<Decimal>();
        let _ = text.parse::<Json>();
    }

    #[test]
    fn dates_and_times_sort_as_their_texts_do(a in any_date(), b in any_date()) {
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        prop_assert_eq!(a.midnight().cmp(&b.midnight()), a.cmp(&b));
        prop_assert_eq!(a.checked_add_days(a.days_until(b)), Some(b));
    }
}

#[test]
fn a_uuid_is_parsed_in_its_common_form_only() {
    let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let uuid: Uuid = text.parse().unwrap();
    assert_eq!(uuid.to_string(), text);
    assert_eq!(text.to_uppercase().parse(), Ok(uuid));
    for other in [
        "67e5504410b1426f9247bb680e5fe0c8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
        "67e55044-10b1-426f-9247-bb680e5fe0cg",
        "67e5504410-b1-426f-9247-bb680e5fe0c8",
    ] {
        assert!(other.parse::<Uuid>().is_err(), "{other}");
    }
    assert_eq!(
        Uuid::from_text(&text.to_uppercase()),
        None,
        "an address has one text"
    );
}

#[test]
fn random_bytes_become_version_4() {
    let text = Uuid::from_random_bytes([0xff; 16]).to_string();
    assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

#[test]
fn json_is_strict_and_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(nested(Json::MAX_DEPTH).parse::<Json>().is_ok());
    assert!(nested(Json::MAX_DEPTH + 1).parse::<Json>().is_err());
    assert!(nested(1_000_000).parse::<Json>().is_err());
    for text in [
        "",
        "{",
        "[1,]",
        "NaN",
        "1 2",
        "1e999",
        "{'a':1}",
        "\"\\ud800\"",
    ] {
        assert!(text.parse::<Json>().is_err(), "{text}");
    }
    assert_eq!(
        " {\"b\": 1.0, \"a\": [ ]} "
            .parse::<Json>()
            .unwrap()
            .to_string(),
        r#"{"a":[],"b":1.0}"#
    );
}
