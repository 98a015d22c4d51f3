//! What can go wrong between a handler and SQLite, as facts; no rusqlite type and no text meant for a browser.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Why a query or a transaction failed.
///
/// Its text names queries, columns and SQLite's own words: it belongs in the log. Nothing converts it into a reply, so
/// it cannot reach a browser by accident. Cloning is cheap; one failed COMMIT is reported to every caller of its group.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DbError {
    /// The file could not be opened, locked or configured.
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite or the operating system said.
        message: Arc<str>,
    },
    /// Another process, or another handle of this one, holds the file, and the wait allowed by `Options` is over.
    Held {
        /// The database file.
        path: PathBuf,
    },
    /// The database was closed, or the process is shutting down.
    Closed,
    /// `db` was used where a transaction of the same database is open on the same task.
    InsideTransaction {
        /// The query, or `BEGIN` for another transaction.
        query: &'static str,
    },
    /// The transaction held the writer for longer than a lease lasts and was rolled back.
    LeaseExpired {
        /// How long a lease lasts.
        limit: Duration,
    },
    /// A second transaction began where only one is allowed.
    SecondTransaction,
    /// A statement of the transaction's prelude hit a row that exists: the work was done before.
    PreludeConflict,
    /// A constraint refused a row. The statement did nothing; the transaction goes on.
    Constraint {
        /// The query.
        query: &'static str,
        /// Which kind of constraint.
        kind: Constraint,
        /// SQLite's message, which names the table and columns.
        message: Arc<str>,
    },
    /// At the end of the transaction a deferred foreign key still pointed to nothing; the transaction was rolled back.
    DeferredForeignKey,
    /// The statement is never allowed on this connection, and was not run.
    Refused {
        /// The query.
        query: &'static str,
        /// What in it is refused, and what to do instead.
        why: Arc<str>,
    },
    /// SQLite could not prepare or run the statement.
    Statement {
        /// The query.
        query: &'static str,
        /// SQLite's extended result code, where it gave one.
        code: Option<i32>,
        /// SQLite's message.
        message: Arc<str>,
    },
    /// Another process kept the file locked for longer than the busy timeout.
    Busy {
        /// The query, or the step of a transaction, that waited.
        query: &'static str,
    },
    /// The group of transactions could not be committed (a full disk, say); none of them took effect.
    Commit {
        /// SQLite's message.
        message: Arc<str>,
    },
    /// A statement of this or of another transaction made SQLite roll back the whole group; none of it took effect.
    GroupRolledBack,
    /// A value has another storage class than the one asked for; values are never converted silently.
    Column {
        /// The query.
        query: &'static str,
        /// The column's name, or its position where the result has no such column.
        column: Arc<str>,
        /// What was asked for.
        expected: &'static str,
        /// What is there.
        found: Arc<str>,
    },
    /// JSON in a column is not of the type that is read from it.
    Json {
        /// The query.
        query: &'static str,
        /// The column's name.
        column: Arc<str>,
        /// Where in the JSON, such as `$.author.tags[2]`.
        path: Arc<str>,
        /// What was asked for.
        expected: &'static str,
        /// What is there.
        found: Arc<str>,
    },
    /// No row, where exactly one is meant.
    NoRow {
        /// The query.
        query: &'static str,
    },
    /// A second row, where at most one is meant.
    SecondRow {
        /// The query.
        query: &'static str,
    },
    /// A parameter is not a number: SQLite would store NULL for it.
    NotANumber {
        /// The query.
        query: &'static str,
        /// The parameter's number, counted from 1.
        parameter: usize,
    },
    /// A parameter cannot be stored.
    NotStorable {
        /// The query.
        query: &'static str,
        /// The parameter's number, counted from 1.
        parameter: usize,
        /// What it is, without a value, which may be secret.
        reason: &'static str,
    },
    /// Reading a row panicked. The thread goes on; the panic's text is on standard error.
    Panicked {
        /// The query.
        query: &'static str,
    },
}

