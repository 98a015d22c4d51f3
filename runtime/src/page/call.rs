//! Calls from a page to its server: their types, what comes back, and how a form says one.

use crate::wire::{Decode, DecodeError, Encode, Reader, Writer, decode_all};

/// Names a method and its full shape: the first 64 bits of SHA-256 over both, so that a tab with an
/// older contract can never call something that now means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodId(pub u64);

/// The arguments of an rpc, as a generated contract declares them.
pub trait Rpc: Encode + Decode + 'static {
    /// What the handler answers.
    type Ok: Encode + Decode + 'static;
    /// The handler's own error; [`std::convert::Infallible`] where none is declared.
    type Error: Encode + Decode + 'static;
    /// The method.
    const METHOD: MethodId;
    /// The method's path for people and for forms: `public/home/increment`.
    const NAME: &'static str;
}

/// What a page's message carries back from a call.
pub type Reply<C> = Result<<C as Rpc>::Ok, RpcError<<C as Rpc>::Error>>;

/// Why a call has no value to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RpcError<E> {
    /// The handler's own error.
    App(E),
    /// Everything else.
    Failed(Failure),
}

/// Why a call has not been answered by its handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Withdrawn: it has not run and never will.
    Disconnected,
    /// It may have run; the page loads its data again.
    Unknown,
    /// Nobody is signed in.
    Unauthorized,
    /// Whoever is signed in may not.
    Forbidden,
    /// The server could not read it.
    BadRequest,
    /// This tab is older than the server's contract; reload the page.
    Stale,
    /// Something failed inside the server; its log has this id.
    Internal {
        /// The id to look for in the server's log.
        trace_id: String,
    },
}

#[cfg(feature = "server")]
impl Failure {
    /// What the log calls it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Disconnected => "disconnected",
            Self::Unknown => "unknown",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::BadRequest => "bad request",
            Self::Stale => "stale",
            Self::Internal { .. } => "internal",
        }
    }
}

/// A call that a plain HTML form can make: its arguments have the form's field names.
pub trait FormCall: Rpc {
    /// The arguments as form fields, in order.
    fn fields(&self) -> Vec<(&'static str, String)>;

    /// Reads the arguments from a form.
    ///
    /// # Errors
    /// Names the field that is missing or does not parse.
    fn from_fields(fields: &FormFields) -> Result<Self, FormError>;
}

/// The fields of a submitted form, in order; names may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormFields(pub Vec<(String, String)>);

impl FormFields {
    /// The first value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A field that is missing or does not parse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// The field.
    pub field: &'static str,
}

/// An answer of the server, as bytes: the encoded `Result<Ok, Error>` of the method, or why there is none.
pub type Answer = Result<Vec<u8>, Failure>;

/// Turns an answer into what the page's message carries; bytes that do not decode are [`Failure::BadRequest`]'s
/// counterpart on this side: the tab's contract is stale.
pub fn decode_reply<C: Rpc>(answer: Answer) -> Reply<C> {
    let bytes = answer.map_err(RpcError::Failed)?;
    match decode_all::<Result<C::Ok, C::Error>>(&bytes) {
        Ok(result) => result.map_err(RpcError::App),
        Err(_) => Err(RpcError::Failed(Failure::Stale)),
    }
}

impl Encode for Failure {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Disconnected => Writer::unit_variant(out, 0),
            Self::Unknown => Writer::unit_variant(out, 1),
            Self::Unauthorized => Writer::unit_variant(out, 2),
            Self::Forbidden => Writer::unit_variant(out, 3),
            Self::BadRequest => Writer::unit_variant(out, 4),
            Self::Stale => Writer::unit_variant(out, 5),
            Self::Internal { trace_id } => {
                Writer::variant(out, 6, 1);
                trace_id.encode(out);
            }
        }
    }
}

impl Decode for Failure {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 0) => Ok(Self::Disconnected),
            (1, 0) => Ok(Self::Unknown),
            (2, 0) => Ok(Self::Unauthorized),
            (3, 0) => Ok(Self::Forbidden),
            (4, 0) => Ok(Self::BadRequest),
            (5, 0) => Ok(Self::Stale),
            (6, 1) => Ok(Self::Internal {
                trace_id: String::decode(reader)?,
            }),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

impl<E: Encode> Encode for RpcError<E> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::App(error) => {
                Writer::variant(out, 0, 1);
                error.encode(out);
            }
            Self::Failed(failure) => {
                Writer::variant(out, 1, 1);
                failure.encode(out);
            }
        }
    }
}

impl<E: Decode> Decode for RpcError<E> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 1) => Ok(Self::App(E::decode(reader)?)),
            (1, 1) => Ok(Self::Failed(Failure::decode(reader)?)),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}
