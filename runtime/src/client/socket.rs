//! The WebSocket of a tab, as messages. Knows no frames.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::browser::{let_be, present_origin};
use super::property::set_text;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = "WebSocket", extends = web_sys::EventTarget)]
    type WebSocket;
    #[wasm_bindgen(constructor, js_class = "WebSocket", catch)]
    fn new(url: &str) -> Result<WebSocket, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn send(this: &WebSocket, bytes: &js_sys::Uint8Array) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = "send")]
    fn send_text(this: &WebSocket, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &WebSocket) -> Result<(), JsValue>;
}

/// An open socket, or one that is opening.
pub(super) struct Socket {
    /// The number of the connection.
    pub(super) connection: u64,
    socket: WebSocket,
}

impl Socket {
    /// Opens a socket whose events come to `listener`; `None` where the browser forbids it.
    pub(super) fn open(path: &str, connection: u64, listener: &js_sys::Function) -> Option<Self> {
        // `http://…` and `https://…` become `ws://…` and `wss://…`. Not every browser takes a path alone.
        let origin = present_origin();
        let url = ["ws", origin.strip_prefix("http")?, path].concat();
        let socket = WebSocket::new(&url).ok()?;
        set_text(&socket, "binaryType", "arraybuffer");
        for name in ["open", "message", "close"] {
            let_be(socket.add_event_listener_with_callback_and_bool(name, listener, false));
        }
        Some(Self { connection, socket })
    }

    /// Whether this event is one of this socket.
    pub(super) fn is_target_of(&self, event: &web_sys::Event) -> bool {
        let target = event.target();
        target.is_some_and(|target| target == *self.socket.unchecked_ref())
    }

    /// Sends a message. What a socket cannot send is lost with it; its `close` event follows.
    pub(super) fn send(&self, bytes: &[u8]) {
        let_be(self.socket.send(&js_sys::Uint8Array::from(bytes)));
    }

    /// Sends a message of text, as [`send`](Self::send) does.
    pub(super) fn send_text(&self, text: &str) {
        let_be(self.socket.send_text(text));
    }

    /// Closes the socket.
    pub(super) fn close(&self) {
        let_be(self.socket.close());
    }
}
