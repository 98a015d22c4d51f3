//! What `rallyc init` writes, against the example that people read: the same app, file for file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

// Made by building and running, and never committed; `Cargo.lock` is cargo's.
fn is_made(path: &Path) -> bool {
    let made = [
        "target",
        "dist",
        "Cargo.lock",
        "counter.db",
        "counter.db-shm",
        "counter.db-wal",
        "counter.db-lock",
    ];
    path.to_str().is_some_and(|path| made.contains(&path))
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = path.strip_prefix(root).unwrap().to_path_buf();
        if is_made(&below) {
            continue;
        }
        match path.is_dir() {
            true => collect(root, &path, files),
            false => drop(files.insert(below, fs::read_to_string(&path).unwrap())),
        }
    }
}

fn files_of(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files
}

// Where the runtime lies differs: the example has it beside itself, a new app is told.
fn without_dependency_paths(text: &str) -> String {
    let before_patch = text.split("\n# The runtime beside").next();
    before_patch.unwrap_or(text).to_owned()
}

#[test]
fn a_new_app_called_counter_is_the_example() {
    let desk = TempDir::new().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_rallyc"))
        .args(["init", "counter"])
        .current_dir(desk.path())
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/counter");
    let (new, example) = (files_of(&desk.path().join("counter")), files_of(&example));
    assert_eq!(
        new.keys().collect::<Vec<_>>(),
        example.keys().collect::<Vec<_>>()
    );
    assert!(new.len() > 30, "generated code is among them");
    for (path, text) in &new {
        assert_eq!(
            without_dependency_paths(text),
            example[path],
            "{} differs",
            path.display()
        );
    }
}

fn init(folder: &Path, name: &str) -> String {
    let answer = Command::new(env!("CARGO_BIN_EXE_rallyc"))
        .args(["init", name])
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(answer.status.code(), Some(1), "{name}");
    String::from_utf8(answer.stderr).unwrap()
}

#[test]
fn a_name_that_cannot_be_is_answered_with_one_that_can() {
    let desk = TempDir::new().unwrap();
    let text = init(desk.path(), "my-app");
    assert!(text.contains("`-` cannot stand in"), "{text}");
    assert!(text.contains("`rallyc init my_app`"), "{text}");
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_not_there_is_named_without_what_init_does_inside() {
    let desk = TempDir::new().unwrap();
    let text = init(desk.path(), "games/chess");
    assert!(text.contains("cannot write into games:"), "{text}");
    assert!(text.contains("`mkdir -p games`"), "{text}");
    assert!(!text.contains(".rallyc-init-"), "{text}");
}
