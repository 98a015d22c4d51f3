//! The words of a statement that a message of SQLite without a place is about.

use std::ops::Range;

use super::range_of;
use crate::sql::lexeme::{Lexeme, LexemeKind};

/// The bytes of the word that the message names.
pub(super) fn locate(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    keyword_of(lexemes, message)
        .or_else(|| tuple(lexemes, message))
        .or_else(|| number(lexemes, message))
        .or_else(|| exact_name(lexemes, message))
        .or_else(|| mentioned(lexemes, message))
}

// Messages that are about a keyword or sign, and name it otherwise or not at all.
fn keyword_of(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    const KEYWORDS: [(&str, &str); 4] = [
        ("no tables specified", "*"),
        ("more than one primary key", "PRIMARY"),
        ("Cannot add a UNIQUE column", "UNIQUE"),
        ("Cannot add a PRIMARY KEY column", "PRIMARY"),
    ];
    let (_, keyword) = KEYWORDS.iter().find(|(part, _)| message.contains(part))?;
    let is_keyword = |lexeme: &&Lexeme<'_>| lexeme.is(keyword) || lexeme.is_sign(keyword);
    lexemes.iter().rev().find(is_keyword).map(range_of)
}

// The first parentheses with a comma that no name stands before.
fn tuple(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    if message != "row value misused" {
        return None;
    }
    let open = (1..lexemes.len()).filter(|&at| lexemes[at].is_sign("("));
    let alone = open.filter(|&at| !is_called(&lexemes[at - 1]));
    let (open, end) = alone
        .filter_map(|at| Some((at, end_of_tuple(lexemes, at)?)))
        .next()?;
    Some(lexemes[open].start..lexemes[end].end())
}

// Whether parentheses after it belong to it, as those of a function or of `IN`.
fn is_called(before: &Lexeme<'_>) -> bool {
    const NOT: [&str; 9] = [
        "SELECT", "WHERE", "AND", "OR", "NOT", "ON", "WHEN", "THEN", "ELSE",
    ];
    before.name().is_some() && !NOT.iter().any(|word| before.is(word))
}

fn end_of_tuple(lexemes: &[Lexeme<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut several = false;
    let end = (open..lexemes.len()).find(|&at| {
        depth += usize::from(lexemes[at].is_sign("("));
        depth = depth.saturating_sub(usize::from(lexemes[at].is_sign(")")));
        several |= depth == 1 && lexemes[at].is_sign(",");
        depth == 0
    })?;
    several.then_some(end)
}

// `1st ORDER BY term out of range - should be between 1 and 2`
fn number(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    let (_, most) = message.split_once("should be between 1 and ")?;
    let most: u64 = most.parse().ok()?;
    let after = lexemes.iter().rposition(|lexeme| lexeme.is("BY"))?;
    let is_wrong = |lexeme: &&Lexeme<'_>| {
        let number = lexeme.text.parse::<u64>();
        number.is_ok_and(|number| number == 0 || number > most)
    };
    lexemes[after..].iter().find(is_wrong).map(range_of)
}

// What stands in double quotes or after a colon, the last part of `table.column`, or what follows `table`: the last of
// several, but for what is there twice, which is wrong where it is repeated.
fn exact_name(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    let quoted = message.split('"').nth(1);
    let last = message.rsplit_once(": ").map(|(_, last)| last);
    let of_table = message.strip_prefix("table ");
    let of_table = of_table.and_then(|rest| rest.split(' ').next());
    let dotted = message.rsplit(' ').next().filter(|word| word.contains('.'));
    let names = [quoted, last, dotted, of_table].into_iter().flatten();
    let parts = names.map(|name| name.rsplit('.').next().unwrap_or(name));
    let mut places = parts.map(|name| places_of(lexemes, name.trim_end_matches("()")));
    let found = places.find(|places| !places.is_empty())?;
    let place = match () {
        () if message.starts_with("duplicate") => found.get(1).or(found.first()),
        () if message.contains(" values for ") => found.first(),
        () => found.last(),
    };
    place.cloned()
}

fn places_of(lexemes: &[Lexeme<'_>], name: &str) -> Vec<Range<usize>> {
    let named = lexemes.iter().filter(|lexeme| lexeme.is_name(name));
    named.map(range_of).collect()
}

// The longest name wins over a shorter one, and a name over a keyword.
fn mentioned(lexemes: &[Lexeme<'_>], message: &str) -> Option<Range<usize>> {
    let named = lexemes.iter().enumerate().filter_map(|(at, lexeme)| {
        let weight = weight(lexeme, message)?;
        Some((weight, at, lexeme))
    });
    let (_, _, found) = named.max_by_key(|(weight, at, _)| (*weight, *at))?;
    Some(range_of(found))
}

// Keywords in a message are in capitals; names are as they were written or declared.
fn weight(lexeme: &Lexeme<'_>, message: &str) -> Option<(bool, usize)> {
    let name = lexeme.name()?;
    let is_keyword = lexeme.kind == LexemeKind::Word && holds(message, &name.to_ascii_uppercase());
    let is_schema = |name: &str| name.eq_ignore_ascii_case("sqlite_schema");
    match () {
        () if is_keyword && !name.is_empty() => Some((false, name.len())),
        () if holds(&message.to_lowercase(), &name.to_lowercase()) => Some((true, name.len())),
        () if is_schema(&name) && holds(message, "sqlite_master") => Some((true, name.len())),
        () => None,
    }
}

fn holds(message: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    // Words that messages are made of, and names rarely.
    const COMMON: [&str; 12] = [
        "a", "an", "it", "is", "of", "on", "to", "the", "no", "table", "column", "index",
    ];
    if word.is_empty() || COMMON.contains(&word) {
        return false;
    }
    message.match_indices(word).any(|(at, _)| {
        let before = message[..at].chars().next_back().is_some_and(is_part);
        let after = message[at + word.len()..]
            .chars()
            .next()
            .is_some_and(is_part);
        !before && !after
    })
}
