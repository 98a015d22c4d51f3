//! Properties of the parser over hostile text: it always ends with a tree, and every place lies in its file.
#![allow(clippy::disallowed_methods, reason = "the cases are read from disk")]
#![allow(clippy::expect_used)]

mod places;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use rally_idl::diagnostic::Severity;
use rally_idl::diagnostic::render::{Style, render_all};
use rally_idl::parse::parse_file;
use rally_idl::source::{SourceMap, Span};

/// Parses, and checks what holds for every text.
fn check(text: &str) -> Result<(), TestCaseError> {
    let mut sources = SourceMap::default();
    let id = sources.add("idl/app.rally", text);
    let mut diagnostics = vec![];
    let file = parse_file(id, text, &mut diagnostics);
    let in_tree = places::of_file(&file);
    let in_diagnostics = diagnostics.iter().flat_map(|diagnostic| {
        std::iter::once(&diagnostic.primary)
            .chain(&diagnostic.secondary)
            .map(|label| label.span)
    });
    for span in in_tree.into_iter().chain(in_diagnostics) {
        prop_assert_eq!(span.file, id);
        prop_assert!(span.start <= span.end, "{span:?} ends before it begins");
        prop_assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no part of the text"
        );
    }
    for diagnostic in &diagnostics {
        prop_assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'));
    }
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    if errors.count() == 0 {
        let lost = outside_of_items(text, &places::of_items(&file));
        prop_assert!(lost.is_empty(), "left out without a word: {lost}");
    }
    let rendered = render_all(&diagnostics, &sources, Style::Plain);
    let commands = |c: char| c.is_control() && c != '\n';
    prop_assert!(
        !rendered.contains(commands),
        "a control character is shown: {rendered:?}"
    );
    Ok(())
}

/// What stands in no item, but for white space, commas and comments.
fn outside_of_items(text: &str, items: &[Span]) -> String {
    let mut outside = text.to_owned();
    for span in items.iter().rev() {
        outside.replace_range(span.range(), "\n");
    }
    let code = outside
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    let code: String = code.collect();
    code.replace([',', '\u{feff}'], "").trim().to_owned()
}

/// Every good case, to be damaged.
static CORPUS: LazyLock<Vec<String>> = LazyLock::new(read_corpus);

fn read_corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ok");
    let mut texts: Vec<String> = fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| {
            fs::read_to_string(entry.expect("an entry").path().join("input.rally")).expect("a case")
        })
        .filter(|text| !text.trim().is_empty())
        .collect();
    texts.sort();
    texts
}

/// Words, runs of white space and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_alphanumeric() || c == '_', c.is_whitespace());
        let run = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let end = if kind(first) == (false, false) {
            first.len_utf8()
        } else {
            run
        };
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    tokens
}

#[derive(Debug, Clone)]
enum Damage {
    Delete(Index),
    Duplicate(Index),
    Swap(Index, Index),
    Truncate(Index),
    Insert(Index, &'static str),
}

const STRAY: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "[",
    "]",
    ":",
    ",",
    ";",
    "->",
    "=",
    "|",
    "?",
    "_",
    "\"",
    "'",
    "`",
    "/*",
    "*/",
    "//",
    "///",
    "--",
    "#",
    "\n",
    "\r",
    "\t",
    "\u{feff}",
    "\u{a0}",
    "\u{200b}",
    "\0",
    "\u{1b}",
    "é",
    "🎉",
    "高",
    " app ",
    " client ",
    " page ",
    " struct ",
    " enum ",
    " query ",
    " model ",
    " msg ",
    " load ",
    " rpc ",
    " at ",
    " topic ",
    " layout ",
    " search ",
    " server ",
    " auth ",
    " subscribe ",
    " from ",
    " in ",
    " job ",
    " table ",
    " fragment ",
    " authorize ",
    " context ",
    " context_msg ",
    " to_server ",
    " to_client ",
    " required ",
    " concurrent ",
    " every ",
    " retries ",
    " 5 ",
    " s ",
    " * ",
    " + ",
    ".",
    "::",
    "/",
    " a ",
    " A ",
    "List<",
    "Map<",
];

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Delete),
        any::<Index>().prop_map(Damage::Duplicate),
        any::<(Index, Index)>().prop_map(|(a, b)| Damage::Swap(a, b)),
        any::<Index>().prop_map(Damage::Truncate),
        (any::<Index>(), proptest::sample::select(STRAY))
            .prop_map(|(at, sign)| Damage::Insert(at, sign)),
    ]
}

fn apply(damage: &Damage, tokens: &mut Vec<&str>) {
    if tokens.is_empty() {
        return;
    }
    let length = tokens.len();
    match damage {
        Damage::Delete(at) => drop(tokens.remove(at.index(length))),
        Damage::Duplicate(at) => {
            let token = tokens[at.index(length)];
            tokens.insert(at.index(length), token);
        }
        Damage::Swap(a, b) => tokens.swap(a.index(length), b.index(length)),
        Damage::Truncate(at) => tokens.truncate(at.index(length)),
        Damage::Insert(at, sign) => tokens.insert(at.index(length), sign),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_tree(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_bytes_read_as_text_give_a_tree(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_row_of_signs_and_keywords_gives_a_tree(
        signs in proptest::collection::vec(proptest::sample::select(STRAY), 0..120)
    ) {
        check(&signs.concat())?;
    }

    #[test]
    fn a_damaged_file_gives_a_tree(
        case in any::<Index>(),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        let mut tokens = tokens(&CORPUS[case.index(CORPUS.len())]);
        for damage in &damages {
            apply(damage, &mut tokens);
        }
        check(&tokens.concat())?;
    }

    #[test]
    fn what_stands_before_a_damaged_declaration_is_kept(
        case in any::<Index>(),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        let mut tokens = tokens(&CORPUS[case.index(CORPUS.len())]);
        for damage in &damages {
            apply(damage, &mut tokens);
        }
        let text = format!("struct Before {{ id: Int }}\n{}", tokens.concat());
        let mut sources = SourceMap::default();
        let id = sources.add("idl/app.rally", text.as_str());
        let file = parse_file(id, &text, &mut vec![]);
        let kept = matches!(file.items.first(), Some(rally_idl::ast::Item::Struct(item))
            if item.name.text == "Before" && item.fields.len() == 1);
        prop_assert!(kept, "the first struct is lost");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_text_gives_the_same_tree_and_the_same_words(
        case in any::<Index>(),
        damages in proptest::collection::vec(damage(), 0..6),
    ) {
        let mut tokens = tokens(&CORPUS[case.index(CORPUS.len())]);
        for damage in &damages {
            apply(damage, &mut tokens);
        }
        let text = tokens.concat();
        let mut sources = SourceMap::default();
        let id = sources.add("idl/app.rally", text.as_str());
        let (mut first, mut second) = (vec![], vec![]);
        prop_assert_eq!(parse_file(id, &text, &mut first), parse_file(id, &text, &mut second));
        prop_assert_eq!(first, second);
    }
}

#[test]
fn good_files_lose_nothing() {
    for text in CORPUS.iter() {
        check(text).expect("every property holds");
    }
}
