//! A browser's tab as far as the wire goes: one conversation over changing connections.

use std::time::Duration;

use actix_codec::Framed;
use awc::BoxedSocket;
use awc::ws::{Codec, Frame, Message};
use futures_util::{SinkExt as _, StreamExt as _};
use rally_runtime::page::{Answer, MethodId};
use rally_runtime::wire::frame::{CallFrame, ClientFrame, Hello, ServerFrame, Stamp, TabId};
use rally_runtime::wire::{decode_all, to_bytes};

use crate::app::{Increment, VERSION};
use crate::harness::{Browser, client};

/// Nothing here takes long; this bounds a test that would hang.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Socket {
    framed: Framed<BoxedSocket, Codec>,
}

/// A tab that has loaded `/`.
pub struct Tab {
    pub browser: Browser,
    pub id: TabId,
    pub connection: u64,
    pub who: Vec<u8>,
}

impl Browser {
    /// Upgrades from a page of our own origin.
    pub async fn connect(&self) -> Socket {
        self.upgrade(&[("origin", &self.origin())]).await.unwrap()
    }

    /// Upgrades with these headers; the error is the status.
    pub async fn upgrade(&self, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let mut request = client()
            .ws(self.url("/_rally/socket/public"))
            .max_frame_size(8 << 20);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie.as_str());
        }
        match request.connect().await {
            Ok((_, framed)) => Ok(Socket { framed }),
            Err(awc::error::WsClientError::InvalidResponseStatus(status)) => Err(status.as_u16()),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Socket {
    pub async fn send(&mut self, frame: &ClientFrame) {
        self.send_bytes(to_bytes(frame)).await;
    }

    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.send_message(Message::Binary(bytes.into())).await;
    }

    pub async fn send_message(&mut self, message: Message) {
        // The server may have closed before it has read everything.
        let _ = self.framed.send(message).await;
    }

    /// Sends, unless the server has closed the connection.
    pub async fn try_send(&mut self, frame: &ClientFrame) -> bool {
        let message = Message::Binary(to_bytes(frame).into());
        let sent = tokio::time::timeout(PATIENCE, self.framed.send(message)).await;
        sent.expect("the server neither reads nor closes").is_ok()
    }

    /// The next frame; `None` where the server has closed.
    pub async fn next(&mut self) -> Option<ServerFrame> {
        let next = async {
            loop {
                match self.framed.next().await {
                    Some(Ok(Frame::Binary(bytes))) => return Some(decode_all(&bytes).unwrap()),
                    Some(Ok(Frame::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("the server said nothing in time")
    }

    /// The next message, which must be a text; `None` where the server has closed.
    pub async fn next_text(&mut self) -> Option<String> {
        let next = async {
            loop {
                match self.framed.next().await {
                    Some(Ok(Frame::Text(text))) => {
                        return Some(String::from_utf8(text.to_vec()).unwrap());
                    }
                    Some(Ok(Frame::Binary(_))) => panic!("a binary message where text is agreed"),
                    Some(Ok(Frame::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("the server said nothing in time")
    }

    pub async fn receive(&mut self) -> ServerFrame {
        self.next().await.expect("the server has closed")
    }

    /// Calls and waits for an answer that is to be redeemed: the answer and the token.
    pub async fn call_to_redeem(&mut self, call: &CallFrame) -> (Answer, Vec<u8>) {
        self.send(&ClientFrame::Call(call.clone())).await;
        match self.receive().await {
            ServerFrame::Redeem { n, answer, token } if n == call.n => (answer, token),
            other => panic!("{other:?} instead of an answer with a token to {}", call.n),
        }
    }

    /// Calls and waits for the answer of that call; what was asked for before may be answered in between.
    pub async fn call(
        &mut self,
        call: &CallFrame,
    ) -> Result<Vec<u8>, rally_runtime::page::Failure> {
        self.send(&ClientFrame::Call(call.clone())).await;
        loop {
            match self.receive().await {
                ServerFrame::Reply { n, answer } if n == call.n => return answer,
                ServerFrame::Reply { .. } | ServerFrame::NavReply { .. } => {}
                other => panic!("{other:?} instead of the reply to {}", call.n),
            }
        }
    }
}

impl Tab {
    pub async fn open(mut browser: Browser) -> Self {
        let page = browser.get("/").await;
        let mut id = [0; 16];
        getrandom::fill(&mut id).unwrap();
        Self {
            browser,
            id: TabId(id),
            connection: 0,
            who: page.embedded().who,
        }
    }

    pub fn hello(&mut self) -> Hello {
        self.connection += 1;
        Hello {
            version: VERSION,
            tab: self.id,
            connection: self.connection,
            who: self.who.clone(),
            url: "/".to_owned(),
        }
    }

    /// Connects, says `Hello` and is welcome.
    pub async fn connect(&mut self) -> (Socket, Stamp) {
        let mut socket = self.browser.connect().await;
        socket.send(&ClientFrame::Hello(self.hello())).await;
        match socket.receive().await {
            ServerFrame::Welcome { stamp } => (socket, stamp),
            other => panic!("{other:?} instead of a welcome"),
        }
    }
}

pub fn call(n: u64, stamp: Stamp, method: MethodId, arguments: Vec<u8>) -> CallFrame {
    CallFrame {
        n,
        stamp,
        method,
        params: Vec::new(),
        arguments,
        done: 0,
        form_key: None,
    }
}

pub fn increment(n: u64, stamp: Stamp, amount: i64) -> CallFrame {
    call(n, stamp, MethodId(1), to_bytes(&Increment { amount }))
}

pub fn counted(count: i64) -> Result<Vec<u8>, rally_runtime::page::Failure> {
    Ok(to_bytes(&Ok::<i64, String>(count)))
}
