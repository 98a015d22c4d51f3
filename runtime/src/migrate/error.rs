//! Why migrations were refused or failed; each says which file, where in it, and what to do.

use std::fmt;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the database was not, or not wholly, brought up to date. It holds the last version that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrateError {
    /// A file that was applied has another content now. Nothing was touched.
    Changed {
        /// The file.
        file: String,
    },
    /// A migration was applied under another file name. Nothing was touched.
    Renamed {
        /// The file's name now.
        file: String,
        /// The name under which it was applied.
        applied: String,
    },
    /// The database has a migration that there is no file for: it belongs to a newer program. Nothing was touched.
    Missing {
        /// The name under which it was applied.
        applied: String,
    },
    /// A statement failed or is not allowed. Its migration was rolled back whole, the earlier ones stand.
    Statement {
        /// The file.
        file: String,
        /// Which statement of the file, counted from 1.
        statement: usize,
        /// The line where the statement begins, or where SQLite says the mistake is, counted from 1.
        line: usize,
        /// SQLite's message, or why the statement is refused and what to do instead.
        message: String,
    },
    /// After the migration, rows refer to rows that do not exist. It was rolled back, the earlier ones stand.
    ForeignKeys {
        /// The file.
        file: String,
        /// What was found: table, rowid and parent table of the first few rows.
        violations: Vec<String>,
    },
    /// The run was to end at a migration that there is none of. Nothing was touched.
    NoSuchNumber {
        /// Its number.
        number: u32,
    },
    /// Another process has kept the database locked for longer than a run waits.
    Busy {
        /// What was being done.
        doing: &'static str,
    },
    /// The lock file beside the database cannot be made or locked.
    Lock {
        /// The lock file.
        file: PathBuf,
        /// What the operating system said.
        message: String,
    },
    /// A file of the database cannot be removed or replaced.
    File {
        /// What was being done.
        doing: &'static str,
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        message: String,
    },
    /// The database itself failed.
    Database {
        /// What was being done.
        doing: &'static str,
        /// SQLite's message.
        message: String,
    },
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { file } => write!(
                f,
                "{file}: changed after it was applied; restore it, and put the change into a new migration"
            ),
            Self::Renamed { file, applied } => {
                write!(
                    f,
                    "{file}: was applied as {applied}; give the file its old name back"
                )
            }
            Self::Missing { applied } => write!(
                f,
                "{applied}: was applied to this database, but there is no such file; \
                 the database is newer than this program, or the file was deleted"
            ),
            Self::Statement {
                file,
                statement,
                line,
                message,
            } => {
                write!(f, "{file}:{line}: statement {statement}: {message}")
            }
            Self::ForeignKeys { file, violations } => write!(
                f,
                "{file}: leaves foreign keys that point to nothing: {}; delete or correct those rows in it",
                violations.join("; ")
            ),
            Self::NoSuchNumber { number } => write!(f, "there is no migration {number:03}"),
            Self::Busy { doing } => write!(
                f,
                "{doing}: another program has kept it locked; end that program, and run this again"
            ),
            Self::Lock { file, message } => {
                write!(f, "cannot lock {}: {message}", file.display())
            }
            Self::File {
                doing,
                file,
                message,
            } => write!(f, "{doing} {}: {message}", file.display()),
            Self::Database { doing, message } => write!(f, "{doing}: {message}"),
        }
    }
}

impl std::error::Error for MigrateError {}

/// Makes the error of a step that is the runner's own.
pub(super) fn database(doing: &'static str) -> impl Fn(rusqlite::Error) -> MigrateError {
    move |error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => MigrateError::Busy { doing },
        _ => MigrateError::Database {
            doing,
            message: error.to_string(),
        },
    }
}
