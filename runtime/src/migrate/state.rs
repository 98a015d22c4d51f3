//! What a database says of migrations: which it has, which are pending, and where files and database disagree.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::error::{MigrateError, database};
use super::files::{Migration, Migrations};

/// One migration as a database sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its number.
    pub number: u32,
    /// The file, or where there is none the name under which it was applied.
    pub file: String,
    /// What has become of it.
    pub state: State,
}

/// What has become of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Applied.
    Applied {
        /// When, in Unix milliseconds.
        at: i64,
    },
    /// The next run applies it.
    Pending,
    /// It has no statement yet, and nor has any after it. It is applied once it has one.
    Empty,
    /// Applied, and the file has another content now.
    Changed,
    /// Applied under another name.
    Renamed {
        /// That name.
        applied: String,
    },
    /// Applied, and there is no file.
    Missing,
}

struct Applied {
    name: String,
    checksum: String,
    at: i64,
}

/// What a database says of every migration, of files and of those without one.
pub(super) fn status(
    connection: &Connection,
    migrations: &Migrations,
) -> Result<Vec<Status>, MigrateError> {
    let mut applied =
        read_applied(connection).map_err(database("reading which migrations were applied"))?;
    let mut all = untouched(migrations);
    for (status, file) in all.iter_mut().zip(migrations.files()) {
        if let Some(row) = applied.remove(&status.number) {
            status.state = state_of(file, row);
        }
    }
    all.extend(applied.into_iter().map(|(number, row)| Status {
        number,
        file: row.name,
        state: State::Missing,
    }));
    all.sort_by_key(|status| status.number);
    Ok(all)
}

/// What a database that has none of them would say.
pub(super) fn untouched(migrations: &Migrations) -> Vec<Status> {
    let written = migrations.written().len();
    let files = migrations.files().iter().enumerate();
    files
        .map(|(index, file)| Status {
            number: file.number,
            file: file.file.clone(),
            state: match index < written {
                true => State::Pending,
                false => State::Empty,
            },
        })
        .collect()
}

fn state_of(file: &Migration, row: Applied) -> State {
    if row.checksum != file.checksum {
        State::Changed
    } else if row.name != file.file {
        State::Renamed { applied: row.name }
    } else {
        State::Applied { at: row.at }
    }
}

/// Refuses a database and files that disagree.
pub(super) fn refuse_disagreement(states: &[Status]) -> Result<(), MigrateError> {
    // A database that is newer than the files says so first, whatever else disagrees.
    if let Some(status) = states.iter().find(|status| status.state == State::Missing) {
        return Err(MigrateError::Missing {
            applied: status.file.clone(),
        });
    }
    for Status { file, state, .. } in states {
        match state {
            State::Changed => return Err(MigrateError::Changed { file: file.clone() }),
            State::Renamed { applied } => {
                return Err(MigrateError::Renamed {
                    file: file.clone(),
                    applied: applied.clone(),
                });
            }
            State::Applied { .. } | State::Pending | State::Empty | State::Missing => {}
        }
    }
    Ok(())
}

fn read_applied(connection: &Connection) -> rusqlite::Result<BTreeMap<u32, Applied>> {
    let exists = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'rally_migration'",
            [],
            |_| Ok(()),
        )
        .optional()?;
    if exists.is_none() {
        return Ok(BTreeMap::new());
    }
    let mut statement =
        connection.prepare("SELECT number, name, checksum, applied_at FROM rally_migration")?;
    let rows = statement.query_map([], |row| {
        let applied = Applied {
            name: row.get(1)?,
            checksum: row.get(2)?,
            at: row.get(3)?,
        };
        Ok((row.get(0)?, applied))
    })?;
    rows.collect()
}
