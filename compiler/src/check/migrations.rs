//! The files of `migrations/` to a catalog, and those of `seeds/` tried on it. The runtime decides what a migration may be called; SQLite, what is in it.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::{FileId, Span};
use rally_runtime::migrate::{MigrationFileError, Migrations};

use super::codes;
use crate::compile::Input;
use crate::sql::{self, Catalog, Meanings, Migration};

/// The schema that the migrations make; `None` where it is unknown, with its diagnostics.
pub(crate) fn check_migrations(
    input: &Input,
    meanings: &Meanings,
    found: &mut Vec<Diagnostic>,
) -> Option<Catalog> {
    let files: BTreeMap<&str, FileId> = input
        .migrations
        .iter()
        .map(|&id| (file_name(input, id), id))
        .collect();
    let texts = files.iter().map(|(&name, &id)| (name, text(input, id)));
    match Migrations::from_files(texts) {
        Ok(ordered) => run(&ordered, &files, input, meanings, found),
        Err(errors) => {
            found.extend(errors.iter().filter_map(|error| describe(error, &files)));
            None
        }
    }
}

/// Runs the files of `seeds/` on that schema.
pub(crate) fn check_seeds(input: &Input, catalog: &Catalog, found: &mut Vec<Diagnostic>) {
    let seed = |&file: &FileId| Migration {
        name: &input.sources.file(file).path,
        file,
        text: text(input, file),
    };
    let seeds: Vec<_> = input.seeds.iter().map(seed).collect();
    sql::check_seeds(catalog, &seeds, found);
}

fn text(input: &Input, id: FileId) -> &str {
    &input.sources.file(id).text
}

fn file_name(input: &Input, id: FileId) -> &str {
    let path = &input.sources.file(id).path;
    path.rsplit('/').next().unwrap_or(path)
}

fn run(
    ordered: &Migrations,
    files: &BTreeMap<&str, FileId>,
    input: &Input,
    meanings: &Meanings,
    found: &mut Vec<Diagnostic>,
) -> Option<Catalog> {
    let migration = |file: &rally_runtime::migrate::Migration| {
        let id = *files.get(file.file())?;
        let source = input.sources.file(id);
        Some((id, source))
    };
    let migrations: Vec<Migration> = ordered
        .files()
        .iter()
        .filter_map(migration)
        .map(|(file, source)| Migration {
            name: &source.path,
            file,
            text: &source.text,
        })
        .collect();
    Catalog::from_migrations(&migrations, meanings, found)
}

fn describe(error: &MigrationFileError, files: &BTreeMap<&str, FileId>) -> Option<Diagnostic> {
    let start = |file: &str| files.get(file).map(|&id| Span::new(id, 0, 0));
    match error {
        MigrationFileError::Name { file } => Some(bad_name(file, start(file)?)),
        MigrationFileError::Duplicate { file, first } => {
            Some(duplicate(file, start(file)?, first, start(first)?))
        }
        MigrationFileError::Gap { file, missing } => Some(gap(file, start(file)?, *missing)),
        // Nothing is read from a disk here; what is new in the runtime speaks for itself.
        other => {
            let span = Span::new(*files.values().next()?, 0, 0);
            Some(Diagnostic::error(
                codes::MIGRATION_FILE,
                span,
                other.to_string(),
            ))
        }
    }
}

fn bad_name(file: &str, span: Span) -> Diagnostic {
    let message = format!("`{file}` is no name for a migration");
    Diagnostic::error(codes::MIGRATION_FILE, span, message)
        .note("migrations run in the order of the numbers that their names begin with")
        .help("rename it to three digits, `_` and a name in snake case, such as `001_games.sql`")
}

fn duplicate(file: &str, span: Span, first: &str, first_span: Span) -> Diagnostic {
    let message = format!("the migrations `{first}` and `{file}` have the same number");
    Diagnostic::error(codes::MIGRATION_FILE, span, message)
        .also(first_span, "the other one")
        .help("rename the later one to the next free number, unless it was applied already")
}

fn gap(file: &str, span: Span, missing: u32) -> Diagnostic {
    let message = format!("the migration {missing:03} is missing before `{file}`");
    Diagnostic::error(codes::MIGRATION_FILE, span, message)
        .note("migrations are numbered from 001 without a gap, so that none can be left out by accident")
        .help(format!("rename it to begin with `{missing:03}_`, or bring the missing file back"))
}
