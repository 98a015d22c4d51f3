//! Typed values to the JSON of a column, from which the readers beside this make them again. Generated code says which
//! types; nothing of this is part of a client.
//!
//! What no reader would take back is refused: a float that is not finite, and JSON deeper than it is ever read.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use crate::db::Value;
use crate::value::{Date, Decimal, Json, Time, Uuid};

/// JSON on its way into a parameter.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    depth: usize,
    refusal: Option<&'static str>,
}

/// A value as a parameter: the text of its JSON. What JSON cannot hold is refused when the query runs.
pub fn document<T: ?Sized>(value: &T, write: impl FnOnce(&T, &mut Writer)) -> Value<'static> {
    let mut out = Writer::default();
    write(value, &mut out);
    match out.refusal {
        None => Value::Text(out.text.into()),
        Some(reason) => Value::Refused(reason),
    }
}

impl Writer {
    fn push(&mut self, value: impl Display) {
        // Writing to a string does not fail.
        let _ = write!(self.text, "{value}");
    }

    fn refuse(&mut self, reason: &'static str) {
        self.refusal.get_or_insert(reason);
    }

    fn check_depth(&mut self, depth: usize) {
        if depth > Json::MAX_DEPTH {
            self.refuse("JSON that nests more than 127 deep");
        }
    }

    // What is too deep is cut off, since it is refused.
    fn within(&mut self, open: char, close: char, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.check_depth(self.depth);
        self.text.push(open);
        if self.refusal.is_none() {
            write(self);
        }
        self.text.push(close);
        self.depth -= 1;
    }

    // Between the items of an array or the entries of an object.
    fn separate(&mut self) {
        if !self.text.ends_with(['[', '{']) {
            self.text.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.separate();
        text(key, self);
        self.text.push(':');
    }
}

/// A whole number.
pub fn int(value: &i64, out: &mut Writer) {
    out.push(value);
}

/// A number, in the shortest text that is read as the same one.
pub fn float(value: &f64, out: &mut Writer) {
    match value.is_finite() {
        true => out.push(format_args!("{value:?}")),
        false => out.refuse("a number that is not finite, which JSON has not"),
    }
}

/// `true` or `false`.
pub fn boolean(value: &bool, out: &mut Writer) {
    out.push(value);
}

/// A text.
pub fn text(value: &(impl AsRef<str> + ?Sized), out: &mut Writer) {
    let value = value.as_ref();
    out.text.reserve(value.len() + 2);
    out.text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.text.extend(['\\', c]),
            // As <https://www.rfc-editor.org/rfc/rfc8259#section-7> asks for.
            '\0'..='\x1f' => out.push(format_args!("\\u{:04x}", u32::from(c))),
            _ => out.text.push(c),
        }
    }
    out.text.push('"');
}

/// `null`.
pub fn unit((): &(), out: &mut Writer) {
    out.text.push_str("null");
}

/// Milliseconds since 1970-01-01T00:00:00Z.
pub fn time(value: &Time, out: &mut Writer) {
    out.push(value.unix_millis());
}

/// A text of two hexadecimal digits a byte: JSON has no bytes.
pub fn bytes(value: &(impl AsRef<[u8]> + ?Sized), out: &mut Writer) {
    out.text.push('"');
    for byte in value.as_ref() {
        out.push(format_args!("{byte:02x}"));
    }
    out.text.push('"');
}

/// A text such as `2024-02-29`.
pub fn date(value: &Date, out: &mut Writer) {
    out.push(format_args!("\"{value}\""));
}

/// A text with hyphens.
pub fn uuid(value: &Uuid, out: &mut Writer) {
    out.push(format_args!("\"{value}\""));
}

/// A text, which keeps every digit.
pub fn decimal(value: &Decimal, out: &mut Writer) {
    out.push(format_args!("\"{value}\""));
}

/// Any JSON, as it is.
pub fn json(value: &Json, out: &mut Writer) {
    out.check_depth(out.depth + depth(value.value()));
    out.push(value);
}

fn depth(value: &serde_json::Value) -> usize {
    let inner = match value {
        serde_json::Value::Array(values) => values.iter().map(depth).max(),
        serde_json::Value::Object(entries) => entries.values().map(depth).max(),
        _ => return 0,
    };
    inner.unwrap_or(0) + 1
}

/// What one value is written as.
pub fn value<T: ?Sized>(value: &T, out: &mut Writer, write: impl FnOnce(&T, &mut Writer)) {
    write(value, out);
}

/// `null` for `None`.
pub fn optional<T>(value: &Option<T>, out: &mut Writer, write: impl FnOnce(&T, &mut Writer)) {
    match value {
        Some(value) => write(value, out),
        None => unit(&(), out),
    }
}

/// As [`optional`], of a type that contains itself.
pub fn optional_box<T>(
    value: &Option<Box<T>>,
    out: &mut Writer,
    write: impl FnOnce(&T, &mut Writer),
) {
    optional(value, out, |value, out| write(value, out));
}

/// An array.
pub fn list<T>(values: &[T], out: &mut Writer, write: impl Fn(&T, &mut Writer)) {
    items(out, |items| {
        for value in values {
            items.next(value, &write);
        }
    });
}

/// An object with a key for each entry, whose text `key_text` makes.
pub fn map<K, V>(
    entries: &BTreeMap<K, V>,
    out: &mut Writer,
    key_text: impl Fn(&K) -> String,
    write: impl Fn(&V, &mut Writer),
) {
    fields(out, |fields| {
        for (key, value) in entries {
            fields.put(&key_text(key), value, &write);
        }
    });
}

/// `{"ok": …}` or `{"error": …}`.
pub fn result<T, E>(
    value: &Result<T, E>,
    out: &mut Writer,
    write: impl FnOnce(&T, &mut Writer),
    write_error: impl FnOnce(&E, &mut Writer),
) {
    match value {
        Ok(value) => variant("ok", out, |out| write(value, out)),
        Err(error) => variant("error", out, |out| write_error(error, out)),
    }
}

/// The items of an array, one by one.
#[derive(Debug)]
pub struct Items<'w>(&'w mut Writer);

impl Items<'_> {
    /// The next.
    pub fn next<T: ?Sized>(&mut self, value: &T, write: impl FnOnce(&T, &mut Writer)) {
        self.0.separate();
        write(value, self.0);
    }
}

/// An array whose items `write` gives.
pub fn items(out: &mut Writer, write: impl FnOnce(&mut Items<'_>)) {
    out.within('[', ']', |out| write(&mut Items(out)));
}

/// The entries of an object, one by one.
#[derive(Debug)]
pub struct Fields<'w>(&'w mut Writer);

impl Fields<'_> {
    /// The next, by its key.
    pub fn put<T: ?Sized>(&mut self, key: &str, value: &T, write: impl FnOnce(&T, &mut Writer)) {
        self.0.key(key);
        write(value, self.0);
    }
}

/// An object whose entries `write` gives.
pub fn fields(out: &mut Writer, write: impl FnOnce(&mut Fields<'_>)) {
    out.within('{', '}', |out| write(&mut Fields(out)));
}

/// A variant that carries something: an object of its name alone.
pub fn variant(name: &str, out: &mut Writer, write: impl FnOnce(&mut Writer)) {
    out.within('{', '}', |out| {
        out.key(name);
        write(out);
    });
}

#[cfg(test)]
mod tests;
