//! MessagePack to values. Every byte is hostile: nothing is reserved that the bytes at hand could not fill.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::page::MethodId;

/// A value that crosses the wire.
pub trait Decode: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// Where the bytes are something else, end early or nest too deep.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Reads a value that fills the bytes exactly.
///
/// # Errors
/// As [`Decode::decode`], and [`DecodeError::TrailingBytes`] where something follows.
pub fn decode_all<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = T::decode(&mut reader)?;
    if reader.is_empty() {
        Ok(value)
    } else {
        Err(DecodeError::TrailingBytes)
    }
}

/// What is wrong with received bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes end before the value does.
    Truncated,
    /// Another type stands there.
    UnexpectedType,
    /// A tag, or a number of fields for it, that the type does not have.
    UnknownVariant,
    /// A struct or tuple with another number of fields.
    WrongLength,
    /// A number outside the type's range.
    OutOfRange,
    /// A text that is not UTF-8.
    NotUtf8,
    /// Nested deeper than [`Reader::MAX_DEPTH`].
    TooDeep,
    /// A key that stands twice in one map.
    DuplicateKey,
    /// Bytes after the value.
    TrailingBytes,
    /// A text that is not of the type's form, such as a date that the calendar does not have.
    InvalidText,
    /// A text that is not JSON, or JSON that no value is written as.
    NotJson,
}

/// Bytes being read.
#[derive(Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    depth: usize,
}

impl<'a> Reader<'a> {
    /// How deep values may nest.
    pub const MAX_DEPTH: usize = 64;

    /// Reads from these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, depth: 0 }
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The head of a struct or tuple that must have `fields` fields, then the fields themselves, one level deeper.
    ///
    /// # Errors
    /// Where something else stands there.
    pub fn fields<T>(
        &mut self,
        fields: u32,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.enter_array()? != fields as usize {
            return Err(DecodeError::WrongLength);
        }
        let value = read(self)?;
        self.leave();
        Ok(value)
    }

    /// A variant: `read` is given the tag and the number of fields, and reads the fields, one level deeper.
    ///
    /// # Errors
    /// Where something else stands there.
    pub fn variant<T>(
        &mut self,
        read: impl FnOnce(u32, u32, &mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let (tag, fields) = self.enter_variant()?;
        let value = read(tag, fields, self)?;
        self.leave();
        Ok(value)
    }

    /// Bytes.
    ///
    /// # Errors
    /// Where something else stands there.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let width = match self.marker()? {
            marker @ 0xc4..=0xc6 => 1 << (marker - 0xc4),
            _ => return Err(DecodeError::UnexpectedType),
        };
        let length = self.big_endian(width)?;
        self.take(length)
    }

    /// Bytes of a known length.
    ///
    /// # Errors
    /// Where something else stands there, or bytes of another length.
    pub fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.bytes()?
            .try_into()
            .map_err(|_| DecodeError::WrongLength)
    }

    /// A text.
    ///
    /// # Errors
    /// Where something else stands there, or bytes that are not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, DecodeError> {
        let length = match self.marker()? {
            marker @ 0xa0..=0xbf => u64::from(marker & 0x1f),
            marker @ 0xd9..=0xdb => self.big_endian(1 << (marker - 0xd9))?,
            _ => return Err(DecodeError::UnexpectedType),
        };
        std::str::from_utf8(self.take(length)?).map_err(|_| DecodeError::NotUtf8)
    }

    /// A whole number that is never negative.
    ///
    /// # Errors
    /// Where something else stands there, or a negative number.
    pub fn unsigned(&mut self) -> Result<u64, DecodeError> {
        match self.marker()? {
            marker @ 0..=0x7f => Ok(u64::from(marker)),
            marker @ 0xcc..=0xcf => self.big_endian(1 << (marker - 0xcc)),
            marker @ 0xd0..=0xd3 => {
                let value = self.sign_extended(1 << (marker - 0xd0))?;
                u64::try_from(value).map_err(|_| DecodeError::OutOfRange)
            }
            0xe0..=0xff => Err(DecodeError::OutOfRange),
            _ => Err(DecodeError::UnexpectedType),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// Where something else stands there, or a number beyond 63 bits.
    pub fn signed(&mut self) -> Result<i64, DecodeError> {
        match self.marker()? {
            marker @ 0..=0x7f => Ok(i64::from(marker)),
            marker @ 0xe0..=0xff => Ok(i64::from(marker.cast_signed())),
            marker @ 0xcc..=0xcf => {
                let value = self.big_endian(1 << (marker - 0xcc))?;
                i64::try_from(value).map_err(|_| DecodeError::OutOfRange)
            }
            marker @ 0xd0..=0xd3 => self.sign_extended(1 << (marker - 0xd0)),
            _ => Err(DecodeError::UnexpectedType),
        }
    }

    pub(super) fn enter_array(&mut self) -> Result<usize, DecodeError> {
        let count = match self.marker()? {
            marker @ 0x90..=0x9f => u64::from(marker & 0x0f),
            marker @ 0xdc..=0xdd => self.big_endian(2 << (marker - 0xdc))?,
            _ => return Err(DecodeError::UnexpectedType),
        };
        self.enter(count)
    }

    pub(super) fn enter_map(&mut self) -> Result<usize, DecodeError> {
        let count = match self.marker()? {
            marker @ 0x80..=0x8f => u64::from(marker & 0x0f),
            marker @ 0xde..=0xdf => self.big_endian(2 << (marker - 0xde))?,
            _ => return Err(DecodeError::UnexpectedType),
        };
        self.enter(count)
    }

    pub(super) fn enter_variant(&mut self) -> Result<(u32, u32), DecodeError> {
        let fields = match self.bytes.first() {
            Some(0x90..=0x9f | 0xdc..=0xdd) => match self.enter_array()? {
                // A variant without payload is its tag alone: one value, one encoding.
                0 | 1 => return Err(DecodeError::WrongLength),
                length => u32::try_from(length - 1).map_err(|_| DecodeError::WrongLength)?,
            },
            _ => {
                self.descend()?;
                0
            }
        };
        let tag = u32::try_from(self.unsigned()?).map_err(|_| DecodeError::UnknownVariant)?;
        Ok((tag, fields))
    }

    /// Goes one level deeper, into `count` values of at least one byte each.
    fn enter(&mut self, count: u64) -> Result<usize, DecodeError> {
        self.descend()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() => Ok(count),
            _ => Err(DecodeError::Truncated),
        }
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        if self.depth == Self::MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// How many values of type `T` may be reserved for `count` expected ones: never more than the bytes at hand.
    pub(super) fn reservation<T>(&self, count: usize) -> usize {
        count.min(self.bytes.len() / size_of::<T>().max(1))
    }

    fn take_nil(&mut self) -> bool {
        match self.bytes {
            [0xc0, rest @ ..] => {
                self.bytes = rest;
                true
            }
            _ => false,
        }
    }

    /// The byte that says what comes next.
    pub(super) fn peek(&self) -> Result<u8, DecodeError> {
        self.bytes.first().copied().ok_or(DecodeError::Truncated)
    }

    pub(super) fn marker(&mut self) -> Result<u8, DecodeError> {
        let (marker, rest) = self.bytes.split_first().ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(*marker)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = usize::try_from(length)
            .ok()
            .and_then(|length| self.bytes.split_at_checked(length))
            .ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn big_endian(&mut self, width: u32) -> Result<u64, DecodeError> {
        let bytes = self.take(u64::from(width))?;
        Ok(bytes
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    fn sign_extended(&mut self, width: u32) -> Result<i64, DecodeError> {
        let shift = 64 - 8 * width;
        Ok((self.big_endian(width)? << shift).cast_signed() >> shift)
    }
}

impl Decode for i64 {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.signed()
    }
}

impl Decode for u64 {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.unsigned()
    }
}

impl Decode for f64 {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.marker()? {
            0xcb => reader.big_endian(8).map(Self::from_bits),
            _ => Err(DecodeError::UnexpectedType),
        }
    }
}

impl Decode for bool {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.marker()? {
            0xc2 => Ok(false),
            0xc3 => Ok(true),
            _ => Err(DecodeError::UnexpectedType),
        }
    }
}

