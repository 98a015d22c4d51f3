//! A list as one parameter: values to the text of a JSON array, from which SQLite's `json_each` makes the same values.

use std::fmt::Write as _;

use super::value::Value;
use crate::value::{Date, Decimal, Json, Time, Uuid};

impl Value<'_> {
    /// A list as one parameter, for `IN (SELECT value FROM json_each(:ids))`: the text of a JSON array.
    ///
    /// Each item is what it is as a parameter of its own, in the storage class that a column would have of it. A `Json` is
    /// its text and bytes are their hexadecimal digits, for `unhex(value)`, since JSON has none. Where an item is NaN the
    /// list is, and refused when the query runs.
    pub fn list<T: ListItem>(items: impl IntoIterator<Item = T>) -> Self {
        let mut json = String::from("[");
        for item in items {
            if item.is_nan() {
                return Self::Float(f64::NAN);
            }
            if json.len() > 1 {
                json.push(',');
            }
            item.write(&mut json);
        }
        json.push(']');
        Self::Text(json.into())
    }
}

/// What a list of parameters is made of. Sealed: nothing else can implement it.
pub trait ListItem: sealed::Item {}

impl<T: sealed::Item> ListItem for T {}

mod sealed {
    /// An item of a JSON array.
    pub trait Item {
        /// Appends its JSON.
        fn write(&self, json: &mut String);

        /// Whether it is no number, which neither JSON nor SQLite has.
        fn is_nan(&self) -> bool {
            false
        }
    }
}

impl sealed::Item for i64 {
    fn write(&self, json: &mut String) {
        push(json, self);
    }
}

impl sealed::Item for f64 {
    // The shortest text that reads as the same number. SQLite reads what is out of range as infinite.
    fn write(&self, json: &mut String) {
        match *self {
            f64::INFINITY => json.push_str("9e999"),
            f64::NEG_INFINITY => json.push_str("-9e999"),
            number => push(json, format_args!("{number:?}")),
        }
    }

    fn is_nan(&self) -> bool {
        f64::is_nan(*self)
    }
}

impl sealed::Item for bool {
    // As a truth value is stored.
    fn write(&self, json: &mut String) {
        json.push(if *self { '1' } else { '0' });
    }
}

impl sealed::Item for &str {
    fn write(&self, json: &mut String) {
        json.push('"');
        self.chars().for_each(|c| push_escaped(json, c));
        json.push('"');
    }
}

impl sealed::Item for &[u8] {
    fn write(&self, json: &mut String) {
        json.push('"');
        self.iter()
            .for_each(|byte| push(json, format_args!("{byte:02x}")));
        json.push('"');
    }
}

impl sealed::Item for Time {
    fn write(&self, json: &mut String) {
        push(json, self.unix_millis());
    }
}

impl sealed::Item for &Json {
    fn write(&self, json: &mut String) {
        self.to_string().as_str().write(json);
    }
}

macro_rules! written_in_plain_ascii {
    ($($item:ty),*) => {
        $(impl sealed::Item for $item {
            fn write(&self, json: &mut String) {
                push(json, format_args!("\"{self}\""));
            }
        })*
    };
}

written_in_plain_ascii!(Date, Uuid, Decimal);

fn push(json: &mut String, text: impl std::fmt::Display) {
    // Writing to a string does not fail.
    let _ = write!(json, "{text}");
}

// As <https://www.rfc-editor.org/rfc/rfc8259#section-7> asks for.
fn push_escaped(json: &mut String, c: char) {
    match c {
        '"' | '\\' => json.extend(['\\', c]),
        '\0'..='\x1f' => push(json, format_args!("\\u{:04x}", u32::from(c))),
        _ => json.push(c),
    }
}
