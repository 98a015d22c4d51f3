//! Seeds, run on the migrated schema as `rallyc seed` will run them, and taken back: nothing of them is left in the
//! catalog.

use rally_idl::diagnostic::{Code, Diagnostic};
use rally_idl::source::Span;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, ErrorCode};
use sqlparser::tokenizer::Token;

use super::catalog::Catalog;
use super::codes;
use super::complaint::{self, Refusal};
use super::guard::MOST_STEPS;
use super::migration::{Ran, run_first, skip_blank, terminated};
use super::origin::Places;
use super::prepare::error_message;
use super::rewrite::word_value;
use super::statement::check_statement;
use super::token::read_tokens;
use super::{Migration, Statement};

/// What the checks of queries know better than SQLite's own message: names, and values that are missing.
const NEARER: [Code; 8] = [
    codes::UNKNOWN_TABLE,
    codes::UNKNOWN_COLUMN,
    codes::AMBIGUOUS_COLUMN,
    codes::UNKNOWN_FUNCTION,
    codes::ARGUMENT_COUNT,
    codes::VALUE_COUNT,
    codes::MISSING_COLUMN,
    codes::FORBIDDEN_ROLLBACK,
];

// The table, the row where it has a number, and the table that it refers to.
type Orphan = (String, Option<i64>, String);

// Boxed, since it is rare and large.
type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Runs the seeds, files of SQL as migrations are, in one transaction that is rolled back. What fails first is reported.
pub fn check_seeds(catalog: &Catalog, seeds: &[Migration<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let Some(last) = seeds.last() else {
        return;
    };
    let mut run = Run {
        catalog,
        ran: Vec::new(),
    };
    let begun = run.internal(
        last,
        "PRAGMA foreign_keys = ON; BEGIN; PRAGMA defer_foreign_keys = ON",
    );
    let outcome = begun
        .and_then(|()| seeds.iter().try_for_each(|seed| run.seed(seed)))
        .and_then(|()| run.check_foreign_keys(last));
    let ended = match catalog.connection.is_autocommit() {
        true => Ok(()),
        false => run.internal(last, "ROLLBACK"),
    };
    let ended = ended.and_then(|()| run.internal(last, "PRAGMA foreign_keys = OFF"));
    diagnostics.extend(outcome.and(ended).err().map(|found| *found));
}

struct Run<'c, 's> {
    catalog: &'c Catalog,
    /// Every statement so far, with its first line.
    ran: Vec<(&'s str, Span)>,
}

/// One statement of a seed.
#[derive(Clone, Copy)]
struct Part<'s> {
    seed: &'s Migration<'s>,
    places: &'s Places<'s>,
    start: usize,
}

impl<'s> Run<'_, 's> {
    fn internal(&self, seed: &Migration<'_>, sql: &str) -> Outcome<()> {
        let ran = self.catalog.connection.execute_batch(sql);
        ran.map_err(|error| failed(seed, places(seed).whole(), &error_message(&error)))
    }

    fn seed(&mut self, seed: &'s Migration<'s>) -> Outcome<()> {
        if let Some(at) = seed.text.find('\0') {
            return Err(failed(
                seed,
                places(seed).token_at(at),
                "it holds a NUL character",
            ));
        }
        let (terminated, places) = (terminated(seed.text), places(seed));
        let mut start = skip_blank(seed.text, 0);
        while start < seed.text.len() {
            let part = Part {
                seed,
                places: &places,
                start,
            };
            let end = start + self.statement(part, &terminated[start..])?;
            self.ran.push((&seed.text[start..end], part.first_line()));
            start = skip_blank(seed.text, end);
        }
        Ok(())
    }

    // Gives its length.
    fn statement(&self, part: Part<'_>, text: &str) -> Outcome<usize> {
        let guard = &self.catalog.guard;
        let (result, record) = guard.seed(|| run_first(&self.catalog.connection, text));
        if let Some(what) = record.denied {
            return Err(part.forbidden(&what));
        }
        match result {
            Ok(Ran::Whole { length }) if !self.catalog.connection.is_autocommit() => Ok(length),
            Ok(Ran::Whole { .. }) => Err(part.forbidden("`ROLLBACK` on conflict")),
            Ok(Ran::Parameters) => Err(part.forbidden("parameters: nothing gives them a value")),
            Err(error) => Err(self.rejected(part, &error)),
        }
    }

    fn rejected(&self, part: Part<'_>, error: &rusqlite::Error) -> Box<Diagnostic> {
        let Part { seed, start, .. } = part;
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            let message = format!("it is not done after {MOST_STEPS} steps");
            return failed(seed, part.first_line(), &message);
        }
        if let Some(nearer) = self.nearer(part) {
            return Box::new(nearer);
        }
        let refusal = Refusal::new(error);
        let complaint = complaint::explain(part.text(), &refusal, &|text| self.attempt(text));
        let place = |range: std::ops::Range<usize>| {
            part.places.range(start + range.start, start + range.end)
        };
        let span = complaint.range.map_or_else(|| part.first_line(), place);
        let mut failed = failed(seed, span, &complaint.message);
        if complaint.is_reworded {
            failed
                .notes
                .push(format!("SQLite says: {}", refusal.message));
        }
        failed.help = complaint.help;
        match self.declared(&error_message(error)) {
            Some(place) => Box::new(failed.also(place, "declared here")),
            None => failed,
        }
    }

    // What SQLite says of another text, which it only reads.
    fn attempt(&self, text: &str) -> Option<Refusal> {
        let connection = &self.catalog.connection;
        let read = || Batch::new(connection, text).next().map(drop);
        let (result, _) = self.catalog.guard.seed(read);
        result.err().map(|error| Refusal::new(&error))
    }

    // As a query, the statement may say more of itself.
    fn nearer(&self, part: Part<'_>) -> Option<Diagnostic> {
        let text = part.text();
        let statement = Statement {
            text,
            pieces: &[],
            span: part.places.range(part.start, part.start + text.len()),
            name: part.seed.name,
            arguments: &[],
        };
        let mut found = Vec::new();
        let _checked = check_statement(self.catalog, &statement, &mut found);
        let nearer = found
            .into_iter()
            .find(|found| NEARER.contains(&found.code))?;
        Some(match nearer.code == codes::MISSING_COLUMN {
            true => nearer.help("name the column, and give it a value in each row"),
            false => nearer,
        })
    }

    // The column that `… constraint failed: table.column` is about, or the table.
    fn declared(&self, message: &str) -> Option<Span> {
        let (_, names) = message.rsplit_once("constraint failed: ")?;
        let (table, column) = names.split(',').next()?.split_once('.')?;
        let table = self.catalog.table(table)?;
        let column = table.column(column).and_then(|column| column.declared);
        column.or(table.declared)
    }

    fn check_foreign_keys(&self, last: &Migration<'_>) -> Outcome<()> {
        let connection = &self.catalog.connection;
        let read = || {
            let mut check = connection.prepare("PRAGMA foreign_key_check")?;
            let mut names =
                check.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            names.next().transpose()
        };
        match read() {
            Ok(None) => Ok(()),
            Ok(Some(orphan)) => Err(self.orphan(last, orphan)),
            Err(error) => Err(failed(last, places(last).whole(), &error_message(&error))),
        }
    }

    fn orphan(&self, last: &Migration<'_>, (table, row, parent): Orphan) -> Box<Diagnostic> {
        let names_it = |(text, _): &&(&str, Span)| {
            let tokens = read_tokens(text).unwrap_or_default();
            let mut words = tokens.iter().filter_map(|token| word_value(&token.token));
            words.any(|word| word.eq_ignore_ascii_case(&table))
        };
        let span = match self.ran.iter().find(names_it) {
            Some(&(_, span)) => span,
            None => places(last).whole(),
        };
        let row = row.map_or_else(|| "a row".to_owned(), |row| format!("row {row}"));
        let message = format!("{row} of `{table}` refers to a row that `{parent}` does not have");
        let diagnostic = Diagnostic::error(codes::SEED_FAILED, span, message);
        let diagnostic = diagnostic.label(format!("rows of `{table}` are written from here on"));
        Box::new(diagnostic.help(format!("insert that row into `{parent}` too, in any seed")))
    }
}

