//! The calls of a tab that have no answer yet, in order, and what is sent of them.

use super::size::Measure;
use super::{Millis, NewCall};
use crate::wire::frame::{CallFrame, Stamp};
use crate::wire::limits::MAX_FRAME_BYTES;
use crate::wire::to_bytes;

#[derive(Debug)]
struct PendingCall {
    n: u64,
    call: NewCall,
    overdue_at: Option<Millis>,
    /// That of the first sending; none before it.
    stamp: Option<Stamp>,
    sent_on_this_connection: bool,
}

/// Unanswered calls.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// In rising order of `n`.
    pending: Vec<PendingCall>,
    last: u64,
}

impl Calls {
    /// Queues a call and numbers it; `Err` with its number where it is larger than a frame may be.
    pub(super) fn add(&mut self, call: NewCall, measure: Measure, now: Millis) -> Result<u64, u64> {
        self.last += 1;
        let n = self.last;
        if measure(&call) > MAX_FRAME_BYTES {
            return Err(n);
        }
        self.pending.push(PendingCall {
            n,
            overdue_at: call.deadline.map(|deadline| now.saturating_add(deadline)),
            call,
            stamp: None,
            sent_on_this_connection: false,
        });
        Ok(n)
    }

    pub(super) fn len(&self) -> usize {
        self.pending.len()
    }

    /// A new connection has heard of nothing.
    pub(super) fn forget_sendings(&mut self) {
        for pending in &mut self.pending {
            pending.sent_on_this_connection = false;
        }
    }

    /// What this connection has not heard of, in order; counts as sent from now on.
    pub(super) fn take_to_send(&mut self, stamp: Stamp) -> Vec<CallFrame> {
        let done = self.done();
        let mut frames = Vec::new();
        for pending in &mut self.pending {
            if !pending.sent_on_this_connection {
                pending.sent_on_this_connection = true;
                frames.push(pending.frame(stamp, done));
            }
        }
        frames
    }

    /// As many calls as fit into so many bytes, the first ones first; counts as sent.
    pub(super) fn take_to_part_with(&mut self, stamp: Stamp, mut room: usize) -> Vec<CallFrame> {
        let done = self.done();
        let mut calls = Vec::new();
        for pending in &mut self.pending {
            let frame = pending.peek(stamp, done);
            let size = to_bytes(&frame).len();
            if size > room {
                break;
            }
            room -= size;
            pending.stamp = Some(frame.stamp);
            calls.push(frame);
        }
        calls
    }

    /// Every call below this number has ended.
    fn done(&self) -> u64 {
        self.pending
            .first()
            .map_or(self.last + 1, |pending| pending.n)
    }

    /// Ends a call; false where it has ended before.
    pub(super) fn end(&mut self, n: u64) -> bool {
        let before = self.pending.len();
        self.pending.retain(|pending| pending.n != n);
        self.pending.len() < before
    }

    pub(super) fn drop_all(&mut self) {
        self.pending.clear();
    }

    /// Ends the calls that were not answered in time: the number of each, and whether it was ever sent.
    pub(super) fn take_overdue(&mut self, now: Millis) -> Vec<(u64, bool)> {
        let mut overdue = Vec::new();
        self.pending.retain(|pending| {
            let is_overdue = pending.is_overdue(now);
            if is_overdue {
                overdue.push((pending.n, pending.stamp.is_some()));
            }
            !is_overdue
        });
        overdue
    }

    /// Ends all calls, as [`Calls::take_overdue`] does.
    pub(super) fn take_all(&mut self) -> Vec<(u64, bool)> {
        let all = self.pending.drain(..);
        all.map(|pending| (pending.n, pending.stamp.is_some()))
            .collect()
    }

    pub(super) fn wakes_at(&self) -> Option<Millis> {
        self.pending
            .iter()
            .filter_map(|pending| pending.overdue_at)
            .min()
    }
}

impl PendingCall {
    fn is_overdue(&self, now: Millis) -> bool {
        self.overdue_at.is_some_and(|overdue_at| overdue_at <= now)
    }

    fn frame(&mut self, stamp: Stamp, done: u64) -> CallFrame {
        let frame = self.peek(stamp, done);
        self.stamp = Some(frame.stamp);
        frame
    }

    fn peek(&self, stamp: Stamp, done: u64) -> CallFrame {
        CallFrame {
            n: self.n,
            stamp: self.stamp.unwrap_or(stamp),
            method: self.call.method,
            params: self.call.params.clone(),
            arguments: self.call.arguments.clone(),
            done,
            form_key: self.call.form_key.clone(),
        }
    }
}
