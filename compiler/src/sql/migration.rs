//! Migrations, run statement by statement as the server will run them, and where they declare what.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, ErrorCode};

use super::Migration;
use super::codes;
use super::error::SqlError;
use super::guard::{Guard, MOST_STEPS};
use super::origin::Places;
use super::prepare::{error_message, error_offset};
use super::rewrite::word_value;
use super::token::{find_rollback, read_tokens};
use super::types::Enums;

/// Where each table, view and column is declared.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    tables: BTreeMap<String, Declaration>,
    anywhere: Option<Span>,
}

#[derive(Debug)]
struct Declaration {
    span: Span,
    columns: BTreeMap<String, Span>,
}

impl Declarations {
    /// The place that declares a table or view.
    pub(crate) fn table(&self, name: &str) -> Option<Span> {
        self.tables
            .get(&name.to_ascii_lowercase())
            .map(|declaration| declaration.span)
    }

    /// The place that declares a column.
    pub(crate) fn column(&self, table: &str, column: &str) -> Option<Span> {
        let declaration = self.tables.get(&table.to_ascii_lowercase())?;
        declaration
            .columns
            .get(&column.to_ascii_lowercase())
            .copied()
    }

    /// Some place in a migration.
    pub(crate) fn anywhere(&self) -> Option<Span> {
        self.anywhere
    }
}

/// Runs every migration, each in a transaction, until one fails.
pub(crate) fn run_migrations(
    connection: &Connection,
    guard: &Guard,
    migrations: &[Migration<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Declarations> {
    let mut declarations = Declarations::default();
    for migration in migrations {
        let places = Places::new(
            migration.text,
            Span::new(migration.file, 0, migration.text.len()),
        );
        declarations.anywhere = Some(places.whole());
        let mut run = Run {
            connection,
            guard,
            migration,
            terminated: terminated(migration.text),
            places,
            declarations: &mut declarations,
        };
        if let Err(diagnostic) = run.migration() {
            diagnostics.push(*diagnostic);
            return None;
        }
    }
    Some(declarations)
}

/// One migration while it runs.
struct Run<'r> {
    connection: &'r Connection,
    guard: &'r Guard,
    migration: &'r Migration<'r>,
    terminated: String,
    places: Places<'r>,
    declarations: &'r mut Declarations,
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
                self.note_declarations(start, start + length, &record.touched)?;
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
                    SqlError::ForbiddenRollback { span }.diagnostic(&Enums::default()),
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
                Err(self.failed(self.places.whole(), &message))
            }
        }
    }

    // Reads back what the statement made, and keeps its place; a later statement that makes it anew wins.
    fn note_declarations(&mut self, start: usize, end: usize, touched: &[String]) -> Outcome<()> {
        if touched.is_empty() {
            return Ok(());
        }
        let read = columns_by_table(self.connection, touched, &self.declarations.tables);
        let found =
            read.map_err(|error| self.failed(self.places.whole(), &error_message(&error)))?;
        if let Some(name) = found.keys().find(|name| name.starts_with("rally_")) {
            let message = format!("a migration may not make `{name}`");
            let forbidden = self.forbidden(start, &message);
            return Err(Box::new(
                forbidden.help("names that begin with `rally_` are the runtime's own"),
            ));
        }
        let tokens = read_tokens(&self.migration.text[start..end]).unwrap_or_default();
        let part = self.part(start, end);
        let statement = part.range(0, part.text().trim_end().len());
        let place = |name: &str| {
            let named = |t: &&sqlparser::tokenizer::TokenWithSpan| {
                word_value(&t.token).is_some_and(|word| word.eq_ignore_ascii_case(name))
            };
            tokens.iter().find(named).map(|t| part.span(t.span))
        };
        let new = |table: String, columns: Option<Vec<String>>| {
            (
                table.clone(),
                columns.map(|columns| {
                    let span = place(&table).unwrap_or(statement);
                    let columns = columns
                        .into_iter()
                        .map(|column| (column.clone(), place(&column).unwrap_or(statement)));
                    Declaration {
                        span,
                        columns: columns.collect(),
                    }
                }),
            )
        };
        let new: Vec<_> = found
            .into_iter()
            .map(|(table, columns)| new(table, columns))
            .collect();
        new.into_iter()
            .for_each(|(table, declaration)| self.declarations.merge(table, declaration));
        Ok(())
    }

    fn rejected(&self, start: usize, error: &rusqlite::Error) -> Box<Diagnostic> {
        let span = match error_offset(error) {
            Some(offset) => self.places.token_at(start + offset),
            None => self.first_line(start),
        };
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            return self.failed(span, &format!("it is not done after {MOST_STEPS} steps"));
        }
        let diagnostic = self.failed(span, &error_message(error));
        match self.declarations.table(self.places.slice(span)) {
            Some(first) => Box::new(diagnostic.also(first, "made here before")),
            None => diagnostic,
        }
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

