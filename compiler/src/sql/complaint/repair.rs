//! Small changes that would make a statement readable: SQLite itself is asked whether they do.

use std::ops::Range;

use rally_idl::diagnostic::nearest;

use super::syntax::{not_closed, open_bracket};
use super::{Attempt, Complaint, Refusal, one_line};
use crate::sql::lexeme::{Lexeme, LexemeKind};

/// The words that people misspell.
const KEYWORDS: [&str; 62] = [
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "CHECK",
    "COLLATE",
    "COLUMN",
    "CONFLICT",
    "CREATE",
    "CROSS",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "LIMIT",
    "NOT",
    "NOTHING",
    "NULL",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "PRIMARY",
    "REFERENCES",
    "RETURNING",
    "RIGHT",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "UNION",
    "UPDATE",
    "VALUES",
    "WHEN",
    "WHERE",
];

/// A misspelt word may be read as a name, so that SQLite stops only some words later.
const MISSPELT_BEFORE: usize = 4;

/// One change, and what is then said of the text.
struct Repair {
    place: Range<usize>,
    with: String,
    complaint: Complaint,
}

/// The first change after which SQLite reads on past the place where it stopped.
pub(super) fn find_repair(
    text: &str,
    lexemes: &[Lexeme<'_>],
    stop: Option<usize>,
    refusal: &Refusal,
    attempt: Attempt<'_>,
) -> Option<Complaint> {
    if refusal.message == "incomplete input" {
        return None;
    }
    let stop = stop?;
    let stopped = lexemes.get(stop).map_or(text.len(), Lexeme::end);
    let works = |repair: &Repair| {
        let mut changed = text.to_owned();
        changed.replace_range(repair.place.clone(), &repair.with);
        let moved = stopped + repair.with.len() - repair.place.len();
        reads_on(attempt(&changed), moved)
    };
    let repair = repairs(lexemes, stop).into_iter().find(works)?;
    Some(repair.complaint)
}

fn reads_on(refusal: Option<Refusal>, past: usize) -> bool {
    refusal.is_none_or(|refusal| {
        !refusal.is_about_syntax() || refusal.offset.is_some_and(|offset| offset > past)
    })
}

// The likeliest first.
fn repairs(lexemes: &[Lexeme<'_>], stop: usize) -> Vec<Repair> {
    let here = lexemes.get(stop);
    let before = stop.checked_sub(1).and_then(|at| lexemes.get(at));
    let both = || [before, here].into_iter().flatten();
    let near = lexemes
        .iter()
        .take(stop + 1)
        .rev()
        .take(MISSPELT_BEFORE + 1);
    let mut found: Vec<Repair> = both().filter_map(comma_too_many).collect();
    found.extend(near.filter_map(misspelt));
    found.extend(
        before
            .zip(here)
            .and_then(|(before, here)| by_missing(before, here)),
    );
    found.extend(
        before
            .zip(here)
            .map(|(before, here)| comma_missing(before, here)),
    );
    found.extend(bracket_missing(&lexemes[..stop]));
    found.extend(here.and_then(keyword_as_name));
    found
}

fn comma_too_many(lexeme: &Lexeme<'_>) -> Option<Repair> {
    lexeme.is_sign(",").then(|| Repair {
        place: lexeme.start..lexeme.end(),
        with: " ".to_owned(),
        complaint: Complaint::at(lexeme, "nothing follows this comma").help("take the comma away"),
    })
}

// `ORDER id`.
fn by_missing(before: &Lexeme<'_>, here: &Lexeme<'_>) -> Option<Repair> {
    let words = ["ORDER", "GROUP", "PARTITION"];
    let (word, next) = (before.text, one_line(here.text));
    words.iter().any(|word| before.is(word)).then(|| Repair {
        place: before.end()..before.end(),
        with: " BY ".to_owned(),
        complaint: Complaint::at(before, &format!("after `{word}` comes `BY`"))
            .help(&format!("write `{word} BY {next}`")),
    })
}

fn misspelt(lexeme: &Lexeme<'_>) -> Option<Repair> {
    let upper = lexeme.text.to_ascii_uppercase();
    let keyword = nearest(&upper, KEYWORDS).filter(|keyword| *keyword != upper)?;
    // Of two letters, everything is near to something.
    let is_swapped = || keyword.chars().rev().eq(upper.chars());
    if lexeme.kind != LexemeKind::Word || (upper.len() < 3 && !is_swapped()) {
        return None;
    }
    let is_lower = !lexeme.text.contains(|c: char| c.is_ascii_uppercase());
    let keyword = match is_lower {
        true => keyword.to_ascii_lowercase(),
        false => keyword.to_owned(),
    };
    let message = format!("`{}` is no word of SQL that can stand here", lexeme.text);
    Some(Repair {
        place: lexeme.start..lexeme.end(),
        complaint: Complaint::at(lexeme, &message).help(&format!("did you mean `{keyword}`?")),
        with: keyword,
    })
}

// What is open where SQLite stops, and perhaps should not be.
fn bracket_missing(before: &[Lexeme<'_>]) -> Option<Repair> {
    let open = open_bracket(before)?;
    let end = before.last()?.end();
    Some(Repair {
        place: end..end,
        with: if open.is("CASE") { " END " } else { ")" }.to_owned(),
        complaint: not_closed(open),
    })
}

fn keyword_as_name(lexeme: &Lexeme<'_>) -> Option<Repair> {
    // What begins a statement is never meant as a name.
    let begins = ["SELECT", "VALUES", "INSERT", "UPDATE", "DELETE"];
    if lexeme.kind != LexemeKind::Word || begins.iter().any(|word| lexeme.is(word)) {
        return None;
    }
    let quoted = format!("\"{}\"", lexeme.text);
    let message = format!("`{}` is a keyword of SQL", lexeme.text);
    Some(Repair {
        place: lexeme.start..lexeme.end(),
        complaint: Complaint::at(lexeme, &message)
            .help(&format!("as a name it stands in double quotes: `{quoted}`")),
        with: quoted,
    })
}

fn comma_missing(before: &Lexeme<'_>, here: &Lexeme<'_>) -> Repair {
    let (one, other) = (one_line(before.text), one_line(here.text));
    Repair {
        place: before.end()..before.end(),
        with: ", ".to_owned(),
        complaint: Complaint::at(here, &format!("`{other}` cannot stand here"))
            .help(&format!("put a comma before it: `{one}, {other}`")),
    }
}
