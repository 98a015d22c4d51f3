//! A shape to a value of it, for tests that need any: the same each time.

use super::{Payload, Shape, Variant};
use crate::value::{Decimal, Json, Time, Uuid};
use crate::wire::{Encode, Writer, to_bytes};

/// How much an example holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// As little as can be: no items, no options, the first variant.
    Least,
    /// One of everything that may be there, and the last variant.
    Most,
}

/// How deep examples nest; a type that has none within it has none at all.
const MAX_DEPTH: u32 = 24;

/// A `Date`, as the wire has it.
const DAY: &str = "2024-02-29";

/// How much deeper an example nests that holds the most: a type that contains itself is shown to do so.
const MORE_DEPTH: u32 = 4;

/// The bytes of a value of this shape; `None` where there is none, as of a struct that holds another of itself.
#[must_use]
pub fn example(shape: &Shape, filling: Filling) -> Option<Vec<u8>> {
    let within = |filling, depth| {
        let mut out = Vec::new();
        write(shape, filling, depth, &mut out).then_some(out)
    };
    let depth = (1..=MAX_DEPTH).find(|depth| within(Filling::Least, *depth).is_some())?;
    match filling {
        Filling::Least => within(filling, depth),
        Filling::Most => within(filling, depth + MORE_DEPTH),
    }
}

/// Whether the value fits into the depth.
fn write(shape: &Shape, filling: Filling, depth: u32, out: &mut Vec<u8>) -> bool {
    let Some(inner) = depth.checked_sub(1) else {
        return false;
    };
    let bytes = match shape {
        Shape::Int => to_bytes(&1_i64),
        Shape::Float => to_bytes(&1.0_f64),
        Shape::Bool => to_bytes(&(filling == Filling::Most)),
        Shape::String => to_bytes("a"),
        Shape::Unit => to_bytes(&()),
        Shape::Bytes => to_bytes(&vec![1_u8]),
        Shape::Time => to_bytes(&Time::from_unix_millis(1)),
        Shape::Date => to_bytes(DAY),
        Shape::Uuid => to_bytes(&Uuid::default()),
        Shape::Decimal => to_bytes(&Decimal::from(1)),
        Shape::Json => to_bytes(&Json::default()),
        Shape::List(item) => return write_items(&[item], filling, inner, Writer::list, out),
        Shape::Map(key, value) => {
            let head = |out: &mut Vec<u8>, count: usize| Writer::map(out, count.min(1));
            return write_items(&[key, value], filling, inner, head, out);
        }
        Shape::Option(shape) => return write_option(shape, filling, inner, out),
        Shape::Result(ok, _) => {
            Writer::variant(out, 0, 1);
            return write(ok, filling, inner, out);
        }
        Shape::Tuple(items) => {
            Writer::list(out, items.len());
            return items.iter().all(|item| write(item, filling, inner, out));
        }
        Shape::Struct(fields) => {
            Writer::list(out, fields.len());
            let mut fields = fields.iter();
            return fields.all(|field| write(field.shape, filling, inner, out));
        }
        Shape::Enum(variants) => return write_enum(variants, filling, inner, out),
    };
    out.extend(bytes);
    true
}

// What need not be there is left out where it has no room.
fn write_items(
    shapes: &[&Shape],
    filling: Filling,
    depth: u32,
    head: impl Fn(&mut Vec<u8>, usize),
    out: &mut Vec<u8>,
) -> bool {
    let start = out.len();
    if filling == Filling::Most {
        head(out, shapes.len());
        if shapes.iter().all(|shape| write(shape, filling, depth, out)) {
            return true;
        }
        out.truncate(start);
    }
    head(out, 0);
    true
}

fn write_option(shape: &Shape, filling: Filling, depth: u32, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    if filling == Filling::Most && write(shape, filling, depth, out) {
        return true;
    }
    out.truncate(start);
    ().encode(out);
    true
}

fn write_enum(variants: &[Variant], filling: Filling, depth: u32, out: &mut Vec<u8>) -> bool {
    let mut order: Vec<_> = (0_u32..).zip(variants).collect();
    if filling == Filling::Most {
        order.reverse();
    }
    order
        .into_iter()
        .any(|(tag, variant)| write_variant(tag, variant, filling, depth, out))
}

fn write_variant(
    tag: u32,
    variant: &Variant,
    filling: Filling,
    depth: u32,
    out: &mut Vec<u8>,
) -> bool {
    let start = out.len();
    let shapes: Vec<&Shape> = match &variant.payload {
        Payload::Unit => {
            Writer::unit_variant(out, tag);
            return true;
        }
        Payload::Positional(shapes) => shapes.to_vec(),
        Payload::Named(fields) => fields.iter().map(|field| field.shape).collect(),
    };
    Writer::variant(out, tag, u32::try_from(shapes.len()).unwrap_or(u32::MAX));
    let is_written = shapes.iter().all(|shape| write(shape, filling, depth, out));
    if !is_written {
        out.truncate(start);
    }
    is_written
}
