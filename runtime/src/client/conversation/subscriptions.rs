//! The channels that the page follows, and how far it has heard of each.

use crate::wire::frame::{Cursor, EventFrame, Sub};

#[derive(Debug)]
struct Followed {
    id: u64,
    channel: String,
    /// The last event heard, or where the subscription began; none while nobody has said where.
    cursor: Option<Cursor>,
    sent_on_this_connection: bool,
}

/// What an event is to a page.
#[derive(Debug)]
pub(super) enum Hearing {
    /// Of a channel that it has left, or heard before.
    Nothing,
    /// The next one.
    Event { channel: String },
    /// Some before it are missing.
    Gap,
}

/// The subscriptions of the page on show.
#[derive(Debug)]
pub(super) struct Subscriptions {
    followed: Vec<Followed>,
    last: u64,
    /// Where those begin that the page asks for first; what it follows later begins when the server hears of it.
    from: Option<Cursor>,
}

impl Subscriptions {
    /// Those of a page whose data was read at this place.
    pub(super) fn of_page(cursor: Cursor) -> Self {
        Self {
            followed: Vec::new(),
            last: 0,
            from: Some(cursor),
        }
    }

    /// Numbers are never used again in a tab.
    pub(super) fn number_after(&mut self, earlier: &Self) {
        self.last = earlier.last;
    }

    pub(super) fn into_ids(self) -> impl Iterator<Item = u64> {
        self.followed.into_iter().map(|followed| followed.id)
    }

    pub(super) fn has(&self, id: u64) -> bool {
        self.followed.iter().any(|followed| followed.id == id)
    }

    /// Follows these channels and no others. Gives the subscriptions that end.
    pub(super) fn follow(&mut self, channels: Vec<String>) -> Vec<u64> {
        let mut left = Vec::new();
        self.followed.retain(|followed| {
            let stays = channels.contains(&followed.channel);
            if !stays {
                left.push(followed.id);
            }
            stays
        });
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
        left
    }

    /// A new connection has heard of nothing.
    pub(super) fn forget_sendings(&mut self) {
        for followed in &mut self.followed {
            followed.sent_on_this_connection = false;
        }
    }

    /// What this connection has not heard of; counts as sent from now on.
    pub(super) fn take_to_send(&mut self, url: &str) -> Vec<Sub> {
        let mut subs = Vec::new();
        for followed in &mut self.followed {
            if !std::mem::replace(&mut followed.sent_on_this_connection, true) {
                subs.push(Sub {
                    id: followed.id,
                    url: url.to_owned(),
                    channel: followed.channel.clone(),
                    cursor: followed.cursor,
                });
            }
        }
        subs
    }

    fn find(&mut self, id: u64) -> Option<&mut Followed> {
        self.followed.iter_mut().find(|followed| followed.id == id)
    }

    /// The server says where a subscription begins.
    pub(super) fn begin(&mut self, id: u64, cursor: Cursor) {
        if let Some(followed) = self.find(id) {
            followed.cursor = Some(cursor);
        }
    }

    pub(super) fn hear(&mut self, event: &EventFrame) -> Hearing {
        let Some(followed) = self.find(event.id) else {
            return Hearing::Nothing;
        };
        match &mut followed.cursor {
            Some(cursor) if event.seq <= cursor.seq => Hearing::Nothing,
            Some(cursor) if event.previous <= cursor.seq => {
                cursor.seq = event.seq;
                Hearing::Event {
                    channel: followed.channel.clone(),
                }
            }
            _ => Hearing::Gap,
        }
    }
}
