//! Rust text to the places of its items, by a light scan: comments and texts are told from code, braces are paired,
//! and nothing else of the language is understood.

mod token;

use std::ops::Range;

use token::{Token, TokenKind, tokens};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// `trait`
    Trait,
    /// `fn`
    Function,
}

impl ItemKind {
    fn keyword(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Trait => "trait",
            Self::Function => "fn",
        }
    }
}

/// The names and keywords of a Rust text, in order, comments and texts left out.
#[must_use]
pub fn words(text: &str) -> Vec<&str> {
    let tokens = tokens(text);
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    words.map(|token| token.text).collect()
}

/// The name of a function in an `impl TRAIT for …` of this text.
#[must_use]
pub fn implementation(text: &str, trait_name: &str, function: &str) -> Option<Range<usize>> {
    let tokens = tokens(text);
    implementation_bodies(&tokens, trait_name)
        .into_iter()
        .find_map(|body| {
            let name = function_name(&tokens[body], function)?;
            Some(name.start..name.end())
        })
}

/// The name of the trait in the first `impl TRAIT for …` of this text.
#[must_use]
pub fn implementation_head(text: &str, trait_name: &str) -> Option<Range<usize>> {
    let tokens = tokens(text);
    let body = implementation_bodies(&tokens, trait_name)
        .into_iter()
        .next()?;
    let before = tokens.get(..body.start)?;
    let name = before.iter().rfind(|token| token.is(trait_name))?;
    Some(name.start..name.end())
}

/// An item of this text with everything that belongs to it; of a function, what stands before its body.
#[must_use]
pub fn item(text: &str, kind: ItemKind, name: &str) -> Option<Range<usize>> {
    let tokens = tokens(text);
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" if token.kind == TokenKind::Sign => depth += 1,
            "}" if token.kind == TokenKind::Sign => depth = depth.saturating_sub(1),
            _ => {}
        }
        let named = || tokens.get(at + 1).is_some_and(|next| next.is(name));
        if depth == 0 && token.is(kind.keyword()) && named() {
            return Some(whole_item(&tokens, at, kind));
        }
    }
    None
}

/// The names of the traits of this text, in order.
#[must_use]
pub fn traits(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let named = tokens.windows(2).filter(|pair| pair[0].is("trait"));
    named.map(|pair| pair[1].text.to_owned()).collect()
}

/// A function that a trait of this text declares, as it is declared.
#[must_use]
pub fn trait_function(text: &str, trait_name: &str, function: &str) -> Option<Range<usize>> {
    let whole = item(text, ItemKind::Trait, trait_name)?;
    let body = text.get(whole.clone())?;
    let tokens = tokens(body);
    let open = tokens.iter().position(|token| token.is("{"))?;
    let inner = &tokens[open + 1..];
    let name = function_name(inner, function)?;
    let at = tokens.iter().position(|token| token.start == name.start)?;
    let found = whole_item(&tokens, at.checked_sub(1)?, ItemKind::Function);
    Some(whole.start + found.start..whole.start + found.end)
}

/// A field of a struct or a variant of an enum, without its attributes and documentation.
#[must_use]
pub fn member(text: &str, kind: ItemKind, owner: &str, name: &str) -> Option<Range<usize>> {
    let whole = item(text, kind, owner)?;
    let tokens = tokens(text.get(whole.clone())?);
    let open = tokens.iter().position(|token| token.is("{"))?;
    let members = members(tokens.get(open + 1..tokens.len().checked_sub(1)?)?);
    members.into_iter().find_map(|member| {
        let first = member.first()?;
        let last = member.last()?;
        let named = member.iter().find(|token| !token.is("pub"))?;
        named
            .is(name)
            .then(|| whole.start + first.start..whole.start + last.end())
    })
}

