//! The files of an app to its generated code: load, compile, format, write, in this order.

use std::collections::BTreeMap;
use std::path::Path;

use super::app::App;
use super::command_line::CheckArguments;
use super::failure::{Failure, Outcome};
use super::hash::Hasher;
use super::lock::Lock;
use super::memory::{self, Generated, Memory, Remembered, Stamp};
use super::{diagnostics, diff, format, load, load_rust, report, write};
use crate::check::CheckedSchema;
use crate::compile::{File, FileSet, Input, Ownership, compile};

/// Whether Rust is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formatting {
    /// By rustfmt.
    Rustfmt,
    /// Not at all.
    None,
}

/// Checks, and gives the schema.
///
/// # Errors
/// Where files cannot be read, or the schema is wrong, which has been printed.
pub fn check(app: &App, arguments: CheckArguments) -> Outcome<CheckedSchema> {
    let mut input = load::load(app)?;
    input.rust = load_rust::load_rust(app.root());
    checked(&input, arguments).map(|checked| checked.schema)
}

/// Checks and writes what differs.
///
/// # Errors
/// As [`check`]; or where files cannot be formatted or written.
pub fn generate(
    app: &App,
    arguments: CheckArguments,
    formatting: Formatting,
) -> Outcome<Generated> {
    let _lock = Lock::take(&app.memory().join("lock"), "writes the generated code")?;
    let input = load::load(app)?;
    let key = key(&input, formatting);
    let formatters = memory::formatters();
    let mut last = Memory::recall(app);
    if last.formatters != formatters {
        last = Memory::default();
    }
    if last.input == key && last.holds(app.root()) {
        name_missing_modules(app.root(), &last.modules);
        return Ok(last.generated);
    }
    let checked = checked(&input, arguments)?;
    let hashes = unformatted_hashes(&checked.files, formatting);
    let work = format::work_folder()?;
    let files = formatted(app, &checked.files, formatting, &last, &hashes, work.path())?;
    write_all(app, files)?;
    let next = Memory {
        // A run with warnings is done again, to print them again.
        input: if checked.warnings == 0 {
            key
        } else {
            String::new()
        },
        formatters,
        files: remember(app.root(), &checked.files, &hashes),
        modules: module_lines(&checked.files),
        generated: summary(&checked.schema),
    };
    name_missing_modules(app.root(), &next.modules);
    next.keep(app)?;
    Ok(next.generated)
}

/// Checks, formats everything afresh, prints how the disk differs, and writes nothing.
///
/// # Errors
/// As [`generate`]; or where anything differs.
pub fn compare(app: &App, arguments: CheckArguments) -> Outcome<()> {
    let input = load::load(app)?;
    let files = checked(&input, arguments)?.files;
    let hashes = BTreeMap::new();
    let work = format::work_folder()?;
    let files = formatted(
        app,
        &files,
        Formatting::Rustfmt,
        &Memory::default(),
        &hashes,
        work.path(),
    )?;
    let plan = write::plan(app.root(), files)?;
    if plan.is_empty() {
        return Ok(());
    }
    // What the last run remembers would keep the next one from making it good.
    Memory::forget(app);
    report::answer(diff::render(&plan).trim_end());
    let changes = plan.writes.len() + plan.removals.len();
    Err(Failure::new(format!(
        "the generated code is not up to date: {changes} files differ"
    ))
    .help("`rallyc build --codegen-only` writes it"))
}

struct Checked {
    files: FileSet,
    schema: CheckedSchema,
    warnings: usize,
}

fn checked(input: &Input, arguments: CheckArguments) -> Outcome<Checked> {
    let compilation = compile(input);
    diagnostics::print(&compilation.diagnostics, &input.sources, arguments)?;
    let bug = || {
        Failure::new("the schema has no errors, and yet nothing came of it")
            .help("this is a bug in rallyc: please report it")
    };
    Ok(Checked {
        files: compilation.files.ok_or_else(bug)?,
        schema: compilation.schema.ok_or_else(bug)?,
        warnings: compilation.diagnostics.len(),
    })
}

// Stands for everything that decides what is written: the sources, the options and this very program.
fn key(input: &Input, formatting: Formatting) -> String {
    let mut hasher = Hasher::default();
    hasher.feed(
        format!(
            "{} {formatting:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            this_program()
        )
        .as_bytes(),
    );
    for (_, file) in input.sources.files() {
        hasher.feed(file.path.as_bytes());
        hasher.feed(file.text.as_bytes());
    }
    hasher.finish()
}

fn this_program() -> Option<Stamp> {
    Stamp::of(&std::env::current_exe().ok()?)
}

fn unformatted_hashes(files: &FileSet, formatting: Formatting) -> BTreeMap<String, String> {
    let hash = |text: &str| {
        let mut hasher = Hasher::default();
        hasher.feed(format!("{formatting:?}").as_bytes());
        hasher.feed(text.as_bytes());
        hasher.finish()
    };
    let generated = files
        .files()
        .filter(|(_, file)| file.ownership == Ownership::Generated);
    generated
        .map(|(path, file)| (path.to_owned(), hash(&file.text)))
        .collect()
}

