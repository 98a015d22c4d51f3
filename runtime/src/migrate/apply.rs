//! Migrations against a database: what was applied, what is pending, and the running of what is pending.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension};

use super::error::{MigrateError, database};
use super::files::{Migration, Migrations};
use super::{guard, script};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS rally_migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";

/// Violations that an error lists.
const VIOLATIONS_SHOWN: usize = 5;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that this run applied, in order.
    pub applied: Vec<String>,
    /// How many migrations the database has now.
    pub total: usize,
}

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

/// Applies what is pending, each migration in a transaction of its own.
pub(super) fn run(
    connection: &mut Connection,
    migrations: &Migrations,
) -> Result<Report, MigrateError> {
    // Inside a transaction this would do nothing: https://www.sqlite.org/pragma.html#pragma_foreign_keys.
    // With foreign keys on, dropping a parent table to rebuild it would delete its children by CASCADE.
    set_foreign_keys(connection, false)?;
    let outcome = run_pending(connection, migrations);
    set_foreign_keys(connection, true)?;
    outcome
}

/// What the database says of every migration, of files and of those without one.
pub(super) fn status(
    connection: &Connection,
    migrations: &Migrations,
) -> Result<Vec<Status>, MigrateError> {
    let mut applied = read_applied(connection)?;
    let mut all: Vec<Status> = migrations
        .files()
        .iter()
        .map(|file| Status {
            number: file.number,
            file: file.file.clone(),
            state: state_of(file, applied.remove(&file.number)),
        })
        .collect();
    all.extend(applied.into_iter().map(|(number, row)| Status {
        number,
        file: row.name,
        state: State::Missing,
    }));
    all.sort_by_key(|status| status.number);
    Ok(all)
}

fn state_of(file: &Migration, applied: Option<Applied>) -> State {
    match applied {
        None => State::Pending,
        Some(row) if row.checksum != file.checksum => State::Changed,
        Some(row) if row.name != file.file => State::Renamed { applied: row.name },
        Some(row) => State::Applied { at: row.at },
    }
}

fn run_pending(
    connection: &mut Connection,
    migrations: &Migrations,
) -> Result<Report, MigrateError> {
    let mut report = Report {
        applied: Vec::new(),
        total: migrations.files().len(),
    };
    loop {
        let outcome = run_next(connection, migrations);
        if !connection.is_autocommit() {
            connection
                .execute_batch("ROLLBACK")
                .map_err(database("rolling back"))?;
        }
        match outcome? {
            Some(file) => report.applied.push(file.to_owned()),
            None => return Ok(report),
        }
    }
}

/// Applies the next pending migration and gives its name, if there is one. Leaves a transaction open where it stops short.
fn run_next<'a>(
    connection: &mut Connection,
    migrations: &'a Migrations,
) -> Result<Option<&'a str>, MigrateError> {
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(database("waiting for the database"))?;
    // Read inside the transaction: another process may have been quicker.
    let states = status(connection, migrations)?;
    refuse_disagreement(&states)?;
    let pending = states.iter().find(|status| status.state == State::Pending);
    let Some(file) = pending.and_then(|status| {
        migrations
            .files()
            .iter()
            .find(|file| file.number == status.number)
    }) else {
        return Ok(None);
    };
    guard::guarded(connection, |connection, refusal| {
        script::run(connection, refusal, file)
    })
    .map_err(database("guarding the migration"))??;
    check_foreign_keys(connection, file)?;
    record(connection, file).map_err(database("recording the migration"))?;
    connection
        .execute_batch("COMMIT")
        .map_err(database("committing the migration"))?;
    Ok(Some(&file.file))
}

fn refuse_disagreement(states: &[Status]) -> Result<(), MigrateError> {
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
            State::Applied { .. } | State::Pending | State::Missing => {}
        }
    }
    Ok(())
}

fn record(connection: &Connection, file: &Migration) -> rusqlite::Result<()> {
    connection.execute_batch(TABLE)?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    connection.execute(
        "INSERT INTO rally_migration (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
        (
            file.number,
            &file.file,
            &file.checksum,
            i64::try_from(now).unwrap_or(i64::MAX),
        ),
    )?;
    Ok(())
}

fn read_applied(connection: &Connection) -> Result<BTreeMap<u32, Applied>, MigrateError> {
    let read = || {
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
            Ok((
                row.get(0)?,
                Applied {
                    name: row.get(1)?,
                    checksum: row.get(2)?,
                    at: row.get(3)?,
                },
            ))
        })?;
        rows.collect()
    };
    read().map_err(database("reading which migrations were applied"))
}

fn check_foreign_keys(connection: &Connection, file: &Migration) -> Result<(), MigrateError> {
    let check = || {
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let rows = statement.query_map([], |row| {
            let (table, rowid, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let which = rowid.map_or_else(|| "a row".to_owned(), |rowid| format!("row {rowid}"));
            Ok(format!("{which} of {table} refers to no row of {parent}"))
        })?;
        rows.take(VIOLATIONS_SHOWN)
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    // The check itself fails where a foreign key names a column that its parent table does not have.
    let violations = check().map_err(|error| MigrateError::ForeignKeys {
        file: file.file.clone(),
        violations: vec![error.to_string()],
    })?;
    if violations.is_empty() {
        return Ok(());
    }
    Err(MigrateError::ForeignKeys {
        file: file.file.clone(),
        violations,
    })
}

fn set_foreign_keys(connection: &Connection, on: bool) -> Result<(), MigrateError> {
    connection
        .pragma_update(None, "foreign_keys", on)
        .map_err(database("switching foreign keys"))
}