// The tokens of each implementation of a trait, between its braces.
fn implementation_bodies(tokens: &[Token<'_>], trait_name: &str) -> Vec<Range<usize>> {
    let mut bodies = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !token.is("impl") {
            continue;
        }
        let head = &tokens[at..];
        let Some(open) = head.iter().position(|token| token.is("{")) else {
            continue;
        };
        let Some(of) = head[..open].iter().position(|token| token.is("for")) else {
            continue;
        };
        if head[..of].iter().any(|token| token.is(trait_name)) {
            let first = at + open + 1;
            bodies.push(first..first + body_length(&tokens[first..]));
        }
    }
    bodies
}

// Up to the brace that closes what is open before the first token.
fn body_length(tokens: &[Token<'_>]) -> usize {
    let mut depth = 1_usize;
    for (at, token) in tokens.iter().enumerate() {
        match (token.kind, token.text) {
            (TokenKind::Sign, "{") => depth += 1,
            (TokenKind::Sign, "}") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

// The name in `fn NAME` that is in no braces.
fn function_name<'t>(tokens: &[Token<'t>], name: &str) -> Option<Token<'t>> {
    let mut depth = 0_usize;
    for pair in tokens.windows(2) {
        let [token, next] = pair else { continue };
        match (token.kind, token.text) {
            (TokenKind::Sign, "{") => depth += 1,
            (TokenKind::Sign, "}") => depth = depth.saturating_sub(1),
            (TokenKind::Word, "fn") if depth == 0 && next.is(name) => return Some(*next),
            _ => {}
        }
    }
    None
}

// From the words before the keyword to the end of the body, or of the head.
fn whole_item(tokens: &[Token<'_>], keyword: usize, kind: ItemKind) -> Range<usize> {
    let modifier = |token: &&Token<'_>| {
        ["pub", "async", "const", "unsafe"]
            .iter()
            .any(|word| token.is(word))
    };
    let modifiers = tokens[..keyword].iter().rev().take_while(modifier).count();
    let start = tokens[keyword - modifiers].start;
    let rest = &tokens[keyword..];
    let stop = rest.iter().position(|token| token.is("{") || token.is(";"));
    let end = match stop {
        None => rest.last().map_or(start, Token::end),
        Some(at) if kind == ItemKind::Function => rest[at - 1].end(),
        Some(at) if rest[at].is(";") => rest[at].end(),
        Some(at) => {
            let close = at + 1 + body_length(&rest[at + 1..]);
            rest.get(close).or(rest.last()).map_or(start, Token::end)
        }
    };
    start..end
}

// What stands between the commas of a body, without attributes.
fn members<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Sign {
            continue;
        }
        match token.text {
            "(" | "[" | "{" | "<" => depth += 1,
            ")" | "]" | "}" | ">" => depth -= 1,
            "," if depth == 0 => {
                members.push(without_attributes(&tokens[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    members.push(without_attributes(&tokens[start..]));
    members
}

fn without_attributes<'s, 't>(mut tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    while let [hash, rest @ ..] = tokens
        && hash.is("#")
    {
        let close = rest.iter().position(|token| token.is("]"));
        tokens = rest
            .get(close.map_or(rest.len(), |close| close + 1)..)
            .unwrap_or_default();
    }
    tokens
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const HANDLERS: &str = r##"
//! impl HomeServer for Old { async fn server_increment() {} }
/* impl HomeServer for A { /* nested */ fn server_increment() {} } */
const TEXT: &str = "impl HomeServer for B { fn server_increment() {} }";
const RAW: &str = r#"impl HomeServer for C { "fn server_increment" }"#;
impl AdminServer for ServerContext {
    async fn server_increment(&self) {}
}
impl generated_server::public::home::HomeServer for ServerContext {
    fn helper<'a>(&'a self) -> char { fn server_increment() {} '{' }
    async fn server_increment(&self) {}
}
"##;

    fn line(text: &str, found: Option<Range<usize>>) -> Option<usize> {
        found.map(|range| text[..range.start].lines().count())
    }

    #[test]
    fn comments_and_texts_hold_no_handlers() {
        let found = implementation(HANDLERS, "HomeServer", "server_increment");
        assert_eq!(line(HANDLERS, found.clone()), Some(11));
        assert_eq!(&HANDLERS[found.unwrap()], "server_increment");
        assert_eq!(implementation(HANDLERS, "HomeServer", "server_other"), None);
        assert_eq!(
            implementation(HANDLERS, "PageServer", "server_increment"),
            None
        );
    }

    const GENERATED: &str = r#"
/// The state.
#[derive(Debug)]
pub struct Model {
    /// A, b.
    pub r#type: std::collections::BTreeMap<i64, Vec<(i64, String)>>,
    #[doc = "x, count: y"]
    pub count: i64,
}
pub enum Msg { A, B(i64, String), C { x: i64, }, }
pub trait HomeServer {
    fn load(&self) -> impl Future<Output = i64>;
    fn server_increment(
        &self,
        msg: contract::ServerIncrement,
    ) -> impl Future<Output = Vec<i64>>;
}
pub struct Unit;
pub async fn get_count(db: impl Read) -> Result<i64, DbError> {
    static QUERY: i64 = 1;
}
"#;

    #[test]
    fn items_are_found_with_their_bodies_and_functions_without() {
        let found = |kind, name| item(GENERATED, kind, name).map(|range| &GENERATED[range]);
        assert_eq!(found(ItemKind::Struct, "Unit"), Some("pub struct Unit;"));
        let function = "pub async fn get_count(db: impl Read) -> Result<i64, DbError>";
        assert_eq!(found(ItemKind::Function, "get_count"), Some(function));
        let messages = "pub enum Msg { A, B(i64, String), C { x: i64, }, }";
        assert_eq!(found(ItemKind::Enum, "Msg"), Some(messages));
        assert_eq!(found(ItemKind::Struct, "Msg"), None);
        assert_eq!(found(ItemKind::Function, "load"), None);
        let load = trait_function(GENERATED, "HomeServer", "load");
        assert_eq!(
            &GENERATED[load.unwrap()],
            "fn load(&self) -> impl Future<Output = i64>"
        );
        let call = trait_function(GENERATED, "HomeServer", "server_increment");
        assert!(GENERATED[call.unwrap()].ends_with("-> impl Future<Output = Vec<i64>>"));
    }

    #[test]
    fn members_are_found_without_attributes_and_documentation() {
        let found =
            |kind, owner, name| member(GENERATED, kind, owner, name).map(|range| &GENERATED[range]);
        let count = found(ItemKind::Struct, "Model", "count");
        assert_eq!(count, Some("pub count: i64"));
        let map = "pub r#type: std::collections::BTreeMap<i64, Vec<(i64, String)>>";
        assert_eq!(found(ItemKind::Struct, "Model", "type"), Some(map));
        assert_eq!(found(ItemKind::Enum, "Msg", "A"), Some("A"));
        assert_eq!(found(ItemKind::Enum, "Msg", "B"), Some("B(i64, String)"));
        assert_eq!(found(ItemKind::Enum, "Msg", "C"), Some("C { x: i64, }"));
        assert_eq!(found(ItemKind::Enum, "Msg", "x"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_is_too_broken(text in "(impl|for|fn|struct|a|r#|b|'|\"|/\\*|\\*/|//|\n|[{}(),;<>#é\\\\\\[\\]]| ){0,40}") {
            let _ = implementation(&text, "a", "a");
            let _ = implementation_head(&text, "a");
            let _ = trait_function(&text, "a", "a");
            for kind in [ItemKind::Struct, ItemKind::Enum, ItemKind::Trait, ItemKind::Function] {
                let _ = item(&text, kind, "a");
                let _ = member(&text, kind, "a", "a");
            }
        }
    }
}
