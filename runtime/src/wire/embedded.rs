//! What a document carries for its wasm: the state that the page is hydrated from. Written by the server, read once by
//! the browser.

use super::frame::Cursor;
use super::{Decode, DecodeError, Encode, Reader, Writer};
use crate::page::{Answer, FormFields};

/// The element that holds the server-rendered page: `<div id="rally">`.
pub const CONTAINER_ID: &str = "rally";

/// The element that says the title of a page that somebody has gone to: an empty `<div role="status">`.
pub const TITLE_ID: &str = "rally-title";

/// The element that is shown while a page is awaited: `<div role="progressbar">`.
pub const PROGRESS_ID: &str = "rally-progress";

/// The element that holds the embedded state: `<script type="application/rally" id="rally-state">`, with the standard
/// base64, padded, of the encoded [`Embedded`] as its text.
pub const STATE_ID: &str = "rally-state";

/// The state that a page is hydrated from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The hash of the client's contract.
    pub version: u64,
    /// The client's name, which is part of the addresses it speaks to.
    pub client: String,
    /// Path and search string of the page: those that the document was opened with, or those of a page for lost visitors
    /// which stands in for the one that is not there.
    pub url: String,
    /// The encoded data that the page's `load` gave.
    pub data: Vec<u8>,
    /// The server's time of rendering, in milliseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The id of the database. With `now` it is the stamp of calls that leave before the first `Welcome`.
    pub database: [u8; 16],
    /// The proof of whom the page was rendered for; goes into `Hello`.
    pub who: Vec<u8>,
    /// Where the server runs.
    pub environment: Environment,
    /// What forms posted without JavaScript have led to, in order.
    pub posted: Vec<Posted>,
    /// Where events begin that `load` may not have seen.
    pub cursor: Cursor,
}

/// Where the server runs, as far as the browser needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// The console is quiet.
    Production,
    /// Hydration mismatches and the like are reported on the console.
    Development,
}

/// A form that was posted without JavaScript, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The method's path: `public/home/increment`.
    pub method: String,
    /// The fields as they were posted, without the hidden ones whose names begin with `_rally_` and without passwords.
    pub fields: FormFields,
    /// What the call answered.
    pub answer: Answer,
}

impl Encode for Embedded {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 10);
        self.version.encode(out);
        self.client.encode(out);
        self.url.encode(out);
        Writer::bytes(out, &self.data);
        self.now.encode(out);
        Writer::bytes(out, &self.database);
        Writer::bytes(out, &self.who);
        self.environment.encode(out);
        self.posted.encode(out);
        self.cursor.encode(out);
    }
}

impl Decode for Embedded {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(10, |reader| {
            Ok(Self {
                version: reader.unsigned()?,
                client: String::decode(reader)?,
                url: String::decode(reader)?,
                data: reader.bytes()?.to_vec(),
                now: reader.signed()?,
                database: reader.byte_array()?,
                who: reader.bytes()?.to_vec(),
                environment: Environment::decode(reader)?,
                posted: Vec::decode(reader)?,
                cursor: Cursor::decode(reader)?,
            })
        })
    }
}

impl Encode for Environment {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::unit_variant(out, *self as u32);
    }
}

impl Decode for Environment {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, _| match (tag, fields) {
            (0, 0) => Ok(Self::Production),
            (1, 0) => Ok(Self::Development),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

impl Encode for Posted {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 3);
        self.method.encode(out);
        self.fields.0.encode(out);
        super::frame_codec::encode_answer(&self.answer, out);
    }
}

impl Decode for Posted {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(3, |reader| {
            Ok(Self {
                method: String::decode(reader)?,
                fields: FormFields(Vec::decode(reader)?),
                answer: super::frame_codec::decode_answer(reader)?,
            })
        })
    }
}
