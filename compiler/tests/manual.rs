//! `spec/diagnostics.md` is what the tables of codes say, and every example in it is true.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read and write the manual"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use rally_idl::diagnostic::codes::CodeDoc;
use rallyc::compile::{Input, analyse, count_words};
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

// An example with lines such as `// idl/app.rally` or `-- migrations/002_teams.sql` is these files; another is a whole
// `idl/app.rally` where it declares an app, or else one more file. What is missing of a small app is put beside it.
fn codes_of(doc: &CodeDoc, example: &str) -> BTreeSet<&'static str> {
    let is_app = [doc.wrong, doc.right]
        .iter()
        .any(|text| text.starts_with("app "));
    let mut files = files_of(example);
    if files.is_empty() {
        let path = if is_app {
            APP_FILE
        } else {
            "idl/public/example.rally"
        };
        files.insert(path, example.to_owned());
    }
    for (path, text) in [
        (APP_FILE, APP),
        ("idl/public/home_.rally", HOME),
        ("migrations/001_games.sql", GAMES),
    ] {
        files.entry(path).or_insert_with(|| text.to_owned());
    }
    let input = input_of(files);
    analyse(&input)
        .diagnostics
        .iter()
        .map(|found| found.code.0)
        .collect()
}

const APP_FILE: &str = "idl/app.rally";

fn files_of(example: &str) -> BTreeMap<&str, String> {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut path = None;
    for line in example.lines() {
        let named = line.strip_prefix("// ").or(line.strip_prefix("-- "));
        match named.filter(|name| name.contains('/')) {
            Some(name) => {
                path = Some(name);
                files.insert(name, String::new());
            }
            None => {
                if let Some(text) = path.and_then(|path| files.get_mut(path)) {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    files
}

fn input_of(files: BTreeMap<&str, String>) -> Input {
    let mut input = Input::default();
    for (path, text) in files {
        if path.starts_with("server/") {
            count_words(&text, input.rust.server.get_or_insert_default());
        } else if path.starts_with("pages/public/") {
            count_words(
                &text,
                input.rust.pages.entry("public".to_owned()).or_default(),
            );
        } else {
            let id = input.sources.add(path, text);
            match path.split('/').next() {
                Some("migrations") => input.migrations.push(id),
                Some("seeds") => input.seeds.push(id),
                _ => input.schema.push(id),
            }
        }
    }
    input
}
