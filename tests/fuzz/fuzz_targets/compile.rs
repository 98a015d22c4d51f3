//! Any text as a page of a small app: compiling it ends without a panic, and every place lies inside its file, on
//! the boundaries of characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rally_idl::diagnostic::render::{Style, render};
use rally_idl::source::{SourceMap, Span};
use rallyc::compile::{Input, compile};

const APP: &str = "app fuzzed { database sqlite }\nclient public at \"/\"\nstruct Game { id: Int, home: String }\n";

const MIGRATION: &str =
    "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT NOT NULL, away TEXT) STRICT;";

fuzz_target!(|page: &str| {
    let input = input(page);
    let compilation = compile(&input);
    for found in &compilation.diagnostics {
        check_place(&input.sources, found.primary.span);
        for label in &found.secondary {
            check_place(&input.sources, label.span);
        }
        assert!(!render(found, &input.sources, Style::Plain).is_empty());
    }
});

fn input(page: &str) -> Input {
    let mut input = Input::default();
    input.schema = vec![
        input.sources.add("idl/app.rally", APP),
        input.sources.add("idl/public/home_.rally", page),
    ];
    input.migrations = vec![input.sources.add("migrations/001_games.sql", MIGRATION)];
    input
}

fn check_place(sources: &SourceMap, span: Span) {
    let text = &sources.file(span.file).text;
    assert!(
        text.get(span.range()).is_some(),
        "{span:?} is no part of its file"
    );
}
