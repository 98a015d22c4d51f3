//! `rallyc migrate`: the app's migrations against a database file, by the runtime's own runner.

mod new;
mod status;

use std::process::ExitCode;

use rally_runtime::migrate::{self, Report, State, Status, Until};

use super::app::App;
use super::command_line::{MigrateArguments, MigrateCommand, RunArguments};
use super::database::{Access, Database, Progress};
use super::failure::{Failure, Outcome};
use super::report;

/// Does what was typed.
///
/// # Errors
/// Where migrations are refused or fail; the database keeps the last version that succeeded.
pub fn migrate(app: &App, arguments: &MigrateArguments) -> Outcome<ExitCode> {
    if let MigrateCommand::New { name } = &arguments.command {
        new::add(&app.root().join("migrations"), name)?;
        return Ok(ExitCode::SUCCESS);
    }
    let database = Database::find(app, &arguments.database)?;
    match &arguments.command {
        MigrateCommand::New { .. } => {}
        MigrateCommand::Run(arguments) if arguments.dry_run => try_out(&database, arguments)?,
        MigrateCommand::Run(arguments) => run(&database, arguments)?,
        MigrateCommand::Status(arguments) => return status::print(&database, arguments),
    }
    Ok(ExitCode::SUCCESS)
}

fn run(database: &Database, arguments: &RunArguments) -> Outcome<()> {
    let report = match database.claim("rallyc migrate run")? {
        Access::Alone(_claim) => apply(database, until(arguments))?,
        Access::Beside(holder) => {
            let list = statuses(database)?;
            if pending(&list, until(arguments)) > 0 {
                let why = "the schema is not changed under it";
                return Err(database.held(&holder, why).help(
                    "end it and run this again; or start it anew: it applies what is pending itself",
                ));
            }
            Report {
                applied: vec![],
                total: list.iter().filter(|status| is_applied(status)).count(),
            }
        }
    };
    let (applied, total) = (report.applied.len(), report.total);
    let database_name = database.shown();
    report::step(
        "Migrated",
        format!("{database_name}: {applied} applied now, {total} in all"),
    );
    name_empty(database);
    Ok(())
}

/// Applies what is pending, showing each.
///
/// # Errors
/// Where a migration is refused or fails.
pub(super) fn apply(database: &Database, until: Until) -> Outcome<Report> {
    let list = statuses(database)?;
    let mut progress = Progress::new("Applied", pending(&list, until));
    let outcome = migrate::run_file_until(database.path(), &database.migrations, until, |step| {
        progress.show(&step);
    });
    progress.end();
    outcome.map_err(|error| {
        let left = format!(
            "nothing of it is left in {}, and what was applied before it stands; correct it and run this again",
            database.shown()
        );
        database.failure(&error, &left)
    })
}

fn try_out(database: &Database, arguments: &RunArguments) -> Outcome<()> {
    let until = until(arguments);
    let list = statuses(database)?;
    let folder = tempfile::Builder::new().prefix("rallyc-dry-run-").tempdir();
    let folder = folder.map_err(|error| {
        Failure::new(format!("cannot create a temporary folder: {error}"))
            .help("the variable TMPDIR says where one can be")
    })?;
    let mut progress = Progress::new("Would apply", pending(&list, until));
    let outcome = migrate::dry_run_file(
        database.path(),
        folder.path().join("copy.db"),
        &database.migrations,
        until,
        |step| progress.show(&step),
    );
    progress.end();
    let unchanged = format!(
        "this was tried on a copy: {} is as it was",
        database.shown()
    );
    let report = outcome.map_err(|error| database.failure(&error, &unchanged))?;
    let count = report.applied.len();
    report::step(
        "Dry run",
        format!(
            "{}: {count} would be applied; {unchanged}",
            database.shown()
        ),
    );
    name_empty(database);
    Ok(())
}

fn until(arguments: &RunArguments) -> Until {
    arguments.to.map_or(Until::Last, Until::Number)
}

/// What the database says of every migration.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn statuses(database: &Database) -> Outcome<Vec<Status>> {
    migrate::status_file(database.path(), &database.migrations)
        .map_err(|error| database.failure(&error, "nothing was changed"))
}

/// How many a run would apply.
pub(super) fn pending(list: &[Status], until: Until) -> usize {
    let meant = |status: &&Status| match until {
        Until::Last => true,
        Until::Number(number) => status.number <= number,
    };
    let pending = list.iter().filter(|status| status.state == State::Pending);
    pending.filter(meant).count()
}

fn is_applied(status: &Status) -> bool {
    matches!(status.state, State::Applied { .. })
}

// Someone who has written one and forgot to save it would wonder.
fn name_empty(database: &Database) {
    let migrations = &database.migrations;
    for file in &migrations.files()[migrations.written().len()..] {
        let file = file.file();
        report::warn(format!(
            "migrations/{file} has no statement yet: it is applied once it has one"
        ));
    }
}
