//! Migration files to a database that has them: checked as a whole, applied one by one, each wholly or not at all.
//!
//! A migration is a file `NNN_name.sql` of plain SQL statements, numbered from 001 without a gap. Once applied it must
//! not change: its checksum is kept in the table `rally_migration`. Everything is checked before the database is touched.
//! Each migration is a transaction of its own, so a failure, or a process killed at any moment, leaves the last good
//! version, from which the next run goes on. Foreign keys are off while a migration runs (rebuilding a parent table
//! would delete its children), and all of them must hold at its end.
//!
//! Statements that would leave the transaction or change the connection are refused: `BEGIN`, `COMMIT`, `ROLLBACK`,
//! `SAVEPOINT`, `ATTACH`, `VACUUM`, every `PRAGMA`, and whatever changes the runtime's own `rally_` tables.

mod apply;
mod error;
mod files;
mod guard;
mod script;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use apply::{Report, State, Status};
pub use error::MigrateError;
pub use files::{Migration, MigrationFileError, Migrations};

/// How long a run waits for another process that is writing to the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Applies what is pending to an open database. Its transactions wait meanwhile.
///
/// # Errors
/// See [`MigrateError`]; the database keeps the last version that succeeded.
#[cfg(feature = "server")]
pub async fn run(db: &crate::db::Db, migrations: &Migrations) -> Result<Report, MigrateError> {
    let migrations = migrations.clone();
    db.exclusive(move |connection| apply::run(connection, &migrations))
        .await
        .map_err(|error| MigrateError::Database {
            doing: "reaching the database",
            message: error.to_string(),
        })?
}

/// Applies what is pending to a database file, creating it where there is none. Blocks.
///
/// It does not take the server's lock: SQLite's own keeps two runs apart. A running server sees the new schema at once.
///
/// # Errors
/// See [`MigrateError`]; the database keeps the last version that succeeded.
pub fn run_file(path: impl AsRef<Path>, migrations: &Migrations) -> Result<Report, MigrateError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    apply::run(&mut open(path.as_ref(), flags)?, migrations)
}

/// Says what a database file makes of the migrations, and changes nothing. Without a file, all are pending.
///
/// # Errors
/// [`MigrateError::Database`].
pub fn status_file(
    path: impl AsRef<Path>,
    migrations: &Migrations,
) -> Result<Vec<Status>, MigrateError> {
    let path = path.as_ref();
    if !path.exists() {
        let pending = |file: &Migration| Status {
            number: file.number(),
            file: file.file().to_owned(),
            state: State::Pending,
        };
        return Ok(migrations.files().iter().map(pending).collect());
    }
    // Not opened read-only: a killed writer may have left a journal that has to be rolled back before anything is read.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(error::database("opening the database"))?;
    apply::status(&connection, migrations)
}

/// Applies the migrations to a connection of the caller's own, such as one in memory.
#[cfg(feature = "server")]
pub(crate) fn run_connection(
    connection: &mut Connection,
    migrations: &Migrations,
) -> Result<Report, MigrateError> {
    apply::run(connection, migrations)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, MigrateError> {
    let failed = error::database("opening the database");
    // A whole path is never taken for a URI or for one of SQLite's special names.
    let path = std::path::absolute(path).map_err(|error| MigrateError::Database {
        doing: "opening the database",
        message: error.to_string(),
    })?;
    let connection = Connection::open_with_flags(path, flags).map_err(&failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(&failed)?;
    Ok(connection)
}
