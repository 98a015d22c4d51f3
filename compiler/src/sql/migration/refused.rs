//! A statement of a migration that SQLite refuses, to what is wrong with it: names by what the migrations before it did,
//! the rest by what SQLite says.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, ErrorCode};

use super::Run;
use crate::sql::complaint::{self, Refusal};
use crate::sql::error::{Candidate, add_past, nearest_candidate, past_message};
use crate::sql::guard::MOST_STEPS;
use crate::sql::history::Past;
use crate::sql::lexeme::{Lexeme, lexemes};

/// A name that means nothing, out of SQLite's message.
struct UnknownName<'m> {
    what: Missing<'m>,
    name: &'m str,
}

enum Missing<'m> {
    Object(&'static str),
    /// Of this table, where the message names it.
    Column(Option<&'m str>),
}

impl Run<'_> {
    /// What is wrong with the statement that begins at a byte.
    pub(super) fn rejected(&self, start: usize, error: &rusqlite::Error) -> Box<Diagnostic> {
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            let place = self.first_line(start);
            return self.failed(place, &format!("it is not done after {MOST_STEPS} steps"));
        }
        let refusal = Refusal::new(error);
        let text = &self.migration.text[start..];
        let text = &text[..statement_end(&lexemes(text)).unwrap_or(text.len())];
        let named = unknown_name(&refusal.message)
            .and_then(|unknown| self.unknown(start, text, &unknown, &refusal));
        match named {
            Some(diagnostic) => Box::new(diagnostic),
            None => self.complaint(start, text, &refusal),
        }
    }

    fn complaint(&self, start: usize, text: &str, refusal: &Refusal) -> Box<Diagnostic> {
        let attempt = |text: &str| self.attempt(text);
        let complaint = complaint::explain(text, refusal, &attempt);
        let place = |range: std::ops::Range<usize>| {
            self.places.range(start + range.start, start + range.end)
        };
        let span = complaint
            .range
            .clone()
            .map_or_else(|| self.first_line(start), place);
        let mut diagnostic = self.failed(span, &complaint.message);
        if complaint.is_reworded {
            diagnostic.notes.push(said(refusal));
        }
        diagnostic.help = complaint.help;
        let name = complaint.range.map_or("", |range| &text[range]);
        let first = self
            .history
            .table(name)
            .filter(|_| refusal.message.contains("already"));
        if let Some(first) = first {
            diagnostic = Box::new(diagnostic.also(first, "made here before"));
        }
        diagnostic
    }

    // What SQLite says of another text, which it only reads.
    fn attempt(&self, text: &str) -> Option<Refusal> {
        let (result, _) = self
            .guard
            .migration(|| Batch::new(self.connection, text).next().map(drop));
        result.err().map(|error| Refusal::new(&error))
    }

    fn unknown(
        &self,
        start: usize,
        text: &str,
        unknown: &UnknownName<'_>,
        refusal: &Refusal,
    ) -> Option<Diagnostic> {
        let lexemes = lexemes(text);
        let place = place_of(&lexemes, unknown.name, refusal)?;
        let span = self.places.range(start + place.start, start + place.end());
        let (past, near) = match unknown.what {
            Missing::Object(_) => (
                self.history.past(unknown.name),
                nearest_candidate(unknown.name, self.objects()),
            ),
            Missing::Column(table) => self.column(&lexemes, table, unknown.name),
        };
        let diagnostic = self.failed(span, &message(unknown, past.as_ref()));
        let diagnostic = add_past(*diagnostic, past.as_ref()).note(said(refusal));
        Some(suggest(diagnostic, near))
    }

    fn objects(&self) -> impl Iterator<Item = (&str, Option<Span>)> {
        let tables = self.history.tables();
        tables.map(|(name, place)| (name, Some(place)))
    }

    // Of the table named, or else of any that the statement names.
    fn column(
        &self,
        lexemes: &[Lexeme<'_>],
        table: Option<&str>,
        column: &str,
    ) -> (Option<Past>, Option<Candidate>) {
        let mentioned = lexemes.iter().filter_map(Lexeme::name);
        let tables: Vec<String> = match table {
            Some(table) => vec![table.to_owned()],
            None => mentioned.map(|name| name.into_owned()).collect(),
        };
        let past = tables
            .iter()
            .find_map(|table| self.history.past_column(table, column));
        let columns = tables.iter().flat_map(|table| self.history.columns(table));
        let candidates = columns.map(|(name, place)| (name, Some(place)));
        (past, nearest_candidate(column, candidates))
    }
}

