//! A moment at which the statement that runs on a connection is stopped: SQLite's progress handler with a clock.
//!
//! Only for statements that read: a writing one that is stopped takes its whole transaction with it,
//! <https://www.sqlite.org/c3ref/interrupt.html>.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// How many instructions of its virtual machine SQLite runs between two looks at the clock: some tens of microseconds.
const INSTRUCTIONS: i32 = 1000;

/// Stands for no end.
const NEVER: u64 = u64::MAX;

/// The end of what runs on one connection.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    origin: Instant,
    /// In nanoseconds from `origin`.
    end: AtomicU64,
    spent: AtomicBool,
}

impl Budget {
    /// Puts a budget, without an end so far, on a connection.
    pub(crate) fn install(connection: &mut rusqlite::Connection) -> rusqlite::Result<Self> {
        let budget = Self {
            state: Arc::new(State {
                origin: Instant::now(),
                end: AtomicU64::new(NEVER),
                spent: AtomicBool::new(false),
            }),
        };
        let state = Arc::clone(&budget.state);
        connection.progress_handler(INSTRUCTIONS, Some(move || state.is_over()))?;
        Ok(budget)
    }

    /// From now on a statement is stopped at this moment.
    pub(crate) fn set(&self, end: Instant) {
        self.state
            .end
            .store(self.state.nanos(end), Ordering::Relaxed);
    }

    /// Whether a statement was stopped.
    pub(crate) fn is_spent(&self) -> bool {
        self.state.spent.load(Ordering::Relaxed)
    }

    /// Takes the end away; whether a statement was stopped by it.
    pub(crate) fn take(&self) -> bool {
        self.state.end.store(NEVER, Ordering::Relaxed);
        self.state.spent.swap(false, Ordering::Relaxed)
    }
}

impl State {
    fn is_over(&self) -> bool {
        let end = self.end.load(Ordering::Relaxed);
        let over = end != NEVER && self.nanos(Instant::now()) >= end;
        if over {
            self.spent.store(true, Ordering::Relaxed);
        }
        over
    }

    // Five centuries fit.
    fn nanos(&self, moment: Instant) -> u64 {
        let since = moment.saturating_duration_since(self.origin);
        u64::try_from(since.as_nanos()).unwrap_or(NEVER - 1)
    }
}
