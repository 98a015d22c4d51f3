//! Work in the background: what enqueueing answers.

use std::fmt;

/// Why a job was not enqueued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnqueueError {
    /// This version of the runtime runs no jobs, and one that never runs is not taken.
    NotYet {
        /// The job: `send_digest`.
        job: &'static str,
    },
}

impl fmt::Display for EnqueueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet { job } => write!(
                f,
                "job `{job}` was not enqueued: this version of rally-runtime runs no jobs"
            ),
        }
    }
}

impl std::error::Error for EnqueueError {}
