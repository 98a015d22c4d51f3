//! The bytes of a value to a document, by its shape. Given bytes of our own, though it refuses others.

use super::{Document, Field, Format, Payload, Shape, Variant};
use crate::value::{Date, Decimal, Json, Time, Uuid};
use crate::wire::{Decode, DecodeError, Reader};

type Written = Result<Document, DecodeError>;

/// The document of the value that fills these bytes.
///
/// # Errors
/// Where the bytes are no value of this shape.
pub fn write(shape: &Shape, bytes: &[u8], format: Format) -> Written {
    let mut writer = DocumentWriter {
        reader: Reader::new(bytes),
        format,
    };
    let document = writer.value(shape)?;
    match writer.reader.is_empty() {
        true => Ok(document),
        false => Err(DecodeError::TrailingBytes),
    }
}

/// The document of the answer of a method: the `Result` of a value and of an error, where one is declared.
///
/// # Errors
/// Where the bytes are no such answer.
pub fn write_result(
    ok: &Shape,
    error: Option<&Shape>,
    bytes: &[u8],
    format: Format,
) -> Result<Result<Document, Document>, DecodeError> {
    let mut writer = DocumentWriter {
        reader: Reader::new(bytes),
        format,
    };
    let result = match (writer.reader.enter_variant()?, error) {
        ((0, 1), _) => Ok(writer.value(ok)?),
        ((1, 1), Some(error)) => Err(writer.value(error)?),
        _ => return Err(DecodeError::UnknownVariant),
    };
    match writer.reader.is_empty() {
        true => Ok(result),
        false => Err(DecodeError::TrailingBytes),
    }
}

struct DocumentWriter<'a> {
    reader: Reader<'a>,
    format: Format,
}

impl DocumentWriter<'_> {
    fn value(&mut self, shape: &Shape) -> Written {
        Ok(match shape {
            Shape::Int => Document::Int(self.decode::<i64>()?.into()),
            Shape::Float => self.float()?,
            Shape::Bool => Document::Bool(self.decode()?),
            Shape::String => Document::Text(self.decode()?),
            Shape::Unit => self.decode().map(|()| Document::Null)?,
            Shape::Bytes => self.bytes()?,
            Shape::Time => Document::Int(self.decode::<Time>()?.unix_millis().into()),
            Shape::Date => Document::Text(self.decode::<Date>()?.to_string()),
            Shape::Uuid => Document::Text(self.decode::<Uuid>()?.to_string()),
            Shape::Decimal => Document::Text(self.decode::<Decimal>()?.to_string()),
            Shape::Json => from_json(self.decode::<Json>()?.value()),
            Shape::List(item) => self.list(item)?,
            Shape::Option(inner) => self.option(inner)?,
            Shape::Map(key, value) => self.map(key, value)?,
            Shape::Result(ok, error) => self.result(ok, error)?,
            Shape::Tuple(items) => self.entered(items.len(), |writer| writer.items(items))?,
            Shape::Struct(fields) => self.entered(fields.len(), |writer| writer.fields(fields))?,
            Shape::Enum(variants) => self.variant(variants)?,
        })
    }

    fn decode<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode(&mut self.reader)
    }

    // JSON has no name for what is not finite.
    fn float(&mut self) -> Written {
        let value: f64 = self.decode()?;
        let name = match (self.format, value) {
            (Format::Json, value) if value.is_nan() => "NaN",
            (Format::Json, f64::INFINITY) => "Infinity",
            (Format::Json, f64::NEG_INFINITY) => "-Infinity",
            _ => return Ok(Document::Float(value)),
        };
        Ok(Document::Text(name.to_owned()))
    }

    fn bytes(&mut self) -> Written {
        let bytes: Vec<u8> = self.decode()?;
        Ok(match self.format {
            Format::MessagePack => Document::Bytes(bytes),
            Format::Json => {
                Document::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
            }
        })
    }

    fn list(&mut self, item: &Shape) -> Written {
        let count = self.reader.enter_array()?;
        let items = (0..count).map(|_| self.value(item));
        let items = items.collect::<Result<_, _>>()?;
        self.reader.leave();
        Ok(Document::List(items))
    }

    fn option(&mut self, inner: &Shape) -> Written {
        match self.reader.peek()? {
            0xc0 => self.decode().map(|()| Document::Null),
            _ => self.value(inner),
        }
    }

    fn map(&mut self, key: &Shape, value: &Shape) -> Written {
        let count = self.reader.enter_map()?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let key = match self.value(key)? {
                Document::Text(key) => key,
                Document::Int(key) => key.to_string(),
                Document::Bool(key) => key.to_string(),
                _ => return Err(DecodeError::UnexpectedType),
            };
            entries.push((key, self.value(value)?));
        }
        self.reader.leave();
        Ok(Document::Object(entries))
    }

    fn result(&mut self, ok: &Shape, error: &Shape) -> Written {
        let (tag, fields) = self.reader.enter_variant()?;
        let (name, shape) = match (tag, fields) {
            (0, 1) => ("ok", ok),
            (1, 1) => ("error", error),
            _ => return Err(DecodeError::UnknownVariant),
        };
        let value = self.value(shape)?;
        self.reader.leave();
        Ok(Document::Object(vec![(name.to_owned(), value)]))
    }

    fn variant(&mut self, variants: &[Variant]) -> Written {
        let (tag, count) = self.reader.enter_variant()?;
        let variant = usize::try_from(tag)
            .ok()
            .and_then(|tag| variants.get(tag))
            .ok_or(DecodeError::UnknownVariant)?;
        let count = count as usize;
        let name = variant.name.to_owned();
        let value = match &variant.payload {
            Payload::Unit if count == 0 => None,
            Payload::Positional([one]) if count == 1 => Some(self.value(one)?),
            Payload::Positional(shapes) if count == shapes.len() => Some(self.items(shapes)?),
            Payload::Named(fields) if count == fields.len() => Some(self.fields(fields)?),
            _ => return Err(DecodeError::UnknownVariant),
        };
        self.reader.leave();
        Ok(match value {
            None => Document::Text(name),
            Some(value) => Document::Object(vec![(name, value)]),
        })
    }

    /// An array of exactly so many values.
    fn entered(&mut self, count: usize, read: impl FnOnce(&mut Self) -> Written) -> Written {
        if self.reader.enter_array()? != count {
            return Err(DecodeError::WrongLength);
        }
        let document = read(self)?;
        self.reader.leave();
        Ok(document)
    }

    fn items(&mut self, shapes: &[&Shape]) -> Written {
        let items = shapes.iter().map(|shape| self.value(shape));
        items.collect::<Result<_, _>>().map(Document::List)
    }

    fn fields(&mut self, fields: &[Field]) -> Written {
        let entry = |field: &Field| Ok((field.name.to_owned(), self.value(field.shape)?));
        let entries = fields.iter().map(entry);
        entries.collect::<Result<_, _>>().map(Document::Object)
    }
}

fn from_json(value: &serde_json::Value) -> Document {
    use serde_json::Value;
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Document::Int(value.into()),
            (None, Some(value)) => Document::Int(value.into()),
            // Every other number of JSON is a float.
            (None, None) => Document::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Document::Text(text.clone()),
        Value::Array(items) => Document::List(items.iter().map(from_json).collect()),
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| (key.clone(), from_json(value));
            Document::Object(entries.iter().map(entry).collect())
        }
    }
}
