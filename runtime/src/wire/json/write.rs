//! MessagePack to JSON text. Given bytes of our own, though it refuses others.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{BYTES, FLOAT, Frames, MAP, PACKED, Packed, is_reserved};
use crate::wire::{DecodeError, Reader};

/// The text of one encoded value.
///
/// # Errors
/// Where the bytes are no value that this codec writes.
pub fn to_text(bytes: &[u8]) -> Result<String, DecodeError> {
    write(bytes, &[])
}

/// The text of one encoded frame, with the values inside of it shown as such.
///
/// # Errors
/// Where the bytes are no value that this codec writes.
pub fn frame_to_text(bytes: &[u8], frames: Frames) -> Result<String, DecodeError> {
    write(bytes, frames.packed())
}

fn write(bytes: &[u8], packed: &'static [Packed]) -> Result<String, DecodeError> {
    let mut writer = TextWriter {
        reader: Reader::new(bytes),
        text: String::new(),
        packed,
        tag: None,
        path: Vec::new(),
    };
    writer.value()?;
    if writer.reader.is_empty() {
        Ok(writer.text)
    } else {
        Err(DecodeError::TrailingBytes)
    }
}

struct TextWriter<'a> {
    reader: Reader<'a>,
    text: String,
    packed: &'static [Packed],
    /// The first field of the outermost array.
    tag: Option<u64>,
    /// Which field of each array around.
    path: Vec<usize>,
}

impl TextWriter<'_> {
    fn value(&mut self) -> Result<(), DecodeError> {
        match self.reader.peek()? {
            0xc0 => {
                self.reader.marker()?;
                self.text.push_str("null");
            }
            0xc2 | 0xc3 => {
                let is_true = self.reader.marker()? == 0xc3;
                self.text.push_str(if is_true { "true" } else { "false" });
            }
            0x00..=0x7f | 0xcc..=0xcf => self.unsigned()?,
            0xd0..=0xd3 | 0xe0..=0xff => {
                let value = self.reader.signed()?;
                self.text.push_str(itoa::Buffer::new().format(value));
            }
            0xa0..=0xbf | 0xd9..=0xdb => write_string(&mut self.text, self.reader.text()?),
            0xc4..=0xc6 => self.bytes()?,
            0xcb => self.float()?,
            0x90..=0x9f | 0xdc | 0xdd => self.array()?,
            0x80..=0x8f | 0xde | 0xdf => self.map()?,
            // Extensions, floats of 32 bits, and the marker that is never used.
            0xc1 | 0xc7..=0xca | 0xd4..=0xd8 => return Err(DecodeError::UnexpectedType),
        }
        Ok(())
    }

    fn unsigned(&mut self) -> Result<(), DecodeError> {
        let value = self.reader.unsigned()?;
        if *self.path == [0] {
            self.tag = Some(value);
        }
        self.text.push_str(itoa::Buffer::new().format(value));
        Ok(())
    }

    fn float(&mut self) -> Result<(), DecodeError> {
        self.reader.marker()?;
        let value = f64::from_bits(self.reader.big_endian(8)?);
        if value.is_finite() {
            // The shortest digits that give the same bits, always with a point or an exponent.
            write_formatted(&mut self.text, format_args!("{value:?}"));
        } else if let Some(name) = name_of(value) {
            self.form(FLOAT, name);
        } else {
            write_formatted(
                &mut self.text,
                format_args!(r#"{{"{FLOAT}":"{:016x}"}}"#, value.to_bits()),
            );
        }
        Ok(())
    }

    fn bytes(&mut self) -> Result<(), DecodeError> {
        let bytes = self.reader.bytes()?;
        match packed_text(bytes).filter(|_| self.is_packed()) {
            Some(text) => write_formatted(&mut self.text, format_args!(r#"{{"{PACKED}":{text}}}"#)),
            None => self.form(BYTES, &STANDARD.encode(bytes)),
        }
        Ok(())
    }

    fn is_packed(&self) -> bool {
        let ([field, of_that], Some(tag)) = (&*self.path, self.tag) else {
            return false;
        };
        self.packed.contains(&(tag, *field, *of_that))
    }

    fn array(&mut self) -> Result<(), DecodeError> {
        let count = self.reader.enter_array()?;
        self.text.push('[');
        for index in 0..count {
            if index > 0 {
                self.text.push(',');
            }
            self.path.push(index);
            self.value()?;
            self.path.pop();
        }
        self.text.push(']');
        self.reader.leave();
        Ok(())
    }

    fn map(&mut self) -> Result<(), DecodeError> {
        let count = self.reader.enter_map()?;
        let mut entries = Vec::new();
        let mut is_object = true;
        for _ in 0..count {
            is_object &= matches!(self.reader.clone().text(), Ok(key) if !is_reserved(key));
            entries.push((self.apart()?, self.apart()?));
        }
        self.reader.leave();
        if is_object {
            self.entries(&entries, ["{", "", ":", "", "}"]);
        } else {
            write_formatted(&mut self.text, format_args!(r#"{{"{MAP}":"#));
            self.entries(&entries, ["[", "[", ",", "]", "]"]);
            self.text.push('}');
        }
        Ok(())
    }

    /// A value inside of a map, not yet in its place.
    fn apart(&mut self) -> Result<String, DecodeError> {
        let around = std::mem::take(&mut self.text);
        // Nothing inside of a map is a field of the frame.
        self.path.push(usize::MAX);
        self.value()?;
        self.path.pop();
        Ok(std::mem::replace(&mut self.text, around))
    }

    fn entries(&mut self, entries: &[(String, String)], marks: [&str; 5]) {
        let [open, before, between, after, close] = marks;
        self.text.push_str(open);
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            for part in [before, key, between, value, after] {
                self.text.push_str(part);
            }
        }
        self.text.push_str(close);
    }

    fn form(&mut self, key: &str, value: &str) {
        write_formatted(&mut self.text, format_args!(r#"{{"{key}":"{value}"}}"#));
    }
}

/// The text of bytes that are one encoded value, if they come back as they are.
fn packed_text(bytes: &[u8]) -> Option<String> {
    let text = to_text(bytes).ok()?;
    let back = super::to_bytes(&text).ok()?;
    (back == bytes).then_some(text)
}

/// How a float that is not finite is written, unless only its bits tell it from others.
pub(super) fn name_of(value: f64) -> Option<&'static str> {
    let names = [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
    ];
    let same = |(known, _): &&(f64, _)| known.to_bits() == value.to_bits();
    names.iter().find(same).map(|(_, name)| *name)
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\0'..='\x1f' => write_formatted(out, format_args!("\\u{:04x}", u32::from(character))),
            _ => out.push(character),
        }
    }
    out.push('"');
}

fn write_formatted(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // A string takes everything.
    let _ = out.write_fmt(arguments);
}
