//! The words of the language: where each may stand, how it is used, and what people write in its stead.

use crate::diagnostic::nearest;

/// Declarations that may stand at the top level of a file.
pub(super) const DECLARATIONS: &[&str] = &["app", "client", "page", "struct", "enum", "query"];

/// Entries of a page.
pub(super) const PAGE_ENTRIES: &[&str] = &["model", "msg", "load", "rpc", "query"];

/// Declarations that the language has and this compiler does not.
pub(super) const LATER_DECLARATIONS: &[&str] = &["topic", "job", "table", "fragment", "layout"];

/// Entries of a page that the language has and this compiler does not.
pub(super) const LATER_PAGE_ENTRIES: &[&str] = &[
    "auth",
    "authorize",
    "layout",
    "search",
    "server",
    "subscribe",
];

// Words of other languages, with ours.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "struct",
        &[
            "type",
            "record",
            "class",
            "interface",
            "message",
            "object",
            "data",
        ],
    ),
    ("enum", &["union", "variant", "oneof", "custom"]),
    ("page", &["route", "view", "screen", "path"]),
    ("query", &["sql", "select", "statement"]),
    ("model", &["state", "props", "store"]),
    (
        "msg",
        &[
            "message", "messages", "event", "events", "action", "actions",
        ],
    ),
    ("load", &["init", "loader", "fetch", "data"]),
    (
        "rpc",
        &[
            "fn",
            "fun",
            "func",
            "function",
            "def",
            "mutation",
            "procedure",
            "command",
            "handler",
            "method",
        ],
    ),
];

/// The keyword out of `allowed` that was probably meant by `word`.
pub(super) fn meant(word: &str, allowed: &'static [&'static str]) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let synonym = SYNONYMS
        .iter()
        .find(|(ours, theirs)| allowed.contains(ours) && theirs.contains(&lower.as_str()))
        .map(|&(ours, _)| ours);
    nearest(&lower, allowed.iter().copied()).or(synonym)
}

/// How a keyword is used, to paste.
pub(super) fn usage(keyword: &str) -> &'static str {
    match keyword {
        "app" => "app name { database sqlite }",
        "client" => "client public at \"/\"",
        "page" => "page { … }",
        "struct" => "struct Name { field: Type }",
        "enum" => "enum Name { First  Second }",
        "model" => "model { field: Type }",
        "msg" => "msg { Clicked }",
        "load" => "load -> Type",
        "rpc" => "rpc name(argument: Type) -> Type",
        _ => "query name(argument: Type) -> List<_> { SELECT … }",
    }
}

/// `a`, `b` or `c`, each in backticks.
pub(super) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
