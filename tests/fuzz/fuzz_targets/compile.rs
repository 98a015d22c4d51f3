//! Any texts as files of a small app: compiling it ends without a panic, every place lies inside its file, on the
//! boundaries of characters, and an editor can ask for every name.
//!
//! A form feed in the text begins another file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rally_idl::diagnostic::render::{Style, render};
use rally_idl::source::{SourceMap, Span};
use rallyc::compile::{Input, analyse, compile};
use rallyc::editor::Index;

const APP: &str = "app fuzzed { database sqlite }
client public at \"/\" { auth { identity Member  sign_in SignIn }  context { count: Int }  context_msg { Reset } }
struct Member { id: Int }
struct Game { id: Int, home: String }
enum Status { Open  Closed }
topic game(id: Int) -> Game { public }
job mail(to: Int) { retries 3 }
table games { status: Status }
fragment named { g.home IS NOT NULL }
";

const LAYOUT: &str = "layout Shell { model { open: Bool }  msg { Saved(Reply<save>) } }\nrpc save() -> Unit\n";

const SIGN_IN: &str = "page { auth public }\n";

const MIGRATION: &str = "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT NOT NULL, away TEXT, status TEXT NOT NULL) STRICT;";

/// What the texts of the input are, in order; more are left out.
const FILES: [&str; 4] = [
    "idl/public/home_.rally",
    "idl/public/id_.rally",
    "migrations/002_more.sql",
    "sql/a.sql",
];

fuzz_target!(|texts: &str| {
    let input = input(texts);
    let compilation = compile(&input);
    for found in &compilation.diagnostics {
        check_place(&input.sources, found.primary.span);
        for label in &found.secondary {
            check_place(&input.sources, label.span);
        }
        assert!(!render(found, &input.sources, Style::Plain).is_empty());
    }
    let analysis = analyse(&input);
    assert_eq!(analysis.diagnostics, compilation.diagnostics);
    let index = Index::new(&analysis.trees, &input.sources, analysis.relations);
    for occurrence in index.occurrences() {
        check_place(&input.sources, occurrence.span);
    }
});

fn input(texts: &str) -> Input {
    let mut input = Input::default();
    input.schema = vec![
        input.sources.add("idl/app.rally", APP),
        input.sources.add("idl/public/shell.rally", LAYOUT),
        input.sources.add("idl/public/sign_in.rally", SIGN_IN),
    ];
    input.migrations = vec![input.sources.add("migrations/001_games.sql", MIGRATION)];
    for (path, text) in FILES.into_iter().zip(texts.split('\u{c}')) {
        let id = input.sources.add(path, text);
        match path.split('/').next() {
            Some("idl") => input.schema.push(id),
            Some("migrations") => input.migrations.push(id),
            _ => input.sql.push(id),
        }
    }
    input
}

fn check_place(sources: &SourceMap, span: Span) {
    let text = &sources.file(span.file).text;
    assert!(
        text.get(span.range()).is_some(),
        "{span:?} is no part of its file"
    );
}
