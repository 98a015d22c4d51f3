//! A document to the bytes of a value, by its shape. Whether they make a value is for its type to say.

use super::{Document, Field, Mismatch, Path, Payload, Shape, Variant};
use crate::route::Param;
use crate::value::{Date, Decimal, Json, Time, Uuid};
use crate::wire::{Encode, Writer};

type Read = Result<(), Mismatch>;

/// The bytes of the value that a document says.
///
/// # Errors
/// Where the document says something else, with the place.
pub fn read(shape: &Shape, document: &Document) -> Result<Vec<u8>, Mismatch> {
    let mut out = Vec::new();
    read_value(shape, document, Path::Root, &mut out)?;
    Ok(out)
}

/// The bytes of a struct of these fields.
///
/// # Errors
/// As [`read()`].
pub fn read_fields(fields: &[Field], document: &Document) -> Result<Vec<u8>, Mismatch> {
    let mut out = Vec::new();
    Writer::fields(&mut out, length(fields));
    read_object(fields, document, Path::Root, &mut out)?;
    Ok(out)
}

/// The bytes of a struct of these fields, each as the text that it has in an address. Names are those of a search
/// string, and may repeat there.
///
/// # Errors
/// As [`read()`].
pub fn read_texts(fields: &[Field], texts: &[(String, String)]) -> Result<Vec<u8>, Mismatch> {
    let names = || fields.iter().map(|field| field.name);
    for (at, (name, _)) in texts.iter().enumerate() {
        let path = Path::Key(&Path::Root, name);
        if !names().any(|known| known == name) {
            return Err(path.mismatch(one_of(names(), "parameter"), "this name"));
        }
        if texts.iter().take(at).any(|(earlier, _)| earlier == name) {
            return Err(path.mismatch("this name once", "it again"));
        }
    }
    let mut out = Vec::new();
    Writer::fields(&mut out, length(fields));
    for field in fields {
        let path = Path::Key(&Path::Root, field.name);
        let text = texts.iter().find(|(name, _)| name == field.name);
        let text = text.map(|(_, text)| text.as_str());
        read_parameter(field.shape, text, path, &mut out)?;
    }
    Ok(out)
}

fn length(fields: &[Field]) -> u32 {
    u32::try_from(fields.len()).expect("a struct that was compiled has fewer fields")
}

fn read_parameter(shape: &Shape, text: Option<&str>, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    match (shape, text) {
        (Shape::Option(_), None) => {
            ().encode(out);
            Ok(())
        }
        (Shape::Option(inner), text) => read_parameter(inner, text, path, out),
        (shape, None) => Err(path.mismatch(expected(shape), "nothing")),
        (shape, Some(text)) => read_text(shape, text, path, out),
    }
}

/// A value from the text that it has in an address, or as the key of a map.
fn read_text(shape: &Shape, text: &str, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    let is_read = match shape {
        Shape::Int => encode(i64::from_text(text), out),
        Shape::Bool => encode(bool::from_text(text), out),
        Shape::Time => encode(Time::from_text(text), out),
        Shape::Date => encode(Date::from_text(text), out),
        Shape::Uuid => encode(Uuid::from_text(text), out),
        Shape::Decimal => encode(Decimal::from_text(text), out),
        _ => return read_value(shape, &Document::Text(text.to_owned()), path, out),
    };
    is_read.ok_or_else(|| path.mismatch(expected(shape), "another text"))
}

fn encode<T: Encode>(value: Option<T>, out: &mut Vec<u8>) -> Option<()> {
    value.map(|value| value.encode(out))
}

fn read_value(shape: &Shape, document: &Document, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    match shape {
        Shape::List(item) => read_list(item, document, path, out),
        Shape::Option(inner) => read_option(inner, document, path, out),
        Shape::Map(key, value) => read_map(key, value, document, path, out),
        Shape::Result(ok, error) => read_result(ok, error, document, path, out),
        Shape::Tuple(items) => {
            Writer::list(out, items.len());
            read_items(items, document, path, out)
        }
        Shape::Struct(fields) => {
            Writer::fields(out, length(fields));
            read_object(fields, document, path, out)
        }
        Shape::Enum(variants) => read_variant(variants, document, path, out),
        scalar => read_scalar(scalar, document, out)
            .ok_or_else(|| path.mismatch(expected(scalar), describe(Some(document)))),
    }
}

