//! JSON or MessagePack to a document and back: what both formats have in common, with the names that values stand under.
//! Every byte is hostile: no name stands twice, nesting is bounded, and the document fills its bytes.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::wire::{Decode as _, DecodeError, Encode as _, Reader, Writer};

/// What JSON and MessagePack have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number; a `Json` may hold one of 64 bits without sign.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// Bytes, which JSON has not.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Document>),
    /// Values under names, none of which stands twice.
    Object(Vec<(String, Document)>),
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `application/json`
    Json,
    /// `application/msgpack`
    MessagePack,
}

/// Bytes that are no document, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADocument(String);

impl fmt::Display for NotADocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Format {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::MessagePack => "application/msgpack",
        }
    }

    /// The document that fills these bytes.
    ///
    /// # Errors
    /// Where they are none.
    pub fn read(self, bytes: &[u8]) -> Result<Document, NotADocument> {
        match self {
            Self::Json => serde_json::from_slice(bytes)
                .map_err(|error| NotADocument(format!("the body is not JSON: {error}"))),
            Self::MessagePack => read_packed(bytes),
        }
    }

    /// The bytes of a document.
    #[must_use]
    pub fn write(self, document: &Document) -> Vec<u8> {
        match self {
            // A document has texts as keys only, and floats that are not finite are texts by now.
            Self::Json => serde_json::to_vec(document).expect("every document is JSON"),
            Self::MessagePack => {
                let mut out = Vec::new();
                pack(document, &mut out);
                out
            }
        }
    }
}

fn read_packed(bytes: &[u8]) -> Result<Document, NotADocument> {
    let mut reader = Reader::new(bytes);
    let document = unpack(&mut reader);
    let document = document.and_then(|document| match reader.is_empty() {
        true => Ok(document),
        false => Err(DecodeError::TrailingBytes),
    });
    document.map_err(|error| NotADocument(format!("the body is not MessagePack: {error:?}")))
}

fn unpack(reader: &mut Reader<'_>) -> Result<Document, DecodeError> {
    Ok(match reader.peek()? {
        0xc0 => <()>::decode(reader).map(|()| Document::Null)?,
        0xc2 | 0xc3 => Document::Bool(bool::decode(reader)?),
        0x00..=0x7f | 0xcc..=0xcf => Document::Int(reader.unsigned()?.into()),
        0xd0..=0xd3 | 0xe0..=0xff => Document::Int(reader.signed()?.into()),
        0xca => {
            reader.marker()?;
            let bits = u32::try_from(reader.big_endian(4)?).map_err(|_| DecodeError::OutOfRange)?;
            Document::Float(f32::from_bits(bits).into())
        }
        0xcb => Document::Float(f64::decode(reader)?),
        0xa0..=0xbf | 0xd9..=0xdb => Document::Text(String::decode(reader)?),
        0xc4..=0xc6 => Document::Bytes(reader.bytes()?.to_vec()),
        0x90..=0x9f | 0xdc | 0xdd => unpack_list(reader)?,
        0x80..=0x8f | 0xde | 0xdf => unpack_object(reader)?,
        // Extensions, and the marker that is never used.
        0xc1 | 0xc7..=0xc9 | 0xd4..=0xd8 => return Err(DecodeError::UnexpectedType),
    })
}

fn unpack_list(reader: &mut Reader<'_>) -> Result<Document, DecodeError> {
    let count = reader.enter_array()?;
    let items = (0..count)
        .map(|_| unpack(reader))
        .collect::<Result<_, _>>()?;
    reader.leave();
    Ok(Document::List(items))
}

fn unpack_object(reader: &mut Reader<'_>) -> Result<Document, DecodeError> {
    let count = reader.enter_map()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        // Other languages have numbers and truth values as keys of a map.
        let key = match unpack(reader)? {
            Document::Text(key) => key,
            Document::Int(key) => key.to_string(),
            Document::Bool(key) => key.to_string(),
            _ => return Err(DecodeError::UnexpectedType),
        };
        entries.push((key, unpack(reader)?));
    }
    reader.leave();
    match has_duplicate(&entries) {
        true => Err(DecodeError::DuplicateKey),
        false => Ok(Document::Object(entries)),
    }
}

fn has_duplicate(entries: &[(String, Document)]) -> bool {
    let mut keys: Vec<_> = entries.iter().map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair.first() == pair.last())
}

fn pack(document: &Document, out: &mut Vec<u8>) {
    match document {
        Document::Null => ().encode(out),
        Document::Bool(value) => value.encode(out),
        Document::Int(value) => pack_int(*value, out),
        Document::Float(value) => value.encode(out),
        Document::Text(text) => Writer::text(out, text),
        Document::Bytes(bytes) => Writer::bytes(out, bytes),
        Document::List(items) => {
            Writer::list(out, items.len());
            items.iter().for_each(|item| pack(item, out));
        }
        Document::Object(entries) => {
            Writer::map(out, entries.len());
            for (key, value) in entries {
                Writer::text(out, key);
                pack(value, out);
            }
        }
    }
}

// Beyond 64 bits there is none, since none is read.
fn pack_int(value: i128, out: &mut Vec<u8>) {
    match u64::try_from(value) {
        Ok(value) => Writer::unsigned(out, value),
        Err(_) => Writer::signed(out, i64::try_from(value).unwrap_or(i64::MIN)),
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Int(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Document, E> {
        Ok(Document::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Document, E> {
        Ok(Document::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Document::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Document, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        match has_duplicate(&object) {
            true => Err(de::Error::custom("a name stands twice in one object")),
            false => Ok(Document::Object(object)),
        }
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(entries) => {
                let mut object = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    object.serialize_entry(key, value)?;
                }
                object.end()
            }
        }
    }
}
