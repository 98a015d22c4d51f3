//! Values to MessagePack, always in the smallest encoding, so that equal values have equal bytes.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::page::MethodId;

/// A value that crosses the wire.
pub trait Encode {
    /// Appends the value.
    fn encode(&self, out: &mut Vec<u8>);
}

/// The bytes of a value.
#[must_use]
pub fn to_bytes<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

/// The pieces of MessagePack that generated code writes itself.
pub struct Writer;

impl Writer {
    /// The head of a struct or tuple of `fields` fields, which follow.
    pub fn fields(out: &mut Vec<u8>, fields: u32) {
        head(out, Head::ARRAY, fields);
    }

    /// A variant without payload.
    pub fn unit_variant(out: &mut Vec<u8>, tag: u32) {
        Self::unsigned(out, u64::from(tag));
    }

    /// The head of a variant with `fields` fields, at least one, which follow.
    pub fn variant(out: &mut Vec<u8>, tag: u32, fields: u32) {
        head(out, Head::ARRAY, fields.saturating_add(1));
        Self::unit_variant(out, tag);
    }

    /// The head of a list of `count` items, which follow.
    pub fn list(out: &mut Vec<u8>, count: usize) {
        head(out, Head::ARRAY, length(count));
    }

    /// The head of a map of `count` entries, which follow, each key before its value.
    pub fn map(out: &mut Vec<u8>, count: usize) {
        head(out, Head::MAP, length(count));
    }

    /// Bytes, which are not a list of numbers.
    pub fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
        let length = length(bytes.len());
        match length {
            0..=0xff => big_endian(out, 0xc4, u64::from(length), 1),
            0x100..=0xffff => big_endian(out, 0xc5, u64::from(length), 2),
            _ => big_endian(out, 0xc6, u64::from(length), 4),
        }
        out.extend_from_slice(bytes);
    }

    /// A text.
    pub fn text(out: &mut Vec<u8>, text: &str) {
        let length = length(text.len());
        if (32..=0xff).contains(&length) {
            big_endian(out, 0xd9, u64::from(length), 1);
        } else {
            head(out, Head::TEXT, length);
        }
        out.extend_from_slice(text.as_bytes());
    }

    /// A whole number that is never negative.
    pub fn unsigned(out: &mut Vec<u8>, value: u64) {
        match value {
            0..=0x7f => big_endian_tail(out, value, 1),
            0x80..=0xff => big_endian(out, 0xcc, value, 1),
            0x100..=0xffff => big_endian(out, 0xcd, value, 2),
            0x1_0000..=0xffff_ffff => big_endian(out, 0xce, value, 4),
            _ => big_endian(out, 0xcf, value, 8),
        }
    }

    /// A whole number.
    pub fn signed(out: &mut Vec<u8>, value: i64) {
        let bits = value.cast_unsigned();
        match value {
            0.. => Self::unsigned(out, bits),
            -32..=-1 => big_endian_tail(out, bits, 1),
            -0x80..=-33 => big_endian(out, 0xd0, bits, 1),
            -0x8000..=-0x81 => big_endian(out, 0xd1, bits, 2),
            -0x8000_0000..=-0x8001 => big_endian(out, 0xd2, bits, 4),
            _ => big_endian(out, 0xd3, bits, 8),
        }
    }
}

/// The markers of one kind of length head: up to `small` the length is part of the marker.
struct Head {
    fixed: u8,
    small: u32,
    two_bytes: u8,
}

impl Head {
    const ARRAY: Self = Self {
        fixed: 0x90,
        small: 15,
        two_bytes: 0xdc,
    };
    const MAP: Self = Self {
        fixed: 0x80,
        small: 15,
        two_bytes: 0xde,
    };
    const TEXT: Self = Self {
        fixed: 0xa0,
        small: 31,
        two_bytes: 0xda,
    };
}

fn head(out: &mut Vec<u8>, head: Head, length: u32) {
    if length <= head.small {
        out.push(head.fixed | (length & 0xff) as u8);
    } else if length <= 0xffff {
        big_endian(out, head.two_bytes, u64::from(length), 2);
    } else {
        big_endian(out, head.two_bytes + 1, u64::from(length), 4);
    }
}

/// MessagePack's lengths have 32 bits. A value of 4 GiB is beyond every limit of a frame; its length saturates, so the
/// other side refuses it as too short.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn big_endian(out: &mut Vec<u8>, marker: u8, value: u64, width: usize) {
    out.push(marker);
    big_endian_tail(out, value, width);
}

fn big_endian_tail(out: &mut Vec<u8>, value: u64, width: usize) {
    out.extend(value.to_be_bytes().iter().skip(8 - width));
}

impl Encode for i64 {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::signed(out, *self);
    }
}

impl Encode for u64 {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::unsigned(out, *self);
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut Vec<u8>) {
        big_endian(out, 0xcb, self.to_bits(), 8);
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(if *self { 0xc3 } else { 0xc2 });
    }
}

impl Encode for str {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::text(out, self);
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::text(out, self);
    }
}

impl Encode for () {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(0xc0);
    }
}

impl Encode for Infallible {
    fn encode(&self, _out: &mut Vec<u8>) {
        match *self {}
    }
}

impl Encode for MethodId {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::unsigned(out, self.0);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.encode(out),
            None => out.push(0xc0),
        }
    }
}

impl<T: Encode, E: Encode> Encode for Result<T, E> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Ok(value) => {
                Writer::variant(out, 0, 1);
                value.encode(out);
            }
            Err(error) => {
                Writer::variant(out, 1, 1);
                error.encode(out);
            }
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::list(out, self.len());
        for item in self {
            item.encode(out);
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.as_slice().encode(out);
    }
}

// `u8` is no value by itself, so this is the only list of it.
impl Encode for Vec<u8> {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::bytes(out, self);
    }
}

impl<K: Encode, V: Encode> Encode for BTreeMap<K, V> {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::map(out, self.len());
        for (key, value) in self {
            key.encode(out);
            value.encode(out);
        }
    }
}

macro_rules! encode_tuple {
    ($count:literal: $($name:ident $index:tt),+) => {
        impl<$($name: Encode),+> Encode for ($($name,)+) {
            fn encode(&self, out: &mut Vec<u8>) {
                Writer::fields(out, $count);
                $(self.$index.encode(out);)+
            }
        }
    };
}

encode_tuple!(2: A 0, B 1);
encode_tuple!(3: A 0, B 1, C 2);
encode_tuple!(4: A 0, B 1, C 2, D 3);
encode_tuple!(5: A 0, B 1, C 2, D 3, E 4);
encode_tuple!(6: A 0, B 1, C 2, D 3, E 4, F 5);
encode_tuple!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
encode_tuple!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
encode_tuple!(9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
encode_tuple!(10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
encode_tuple!(11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
encode_tuple!(12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
