//! SQL text to words, texts, numbers and signs, with their bytes. Takes any text, also one that SQLite cannot read, and
//! knows no grammar.

use std::borrow::Cow;

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LexemeKind {
    /// A keyword or a name.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    QuotedName,
    /// A text in `'…'`, or a blob.
    Text,
    Number,
    /// `:name`, `@name`, `$name` or `?1`.
    Parameter,
    /// An operator, a parenthesis or whatever else.
    Sign,
}

/// A word, a text, a number or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme<'t> {
    pub(crate) kind: LexemeKind,
    /// With its quotation marks.
    pub(crate) text: &'t str,
    /// Its first byte.
    pub(crate) start: usize,
    /// Whether the quotation mark it begins with is closed again; true of all others.
    pub(crate) closed: bool,
}

impl<'t> Lexeme<'t> {
    /// One past its last byte.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this keyword, in any case.
    pub(crate) fn is(&self, keyword: &str) -> bool {
        self.kind == LexemeKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this sign.
    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        self.kind == LexemeKind::Sign && self.text == sign
    }

    /// The name that it is, without quotation marks. SQLite takes a text, too, where a name must stand.
    pub(crate) fn name(&self) -> Option<Cow<'t, str>> {
        let inner = || {
            let inner = &self.text[1..];
            inner.strip_suffix(closing(self.text)).unwrap_or(inner)
        };
        match self.kind {
            LexemeKind::Word => Some(Cow::Borrowed(self.text)),
            LexemeKind::QuotedName | LexemeKind::Text if !self.text.starts_with(['x', 'X']) => {
                let mark = closing(self.text).to_string();
                Some(Cow::Owned(inner().replace(&mark.repeat(2), &mark)))
            }
            _ => None,
        }
    }

    /// Whether it is this name, in any case.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.name()
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    }
}

/// Every lexeme of a text; white space and comments are left out.
pub(crate) fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = piece(rest, first);
        if let Some(kind) = kind {
            let text = &rest[..length];
            let quoted = matches!(kind, LexemeKind::QuotedName | LexemeKind::Text);
            found.push(Lexeme {
                kind,
                text,
                start: at,
                closed: !quoted || is_closed(text),
            });
        }
        at += length;
    }
    found
}

fn closing(text: &str) -> char {
    match text.chars().next() {
        Some('[') => ']',
        Some('x' | 'X') => '\'',
        Some(mark) => mark,
        None => '\'',
    }
}

fn is_closed(text: &str) -> bool {
    let open = usize::from(text.starts_with(['x', 'X']));
    text.len() > open + 1 && quoted(&text[open..]) == Some(text.len() - open)
}

// What a piece is, `None` for white space and comments, and how long it is.
fn piece(rest: &str, first: char) -> (Option<LexemeKind>, usize) {
    let in_quotes = |from: usize| from + quoted(&rest[from..]).unwrap_or(rest.len() - from);
    match first {
        _ if first.is_ascii_whitespace() || first == '\u{feff}' => (None, first.len_utf8()),
        '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => {
            let end = rest[2..].find("*/");
            (None, end.map_or(rest.len(), |at| at + 4))
        }
        '\'' => (Some(LexemeKind::Text), in_quotes(0)),
        '"' | '`' | '[' => (Some(LexemeKind::QuotedName), in_quotes(0)),
        'x' | 'X' if rest[1..].starts_with('\'') => (Some(LexemeKind::Text), in_quotes(1)),
        '?' => (Some(LexemeKind::Parameter), 1 + word(&rest[1..])),
        ':' | '@' | '$' if word(&rest[1..]) > 0 => {
            (Some(LexemeKind::Parameter), 1 + word(&rest[1..]))
        }
        _ if first.is_ascii_digit() => (Some(LexemeKind::Number), number(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            (Some(LexemeKind::Number), number(rest))
        }
        _ if is_word(first) => (Some(LexemeKind::Word), word(rest)),
        _ => (Some(LexemeKind::Sign), sign(rest, first)),
    }
}

// The length of a quoted piece with both its marks; a doubled mark stands for one. `None` where it is not closed.
fn quoted(rest: &str) -> Option<usize> {
    let mark = closing(rest);
    let mut at = 1;
    loop {
        at += rest.get(at..)?.find(mark)? + 1;
        match mark != ']' && rest[at..].starts_with(mark) {
            true => at += 1,
            false => return Some(at),
        }
    }
}

// Every letter outside of ASCII is one of a word: <https://sqlite.org/draft/tokenreq.html>.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

fn number(rest: &str) -> usize {
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    let mut before = '0';
    let end = rest.find(|c: char| {
        let signed = !is_hex && matches!(c, '+' | '-') && matches!(before, 'e' | 'E');
        before = c;
        !(is_word(c) || c == '.' || signed)
    });
    end.unwrap_or(rest.len())
}

// Those of other databases, too, so that each is one.
fn sign(rest: &str, first: char) -> usize {
    const LONG: [&str; 20] = [
        "->>", "#>>", "<=>", "!~*", "->", "#>", "||", "<<", ">>", "<=", ">=", "<>", "==", "!=",
        "::", "&&", "@>", "<@", "!~", "~*",
    ];
    let long = LONG.iter().find(|sign| rest.starts_with(**sign));
    long.map_or(first.len_utf8(), |sign| sign.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        lexemes(sql).iter().map(|lexeme| lexeme.text).collect()
    }

    #[test]
    fn a_statement_is_cut_as_sqlite_cuts_it() {
        assert_eq!(
            texts("SELECT a.\"b c\", 'it''s', x'00', 1.5e-3 FROM [t u] -- é\n WHERE é >= :id /* x"),
            [
                "SELECT", "a", ".", "\"b c\"", ",", "'it''s'", ",", "x'00'", ",", "1.5e-3", "FROM",
                "[t u]", "WHERE", "é", ">=", ":id"
            ]
        );
    }

    #[test]
    fn signs_of_other_databases_are_one_each() {
        assert_eq!(
            texts("a::int @> ? ?1 $2"),
            ["a", "::", "int", "@>", "?", "?1", "$2"]
        );
    }

    #[test]
    fn a_name_is_without_its_marks() {
        let names = |sql| -> Vec<_> { lexemes(sql).iter().filter_map(Lexeme::name).collect() };
        assert_eq!(
            names("a \"b\"\"c\" `d` [e f] 'g' 1 ;"),
            ["a", "b\"c", "d", "e f", "g"]
        );
    }

    #[test]
    fn what_is_not_closed_goes_on_to_the_end() {
        for (sql, closed) in [
            ("'a", false),
            ("'", false),
            ("'a''", false),
            ("''", true),
            ("\"", false),
            ("x'", false),
            ("x''", true),
            ("[a", false),
        ] {
            assert_eq!(lexemes(sql)[0].closed, closed, "{sql}");
            assert_eq!(lexemes(sql).len(), 1, "{sql}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_cut_in_order_and_within_itself(text in ".{0,60}") {
            let mut end = 0;
            for lexeme in lexemes(&text) {
                prop_assert!(lexeme.start >= end && !lexeme.text.is_empty());
                prop_assert_eq!(&text[lexeme.start..lexeme.end()], lexeme.text);
                let _ = lexeme.name();
                end = lexeme.end();
            }
        }

        #[test]
        fn every_text_of_marks_is_cut(text in "['\"`\\[\\]x:?@$.é0-9e/*-]{0,12}") {
            for lexeme in lexemes(&text) {
                let _ = lexeme.name();
                prop_assert_eq!(&text[lexeme.start..lexeme.end()], lexeme.text);
            }
        }
    }
}
