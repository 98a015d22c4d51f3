//! Whether the app's database takes the app's migrations: asked before a server that does is ended for one that would
//! not start.

use std::path::{Path, PathBuf};

use rally_runtime::migrate::{self, Migrations, Status};

use crate::shell::app::App;
use crate::shell::database::mismatch::{self, Mismatch};
use crate::shell::failure::{Failure, Outcome};
use crate::shell::problem::{Problem, Speaker};

/// What was built for an app of this name is refused by its database, where it is.
///
/// # Errors
/// Where a migration that was applied is another one now. What else may go wrong shows when the server starts.
pub(super) fn examine(app: &App, name: &str) -> Outcome<()> {
    let named = std::env::var_os("DATABASE").map(PathBuf::from);
    let database = named.unwrap_or_else(|| PathBuf::from(format!("{name}.db")));
    examine_file(
        &app.root().join("migrations"),
        &app.root().join(&database),
        &database,
    )
}

fn examine_file(migrations: &Path, database: &Path, shown: &Path) -> Outcome<()> {
    let Ok(migrations) = Migrations::read(migrations) else {
        return Ok(());
    };
    let Ok(list) = migrate::status_file(database, &migrations) else {
        return Ok(());
    };
    let problems: Vec<Problem> = list
        .iter()
        .filter_map(|status| problem(status, &shown.display().to_string()))
        .collect();
    let Some(first) = problems.first() else {
        return Ok(());
    };
    let mut failure = Failure::new(first.title.replace('`', ""));
    if let Some(help) = &first.help {
        failure = failure.help(help.replace('`', ""));
    }
    Err(failure.because(problems))
}

fn problem(status: &Status, database: &str) -> Option<Problem> {
    let Mismatch { title, mend } = mismatch::of_status(status, database)?;
    Some(Problem::error(Speaker::Database, title).help(format!(
        "{mend}. Or, where nothing in the database is needed: end `rallyc dev`, and `rallyc reset` makes it anew."
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;

    #[test]
    fn a_migration_that_was_applied_must_stay_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (migrations, database) = (folder.path().join("migrations"), folder.path().join("a.db"));
        let file = migrations.join("001_a.sql");
        fs::create_dir(&migrations).unwrap();
        fs::write(&file, "CREATE TABLE a (b INTEGER NOT NULL) STRICT;").unwrap();
        let examine = || examine_file(&migrations, &database, Path::new("a.db"));
        assert_eq!(examine(), Ok(()), "without a database");
        assert!(!database.exists(), "asking makes none");
        migrate::run_file(&database, &Migrations::read(&migrations).unwrap()).unwrap();
        assert_eq!(examine(), Ok(()));

        fs::write(&file, "CREATE TABLE a (c INTEGER NOT NULL) STRICT;").unwrap();
        let problems = examine().unwrap_err().into_problems();
        assert_eq!(
            problems[0].title,
            "`migrations/001_a.sql` was changed after it was applied to `a.db`"
        );
        let help = problems[0].help.as_deref().unwrap();
        assert!(
            help.contains("`rallyc migrate new NAME`") && help.contains("`rallyc reset`"),
            "{help}"
        );

        fs::remove_file(&file).unwrap();
        let text = examine().unwrap_err().to_string();
        assert!(text.contains("put migrations/001_a.sql back"), "{text}");
    }
}
