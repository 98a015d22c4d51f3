//! The apps in small of `tests/cases`: `err` ones give the diagnostics of their `expected.txt`, `ok` ones check.
//!
//! `BLESS=1` writes the `expected.txt` files anew; read what it wrote.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read and write the case folders"
)]

mod app;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rally_idl::diagnostic::Severity;
use rally_idl::diagnostic::render::{Style, render};
use rallyc::compile::{Analysis, analyse};

fn cases(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(root.join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

struct Outcome {
    text: String,
    analysis: Analysis,
}

fn run(folder: &Path) -> Outcome {
    let input = app::load(folder);
    let analysis = analyse(&input);
    let messages: Vec<String> = analysis
        .diagnostics
        .iter()
        .map(|found| render(found, &input.sources, Style::Plain))
        .collect();
    Outcome {
        text: messages.join("\n"),
        analysis,
    }
}

// What differs, or nothing; written down instead where that was asked for.
fn compare(folder: &Path, text: &str) -> Option<String> {
    let file = folder.join("expected.txt");
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if env::var_os("BLESS").is_some() {
        match text.is_empty() {
            true => drop(fs::remove_file(&file)),
            false => fs::write(&file, text).unwrap(),
        }
        return None;
    }
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    (expected != text)
        .then(|| format!("--- {name}: expected\n{expected}\n--- {name}: found\n{text}"))
}

#[test]
fn each_err_case_gives_its_diagnostics_and_no_schema() {
    let mut differences = Vec::new();
    for folder in cases("err") {
        let outcome = run(&folder);
        let found = &outcome.analysis.diagnostics;
        let is_error = |severity| severity == Severity::Error;
        assert!(!found.is_empty(), "{} has no diagnostic", folder.display());
        assert_eq!(
            found.iter().any(|found| is_error(found.severity)),
            outcome.analysis.schema.is_none(),
            "{}",
            folder.display()
        );
        differences.extend(compare(&folder, &outcome.text));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn each_ok_case_gives_a_schema_and_its_warnings() {
    let mut differences = Vec::new();
    for folder in cases("ok") {
        let outcome = run(&folder);
        assert!(
            outcome.analysis.schema.is_some(),
            "{}\n{}",
            folder.display(),
            outcome.text
        );
        differences.extend(compare(&folder, &outcome.text));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_code_of_resolving_and_checking_has_a_case() {
    let seen: BTreeSet<&str> = cases("err")
        .iter()
        .chain(&cases("ok"))
        .flat_map(|folder| run(folder).analysis.diagnostics)
        .map(|found| found.code.0)
        .collect();
    let tables = [rallyc::resolve::codes::CODES, rallyc::check::codes::CODES];
    let missing: Vec<&str> = tables
        .concat()
        .iter()
        .map(|doc| doc.code.0)
        .filter(|code| !seen.contains(code))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}
