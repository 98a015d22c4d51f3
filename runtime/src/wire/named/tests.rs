//! What a document says, what is wrong with it, and that values survive both ways.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::value::{Date, Decimal, Json, Time, Uuid};
use crate::wire::{Decode, Encode, decode_all, to_bytes};

static INT: Shape = Shape::Int;
static PAIR: Shape = Shape::Tuple(&[&INT, &Shape::Bool]);
static TEXT: Shape = Shape::String;
static POINT: Shape = Shape::Struct(&[
    Field {
        name: "x",
        shape: &INT,
    },
    Field {
        name: "note",
        shape: &Shape::Option(&TEXT),
    },
]);
static MOVE: Shape = Shape::Enum(&[
    Variant {
        name: "stay",
        payload: Payload::Unit,
    },
    Variant {
        name: "step",
        payload: Payload::Positional(&[&INT]),
    },
    Variant {
        name: "jump",
        payload: Payload::Positional(&[&INT, &INT]),
    },
    Variant {
        name: "fly",
        payload: Payload::Named(&[Field {
            name: "to",
            shape: &POINT,
        }]),
    },
]);
/// A type that contains itself.
static TREE: Shape = Shape::Enum(&[
    Variant {
        name: "node",
        payload: Payload::Positional(&[&TREES]),
    },
    Variant {
        name: "pair",
        payload: Payload::Positional(&[&TREE, &TREE]),
    },
]);
static TREES: Shape = Shape::List(&TREE);

fn document(json: &str) -> Document {
    Format::Json.read(json.as_bytes()).unwrap()
}

/// What the bytes of this JSON say to a type, and the JSON of them again.
#[track_caller]
fn assert_both_ways<T: Encode + Decode + PartialEq + std::fmt::Debug>(
    shape: &Shape,
    json: &str,
    value: &T,
) {
    let bytes = read(shape, &document(json)).unwrap();
    assert_eq!(decode_all::<T>(&bytes).as_ref(), Ok(value), "{json}");
    let written = |format: Format| format.write(&write(shape, &to_bytes(value), format).unwrap());
    assert_eq!(String::from_utf8(written(Format::Json)).unwrap(), json);
    let packed = Format::MessagePack
        .read(&written(Format::MessagePack))
        .unwrap();
    assert_eq!(read(shape, &packed).unwrap(), bytes, "{json}");
}

fn wrong(shape: &Shape, json: &str) -> String {
    read(shape, &document(json)).unwrap_err().to_string()
}

