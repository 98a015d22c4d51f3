//! What a page and its model on the server say to each other, as part of the frames of its tab. `spec/wire.md` has the
//! tables of tags and a vector of each.

use super::frame::Cursor;
use super::{Decode, DecodeError, Encode, Reader, Writer};

/// From a page, about or to its model on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToModel {
    /// The model is to begin, or to go on where a connection was lost; answered with `Begun`, `Reset` or `Denied`.
    Open {
        /// Path and search string of the page.
        url: String,
        /// The epoch of the model that is to go on and the number of the last message heard of it; none where the page
        /// has heard of no model yet.
        cursor: Option<Cursor>,
    },
    /// A message of the page.
    Send {
        /// The model that it is for, and no other.
        epoch: u64,
        /// Numbers the messages of an epoch, from 1, without gaps.
        k: u64,
        /// The encoded message.
        message: Vec<u8>,
    },
    /// The page is left: the model is dropped once it has taken what was sent before.
    Leave,
}

/// To a page, about or from its model on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromModel {
    /// The model is there.
    Begun {
        /// Tells it from every other model.
        epoch: u64,
        /// The number of the last message that the server has.
        taken: u64,
    },
    /// A message of the model.
    Message {
        /// Numbers the messages of an epoch, from 1, without gaps.
        seq: u64,
        /// The encoded message.
        body: Vec<u8>,
    },
    /// The server has every message up to this one.
    Taken {
        /// The number.
        k: u64,
    },
    /// The model is gone: the page loads its data again and begins with a new one.
    Reset,
    /// The answer to `Open`: this page or visitor has no model.
    Denied,
}

impl Encode for ToModel {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Open { url, cursor } => {
                Writer::variant(out, 0, 2);
                url.encode(out);
                cursor.encode(out);
            }
            Self::Send { epoch, k, message } => {
                Writer::variant(out, 1, 3);
                epoch.encode(out);
                k.encode(out);
                Writer::bytes(out, message);
            }
            Self::Leave => Writer::unit_variant(out, 2),
        }
    }
}

impl Decode for ToModel {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 2) => Ok(Self::Open {
                url: String::decode(reader)?,
                cursor: Option::decode(reader)?,
            }),
            (1, 3) => Ok(Self::Send {
                epoch: reader.unsigned()?,
                k: reader.unsigned()?,
                message: reader.bytes()?.to_vec(),
            }),
            (2, 0) => Ok(Self::Leave),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

impl Encode for FromModel {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Begun { epoch, taken } => {
                Writer::variant(out, 0, 2);
                epoch.encode(out);
                taken.encode(out);
            }
            Self::Message { seq, body } => {
                Writer::variant(out, 1, 2);
                seq.encode(out);
                Writer::bytes(out, body);
            }
            Self::Taken { k } => {
                Writer::variant(out, 2, 1);
                k.encode(out);
            }
            Self::Reset => Writer::unit_variant(out, 3),
            Self::Denied => Writer::unit_variant(out, 4),
        }
    }
}

impl Decode for FromModel {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 2) => Ok(Self::Begun {
                epoch: reader.unsigned()?,
                taken: reader.unsigned()?,
            }),
            (1, 2) => Ok(Self::Message {
                seq: reader.unsigned()?,
                body: reader.bytes()?.to_vec(),
            }),
            (2, 1) => Ok(Self::Taken {
                k: reader.unsigned()?,
            }),
            (3, 0) => Ok(Self::Reset),
            (4, 0) => Ok(Self::Denied),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}
