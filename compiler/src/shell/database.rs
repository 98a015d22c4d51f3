//! The database that a command is about, and the files that make it: found, read and claimed.

pub mod mismatch;
mod progress;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rally_idl::ast::Item;
use rally_runtime::migrate::{
    self, Claim, Claimed, Holder, MigrateError, MigrationFileError, Migrations, Seeds,
};

use super::app::App;
use super::command_line::DatabaseArguments;
use super::failure::{Failure, Outcome};
use super::{load, report};

pub use progress::{Progress, duration};

/// A database file and what makes it.
#[derive(Debug)]
pub struct Database {
    root: PathBuf,
    path: PathBuf,
    /// The migrations of the app.
    pub migrations: Migrations,
}

/// Whether the database is a command's own.
#[derive(Debug)]
pub enum Access {
    /// Nobody else opens it while this lives.
    Alone(Claim),
    /// A server has it open.
    Beside(Holder),
}

impl Database {
    /// Finds it, and reads the migrations.
    ///
    /// # Errors
    /// Where it is not known which database is meant, or migrations cannot be read.
    pub fn find(app: &App, arguments: &DatabaseArguments) -> Outcome<Self> {
        let path = match &arguments.database {
            Some(named) => named.clone(),
            None => app.root().join(format!("{}.db", name(app)?)),
        };
        Ok(Self {
            root: app.root().to_path_buf(),
            path,
            migrations: read_migrations(&app.root().join("migrations"))?,
        })
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its file as a person would type it.
    #[must_use]
    pub fn shown(&self) -> String {
        report::shown(&self.path)
    }

    /// The files of `seeds/` that are there.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn seeds(&self) -> Outcome<Seeds> {
        Seeds::read(self.root.join("seeds")).map_err(|errors| unreadable("", &errors))
    }

    /// Claims it for a command, after others that have it. A server is not waited for.
    ///
    /// # Errors
    /// Where its folder cannot be written.
    pub fn claim(&self, command: &str) -> Outcome<Access> {
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            let message = format!("there is no folder {} for the database", folder.display());
            return Err(Failure::new(message).help(format!("`mkdir -p {}`", folder.display())));
        }
        let waiting = |holder: &Holder| {
            report::step(
                "Waiting",
                format!("for {holder}, which has {}", self.shown()),
            );
        };
        let claimed = migrate::claim(&self.path, command, waiting);
        match claimed.map_err(|error| self.failure(&error, "nothing was changed"))? {
            Claimed::Ours(claim) => Ok(Access::Alone(claim)),
            Claimed::Held(holder) => Ok(Access::Beside(holder)),
        }
    }

    /// Why something is not done while a server runs.
    #[must_use]
    pub fn held(&self, holder: &Holder, why: &str) -> Failure {
        Failure::new(format!("{holder} has {} open, and {why}", self.shown()))
    }

    /// A failure of the runner, with the line that it is about, what to do, and what is left.
    #[must_use]
    pub fn failure(&self, error: &MigrateError, left: &str) -> Failure {
        if let Some(mismatch) = mismatch::of_error(error, &self.shown()) {
            return mismatch.failure();
        }
        match error {
            MigrateError::Statement {
                file,
                line,
                message,
                ..
            } => {
                let file = in_folder(file);
                let snippet = self.snippet(&file, *line);
                Failure::new(format!("{file} fails: {message}{snippet}")).help(left)
            }
            MigrateError::ForeignKeys { file, violations } => {
                let rows = violations.join("\n       ");
                let file = in_folder(file);
                Failure::new(format!(
                    "{file} leaves rows that refer to nothing\n       {rows}"
                ))
                .help(format!("delete or correct those rows in it; {left}"))
            }
            MigrateError::NoSuchNumber { .. } => Failure::new(error.to_string())
                .help("`rallyc migrate status` lists those that there are"),
            other => Failure::new(format!("{}: {other}", self.shown())).help(left),
        }
    }

    fn snippet(&self, file: &str, line: usize) -> String {
        let text = std::fs::read_to_string(self.root.join(file)).unwrap_or_default();
        match text.lines().nth(line.saturating_sub(1)) {
            Some(code) => {
                let margin = " ".repeat(line.to_string().len());
                format!("\n{margin} ┌─ {file}:{line}\n{line} │ {}", code.trim_end())
            }
            None => format!("\n  ┌─ {file}:{line}"),
        }
    }
}

/// A file as the app has it; seeds bring their folder with them.
fn in_folder(file: &str) -> String {
    match file.contains('/') {
        true => file.to_owned(),
        false => format!("migrations/{file}"),
    }
}

/// The migrations of a folder. An app without the folder has none.
///
/// # Errors
/// Where files have wrong names or cannot be read.
pub fn read_migrations(folder: &Path) -> Outcome<Migrations> {
    match folder.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Migrations::default()),
        _ => {}
    }
    Migrations::read(folder).map_err(|errors| unreadable("migrations/", &errors))
}

fn unreadable(folder: &str, errors: &[MigrationFileError]) -> Failure {
    let failures = errors
        .iter()
        .map(|error| Failure::new(format!("{folder}{error}")));
    Failure::several(failures.collect()).unwrap_or_else(|| Failure::new("the files cannot be read"))
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