// Texts whose unformatted form is that of the last run are taken from the disk as they are.
fn formatted(
    app: &App,
    files: &FileSet,
    formatting: Formatting,
    last: &Memory,
    hashes: &BTreeMap<String, String>,
    work: &Path,
) -> Outcome<BTreeMap<String, File>> {
    let current = |path: &str| {
        let hash = hashes
            .get(path)
            .filter(|hash| last.is_current(app.root(), path, hash))?;
        let text = std::fs::read_to_string(app.root().join(path)).ok()?;
        (!hash.is_empty()).then_some(text)
    };
    let mut done = BTreeMap::new();
    let mut open = BTreeMap::new();
    for (path, file) in files.files() {
        let mut file = file.clone();
        if let Some(text) = current(path) {
            file.text = text;
        } else if formatting == Formatting::Rustfmt && is_formatted(app, path, &file) {
            open.insert(path, file.text.clone());
        }
        done.insert(path.to_owned(), file);
    }
    let open: BTreeMap<&str, &str> = open
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let kept = app.memory().join("unreadable");
    for (path, text) in format::format(&open, work, &kept)? {
        if let Some(file) = done.get_mut(&path) {
            file.text = text;
        }
    }
    Ok(done)
}

// A skeleton whose place is taken is never written.
fn is_formatted(app: &App, path: &str, file: &File) -> bool {
    let wanted = file.ownership == Ownership::Generated || !app.root().join(path).exists();
    wanted
        && Path::new(path)
            .extension()
            .is_some_and(|extension| extension == "rs")
}

fn write_all(app: &App, files: BTreeMap<String, File>) -> Outcome<()> {
    let plan = write::plan(app.root(), files)?;
    if plan.is_empty() {
        return Ok(());
    }
    write::remove_leftovers(
        app.root(),
        plan.writes.iter().map(|write| write.path.as_str()),
    );
    plan.apply(app.root())?;
    report_skeletons(&plan);
    report::step("Generated", counts(&plan));
    Ok(())
}

// As many as fit on a screen; who brings hundreds of pages along knows what they are called.
fn report_skeletons(plan: &write::Plan) {
    const MOST: usize = 20;
    let mut skeletons = plan
        .writes
        .iter()
        .filter(|write| write.ownership == Ownership::Skeleton);
    for write in skeletons.by_ref().take(MOST) {
        report::step("Adding", format!("{}: it is yours from now on", write.path));
    }
    match skeletons.count() {
        0 => {}
        more => report::step(
            "Adding",
            format!("{more} more files: they are yours from now on"),
        ),
    }
}

fn counts(plan: &write::Plan) -> String {
    let files = |count| format!("{count} file{}", if count == 1 { "" } else { "s" });
    match plan.removals.len() {
        0 => format!("{} written", files(plan.writes.len())),
        removed => format!("{} written, {} removed", files(plan.writes.len()), removed),
    }
}

fn remember(
    root: &Path,
    files: &FileSet,
    hashes: &BTreeMap<String, String>,
) -> BTreeMap<String, Remembered> {
    let remembered = files.files().filter_map(|(path, _)| {
        let stamp = Stamp::of(&root.join(path))?;
        let unformatted = hashes.get(path).cloned();
        Some((path.to_owned(), Remembered { unformatted, stamp }))
    });
    remembered.collect()
}

fn module_lines(files: &FileSet) -> Vec<(String, String)> {
    let lines = files.module_lines().iter();
    lines
        .map(|module| (module.file.clone(), module.line.clone()))
        .collect()
}

fn summary(schema: &CheckedSchema) -> Generated {
    let schema = schema.schema();
    Generated {
        app: schema
            .app
            .as_ref()
            .map(|app| app.name.text.clone())
            .unwrap_or_default(),
        clients: schema
            .clients
            .iter()
            .map(|client| client.name.text.clone())
            .collect(),
    }
}

/// Names the `mod` lines that are still missing: what the compiler says about them is about generated code.
pub fn remind_of_modules(app: &App) -> Vec<String> {
    name_missing_modules(app.root(), &Memory::recall(app).modules)
}

fn name_missing_modules(root: &Path, modules: &[(String, String)]) -> Vec<String> {
    let mut reminders = Vec::new();
    for (file, line) in modules {
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        if !declares(&text, line) {
            let reminder = format!("add `{line}` to {file}: without it the module is not compiled");
            report::warn(&reminder);
            reminders.push(reminder);
        }
    }
    reminders
}

// `mod home;` counts for `pub mod home;`, and so does a module with a body: how it is declared is the user's choice.
fn declares(text: &str, line: &str) -> bool {
    let name = line
        .trim_end_matches(';')
        .rsplit(' ')
        .next()
        .unwrap_or(line);
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .any(|line| {
            let declared = line.split_once("mod ").map(|(_, rest)| rest.trim());
            let rest = declared.and_then(|rest| rest.strip_prefix(name));
            rest.is_some_and(|rest| rest.trim_start().starts_with([';', '{']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_counts_however_it_is_declared_but_not_in_a_comment() {
        for text in [
            "pub mod home;",
            "mod a;\n  pub(crate) mod home ;",
            "mod home { }",
        ] {
            assert!(declares(text, "pub mod home;"), "{text}");
        }
        for text in [
            "",
            "// pub mod home;",
            "pub mod home_page;",
            "pub use home;",
        ] {
            assert!(!declares(text, "pub mod home;"), "{text}");
        }
    }
}
