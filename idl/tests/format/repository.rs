//! The `.rally` files of the repository: formatting keeps what they say, and those that show the language are
//! formatted.

use std::fs;
use std::path::{Path, PathBuf};

use super::checks::{check, formatted};

// Where files are as people should write them.
const FORMATTED: &[&str] = &["examples", "templates", "tests/apps"];

// Where they are as people may write them; the bad cases have syntax errors.
const LOOSE: &[&str] = &[
    "tests/cases/ok",
    "idl/tests/cases/ok",
    "idl/tests/format/cases",
];

/// Every good text of the repository.
pub(crate) fn texts() -> Vec<(PathBuf, String)> {
    below(&[FORMATTED, LOOSE].concat())
}

fn below(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = vec![];
    for folder in folders {
        collect(&root.join(folder), &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "target" && name != "generated" {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rally")
        {
            let text = fs::read_to_string(&path).expect("a file of text");
            found.push((path, text));
        }
    }
}

#[test]
fn formatting_keeps_every_tree_and_comment() {
    for (path, text) in texts() {
        if let Err(wrong) = check(&text) {
            panic!("{}: {wrong}", path.display());
        }
    }
}

#[test]
fn the_files_that_show_the_language_are_formatted() {
    let files = below(FORMATTED).into_iter();
    let loose: Vec<PathBuf> = files
        .filter(|(_, text)| formatted(text).as_ref() != Ok(text))
        .map(|(path, _)| path)
        .collect();
    assert!(
        loose.is_empty(),
        "`rallyc fmt` has not been run on {loose:#?}"
    );
}
