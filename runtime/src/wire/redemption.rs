//! How a browser comes by what an answer on a socket cannot set: the body of `POST /_rally/redeem/<client>`, and of its
//! answer. Both are MessagePack, whatever the frames are written in.

use super::frame::TabId;
use super::{Decode, DecodeError, Encode, Reader, Writer};

/// Redeems the token of a [`Redeem`](super::frame::ServerFrame::Redeem) frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redemption {
    /// The tab that was sent the token.
    pub tab: TabId,
    /// The token.
    pub token: Vec<u8>,
}

/// What a tab goes on with once its cookies are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    /// The proof of whom the tab speaks for from now on.
    pub who: Vec<u8>,
    /// The encoded state that the pages of the client share, made for them; none where the client has no such state.
    pub context: Option<Context>,
}

/// An encoded state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context(pub Vec<u8>);

impl Encode for Redemption {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        Writer::bytes(out, &self.tab.0);
        Writer::bytes(out, &self.token);
    }
}

impl Decode for Redemption {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                tab: TabId(reader.byte_array()?),
                token: reader.bytes()?.to_vec(),
            })
        })
    }
}

impl Encode for Redeemed {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        Writer::bytes(out, &self.who);
        self.context.encode(out);
    }
}

impl Decode for Redeemed {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                who: reader.bytes()?.to_vec(),
                context: Option::decode(reader)?,
            })
        })
    }
}

impl Encode for Context {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::bytes(out, &self.0);
    }
}

impl Decode for Context {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.bytes().map(|bytes| Self(bytes.to_vec()))
    }
}
