//! A universally unique identifier. Makes none by itself: that needs random numbers.

use std::fmt;
use std::str::FromStr;

use super::InvalidText;
use crate::wire::{Decode, DecodeError, Encode, Reader, Writer};

/// A universally unique identifier of any version (RFC 9562).
///
/// Printed in lower case with hyphens, `67e55044-10b1-426f-9247-bb680e5fe0c8`; parsed with hyphens, in either case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Uuid(uuid::Uuid);

impl Uuid {
    /// All zeros.
    pub const NIL: Self = Self(uuid::Uuid::nil());

    /// The identifier of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Uuid::from_bytes(bytes))
    }

    /// The bytes.
    #[must_use]
    pub const fn into_bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }

    /// An identifier of version 4 out of random bytes, of which six bits are overwritten.
    #[must_use]
    pub const fn from_random_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// A new identifier of version 4.
    ///
    /// # Errors
    /// Where the operating system has no random numbers.
    #[cfg(feature = "server")]
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self::from_random_bytes(bytes))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.hyphenated().encode_lower(&mut [0; 36]))
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uuid {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        // Of the forms that the parser takes, only the one with hyphens has this length.
        let parsed = (text.len() == 36).then(|| uuid::Uuid::try_parse(text).ok());
        parsed.flatten().map(Self).ok_or(InvalidText {
            expected: "a UUID such as 67e55044-10b1-426f-9247-bb680e5fe0c8",
        })
    }
}

impl From<uuid::Uuid> for Uuid {
    fn from(value: uuid::Uuid) -> Self {
        Self(value)
    }
}

impl From<Uuid> for uuid::Uuid {
    fn from(value: Uuid) -> Self {
        value.0
    }
}

impl Encode for Uuid {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::bytes(out, self.0.as_bytes());
    }
}

impl Decode for Uuid {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.byte_array().map(Self::from_bytes)
    }
}
