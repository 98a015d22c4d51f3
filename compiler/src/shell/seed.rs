//! `rallyc seed`: the migrations, and then the files of `seeds/`, all of them or nothing of any.

use rally_runtime::migrate::{self, Seeds, Until};

use super::app::App;
use super::command_line::SeedArguments;
use super::database::{Access, Database, Progress};
use super::failure::{Failure, Outcome};
use super::migrate::{apply, pending, statuses};
use super::report;

/// Does it.
///
/// # Errors
/// Where there are no seeds, or one fails, which leaves the database as the migrations left it.
pub fn seed(app: &App, arguments: &SeedArguments) -> Outcome<()> {
    let database = Database::find(app, &arguments.database)?;
    let seeds = database.seeds()?;
    if seeds.files().is_empty() {
        return Err(none());
    }
    match database.claim("rallyc seed")? {
        Access::Alone(_claim) => {
            apply(&database, Until::Last)?;
            run(&database, &seeds)
        }
        Access::Beside(holder) => {
            if pending(&statuses(&database)?, Until::Last) > 0 {
                let why = "migrations are pending, which are not applied under it";
                return Err(database.held(&holder, why).help(
                    "end it and run this again; or start it anew, then run this: it applies what is pending itself",
                ));
            }
            run(&database, &seeds)
        }
    }
}

fn run(database: &Database, seeds: &Seeds) -> Outcome<()> {
    let mut progress = Progress::new("Ran", seeds.files().len());
    let outcome = migrate::seed_file(database.path(), seeds, |step| progress.show(&step));
    progress.end();
    let left = format!("nothing of any seed is left in {}", database.shown());
    outcome.map_err(|error| database.failure(&error, &left))?;
    report::step("Seeded", summary(database, seeds, &progress));
    Ok(())
}

/// `tally.db: 12 rows from 2 files`
pub(super) fn summary(database: &Database, seeds: &Seeds, progress: &Progress) -> String {
    let count = |number: u64, of: &str| match number {
        1 => format!("1 {of}"),
        _ => format!("{number} {of}s"),
    };
    let files = u64::try_from(seeds.files().len()).unwrap_or(u64::MAX);
    let (rows, files) = (count(progress.rows(), "row"), count(files, "file"));
    format!("{}: {rows} from {files}", database.shown())
}

fn none() -> Failure {
    Failure::new("there are no seeds: no `.sql` file is in seeds/").help(
        "write rows to begin with, such as this in seeds/001_demo.sql:\n\
         INSERT OR IGNORE INTO players (id, name) VALUES (1, 'Ada'), (2, 'Grace');\n\
         `OR IGNORE` lets it run again where the rows are there",
    )
}
