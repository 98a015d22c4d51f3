//! Points where a test makes the process die, as a kill would. Without tests and the feature `fault-injection` this
//! compiles to nothing.

/// Where the process can be made to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// `migrate-statement`: a statement was run, nothing is committed.
    Statement,
    /// `migrate-recorded`: everything of a migration is done but the COMMIT.
    Recorded,
    /// `migrate-committed`: a migration or the seeds are committed.
    Committed,
    /// `reset-built`: the new database is whole, the old one is untouched.
    Built,
    /// `reset-settled`: the old database is a single file.
    Settled,
    /// `reset-swapped`: the new database has taken the place of the old one.
    Swapped,
}

/// Ends the process at once where `RALLY_FAULT` is this point's name, or at the third time where it is `NAME:3`.
#[cfg(any(test, feature = "fault-injection"))]
pub(super) fn point(point: Point) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let name = match point {
        Point::Statement => "migrate-statement",
        Point::Recorded => "migrate-recorded",
        Point::Committed => "migrate-committed",
        Point::Built => "reset-built",
        Point::Settled => "reset-settled",
        Point::Swapped => "reset-swapped",
    };
    let Ok(fault) = std::env::var("RALLY_FAULT") else {
        return;
    };
    let (wanted, time) = fault.split_once(':').unwrap_or((&fault, "1"));
    if wanted == name && time.parse() == Ok(PASSED.fetch_add(1, Ordering::Relaxed) + 1) {
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(any(test, feature = "fault-injection")))]
#[inline]
pub(super) fn point(_: Point) {}
