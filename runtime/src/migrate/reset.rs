//! A new database in the place of an old one: built beside it, and put in its place in one step.
//!
//! Whoever is killed on the way leaves the old database or the new one, whole. The old one is made a single file first:
//! a journal of its own left beside the new one would be taken for the new one's
//! (<https://www.sqlite.org/howtocorrupt.html>, 1.4).

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::apply::{self, Observer, Report, Until};
use super::claim::Claim;
use super::error::{MigrateError, database};
use super::fault::{self, Point};
use super::files::Migrations;
use super::seeds::Seeds;
use super::{CREATE, open};
use crate::lock_file::beside;

/// What SQLite writes beside a database.
const SIDES: [&str; 3] = ["-journal", "-wal", "-shm"];

/// What is built before it takes the place of the old one.
const NEW: &str = "-new";

/// Puts a database that has the migrations and the seeds in the place of the one that is claimed, if there is one.
pub(super) fn reset(
    claim: &Claim,
    migrations: &Migrations,
    seeds: &Seeds,
    observer: &mut Observer<'_>,
) -> Result<Report, MigrateError> {
    // Where the path is a link, the file behind it is replaced, and the link stays.
    let path = claim
        .path()
        .canonicalize()
        .unwrap_or_else(|_| claim.path().to_owned());
    let new = beside(&path, NEW);
    // A reset that was killed leaves its own.
    remove(&new)?;
    let report = build(&new, migrations, seeds, observer).inspect_err(|_| {
        // What cannot be removed now is removed by the next reset.
        let _left = remove(&new);
    })?;
    fault::point(Point::Built);
    settle(&path)?;
    fault::point(Point::Settled);
    replace(&path, &new).map_err(|error| MigrateError::File {
        doing: "putting the new database in its place",
        file: path.clone(),
        message: error.to_string(),
    })?;
    fault::point(Point::Swapped);
    Ok(report)
}

fn build(
    new: &Path,
    migrations: &Migrations,
    seeds: &Seeds,
    observer: &mut Observer<'_>,
) -> Result<Report, MigrateError> {
    let mut connection = open(new, CREATE)?;
    let report = apply::run(&mut connection, migrations, Until::Last, observer)?;
    if !seeds.files().is_empty() {
        apply::seed(&mut connection, seeds, observer)?;
    }
    close(connection)?;
    Ok(report)
}

/// Brings everything that belongs to the old database into its file, so that nothing lies beside it.
fn settle(path: &Path) -> Result<(), MigrateError> {
    match path.exists().then(|| settle_database(path)).transpose() {
        Ok(_) => remove_sides(path),
        Err(error) if is_unreadable(&error) => remove(path),
        Err(error) => Err(database("closing the old database")(error)),
    }
}

fn settle_database(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    // Rolls back what a killed writer left.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    // Fails while anybody else has a database with a write-ahead log open.
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    // And this, while anybody else reads or writes.
    connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")?;
    connection.close().map_err(|(_, error)| error)
}

fn is_unreadable(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

fn close(connection: Connection) -> Result<(), MigrateError> {
    let closed = connection.close().map_err(|(_, error)| error);
    closed.map_err(database("closing the new database"))
}

/// In one step, and on the disk before anything else is.
fn replace(path: &Path, new: &Path) -> io::Result<()> {
    if let Ok(old) = path.metadata() {
        fs::set_permissions(new, old.permissions())?;
    }
    File::options().write(true).open(new)?.sync_all()?;
    fs::rename(new, path)?;
    sync_folder(path)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

// Folders cannot be opened elsewhere.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes a database. The file goes first: without it, SQLite takes nothing from what lies beside.
fn remove(path: &Path) -> Result<(), MigrateError> {
    remove_file(path.to_owned())?;
    remove_sides(path)
}

fn remove_sides(path: &Path) -> Result<(), MigrateError> {
    SIDES
        .iter()
        .try_for_each(|side| remove_file(beside(path, side)))
}

fn remove_file(file: PathBuf) -> Result<(), MigrateError> {
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(MigrateError::File {
            doing: "removing",
            file,
            message: error.to_string(),
        }),
        _ => Ok(()),
    }
}
