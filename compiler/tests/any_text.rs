//! Whatever an app's texts are: compiling, formatting and indexing them end without a panic, every problem has a place
//! inside of a file, and the same texts give the same answer.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read the case folders"
)]

mod app;
mod edits;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use edits::{Texts, edit};
use proptest::prelude::*;
use rally_idl::diagnostic::render::{Style, render};
use rally_idl::diagnostic::{Diagnostic, Severity};
use rally_idl::format::format;
use rally_idl::parse::parse_file;
use rally_idl::source::{FileId, SourceMap, Span};
use rallyc::compile::{Analysis, Input, analyse, compile};
use rallyc::editor::Index;
use rallyc::editor::definition::definitions;
use rallyc::editor::hover::hover;

/// Every case, good and bad, to be broken further.
static CORPUS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let inputs = cases().into_iter().map(|folder| app::load(&folder));
    inputs.map(|input| Texts::of(&input)).collect()
});

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

fn broken_app() -> impl Strategy<Value = Texts> {
    let edits = prop::collection::vec(edit(), 1..6);
    (any::<prop::sample::Selector>(), edits).prop_map(|(case, edits)| {
        let mut texts = case.select(CORPUS.iter()).clone();
        edits.iter().for_each(|edit| texts.apply(edit));
        texts
    })
}

fn is_inside(sources: &SourceMap, span: Span) -> bool {
    sources.file(span.file).text.get(span.range()).is_some()
}

fn check_diagnostics(input: &Input) {
    let compilation = compile(input);
    let found = &compilation.diagnostics;
    for problem in found {
        assert!(
            is_inside(&input.sources, problem.primary.span),
            "{problem:?}"
        );
        for label in &problem.secondary {
            assert!(is_inside(&input.sources, label.span), "{problem:?}");
        }
        let message = &problem.message;
        assert!(
            !message.is_empty() && !message.contains('\n'),
            "{problem:?}"
        );
        assert!(!render(problem, &input.sources, Style::Plain).is_empty());
    }
    let mut told = BTreeSet::new();
    for problem in found {
        let shown = render(problem, &input.sources, Style::Plain);
        assert!(told.insert(shown.clone()), "told twice: {shown}");
    }
    let has_errors = found.iter().any(|it| it.severity == Severity::Error);
    // Without any file there is nothing to point at.
    let is_compiled = !has_errors && !input.schema.is_empty();
    assert_eq!(compilation.files.is_some(), is_compiled, "{found:#?}");
}

fn check_formatter(input: &Input) {
    for &id in &input.schema {
        let text = &input.sources.file(id).text;
        let mut found = vec![];
        let _tree = parse_file(id, text, &mut found);
        found.retain(|found| found.severity == Severity::Error);
        match format(id, text) {
            Err(told) => assert_eq!(told, found),
            Ok(formatted) => {
                assert_eq!(found, [], "wrong texts are left alone");
                let again = format(id, &formatted);
                assert_eq!(again, Ok(formatted), "formatting again changes it");
            }
        }
    }
}

// Nothing is meant otherwise, and no comment documents another thing, once a text is formatted.
fn check_formatted(texts: &Texts) {
    let input = texts.input();
    let formatted = texts.with_schema(|path, text| {
        let id = SourceMap::default().add(path, text);
        format(id, text).unwrap_or_else(|_| text.to_owned())
    });
    let codes = |input: &Input| {
        let found = compile(input).diagnostics;
        let mut codes: Vec<&str> = found.iter().map(|found| found.code.0).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(codes(&input), codes(&formatted.input()));
}

fn check_editor(input: &Input) {
    let Analysis {
        trees, relations, ..
    } = analyse(input);
    let index = Index::new(&trees, &input.sources, relations);
    for occurrence in index.occurrences() {
        assert!(is_inside(&input.sources, occurrence.span), "{occurrence:?}");
    }
    for &id in &input.schema {
        let length = input.sources.file(id).text.len();
        // Also behind the end, and inside of characters, as an editor that is ahead of its texts asks.
        for offset in (0..length + 3).step_by(length / 400 + 1) {
            check_place(input, &index, id, offset);
        }
    }
}

fn check_place(input: &Input, index: &Index, id: FileId, offset: usize) {
    let sources = &input.sources;
    if let Some(hover) = hover(index, sources, id, offset, |_| vec![]) {
        assert!(is_inside(sources, hover.span), "{hover:?}");
        assert!(!hover.plain().is_empty());
    }
    for definition in definitions(index, sources, id, offset) {
        assert!(is_inside(sources, definition.origin), "{definition:?}");
        assert!(is_inside(sources, definition.place), "{definition:?}");
    }
}

fn cases_of(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases_of(600))]

    #[test]
    fn a_broken_app_has_problems_with_places(texts in broken_app()) {
        check_diagnostics(&texts.input());
    }

    #[test]
    fn a_broken_text_is_formatted_once_or_left_alone(texts in broken_app()) {
        check_formatter(&texts.input());
    }
}

