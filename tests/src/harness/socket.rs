//! A browser's WebSocket: messages out, events in, in order.

use std::time::Duration;

use actix_codec::Framed;
use actix_http::ws::{Codec, Frame, Message};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::session::Session;

/// The longest message that is taken.
const MAX_MESSAGE_BYTES: usize = 8 << 20;

/// How long a socket that cannot be opened takes to say so.
const BREATH: Duration = Duration::from_millis(5);

/// What happened to a socket.
#[derive(Debug)]
pub(super) enum Event {
    Opened,
    Message(Vec<u8>),
    Closed,
}

/// A socket that is open or opening. Dropped, it sends what it was given and closes.
pub(super) struct Socket {
    pub(super) connection: u64,
    outgoing: UnboundedSender<Vec<u8>>,
    events: UnboundedReceiver<Event>,
}

impl Socket {
    pub(super) fn open(session: &Session, connection: u64) -> Self {
        let (outgoing, to_send) = unbounded_channel();
        let (happened, events) = unbounded_channel();
        let (port, cookie) = (session.port(), session.cookie());
        tokio::task::spawn_local(async move {
            // Nobody may be listening any more.
            match upgrade(port, cookie).await {
                Ok(framed) => {
                    let _ = happened.send(Event::Opened);
                    converse(framed, to_send, &happened).await;
                }
                // The clock of the tab leaps over its waiting times: a server that is down would be asked without end.
                Err(_) => tokio::time::sleep(BREATH).await,
            }
            let _ = happened.send(Event::Closed);
        });
        Self {
            connection,
            outgoing,
            events,
        }
    }

    pub(super) fn send(&self, bytes: Vec<u8>) {
        // What a closed socket cannot send is lost with it; its event follows.
        let _ = self.outgoing.send(bytes);
    }

    /// The next event; after the last there is none, ever.
    pub(super) async fn next(&mut self) -> Event {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

async fn upgrade(port: u16, cookie: Option<String>) -> std::io::Result<Framed<TcpStream, Codec>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let cookie = cookie.map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
    let request = format!(
        "GET /_rally/socket/public HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\
         {cookie}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    // What follows belongs to the codec.
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    if !head.starts_with(b"HTTP/1.1 101") {
        return Err(std::io::ErrorKind::ConnectionRefused.into());
    }
    let codec = Codec::new().client_mode().max_size(MAX_MESSAGE_BYTES);
    Ok(Framed::new(stream, codec))
}

async fn converse(
    mut framed: Framed<TcpStream, Codec>,
    mut to_send: UnboundedReceiver<Vec<u8>>,
    happened: &UnboundedSender<Event>,
) {
    loop {
        let sent = tokio::select! {
            bytes = to_send.recv() => match bytes {
                Some(bytes) => framed.send(Message::Binary(bytes.into())).await,
                None => {
                    let _ = framed.send(Message::Close(None)).await;
                    return;
                }
            },
            frame = framed.next() => match frame {
                Some(Ok(Frame::Binary(bytes))) => {
                    let _ = happened.send(Event::Message(bytes.to_vec()));
                    Ok(())
                }
                Some(Ok(Frame::Ping(payload))) => framed.send(Message::Pong(payload)).await,
                Some(Ok(Frame::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Ok(()),
            },
        };
        if sent.is_err() {
            return;
        }
    }
}