impl<'s> Part<'s> {
    fn forbidden(self, what: &str) -> Box<Diagnostic> {
        let message = format!("a seed may not use {what}");
        let diagnostic = Diagnostic::error(codes::SEED_FORBIDDEN, self.first_line(), message);
        Box::new(diagnostic.note("all seeds run in one transaction, and change rows only"))
    }

    fn first_line(self) -> Span {
        let line = self.seed.text[self.start..].lines().next();
        let length = line.unwrap_or_default().trim_end().len();
        self.places.range(self.start, self.start + length)
    }

    // To its semicolon, also where SQLite does not say how far it reaches.
    fn text(self) -> &'s str {
        let rest = &self.seed.text[self.start..];
        let tokens = read_tokens(rest).unwrap_or_default();
        let end = tokens.iter().find(|token| token.token == Token::SemiColon);
        let here = Places::new(rest, Span::new(self.seed.file, 0, rest.len()));
        let end = end.and_then(|token| here.offset(token.span.start));
        &rest[..end.unwrap_or(rest.len())]
    }
}

fn places<'s>(seed: &Migration<'s>) -> Places<'s> {
    Places::new(seed.text, Span::new(seed.file, 0, seed.text.len()))
}

fn failed(seed: &Migration<'_>, span: Span, message: &str) -> Box<Diagnostic> {
    let message = format!("the seed `{}` fails: {message}", seed.name);
    Box::new(Diagnostic::error(codes::SEED_FAILED, span, message))
}
