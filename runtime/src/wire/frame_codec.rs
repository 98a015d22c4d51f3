//! Frames to bytes and back. `spec/wire.md` has the table of tags and a vector of each.

use super::frame::{
    CallFrame, ClientFrame, Cursor, EventFrame, Farewell, FrameError, FromModel, Hello, Navigated,
    Refusal, ServerFrame, Stamp, Sub, TabId, ToModel,
};
use super::{Decode, DecodeError, Encode, Reader, Writer, decode_all};
use crate::page::{Answer, Failure};

/// Writes an answer: the encoded result of the method as bytes, or why there is none.
pub(super) fn encode_answer(answer: &Answer, out: &mut Vec<u8>) {
    match answer {
        Ok(result) => {
            Writer::variant(out, 0, 1);
            Writer::bytes(out, result);
        }
        Err(failure) => {
            Writer::variant(out, 1, 1);
            failure.encode(out);
        }
    }
}

/// Reads an answer.
pub(super) fn decode_answer(reader: &mut Reader<'_>) -> Result<Answer, DecodeError> {
    reader.variant(|tag, fields, reader| match (tag, fields) {
        (0, 1) => Ok(Ok(reader.bytes()?.to_vec())),
        (1, 1) => Ok(Err(Failure::decode(reader)?)),
        _ => Err(DecodeError::UnknownVariant),
    })
}

/// The body of `POST /_rally/calls/<client>`: what a tab that is left sends along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// Who speaks.
    pub hello: Hello,
    /// The unanswered calls, in order.
    pub calls: Vec<CallFrame>,
}

impl Encode for Parting {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        self.hello.encode(out);
        self.calls.encode(out);
    }
}

impl Decode for Parting {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                hello: Hello::decode(reader)?,
                calls: Vec::decode(reader)?,
            })
        })
    }
}

impl Encode for ClientFrame {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Hello(hello) => {
                Writer::variant(out, 0, 1);
                hello.encode(out);
            }
            Self::Call(call) => {
                Writer::variant(out, 1, 1);
                call.encode(out);
            }
            Self::Nav { id, url } => {
                Writer::variant(out, 2, 2);
                id.encode(out);
                url.encode(out);
            }
            Self::Ping => Writer::unit_variant(out, 3),
            Self::Sub(sub) => {
                Writer::variant(out, 4, 1);
                sub.encode(out);
            }
            Self::Unsub { id } => {
                Writer::variant(out, 5, 1);
                id.encode(out);
            }
            Self::Model { id, said } => {
                Writer::variant(out, 6, 2);
                id.encode(out);
                said.encode(out);
            }
        }
    }
}

impl Decode for ClientFrame {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 1) => Hello::decode(reader).map(Self::Hello),
            (1, 1) => CallFrame::decode(reader).map(Self::Call),
            (2, 2) => Ok(Self::Nav {
                id: reader.unsigned()?,
                url: String::decode(reader)?,
            }),
            (3, 0) => Ok(Self::Ping),
            (4, 1) => Sub::decode(reader).map(Self::Sub),
            (5, 1) => Ok(Self::Unsub {
                id: reader.unsigned()?,
            }),
            (6, 2) => Ok(Self::Model {
                id: reader.unsigned()?,
                said: ToModel::decode(reader)?,
            }),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

impl Encode for Cursor {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        self.epoch.encode(out);
        self.seq.encode(out);
    }
}

impl Decode for Cursor {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                epoch: reader.unsigned()?,
                seq: reader.unsigned()?,
            })
        })
    }
}

impl Encode for Sub {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 4);
        self.id.encode(out);
        self.url.encode(out);
        self.channel.encode(out);
        self.cursor.encode(out);
    }
}

impl Decode for Sub {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(4, |reader| {
            Ok(Self {
                id: reader.unsigned()?,
                url: String::decode(reader)?,
                channel: String::decode(reader)?,
                cursor: Option::decode(reader)?,
            })
        })
    }
}

impl Encode for EventFrame {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 4);
        self.id.encode(out);
        self.previous.encode(out);
        self.seq.encode(out);
        Writer::bytes(out, &self.body);
    }
}

