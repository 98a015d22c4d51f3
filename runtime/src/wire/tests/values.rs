//! Values for the tests: one type that uses everything a contract can declare.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::Serialize;

use crate::wire::{Decode, DecodeError, Encode, Reader, Writer};

/// A struct as a generated contract has it; a tuple struct for serde, so that the oracle writes an array.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Everything(
    pub(super) i64,
    pub(super) f64,
    pub(super) bool,
    pub(super) String,
    pub(super) (),
    pub(super) Vec<i64>,
    pub(super) Option<String>,
    pub(super) (i64, bool, String),
    pub(super) BTreeMap<String, Vec<i64>>,
    pub(super) BTreeMap<i64, bool>,
);

impl Encode for Everything {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 10);
        self.0.encode(out);
        self.1.encode(out);
        self.2.encode(out);
        self.3.encode(out);
        Encode::encode(&self.4, out);
        self.5.encode(out);
        self.6.encode(out);
        self.7.encode(out);
        self.8.encode(out);
        self.9.encode(out);
    }
}

impl Decode for Everything {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(10, |reader| {
            Ok(Self(
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
                Decode::decode(reader)?,
            ))
        })
    }
}

/// An enum as a generated contract has it, recursive through a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Empty,
    Named(String),
    Pair(i64, bool),
    Group(Vec<Shape>),
}

impl Encode for Shape {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Empty => Writer::unit_variant(out, 0),
            Self::Named(name) => {
                Writer::variant(out, 1, 1);
                name.encode(out);
            }
            Self::Pair(left, right) => {
                Writer::variant(out, 2, 2);
                left.encode(out);
                right.encode(out);
            }
            Self::Group(shapes) => {
                Writer::variant(out, 3, 1);
                shapes.encode(out);
            }
        }
    }
}

impl Decode for Shape {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 0) => Ok(Self::Empty),
            (1, 1) => Ok(Self::Named(Decode::decode(reader)?)),
            (2, 2) => Ok(Self::Pair(Decode::decode(reader)?, Decode::decode(reader)?)),
            (3, 1) => Ok(Self::Group(Decode::decode(reader)?)),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

/// Whole numbers around every boundary between two encodings, and any others.
pub(super) fn whole_number() -> impl Strategy<Value = i64> {
    let boundary = (0_u32..=63, -2_i64..=2).prop_map(|(bits, offset)| {
        let power = 1_i64.checked_shl(bits).unwrap_or(i64::MIN);
        power.wrapping_add(offset)
    });
    prop_oneof![
        boundary.clone(),
        boundary.prop_map(i64::wrapping_neg),
        any::<i64>()
    ]
}

/// Texts around every boundary between two encodings, and any others.
pub(super) fn text() -> impl Strategy<Value = String> {
    let boundary = prop_oneof![
        Just(31_usize),
        Just(32),
        Just(255),
        Just(256),
        Just(65_535),
        Just(65_536)
    ];
    prop_oneof![
        8 => ".*",
        1 => boundary.prop_map(|length| "x".repeat(length)),
    ]
}

pub(super) fn everything() -> impl Strategy<Value = Everything> {
    (
        whole_number(),
        any::<f64>(),
        any::<bool>(),
        text(),
        vec(whole_number(), 0..40),
        proptest::option::of(".*"),
        (whole_number(), any::<bool>(), ".*"),
        btree_map(".*", vec(whole_number(), 0..4), 0..20),
        btree_map(whole_number(), any::<bool>(), 0..20),
    )
        .prop_map(
            |(whole, real, yes, text, list, option, tuple, texts, numbers)| {
                Everything(
                    whole,
                    real,
                    yes,
                    text,
                    (),
                    list,
                    option,
                    tuple,
                    texts,
                    numbers,
                )
            },
        )
}

pub(super) fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        Just(Shape::Empty),
        ".*".prop_map(Shape::Named),
        (whole_number(), any::<bool>()).prop_map(|(left, right)| Shape::Pair(left, right)),
    ];
    leaf.prop_recursive(8, 64, 5, |inner| vec(inner, 0..5).prop_map(Shape::Group))
}
