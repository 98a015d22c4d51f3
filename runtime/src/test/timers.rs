//! What waits for the clock of a test: delayed messages, the conversation, debounced and throttled events.

use super::live::Generation;
use crate::client::conversation::Millis;
use crate::html::Timing;
use crate::html::tree::Dispatched;
use crate::page::Message;

/// What a timer was set for.
pub(super) enum Due {
    /// The conversation wants to look around.
    Wake,
    /// A message of `effect::after`.
    Message(Generation, Message),
    /// A message of `effect::every`.
    Repeated(Message),
    /// What a handler asked for, later.
    Dispatched(Dispatched),
}

/// The timers of a tab.
#[derive(Default)]
pub(super) struct Timers {
    wake_at: Option<Millis>,
    set: Vec<(Millis, Due)>,
    repeated: Vec<Repeated>,
    waiting: Vec<Waiting>,
}

/// A message that is delivered again and again.
struct Repeated {
    at: Millis,
    period: Millis,
    message: Box<dyn Fn() -> Message>,
}

/// An event that is debounced or throttled.
struct Waiting {
    at: Millis,
    node: usize,
    event: String,
    ordinal: usize,
    /// The period of a throttled event.
    period: Option<Millis>,
    dispatched: Option<Dispatched>,
}

impl Timers {
    pub(super) fn set(&mut self, at: Millis, due: Due) {
        self.set.push((at, due));
    }

    /// Delivers a message again and again.
    pub(super) fn repeat(&mut self, at: Millis, message: Box<dyn Fn() -> Message>, now: Millis) {
        let period = at.saturating_sub(now).max(1);
        self.repeated.push(Repeated {
            at,
            period,
            message,
        });
    }

    /// Repeats nothing any more that is not for what stays.
    pub(super) fn keep_repeating(&mut self, is_for_what_stays: impl Fn(&Message) -> bool) {
        self.repeated
            .retain(|it| is_for_what_stays(&(it.message)()));
    }

    /// Wakes the conversation, and not at any earlier wish.
    pub(super) fn wake_at(&mut self, at: Millis) {
        self.wake_at = Some(at);
    }

    pub(super) fn next(&self) -> Option<Millis> {
        let set = self.set.iter().map(|(at, _)| *at);
        let repeated = self.repeated.iter().map(|repeated| repeated.at);
        let waiting = self.waiting.iter().map(|waiting| waiting.at);
        let all = set.chain(repeated).chain(waiting);
        all.chain(self.wake_at).min()
    }

    /// What is due by now, the first one; of those that are due together, the one that was set first.
    pub(super) fn take(&mut self, now: Millis) -> Option<Due> {
        if self.wake_at.take_if(|at| *at <= now).is_some() {
            return Some(Due::Wake);
        }
        let due = self
            .set
            .iter()
            .enumerate()
            .filter(|(_, (at, _))| *at <= now);
        if let Some(index) = due.min_by_key(|(_, (at, _))| *at).map(|(index, _)| index) {
            return Some(self.set.remove(index).1);
        }
        if let Some(repeated) = self.repeated.iter_mut().find(|it| it.at <= now) {
            repeated.at = repeated.at.saturating_add(repeated.period);
            return Some(Due::Repeated((repeated.message)()));
        }
        while let Some(index) = self.waiting.iter().position(|waiting| waiting.at <= now) {
            if let Some(dispatched) = self.end(index, now) {
                return Some(Due::Dispatched(dispatched));
            }
        }
        None
    }

    /// A throttled event that happened meanwhile begins another period.
    fn end(&mut self, index: usize, now: Millis) -> Option<Dispatched> {
        let waiting = &mut self.waiting[index];
        let due = waiting.dispatched.take();
        match waiting.period {
            Some(period) if due.is_some() => waiting.at = now.saturating_add(period),
            _ => {
                self.waiting.remove(index);
            }
        }
        due
    }

    /// Gives back what is to be delivered at once, and keeps what is to wait.
    pub(super) fn admit(
        &mut self,
        now: Millis,
        dispatched: Dispatched,
        timing: Timing,
        (node, event, ordinal): (usize, &str, usize),
    ) -> Option<Dispatched> {
        let (delay, period) = match timing {
            Timing::Immediate => return Some(dispatched),
            Timing::Debounce(pause) => (Millis::from(pause), None),
            Timing::Throttle(period) => (Millis::from(period), Some(Millis::from(period))),
        };
        let is_same = |it: &Waiting| it.node == node && it.event == event && it.ordinal == ordinal;
        if let Some(at) = self.waiting.iter().position(is_same) {
            if period.is_some() {
                self.waiting[at].dispatched = Some(dispatched);
                return None;
            }
            self.waiting.remove(at);
        }
        let (at_once, later) = match period {
            Some(_) => (Some(dispatched), None),
            None => (None, Some(dispatched)),
        };
        self.waiting.push(Waiting {
            at: now.saturating_add(delay),
            node,
            event: event.to_owned(),
            ordinal,
            period,
            dispatched: later,
        });
        at_once
    }

    /// Every event that waits, in the order in which they began to.
    pub(super) fn take_waiting(&mut self) -> Vec<Dispatched> {
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        waiting.filter_map(|waiting| waiting.dispatched).collect()
    }
}
