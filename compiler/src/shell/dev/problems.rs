//! What stands between the app's files and a server that runs them: the problems of one turn, as pages are told.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::page;
use crate::shell::failure::Failure;
use crate::shell::problem::{Problem, Severity, Speaker};

// More nobody reads before mending the first.
const MOST_SHOWN: usize = 50;

/// The problems of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problems {
    id: String,
    shown: Vec<Problem>,
    hidden: usize,
}

impl Problems {
    /// Of what stopped a turn.
    pub(super) fn new(failure: Failure) -> Self {
        let mut shown = failure.into_problems();
        let hidden = shown.len().saturating_sub(MOST_SHOWN);
        shown.truncate(MOST_SHOWN);
        Self {
            id: next_id(),
            shown,
            hidden,
        }
    }

    /// Differs from turn to turn.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The problems, errors first.
    pub(super) fn shown(&self) -> &[Problem] {
        &self.shown
    }

    /// How many more there are, in the terminal.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// What is wrong on the whole, in one line.
    pub(super) fn headline(&self) -> String {
        let is_error = |problem: &&Problem| problem.severity == Severity::Error;
        let errors = self.shown.iter().filter(is_error).count();
        let more = if self.hidden > 0 { "more than " } else { "" };
        let counted = match errors {
            1 => "one error".to_owned(),
            errors => format!("{more}{errors} errors"),
        };
        let first = self.shown.iter().find(is_error);
        match first.map(|problem| problem.speaker) {
            Some(Speaker::Schema) => format!("The schema has {counted}"),
            Some(Speaker::Rust) => format!("The app does not compile: {counted}"),
            Some(Speaker::Cargo) => "cargo cannot build the app".to_owned(),
            Some(Speaker::Database) => "The database does not fit the migrations".to_owned(),
            Some(Speaker::Server) => "The server does not run".to_owned(),
            Some(Speaker::Command) | None => "The app cannot be built".to_owned(),
        }
    }

    /// For the script in a document that lives.
    pub(super) fn told(&self) -> Value {
        json!({ "id": self.id, "html": page::panel(self), "css": page::STYLE })
    }
}

// A page that has closed the last ones shows the next ones.
fn next_id() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or_else(|_| "0".to_owned(), |now| now.as_nanos().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_says_whose_errors_there_are_and_how_many() {
        let headline = |speaker, count: usize| {
            let problems = vec![Problem::error(speaker, "x"); count];
            Problems::new(Failure::new("x").because(problems)).headline()
        };
        assert_eq!(headline(Speaker::Schema, 1), "The schema has one error");
        assert_eq!(
            headline(Speaker::Rust, 2),
            "The app does not compile: 2 errors"
        );
        assert_eq!(
            headline(Speaker::Schema, MOST_SHOWN + 1),
            "The schema has more than 50 errors"
        );
        let own = Problems::new(Failure::new("cannot read idl"));
        assert_eq!(own.headline(), "The app cannot be built");
    }

    #[test]
    fn every_turn_is_told_anew() {
        let problems = || Problems::new(Failure::new("x"));
        assert_ne!(problems().told()["id"], problems().told()["id"]);
    }
}
