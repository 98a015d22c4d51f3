//! Migrations, run statement by statement as the server will run them, and what each of them changes.

mod objects;
mod refused;

use std::rc::Rc;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use super::Migration;
use super::codes;
use super::complaint::place_of;
use super::error::SqlError;
use super::guard::Guard;
use super::history::{FoundObject, History, ObjectKind, Recorder};
use super::lexeme::lexemes;
use super::origin::Places;
use super::prepare::error_message;
use super::token::{find_rollback, read_tokens};
use super::types::DeclaredTypes;
use objects::objects_after;

/// Runs every migration, each in a transaction, until one fails.
pub(crate) fn run_migrations(
    connection: &Connection,
    guard: &Guard,
    migrations: &[Migration<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<History> {
    let mut history = History::default();
    for migration in migrations {
        let places = Places::new(
            migration.text,
            Span::new(migration.file, 0, migration.text.len()),
        );
        history.begin(places.whole());
        let mut run = Run {
            connection,
            guard,
            migration,
            terminated: terminated(migration.text),
            name: migration.name.into(),
            places,
            history: &mut history,
        };
        if let Err(diagnostic) = run.migration() {
            diagnostics.push(*diagnostic);
            return None;
        }
    }
    Some(history)
}

/// One migration while it runs.
struct Run<'r> {
    connection: &'r Connection,
    guard: &'r Guard,
    migration: &'r Migration<'r>,
    terminated: String,
    name: Rc<str>,
    places: Places<'r>,
    history: &'r mut History,
}

// Boxed, since it is rare and large.
type Outcome<T> = Result<T, Box<Diagnostic>>;

impl Run<'_> {
    // The server, too, turns foreign keys off before the transaction and checks them at its end; otherwise
    // rebuilding a table would delete the rows that refer to it.
    fn migration(&mut self) -> Outcome<()> {
        if let Some(at) = self.migration.text.find('\0') {
            return Err(self.failed(self.places.token_at(at), "it holds a NUL character"));
        }
        self.internal("PRAGMA foreign_keys = OFF; PRAGMA max_page_count = 65536; BEGIN IMMEDIATE")?;
        let mut at = skip_blank(self.migration.text, 0);
        while at < self.migration.text.len() {
            at = skip_blank(self.migration.text, self.statement(at)?);
        }
        self.check_foreign_keys()?;
        self.internal("COMMIT")
    }

    fn internal(&self, sql: &str) -> Outcome<()> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| self.failed(self.places.whole(), &error_message(&error)))
    }

    // Runs the statement at a byte offset, and says where it ends.
    fn statement(&mut self, start: usize) -> Outcome<usize> {
        let rest = &self.terminated[start..];
        let run = || run_first(self.connection, rest);
        let (result, record) = self.guard.migration(run);
        if let Some(what) = record.denied {
            return Err(self.forbidden(start, &format!("a migration may not use {what}")));
        }
        let outcome = result.map_err(|error| self.rejected(start, &error))?;
        match outcome {
            Ran::Whole { length } => {
                self.refuse_rollback(start, start + length)?;
                self.note_changes(start, start + length, &record.touched)?;
                Ok(start + length)
            }
            Ran::Parameters => Err(self.forbidden(start, "a migration has no parameters")),
        }
    }

    fn refuse_rollback(&self, start: usize, end: usize) -> Outcome<()> {
        let tokens = read_tokens(&self.migration.text[start..end]).unwrap_or_default();
        let places = self.part(start, end);
        match find_rollback(&tokens) {
            Some(span) => {
                let span = places.span(span);
                Err(Box::new(
                    SqlError::ForbiddenRollback { span }.diagnostic(&DeclaredTypes::default()),
                ))
            }
            None => Ok(()),
        }
    }

    fn part(&self, start: usize, end: usize) -> Places<'_> {
        Places::new(
            &self.migration.text[start..end],
            self.places.range(start, end),
        )
    }

    fn check_foreign_keys(&self) -> Outcome<()> {
        let violation = self
            .connection
            .query_row("PRAGMA foreign_key_check", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
            });
        match violation {
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(()),
            Err(error) => Err(self.failed(self.places.whole(), &error_message(&error))),
            Ok((table, parent)) => {
                let message =
                    format!("rows of `{table}` refer to rows that `{parent}` does not have");
                let last = place_of(self.migration.text, &table);
                let place = last.map_or(self.places.whole(), |at| {
                    self.places.range(at.start, at.end)
                });
                Err(self.failed(place, &message))
            }
        }
    }

    // Reads back what the statement made, and keeps its place.
    fn note_changes(&mut self, start: usize, end: usize, touched: &[String]) -> Outcome<()> {
        let text = &self.migration.text[start..end];
        let places = Places::new(text, self.places.range(start, end));
        let recorder = Recorder {
            migration: &self.name,
            places: &places,
            lexemes: &lexemes(text),
        };
        if touched.is_empty() {
            recorder.record_copy(self.history);
            return Ok(());
        }
        let (found, gone) = objects_after(self.connection, touched, self.history)
            .map_err(|error| self.failed(self.places.whole(), &error_message(&error)))?;
        let is_reserved = |object: &&FoundObject| {
            object.kind != ObjectKind::Index
                && object.name.to_ascii_lowercase().starts_with("rally_")
        };
        if let Some(object) = found.iter().find(is_reserved) {
            let message = format!("a migration may not make `{}`", object.name);
            let forbidden = self.forbidden(start, &message);
            return Err(Box::new(
                forbidden.help("names that begin with `rally_` are the runtime's own"),
            ));
        }
        recorder.record(self.history, found, &gone);
        Ok(())
    }

    fn failed(&self, span: Span, message: &str) -> Box<Diagnostic> {
        let message = format!("the migration `{}` fails: {message}", self.migration.name);
        Box::new(Diagnostic::error(codes::MIGRATION_FAILED, span, message))
    }

    fn forbidden(&self, start: usize, message: &str) -> Box<Diagnostic> {
        let place = self.first_line(start);
        let diagnostic = Diagnostic::error(codes::MIGRATION_FORBIDDEN, place, message);
        Box::new(diagnostic.note(
            "each migration runs in one transaction of its own, in the application's database alone",
        ))
    }

    fn first_line(&self, start: usize) -> Span {
        let line = self.migration.text[start..]
            .lines()
            .next()
            .unwrap_or_default();
        self.places.range(start, start + line.trim_end().len())
    }
}

