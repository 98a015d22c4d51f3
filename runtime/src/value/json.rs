//! A value of JSON whose form the contract does not say.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::InvalidText;
use crate::wire::{Decode, DecodeError, Encode, Reader, Writer};

/// Any JSON.
///
/// Printed without space. Parsed strictly, nested up to [`Json::MAX_DEPTH`]; of equal keys the last counts, and a whole
/// number beyond 64 bits becomes a float, as in other parsers.
#[derive(Clone, PartialEq, Default)]
pub struct Json(Value);

impl Json {
    /// How deep JSON may nest when it is parsed. What is put together deeper prints, and is refused where it is read.
    pub const MAX_DEPTH: usize = 127;

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// The value.
    #[must_use]
    pub fn into_value(self) -> Value {
        self.0
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        json.0
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without its alternate form, which has more than one line.
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Json {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let invalid = InvalidText {
            expected: "JSON such as {\"a\":[1,true]}, nested up to 127 deep",
        };
        serde_json::from_str(text).map(Self).map_err(|_| invalid)
    }
}

impl Encode for Json {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::text(out, &self.to_string());
    }
}

impl Decode for Json {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.text()?;
        text.parse().map_err(|_| DecodeError::InvalidText)
    }
}
