//! Names as Rust writes them: keywords made raw, cases changed. Knows no types.

// The keywords of edition 2024, strict and reserved (The Rust Reference, "Keywords").
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

// Keywords that cannot be made raw.
const NEVER_RAW: &[&str] = &["crate", "self", "super", "Self", "_"];

/// A name as an identifier: raw where it is a keyword, with an underscore after it where it cannot be.
pub(super) fn ident(name: &str) -> String {
    if KEYWORDS.binary_search(&name).is_ok() {
        format!("r#{name}")
    } else if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

/// `GamesId` as `games_id`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut previous = None;
    let mut rest = name.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter.is_ascii_uppercase() {
            let after_word =
                previous.is_some_and(|p: char| p.is_ascii_lowercase() || p.is_ascii_digit());
            let before_word = previous.is_some_and(|p| p.is_ascii_uppercase())
                && rest.peek().is_some_and(char::is_ascii_lowercase);
            if after_word || before_word {
                snake.push('_');
            }
        }
        snake.push(letter.to_ascii_lowercase());
        previous = Some(letter);
    }
    snake
}

/// `add_points` as `AddPoints`.
pub(super) fn upper_camel_case(name: &str) -> String {
    let capitalise = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(capitalise).collect()
}

/// The name of an argument, and what it is called where nothing uses it.
pub(super) fn used(is_used: bool, name: &'static str, unused: &'static str) -> &'static str {
    if is_used { name } else { unused }
}

/// A text as a Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Whether a character changes the direction of the text behind it, which Rust refuses in its sources since it hides what
/// stands there.
pub(super) fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of several lines as a raw string literal, so that it reads as it was written; escaped where it would not.
pub(super) fn raw_literal(text: &str) -> String {
    let is_hidden = |c: char| turns_text(c) || c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(is_hidden) {
        return literal(text);
    }
    if !text.contains(['\\', '"', '\t']) {
        return format!("\"{text}\"");
    }
    let longest = text
        .split('"')
        .skip(1)
        .map(|rest| rest.bytes().take_while(|&b| b == b'#').count());
    let hashes = "#".repeat(longest.max().map_or(1, |most| most + 1));
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, ident, raw_literal, snake_case, upper_camel_case};

    #[test]
    fn the_keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn keywords_become_raw_identifiers() {
        assert_eq!(ident("type"), "r#type");
        assert_eq!(ident("self"), "self_");
        assert_eq!(ident("types"), "types");
    }

    #[test]
    fn cases_change_at_words() {
        assert_eq!(snake_case("GamesId"), "games_id");
        assert_eq!(snake_case("HTMLPage2Go"), "html_page2_go");
        assert_eq!(upper_camel_case("add_points"), "AddPoints");
    }

    #[test]
    fn a_raw_literal_has_enough_hashes() {
        assert_eq!(raw_literal("SELECT 1"), "\"SELECT 1\"");
        assert_eq!(raw_literal("SELECT \"a\""), "r#\"SELECT \"a\"\"#");
        assert_eq!(raw_literal("'\"#'"), "r##\"'\"#'\"##");
    }

    #[test]
    fn what_hides_text_is_escaped() {
        assert_eq!(
            raw_literal("SELECT 1 -- \u{202e}x\r\n"),
            r#""SELECT 1 -- \u{202e}x\r\n""#
        );
        assert_eq!(raw_literal("SELECT\n\t1"), "r#\"SELECT\n\t1\"#");
    }
}
