//! A folder with an app in small to the input of a run.

use std::fs;
use std::path::Path;

use rallyc::compile::Input;
use rallyc::shell::load_rust::load_rust;

/// Reads `idl/`, `migrations/`, `seeds/`, `sql/` and the Rust files below `folder`, in the order of paths.
pub(crate) fn load(folder: &Path) -> Input {
    let mut input = Input::default();
    for path in files(&folder.join("idl")) {
        let id = add(&mut input, folder, &path);
        input.schema.push(id);
    }
    for path in files(&folder.join("migrations")) {
        let id = add(&mut input, folder, &path);
        input.migrations.push(id);
    }
    for path in files(&folder.join("seeds")) {
        let id = add(&mut input, folder, &path);
        input.seeds.push(id);
    }
    for path in files(&folder.join("sql")) {
        let id = add(&mut input, folder, &path);
        input.sql.push(id);
    }
    input.rust = load_rust(folder);
    input
}

fn add(input: &mut Input, folder: &Path, path: &Path) -> rally_idl::source::FileId {
    let name = path
        .strip_prefix(folder)
        .unwrap()
        .to_string_lossy()
        .into_owned();
    input.sources.add(name, fs::read_to_string(path).unwrap())
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return vec![];
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}
