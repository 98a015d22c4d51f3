//! Values that are their text: in forms and in addresses.

use std::borrow::Cow;
use std::fmt;

use super::{Date, Decimal, Json, Time, Uuid};
use crate::page::FormValue;
use crate::route::Param;

/// A text that is not of a type's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidText {
    /// What was expected, with an example.
    pub expected: &'static str,
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected ")?;
        f.write_str(self.expected)
    }
}

impl std::error::Error for InvalidText {}

macro_rules! form_values {
    ($($type:ty),+) => {
        $(impl FormValue for $type {
            fn to_field(&self) -> String {
                self.to_string()
            }

            fn from_field(text: Option<&str>) -> Option<Self> {
                text?.trim_ascii().parse().ok()
            }
        })+
    };
}

form_values!(Date, Uuid, Decimal, Json);

impl FormValue for Time {
    fn to_field(&self) -> String {
        self.to_string()
    }

    // A control of type `datetime-local` sends no offset; its time is taken as UTC.
    fn from_field(text: Option<&str>) -> Option<Self> {
        let text = text?.trim_ascii();
        text.parse().ok().or_else(|| Self::parse_local(text))
    }
}

macro_rules! params {
    ($($type:ty),+) => {
        $(impl Param for $type {
            fn to_text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }

            // As it is printed: another text would be another address of the same page.
            fn from_text(text: &str) -> Option<Self> {
                let value: Self = text.parse().ok()?;
                (value.to_string() == text).then_some(value)
            }
        })+
    };
}

params!(Time, Date, Uuid, Decimal);
