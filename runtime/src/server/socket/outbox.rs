//! What waits to be written to a connection, within a bound.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_ws::Session;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::wire::frame::{EventFrame, Farewell, FrameError, Refusal, ServerFrame};
use crate::wire::json::{self, Frames};
use crate::wire::{Protocol, to_bytes};

/// What one queued frame takes beside its bytes, roughly.
const FRAME_OVERHEAD: usize = 64;

/// The writing end of a connection. It may outlive the connection; then nothing is written.
#[derive(Clone)]
pub(crate) struct Outbox {
    queue: UnboundedSender<Outgoing>,
    queued: Arc<AtomicUsize>,
    limit: usize,
    protocol: Protocol,
    overflow: Arc<Notify>,
}

/// The other end, for whoever writes.
pub(crate) struct Outgoings {
    queue: UnboundedReceiver<Outgoing>,
    queued: Arc<AtomicUsize>,
}

/// Something to be written.
pub(crate) enum Outgoing {
    /// A frame of MessagePack.
    Binary(Vec<u8>),
    /// A frame of JSON.
    Text(String),
    /// WebSocket's own, which a browser answers by itself.
    Ping,
    /// The answer to one of the other side.
    Pong(Vec<u8>),
    /// The end of the connection.
    Close,
}

/// An outbox for this many bytes, in frames of this protocol.
pub(crate) fn outbox(limit: usize, protocol: Protocol) -> (Outbox, Outgoings) {
    let (sender, receiver) = unbounded_channel();
    let queued = Arc::new(AtomicUsize::new(0));
    let outbox = Outbox {
        queue: sender,
        queued: Arc::clone(&queued),
        limit,
        protocol,
        overflow: Arc::new(Notify::new()),
    };
    (
        outbox,
        Outgoings {
            queue: receiver,
            queued,
        },
    )
}

impl Outbox {
    pub(crate) fn send(&self, frame: &ServerFrame) {
        let bytes = to_bytes(frame);
        self.push(match self.protocol {
            Protocol::Msgpack => Outgoing::Binary(bytes),
            Protocol::Json => Outgoing::Text(
                json::frame_to_text(&bytes, Frames::Server).expect("a frame is written as a value"),
            ),
        });
    }

    /// Sends an event, unless so much waits that what else is to be said may need the room; whether it did.
    pub(crate) fn send_event(&self, event: EventFrame) -> bool {
        let has_room = self.queued.load(Ordering::Acquire) < self.limit / 2;
        if has_room {
            self.send(&ServerFrame::Event(event));
        }
        has_room
    }

    /// Says why, and closes once that is written.
    pub(crate) fn say_goodbye(&self, why: Farewell) {
        let after_millis = match why {
            // Time enough for the browser to take the cookie of the new session.
            Farewell::Restart | Farewell::Identity => 500,
            Farewell::Replaced => 0,
            Farewell::Malformed | Farewell::Overload => 5_000,
        };
        self.send(&ServerFrame::Bye { why, after_millis });
        self.push(Outgoing::Close);
    }

    /// Says why the conversation cannot go on, and closes once that is written.
    pub(crate) fn refuse(&self, why: Refusal) {
        self.send(&ServerFrame::Refuse(why));
        self.push(Outgoing::Close);
    }

    pub(super) fn report(&self, error: FrameError) {
        self.send(&ServerFrame::Error(error));
    }

    pub(super) fn ping(&self) {
        self.push(Outgoing::Ping);
    }

    pub(super) fn pong(&self, payload: Vec<u8>) {
        self.push(Outgoing::Pong(payload));
    }

    pub(super) fn close(&self) {
        self.push(Outgoing::Close);
    }

    /// Waits until the reader has fallen too far behind.
    pub(super) async fn overflowed(&self) {
        self.overflow.notified().await;
    }

    fn push(&self, outgoing: Outgoing) {
        let bytes = outgoing.bytes();
        let before = self.queued.fetch_add(bytes, Ordering::AcqRel);
        // One frame of any size goes through: cut off for it, the tab would come back and ask for it for ever.
        if before >= self.limit {
            self.queued.fetch_sub(bytes, Ordering::AcqRel);
            return self.overflow.notify_one();
        }
        // Nobody writes any more where the connection has ended.
        let _ = self.queue.send(outgoing);
    }
}

impl Outgoing {
    fn bytes(&self) -> usize {
        match self {
            Self::Binary(bytes) | Self::Pong(bytes) => FRAME_OVERHEAD + bytes.len(),
            Self::Text(text) => FRAME_OVERHEAD + text.len(),
            Self::Ping | Self::Close => FRAME_OVERHEAD,
        }
    }
}

impl Outgoings {
    /// Whether nothing waits to be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// What waits to be written, if anything does.
    pub(crate) fn take(&mut self) -> Option<Outgoing> {
        let outgoing = self.queue.try_recv().ok()?;
        self.queued.fetch_sub(outgoing.bytes(), Ordering::AcqRel);
        Some(outgoing)
    }

    /// Writes until it is told to close or the connection is gone.
    pub(super) async fn write_to(mut self, mut session: Session) {
        while let Some(outgoing) = self.queue.recv().await {
            let bytes = outgoing.bytes();
            let written = match outgoing {
                Outgoing::Binary(frame) => session.binary(frame).await,
                Outgoing::Text(frame) => session.text(frame).await,
                Outgoing::Ping => session.ping(b"").await,
                Outgoing::Pong(payload) => session.pong(&payload).await,
                Outgoing::Close => break,
            };
            self.queued.fetch_sub(bytes, Ordering::AcqRel);
            if written.is_err() {
                return;
            }
        }
        // The other side may be gone already.
        let _ = session.close(None).await;
    }
}