/// The kinds of constraint that SQLite tells apart, <https://www.sqlite.org/rescode.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// `UNIQUE`.
    Unique,
    /// `PRIMARY KEY`, rowids included.
    PrimaryKey,
    /// `REFERENCES`.
    ForeignKey,
    /// `NOT NULL`.
    NotNull,
    /// `CHECK`.
    Check,
    /// `RAISE(ABORT, …)` or `RAISE(FAIL, …)` in a trigger.
    Trigger,
    /// The declared type of a column in a STRICT table.
    DataType,
    /// Any other.
    Other,
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, message } => write!(f, "cannot open the database {}: {message}", path.display()),
            Self::Held { path } => write!(
                f,
                "the database {0} is held by another server through {0}-lock; stop that server, or wait for it",
                path.display()
            ),
            Self::Closed => f.write_str("the database is closed"),
            Self::InsideTransaction { query } => write!(
                f,
                "query {query}: `db` was used inside a transaction of the same database; use the transaction (`tx`), \
                 and `tx.transaction` for a nested one",
            ),
            Self::LeaseExpired { limit } => write!(
                f,
                "the transaction was rolled back: it held the writer for more than {limit:?}; \
                 do slow work before or after it"
            ),
            Self::SecondTransaction => f.write_str(
                "a second transaction began where one is allowed; do all writes in one, \
                 or declare `transactions many`",
            ),
            Self::PreludeConflict => f.write_str("this work was already done by an earlier transaction"),
            Self::Constraint { query, message, .. } => write!(f, "query {query}: {message}"),
            Self::DeferredForeignKey => f.write_str(
                "the transaction was rolled back: at its end a deferred foreign key pointed to a row that does not exist",
            ),
            Self::Refused { query, why } => write!(f, "query {query} is refused: {why}"),
            Self::Statement { query, code, message } => {
                write!(f, "query {query}: {message}")?;
                code.map_or(Ok(()), |code| write!(f, " (SQLite code {code})"))
            }
            Self::Busy { query } => {
                write!(f, "query {query}: another process kept the database locked for longer than the busy timeout")
            }
            Self::Commit { message } => write!(f, "the transaction could not be committed: {message}"),
            Self::GroupRolledBack => {
                f.write_str("a statement made SQLite roll back all transactions of its group; none of them took effect")
            }
            Self::Column { query, column, expected, found } => {
                write!(f, "query {query}, column {column}: expected {expected}, found {found}")
            }
            Self::Json { query, column, path, expected, found } => {
                write!(f, "query {query}, column {column}: expected {expected} at {path}, found {found}")
            }
            Self::NoRow { query } => write!(f, "query {query} found no row where exactly one is meant"),
            Self::SecondRow { query } => write!(f, "query {query} found a second row where at most one is meant"),
            Self::NotANumber { query, parameter } => {
                write!(f, "query {query}: parameter {parameter} is NaN, which SQLite would store as NULL")
            }
            Self::NotStorable { query, parameter, reason } => {
                write!(f, "query {query}: parameter {parameter} is or has {reason}")
            }
            Self::Panicked { query } => write!(f, "query {query}: decoding a row panicked"),
        }
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// Tells what a failed call of SQLite means for the query of this name.
    pub(crate) fn from_sqlite(query: &'static str, error: &rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|error| error.extended_code);
        let message: Arc<str> = message_of(error).into();
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::Constraint {
                query,
                kind: Constraint::from_code(code.unwrap_or_default()),
                message,
            },
            Some(rusqlite::ErrorCode::DatabaseBusy) => Self::Busy { query },
            _ => Self::Statement {
                query,
                code,
                message,
            },
        }
    }
}

impl Constraint {
    fn from_code(extended: i32) -> Self {
        use rusqlite::ffi;
        match extended {
            ffi::SQLITE_CONSTRAINT_UNIQUE => Self::Unique,
            ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => Self::PrimaryKey,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::ForeignKey,
            ffi::SQLITE_CONSTRAINT_NOTNULL => Self::NotNull,
            ffi::SQLITE_CONSTRAINT_CHECK => Self::Check,
            ffi::SQLITE_CONSTRAINT_TRIGGER => Self::Trigger,
            ffi::SQLITE_CONSTRAINT_DATATYPE => Self::DataType,
            _ => Self::Other,
        }
    }
}

/// SQLite's own words, without the statement that rusqlite appends to them.
fn message_of(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::InvalidParameterCount(given, expected) => {
            format!("it takes {expected} parameters, {given} were given")
        }
        rusqlite::Error::MultipleStatement => "it holds more than one statement".to_owned(),
        other => other.to_string(),
    }
}
