//! `spec/diagnostics.md` is what the tables of codes say, and every example in it is true.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read and write the manual"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use rally_idl::diagnostic::codes::CodeDoc;
use rallyc::compile::{Input, analyse};
use rallyc::diagnostics::{all_codes, render_manual};

const APP: &str = "app scores { database sqlite }\nclient public at \"/\"\n";
const HOME: &str = "page Elsewhere at \"/elsewhere\" {\n}\n";
const GAMES: &str = "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT NOT NULL, away TEXT, score INTEGER NOT NULL, note TEXT) STRICT;";

#[test]
fn the_manual_is_what_the_tables_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/diagnostics.md");
    let manual = render_manual();
    if env::var_os("BLESS").is_some() {
        fs::write(&file, &manual).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == manual,
        "spec/diagnostics.md is out of date; BLESS=1 writes it anew"
    );
}

#[test]
fn every_code_is_told_once_and_in_whole_sentences() {
    let mut codes = BTreeSet::new();
    for doc in all_codes() {
        let code = doc.code.0;
        assert!(codes.insert(code), "{code} has two meanings");
        assert!(!doc.title.ends_with('.'), "{code}");
        assert!(doc.explanation.ends_with('.'), "{code}");
        assert_eq!(doc.wrong.is_empty(), doc.right.is_empty(), "{code}");
    }
}

#[test]
fn every_example_is_reported_with_its_code_and_put_right() {
    let mut untrue = Vec::new();
    for doc in all_codes().iter().filter(|doc| !doc.wrong.is_empty()) {
        let code = doc.code.0;
        if !codes_of(doc, doc.wrong).contains(code) {
            untrue.push(format!("{code} is not reported for:\n{}", doc.wrong));
        }
        let left = codes_of(doc, doc.right);
        if left.contains(code) {
            untrue.push(format!("{code} is still reported for:\n{}", doc.right));
        }
    }
    assert!(untrue.is_empty(), "{}", untrue.join("\n\n"));
}

// An example is a whole `idl/app.rally` where it declares one of its own, and otherwise one more file of a small app.
fn codes_of(doc: &CodeDoc, example: &str) -> BTreeSet<&'static str> {
    let is_app = [doc.wrong, doc.right]
        .iter()
        .any(|text| text.contains("app "));
    let mut input = Input::default();
    let mut add = |path: &str, text: &str| input.sources.add(path, text);
    let app = add("idl/app.rally", if is_app { example } else { APP });
    let home = add("idl/public/home_.rally", HOME);
    let example = add(
        "idl/public/example.rally",
        if is_app { "" } else { example },
    );
    let games = add("migrations/001_games.sql", GAMES);
    input.schema = vec![app, home, example];
    input.migrations = vec![games];
    analyse(&input)
        .diagnostics
        .iter()
        .map(|found| found.code.0)
        .collect()
}
