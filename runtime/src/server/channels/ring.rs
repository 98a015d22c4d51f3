//! The recent events of one channel, or messages of one model, for those who come back or come late.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::server::limits::{CHANNEL_BYTES, CHANNEL_EVENTS};
use crate::wire::frame::TabId;

/// What one kept event takes beside its bytes, roughly.
const EVENT_OVERHEAD: usize = 96;

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The number of the event before it on the same channel.
    pub(crate) previous: u64,
    pub(crate) seq: u64,
    pub(crate) body: Arc<[u8]>,
    /// Who is not told, although it follows the channel.
    pub(crate) not_to: Option<TabId>,
}

/// The recent events of a channel, oldest first.
#[derive(Debug)]
pub(crate) struct Ring {
    kept: VecDeque<Event>,
    bytes: usize,
    /// The last event of the channel.
    last: u64,
    /// The last event that is not kept any more; events up to here are lost.
    lost: u64,
}

impl Event {
    fn size(&self) -> usize {
        EVENT_OVERHEAD + self.body.len()
    }
}

impl Ring {
    /// A ring of which nothing is known up to this event.
    pub(crate) fn after(lost: u64) -> Self {
        Self {
            kept: VecDeque::new(),
            bytes: 0,
            last: lost,
            lost,
        }
    }

    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The events after this one, in order; `None` where some of them are lost.
    pub(crate) fn since(&self, seq: u64) -> Option<impl Iterator<Item = &Event>> {
        let begin = self.kept.partition_point(|event| event.seq <= seq);
        (seq >= self.lost).then(|| self.kept.range(begin..))
    }

    /// Keeps one more event; the oldest make room for it.
    pub(crate) fn push(&mut self, seq: u64, body: Arc<[u8]>, not_to: Option<TabId>) -> Event {
        let previous = std::mem::replace(&mut self.last, seq);
        let event = Event {
            previous,
            seq,
            body,
            not_to,
        };
        self.bytes += event.size();
        self.kept.push_back(event.clone());
        while self.kept.len() > CHANNEL_EVENTS || self.bytes > CHANNEL_BYTES {
            self.lose_oldest();
        }
        event
    }

    /// Lets go of all events up to this one.
    pub(super) fn lose_up_to(&mut self, seq: u64) {
        while self.kept.front().is_some_and(|event| event.seq <= seq) {
            self.lose_oldest();
        }
    }

    fn lose_oldest(&mut self) {
        if let Some(event) = self.kept.pop_front() {
            self.bytes -= event.size();
            self.lost = event.seq;
        }
    }
}
