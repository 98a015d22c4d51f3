//! `rallyc reset`: a new database, with the migrations and the seeds, in the place of the old one.

use std::fs;
use std::io::{self, IsTerminal, Write};

use rally_runtime::migrate::{self, Claim, Seeds};

use super::app::App;
use super::command_line::ResetArguments;
use super::database::{Access, Database, Progress};
use super::failure::{Failure, Outcome};
use super::report;

/// Does it, once it is sure that it is meant.
///
/// # Errors
/// Where it is not meant, a server has the database open, or a migration or seed fails, which leaves the old one.
pub fn reset(app: &App, arguments: &ResetArguments) -> Outcome<()> {
    let database = Database::find(app, &arguments.database)?;
    let mode = std::env::var("APP_ENV").unwrap_or_default();
    refuse_production(&mode, arguments, &database.shown())?;
    let seeds = database.seeds()?;
    match database.claim("rallyc reset")? {
        Access::Beside(holder) => {
            let why = "it would lose what it works on";
            Err(database
                .held(&holder, why)
                .help("end it, and run this again"))
        }
        Access::Alone(claim) => {
            confirm(&database, arguments)?;
            replace(&database, &claim, &seeds)
        }
    }
}

fn replace(database: &Database, claim: &Claim, seeds: &Seeds) -> Outcome<()> {
    let scripts = database.migrations.written().len() + seeds.files().len();
    let mut progress = Progress::new("Applied", scripts);
    let outcome = migrate::reset_file(claim, &database.migrations, seeds, |step| {
        progress.show(&step);
    });
    progress.end();
    let left = format!("{} is as it was", database.shown());
    let report = outcome.map_err(|error| database.failure(&error, &left))?;
    let (migrations, files) = (report.total, seeds.files().len());
    let counted = |number: usize, of: &str| match number {
        1 => format!("1 {of}"),
        _ => format!("{number} {of}s"),
    };
    report::step(
        "Reset",
        format!(
            "{}: {} and {}, in {}",
            database.shown(),
            counted(migrations, "migration"),
            counted(files, "seed"),
            progress.took()
        ),
    );
    Ok(())
}

// As the runtime reads it: nothing else is a mode.
fn refuse_production(mode: &str, arguments: &ResetArguments, database: &str) -> Outcome<()> {
    match mode {
        "" | "dev" | "test" => Ok(()),
        "prod" if arguments.production => Ok(()),
        "prod" => Err(Failure::new(format!(
            "APP_ENV is `prod`, and {database} would lose all that is in it"
        ))
        .help("where that is really meant, add `--production`")),
        other => Err(Failure::new(format!(
            "APP_ENV is {other:?}, which is none of `dev`, `test` and `prod`"
        ))
        .help("unset it, or say which one is meant")),
    }
}

// A database that is not there cannot lose anything.
fn confirm(database: &Database, arguments: &ResetArguments) -> Outcome<()> {
    let Ok(metadata) = fs::metadata(database.path()) else {
        return Ok(());
    };
    if arguments.yes {
        return Ok(());
    }
    let shown = database.shown();
    if !io::stdin().is_terminal() {
        return Err(Failure::new(format!(
            "{shown} would lose all that is in it, and nobody can be asked here"
        ))
        .help("`rallyc reset --yes` goes on without asking"));
    }
    let size = report::size(usize::try_from(metadata.len()).unwrap_or(usize::MAX));
    eprint!("Remove {shown} ({size}) with all that is in it, and make it anew? [y/N] ");
    let mut answer = String::new();
    let read = io::stderr()
        .flush()
        .and_then(|()| io::stdin().read_line(&mut answer));
    match (read, answer.trim().to_ascii_lowercase().as_str()) {
        (Ok(_), "y" | "yes") => Ok(()),
        _ => Err(Failure::new(format!("not confirmed: {shown} is as it was"))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn production_is_reset_only_where_that_is_said() {
        let refuse = |mode: &str, production| {
            let arguments = ResetArguments {
                production,
                ..ResetArguments::default()
            };
            refuse_production(mode, &arguments, "a.db").map_err(|failure| failure.to_string())
        };
        for mode in ["", "dev", "test"] {
            assert_eq!(refuse(mode, false), Ok(()));
        }
        assert!(
            refuse("prod", false)
                .unwrap_err()
                .contains("`--production`")
        );
        assert_eq!(refuse("prod", true), Ok(()));
        assert!(
            refuse("staging", true)
                .unwrap_err()
                .contains("`test` and `prod`")
        );
    }
}
