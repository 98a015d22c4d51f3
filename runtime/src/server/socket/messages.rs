//! WebSocket messages of a connection, put together from their pieces within a bound.
//!
//! Each piece is reported, so that it counts: a message of countless tiny ones would cost far more than its bytes.

use actix_web::web::Bytes;
use actix_ws::{Item, Message, MessageStream, ProtocolError};

/// What the other side did.
pub(super) enum Heard {
    /// A whole message of bytes.
    Binary(Bytes),
    /// A whole message of text, not yet known to be UTF-8.
    Text(Bytes),
    /// A piece of a message that has not ended.
    Piece,
    Ping(Bytes),
    Pong,
    /// More than a message may have.
    TooLarge,
    Gone,
}

/// The messages of a connection.
pub(super) struct Messages {
    stream: MessageStream,
    largest: usize,
    partial: Partial,
}

/// The pieces of a message so far.
#[derive(Default)]
struct Partial {
    kind: Kind,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
enum Kind {
    #[default]
    Binary,
    Text,
}

impl Messages {
    /// The messages of a stream, of at most so many bytes each.
    pub(super) fn new(stream: MessageStream, largest: usize) -> Self {
        Self {
            stream: stream.max_frame_size(largest),
            largest,
            partial: Partial::default(),
        }
    }

    /// The next thing heard. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Heard {
        match self.stream.recv().await {
            Some(Ok(Message::Binary(bytes))) => Heard::Binary(bytes),
            Some(Ok(Message::Text(text))) => Heard::Text(text.into_bytes()),
            Some(Ok(Message::Continuation(item))) => self.partial.take(item, self.largest),
            Some(Ok(Message::Ping(payload))) => Heard::Ping(payload),
            Some(Ok(Message::Pong(_))) => Heard::Pong,
            Some(Err(ProtocolError::Overflow)) => Heard::TooLarge,
            Some(Ok(Message::Close(_) | Message::Nop) | Err(_)) | None => Heard::Gone,
        }
    }
}

impl Partial {
    /// The codec has refused pieces that are out of their order.
    fn take(&mut self, item: Item, largest: usize) -> Heard {
        let (piece, is_last) = match item {
            Item::FirstBinary(piece) => (self.begin(Kind::Binary, piece), false),
            Item::FirstText(piece) => (self.begin(Kind::Text, piece), false),
            Item::Continue(piece) => (piece, false),
            Item::Last(piece) => (piece, true),
        };
        if self.bytes.len() + piece.len() > largest {
            return Heard::TooLarge;
        }
        self.bytes.extend_from_slice(&piece);
        if !is_last {
            return Heard::Piece;
        }
        let Self { kind, bytes } = std::mem::take(self);
        match kind {
            Kind::Binary => Heard::Binary(bytes.into()),
            Kind::Text => Heard::Text(bytes.into()),
        }
    }

    fn begin(&mut self, kind: Kind, piece: Bytes) -> Bytes {
        *self = Self {
            kind,
            bytes: Vec::new(),
        };
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_pieces_has_the_bound_of_any_other() {
        let mut partial = Partial::default();
        let four = || Bytes::from_static(b"1234");
        assert!(matches!(
            partial.take(Item::FirstBinary(four()), 8),
            Heard::Piece
        ));
        assert!(
            matches!(partial.take(Item::Last(four()), 8), Heard::Binary(bytes) if bytes.len() == 8)
        );
        partial.take(Item::FirstText(four()), 8);
        partial.take(Item::Continue(four()), 8);
        assert!(matches!(
            partial.take(Item::Continue(Bytes::from_static(b"5")), 8),
            Heard::TooLarge
        ));
    }
}