impl Decode for String {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.text().map(Self::from)
    }
}

impl Decode for () {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.marker()? {
            0xc0 => Ok(()),
            _ => Err(DecodeError::UnexpectedType),
        }
    }
}

impl Decode for Infallible {
    fn decode(_reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Err(DecodeError::UnknownVariant)
    }
}

impl Decode for MethodId {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.unsigned().map(Self)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::decode(reader).map(Self::new)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.take_nil() {
            Ok(None)
        } else {
            T::decode(reader).map(Some)
        }
    }
}

impl<T: Decode, E: Decode> Decode for Result<T, E> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 1) => T::decode(reader).map(Ok),
            (1, 1) => E::decode(reader).map(Err),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = reader.enter_array()?;
        let mut items = Self::with_capacity(reader.reservation::<T>(count));
        for _ in 0..count {
            items.push(T::decode(reader)?);
        }
        reader.leave();
        Ok(items)
    }
}

impl Decode for Vec<u8> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.bytes().map(<[u8]>::to_vec)
    }
}

impl<K: Decode + Ord, V: Decode> Decode for BTreeMap<K, V> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = reader.enter_map()?;
        let mut entries = Self::new();
        for _ in 0..count {
            let key = K::decode(reader)?;
            if entries.insert(key, V::decode(reader)?).is_some() {
                return Err(DecodeError::DuplicateKey);
            }
        }
        reader.leave();
        Ok(entries)
    }
}

macro_rules! decode_tuple {
    ($count:literal: $($name:ident),+) => {
        impl<$($name: Decode),+> Decode for ($($name,)+) {
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.fields($count, |reader| Ok(($($name::decode(reader)?,)+)))
            }
        }
    };
}

decode_tuple!(2: A, B);
decode_tuple!(3: A, B, C);
decode_tuple!(4: A, B, C, D);
decode_tuple!(5: A, B, C, D, E);
decode_tuple!(6: A, B, C, D, E, F);
decode_tuple!(7: A, B, C, D, E, F, G);
decode_tuple!(8: A, B, C, D, E, F, G, H);
decode_tuple!(9: A, B, C, D, E, F, G, H, I);
decode_tuple!(10: A, B, C, D, E, F, G, H, I, J);
decode_tuple!(11: A, B, C, D, E, F, G, H, I, J, K);
decode_tuple!(12: A, B, C, D, E, F, G, H, I, J, K, L);