/// What became of the first statement of a text.
pub(super) enum Ran {
    Whole { length: usize },
    Parameters,
}

/// A text with a NUL at its end. Without one, SQLite would copy all that follows a statement to prepare it:
/// <https://www.sqlite.org/c3ref/prepare.html>.
pub(super) fn terminated(text: &str) -> String {
    format!("{text}\0")
}

/// Runs the first statement of a text that is [`terminated`].
pub(super) fn run_first(connection: &Connection, text: &str) -> rusqlite::Result<Ran> {
    let whole = text.len() - 1;
    let Some(mut statement) = Batch::new(connection, text).next()? else {
        return Ok(Ran::Whole { length: whole });
    };
    if statement.parameter_count() > 0 {
        return Ok(Ran::Parameters);
    }
    // Without parameters this is the statement's own text, so its length is where the next begins.
    let length = statement.expanded_sql().map_or(whole, |sql| sql.len());
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(Ran::Whole { length })
}

// Past white space, comments and empty statements.
pub(super) fn skip_blank(text: &str, start: usize) -> usize {
    let mut rest = &text[start..];
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c', ';', '\u{feff}']);
        rest = match trimmed {
            comment if comment.starts_with("--") => {
                comment.split_once('\n').map_or("", |(_, rest)| rest)
            }
            comment if comment.starts_with("/*") => {
                comment[2..].split_once("*/").map_or("", |(_, rest)| rest)
            }
            other => return text.len() - other.len(),
        };
    }
}