fn read_scalar(shape: &Shape, document: &Document, out: &mut Vec<u8>) -> Option<()> {
    match (shape, document) {
        (Shape::Int, Document::Int(value)) => i64::try_from(*value).ok()?.encode(out),
        (Shape::Float, number) => float(number)?.encode(out),
        (Shape::Bool, Document::Bool(value)) => value.encode(out),
        (Shape::String, Document::Text(text)) => text.encode(out),
        (Shape::Unit, Document::Null) => ().encode(out),
        (Shape::Bytes, Document::Bytes(bytes)) => Writer::bytes(out, bytes),
        (Shape::Bytes, Document::Text(digits)) => Writer::bytes(out, &from_hex(digits)?),
        (Shape::Time, Document::Int(millis)) => {
            Time::from_unix_millis(i64::try_from(*millis).ok()?).encode(out);
        }
        (Shape::Date, Document::Text(text)) => text.parse::<Date>().ok()?.encode(out),
        (Shape::Uuid, Document::Text(text)) => text.parse::<Uuid>().ok()?.encode(out),
        (Shape::Decimal, Document::Text(text)) => text.parse::<Decimal>().ok()?.encode(out),
        (Shape::Decimal, Document::Int(value)) => {
            Decimal::from(i64::try_from(*value).ok()?).encode(out)
        }
        (Shape::Decimal, Document::Float(value)) => Decimal::from_float(*value)?.encode(out),
        (Shape::Json, any) => Json::from(to_json(any)?).encode(out),
        _ => return None,
    }
    Some(())
}