impl Declarations {
    // A column that was there before keeps its first place.
    fn merge(&mut self, table: String, declaration: Option<Declaration>) {
        let Some(mut new) = declaration else {
            self.tables.remove(&table);
            return;
        };
        if let Some(old) = self.tables.remove(&table) {
            new.span = old.span;
            for (column, span) in &mut new.columns {
                *span = old.columns.get(column).copied().unwrap_or(*span);
            }
        }
        self.tables.insert(table, new);
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

// The columns of each table that a statement touched, `None` for one that is gone. An ALTER may have renamed
// a table, so a name that was not known before counts as touched.
fn columns_by_table(
    connection: &Connection,
    touched: &[String],
    known: &BTreeMap<String, Declaration>,
) -> rusqlite::Result<BTreeMap<String, Option<Vec<String>>>> {
    let mut list = connection
        .prepare_cached("SELECT lower(name) FROM sqlite_schema WHERE type IN ('table', 'view')")?;
    let names: Vec<String> = list
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let touched: Vec<String> = touched
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let mut columns =
        connection.prepare_cached("SELECT lower(name) FROM pragma_table_xinfo(?1)")?;
    let mut found = BTreeMap::new();
    for name in &names {
        if touched.contains(name) || !known.contains_key(name) {
            let read = columns
                .query_map([name], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            found.insert(name.clone(), Some(read));
        }
    }
    let gone = touched.into_iter().filter(|name| !names.contains(name));
    found.extend(gone.map(|name| (name, None)));
    Ok(found)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::source::SourceMap;

    use crate::sql::{Catalog, Migration};

    const FILES: [&str; 3] = [
        "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);\nCREATE TABLE gone (id INTEGER);",
        "ALTER TABLE teams ADD COLUMN city TEXT;\nALTER TABLE teams RENAME COLUMN name TO title;\nDROP TABLE gone;",
        "ALTER TABLE teams RENAME TO clubs;\nCREATE VIEW named AS SELECT title FROM clubs;",
    ];

    // The file and the text of the place that declares a table, or one of its columns.
    fn declared(table: &str, column: Option<&str>) -> Option<(String, String)> {
        let mut sources = SourceMap::default();
        let names = ["001.sql", "002.sql", "003.sql"];
        let migrations = names.iter().zip(FILES).map(|(name, text)| Migration {
            name,
            file: sources.add(*name, text),
            text,
        });
        let catalog = Catalog::from_migrations(
            &migrations.collect::<Vec<_>>(),
            &crate::sql::Meanings::default(),
            &mut vec![],
        )
        .unwrap();
        let table = catalog.table(table)?;
        let span = match column {
            Some(column) => table.column(column)?.declared?,
            None => table.declared?,
        };
        Some((
            sources.file(span.file).path.clone(),
            sources.slice(span).to_owned(),
        ))
    }

    #[test]
    fn a_place_is_that_of_the_statement_that_gave_the_name() {
        let at = |file: &str, text: &str| Some((file.to_owned(), text.to_owned()));
        assert_eq!(declared("clubs", None), at("003.sql", "clubs"));
        assert_eq!(declared("named", None), at("003.sql", "named"));
        assert_eq!(declared("named", Some("title")), at("003.sql", "title"));
        assert_eq!(declared("gone", None), None);
        assert_eq!(declared("teams", None), None);
    }
}
