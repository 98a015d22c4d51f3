//! Why a command stopped, as told to the person who typed it: what is wrong, and what to do.

use std::fmt;
use std::path::Path;

/// A reason to stop that is no diagnostic of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    help: Option<String>,
}

/// What a command of the shell gives.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// What is wrong, in one line without a full stop; further lines are facts.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// `cannot ACTION PATH: ERROR`
    #[must_use]
    pub fn file(action: &str, path: &Path, error: &dyn fmt::Display) -> Self {
        Self::new(format!("cannot {action} {}: {error}", path.display()))
    }

    /// One failure of many; `None` of none.
    #[must_use]
    pub fn several(failures: Vec<Self>) -> Option<Self> {
        let mut failures = failures.into_iter();
        let mut first = failures.next()?;
        for next in failures {
            first = Self::new(format!("{first}\nerror: {next}"));
        }
        Some(first)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  = help: {}", help.replace('\n', "\n          "))?;
        }
        Ok(())
    }
}
