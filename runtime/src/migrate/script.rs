//! A script's text, run statement by statement, so that an error can say which one.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, Statement};

use super::error::MigrateError;
use super::fault::{self, Point};
use super::guard::Watch;

/// A file of statements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a> {
    pub(super) file: &'a str,
    pub(super) sql: &'a str,
}

/// Runs every statement of a script in the transaction that is open, and says how many rows they inserted, changed
/// or deleted, without what triggers, foreign keys and full-text tables did: https://www.sqlite.org/c3ref/changes.html.
pub(super) fn run(
    connection: &Connection,
    watch: &Watch,
    script: Script<'_>,
) -> Result<u64, MigrateError> {
    let sql = script.sql;
    // Without a NUL at the end, SQLite would copy all that follows a statement to prepare it:
    // https://www.sqlite.org/c3ref/prepare.html.
    let terminated = format!("{sql}\0");
    let mut place = Place {
        script,
        statement: 0,
        start: 0,
    };
    let mut batch = Batch::new(connection, &terminated);
    if let Some(at) = sql.find('\0') {
        // SQLite would take it for the end.
        return Err(place.error(at, "it holds a NUL character; remove it".to_owned()));
    }
    let (mut end, mut rows) = (0, 0);
    loop {
        // SQLite's offsets count from where the previous statement ended.
        let parsed_from = end;
        place.statement += 1;
        place.start = parsed_from + blank(&sql[parsed_from..]);
        let statement = match batch.next() {
            Ok(Some(statement)) => statement,
            Ok(None) => return Ok(rows),
            Err(error) => return Err(place.failed(watch, &error, parsed_from)),
        };
        end = place.start + text_length(&statement, &sql[place.start..]);
        rows += execute(connection, statement)
            .map_err(|error| place.failed(watch, &error, place.start))?;
        fault::point(Point::Statement);
        if connection.is_autocommit() {
            return Err(place.error(
                place.start,
                "it ended the transaction (OR ROLLBACK?); use ABORT".to_owned(),
            ));
        }
    }
}

fn execute(connection: &Connection, mut statement: Statement<'_>) -> rusqlite::Result<u64> {
    let before = connection.total_changes();
    if statement.parameter_count() > 0 {
        return Err(rusqlite::Error::InvalidParameterCount(
            0,
            statement.parameter_count(),
        ));
    }
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    // What changed no row leaves `changes` as it was.
    match connection.total_changes() == before {
        true => Ok(0),
        false => Ok(connection.changes()),
    }
}

/// How much of `rest` the statement takes, which begins there.
fn text_length(statement: &Statement<'_>, rest: &str) -> usize {
    // Without parameters, SQLite gives back the very text that it prepared.
    let text = statement.expanded_sql().unwrap_or_default();
    let text = &text[blank(&text)..];
    if rest.starts_with(text) {
        text.len()
    } else {
        0
    }
}

struct Place<'a> {
    script: Script<'a>,
    statement: usize,
    /// Where the statement's first word is.
    start: usize,
}

impl Place<'_> {
    fn failed(&self, watch: &Watch, error: &rusqlite::Error, parsed_from: usize) -> MigrateError {
        if let Some(why) = watch.take_refusal() {
            return self.error(self.start, why);
        }
        let (message, place) = match error {
            rusqlite::Error::SqlInputError { msg, offset, .. } => (
                msg.clone(),
                usize::try_from(*offset).map_or(self.start, |offset| parsed_from + offset),
            ),
            rusqlite::Error::SqliteFailure(_, Some(message)) => (message.clone(), self.start),
            rusqlite::Error::InvalidParameterCount(..) => (
                "it has a parameter, and nothing gives it a value; write the value".to_owned(),
                self.start,
            ),
            other => (other.to_string(), self.start),
        };
        self.error(place, message)
    }

    fn error(&self, place: usize, message: String) -> MigrateError {
        let before = self.script.sql.as_bytes().iter().take(place);
        MigrateError::Statement {
            file: self.script.file.to_owned(),
            statement: self.statement,
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            message,
        }
    }
}

/// Whether there is no statement in it.
pub(super) fn is_blank(sql: &str) -> bool {
    blank(sql) == sql.len()
}

/// The length of the white space, comments and stray semicolons that `sql` begins with.
fn blank(sql: &str) -> usize {
    let mut rest = sql;
    loop {
        let trimmed = rest
            .trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';' || c == '\u{feff}');
        rest = if let Some(comment) = trimmed.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(comment) = trimmed.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return sql.len() - trimmed.len();
        };
    }
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn blank_ends_at_the_first_word() {
        for (sql, first) in [
            ("SELECT 1", "SELECT 1"),
            ("  \n\tSELECT 1", "SELECT 1"),
            (
                "-- one; two\n;; /* three\n */ SELECT 1 -- four",
                "SELECT 1 -- four",
            ),
            ("-- only a comment", ""),
            ("/* never closed", ""),
            ("", ""),
            ("- 1", "- 1"),
        ] {
            assert_eq!(&sql[blank(sql)..], first);
        }
    }
}
