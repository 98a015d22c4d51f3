//! What a run would do, found out on a copy. The database itself is only read.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::apply::{self, Observer, Report, Until};
use super::error::{MigrateError, database};
use super::files::Migrations;
use super::{CREATE, open};

/// Applies what is pending to a copy of the database at `copy`, which is the caller's to remove.
pub(super) fn run(
    path: &Path,
    copy: &Path,
    migrations: &Migrations,
    until: Until,
    observer: &mut Observer<'_>,
) -> Result<Report, MigrateError> {
    let mut target = open(copy, CREATE)?;
    // Nobody minds what a power cut would do to it.
    target
        .pragma_update(None, "synchronous", "OFF")
        .map_err(database("opening the copy"))?;
    if path.exists() {
        let failed = database("copying the database");
        let source = open_for_reading(path)?;
        let backup = Backup::new(&source, &mut target).map_err(&failed)?;
        // All pages in one step are of one moment.
        match backup.step(-1).map_err(&failed)? {
            StepResult::Done => {}
            _ => {
                return Err(MigrateError::Busy {
                    doing: "copying the database",
                });
            }
        }
    }
    apply::run(&mut target, migrations, until, observer)
}

fn open_for_reading(path: &Path) -> Result<Connection, MigrateError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let read = |connection: &Connection| {
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    };
    if read(&connection).is_ok() {
        return Ok(connection);
    }
    // A killed writer may have left a journal, which has to be rolled back before anything can be read.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    read(&connection).map_err(database("reading the database"))?;
    Ok(connection)
}
