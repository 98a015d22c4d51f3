//! All channels of the process: events in one order, numbered across channels, to those who follow them and into rings.
//!
//! One number counts for all channels, so that a single place, taken before a page loads its data, is a cursor for
//! whatever the page turns out to follow.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ring::{Event, Ring};
use crate::server::limits::{KEPT_BYTES, KEPT_EVENTS};
use crate::wire::frame::{Cursor, TabId};

/// How many authorizations anew are remembered, for those who were at the gate meanwhile.
pub(super) const KEPT_RECHECKS: usize = 256;

/// Who follows a channel. Called while the hub is locked, so it must neither wait nor come back to the hub.
pub(crate) trait Listener: Send + 'static {
    /// Every event after this place will be heard.
    fn begin(&self, cursor: Cursor);
    /// Takes an event; false where too many wait there already: it hears no more then.
    fn hear(&mut self, event: &Event) -> bool;
    /// Events are missing, and none will follow.
    fn reset(&self);
    /// Whoever follows the channel is to be let through by the gate again; nothing after this place is heard before.
    fn recheck(&self, at: Cursor);
}

/// All channels of a process.
pub(crate) struct Hub {
    /// Tells this process from those before it, whose numbers mean nothing here.
    epoch: u64,
    channels: Mutex<Channels>,
}

#[derive(Default)]
struct Channels {
    by_name: HashMap<Arc<str>, Channel>,
    /// The kept events of all channels, oldest first; some are out of their rings already.
    order: VecDeque<(u64, Arc<str>)>,
    bytes: usize,
    last: u64,
    /// No event after this one was on a channel that is forgotten.
    forgotten: u64,
    followers: u64,
    /// How often a channel's followers had to be authorized anew, and which channels' lately, oldest first.
    rechecks: u64,
    rechecked: VecDeque<(u64, Arc<str>)>,
}

/// Why somebody does not follow a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotFollowed {
    /// Some of what came after the cursor is lost; the listener has been told so.
    Lost,
    /// What let them through the gate may not hold any more.
    Rechecked,
}

struct Channel {
    ring: Ring,
    followers: Vec<(u64, Box<dyn Listener>)>,
}

/// A listener's place at a channel; dropped, it hears no more.
pub(crate) struct Followed {
    hub: Arc<Hub>,
    channel: Arc<str>,
    follower: u64,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            // Each state begins with random keys of the system.
            epoch: RandomState::new().build_hasher().finish(),
            channels: Mutex::default(),
        }
    }
}

impl Hub {
    /// The place after all that has been published so far.
    pub(crate) fn cursor(&self) -> Cursor {
        self.at(self.lock().last)
    }

    /// Publishes an event to all who follow the channel now, and keeps it for those who are about to.
    pub(crate) fn publish(&self, channel: &str, body: Vec<u8>, not_to: Option<TabId>) {
        self.lock().publish(channel, body.into(), not_to);
    }

    /// Ends what all who follow the channel have been let through for, and tells them so.
    pub(crate) fn recheck(&self, channel: &str) {
        let mut channels = self.lock();
        let at = self.at(channels.last);
        channels.recheck(channel, at);
    }

    /// How often followers had to be authorized anew: to be asked before somebody passes the gate.
    pub(crate) fn rechecks(&self) -> u64 {
        self.lock().rechecks
    }

    /// Lets somebody follow a channel: all that came after the cursor, or all from now on. They have passed the gate since
    /// there were so many `rechecks`.
    ///
    /// # Errors
    /// Where some of it is lost, and where they have to pass the gate again.
    pub(crate) fn follow(
        self: &Arc<Self>,
        channel: &str,
        cursor: Option<Cursor>,
        rechecks: u64,
        mut listener: impl Listener,
    ) -> Result<Followed, NotFollowed> {
        let mut channels = self.lock();
        if channels.is_rechecked_since(channel, rechecks) {
            return Err(NotFollowed::Rechecked);
        }
        let begin = cursor.unwrap_or(self.at(channels.last));
        let is_ours = begin.epoch == self.epoch && begin.seq <= channels.last;
        let (name, channel) = channels.enter(channel);
        let heard = is_ours && channel.replay(begin, &mut listener);
        if !heard {
            listener.reset();
            channels.leave(&name);
            return Err(NotFollowed::Lost);
        }
        channels.followers += 1;
        let follower = channels.followers;
        let (channel, entered) = channels.enter(&name);
        entered.followers.push((follower, Box::new(listener)));
        Ok(Followed {
            hub: Arc::clone(self),
            channel,
            follower,
        })
    }