fn said(refusal: &Refusal) -> String {
    format!("SQLite says: {}", refusal.message)
}

fn message(unknown: &UnknownName<'_>, past: Option<&Past>) -> String {
    let name = unknown.name;
    match (past, &unknown.what) {
        (Some(past), _) => past_message(past),
        (None, Missing::Object(what)) => format!("there is no {what} `{name}`"),
        (None, Missing::Column(Some(table))) => format!("`{table}` has no column `{name}`"),
        (None, Missing::Column(None)) => format!("there is no column `{name}` here"),
    }
}

fn suggest(diagnostic: Diagnostic, near: Option<Candidate>) -> Diagnostic {
    let (Some(Candidate { name, declared }), None) = (near, &diagnostic.help) else {
        return diagnostic;
    };
    let diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
    match declared {
        Some(place) => diagnostic.also(place, format!("`{name}` is declared here")),
        None => diagnostic,
    }
}

// At SQLite's place where it has one, which for `t.x` is that of `t`; else where the name stands last.
fn place_of<'l, 't>(
    lexemes: &'l [Lexeme<'t>],
    name: &str,
    refusal: &Refusal,
) -> Option<&'l Lexeme<'t>> {
    let named = |lexeme: &&Lexeme<'t>| lexeme.is_name(name);
    let offset = refusal.offset.unwrap_or(usize::MAX);
    let at = lexemes
        .iter()
        .filter(|lexeme| lexeme.end() > offset)
        .find(named);
    at.or_else(|| lexemes.iter().rev().find(named))
}

// `error in view v: no such table: main.teams`
fn unknown_name(message: &str) -> Option<UnknownName<'_>> {
    let object = |beginning: &str, what| {
        let (_, rest) = message.split_once(beginning)?;
        Some(UnknownName {
            what: Missing::Object(what),
            name: last_part(rest),
        })
    };
    let column = || {
        let (_, rest) = message.split_once("no such column: ")?;
        let name = rest.split(" - should").next().unwrap_or(rest);
        Some(UnknownName {
            what: Missing::Column(None),
            name: last_part(name).trim_matches('"'),
        })
    };
    let column_of = || {
        let (table, name) = message
            .strip_prefix("table ")?
            .split_once(" has no column named ")?;
        Some(UnknownName {
            what: Missing::Column(Some(table)),
            name,
        })
    };
    let key = || {
        let (_, rest) = message.split_once("unknown column \"")?;
        Some(UnknownName {
            what: Missing::Column(None),
            name: rest.split('"').next()?,
        })
    };
    object("no such table: ", "table")
        .or_else(|| object("no such view: ", "view"))
        .or_else(|| object("no such index: ", "index"))
        .or_else(|| object("no such trigger: ", "trigger"))
        .or_else(column)
        .or_else(column_of)
        .or_else(key)
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

// Past its last word; a trigger ends with its `END`.
fn statement_end(lexemes: &[Lexeme<'_>]) -> Option<usize> {
    let is_trigger = lexemes.iter().take(4).any(|lexeme| lexeme.is("TRIGGER"));
    let ends = |at: &usize| {
        let follows = || {
            at.checked_sub(1)
                .is_some_and(|before| lexemes[before].is("END"))
        };
        lexemes[*at].is_sign(";") && (!is_trigger || follows())
    };
    let end = (0..lexemes.len()).find(ends)?;
    Some(lexemes[end].start)
}