impl Decode for EventFrame {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(4, |reader| {
            Ok(Self {
                id: reader.unsigned()?,
                previous: reader.unsigned()?,
                seq: reader.unsigned()?,
                body: reader.bytes()?.to_vec(),
            })
        })
    }
}

impl Encode for Hello {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 5);
        self.version.encode(out);
        Writer::bytes(out, &self.tab.0);
        self.connection.encode(out);
        Writer::bytes(out, &self.who);
        self.url.encode(out);
    }
}

impl Decode for Hello {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(5, |reader| {
            Ok(Self {
                version: reader.unsigned()?,
                tab: TabId(reader.byte_array()?),
                connection: reader.unsigned()?,
                who: reader.bytes()?.to_vec(),
                url: String::decode(reader)?,
            })
        })
    }
}

impl Encode for Stamp {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        Writer::bytes(out, &self.database);
        self.at.encode(out);
    }
}

impl Decode for Stamp {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                database: reader.byte_array()?,
                at: reader.signed()?,
            })
        })
    }
}

impl Encode for CallFrame {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 7);
        self.n.encode(out);
        self.stamp.encode(out);
        self.method.encode(out);
        Writer::bytes(out, &self.params);
        Writer::bytes(out, &self.arguments);
        self.done.encode(out);
        self.form_key.encode(out);
    }
}

impl Decode for CallFrame {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(7, |reader| {
            Ok(Self {
                n: reader.unsigned()?,
                stamp: Stamp::decode(reader)?,
                method: Decode::decode(reader)?,
                params: reader.bytes()?.to_vec(),
                arguments: reader.bytes()?.to_vec(),
                done: reader.unsigned()?,
                form_key: Option::decode(reader)?,
            })
        })
    }
}

impl Encode for ServerFrame {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Welcome { stamp } => {
                Writer::variant(out, 0, 1);
                stamp.encode(out);
            }
            Self::Refuse(why) => {
                Writer::variant(out, 1, 1);
                Writer::unit_variant(out, *why as u32);
            }
            Self::Reply { n, answer } => {
                Writer::variant(out, 2, 2);
                n.encode(out);
                encode_answer(answer, out);
            }
            Self::NavReply { id, page } => {
                Writer::variant(out, 3, 2);
                id.encode(out);
                page.encode(out);
            }
            Self::Bye { why, after_millis } => {
                Writer::variant(out, 4, 2);
                Writer::unit_variant(out, *why as u32);
                Writer::unsigned(out, u64::from(*after_millis));
            }
            Self::Error(error) => {
                Writer::variant(out, 5, 1);
                Writer::unit_variant(out, *error as u32);
            }
            Self::Pong => Writer::unit_variant(out, 6),
            Self::Following { id, cursor } => {
                Writer::variant(out, 7, 2);
                id.encode(out);
                cursor.encode(out);
            }
            Self::Event(event) => {
                Writer::variant(out, 8, 1);
                event.encode(out);
            }
            Self::Reset { id } => {
                Writer::variant(out, 9, 1);
                id.encode(out);
            }
            Self::Denied { id } => {
                Writer::variant(out, 10, 1);
                id.encode(out);
            }
            Self::Model { id, said } => {
                Writer::variant(out, 11, 2);
                id.encode(out);
                said.encode(out);
            }
            Self::Redeem { n, answer, token } => {
                Writer::variant(out, 12, 3);
                n.encode(out);
                encode_answer(answer, out);
                Writer::bytes(out, token);
            }
        }
    }
}

impl Decode for ServerFrame {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (7, 2) => Ok(Self::Following {
                id: reader.unsigned()?,
                cursor: Cursor::decode(reader)?,
            }),
            (8, 1) => EventFrame::decode(reader).map(Self::Event),
            (9, 1) => Ok(Self::Reset {
                id: reader.unsigned()?,
            }),
            (10, 1) => Ok(Self::Denied {
                id: reader.unsigned()?,
            }),
            (11, 2) => Ok(Self::Model {
                id: reader.unsigned()?,
                said: FromModel::decode(reader)?,
            }),
            _ => Plain::decode_variant(tag, fields, reader),
        })
    }
}

