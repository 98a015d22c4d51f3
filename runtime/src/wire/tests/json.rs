//! Values as text: nothing is lost, nothing has two texts, and `serde_json` reads what we write.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::values::{Everything, Shape, everything, shape, whole_number};
use crate::wire::frame::{CallFrame, ClientFrame, ServerFrame, Stamp};
use crate::wire::json::{Frames, frame_to_text, to_bytes, to_text};
use crate::wire::{DecodeError, Encode, Writer, decode_all};

fn text_of<T: Encode>(value: &T) -> String {
    to_text(&crate::wire::to_bytes(value)).unwrap()
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Writer::bytes(&mut out, bytes);
    out
}

/// A key that tries to look like one of the forms.
fn cunning_key() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("$bin".to_owned()),
        Just("$map".to_owned()),
        Just("$float".to_owned()),
        Just("$packed".to_owned()),
        "[$]?[a-z]{0,2}",
        ".*",
    ]
}

/// Any text that has a chance of being read.
fn plausible_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\"$bin\":",
        "\"$map\":",
        "\"$float\":",
        "\"$packed\":",
        "\"a\"",
        "\"AQI=\"",
        "0",
        "-1",
        "1.5",
        "1e9",
        "null",
        "true",
        "\\u00e9",
        "\\ud83d",
        " ",
    ]);
    vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_value_comes_back_from_its_text(value in everything()) {
        let bytes = crate::wire::to_bytes(&value);
        let text = to_text(&bytes).unwrap();
        prop_assert_eq!(to_bytes(&text), Ok(bytes), "{}", text);
        prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
    }

    #[test]
    fn enums_come_back_from_their_text(value in shape()) {
        let back = to_bytes(&text_of(&value)).unwrap();
        prop_assert_eq!(decode_all::<Shape>(&back), Ok(value));
    }

    #[test]
    fn ordinary_values_are_written_as_serde_writes_them(
        value in (whole_number(), any::<bool>(), vec("[^$].*", 0..4), btree_map("[^$].*", whole_number(), 0..4))
    ) {
        prop_assert_eq!(text_of(&value), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn no_map_can_pass_for_bytes_or_numbers(value in btree_map(cunning_key(), vec(".*", 0..3), 0..4)) {
        let back = to_bytes(&text_of(&value)).unwrap();
        prop_assert_eq!(decode_all::<BTreeMap<String, Vec<String>>>(&back), Ok(value));
    }

    #[test]
    fn bytes_come_back_whatever_they_hold(value in vec(any::<u8>(), 0..100)) {
        let value = bytes(&value);
        prop_assert_eq!(to_bytes(&to_text(&value).unwrap()), Ok(value));
    }

    #[test]
    fn floats_keep_every_bit(bits in any::<u64>()) {
        let text = text_of(&f64::from_bits(bits));
        let back: f64 = decode_all(&to_bytes(&text).unwrap()).unwrap();
        prop_assert_eq!(back.to_bits(), bits);
    }

    #[test]
    fn frames_come_back_whatever_their_parts_hold(
        params in vec(any::<u8>(), 0..20), arguments in everything(), n in any::<u64>()
    ) {
        let arguments = crate::wire::to_bytes(&arguments);
        let frame = ClientFrame::Call(call(n, params, arguments));
        let bytes = crate::wire::to_bytes(&frame);
        let text = frame_to_text(&bytes, Frames::Client).unwrap();
        prop_assert_eq!(to_bytes(&text), Ok(bytes));
    }

    #[test]
    fn what_is_read_has_one_text_but_for_space_and_escapes(text in plausible_text()) {
        if let Ok(bytes) = to_bytes(&text) {
            let canonical = frame_to_text(&bytes, Frames::Client).unwrap();
            prop_assert_eq!(to_bytes(&canonical), Ok(bytes));
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn random_text_is_read_or_refused(text in ".*") {
        let _ = to_bytes(&text);
    }

    #[test]
    fn random_bytes_are_written_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        for frames in [Frames::Client, Frames::Server] {
            let _ = frame_to_text(&bytes, frames);
        }
    }

    #[test]
    fn a_changed_character_is_read_or_refused(value in everything(), at in any::<prop::sample::Index>(), to in "[ -~]") {
        let mut text = text_of(&value).into_bytes();
        let at = at.index(text.len());
        text[at] = to.as_bytes()[0];
        if let Ok(bytes) = String::from_utf8(text).map_err(|_| ()).and_then(|text| to_bytes(&text).map_err(|_| ())) {
            let _ = decode_all::<Everything>(&bytes);
        }
    }
}

fn call(n: u64, params: Vec<u8>, arguments: Vec<u8>) -> CallFrame {
    CallFrame {
        n,
        stamp: Stamp {
            database: [0xdb; 16],
            at: 1_700_000_000_000,
        },
        method: crate::page::MethodId(u64::MAX),
        params,
        arguments,
        done: 1,
        form_key: None,
    }
}

#[test]
fn each_value_has_the_form_that_the_specification_says() {
    let cases = [
        (text_of(&()), "null"),
        (text_of(&i64::MIN), "-9223372036854775808"),
        (text_of(&u64::MAX), "18446744073709551615"),
        (text_of(&1.0), "1.0"),
        (text_of(&-0.0), "-0.0"),
        (text_of(&1e300), "1e300"),
        (text_of(&f64::NAN), r#"{"$float":"NaN"}"#),
        (text_of(&f64::NEG_INFINITY), r#"{"$float":"-Infinity"}"#),
        (
            text_of(&f64::from_bits(0x7ff8_0000_0000_0001)),
            r#"{"$float":"7ff8000000000001"}"#,
        ),
        (to_text(&bytes(&[1, 2])).unwrap(), r#"{"$bin":"AQI="}"#),
        (text_of(&"a\"\\\n\u{1}é".to_owned()), r#""a\"\\\n\u0001é""#),
        (text_of(&BTreeMap::<i64, i64>::new()), "{}"),
        (
            text_of(&BTreeMap::from([("a".to_owned(), 1_i64)])),
            r#"{"a":1}"#,
        ),
        (
            text_of(&BTreeMap::from([(1_i64, true), (2, false)])),
            r#"{"$map":[[1,true],[2,false]]}"#,
        ),
        (
            text_of(&BTreeMap::from([("$bin".to_owned(), "AQI=".to_owned())])),
            r#"{"$map":[["$bin","AQI="]]}"#,
        ),
        (text_of(&Shape::Pair(5, true)), "[2,5,true]"),
    ];
    for (text, expected) in cases {
        assert_eq!(text, expected);
        assert!(to_bytes(expected).is_ok(), "{expected}");
    }
}

#[test]
fn values_inside_of_frames_are_readable() {
    let frame = ClientFrame::Call(call(1, vec![0x90], vec![0x91, 5]));
    let text = frame_to_text(&crate::wire::to_bytes(&frame), Frames::Client).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value[1][3], json!({ "$packed": [] }));
    assert_eq!(value[1][4], json!({ "$packed": [5] }));

    let frame = ServerFrame::Reply {
        n: 1,
        answer: Ok(vec![0x92, 0, 0xc1]),
    };
    let text = frame_to_text(&crate::wire::to_bytes(&frame), Frames::Server).unwrap();
    assert_eq!(text, r#"[2,1,[0,{"$bin":"kgDB"}]]"#, "no value: bytes");
}

#[test]
fn a_value_that_is_not_in_its_smallest_encoding_stays_bytes() {
    let wide_five = vec![0xcc, 5];
    let frame = ClientFrame::Call(call(1, wide_five, vec![5]));
    let bytes = crate::wire::to_bytes(&frame);
    let text = frame_to_text(&bytes, Frames::Client).unwrap();
    assert!(text.contains(r#"{"$bin":"zAU="},{"$packed":5}"#), "{text}");
    assert_eq!(to_bytes(&text), Ok(bytes));
}

#[test]
fn each_mistake_has_its_name() {
    use DecodeError::{
        DuplicateKey, NotJson, NotUtf8, OutOfRange, TooDeep, TrailingBytes, Truncated,
    };
    let deep = "[".repeat(65);
    let deep_map = r#"{"a":"#.repeat(65);
    let cases = [
        ("", Truncated),
        ("[1", Truncated),
        ("\"a", Truncated),
        ("tru", Truncated),
        ("-", Truncated),
        ("1 2", TrailingBytes),
        ("1,", TrailingBytes),
        ("01", TrailingBytes),
        ("[1,]", NotJson),
        ("{,}", NotJson),
        ("[1}", NotJson),
        ("{\"a\" 1}", NotJson),
        ("{1:2}", NotJson),
        ("nil", NotJson),
        ("'a'", NotJson),
        ("+1", NotJson),
        ("1.x", NotJson),
        (".5", NotJson),
        ("NaN", NotJson),
        ("\"a\nb\"", NotJson),
        (r#""\x""#, NotJson),
        (r#""\u12x4""#, NotJson),
        (r#""\ud800ab""#, NotUtf8),
        (r#""\ud800\u0041""#, NotUtf8),
        (r#""\udc00""#, NotUtf8),
        ("-0", OutOfRange),
        ("18446744073709551616", OutOfRange),
        ("-9223372036854775809", OutOfRange),
        ("1e999", OutOfRange),
        (r#"{"a":1,"a":2}"#, DuplicateKey),
        (r#"{"a":1,"\u0061":2}"#, DuplicateKey),
        (r#"{"$map":[[1,1],[1,2]]}"#, DuplicateKey),
        (r#"{"$map":[]}"#, NotJson),
        (r#"{"$map":[["a",1]]}"#, NotJson),
        (r#"{"$map":[[1]]}"#, NotJson),
        (r#"{"$map":[[1,2,3]]}"#, NotJson),
        (r#"{"$bin":"AQI"}"#, NotJson),
        (r#"{"$bin":"AQJ="}"#, NotJson),
        (r#"{"$bin":1}"#, NotJson),
        (r#"{"$bin":"AQI=","a":1}"#, NotJson),
        (r#"{"a":1,"$bin":"AQI="}"#, NotJson),
        (r#"{"$float":"1.5"}"#, NotJson),
        (r#"{"$float":"nan"}"#, NotJson),
        (r#"{"$float":"7ff8000000000000"}"#, NotJson),
        (r#"{"$float":"7FF8000000000001"}"#, NotJson),
        (r#"{"$packed":{"$packed":1}}"#, NotJson),
        (r#"{"$other":1}"#, NotJson),
        (&deep, TooDeep),
        (&deep_map, TooDeep),
    ];
    for (text, error) in cases {
        assert_eq!(to_bytes(text), Err(error), "{text}");
    }
}

#[test]
fn nesting_counts_anew_inside_of_packed_bytes_and_only_there() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let packed = |depth| format!(r#"{{"$packed":{}}}"#, nested(depth));
    assert!(to_bytes(&nested(64)).is_ok());
    assert!(to_bytes(&packed(64)).is_ok());
    assert_eq!(to_bytes(&packed(65)), Err(DecodeError::TooDeep));
    let around = format!("{}{}{}", "[".repeat(63), packed(64), "]".repeat(63));
    assert!(to_bytes(&around).is_ok());
}

#[test]
fn space_may_stand_between_marks() {
    let spaced = " { \"a\" : [ 1 , 2.5 ] , \"b\" : { \"$map\" : [ [ 1 , null ] ] } } \n";
    let value = to_bytes(spaced).unwrap();
    assert_eq!(
        to_text(&value).unwrap(),
        r#"{"a":[1,2.5],"b":{"$map":[[1,null]]}}"#
    );
}

#[test]
fn surrogates_in_pairs_are_one_character() {
    let value = to_bytes(r#""\ud83d\ude00\u00e9\/""#).unwrap();
    assert_eq!(decode_all::<String>(&value).unwrap(), "😀é/");
}
