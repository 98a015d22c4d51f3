//! JSON text to MessagePack. Every text is hostile: nesting is bounded, and there is one way to write each value.

use std::collections::BTreeSet;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::write::name_of;
use super::{BYTES, FLOAT, MAP, PACKED, is_reserved};
use crate::wire::{DecodeError, Encode, Reader, Writer};

/// The bytes of the value that fills this text.
///
/// # Errors
/// Where the text is not JSON, or JSON that no value is written as; where something follows it, a key stands twice, or
/// it nests deeper than [`Reader::MAX_DEPTH`].
pub fn to_bytes(text: &str) -> Result<Vec<u8>, DecodeError> {
    let mut reader = TextReader {
        rest: text.as_bytes(),
        out: Vec::new(),
        depth: 0,
        is_packed: false,
    };
    reader.value()?;
    reader.skip_space();
    if reader.rest.is_empty() {
        Ok(reader.out)
    } else {
        Err(DecodeError::TrailingBytes)
    }
}

struct TextReader<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
    depth: usize,
    /// Inside of bytes that are a value themselves, which hold no others.
    is_packed: bool,
}

impl TextReader<'_> {
    fn value(&mut self) -> Result<(), DecodeError> {
        self.skip_space();
        match self.peek()? {
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::array),
            b'"' => {
                let text = self.string()?;
                Writer::text(&mut self.out, &text);
                Ok(())
            }
            b'-' | b'0'..=b'9' => self.number(),
            b'n' => self.literal(b"null", 0xc0),
            b't' => self.literal(b"true", 0xc3),
            b'f' => self.literal(b"false", 0xc2),
            _ => Err(DecodeError::NotJson),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.depth == Reader::MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        self.depth += 1;
        self.next()?;
        read(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn array(&mut self) -> Result<(), DecodeError> {
        let start = self.out.len();
        let count = self.sequence(b']', Self::value)?;
        self.insert_head(start, |out| Writer::list(out, count));
        Ok(())
    }

    fn object(&mut self) -> Result<(), DecodeError> {
        self.skip_space();
        let ahead = self.rest;
        if self.peek()? == b'"' {
            let key = self.string()?;
            if is_reserved(&key) {
                self.expect(b':')?;
                self.form(&key)?;
                return self.expect(b'}');
            }
        }
        self.rest = ahead;
        self.plain_object()
    }

    fn plain_object(&mut self) -> Result<(), DecodeError> {
        let (start, mut keys) = (self.out.len(), BTreeSet::new());
        let count = self.sequence(b'}', |reader| {
            reader.skip_space();
            let key = reader.string()?;
            if is_reserved(&key) {
                return Err(DecodeError::NotJson);
            }
            Writer::text(&mut reader.out, &key);
            if !keys.insert(key) {
                return Err(DecodeError::DuplicateKey);
            }
            reader.expect(b':')?;
            reader.value()
        })?;
        self.insert_head(start, |out| Writer::map(out, count));
        Ok(())
    }

    /// The value of an object whose only key begins with `$`.
    fn form(&mut self, key: &str) -> Result<(), DecodeError> {
        self.skip_space();
        match key {
            BYTES => {
                let text = self.string()?;
                let bytes = STANDARD.decode(text).map_err(|_| DecodeError::NotJson)?;
                Writer::bytes(&mut self.out, &bytes);
                Ok(())
            }
            FLOAT => {
                let value = named_float(&self.string()?).ok_or(DecodeError::NotJson)?;
                value.encode(&mut self.out);
                Ok(())
            }
            PACKED => self.packed(),
            MAP => self.map(),
            _ => Err(DecodeError::NotJson),
        }
    }

    fn packed(&mut self) -> Result<(), DecodeError> {
        if self.is_packed {
            return Err(DecodeError::NotJson);
        }
        let around = (std::mem::take(&mut self.out), self.depth);
        (self.depth, self.is_packed) = (0, true);
        self.value()?;
        let packed = std::mem::take(&mut self.out);
        self.is_packed = false;
        (self.out, self.depth) = around;
        Writer::bytes(&mut self.out, &packed);
        Ok(())
    }

    fn map(&mut self) -> Result<(), DecodeError> {
        self.expect(b'[')?;
        let (start, mut keys) = (self.out.len(), BTreeSet::new());
        let count = self.sequence(b']', |reader| {
            reader.expect(b'[')?;
            let key = reader.map_key()?;
            if !keys.insert(reader.out.get(key).unwrap_or_default().to_vec()) {
                return Err(DecodeError::DuplicateKey);
            }
            reader.expect(b',')?;
            reader.value()?;
            reader.expect(b']')
        })?;
        if keys.iter().all(|key| is_ordinary_text(key)) {
            return Err(DecodeError::NotJson);
        }
        self.insert_head(start, |out| Writer::map(out, count));
        Ok(())
    }

    fn map_key(&mut self) -> Result<Range<usize>, DecodeError> {
        let start = self.out.len();
        self.value()?;
        Ok(start..self.out.len())
    }

    /// Values with commas between them, to the mark that ends them; how many.
    fn sequence(
        &mut self,
        close: u8,
        mut item: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<usize, DecodeError> {
        self.skip_space();
        if self.peek()? == close {
            self.next()?;
            return Ok(0);
        }
        let mut count = 0;
        loop {
            item(self)?;
            count += 1;
            self.skip_space();
            match self.next()? {
                b',' => {}
                byte if byte == close => return Ok(count),
                _ => return Err(DecodeError::NotJson),
            }
        }
    }

    /// Puts the head before what stands from `start` on: how many there are is known only at their end. With nesting
    /// bounded, so is how often a byte is moved.
    fn insert_head(&mut self, start: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let mut head = Vec::new();
        write(&mut head);
        self.out.splice(start..start, head);
    }

    fn number(&mut self) -> Result<(), DecodeError> {
        let number = self.rest;
        let is_negative = self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        let is_whole = !matches!(self.rest.first(), Some(b'.' | b'e' | b'E'));
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'-') || self.take(b'+');
            self.digits()?;
        }
        let length = number.len() - self.rest.len();
        let digits = number.get(..length).unwrap_or_default();
        let digits = std::str::from_utf8(digits).map_err(|_| DecodeError::NotUtf8)?;
        self.write_number(digits, is_whole, is_negative)
            .ok_or(DecodeError::OutOfRange)
    }

    fn write_number(&mut self, digits: &str, is_whole: bool, is_negative: bool) -> Option<()> {
        match (is_whole, is_negative) {
            (true, false) => Writer::unsigned(&mut self.out, digits.parse().ok()?),
            (true, true) => {
                let value = digits.parse().ok().filter(|value: &i64| *value != 0)?;
                Writer::signed(&mut self.out, value);
            }
            (false, _) => {
                let value = digits.parse().ok();
                value
                    .filter(|value: &f64| value.is_finite())?
                    .encode(&mut self.out);
            }
        }
        Some(())
    }

    fn digits(&mut self) -> Result<(), DecodeError> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        self.rest = self.rest.get(count..).unwrap_or_default();
        match (count, self.rest) {
            (0, []) => Err(DecodeError::Truncated),
            (0, _) => Err(DecodeError::NotJson),
            _ => Ok(()),
        }
    }

    fn string(&mut self) -> Result<String, DecodeError> {
        if self.next()? != b'"' {
            return Err(DecodeError::NotJson);
        }
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => {
                    let character = self.escaped()?;
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..=0x1f => return Err(DecodeError::NotJson),
                byte => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).map_err(|_| DecodeError::NotUtf8)
    }

    fn escaped(&mut self) -> Result<char, DecodeError> {
        Ok(match self.next()? {
            mark @ (b'"' | b'\\' | b'/') => char::from(mark),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.escaped_unit(),
            _ => return Err(DecodeError::NotJson),
        })
    }

    // RFC 8259, section 7: a character beyond the basic plane is a pair of surrogates. One alone is no character.
    fn escaped_unit(&mut self) -> Result<char, DecodeError> {
        let first = self.hex()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if (self.next()?, self.next()?) != (b'\\', b'u') {
                return Err(DecodeError::NotUtf8);
            }
            let second = self.hex()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(DecodeError::NotUtf8);
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or(DecodeError::NotUtf8)
    }

    fn hex(&mut self) -> Result<u32, DecodeError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.next()?).to_digit(16);
            code = code << 4 | digit.ok_or(DecodeError::NotJson)?;
        }
        Ok(code)
    }

    fn literal(&mut self, name: &[u8], marker: u8) -> Result<(), DecodeError> {
        for &expected in name {
            if self.next()? != expected {
                return Err(DecodeError::NotJson);
            }
        }
        self.out.push(marker);
        Ok(())
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// The mark that must come next, after any space.
    fn expect(&mut self, mark: u8) -> Result<(), DecodeError> {
        self.skip_space();
        if self.next()? == mark {
            Ok(())
        } else {
            Err(DecodeError::NotJson)
        }
    }

    fn take(&mut self, mark: u8) -> bool {
        let found = self.rest.first() == Some(&mark);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    fn peek(&self) -> Result<u8, DecodeError> {
        self.rest.first().copied().ok_or(DecodeError::Truncated)
    }

    fn next(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.rest.split_first().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }
}

/// Whether an encoded key would be one of an ordinary object.
fn is_ordinary_text(key: &[u8]) -> bool {
    matches!(Reader::new(key).text(), Ok(key) if !is_reserved(key))
}

/// A float that JSON has no number for: its name, or its bits where it has none.
fn named_float(text: &str) -> Option<f64> {
    let named = match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    };
    named.or_else(|| {
        let is_bits = text.len() == 16
            && text
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let value = f64::from_bits(u64::from_str_radix(text, 16).ok().filter(|_| is_bits)?);
        (!value.is_finite() && name_of(value).is_none()).then_some(value)
    })
}
