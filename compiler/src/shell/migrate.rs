//! `rallyc migrate`: the app's migrations against a database file, by the runtime's own runner.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rally_idl::ast::Item;
use rally_runtime::migrate::{self, MigrationFileError, Migrations, State, Status};

use super::app::App;
use super::command_line::{MigrateArguments, MigrateCommand};
use super::failure::{Failure, Outcome};
use super::{load, report};

/// Does what was typed.
///
/// # Errors
/// Where migrations are refused or fail; the database keeps the last version that succeeded.
pub fn migrate(app: &App, arguments: &MigrateArguments) -> Outcome<()> {
    let folder = app.root().join("migrations");
    match &arguments.command {
        MigrateCommand::New { name } => add(&folder, name),
        MigrateCommand::Run => run(&read(&folder)?, &database(app, arguments)?),
        MigrateCommand::Status => status(&read(&folder)?, &database(app, arguments)?),
    }
}

fn run(migrations: &Migrations, database: &Path) -> Outcome<()> {
    let done = migrate::run_file(database, migrations)
        .map_err(|error| Failure::new(format!("{}: {error}", report::shown(database))))?;
    for file in &done.applied {
        report::step("Applied", file);
    }
    let (applied, total) = (done.applied.len(), done.total);
    let database = report::shown(database);
    report::step(
        "Migrated",
        format!("{database}: {applied} applied now, {total} in all"),
    );
    Ok(())
}

fn status(migrations: &Migrations, database: &Path) -> Outcome<()> {
    let list = migrate::status_file(database, migrations)
        .map_err(|error| Failure::new(format!("{}: {error}", report::shown(database))))?;
    for status in &list {
        report::answer(line(status));
    }
    Ok(())
}

fn line(status: &Status) -> String {
    let state = match &status.state {
        State::Applied { at } => format!("applied {}", time(*at)),
        State::Pending => "pending".to_owned(),
        State::Changed => "CHANGED after it was applied".to_owned(),
        State::Renamed { applied } => format!("RENAMED: it was applied as {applied}"),
        State::Missing => "MISSING: it was applied, and there is no file".to_owned(),
        _ => "of a state that this version of rallyc does not know".to_owned(),
    };
    format!("{:32} {state}", status.file)
}

// `2026-11-21 07:48:55 UTC`, from Unix milliseconds.
fn time(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!(
        "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02} UTC",
        second % 60
    )
}

// Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap day is the last one.
fn date(days: i64) -> (i64, i64, i64) {
    const CYCLE: i64 = 146_097;
    let days = days + 719_468;
    let (cycle, of_cycle) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let january = i64::from(month <= 2);
    (year + cycle * 400 + january, month, day)
}

fn add(folder: &Path, name: &str) -> Outcome<()> {
    let plain = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '_');
    if name.is_empty() || name.len() > 100 || !name.chars().all(plain) {
        return Err(Failure::new(format!("{name:?} is no name of a migration"))
            .help("use lower case letters, digits and `_`: `rallyc migrate new add_players`"));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    let number = read(folder)?
        .files()
        .last()
        .map_or(1, |last| last.number() + 1);
    if number > 999 {
        return Err(Failure::new(
            "there are 999 migrations, and their numbers have three digits",
        ));
    }
    let path = folder.join(format!("{number:03}_{name}.sql"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| Failure::file("create", &path, &error))?;
    file.write_all(b"-- Statements, each ended by `;`. They are applied together or not at all.\n")
        .map_err(|error| Failure::file("write", &path, &error))?;
    report::step("Added", report::shown(&path));
    Ok(())
}

// An app without the folder has no migrations.
fn read(folder: &Path) -> Outcome<Migrations> {
    match folder.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Migrations::default()),
        _ => {}
    }
    Migrations::read(folder).map_err(|errors| refused(&errors))
}

fn refused(errors: &[MigrationFileError]) -> Failure {
    let failures = errors
        .iter()
        .map(|error| Failure::new(format!("migrations/{error}")));
    Failure::several(failures.collect())
        .unwrap_or_else(|| Failure::new("migrations cannot be read"))
}

fn database(app: &App, arguments: &MigrateArguments) -> Outcome<PathBuf> {
    match &arguments.database {
        Some(named) => Ok(named.clone()),
        None => Ok(app.root().join(format!("{}.db", name(app)?))),
    }
}

// The name alone: whether the rest of the schema holds does not matter to a database.
fn name(app: &App) -> Outcome<String> {
    let input = load::load(app)?;
    let mut mistakes = Vec::new();
    let name = input.schema.iter().find_map(|&id| {
        let text = &input.sources.file(id).text;
        let file = rally_idl::parse::parse_file(id, text, &mut mistakes);
        file.items.into_iter().find_map(|item| match item {
            Item::App(app) => Some(app.name.text),
            _ => None,
        })
    });
    name.ok_or_else(|| {
        Failure::new("no `app NAME` in idl/: which database is meant?")
            .help("`--database FILE` says it, or the variable DATABASE")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates_in_utc() {
        assert_eq!(time(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(time(951_782_399_999), "2000-02-28 23:59:59 UTC");
        assert_eq!(time(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(time(1_795_247_335_123), "2026-11-21 07:48:55 UTC");
        assert_eq!(time(-1), "1969-12-31 23:59:59 UTC");
    }

    #[test]
    fn a_state_that_needs_someone_stands_out() {
        let status = |state| Status {
            number: 1,
            file: "001_a.sql".into(),
            state,
        };
        assert!(line(&status(State::Pending)).ends_with(" pending"));
        assert!(line(&status(State::Changed)).contains("CHANGED"));
    }
}
