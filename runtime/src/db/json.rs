//! JSON in a column to typed values, each error with the place in the JSON. Generated code says which types; nothing of
//! this is part of a client.
//!
//! Lists and tuples are arrays, structs and maps are objects, a variant with values is an object of its name alone, `None`
//! is `null` or a field that is not there. Numbers are as SQLite's JSON functions write them: a truth value may be 0 or 1,
//! a whole float may have no point.

pub mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::value::{Date, Decimal, Json, Time, Uuid};

/// A value within JSON, and where it stands.
#[derive(Debug)]
pub struct Node<'a> {
    /// `None` where an object has no such key.
    value: Option<Value>,
    path: Path<'a>,
}

/// The way from the outermost value, in SQLite's notation when printed: `$.author.tags[2]`.
#[derive(Debug, Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

/// JSON that is not a value of the type that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where, from `$` on.
    pub path: String,
    /// What was asked for.
    pub expected: &'static str,
    /// What is there; never a text, which may be secret.
    pub found: Arc<str>,
}

type Read<T> = Result<T, Mismatch>;

impl<'a> Node<'a> {
    /// The outermost value.
    pub(crate) const fn root(value: Value) -> Self {
        Self {
            value: Some(value),
            path: Path::Root,
        }
    }

    /// The error that this is something else.
    #[must_use]
    pub fn is_not(&self, expected: &'static str) -> Mismatch {
        self.path.mismatch(expected, describe(self.value.as_ref()))
    }

    // What is there is told only where it is of the wrong kind, and is used up otherwise.
    fn convert<T>(
        self,
        expected: &'static str,
        convert: impl FnOnce(Value) -> Result<T, Value>,
    ) -> Read<T> {
        let path = self.path;
        let wrong = |value: Option<&Value>| path.mismatch(expected, describe(value));
        match self.value {
            Some(value) => convert(value).map_err(|value| wrong(Some(&value))),
            None => Err(wrong(None)),
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.value, None | Some(Value::Null))
    }
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident -> $type:ty, $expected:literal, $value:ident => $convert:expr;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(node: Node<'_>) -> Result<$type, Mismatch> {
                node.convert($expected, |$value| $convert)
            }
        )*
    };
}

readers! {
    /// A whole number of 64 bits.
    int -> i64, "a whole number", value => value.as_i64().ok_or(value);
    /// Any number.
    float -> f64, "a number", value => value.as_f64().ok_or(value);
    /// `true`, `false`, or 0 and 1, which SQLite makes of them.
    boolean -> bool, "true, false, 0 or 1", value => match value.as_i64() {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        _ => value.as_bool().ok_or(value),
    };
    /// A text.
    text -> String, "a text", value => match value {
        Value::String(text) => Ok(text),
        other => Err(other),
    };
    /// `null`.
    unit -> (), "null", value => value.as_null().ok_or(value);
    /// Milliseconds since 1970-01-01T00:00:00Z.
    time -> Time, "Unix milliseconds", value => {
        value.as_i64().map(Time::from_unix_millis).ok_or(value)
    };
    /// A text of two hexadecimal digits a byte, as SQLite's `hex` writes it: JSON has no bytes.
    bytes -> Vec<u8>, "hexadecimal digits", value => value.as_str().and_then(from_hex).ok_or(value);
    /// A text such as `2024-02-29`.
    date -> Date, "a date such as 2024-02-29", value => parse(value);
    /// A text with hyphens.
    uuid -> Uuid, "a UUID", value => parse(value);
    /// A text, a whole number, or a number of at most 15 digits, beyond which floats lose some.
    decimal -> Decimal, "a decimal number", value => match value.as_i64() {
        Some(number) => Ok(number.into()),
        None => match value.as_f64() {
            Some(number) => Decimal::from_float(number).ok_or(value),
            None => parse(value),
        },
    };
    /// Any value.
    json -> Json, "JSON", value => Ok(value.into());
}

