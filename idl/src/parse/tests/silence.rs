//! Nothing that the grammar marks as wrong is passed over in silence.

#![allow(clippy::disallowed_methods, reason = "the cases are read from disk")]

use std::fs;
use std::path::Path;

use super::super::*;
use super::parse;
use crate::diagnostic::Severity;

/// The rules in a text that stand for something wrong.
fn marks(text: &str) -> Vec<String> {
    let pairs = Grammar::parse(Rule::file, text).unwrap();
    let names = pairs.flatten().map(|node| format!("{:?}", node.as_rule()));
    let is_mark = |name: &String| {
        ["missing_", "wrong_", "bad_", "bare_s", "open_sql", "odd_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
            || ["junk", "too_deep", "stray_close", "foreign_comment"].contains(&name.as_str())
    };
    names.filter(is_mark).collect()
}

fn is_silent(text: &str) -> bool {
    let (_, diagnostics) = parse(text);
    diagnostics
        .iter()
        .all(|diagnostic| diagnostic.severity != Severity::Error)
}

fn inputs(kind: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(kind);
    let cases = fs::read_dir(folder).unwrap();
    cases
        .map(|case| fs::read_to_string(case.unwrap().path().join("input.rally")).unwrap())
        .collect()
}

#[test]
fn every_mark_in_a_line_is_reported() {
    let lines: Vec<String> = inputs("err")
        .iter()
        .flat_map(|input| input.lines().map(str::to_owned))
        .collect();
    for line in lines {
        for text in [line.clone(), format!("page {{\n{line}\n}}\n")] {
            assert!(!is_silent(&text) || marks(&text).is_empty(), "{text}");
        }
    }
}

#[test]
fn every_mark_in_a_text_that_ends_too_early_is_reported() {
    for input in inputs("ok") {
        let is_sign = |character: char| !character.is_alphanumeric();
        for (end, _) in input.match_indices(is_sign).step_by(3) {
            let text = &input[..end];
            assert!(!is_silent(text) || marks(text).is_empty(), "{text}");
        }
    }
}

#[test]
fn the_marks_are_found() {
    assert_eq!(marks("struct A { id Int }"), ["missing_colon"]);
    assert_eq!(marks("struct A { id: Int }"), [""; 0]);
}
