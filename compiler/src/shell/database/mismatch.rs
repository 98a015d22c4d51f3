//! Migrations that were applied and are others now, in the words of every command that comes upon one.

use rally_runtime::migrate::{MigrateError, State, Status};

use crate::shell::failure::Failure;

/// One migration about which a database and the files disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What is the matter, names in backticks.
    pub title: String,
    /// How to bring them together again.
    pub mend: String,
}

impl Mismatch {
    /// As a reason to stop.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let help = format!(
            "{}. Or, where nothing in the database is needed: `rallyc reset`",
            self.mend
        );
        Failure::new(&self.title).help(help)
    }
}

/// What a status shows, if it is a disagreement.
#[must_use]
pub fn of_status(status: &Status, database: &str) -> Option<Mismatch> {
    let file = &status.file;
    match &status.state {
        State::Changed => Some(changed(file, database)),
        State::Renamed { applied } => Some(renamed(file, applied, database)),
        State::Missing => Some(missing(file, database)),
        _ => None,
    }
}

/// Why a run was refused, if it is a disagreement.
#[must_use]
pub fn of_error(error: &MigrateError, database: &str) -> Option<Mismatch> {
    match error {
        MigrateError::Changed { file } => Some(changed(file, database)),
        MigrateError::Renamed { file, applied } => Some(renamed(file, applied, database)),
        MigrateError::Missing { applied } => Some(missing(applied, database)),
        _ => None,
    }
}

fn changed(file: &str, database: &str) -> Mismatch {
    Mismatch {
        title: format!("`migrations/{file}` was changed after it was applied to `{database}`"),
        mend: "undo the change, and make it in a new migration: `rallyc migrate new NAME`"
            .to_owned(),
    }
}

fn renamed(file: &str, applied: &str, database: &str) -> Mismatch {
    Mismatch {
        title: format!("`migrations/{file}` was applied to `{database}` as `{applied}`"),
        mend: "give the file its old name back".to_owned(),
    }
}

fn missing(file: &str, database: &str) -> Mismatch {
    Mismatch {
        title: format!("`{file}` was applied to `{database}`, and there is no such migration"),
        mend: format!("put `migrations/{file}` back"),
    }
}
