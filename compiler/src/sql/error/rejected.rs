//! A refusal of SQLite's as a diagnostic: what the compiler makes of it, and SQLite's own words as a note.

use rally_idl::diagnostic::{Code, Diagnostic};
use rally_idl::source::Span;

use crate::sql::codes;
use crate::sql::complaint::{Complaint, Refusal};
use crate::sql::origin::Places;

/// What SQLite refuses, in the compiler's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// SQLite's own words, where they are others.
    pub(crate) said: Option<String>,
}

impl Rejected {
    /// Nothing but the place, which is all of the text.
    pub(crate) fn whole(places: &Places<'_>) -> Self {
        Self {
            span: places.whole(),
            message: String::new(),
            help: None,
            said: None,
        }
    }

    /// `complaint` is about the text of `places`.
    pub(crate) fn new(complaint: Complaint, refusal: &Refusal, places: &Places<'_>) -> Self {
        let whole = Self::whole(places);
        let place = |range: std::ops::Range<usize>| places.range(range.start, range.end);
        Self {
            span: complaint.range.map_or(whole.span, place),
            message: complaint.message,
            help: complaint.help,
            said: complaint.is_reworded.then(|| refusal.message.clone()),
        }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let (code, message) = self.headline();
        let mut found = Diagnostic::error(code, self.span, message);
        found.help = self.help.clone();
        if let Some(said) = &self.said {
            found.notes.push(format!("SQLite says: {said}"));
        }
        found
    }

    fn headline(&self) -> (Code, String) {
        match &self.said {
            Some(said) => (code(said), self.message.clone()),
            None => (
                codes::REJECTED,
                format!("SQLite rejects this query: {}", self.message),
            ),
        }
    }
}

fn code(said: &str) -> Code {
    const CODES: [(&str, Code); 7] = [
        ("misuse of aggregate", codes::MISPLACED_AGGREGATE),
        ("misuse of aliased aggregate", codes::MISPLACED_AGGREGATE),
        ("misuse of window function", codes::MISPLACED_AGGREGATE),
        ("misuse of aliased window", codes::MISPLACED_AGGREGATE),
        ("aggregate functions are not", codes::MISPLACED_AGGREGATE),
        ("no such function", codes::UNKNOWN_FUNCTION),
        ("wrong number of arguments", codes::ARGUMENT_COUNT),
    ];
    let mut found = CODES.iter();
    found
        .find(|(beginning, _)| said.starts_with(beginning))
        .map_or(codes::REJECTED, |(_, code)| *code)
}
