//! A tab's socket without a network: what it writes is read by the server's own connection, and the other way round.

use std::collections::VecDeque;

use actix_web::web::Bytes;
use tokio::sync::oneshot;

use crate::server::socket::{Connection, Conversation, Outgoing, Outgoings};
use crate::wire::Protocol;
use crate::wire::json::{self, Frames};

/// A socket, both of its ends.
pub(super) struct Link {
    server: Connection,
    outgoings: Outgoings,
    protocol: Protocol,
    /// What arrives before what the server has written.
    returned: VecDeque<Vec<u8>>,
    /// The server reads no more.
    is_over: bool,
}

/// What a socket brings.
pub(super) enum Arrival {
    /// An encoded frame.
    Frame(Vec<u8>),
    /// The server has closed it.
    Closed,
}

impl Link {
    pub(super) fn begin(conversation: Conversation, protocol: Protocol) -> Self {
        let (server, outgoings) = Connection::begin(conversation);
        Self {
            server,
            outgoings,
            protocol,
            returned: VecDeque::new(),
            is_over: false,
        }
    }

    /// Sends an encoded frame.
    pub(super) fn send(&mut self, frame: &[u8]) {
        if self.is_over {
            return;
        }
        let message = match self.protocol {
            Protocol::Msgpack => Bytes::copy_from_slice(frame),
            Protocol::Json => {
                let text = json::frame_to_text(frame, Frames::Client);
                Bytes::from(text.expect("a frame is written as a value"))
            }
        };
        let taken = self.server.take_message(&message, self.protocol);
        self.is_over = taken.is_err();
    }

    /// Answers a frame in the server's place.
    pub(super) fn give_back(&mut self, frame: Vec<u8>) {
        self.returned.push_back(frame);
    }

    /// What comes next, if anything has come.
    pub(super) fn take(&mut self) -> Option<Arrival> {
        if let Some(frame) = self.returned.pop_front() {
            return Some(Arrival::Frame(frame));
        }
        loop {
            match self.outgoings.take() {
                None if self.is_over => return Some(Arrival::Closed),
                None => return None,
                Some(Outgoing::Binary(frame)) => return Some(Arrival::Frame(frame)),
                Some(Outgoing::Text(text)) => {
                    let frame = json::to_bytes(&text).expect("the server writes what can be read");
                    return Some(Arrival::Frame(frame));
                }
                Some(Outgoing::Close) => return Some(Arrival::Closed),
                Some(Outgoing::Ping | Outgoing::Pong(_)) => {}
            }
        }
    }

    pub(super) fn has_heard(&self) -> bool {
        self.is_over || !self.returned.is_empty() || !self.outgoings.is_empty()
    }

    pub(super) fn rest(&self) -> oneshot::Receiver<()> {
        self.server.rest()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.server.detach();
    }
}
