//! Messages that wait: debounced and throttled events.

use std::rc::Weak;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::events::Occurrence;
use super::{Dispatched, Shared};
use crate::client::browser::{clear_timeout, set_timeout};
use crate::html::Timing;
use crate::html::tree::EventSource;

/// What waits, and the function that timeouts call.
pub(super) struct Timers {
    shared: Weak<Shared>,
    run: Option<js_sys::Function>,
    waiting: Vec<Waiting>,
    next_id: u32,
}

struct Waiting {
    id: u32,
    timer: i32,
    target: web_sys::Node,
    event: String,
    ordinal: usize,
    /// The period of a throttled event.
    period: Option<u32>,
    dispatched: Option<Dispatched>,
}

impl Timers {
    pub(super) fn new(shared: Weak<Shared>) -> Timers {
        Timers {
            shared,
            run: None,
            waiting: Vec::new(),
            next_id: 0,
        }
    }

    /// Gives back what is to be delivered at once, and keeps what is to wait.
    pub(super) fn admit(
        &mut self,
        dispatched: Dispatched,
        timing: Timing,
        target: &web_sys::Node,
        occurrence: &Occurrence<'_>,
        ordinal: usize,
    ) -> Option<Dispatched> {
        let (delay, period) = match timing {
            Timing::Immediate => return Some(dispatched),
            Timing::Debounce(pause) => (pause, None),
            Timing::Throttle(period) => (period, Some(period)),
        };
        let same = self.waiting.iter().position(|waiting| {
            waiting.ordinal == ordinal && waiting.target == *target && occurrence.is(&waiting.event)
        });
        if let Some(at) = same {
            if period.is_some() {
                self.waiting[at].dispatched = Some(dispatched);
                return None;
            }
            clear_timeout(self.waiting.remove(at).timer);
        }
        let (now, later) = if period.is_some() {
            (Some(dispatched), None)
        } else {
            (None, Some(dispatched))
        };
        let (id, timer) = self.start(delay);
        self.waiting.push(Waiting {
            id,
            timer,
            target: target.clone(),
            event: occurrence.name().to_owned(),
            ordinal,
            period,
            dispatched: later,
        });
        now
    }

    fn start(&mut self, delay: u32) -> (u32, i32) {
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        let shared = &self.shared;
        let run = self.run.get_or_insert_with(|| {
            let shared = shared.clone();
            let run = Closure::<dyn Fn(u32)>::new(move |id| {
                if let Some(shared) = shared.upgrade() {
                    shared.time_out(id);
                }
            });
            run.into_js_value().unchecked_into()
        });
        (id, set_timeout(run, delay.into(), id))
    }

    /// What the timeout of this id was for. A throttled event that happened meanwhile begins another period.
    pub(super) fn take_due(&mut self, id: u32) -> Option<Dispatched> {
        let at = self.waiting.iter().position(|waiting| waiting.id == id)?;
        let due = self.waiting[at].dispatched.take();
        match self.waiting[at].period {
            Some(period) if due.is_some() => {
                let (id, timer) = self.start(period);
                self.waiting[at].id = id;
                self.waiting[at].timer = timer;
            }
            _ => {
                self.waiting.remove(at);
            }
        }
        due
    }

    /// Everything that waits, in the order in which it began to.
    pub(super) fn take_all(&mut self) -> Vec<Dispatched> {
        let waiting = std::mem::take(&mut self.waiting);
        for waiting in &waiting {
            clear_timeout(waiting.timer);
        }
        waiting
            .into_iter()
            .filter_map(|waiting| waiting.dispatched)
            .collect()
    }
}
