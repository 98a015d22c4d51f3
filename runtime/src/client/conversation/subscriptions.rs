//! The channels that the page follows, and how far it has heard of each.

use std::fmt;

use super::Sending;
use crate::wire::frame::{ClientFrame, Cursor, EventFrame, ServerFrame, Sub};

/// What the page on show follows. The conversation reaches it through a pointer that generated code hands it, so that
/// bundles whose pages follow nothing do not contain it.
pub trait Following: fmt::Debug {
    /// Follows these channels, by their canonical names, and no others; `sending` where the server can be told at
    /// present.
    fn follow(&mut self, channels: Vec<String>, url: &str, sending: Option<Sending<'_>>);

    /// A new connection has heard of nothing.
    fn resume(&mut self, url: &str, sending: Sending<'_>);

    /// Another page, or the same with newer data, follows its channels from where its data was read.
    fn turn(&mut self, cursor: Cursor, sending: Sending<'_>);

    /// What a frame is to the page.
    fn hear(&mut self, frame: ServerFrame) -> Hearing;
}

#[derive(Debug)]
struct Followed {
    id: u64,
    channel: String,
    /// The last event heard, or where the subscription began; none while nobody has said where.
    cursor: Option<Cursor>,
    sent_on_this_connection: bool,
}

/// What a frame is to the page.
#[derive(Debug)]
pub enum Hearing {
    /// Of a channel that it has left, or heard before.
    Nothing,
    /// The next event of a channel.
    Event {
        /// The canonical name.
        channel: String,
        /// The encoded event.
        body: Vec<u8>,
    },
    /// Some events are missing.
    Gap,
}

/// The subscriptions of the page on show.
#[derive(Debug)]
pub struct Subscriptions {
    followed: Vec<Followed>,
    last: u64,
    /// Where those begin that the page asks for first; what it follows later begins when the server hears of it.
    from: Option<Cursor>,
}

impl Subscriptions {
    /// Those of a page whose data was read at this place.
    #[must_use]
    pub fn of_page(cursor: Cursor) -> Box<dyn Following> {
        Box::new(Self {
            followed: Vec::new(),
            last: 0,
            from: Some(cursor),
        })
    }

    /// Ends the subscriptions to all other channels. Gives their ids.
    fn leave_all_but(&mut self, channels: &[String]) -> Vec<u64> {
        let mut left = Vec::new();
        self.followed.retain(|followed| {
            let stays = channels.contains(&followed.channel);
            if !stays {
                left.push(followed.id);
            }
            stays
        });
        left
    }

    /// Numbers are never used again in a tab.
    fn enter(&mut self, channels: Vec<String>) {
        let from = self.from.take();
        for channel in channels {
            if self.followed.iter().all(|known| known.channel != channel) {
                self.last += 1;
                self.followed.push(Followed {
                    id: self.last,
                    channel,
                    cursor: from,
                    sent_on_this_connection: false,
                });
            }
        }
    }

    /// Tells the server what this connection has not heard of.
    fn send_unsent(&mut self, url: &str, mut sending: Sending<'_>) {
        for followed in &mut self.followed {
            if !std::mem::replace(&mut followed.sent_on_this_connection, true) {
                sending.send(&ClientFrame::Sub(Sub {
                    id: followed.id,
                    url: url.to_owned(),
                    channel: followed.channel.clone(),
                    cursor: followed.cursor,
                }));
            }
        }
    }

    fn find(&mut self, id: u64) -> Option<&mut Followed> {
        self.followed.iter_mut().find(|followed| followed.id == id)
    }

    fn hear_event(&mut self, event: EventFrame) -> Hearing {
        let Some(followed) = self.find(event.id) else {
            return Hearing::Nothing;
        };
        match &mut followed.cursor {
            Some(cursor) if event.seq <= cursor.seq => Hearing::Nothing,
            Some(cursor) if event.previous <= cursor.seq => {
                cursor.seq = event.seq;
                Hearing::Event {
                    channel: followed.channel.clone(),
                    body: event.body,
                }
            }
            _ => Hearing::Gap,
        }
    }
}

impl Following for Subscriptions {
    fn follow(&mut self, channels: Vec<String>, url: &str, sending: Option<Sending<'_>>) {
        let left = self.leave_all_but(&channels);
        self.enter(channels);
        if let Some(mut sending) = sending {
            for id in left {
                sending.send(&ClientFrame::Unsub { id });
            }
            self.send_unsent(url, sending);
        }
    }

    fn resume(&mut self, url: &str, sending: Sending<'_>) {
        for followed in &mut self.followed {
            followed.sent_on_this_connection = false;
        }
        self.send_unsent(url, sending);
    }

    fn turn(&mut self, cursor: Cursor, mut sending: Sending<'_>) {
        self.from = Some(cursor);
        for Followed { id, .. } in self.followed.drain(..) {
            sending.send(&ClientFrame::Unsub { id });
        }
    }

    fn hear(&mut self, frame: ServerFrame) -> Hearing {
        match frame {
            ServerFrame::Event(event) => return self.hear_event(event),
            ServerFrame::Reset { id } if self.find(id).is_some() => return Hearing::Gap,
            ServerFrame::Following { id, cursor } => {
                // The server says where it begins.
                if let Some(followed) = self.find(id) {
                    followed.cursor = Some(cursor);
                }
            }
            _ => {}
        }
        Hearing::Nothing
    }
}