proptest! {
    #![proptest_config(cases_of(200))]

    #[test]
    fn the_names_of_a_broken_app_have_places(texts in broken_app()) {
        check_editor(&texts.input());
    }

    #[test]
    fn a_broken_app_means_the_same_when_it_is_formatted(texts in broken_app()) {
        check_formatted(&texts);
    }

    #[test]
    fn the_same_texts_give_the_same_answer(texts in broken_app()) {
        let (once, again) = (compile(&texts.input()), compile(&texts.input()));
        prop_assert_eq!(once.diagnostics, again.diagnostics);
        prop_assert_eq!(once.files, again.files);
    }
}

/// What makes a reader that looks back, or ahead, do so again and again; a word in place of `@` is each time another.
const HOSTILE: &[&str] = &[
    "{",
    "}",
    "(",
    "<",
    "\"",
    "'",
    "/",
    "/// a\n",
    "// a\n",
    "a ",
    "a",
    "世",
    "\u{0}",
    "\r",
    "\n",
    ",",
    "->",
    "List<",
    "(Int, ",
    "page {\n",
    "page {}\n",
    "page { model {\n",
    "struct @ {\n",
    "struct @ { a: @ }\n",
    "struct Same { a: Same }\n",
    "enum @ { A(\n",
    "enum @ { A(Reply<save>) }\n",
    "client @ at \"/@\" {\n",
    "layout @ in @\n",
    "topic a(\n",
    "topic a() -> Int { public }\n",
    "job a() { every \"\n",
    "job a() { every \"* * * * *\" }\n",
    "table games { a: Time }\n",
    "fragment @ { {a} {b} }\n",
    "fragment a { {a} }\n",
    "query a() { \n",
    "query a() { ' }\n",
    "query a() { \" }\n",
    "query @() -> List<_> { SELECT {a} FROM games }\n",
    "query @(a) -> _ { SELECT ((((:a)))) }\n",
    "rpc @() -> Unit {\n",
    "page at \"/:a",
    "page { search { a: Int = ",
    "page { msg { A(Reply<",
    "page { subscribe ",
    "model { a: Int }\n",
    "auth required\n",
];

// What looks at everything again for each piece would not come to an end here before a test run is given up.
#[test]
fn texts_that_repeat_something_many_times_are_read_to_their_end() {
    for pattern in HOSTILE {
        let text = repeated(pattern);
        let mut input = Input::default();
        let app = "app a { database sqlite }\nclient public at \"/\"\nenum Many { First }\n";
        input.schema = vec![
            input.sources.add("idl/app.rally", app),
            input.sources.add("idl/public/home_.rally", &*text),
            input
                .sources
                .add("idl/public/last.rally", "page { load -> Missing }\n"),
        ];
        let Analysis {
            trees,
            diagnostics,
            relations,
            ..
        } = analyse(&input);
        let is_last = |it: &&Diagnostic| it.primary.span.file == input.schema[2];
        assert!(diagnostics.len() < text.len(), "{pattern:?}");
        assert_eq!(diagnostics.iter().filter(is_last).count(), 1, "{pattern:?}");
        let _ = Index::new(&trees, &input.sources, relations);
        let _ = format(input.schema[1], &text);
    }
}

fn repeated(pattern: &str) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() > 60_000 {
            break;
        }
        text.push_str(&pattern.replace('@', &format!("Name{number}")));
    }
    text
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
