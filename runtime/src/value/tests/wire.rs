//! Every type in both protocols, and what is refused there.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{any_date, any_decimal, any_json, any_time, any_uuid};
use crate::value::{Date, Decimal, Json, Time, Uuid};
use crate::wire::{Decode, DecodeError, Encode, decode_all, json, to_bytes};

fn comes_back<T: Encode + Decode + PartialEq + Debug>(value: &T) {
    let bytes = to_bytes(value);
    assert_eq!(decode_all::<T>(&bytes).as_ref(), Ok(value));
    let text = json::to_text(&bytes).unwrap();
    assert_eq!(json::to_bytes(&text).as_ref(), Ok(&bytes), "{text}");
    let cut = &bytes[..bytes.len() - 1];
    assert_eq!(decode_all::<T>(cut), Err(DecodeError::Truncated));
}

/// A tree as a contract declares it, recursive through an option.
#[derive(Debug, Clone, PartialEq)]
struct Chain {
    amount: Decimal,
    next: Option<Box<Chain>>,
}

impl Encode for Chain {
    fn encode(&self, out: &mut Vec<u8>) {
        crate::wire::Writer::fields(out, 2);
        self.amount.encode(out);
        self.next.encode(out);
    }
}

impl Decode for Chain {
    fn decode(reader: &mut crate::wire::Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                amount: Decode::decode(reader)?,
                next: Decode::decode(reader)?,
            })
        })
    }
}

fn chain(length: usize) -> Option<Box<Chain>> {
    (0..length).fold(None, |next, _| {
        let amount = 1.into();
        Some(Box::new(Chain { amount, next }))
    })
}

proptest! {
    #[test]
    fn every_value_comes_back_in_both_protocols(
        date in any_date(), time in any_time(), uuid in any_uuid(), decimal in any_decimal(),
        json in any_json(), bytes in vec(any::<u8>(), 0..300)
    ) {
        comes_back(&date);
        comes_back(&time);
        comes_back(&uuid);
        comes_back(&decimal);
        comes_back(&json);
        comes_back(&bytes);
        comes_back(&(Some(date), Some(time), vec![uuid], Ok::<Decimal, Json>(decimal)));
        comes_back(&(None::<Date>, Some(bytes.clone()), vec![bytes]));
    }

    #[test]
    fn maps_come_back_whatever_their_keys(
        texts in btree_map("[$a-z]*", any_date(), 0..5), numbers in btree_map(any::<i64>(), any_uuid(), 0..5),
        bools in btree_map(any::<bool>(), vec(any::<u8>(), 0..5), 0..3),
        uuids in btree_map(any_uuid(), any_decimal(), 0..5), dates in btree_map(any_date(), any_time(), 0..5)
    ) {
        comes_back(&texts);
        comes_back(&numbers);
        comes_back(&bools);
        comes_back(&uuids);
        comes_back(&dates);
    }

    #[test]
    fn equal_decimals_have_equal_bytes(mantissa in any::<i64>(), zeros in 0_u32..9) {
        let short = Decimal::new(mantissa.into(), 0).unwrap();
        let long = Decimal::new(i128::from(mantissa) * 10_i128.pow(zeros), zeros).unwrap();
        prop_assert_eq!(to_bytes(&short), to_bytes(&long));
    }

    #[test]
    fn random_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..60)) {
        let _ = decode_all::<Date>(&bytes);
        let _ = decode_all::<Time>(&bytes);
        let _ = decode_all::<Uuid>(&bytes);
        let _ = decode_all::<Decimal>(&bytes);
        let _ = decode_all::<Json>(&bytes);
        let _ = decode_all::<Vec<u8>>(&bytes);
        let _ = decode_all::<BTreeMap<Uuid, Json>>(&bytes);
    }

    #[test]
    fn random_texts_are_read_or_refused(text in "[-0-9.TZ:]{0,30}|.*") {
        let bytes = to_bytes(&text);
        if let Ok(date) = decode_all::<Date>(&bytes) {
            prop_assert_eq!(date.to_string(), text.clone());
        }
        let _ = decode_all::<Decimal>(&bytes);
        let _ = decode_all::<Json>(&bytes);
    }
}

#[test]
fn each_type_has_the_encoding_that_the_specification_says() {
    let text = |bytes: &[u8]| json::to_text(bytes).unwrap();
    let time = to_bytes(&Time::from_unix_millis(-1));
    assert_eq!((time.as_slice(), &*text(&time)), (&[0xff][..], "-1"));
    let date = to_bytes(&Date::new(2024, 2, 29));
    assert_eq!((date[0], &*text(&date)), (0xaa, r#""2024-02-29""#));
    let uuid = to_bytes(&Uuid::NIL);
    assert_eq!((uuid[0], uuid[1], uuid.len()), (0xc4, 16, 18));
    assert_eq!(text(&uuid), r#"{"$bin":"AAAAAAAAAAAAAAAAAAAAAA=="}"#);
    let decimal = to_bytes(&Decimal::new(-1250, 2));
    assert_eq!((decimal[0], &*text(&decimal)), (0xa5, r#""-12.5""#));
    let json = to_bytes(&Json::default());
    assert_eq!(
        (json.as_slice(), &*text(&json)),
        (&b"\xa4null"[..], r#""null""#)
    );
    assert_eq!(to_bytes(&vec![7_u8]), [0xc4, 1, 7]);
}

#[test]
fn each_mistake_has_its_name() {
    use DecodeError::{InvalidText, UnexpectedType, WrongLength};
    assert_eq!(
        decode_all::<Date>(&to_bytes("2023-02-29")),
        Err(InvalidText)
    );
    assert_eq!(decode_all::<Date>(&[0]), Err(UnexpectedType));
    assert_eq!(decode_all::<Decimal>(&to_bytes("1e3")), Err(InvalidText));
    assert_eq!(decode_all::<Decimal>(&to_bytes(&1.5)), Err(UnexpectedType));
    assert_eq!(decode_all::<Json>(&to_bytes("{")), Err(InvalidText));
    assert_eq!(
        decode_all::<Json>(&to_bytes(&"[".repeat(100_000))),
        Err(InvalidText)
    );
    assert_eq!(
        decode_all::<Uuid>(&to_bytes(&vec![0_u8; 15])),
        Err(WrongLength)
    );
    assert_eq!(decode_all::<Uuid>(&to_bytes("x")), Err(UnexpectedType));
    assert_eq!(decode_all::<Time>(&to_bytes("2024")), Err(UnexpectedType));
    let list_of_numbers = to_bytes(&vec![1_i64, 2]);
    assert_eq!(decode_all::<Vec<u8>>(&list_of_numbers), Err(UnexpectedType));
    assert_eq!(
        decode_all::<Vec<u8>>(&[0xc6, 0xff, 0xff, 0xff, 0xff]),
        Err(DecodeError::Truncated)
    );
}

#[test]
fn types_that_hold_themselves_nest_to_the_bound() {
    comes_back(&chain(64));
    let too_deep = to_bytes(&chain(65));
    assert_eq!(
        decode_all::<Option<Box<Chain>>>(&too_deep),
        Err(DecodeError::TooDeep)
    );
}
