//! Why a command stopped, as told to the person who typed it: what is wrong, and what to do.

use std::fmt;
use std::path::Path;

use super::problem::{Problem, Speaker};

/// A reason to stop that is no diagnostic of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    help: Option<String>,
    problems: Vec<Problem>,
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
            problems: Vec::new(),
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
            let message = format!("{first}\nerror: {next}");
            let mut problems = first.into_problems();
            problems.extend(next.into_problems());
            first = Self::new(message).because(problems);
        }
        Some(first)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what it comes of. It has been printed already.
    #[must_use]
    pub fn because(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    /// Puts what may have led to it before what it comes of. It has been printed already.
    #[must_use]
    pub fn after(self, mut earlier: Vec<Problem>) -> Self {
        let (message, help) = (self.message.clone(), self.help.clone());
        earlier.extend(self.into_problems());
        Self {
            message,
            help,
            problems: earlier,
        }
    }

    /// What it comes of; the failure itself where nothing nearer is known.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        if !self.problems.is_empty() {
            return self.problems;
        }
        let (title, text) = match self.message.split_once('\n') {
            Some((title, text)) => (title, text),
            None => (self.message.as_str(), ""),
        };
        let mut problem = Problem::error(Speaker::Command, title).text(text);
        problem.help = self.help;
        vec![problem]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_without_a_nearer_cause_is_its_own() {
        let failure = Failure::new("no\nbecause of this").help("do that");
        let expected = Problem::error(Speaker::Command, "no")
            .text("because of this")
            .help("do that");
        assert_eq!(failure.into_problems(), [expected]);
        let rust = vec![Problem::error(Speaker::Rust, "mismatched types")];
        let failure = Failure::new("does not compile").because(rust.clone());
        assert_eq!(failure.into_problems(), rust);
    }

    #[test]
    fn several_failures_keep_their_causes_apart() {
        let titles = |failure: Failure| -> Vec<String> {
            let problems = failure.into_problems().into_iter();
            problems.map(|problem| problem.title).collect()
        };
        let three = ["a", "b", "c"].map(Failure::new);
        let failure = Failure::several(three.to_vec());
        assert_eq!(
            failure.map(titles),
            Some(["a", "b", "c"].map(str::to_owned).to_vec())
        );
    }
}
