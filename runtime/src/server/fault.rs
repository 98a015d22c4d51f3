//! What a test makes happen to the process: it dies at a point, or its clock goes wrong. Without the feature
//! `fault-injection` this compiles to nothing.

/// Where the process can be made to die: the value of `RALLY_FAULT`. With a number behind it, `before-commit:3`, it dies
/// when it comes there for that many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// `before-run`: a call has been received and its handler has not begun.
    BeforeRun,
    /// `before-commit`: the handler's statements are done and nothing is committed.
    BeforeCommit,
    /// `after-commit`: the handler has committed and its answer has gone nowhere.
    AfterCommit,
    /// `before-reply-is-stored`: the answer may have been sent.
    BeforeReplyIsStored,
    /// `after-reply-is-stored`: the receipt is complete.
    AfterReplyIsStored,
}

#[cfg(feature = "fault-injection")]
pub(crate) use injected::{clock_offset, point};

#[cfg(feature = "fault-injection")]
mod injected {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Point;

    /// Ends the process at once, as a power cut would, where `RALLY_FAULT` names this point.
    pub(crate) fn point(point: Point) {
        static TIMES: AtomicU32 = AtomicU32::new(0);
        let Ok(fault) = std::env::var("RALLY_FAULT") else {
            return;
        };
        let (name, time) = fault.split_once(':').unwrap_or((&fault, "1"));
        if name == point.name() && time == (TIMES.fetch_add(1, Ordering::SeqCst) + 1).to_string() {
            std::process::abort();
        }
    }

    /// How many milliseconds the clock is ahead of the true one: what the file that `RALLY_CLOCK` names says, which may
    /// change at any time.
    pub(crate) fn clock_offset() -> i64 {
        let file = std::env::var_os("RALLY_CLOCK");
        let text = file.and_then(|file| std::fs::read_to_string(file).ok());
        text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    impl Point {
        fn name(self) -> &'static str {
            match self {
                Self::BeforeRun => "before-run",
                Self::BeforeCommit => "before-commit",
                Self::AfterCommit => "after-commit",
                Self::BeforeReplyIsStored => "before-reply-is-stored",
                Self::AfterReplyIsStored => "after-reply-is-stored",
            }
        }
    }
}

/// Does nothing.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) fn point(_: Point) {}

/// The clock is the true one.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) fn clock_offset() -> i64 {
    0
}