/// Reads a frame that every client may get. Bundles whose pages follow nothing do not contain what reads the others.
///
/// # Errors
/// As [`decode_all`]; also for frames that only come to whoever follows something.
pub fn read_plain_frame(bytes: &[u8]) -> Result<ServerFrame, DecodeError> {
    decode_all(bytes).map(|Plain(frame)| frame)
}

struct Plain(ServerFrame);

impl Decode for Plain {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(Self::decode_variant).map(Self)
    }
}

impl Plain {
    fn decode_variant(
        tag: u32,
        fields: u32,
        reader: &mut Reader<'_>,
    ) -> Result<ServerFrame, DecodeError> {
        match (tag, fields) {
            (0, 1) => Ok(ServerFrame::Welcome {
                stamp: Stamp::decode(reader)?,
            }),
            (1, 1) => Refusal::decode(reader).map(ServerFrame::Refuse),
            (2, 2) => Ok(ServerFrame::Reply {
                n: reader.unsigned()?,
                answer: decode_answer(reader)?,
            }),
            (3, 2) => Ok(ServerFrame::NavReply {
                id: reader.unsigned()?,
                page: Navigated::decode(reader)?,
            }),
            (4, 2) => Ok(ServerFrame::Bye {
                why: Farewell::decode(reader)?,
                after_millis: u32::try_from(reader.unsigned()?)
                    .map_err(|_| DecodeError::OutOfRange)?,
            }),
            (5, 1) => FrameError::decode(reader).map(ServerFrame::Error),
            (6, 0) => Ok(ServerFrame::Pong),
            (12, 3) => Ok(ServerFrame::Redeem {
                n: reader.unsigned()?,
                answer: decode_answer(reader)?,
                token: reader.bytes()?.to_vec(),
            }),
            _ => Err(DecodeError::UnknownVariant),
        }
    }
}

impl Encode for Navigated {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Page {
                url,
                data,
                now,
                cursor,
            } => {
                Writer::variant(out, 0, 4);
                url.encode(out);
                Writer::bytes(out, data);
                now.encode(out);
                cursor.encode(out);
            }
            Self::Redirect { url } => {
                Writer::variant(out, 1, 1);
                url.encode(out);
            }
            Self::Document { url } => {
                Writer::variant(out, 2, 1);
                url.encode(out);
            }
            Self::Failed { trace_id } => {
                Writer::variant(out, 3, 1);
                trace_id.encode(out);
            }
        }
    }
}

impl Decode for Navigated {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.variant(|tag, fields, reader| match (tag, fields) {
            (0, 4) => Ok(Self::Page {
                url: String::decode(reader)?,
                data: reader.bytes()?.to_vec(),
                now: reader.signed()?,
                cursor: Cursor::decode(reader)?,
            }),
            (1, 1) => Ok(Self::Redirect {
                url: String::decode(reader)?,
            }),
            (2, 1) => Ok(Self::Document {
                url: String::decode(reader)?,
            }),
            (3, 1) => Ok(Self::Failed {
                trace_id: String::decode(reader)?,
            }),
            _ => Err(DecodeError::UnknownVariant),
        })
    }
}

/// Reads a variant without payload, out of all that there are, in order of their tags.
fn decode_unit<T: Copy>(reader: &mut Reader<'_>, all: &[T]) -> Result<T, DecodeError> {
    reader.variant(|tag, fields, _| match (all.get(tag as usize), fields) {
        (Some(value), 0) => Ok(*value),
        _ => Err(DecodeError::UnknownVariant),
    })
}

impl Decode for Refusal {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        decode_unit(reader, &[Self::Stale, Self::Identity, Self::Session])
    }
}

impl Decode for Farewell {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let all = [
            Self::Restart,
            Self::Replaced,
            Self::Malformed,
            Self::Overload,
            Self::Identity,
        ];
        decode_unit(reader, &all)
    }
}

impl Decode for FrameError {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let all = [
            Self::TooLarge,
            Self::Malformed,
            Self::TooDeep,
            Self::OutOfOrder,
        ];
        decode_unit(reader, &all)
    }
}
