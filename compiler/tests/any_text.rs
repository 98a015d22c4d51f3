//! Whatever an app's texts are, compiling them ends without a panic, and every place lies inside its file.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read the case folders"
)]

mod app;

use std::path::{Path, PathBuf};
use std::{env, fs};

use proptest::prelude::*;
use rally_idl::diagnostic::render::{Style, render};
use rally_idl::source::{SourceMap, Span};
use rallyc::compile::{Input, analyse, compile};

/// A change to a text, at places given as fractions of its length.
#[derive(Debug, Clone)]
enum Change {
    Delete(f64, usize),
    Insert(f64, String),
    Copy(f64, usize, f64),
    Truncate(f64),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0.0..1.0f64;
    let token = prop::sample::select(vec![
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        ",",
        ":",
        "->",
        "\"",
        "'",
        "`",
        "///",
        "//",
        "--",
        "/*",
        "\n",
        "\u{0}",
        "ä",
        "世",
        "\u{202e}",
        "page",
        "struct X",
        "enum",
        "rpc",
        "query",
        "model",
        "msg",
        "load -> ",
        "Int",
        "List<",
        "Option<Option<",
        "Reply<",
        "at \"/:id/:id\"",
        "_",
        ":name",
        "SELECT",
        "NULL",
        ";",
        "self",
    ]);
    prop_oneof![
        (at(), 1..20usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), token.prop_map(str::to_owned)).prop_map(|(at, text)| Change::Insert(at, text)),
        (at(), 1..60usize, at()).prop_map(|(from, length, to)| Change::Copy(from, length, to)),
        at().prop_map(Change::Truncate),
    ]
}

fn apply(text: &mut String, change: &Change) {
    match change {
        Change::Delete(at, length) => {
            let range = range(text, *at, *length);
            text.replace_range(range, "");
        }
        Change::Insert(at, inserted) => {
            let at = range(text, *at, 0).start;
            text.insert_str(at, inserted);
        }
        Change::Copy(from, length, to) => {
            let copied = text[range(text, *from, *length)].to_owned();
            let at = range(text, *to, 0).start;
            text.insert_str(at, &copied);
        }
        Change::Truncate(at) => {
            let at = range(text, *at, 0).start;
            text.truncate(at);
        }
    }
}

fn range(text: &str, at: f64, length: usize) -> std::ops::Range<usize> {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    let start = (text.len() as f64 * at) as usize;
    let start = text.floor_char_boundary(start);
    start..text.floor_char_boundary((start + length).min(text.len()))
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let folders = |kind| fs::read_dir(root.join(kind)).unwrap();
    let mut cases: Vec<PathBuf> = folders("ok")
        .chain(folders("err"))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

// The same app with one of its texts changed, chosen by a fraction of their number.
fn changed(input: &Input, which: f64, changes: &[Change]) -> Input {
    let count = input.sources.files().count();
    let chosen = range(&"x".repeat(count), which, 0).start.min(count - 1);
    let mut sources = SourceMap::default();
    for (at, (_, file)) in input.sources.files().enumerate() {
        let mut text = file.text.clone();
        if at == chosen {
            changes.iter().for_each(|change| apply(&mut text, change));
        }
        sources.add(file.path.clone(), text);
    }
    // Ids are given out in order, so those of the unchanged app hold.
    Input {
        sources,
        schema: input.schema.clone(),
        migrations: input.migrations.clone(),
        sql: input.sql.clone(),
        rust: input.rust.clone(),
    }
}

fn is_inside(sources: &SourceMap, span: Span) -> bool {
    sources.file(span.file).text.get(span.range()).is_some()
}

fn check(input: &Input) {
    for found in &compile(input).diagnostics {
        assert!(is_inside(&input.sources, found.primary.span), "{found:?}");
        for label in &found.secondary {
            assert!(is_inside(&input.sources, label.span), "{found:?}");
        }
        assert!(!found.message.is_empty());
        assert!(!render(found, &input.sources, Style::Plain).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_app_is_compiled_without_a_panic(
        case in any::<prop::sample::Selector>(),
        which in 0.0..1.0f64,
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let folder = case.select(cases());
        check(&changed(&app::load(&folder), which, &changes));
    }
}

#[test]
fn no_file_at_all_gives_no_schema() {
    let analysis = analyse(&Input::default());
    assert!(analysis.schema.is_none() && analysis.diagnostics.is_empty());
}

// One mistake in every file must not become one more message for each user of what is wrong.
#[test]
fn a_type_that_is_missing_is_reported_where_it_is_written_and_nowhere_else() {
    let mut input = Input::default();
    let mut text = String::from("struct Broken { it: Missing }\n");
    for at in 0..50 {
        text.push_str(&format!("struct User{at} {{ broken: List<Broken> }}\n"));
    }
    let app = "app a { database sqlite }\nclient public at \"/\"\n";
    let users: String = (0..50).map(|at| format!("u{at}: User{at} ")).collect();
    input.schema = vec![
        input.sources.add("idl/app.rally", app),
        input.sources.add("idl/types.rally", text),
        input.sources.add(
            "idl/public/home_.rally",
            format!("page {{ model {{ {users} }} }}\n"),
        ),
    ];
    let found = analyse(&input).diagnostics;
    assert_eq!(found.len(), 1, "{found:?}");
}
