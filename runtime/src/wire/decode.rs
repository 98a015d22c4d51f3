//! MessagePack to values.

/// A value that crosses the wire.
pub trait Decode: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// Where the bytes are something else, end early or nest too deep.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// What is wrong with received bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes end before the value does.
    Truncated,
    /// Another type stands there.
    UnexpectedType,
    /// A tag, or a number of fields for it, that the type does not have.
    UnknownVariant,
    /// A struct or tuple with another number of fields.
    WrongLength,
    /// A number outside the type's range.
    OutOfRange,
    /// A text that is not UTF-8.
    NotUtf8,
    /// Nested deeper than [`Reader::MAX_DEPTH`].
    TooDeep,
    /// Bytes after the value.
    TrailingBytes,
}

/// Bytes being read.
pub struct Reader<'a> {
    _bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// How deep values may nest.
    pub const MAX_DEPTH: usize = 64;
    /// Reads from these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { _bytes: bytes }
    }
    /// The head of a struct or tuple that must have `fields` fields, then the fields themselves, one level deeper.
    ///
    /// # Errors
    /// Where something else stands there.
    pub fn fields<T>(
        &mut self,
        _fields: u32,
        _read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        Err(DecodeError::Truncated)
    }
    /// A variant: `read` is given the tag and the number of fields, and reads the fields, one level deeper.
    ///
    /// # Errors
    /// Where something else stands there.
    pub fn variant<T>(
        &mut self,
        _read: impl FnOnce(u32, u32, &mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        Err(DecodeError::Truncated)
    }
}
