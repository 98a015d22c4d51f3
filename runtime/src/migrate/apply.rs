//! Scripts against a database: each migration that is pending in a transaction of its own, all seeds in one.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::error::{MigrateError, database};
use super::fault::{self, Point};
use super::files::{Migration, Migrations};
use super::guard::Rights;
use super::script::{self, Script};
use super::seeds::Seeds;
use super::state::{State, Status, refuse_disagreement, status};
use super::{foreign_keys, guard};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS rally_migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that this run applied, in order.
    pub applied: Vec<String>,
    /// How many migrations the database has now.
    pub total: usize,
}

/// How far a run goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    /// To the last migration.
    #[default]
    Last,
    /// To the migration of this number.
    Number(u32),
}

/// What a run tells while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// A file's first statement is about to run.
    Begins {
        /// The file.
        file: &'a str,
    },
    /// A file is done; a migration is committed then.
    Ends {
        /// The file.
        file: &'a str,
        /// How long it took.
        took: Duration,
        /// How many rows it inserted, changed or deleted, without what triggers and foreign keys did.
        rows: u64,
    },
}

/// Who is told.
pub(super) type Observer<'a> = dyn FnMut(Step<'_>) + 'a;

/// Applies what is pending, each migration in a transaction of its own.
pub(super) fn run(
    connection: &mut Connection,
    migrations: &Migrations,
    until: Until,
    observer: &mut Observer<'_>,
) -> Result<Report, MigrateError> {
    if let Until::Number(number) = until
        && !migrations.files().iter().any(|file| file.number == number)
    {
        return Err(MigrateError::NoSuchNumber { number });
    }
    // Inside a transaction this would do nothing: https://www.sqlite.org/pragma.html#pragma_foreign_keys.
    // With foreign keys on, dropping a parent table to rebuild it would delete its children by CASCADE.
    set_foreign_keys(connection, false)?;
    let outcome = run_pending(connection, migrations, until, observer);
    set_foreign_keys(connection, true)?;
    outcome
}

fn run_pending(
    connection: &mut Connection,
    migrations: &Migrations,
    until: Until,
    observer: &mut Observer<'_>,
) -> Result<Report, MigrateError> {
    let mut applied = Vec::new();
    loop {
        let next = transaction(connection, |connection| {
            run_next(connection, migrations, until, observer)
        })?;
        match next {
            Next::Applied(file) => applied.push(file),
            Next::Nothing { total } => return Ok(Report { applied, total }),
        }
    }
}

enum Next {
    Applied(String),
    Nothing { total: usize },
}

/// Applies the next pending migration, if there is one. Leaves a transaction open where it stops short.
fn run_next(
    connection: &mut Connection,
    migrations: &Migrations,
    until: Until,
    observer: &mut Observer<'_>,
) -> Result<Next, MigrateError> {
    // Read inside the transaction: another process may have been quicker.
    let states = status(connection, migrations)?;
    refuse_disagreement(&states)?;
    let Some(migration) = next_pending(&states, migrations, until) else {
        let is_applied = |status: &&Status| matches!(status.state, State::Applied { .. });
        let total = states.iter().filter(is_applied).count();
        return Ok(Next::Nothing { total });
    };
    let script = migration.script();
    observed(connection, script, observer, |connection| {
        let ran = run_script(connection, script, Rights::Migration)?;
        foreign_keys::check(connection, script.file, &ran.touched)?;
        record(connection, migration).map_err(database("recording the migration"))?;
        fault::point(Point::Recorded);
        commit(connection)?;
        Ok(ran.rows)
    })?;
    Ok(Next::Applied(migration.file.clone()))
}

fn next_pending<'a>(
    states: &[Status],
    migrations: &'a Migrations,
    until: Until,
) -> Option<&'a Migration> {
    let next = states
        .iter()
        .find(|status| status.state == State::Pending)?;
    let files = migrations.files();
    files
        .iter()
        .find(|file| file.number == next.number)
        .filter(|file| match until {
            Until::Last => true,
            Until::Number(number) => file.number <= number,
        })
}

/// Runs all seeds in one transaction, with foreign keys on, which need hold at its end only.
pub(super) fn seed(
    connection: &mut Connection,
    seeds: &Seeds,
    observer: &mut Observer<'_>,
) -> Result<(), MigrateError> {
    set_foreign_keys(connection, true)?;
    // A misspelt name in double quotes would be a text: https://www.sqlite.org/quirks.html, 8. Checked so by rallyc, too.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)
        .map_err(database("opening the database"))?;
    transaction(connection, |connection| {
        connection
            .pragma_update(None, "defer_foreign_keys", true)
            .map_err(database("deferring foreign keys"))?;
        let mut touched = Vec::new();
        for seed in seeds.files() {
            let script = seed.script();
            observed(connection, script, observer, |connection| {
                let ran = run_script(connection, script, Rights::Seed)?;
                touched.push((script.file, ran.touched));
                Ok(ran.rows)
            })?;
        }
        // A seed may refer to rows of a later one.
        for (file, tables) in &touched {
            foreign_keys::check(connection, file, tables)?;
        }
        commit(connection)
    })
}

struct Ran {
    /// The tables that the statements touched.
    touched: BTreeSet<String>,
    rows: u64,
}

fn run_script(
    connection: &mut Connection,
    script: Script<'_>,
    rights: Rights,
) -> Result<Ran, MigrateError> {
    let tables = database("reading the tables");
    let before = foreign_keys::tables(connection).map_err(&tables)?;
    let (outcome, mut touched) = guard::guarded(connection, rights, |connection, watch| {
        script::run(connection, watch, script)
    })
    .map_err(database("guarding the script"))?;
    let rows = outcome?;
    // A table that was renamed is touched under its old name alone.
    let after = foreign_keys::tables(connection).map_err(&tables)?;
    touched.extend(after.difference(&before).cloned());
    Ok(Ran { touched, rows })
}

/// Does `work` in a transaction that `work` commits itself; whatever it leaves open is rolled back.
fn transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(database("waiting for the database"))?;
    let outcome = work(connection);
    if !connection.is_autocommit() {
        connection
            .execute_batch("ROLLBACK")
            .map_err(database("rolling back"))?;
    }
    outcome
}

fn commit(connection: &Connection) -> Result<(), MigrateError> {
    connection
        .execute_batch("COMMIT")
        .map_err(database("committing"))?;
    fault::point(Point::Committed);
    Ok(())
}

fn observed(
    connection: &mut Connection,
    script: Script<'_>,
    observer: &mut Observer<'_>,
    work: impl FnOnce(&mut Connection) -> Result<u64, MigrateError>,
) -> Result<(), MigrateError> {
    let file = script.file;
    observer(Step::Begins { file });
    let began = Instant::now();
    let rows = work(connection)?;
    observer(Step::Ends {
        file,
        took: began.elapsed(),
        rows,
    });
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

fn set_foreign_keys(connection: &Connection, on: bool) -> Result<(), MigrateError> {
    connection
        .pragma_update(None, "foreign_keys", on)
        .map_err(database("switching foreign keys"))
}
