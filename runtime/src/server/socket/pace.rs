//! How fast frames may come, and how many may be wrong.

use std::time::Instant;

use crate::server::limits::Limits;
use crate::wire::limits::MAX_MALFORMED_FRAMES;

/// A token bucket for frames, and a count of those that could not be read.
pub(super) struct Pace {
    tokens: f64,
    burst: f64,
    a_second: f64,
    filled: Instant,
    malformed: u32,
}

impl Pace {
    pub(super) fn new(limits: &Limits, now: Instant) -> Self {
        Self {
            tokens: f64::from(limits.frame_burst),
            burst: f64::from(limits.frame_burst),
            a_second: f64::from(limits.frames_a_second),
            filled: now,
            malformed: 0,
        }
    }

    /// Counts a frame; whether it was in time.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let refill = now.saturating_duration_since(self.filled).as_secs_f64() * self.a_second;
        self.tokens = (self.tokens + refill).min(self.burst);
        self.filled = now;
        let in_time = self.tokens >= 1.0;
        if in_time {
            self.tokens -= 1.0;
        }
        in_time
    }

    /// Counts a frame that could not be read; whether there may be more of them.
    pub(super) fn forgive(&mut self) -> bool {
        self.malformed += 1;
        self.malformed < MAX_MALFORMED_FRAMES
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_followed_by_the_steady_pace() {
        let limits = Limits {
            frame_burst: 10,
            frames_a_second: 3,
            ..Limits::default()
        };
        let start = Instant::now();
        let mut pace = Pace::new(&limits, start);
        assert!((0..10).all(|_| pace.take(start)));
        assert!(!pace.take(start));
        let later = start + Duration::from_secs(1);
        assert_eq!((0..10).filter(|_| pace.take(later)).count(), 3);
        let much_later = start + Duration::from_secs(3600);
        assert_eq!((0..20).filter(|_| pace.take(much_later)).count(), 10);
    }

    #[test]
    fn a_few_malformed_frames_are_forgiven() {
        let mut pace = Pace::new(&Limits::default(), Instant::now());
        assert!((1..MAX_MALFORMED_FRAMES).all(|_| pace.forgive()));
        assert!(!pace.forgive());
    }
}