// JSON has no name for what is not finite.
#[allow(
    clippy::cast_precision_loss,
    reason = "a whole number where a float belongs is the nearest float"
)]
fn float(document: &Document) -> Option<f64> {
    match document {
        Document::Float(value) => Some(*value),
        Document::Int(value) => Some(*value as f64),
        Document::Text(name) => match name.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        let digit = char::from(byte).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

fn to_json(document: &Document) -> Option<serde_json::Value> {
    use serde_json::Value;
    Some(match document {
        Document::Null => Value::Null,
        Document::Bool(value) => Value::Bool(*value),
        Document::Int(value) => match u64::try_from(*value) {
            Ok(value) => Value::from(value),
            Err(_) => Value::from(i64::try_from(*value).ok()?),
        },
        Document::Float(value) => serde_json::Number::from_f64(*value)?.into(),
        Document::Text(text) => Value::String(text.clone()),
        Document::Bytes(_) => return None,
        Document::List(items) => Value::Array(items.iter().map(to_json).collect::<Option<_>>()?),
        Document::Object(entries) => {
            let entry = |(key, value): &(String, Document)| Some((key.clone(), to_json(value)?));
            Value::Object(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}

fn read_list(item: &Shape, document: &Document, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    let Document::List(items) = document else {
        return Err(path.mismatch("an array", describe(Some(document))));
    };
    Writer::list(out, items.len());
    for (at, value) in items.iter().enumerate() {
        read_value(item, value, Path::Index(&path, at), out)?;
    }
    Ok(())
}

fn read_option(inner: &Shape, document: &Document, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    match document {
        Document::Null => read_value(&Shape::Unit, document, path, out),
        value => read_value(inner, value, path, out),
    }
}

// In order of the keys' texts: documents that say the same have the same bytes.
fn read_map(
    key: &Shape,
    value: &Shape,
    document: &Document,
    path: Path<'_>,
    out: &mut Vec<u8>,
) -> Read {
    let Document::Object(entries) = document else {
        return Err(path.mismatch("an object", describe(Some(document))));
    };
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(key, _)| key);
    Writer::map(out, entries.len());
    for (text, document) in entries {
        let path = Path::Key(&path, text);
        read_text(key, text, path, out)?;
        read_value(value, document, path, out)?;
    }
    Ok(())
}

fn read_object(fields: &[Field], document: &Document, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    let Document::Object(entries) = document else {
        return Err(path.mismatch("an object", describe(Some(document))));
    };
    let names = || fields.iter().map(|field| field.name);
    if let Some((name, _)) = entries
        .iter()
        .find(|(name, _)| !names().any(|known| known == name))
    {
        let path = Path::Key(&path, name);
        return Err(path.mismatch(one_of(names(), "field"), "this name"));
    }
    for field in fields {
        let path = Path::Key(&path, field.name);
        let value = entries.iter().find(|(name, _)| name == field.name);
        match (value, field.shape) {
            (Some((_, value)), shape) => read_value(shape, value, path, out)?,
            (None, Shape::Option(_)) => ().encode(out),
            (None, shape) => return Err(path.mismatch(expected(shape), "nothing")),
        }
    }
    Ok(())
}

fn read_items(shapes: &[&Shape], document: &Document, path: Path<'_>, out: &mut Vec<u8>) -> Read {
    let wrong = |found: String| {
        let count = shapes.len();
        Err(path.mismatch(format!("an array of {count} values"), found))
    };
    match document {
        Document::List(items) if items.len() == shapes.len() => {
            let pairs = shapes.iter().zip(items).enumerate();
            for (at, (shape, item)) in pairs {
                read_value(shape, item, Path::Index(&path, at), out)?;
            }
            Ok(())
        }
        Document::List(items) => wrong(format!("an array of {}", items.len())),
        other => wrong(describe(Some(other))),
    }
}

fn read_result(
    ok: &'static Shape,
    error: &'static Shape,
    document: &Document,
    path: Path<'_>,
    out: &mut Vec<u8>,
) -> Read {
    let (tag, name, shape) = match named(document) {
        Some(("ok", _)) => (0, "ok", ok),
        Some(("error", _)) => (1, "error", error),
        _ => return Err(path.mismatch("\"ok\" or \"error\"", describe(Some(document)))),
    };
    let Some((_, Some(value))) = named(document) else {
        return Err(path.mismatch(format!("an object with the key {name:?}"), "the name alone"));
    };
    Writer::variant(out, tag, 1);
    read_value(shape, value, Path::Key(&path, name), out)
}

/// What a variant is called, and what it carries.
fn named(document: &Document) -> Option<(&str, Option<&Document>)> {
    match document {
        Document::Text(name) => Some((name, None)),
        Document::Object(entries) => match entries.as_slice() {
            [(name, value)] => Some((name, Some(value))),
            _ => None,
        },
        _ => None,
    }
}

fn read_variant(
    variants: &[Variant],
    document: &Document,
    path: Path<'_>,
    out: &mut Vec<u8>,
) -> Read {
    let found = named(document).and_then(|(name, value)| {
        let at = variants.iter().position(|variant| variant.name == name)?;
        Some((u32::try_from(at).ok()?, variants.get(at)?, value))
    });
    let Some((tag, variant, value)) = found else {
        let names = variants.iter().map(|variant| variant.name);
        return Err(path.mismatch(one_of(names, "variant"), describe(Some(document))));
    };
    let inner = Path::Key(&path, variant.name);
    match (&variant.payload, value) {
        (Payload::Unit, None) => {
            Writer::unit_variant(out, tag);
            Ok(())
        }
        (Payload::Unit, Some(value)) => {
            Err(inner.mismatch("the name of the variant alone", describe(Some(value))))
        }
        (_, None) => Err(path.mismatch(
            format!("an object with the key {:?}", variant.name),
            "the name alone",
        )),
        (Payload::Positional([one]), Some(value)) => {
            Writer::variant(out, tag, 1);
            read_value(one, value, inner, out)
        }
        (Payload::Positional(shapes), Some(value)) => {
            Writer::variant(out, tag, u32::try_from(shapes.len()).unwrap_or(u32::MAX));
            read_items(shapes, value, inner, out)
        }
        (Payload::Named(fields), Some(value)) => {
            Writer::variant(out, tag, length(fields));
            read_object(fields, value, inner, out)
        }
    }
}

fn one_of(names: impl Iterator<Item = &'static str>, what: &str) -> String {
    let names: Vec<_> = names.map(|name| format!("{name:?}")).collect();
    match names.as_slice() {
        [] => format!("no {what}"),
        [one] => one.clone(),
        several => format!("one of {}", several.join(", ")),
    }
}

fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Int => "a whole number of 64 bits",
        Shape::Float => "a number",
        Shape::Bool => "true or false",
        Shape::String => "a text",
        Shape::Unit => "null",
        Shape::Bytes => "hexadecimal digits",
        Shape::Time => "Unix milliseconds",
        Shape::Date => "a date such as \"2024-02-29\"",
        Shape::Uuid => "a UUID",
        Shape::Decimal => "a decimal number as a text",
        Shape::Json => "JSON",
        Shape::List(_) | Shape::Tuple(_) => "an array",
        Shape::Map(..) | Shape::Struct(_) => "an object",
        Shape::Option(inner) => return expected(inner),
        Shape::Result(..) => "\"ok\" or \"error\"",
        Shape::Enum(variants) => {
            return one_of(variants.iter().map(|variant| variant.name), "variant");
        }
    }
    .to_owned()
}

/// The kind, and for a number its value; texts may be secret.
fn describe(document: Option<&Document>) -> String {
    match document {
        None => "nothing".to_owned(),
        Some(Document::Null) => "null".to_owned(),
        Some(Document::Bool(value)) => value.to_string(),
        Some(Document::Int(value)) => format!("the number {value}"),
        Some(Document::Float(value)) => format!("the number {value:?}"),
        Some(Document::Text(_)) => "another text".to_owned(),
        Some(Document::Bytes(_)) => "bytes".to_owned(),
        Some(Document::List(_)) => "an array".to_owned(),
        Some(Document::Object(_)) => "an object".to_owned(),
    }
}