fn parse<T: std::str::FromStr>(value: Value) -> Result<T, Value> {
    let parsed = value.as_str().and_then(|text| text.parse().ok());
    parsed.ok_or(value)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

/// A text that `parse` makes a value of; `expected` says which texts those are.
pub fn parsed<T>(
    node: Node<'_>,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Read<T> {
    node.convert(expected, |value| {
        let parsed = value.as_str().and_then(parse);
        parsed.ok_or(value)
    })
}

/// `null` or nothing for `None`.
pub fn optional<T>(node: Node<'_>, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<Option<T>> {
    match node.is_null() {
        true => Ok(None),
        false => read(node).map(Some),
    }
}

/// As [`optional`], of a type that contains itself.
pub fn optional_box<T>(
    node: Node<'_>,
    read: impl FnOnce(Node<'_>) -> Read<T>,
) -> Read<Option<Box<T>>> {
    Ok(optional(node, read)?.map(Box::new))
}

/// What one value is read from.
pub fn read<T>(node: Node<'_>, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<T> {
    read(node)
}

/// An array of any length.
pub fn list<T>(node: Node<'_>, read: impl Fn(Node<'_>) -> Read<T>) -> Read<Vec<T>> {
    let path = node.path;
    let values = array(node, "an array")?;
    let item = |(at, value)| {
        read(Node {
            value: Some(value),
            path: Path::Index(&path, at),
        })
    };
    values.into_iter().enumerate().map(item).collect()
}

/// An object whose keys are not known before. `parse_key` makes a key of its text.
pub fn map<K: Ord, V>(
    node: Node<'_>,
    parse_key: impl Fn(&str) -> Option<K>,
    read: impl Fn(Node<'_>) -> Read<V>,
) -> Read<BTreeMap<K, V>> {
    let path = node.path;
    let mut entries = BTreeMap::new();
    for (text, value) in object(node)? {
        let path = Path::Key(&path, &text);
        let key =
            parse_key(&text).ok_or_else(|| path.mismatch("a key of the map", "another text"))?;
        let value = Some(value);
        entries.insert(key, read(Node { value, path })?);
    }
    Ok(entries)
}

/// `{"ok": …}` or `{"error": …}`.
pub fn result<T, E>(
    node: Node<'_>,
    read: impl FnOnce(Node<'_>) -> Read<T>,
    read_error: impl FnOnce(Node<'_>) -> Read<E>,
) -> Read<Result<T, E>> {
    variant(node, |name, node| match name {
        "ok" => read(node).map(Ok),
        "error" => read_error(node).map(Err),
        _ => Err(node.is_not("'ok' or 'error'")),
    })
}

/// The items of an array that has one for each value.
#[derive(Debug)]
pub struct Items<'a> {
    values: std::vec::IntoIter<Value>,
    next: usize,
    path: &'a Path<'a>,
}

impl Items<'_> {
    /// The next.
    ///
    /// # Errors
    /// Where it is none of the type.
    pub fn next<T>(&mut self, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<T> {
        let path = Path::Index(self.path, self.next);
        self.next += 1;
        read(Node {
            value: self.values.next(),
            path,
        })
    }
}

/// An array of so many values.
pub fn items<T>(
    node: Node<'_>,
    count: usize,
    read: impl FnOnce(&mut Items<'_>) -> Read<T>,
) -> Read<T> {
    let path = node.path;
    let values = array(node, "an array")?;
    if values.len() != count {
        let expected = "an array with an item for each value";
        return Err(path.mismatch(expected, format!("an array of {}", values.len())));
    }
    read(&mut Items {
        values: values.into_iter(),
        next: 0,
        path: &path,
    })
}

/// The values of an object by their keys.
#[derive(Debug)]
pub struct Fields<'a> {
    values: Map<String, Value>,
    path: &'a Path<'a>,
}

impl Fields<'_> {
    /// The value of a key, which may not be there.
    ///
    /// # Errors
    /// Where it is none of the type.
    pub fn take<T>(&mut self, name: &str, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<T> {
        read(Node {
            value: self.values.remove(name),
            path: Path::Key(self.path, name),
        })
    }
}

/// An object. Keys that nothing asks for are left alone: JSON may have been written with more.
pub fn fields<T>(node: Node<'_>, read: impl FnOnce(&mut Fields<'_>) -> Read<T>) -> Read<T> {
    let path = node.path;
    let values = object(node)?;
    read(&mut Fields {
        values,
        path: &path,
    })
}

/// A variant: the text of its name, or an object whose only key is its name. `read` is given the name and what it carries.
pub fn variant<T>(node: Node<'_>, read: impl FnOnce(&str, Node<'_>) -> Read<T>) -> Read<T> {
    const EXPECTED: &str = "the name of a variant, or an object with that key alone";
    let path = node.path;
    let (name, value) = node.convert(EXPECTED, |value| match value {
        Value::String(name) => Ok((name, None)),
        Value::Object(object) if object.len() == 1 => {
            let mut entries = object.into_iter();
            let entry = entries.next().map(|(name, value)| (name, Some(value)));
            entry.ok_or(Value::Null)
        }
        other => Err(other),
    })?;
    let path = match value {
        Some(_) => Path::Key(&path, &name),
        None => path,
    };
    read(&name, Node { value, path })
}

/// What a variant that carries nothing is read from.
pub fn no_payload(node: Node<'_>) -> Read<()> {
    match node.value {
        None => Ok(()),
        Some(_) => Err(node.is_not("the name of the variant alone")),
    }
}

fn array(node: Node<'_>, expected: &'static str) -> Read<Vec<Value>> {
    node.convert(expected, |value| match value {
        Value::Array(values) => Ok(values),
        other => Err(other),
    })
}

fn object(node: Node<'_>) -> Read<Map<String, Value>> {
    node.convert("an object", |value| match value {
        Value::Object(values) => Ok(values),
        other => Err(other),
    })
}

impl Path<'_> {
    fn mismatch(&self, expected: &'static str, found: impl Into<Arc<str>>) -> Mismatch {
        Mismatch {
            path: self.to_string(),
            expected,
            found: found.into(),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain =
            |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
        match self {
            Self::Root => f.write_str("$"),
            Self::Key(outer, key) if is_plain(key) => write!(f, "{outer}.{key}"),
            Self::Key(outer, key) => write!(f, "{outer}.{key:?}"),
            Self::Index(outer, at) => write!(f, "{outer}[{at}]"),
        }
    }
}

/// The kind, and for a number its value; texts may be secret.
fn describe(value: Option<&Value>) -> Arc<str> {
    match value {
        None => "nothing".into(),
        Some(Value::Null) => "null".into(),
        Some(Value::Bool(value)) => value.to_string().into(),
        Some(Value::Number(number)) => format!("the number {number}").into(),
        Some(Value::String(_)) => "another text".into(),
        Some(Value::Array(_)) => "an array".into(),
        Some(Value::Object(_)) => "an object".into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn node(text: &str) -> Node<'static> {
        Node::root(serde_json::from_str(text).unwrap())
    }

    fn wrong<T: fmt::Debug>(read: Read<T>) -> (String, &'static str, String) {
        let mismatch = read.unwrap_err();
        (mismatch.path, mismatch.expected, mismatch.found.to_string())
    }

    #[test]
    fn numbers_are_as_sqlite_writes_them() {
        assert_eq!(int(node("-9223372036854775808")), Ok(i64::MIN));
        assert_eq!(float(node("3")), Ok(3.0));
        assert_eq!(boolean(node("1")), Ok(true));
        assert_eq!(boolean(node("false")), Ok(false));
        assert_eq!(time(node("7")), Ok(Time::from_unix_millis(7)));
        assert_eq!(decimal(node("1.5")), Ok("1.5".parse().unwrap()));
        assert_eq!(decimal(node("\"0.10\"")), Ok("0.10".parse().unwrap()));
        assert_eq!(bytes(node("\"00fF\"")), Ok(vec![0, 255]));
        assert!(int(node("1.0")).is_err());
        assert!(boolean(node("2")).is_err());
        assert!(bytes(node("\"0\"")).is_err());
        assert!(bytes(node("\"0é\"")).is_err());
    }

    #[test]
    fn nothing_and_null_are_none() {
        let read = |text| {
            fields(node(text), |fields| {
                fields.take("a", |node| optional(node, int))
            })
        };
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read("{\"a\": null}"), Ok(None));
        assert_eq!(read("{\"a\": 1, \"b\": 2}"), Ok(Some(1)));
    }

    #[test]
    fn an_error_has_its_place() {
        let names = |node: Node<'_>| {
            fields(node, |fields| {
                fields.take("the names", |node| list(node, text))
            })
        };
        assert_eq!(
            wrong(list(
                node("[{\"the names\": [\"a\"]}, {\"the names\": [\"a\", 2]}]"),
                names
            )),
            (
                "$[1].\"the names\"[1]".to_owned(),
                "a text",
                "the number 2".to_owned()
            )
        );
        assert_eq!(
            wrong(list(node("[{}]"), names)),
            (
                "$[0].\"the names\"".to_owned(),
                "an array",
                "nothing".to_owned()
            )
        );
        assert_eq!(
            wrong(map(node("{\"x\": 1}"), |key| key.parse::<i64>().ok(), int)),
            (
                "$.x".to_owned(),
                "a key of the map",
                "another text".to_owned()
            )
        );
    }

    #[test]
    fn texts_are_not_told() {
        assert_eq!(wrong(int(node("\"secret\""))).2, "another text");
    }

    #[test]
    fn tuples_have_as_many_items_as_values() {
        let pair = |text: &str| {
            items(node(text), 2, |items| {
                Ok((items.next(int)?, items.next(boolean)?))
            })
        };
        assert_eq!(pair("[1, 0]"), Ok((1, false)));
        assert_eq!(wrong(pair("[1]")).2, "an array of 1");
        assert_eq!(wrong(pair("[1, 3]")).0, "$[1]");
    }

    #[test]
    fn variants_are_their_name_or_an_object_of_it() {
        let read = |text: &str| {
            variant(node(text), |name, node| match name {
                "ended" => no_payload(node).map(|()| 0),
                "scored" => int(node),
                _ => Err(node.is_not("a variant")),
            })
        };
        assert_eq!(read("\"ended\""), Ok(0));
        assert_eq!(read("{\"scored\": 3}"), Ok(3));
        assert_eq!(wrong(read("{\"scored\": true}")).0, "$.scored");
        assert_eq!(wrong(read("\"scored\"")).2, "nothing");
        assert!(read("{\"ended\": null}").is_err());
        assert!(read("\"other\"").is_err());
        assert!(read("{\"scored\": 3, \"ended\": null}").is_err());
        assert_eq!(
            result(node("{\"error\": \"no\"}"), int, text),
            Ok(Err("no".to_owned()))
        );
    }
}
