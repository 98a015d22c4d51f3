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
        Err(Failure::new(format!("an app cannot be called {name:?}: {why}"))
            .help("a name begins with a lower case letter and goes on with such letters, digits and `_`: `rallyc init score_board`"))
    };
    let plain = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '_');
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.chars().all(plain) {
        return refuse("it is no name of a crate");
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

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_of_crates_are_taken() {
        for name in ["counter", "a", "score_board2", "typed", "rally"] {
            assert!(check(name).is_ok(), "{name}");
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
