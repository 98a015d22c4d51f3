//! Migration files to a database that has them: checked as a whole, applied one by one, each wholly or not at all.
//!
//! A migration is a file `NNN_name.sql` of plain SQL statements, numbered from 001 without a gap. Once applied it must
//! not change: its checksum is kept in the table `rally_migration`. Everything is checked before the database is touched.
//! Each migration is a transaction of its own, so a failure, or a process killed at any moment, leaves the last good
//! version, from which the next run goes on. Foreign keys are off while a migration runs (rebuilding a parent table
//! would delete its children), and those of the tables that it touched must hold at its end. The last files, as long as
//! no statement is in them, are not applied yet: they are still being written.
//!
//! Seeds are scripts too, of rows alone, all of them in one transaction. A reset builds a new database beside the old
//! one and puts it in its place in one step.
//!
//! Statements that would leave the transaction or change the connection are refused: `BEGIN`, `COMMIT`, `ROLLBACK`,
//! `SAVEPOINT`, `ATTACH`, `VACUUM`, every `PRAGMA`, and whatever changes the runtime's own `rally_` tables.

mod apply;
mod claim;
mod dry_run;
mod error;
mod fault;
mod files;
mod foreign_keys;
mod guard;
mod reset;
mod script;
mod seeds;
mod state;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use crate::lock_file::Holder;
pub use apply::{Report, Step, Until};
pub use claim::{Claim, Claimed, claim};
pub use error::MigrateError;
pub use files::{Migration, MigrationFileError, Migrations};
pub use seeds::{Seed, Seeds};
pub use state::{State, Status};

/// How long a run waits for another process that is writing to the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Applies what is pending to an open database, and logs what it applied. Its transactions wait meanwhile.
///
/// # Errors
/// See [`MigrateError`]; the database keeps the last version that succeeded.
#[cfg(feature = "server")]
pub async fn run(db: &crate::db::Db, migrations: &Migrations) -> Result<Report, MigrateError> {
    let migrations = migrations.clone();
    db.exclusive(move |connection| apply::run(connection, &migrations, Until::Last, &mut log_step))
        .await
        .map_err(|error| MigrateError::Database {
            doing: "reaching the database",
            message: error.to_string(),
        })?
}

#[cfg(feature = "server")]
fn log_step(step: Step<'_>) {
    if let Step::Ends { file, took, .. } = step {
        tracing::info!(file, ?took, "migration applied");
    }
}

/// Applies what is pending to a database file, creating it where there is none. Blocks.
///
/// SQLite's own lock keeps two runs apart. The server's lock is not taken: a caller who wants no server beside a change
/// of the schema has a [`Claim`]. A running server would see the new schema at once.
///
/// # Errors
/// See [`MigrateError`]; the database keeps the last version that succeeded.
pub fn run_file(path: impl AsRef<Path>, migrations: &Migrations) -> Result<Report, MigrateError> {
    run_file_until(path, migrations, Until::Last, |_| {})
}

/// As [`run_file`], to some migration, telling `observer` how far it is.
///
/// # Errors
/// As [`run_file`]; [`MigrateError::NoSuchNumber`].
pub fn run_file_until(
    path: impl AsRef<Path>,
    migrations: &Migrations,
    until: Until,
    mut observer: impl FnMut(Step<'_>),
) -> Result<Report, MigrateError> {
    let mut connection = open(path.as_ref(), CREATE)?;
    apply::run(&mut connection, migrations, until, &mut observer)
}

/// Does what [`run_file_until`] would do, on a copy of the database at `copy`, which the caller removes. Where there is
/// no database, the copy begins empty. The database may be open elsewhere, and stays as it is to the byte.
///
/// # Errors
/// As [`run_file_until`].
pub fn dry_run_file(
    path: impl AsRef<Path>,
    copy: impl AsRef<Path>,
    migrations: &Migrations,
    until: Until,
    mut observer: impl FnMut(Step<'_>),
) -> Result<Report, MigrateError> {
    dry_run::run(
        path.as_ref(),
        copy.as_ref(),
        migrations,
        until,
        &mut observer,
    )
}

/// Runs the seeds on a database file that has the migrations: all of them, or nothing of any. Blocks.
///
/// # Errors
/// See [`MigrateError`]; the database stays as it was.
pub fn seed_file(
    path: impl AsRef<Path>,
    seeds: &Seeds,
    mut observer: impl FnMut(Step<'_>),
) -> Result<(), MigrateError> {
    let mut connection = open(path.as_ref(), CREATE)?;
    apply::seed(&mut connection, seeds, &mut observer)
}

/// Puts a new database with the migrations and the seeds in the place of the one that is claimed, if there is one.
///
/// A failure, or a kill at any moment, leaves either the old database or the new one.
///
/// # Errors
/// See [`MigrateError`]; the old database stays as it was.
pub fn reset_file(
    claim: &Claim,
    migrations: &Migrations,
    seeds: &Seeds,
    mut observer: impl FnMut(Step<'_>),
) -> Result<Report, MigrateError> {
    reset::reset(claim, migrations, seeds, &mut observer)
}

/// Says what a database file makes of the migrations, and changes nothing. Without a file, none is applied.
///
/// # Errors
/// [`MigrateError::Database`].
pub fn status_file(
    path: impl AsRef<Path>,
    migrations: &Migrations,
) -> Result<Vec<Status>, MigrateError> {
    let path = path.as_ref();
    if !path.exists() {
        return Ok(state::untouched(migrations));
    }
    // Not opened read-only: a killed writer may have left a journal that has to be rolled back before anything is read.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(error::database("opening the database"))?;
    state::status(&connection, migrations)
}

/// Applies the migrations to a connection of the caller's own, such as one in memory.
#[cfg(feature = "server")]
pub(crate) fn run_connection(
    connection: &mut Connection,
    migrations: &Migrations,
) -> Result<Report, MigrateError> {
    apply::run(connection, migrations, Until::Last, &mut |_| {})
}

const CREATE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_CREATE);

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
