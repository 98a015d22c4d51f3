//! Frames as messages of a socket, by the app's protocol. Chosen when the bundle is compiled, so that one of MessagePack
//! has no code for JSON.

use super::conversation::{Measure, call_size, call_text_size};
use super::property::value;
use super::socket::Socket;
use crate::wire::Protocol;
use crate::wire::json::{self, Frames};

/// What a protocol does with messages.
#[derive(Clone, Copy)]
pub(super) struct Format {
    /// Sends an encoded frame.
    pub(super) send: fn(&Socket, &[u8]),
    /// The encoded frame of a `message` event; of a message that is none, bytes that are no frame.
    pub(super) received: fn(&web_sys::Event) -> Vec<u8>,
    /// The size of a call as a message.
    pub(super) measure: Measure,
}

impl Format {
    /// What this protocol does.
    pub(super) const fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Msgpack => Self {
                send: Socket::send,
                received: binary,
                measure: call_size,
            },
            Protocol::Json => Self {
                send: send_text,
                received: text,
                measure: call_text_size,
            },
        }
    }
}

/// Of a text, no bytes.
fn binary(event: &web_sys::Event) -> Vec<u8> {
    js_sys::Uint8Array::new(&value(event, "data")).to_vec()
}

fn send_text(socket: &Socket, bytes: &[u8]) {
    if let Ok(text) = json::frame_to_text(bytes, Frames::Client) {
        socket.send_text(&text);
    }
}

fn text(event: &web_sys::Event) -> Vec<u8> {
    let text = value(event, "data").as_string();
    let bytes = text.and_then(|text| json::to_bytes(&text).ok());
    bytes.unwrap_or_default()
}
