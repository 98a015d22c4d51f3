//! The life of one connection: `Hello`, then frames for its tab, until either side ends it.

use std::future::pending;
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use actix_ws::{MessageStream, Session};
use tokio::sync::{oneshot, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::admission::Place;
use super::check_hello;
use super::messages::{Heard, Messages};
use super::outbox::{Outbox, Outgoings, outbox};
use super::pace::Pace;
use crate::server::Request;
use crate::server::application::ClientDefinition;
use crate::server::limits::{LINGER, PING_EVERY, SILENCE};
use crate::server::state::Shared;
use crate::server::tab::{Delivery, SocketId, ToTab, Undelivered};
use crate::session::Who;
use crate::wire::frame::{ClientFrame, Farewell, FrameError, Hello, Refusal, TabId};
use crate::wire::limits::{HELLO_MILLIS, MAX_FRAME_BYTES};
use crate::wire::{DecodeError, Protocol, decode_all, json};

/// Beyond this a message is not even received: the connection is closed.
const MAX_MESSAGE_BYTES: usize = 4 * MAX_FRAME_BYTES;

/// A connection before it has said who it is.
pub(crate) struct Conversation {
    pub(super) state: Shared,
    pub(super) client: &'static ClientDefinition,
    pub(super) request: Request,
    /// When its session was looked up.
    pub(super) opened: tokio::time::Instant,
    pub(super) _place: Place,
}

/// A connection and what it may still do.
pub(crate) struct Connection {
    conversation: Conversation,
    outbox: Outbox,
    pace: Pace,
    speaker: Option<Speaker>,
}

/// Who has said `Hello`.
struct Speaker {
    tab: TabId,
    who: Who,
    socket: SocketId,
}

/// The connection is over: no further frame is read.
pub(crate) struct Over;

/// Serves a connection until it ends.
pub(super) async fn converse(conversation: Conversation, session: Session, stream: MessageStream) {
    let (mut connection, outgoings) = Connection::begin(conversation);
    let outbox = connection.outbox.clone();
    let mut writer = actix_web::rt::spawn(outgoings.write_to(session));
    let messages = Messages::new(stream, MAX_MESSAGE_BYTES);
    tokio::select! {
        Over = connection.listen(messages) => {}
        () = outbox.overflowed() => writer.abort(),
        // Told to close, or nobody is there to write to.
        _ = &mut writer => {}
    }
    connection.detach();
    drop(connection);
    outbox.close();
    if !writer.is_finished() && timeout(LINGER, &mut writer).await.is_err() {
        writer.abort();
    }
}

impl Connection {
    /// A connection that has heard nothing yet, and what it is to write.
    pub(crate) fn begin(conversation: Conversation) -> (Self, Outgoings) {
        let limit = conversation.state.limits.queued_bytes;
        let (outbox, outgoings) = outbox(limit, conversation.client.protocol);
        let connection = Self {
            pace: Pace::new(&conversation.state.limits, Instant::now()),
            conversation,
            outbox,
            speaker: None,
        };
        (connection, outgoings)
    }

    /// Reads frames until the connection is over.
    async fn listen(&mut self, mut messages: Messages) -> Over {
        let mut stopping = self.conversation.state.stopping.subscribe();
        let hello = tokio::time::sleep(Duration::from_millis(HELLO_MILLIS));
        tokio::pin!(hello);
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        loop {
            let message = tokio::select! {
                biased;
                () = stopped(&mut stopping) => return self.leave_the_rest_unread().await,
                () = &mut hello, if self.speaker.is_none() => return Over,
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Over;
                    }
                    self.outbox.ping();
                    continue;
                }
                message = messages.next() => message,
            };
            heard = Instant::now();
            if let Err(over) = self.take(message) {
                return over;
            }
        }
    }

    /// The server stops: the tab finishes its calls and says good-bye by itself.
    async fn leave_the_rest_unread(&self) -> Over {
        match self.speaker {
            Some(_) => pending().await,
            None => self.outbox.say_goodbye(Farewell::Restart),
        }
        Over
    }

    fn take(&mut self, heard: Heard) -> Result<(), Over> {
        match heard {
            Heard::Binary(bytes) => self.take_message(&bytes, Protocol::Msgpack),
            Heard::Text(text) => self.take_message(&text, Protocol::Json),
            Heard::Ping(payload) => {
                self.keep_pace()?;
                self.outbox.pong(payload.to_vec());
                Ok(())
            }
            Heard::Piece | Heard::Pong => self.keep_pace(),
            Heard::Gone => Err(Over),
            Heard::TooLarge => {
                // What follows on this connection cannot be told from the rest of the message.
                self.outbox.report(FrameError::TooLarge);
                self.outbox.say_goodbye(Farewell::Malformed);
                Err(Over)
            }
        }
    }

    /// Takes a whole message.
    pub(crate) fn take_message(
        &mut self,
        message: &Bytes,
        written_in: Protocol,
    ) -> Result<(), Over> {
        self.keep_pace()?;
        if message.len() > MAX_FRAME_BYTES {
            return self.count_wrong(FrameError::TooLarge);
        }
        if written_in != self.conversation.client.protocol {
            return self.count_wrong(FrameError::Malformed);
        }
        let frame = match written_in {
            Protocol::Msgpack => decode_all(message),
            Protocol::Json => decode_text(message),
        };
        self.take_frame(frame)
    }

    fn take_frame(&mut self, frame: Result<ClientFrame, DecodeError>) -> Result<(), Over> {
        match (frame, &self.speaker) {
            (Err(DecodeError::TooDeep), _) => self.count_wrong(FrameError::TooDeep),
            (Err(_), _) => self.count_wrong(FrameError::Malformed),
            (Ok(ClientFrame::Hello(hello)), None) => self.welcome(&hello),
            (Ok(ClientFrame::Hello(_)), Some(_)) | (Ok(_), None) => {
                self.count_wrong(FrameError::OutOfOrder)
            }
            (Ok(frame), Some(speaker)) => self.pass_on(frame, speaker),
        }
    }

    fn keep_pace(&mut self) -> Result<(), Over> {
        if self.pace.take(Instant::now()) {
            return Ok(());
        }
        self.outbox.say_goodbye(Farewell::Overload);
        Err(Over)
    }

    fn count_wrong(&mut self, error: FrameError) -> Result<(), Over> {
        self.outbox.report(error);
        if self.pace.forgive() {
            return Ok(());
        }
        tracing::debug!(session = ?self.conversation.request.session_hash(), "too many malformed frames");
        self.outbox.say_goodbye(Farewell::Malformed);
        Err(Over)
    }

    fn welcome(&mut self, hello: &Hello) -> Result<(), Over> {
        let Conversation {
            state,
            client,
            request,
            ..
        } = &self.conversation;
        let who = match check_hello(state, client, request, hello) {
            Ok(who) => who,
            Err(refusal) => return Err(self.refuse(refusal)),
        };
        let speaker = Speaker {
            tab: hello.tab,
            who,
            socket: SocketId::next(),
        };
        let outbox = self.outbox.clone();
        let attach = ToTab::Attach {
            connection: hello.connection,
            socket: speaker.socket,
            outbox,
            request: request.clone(),
        };
        self.deliver(&speaker, attach)?;
        self.speaker = Some(speaker);
        Ok(())
    }

    fn pass_on(&self, frame: ClientFrame, speaker: &Speaker) -> Result<(), Over> {
        let message = match frame {
            ClientFrame::Call(frame) => ToTab::Call {
                socket: Some(speaker.socket),
                frame,
            },
            ClientFrame::Nav { id, url } => ToTab::Nav {
                socket: speaker.socket,
                id,
                url,
            },
            ClientFrame::Sub(sub) => ToTab::Sub {
                socket: speaker.socket,
                sub,
            },
            ClientFrame::Unsub { id } => ToTab::Unsub {
                socket: speaker.socket,
                id,
            },
            ClientFrame::Model { id, said } => ToTab::Model {
                socket: speaker.socket,
                id,
                said,
            },
            ClientFrame::Ping | ClientFrame::Hello(_) => {
                self.outbox.send(&crate::wire::frame::ServerFrame::Pong);
                return Ok(());
            }
        };
        self.deliver(speaker, message)
    }

    fn deliver(&self, speaker: &Speaker, message: ToTab) -> Result<(), Over> {
        let Conversation {
            state,
            client,
            request,
            opened,
            ..
        } = &self.conversation;
        let to = Delivery {
            state,
            client,
            tab: speaker.tab,
            who: speaker.who,
            request,
            since: *opened,
        };
        state.tabs.deliver(&to, vec![message]).map_err(|why| {
            match why {
                Undelivered::Session => return self.refuse(Refusal::Session),
                Undelivered::Ended => self.outbox.say_goodbye(Farewell::Identity),
                Undelivered::Overload => self.outbox.say_goodbye(Farewell::Overload),
                Undelivered::Gone | Undelivered::Stopping => {
                    self.outbox.say_goodbye(Farewell::Restart)
                }
            }
            Over
        })
    }

    fn refuse(&self, why: Refusal) -> Over {
        self.outbox.refuse(why);
        Over
    }

    /// Comes when the tab has nothing left to do of what it was told; at once where there is no tab yet.
    pub(crate) fn rest(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        if let Some(speaker) = &self.speaker {
            // A tab that is gone drops the sender, which says the same.
            let _ = self.deliver(speaker, ToTab::Rest(sender));
        }
        receiver
    }

    /// Tells the tab that this connection has ended.
    pub(crate) fn detach(&self) {
        if let Some(speaker) = &self.speaker {
            // A server that stops needs no word of it.
            let _ = self.deliver(
                speaker,
                ToTab::Detach {
                    socket: speaker.socket,
                },
            );
        }
    }
}

fn decode_text(message: &[u8]) -> Result<ClientFrame, DecodeError> {
    let text = std::str::from_utf8(message).map_err(|_| DecodeError::NotUtf8)?;
    decode_all(&json::to_bytes(text)?)
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        pending().await
    }
}
