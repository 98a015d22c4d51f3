//! The clock of a tab: it runs as clocks do, and leaps over times in which nothing would happen.

use std::time::{Duration, Instant};

use rally_runtime::client::conversation::Millis;

/// Milliseconds since the tab was opened.
#[derive(Debug)]
pub struct Clock {
    opened: Instant,
    leapt: Duration,
}

impl Clock {
    /// A clock that begins now, at 10 s: later than what only concerns documents that have just been loaded.
    #[must_use]
    pub fn start() -> Self {
        Self {
            opened: Instant::now(),
            leapt: Duration::from_secs(10),
        }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Millis {
        let now = self.opened.elapsed() + self.leapt;
        u64::try_from(now.as_millis()).expect("no tab is that old")
    }

    /// Goes on to a time, where that has not been.
    pub fn leap_to(&mut self, at: Millis) {
        self.leapt += Duration::from_millis(at.saturating_sub(self.now()));
    }
}
