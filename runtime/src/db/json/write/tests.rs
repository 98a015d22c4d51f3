//! Values that are written as JSON are read as what they were, whatever they hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{self as read, Mismatch, Node};
use super::*;

fn text_of(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.into_owned(),
        other => panic!("{other:?} is no text"),
    }
}

fn again<T, R>(
    value: &T,
    write: impl FnOnce(&T, &mut Writer),
    read: impl FnOnce(Node<'_>) -> Result<R, Mismatch>,
) -> Result<R, Mismatch> {
    let text = text_of(document(value, write));
    read(Node::root(serde_json::from_str(&text).unwrap()))
}

// A type of every form: what nests in what is up to chance.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Leaf,
    Number(i64),
    Pair(f64, Option<bool>),
    Named { text: String, bytes: Vec<u8> },
    Branches(BTreeMap<String, Tree>),
    List(Vec<Tree>),
    Outcome(Result<Vec<Tree>, String>),
    Inner(Option<Box<Tree>>),
}

fn write_tree(value: &Tree, out: &mut Writer) {
    match value {
        Tree::Leaf => text("leaf", out),
        Tree::Number(number) => variant("number", out, |out| super::value(number, out, int)),
        Tree::Pair(a, b) => variant("pair", out, |out| {
            items(out, |items| {
                items.next(a, float);
                items.next(b, |value, out| optional(value, out, boolean));
            });
        }),
        Tree::Named { text, bytes } => variant("named", out, |out| {
            fields(out, |fields| {
                fields.put("the text", text, super::text);
                fields.put("bytes", bytes, super::bytes);
            });
        }),
        Tree::Branches(entries) => variant("branches", out, |out| {
            map(entries, out, ToString::to_string, write_tree);
        }),
        Tree::List(values) => variant("list", out, |out| list(values, out, write_tree)),
        Tree::Outcome(outcome) => variant("outcome", out, |out| {
            result(
                outcome,
                out,
                |value, out| list(value, out, write_tree),
                super::text,
            );
        }),
        Tree::Inner(inner) => variant("inner", out, |out| optional_box(inner, out, write_tree)),
    }
}

fn read_tree(node: Node<'_>) -> Result<Tree, Mismatch> {
    read::variant(node, |name, node| match name {
        "leaf" => read::no_payload(node).map(|()| Tree::Leaf),
        "number" => read::int(node).map(Tree::Number),
        "pair" => read::items(node, 2, |items| {
            let first = items.next(read::float)?;
            let second = items.next(|node| read::optional(node, read::boolean))?;
            Ok(Tree::Pair(first, second))
        }),
        "named" => read::fields(node, |fields| {
            Ok(Tree::Named {
                text: fields.take("the text", read::text)?,
                bytes: fields.take("bytes", read::bytes)?,
            })
        }),
        "branches" => read::map(node, |key| Some(key.to_owned()), read_tree).map(Tree::Branches),
        "list" => read::list(node, read_tree).map(Tree::List),
        "outcome" => {
            read::result(node, |node| read::list(node, read_tree), read::text).map(Tree::Outcome)
        }
        "inner" => read::optional_box(node, read_tree).map(Tree::Inner),
        _ => Err(node.is_not("a tree")),
    })
}

fn trees() -> impl Strategy<Value = Tree> {
    let finite = any::<f64>().prop_filter("finite", |number| number.is_finite());
    let leaf = prop_oneof![
        Just(Tree::Leaf),
        any::<i64>().prop_map(Tree::Number),
        (finite, any::<Option<bool>>()).prop_map(|(a, b)| Tree::Pair(a, b)),
        (any::<String>(), any::<Vec<u8>>()).prop_map(|(text, bytes)| Tree::Named { text, bytes }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 0..4);
        let entries = prop::collection::btree_map(any::<String>(), inner.clone(), 0..4);
        prop_oneof![
            entries.prop_map(Tree::Branches),
            list().prop_map(Tree::List),
            list().prop_map(|trees| Tree::Outcome(Ok(trees))),
            any::<String>().prop_map(|error| Tree::Outcome(Err(error))),
            prop::option::of(inner.clone()).prop_map(|tree| Tree::Inner(tree.map(Box::new))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_as_the_same(tree in trees()) {
        prop_assert_eq!(again(&tree, write_tree, read_tree), Ok(tree));
    }

    #[test]
    fn times_dates_and_numbers_are_read_as_the_same(millis: i64, days in -700_000_i64..2_900_000, float_bits: u64) {
        let time = Time::from_unix_millis(millis);
        prop_assert_eq!(again(&time, super::time, read::time), Ok(time));
        let date: Date = format!("{:04}-{:02}-{:02}", days.rem_euclid(9999) + 1, days.rem_euclid(12) + 1, days.rem_euclid(28) + 1).parse().unwrap();
        prop_assert_eq!(again(&date, super::date, read::date), Ok(date));
        let number = f64::from_bits(float_bits);
        match number.is_finite() {
            true => prop_assert_eq!(again(&number, float, read::float).unwrap().to_bits(), float_bits),
            false => prop_assert!(matches!(document(&number, float), Value::Refused(_))),
        }
    }

    #[test]
    fn decimals_keep_every_digit(whole: i32, digits in "[0-9]{0,18}") {
        let point = if digits.is_empty() { "" } else { "." };
        let decimal: Decimal = format!("{whole}{point}{digits}").parse().unwrap();
        let read = again(&decimal, super::decimal, read::decimal).unwrap();
        prop_assert_eq!(read.to_string(), decimal.to_string());
    }
}

#[test]
fn json_has_no_number_that_is_not_finite() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let value = document(&[1.0, number][..], |value, out| list(value, out, float));
        assert!(matches!(value, Value::Refused(_)), "{value:?}");
    }
}

#[test]
fn what_is_too_deep_to_be_read_is_refused() {
    let deep =
        |depth: usize| (0..depth).fold(Tree::Leaf, |tree, _| Tree::Inner(Some(Box::new(tree))));
    let deepest = deep(Json::MAX_DEPTH);
    assert_eq!(again(&deepest, write_tree, read_tree), Ok(deepest));
    let too_deep = document(&deep(Json::MAX_DEPTH + 1), write_tree);
    assert!(matches!(too_deep, Value::Refused(_)));

    let nested = |depth: usize| -> Json {
        format!("{}{}", "[".repeat(depth), "]".repeat(depth))
            .parse()
            .unwrap()
    };
    let in_list = |json: Json| document(&[json][..], |value, out| list(value, out, super::json));
    assert!(matches!(
        in_list(nested(Json::MAX_DEPTH - 1)),
        Value::Text(_)
    ));
    assert!(matches!(
        in_list(nested(Json::MAX_DEPTH)),
        Value::Refused(_)
    ));
}

#[test]
fn texts_are_escaped_as_json_asks() {
    let text = "a\"b\\c\n\u{1f}\u{0}é😀";
    let written = text_of(document(text, super::text));
    assert_eq!(written, "\"a\\\"b\\\\c\\u000a\\u001f\\u0000é😀\"");
    assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
}
