//! Points where a test makes the process die. Without the feature `fault-injection` this compiles to nothing.

/// Where the process can be made to die: the value of `RALLY_FAULT`.
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

/// Ends the process at once, as a power cut would, where `RALLY_FAULT` names this point.
#[cfg(feature = "fault-injection")]
pub(crate) fn point(point: Point) {
    let name = match point {
        Point::BeforeRun => "before-run",
        Point::BeforeCommit => "before-commit",
        Point::AfterCommit => "after-commit",
        Point::BeforeReplyIsStored => "before-reply-is-stored",
        Point::AfterReplyIsStored => "after-reply-is-stored",
    };
    if std::env::var("RALLY_FAULT").is_ok_and(|fault| fault == name) {
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(feature = "fault-injection"))]
#[inline]
pub(crate) fn point(_: Point) {}
