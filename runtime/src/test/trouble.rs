//! Why a test cannot go on, in words: what was asked for, what there is, and what to do.

use std::fmt;

/// Why a test cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble(String);

/// What an attempt gives.
pub(super) type Attempt<T> = Result<T, Trouble>;

impl Trouble {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Ends the test, at the line that asked.
#[track_caller]
pub(super) fn insist<T>(attempt: Attempt<T>) -> T {
    match attempt {
        Ok(value) => value,
        #[expect(clippy::panic, reason = "this is how a test fails")]
        Err(trouble) => panic!("{trouble}"),
    }
}