#[test]
fn every_type_has_its_json() {
    assert_both_ways(&INT, "-9223372036854775808", &i64::MIN);
    assert_both_ways(&Shape::Float, "0.1", &0.1);
    assert_both_ways(&Shape::Float, "\"-Infinity\"", &f64::NEG_INFINITY);
    assert_both_ways(&Shape::Bool, "true", &true);
    assert_both_ways(&TEXT, "\"\\\"ä\\n\"", &"\"ä\n".to_owned());
    assert_both_ways(&Shape::Unit, "null", &());
    assert_both_ways(&Shape::Bytes, "\"00ff\"", &vec![0_u8, 255]);
    assert_both_ways(&Shape::Time, "7", &Time::from_unix_millis(7));
    assert_both_ways(
        &Shape::Date,
        "\"2024-02-29\"",
        &"2024-02-29".parse::<Date>().unwrap(),
    );
    let uuid = "00000000-0000-4000-8000-000000000001";
    assert_both_ways(
        &Shape::Uuid,
        &format!("\"{uuid}\""),
        &uuid.parse::<Uuid>().unwrap(),
    );
    assert_both_ways(
        &Shape::Decimal,
        "\"-12.5\"",
        &"-12.5".parse::<Decimal>().unwrap(),
    );
    let json = r#"{"$bin":[18446744073709551615,-1,1.5,null],"a":{}}"#;
    assert_both_ways(&Shape::Json, json, &json.parse::<Json>().unwrap());
    assert_both_ways(&Shape::List(&INT), "[1,2]", &vec![1_i64, 2]);
    assert_both_ways(&Shape::Option(&INT), "null", &None::<i64>);
    assert_both_ways(&Shape::Option(&INT), "1", &Some(1_i64));
    assert_both_ways(&PAIR, "[1,false]", &(1_i64, false));
    let map = BTreeMap::from([(1_i64, true), (20, false)]);
    assert_both_ways(
        &Shape::Map(&INT, &Shape::Bool),
        r#"{"1":true,"20":false}"#,
        &map,
    );
    let days = BTreeMap::from([("2024-02-29".parse::<Date>().unwrap(), 1_i64)]);
    assert_both_ways(
        &Shape::Map(&Shape::Date, &INT),
        r#"{"2024-02-29":1}"#,
        &days,
    );
    assert_both_ways(
        &Shape::Result(&INT, &TEXT),
        r#"{"ok":1}"#,
        &Ok::<i64, String>(1),
    );
    let no = Err::<i64, String>("no".to_owned());
    assert_both_ways(&Shape::Result(&INT, &TEXT), r#"{"error":"no"}"#, &no);
    assert_both_ways(&POINT, r#"{"x":1,"note":null}"#, &(1_i64, None::<String>));
}

#[test]
fn variants_are_their_name_or_an_object_of_it() {
    let texts = |json: &str| {
        let bytes = read(&MOVE, &document(json)).unwrap();
        let again = write(&MOVE, &bytes, Format::Json).unwrap();
        String::from_utf8(Format::Json.write(&again)).unwrap()
    };
    for json in [
        r#""stay""#,
        r#"{"step":3}"#,
        r#"{"jump":[1,2]}"#,
        r#"{"fly":{"to":{"x":1,"note":"far"}}}"#,
    ] {
        assert_eq!(texts(json), json);
    }
    let names = r#"one of "stay", "step", "jump", "fly""#;
    assert_eq!(
        wrong(&MOVE, r#""run""#),
        format!("$: expected {names}, found another text")
    );
    assert_eq!(
        wrong(&MOVE, "1"),
        format!("$: expected {names}, found the number 1")
    );
    assert!(wrong(&MOVE, r#""step""#).contains("an object with the key \"step\""));
    assert!(wrong(&MOVE, r#"{"stay":null}"#).contains("the name of the variant alone"));
    assert!(wrong(&MOVE, r#"{"step":3,"stay":null}"#).contains("found an object"));
    assert!(wrong(&MOVE, r#"{"jump":[1]}"#).starts_with("$.jump: expected an array of 2 values"));
    assert!(wrong(&MOVE, r#"{"fly":{"to":{"x":true}}}"#).starts_with("$.fly.to.x: "));
}

#[test]
fn what_may_be_absent_may_be_absent_and_nothing_else() {
    let absent = read(&POINT, &document(r#"{"x":1}"#)).unwrap();
    assert_eq!(decode_all(&absent), Ok((1_i64, None::<String>)));
    assert_eq!(
        wrong(&POINT, "{}"),
        "$.x: expected a whole number of 64 bits, found nothing"
    );
    assert_eq!(
        wrong(&POINT, r#"{"x":1,"nota":"a"}"#),
        r#"$.nota: expected one of "x", "note", found this name"#
    );
}

#[test]
fn nothing_is_taken_for_something_else_and_no_text_is_told() {
    let number = "$: expected a whole number of 64 bits, found";
    assert_eq!(wrong(&INT, "\"secret\""), format!("{number} another text"));
    for other in [
        "1.0",
        "1e3",
        "true",
        "null",
        "[1]",
        "{}",
        "9223372036854775808",
        "-0",
    ] {
        assert!(wrong(&INT, other).starts_with(number), "{other}");
    }
    assert!(wrong(&Shape::Bool, "1").contains("true or false"));
    assert!(wrong(&Shape::Date, "\"2023-02-29\"").contains("a date such as"));
    assert!(wrong(&Shape::Bytes, "\"abc\"").contains("hexadecimal digits"));
    assert!(wrong(&Shape::Float, "\"nan\"").contains("a number"));
    assert!(wrong(&Shape::Map(&INT, &INT), r#"{"01":1}"#).starts_with("$.01: expected a whole"));
}

#[test]
fn a_document_fills_its_bytes_and_has_no_name_twice() {
    for text in [
        "",
        "{",
        "1 2",
        "{\"a\":1,\"a\":1}",
        "nul",
        "\u{feff}1",
        "'a'",
        "{\"a\":1,}",
    ] {
        assert!(Format::Json.read(text.as_bytes()).is_err(), "{text}");
    }
    assert!(Format::Json.read(b"\"\xff\"").is_err());
    assert!(Format::Json.read("[".repeat(100_000).as_bytes()).is_err());
    for bytes in [
        &[][..],
        &[0xc0, 0xc0],
        &[0x82, 0xa1, b'a', 1, 0xa1, b'a', 2],
        &[0x81, 0xc0, 0],
        &[0xdd, 0xff, 0xff, 0xff, 0xff],
        &[0xd4, 0, 0],
        &[0xa1, 0xff],
    ] {
        assert!(Format::MessagePack.read(bytes).is_err(), "{bytes:?}");
    }
    assert!(Format::MessagePack.read(&vec![0x91; 100_000]).is_err());
}

#[test]
fn other_languages_write_keys_and_floats_in_their_way() {
    let packed = [0x82, 0x02, 0xc3, 0x01, 0xc2];
    let map = read(
        &Shape::Map(&INT, &Shape::Bool),
        &Format::MessagePack.read(&packed).unwrap(),
    );
    let expected = BTreeMap::from([(1_i64, false), (2, true)]);
    assert_eq!(
        map,
        Ok(to_bytes(&expected)),
        "in one order, whatever theirs"
    );
    let single = [0xca, 0x3f, 0xc0, 0, 0];
    assert_eq!(Format::MessagePack.read(&single), Ok(Document::Float(1.5)));
}

#[test]
fn parameters_are_read_as_in_an_address() {
    static PARAMS: &[Field] = &[
        Field {
            name: "id",
            shape: &INT,
        },
        Field {
            name: "tag",
            shape: &Shape::Option(&TEXT),
        },
        Field {
            name: "open",
            shape: &Shape::Bool,
        },
    ];
    let texts = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(a, b)| ((*a).into(), (*b).into()))
            .collect();
        read_texts(PARAMS, &pairs).map_err(|mismatch| mismatch.to_string())
    };
    let read = texts(&[("open", "true"), ("id", "3")]).unwrap();
    assert_eq!(decode_all(&read), Ok((3_i64, None::<String>, true)));
    assert_eq!(
        texts(&[("id", "x"), ("open", "true")]).unwrap_err(),
        "$.id: expected a whole number of 64 bits, found another text"
    );
    assert!(
        texts(&[("open", "true")])
            .unwrap_err()
            .contains("found nothing")
    );
    assert!(
        texts(&[("id", "1"), ("id", "1")])
            .unwrap_err()
            .contains("once")
    );
    assert!(
        texts(&[("ident", "1")])
            .unwrap_err()
            .starts_with("$.ident: expected one of")
    );
}

#[test]
fn bytes_that_are_no_value_are_not_written() {
    assert!(write(&INT, &to_bytes("a"), Format::Json).is_err());
    assert!(write(&INT, &[1, 1], Format::Json).is_err());
    assert!(write(&MOVE, &[9], Format::Json).is_err());
    assert!(write(&MOVE, &[0x92, 0, 1], Format::Json).is_err());
    assert!(write(&POINT, &[0x91, 1], Format::Json).is_err());
}

#[test]
fn there_is_an_example_of_whatever_can_be() {
    for filling in [Filling::Least, Filling::Most] {
        for shape in [
            &POINT,
            &MOVE,
            &TREE,
            &TREES,
            &Shape::Map(&Shape::Date, &Shape::Json),
        ] {
            let bytes = example(shape, filling).unwrap();
            assert!(write(shape, &bytes, Format::Json).is_ok(), "{shape:?}");
        }
    }
    let json = |shape, filling| {
        let bytes = example(shape, filling).unwrap();
        String::from_utf8(Format::Json.write(&write(shape, &bytes, Format::Json).unwrap())).unwrap()
    };
    assert_eq!(json(&MOVE, Filling::Least), r#""stay""#);
    assert_eq!(
        json(&MOVE, Filling::Most),
        r#"{"fly":{"to":{"x":1,"note":"a"}}}"#
    );
    static ENDLESS: Shape = Shape::Struct(&[Field {
        name: "inner",
        shape: &ENDLESS,
    }]);
    assert_eq!(example(&ENDLESS, Filling::Least), None);
}
