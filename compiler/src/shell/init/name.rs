//! Which names an app may have: it becomes the name of a package, and the beginning of others.

use crate::shell::failure::{Failure, Outcome};

// https://doc.rust-lang.org/reference/keywords.html
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

// Crates of every app, crates of Rust itself, and folders of cargo's target directory.
const TAKEN: &[&str] = &[
    "contract",
    "generated_app",
    "generated_server",
    "rally_runtime",
    "server",
    "alloc",
    "core",
    "proc_macro",
    "std",
    "test",
    "build",
    "deps",
    "examples",
    "incremental",
];

const LONGEST: usize = 50;

/// Checks a name.
///
/// # Errors
/// Where it is not a name of a crate, or one that is taken.
pub(super) fn check(name: &str) -> Outcome<()> {
    let refuse = |why: &str| {
        let better = proposal(name);
        Err(Failure::new(format!("an app cannot be called {name:?}: {why}"))
            .help(format!("a name begins with a lower case letter and goes on with such letters, digits and `_`: `rallyc init {better}`")))
    };
    if let Some(stranger) = name.chars().find(|character| !is_plain(*character)) {
        return refuse(&format!("`{stranger}` cannot stand in the name of a crate"));
    }
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return refuse("it does not begin with a letter");
    }
    if name.len() > LONGEST {
        return refuse("it is longer than 50 characters");
    }
    if KEYWORDS.contains(&name) {
        return refuse("it is a keyword of Rust");
    }
    if TAKEN.contains(&name) || name.starts_with("pages_") {
        return refuse("another crate of the app, or of Rust, has that name");
    }
    Ok(())
}

fn is_plain(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '_')
}

// The same name with what cannot stand in it made right, where that is a name.
fn proposal(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let plain = lower.replace(|character| !is_plain(character), "_");
    let trimmed = plain.trim_matches('_').to_owned();
    let is_free = trimmed.starts_with(|first: char| first.is_ascii_lowercase())
        && trimmed.len() <= LONGEST
        && trimmed != name;
    match trimmed.as_str() {
        free if is_free && !is_taken(free) => trimmed,
        taken if is_taken(taken) && taken.len() < LONGEST - 4 => format!("my_{taken}"),
        _ => "score_board".to_owned(),
    }
}

fn is_taken(name: &str) -> bool {
    KEYWORDS.contains(&name) || TAKEN.contains(&name) || name.starts_with("pages_")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::check;

    #[test]
    fn names_of_crates_are_taken() {
        for name in ["counter", "a", "score_board2", "typed", "rally"] {
            assert!(check(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_refusal_proposes_a_name_that_is_one() {
        let names = [
            ("my-app", "my_app"),
            ("Counter", "counter"),
            ("type", "my_type"),
            ("Server", "my_server"),
            ("3d", "score_board"),
            ("", "score_board"),
            ("café", "caf"),
        ];
        for (name, better) in names {
            let text = check(name).unwrap_err().to_string();
            assert!(text.ends_with(&format!("`rallyc init {better}`")), "{text}");
            assert!(check(better).is_ok(), "{better}");
        }
    }

    #[test]
    fn others_are_refused() {
        let long = "a".repeat(51);
        let names = [
            "",
            "Counter",
            "1a",
            "_a",
            "a-b",
            "a b",
            "café",
            "..",
            "a/b",
            "type",
            "self",
            "contract",
            "std",
            "test",
            "pages_public",
            &long,
        ];
        for name in names {
            assert!(check(name).is_err(), "{name}");
        }
    }
}
