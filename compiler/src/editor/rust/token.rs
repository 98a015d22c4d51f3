//! Rust text to tokens: words, signs, and what no item is found by. Comments are left out.

/// A piece of Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind,
    pub(super) text: &'t str,
    pub(super) start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or keyword, without `r#`.
    Word,
    /// One sign.
    Sign,
    /// A text, character, lifetime or number, which no item is found by.
    Other,
}

impl Token<'_> {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this word or sign.
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != TokenKind::Other && self.text == text
    }
}

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if let Some(length) = trivia(rest, character) {
            at += length;
            continue;
        }
        let (kind, skipped, length) = token(rest, character);
        let start = at + skipped;
        tokens.push(Token {
            kind,
            text: &text[start..at + length],
            start,
        });
        at += length;
    }
    tokens
}

fn trivia(rest: &str, first: char) -> Option<usize> {
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| block_comment(rest))
}

// They nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

// The kind, how many bytes before the text do not belong to it, and the length with those.
fn token(rest: &str, first: char) -> (TokenKind, usize, usize) {
    if let Some(length) = prefixed_text(rest) {
        return (TokenKind::Other, 0, length);
    }
    if first == '\'' {
        return (TokenKind::Other, 0, character_or_lifetime(rest));
    }
    if first.is_ascii_digit() {
        return (TokenKind::Other, 0, word(rest));
    }
    if first == '_' || first.is_alphabetic() {
        let raw = if rest.starts_with("r#") { 2 } else { 0 };
        return (TokenKind::Word, raw, raw + word(&rest[raw..]));
    }
    (TokenKind::Sign, 0, first.len_utf8())
}

fn word(rest: &str) -> usize {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.unwrap_or(rest.len())
}

// `"…"`, `b"…"`, `c"…"`, `r#"…"#`, `br"…"` and `b'…'`.
fn prefixed_text(rest: &str) -> Option<usize> {
    let prefix = rest
        .find(|c: char| !matches!(c, 'b' | 'c' | 'r'))
        .unwrap_or(rest.len());
    let (raw, opened) = (rest[..prefix].contains('r'), &rest[prefix..]);
    if prefix > 2 {
        return None;
    }
    if raw {
        let hashes = opened.bytes().take_while(|&byte| byte == b'#').count();
        let inner = opened[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let length = inner
            .find(&close)
            .map_or(inner.len(), |at| at + close.len());
        return Some(prefix + hashes + 1 + length);
    }
    match opened.chars().next()? {
        '"' => Some(prefix + quoted(opened, '"')),
        '\'' if prefix == 1 => Some(prefix + quoted(opened, '\'')),
        _ => None,
    }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == quote {
            return at + 1;
        }
    }
    rest.len()
}

// `'a'`, `'\n'` and `'a`.
fn character_or_lifetime(rest: &str) -> usize {
    let mut inner = rest.chars().skip(1);
    match (inner.next(), inner.next()) {
        (Some('\\'), _) => quoted(rest, '\''),
        (Some(character), Some('\'')) => 2 + character.len_utf8(),
        _ => 1 + word(&rest[1..]),
    }
}
