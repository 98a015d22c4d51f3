//! The apps in small of `tests/cases/ok`, compiled and laid out as one cargo workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rally_idl::diagnostic::render::{Style, render};
use rally_idl::source::FileId;
use rallyc::check::CheckedSchema;
use rallyc::compile::{FileSet, Input, analyse, compile};

/// A case, compiled under a name that no other case has.
pub struct Case {
    /// Its folder's name.
    pub name: String,
    /// The folder that it is written in.
    pub folder: PathBuf,
    /// What it was compiled from.
    pub input: Input,
    /// What it was compiled to; Rust is not yet formatted.
    pub files: FileSet,
}

/// The folder of this package.
#[must_use]
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every case of `tests/cases/ok`, sorted by name.
///
/// # Panics
/// Where a case cannot be read or has an error.
#[must_use]
pub fn all() -> Vec<Case> {
    let root = package().join("cases/ok");
    let entries = fs::read_dir(&root).expect("the cases are there");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the cases can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.into_iter().map(case).collect()
}

fn case(folder: PathBuf) -> Case {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .expect("a folder has a name");
    let input = load(&folder, Some(&format!("case_{name}")));
    let files = compile(&input)
        .files
        .expect("it was analysed without errors");
    Case {
        name,
        folder,
        input,
        files,
    }
}

/// Reads `idl/`, `migrations/` and `sql/` below a folder; `app` takes the place of the app's own name.
///
/// # Panics
/// Where something cannot be read.
#[must_use]
pub fn load(folder: &Path, app: Option<&str>) -> Input {
    let texts = |below: &str| -> Vec<(String, String)> {
        let read = |path: &String| fs::read_to_string(folder.join(path)).expect("UTF-8");
        let paths = paths(folder, below);
        paths
            .into_iter()
            .map(|path| (path.clone(), read(&path)))
            .collect()
    };
    let (schema, others) = (texts("idl"), [texts("migrations"), texts("sql")]);
    let named = input(&schema, &others);
    let Some(app) = app else { return named };
    input(&renamed(&named, schema, app), &others)
}

fn input(schema: &[(String, String)], [migrations, sql]: &[Vec<(String, String)>; 2]) -> Input {
    let mut input = Input::default();
    let mut add = |(path, text): &(String, String)| input.sources.add(path, text);
    input.schema = schema.iter().map(&mut add).collect();
    input.migrations = migrations.iter().map(&mut add).collect();
    input.sql = sql.iter().map(&mut add).collect();
    input
}

// Where the name stands is the compiler's to say.
fn renamed(named: &Input, mut schema: Vec<(String, String)>, app: &str) -> Vec<(String, String)> {
    let checked = checked(named);
    let declared = checked.schema().app.as_ref().expect("an app is declared");
    let span = declared.name.span;
    let is_there = |id: &FileId| *id == span.file;
    let at = named
        .schema
        .iter()
        .position(is_there)
        .expect("its file is read");
    schema[at]
        .1
        .replace_range(span.start as usize..span.end as usize, app);
    schema
}

fn checked(input: &Input) -> CheckedSchema {
    let analysis = analyse(input);
    let message = |found| render(found, &input.sources, Style::Plain);
    let messages = || analysis.diagnostics.iter().map(message).collect::<String>();
    let schema = analysis.schema;
    schema.unwrap_or_else(|| panic!("the case has errors\n{}", messages()))
}

/// The files below `folder/below`, as sorted paths below `folder` with forward slashes.
///
/// # Panics
/// Where a folder cannot be listed or a name is no UTF-8.
#[must_use]
pub fn paths(folder: &Path, below: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![below.to_owned()];
    while let Some(below) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&below)) else {
            continue;
        };
        for entry in entries {
            let name = entry.expect("a folder can be listed").file_name();
            let path = format!("{below}/{}", name.to_str().expect("names are UTF-8"));
            match folder.join(&path).is_dir() {
                true => open.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Makes a folder hold these files below it and no others; what is the same is not touched, so that cargo does not
/// build it again.
///
/// # Panics
/// Where something cannot be written.
pub fn settle(root: &Path, files: &[(String, String)]) {
    let wanted: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for path in paths(root, ".") {
        let path = path.trim_start_matches("./");
        if !wanted.contains(path) {
            fs::remove_file(root.join(path)).expect("a file that is left over can be removed");
        }
    }
    for (path, text) in files {
        let place = root.join(path);
        if fs::read_to_string(&place).ok().as_ref() == Some(text) {
            continue;
        }
        let folder = place.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(&place, text).expect("a file can be written");
    }
}