    fn at(&self, seq: u64) -> Cursor {
        Cursor {
            epoch: self.epoch,
            seq,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many channels are known.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.lock().by_name.len()
    }
}

impl Channel {
    /// Tells a listener what came after this place; false where some of it is lost or too much for it.
    fn replay(&self, begin: Cursor, listener: &mut impl Listener) -> bool {
        let Some(mut events) = self.ring.since(begin.seq) else {
            return false;
        };
        listener.begin(begin);
        events.all(|event| listener.hear(event))
    }

    fn tell(&mut self, event: &Event) {
        self.followers.retain_mut(|(_, listener)| {
            let heard = listener.hear(event);
            if !heard {
                listener.reset();
            }
            heard
        });
    }

    fn is_idle(&self) -> bool {
        self.ring.is_empty() && self.followers.is_empty()
    }
}

impl Channels {
    fn enter(&mut self, name: &str) -> (Arc<str>, &mut Channel) {
        let name = match self.by_name.get_key_value(name) {
            Some((known, _)) => Arc::clone(known),
            None => Arc::from(name),
        };
        let forgotten = self.forgotten;
        let channel = self.by_name.entry(Arc::clone(&name));
        let channel = channel.or_insert_with(|| Channel {
            ring: Ring::after(forgotten),
            followers: Vec::new(),
        });
        (name, channel)
    }

    fn publish(&mut self, name: &str, body: Arc<[u8]>, not_to: Option<TabId>) {
        self.last += 1;
        let seq = self.last;
        let (name, channel) = self.enter(name);
        let before = channel.ring.bytes();
        let event = channel.ring.push(seq, body, not_to);
        let after = channel.ring.bytes();
        channel.tell(&event);
        self.bytes = (self.bytes + after).saturating_sub(before);
        self.order.push_back((seq, Arc::clone(&name)));
        self.leave(&name);
        self.make_room();
    }

    fn recheck(&mut self, name: &str, at: Cursor) {
        self.rechecks += 1;
        let (known, channel) = self.enter(name);
        for (_, listener) in channel.followers.drain(..) {
            listener.recheck(at);
        }
        self.leave(&known);
        self.rechecked.push_back((self.rechecks, known));
        if self.rechecked.len() > KEPT_RECHECKS {
            self.rechecked.pop_front();
        }
    }

    /// Also where nobody remembers.
    fn is_rechecked_since(&self, name: &str, rechecks: u64) -> bool {
        let forgotten = self.rechecks - self.rechecked.len() as u64;
        let later = self.rechecked.iter().rev();
        let mut later = later.take_while(|(number, _)| *number > rechecks);
        rechecks < forgotten || later.any(|(_, channel)| **channel == *name)
    }

    /// Lets go of the oldest events of all channels.
    fn make_room(&mut self) {
        while self.order.len() > KEPT_EVENTS || self.bytes > KEPT_BYTES {
            let Some((seq, name)) = self.order.pop_front() else {
                return;
            };
            if let Some(channel) = self.by_name.get_mut(&name) {
                let before = channel.ring.bytes();
                channel.ring.lose_up_to(seq);
                self.bytes = (self.bytes + channel.ring.bytes()).saturating_sub(before);
                self.leave(&name);
            }
        }
    }

    /// Forgets a channel that nobody follows and of which nothing is kept.
    fn leave(&mut self, name: &str) {
        if self.by_name.get(name).is_some_and(Channel::is_idle)
            && let Some(channel) = self.by_name.remove(name)
        {
            self.forgotten = self.forgotten.max(channel.ring.last());
        }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let mut channels = self.hub.lock();
        if let Some(channel) = channels.by_name.get_mut(&self.channel) {
            channel.followers.retain(|(id, _)| *id != self.follower);
        }
        channels.leave(&self.channel);
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").finish_non_exhaustive()
    }
}
