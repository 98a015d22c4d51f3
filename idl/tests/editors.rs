//! What editors are told of the language beside what the language server says: the grammar that they highlight with.
#![allow(clippy::unwrap_used, missing_docs)]

const GRAMMAR: &str = include_str!("../src/rally.pest");
const HIGHLIGHTING: &str = include_str!("../editors/vscode/syntaxes/rally.tmLanguage.json");

// Rules such as `PAGE = @{ "page" ~ !word_char }`.
fn keywords() -> Vec<&'static str> {
    let keyword = |line: &'static str| {
        let (name, rule) = line.split_once('=')?;
        let is_constant = |c: char| c.is_ascii_uppercase() || c == '_';
        let rule = rule
            .trim()
            .strip_prefix("@{ \"")?
            .strip_suffix("\" ~ !word_char }")?;
        name.trim().chars().all(is_constant).then_some(rule)
    };
    GRAMMAR.lines().filter_map(keyword).collect()
}

fn is_highlighted(word: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    HIGHLIGHTING.match_indices(word).any(|(at, _)| {
        let before = &HIGHLIGHTING[..at];
        // A `\b` before a word is no letter of it.
        let before = before.strip_suffix("\\\\b").unwrap_or(before);
        let after = &HIGHLIGHTING[at + word.len()..];
        !before.ends_with(is_word) && !after.starts_with(is_word)
    })
}

#[test]
fn every_keyword_is_highlighted() {
    let keywords = keywords();
    assert!(keywords.len() > 20, "the rules are found: {keywords:?}");
    let missing: Vec<_> = keywords
        .into_iter()
        .filter(|word| !is_highlighted(word))
        .collect();
    assert!(
        missing.is_empty(),
        "not in rally.tmLanguage.json: {missing:?}"
    );
}

#[test]
fn every_built_in_type_is_highlighted() {
    let types = [
        "Int", "Float", "Bool", "String", "Unit", "Bytes", "Time", "Date", "Uuid", "Decimal",
        "Json", "List", "Option", "Map", "Result", "Reply", "Event", "ToClient",
    ];
    let missing: Vec<_> = types
        .into_iter()
        .filter(|word| !is_highlighted(word))
        .collect();
    assert!(
        missing.is_empty(),
        "not in rally.tmLanguage.json: {missing:?}"
    );
}

#[test]
fn the_test_would_notice_a_missing_word() {
    assert!(!is_highlighted("pag"));
    assert!(!is_highlighted("ubscribe"));
    assert!(is_highlighted("subscribe"));
}
