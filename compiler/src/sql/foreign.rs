//! What other databases write and SQLite does not have, with what SQLite has instead. Asked only of text that SQLite has
//! refused, so that nothing here can refuse anything.

use super::lexeme::Lexeme;

mod forms;
mod functions;

pub(crate) use functions::{foreign_function, foreign_table};

/// A form of another database in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignForm {
    /// Its first byte.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// What to write.
    pub(crate) help: String,
}

/// Words further from the place where SQLite stops than this did not stop it.
const BEFORE: usize = 6;

/// The form that stopped SQLite at lexeme `stop`, if it is a known one. A longer form is a better guess.
pub(crate) fn find_foreign(lexemes: &[Lexeme<'_>], stop: usize) -> Option<ForeignForm> {
    if let Some(cast) = find_cast(lexemes, stop) {
        return Some(cast);
    }
    let first = lexemes.first()?;
    let places = stop.saturating_sub(BEFORE)..=(stop + 1).min(lexemes.len() - 1);
    // One lexeme may stand between: `EXTRACT(YEAR FROM`.
    let found = places.flat_map(|at| {
        let forms = forms::FORMS.iter();
        forms.filter_map(move |form| {
            let fits = form.first.is_empty() || form.first.iter().any(|word| first.is(word));
            let length = matched(&lexemes[at..], form.words).filter(|_| fits)?;
            (at + length + 1 >= stop).then_some((at, length, form))
        })
    });
    let (at, length, form) = found.max_by_key(|(_, length, _)| *length)?;
    // A comma says only where the words stand.
    let begin = at + usize::from(lexemes[at].is_sign(",") && length > 1);
    Some(ForeignForm {
        start: lexemes[begin].start,
        end: lexemes[at + length - 1].end(),
        help: form.help.to_owned(),
    })
}

// How many lexemes the words of a form are; each is a keyword or a sign.
fn matched(lexemes: &[Lexeme<'_>], words: &str) -> Option<usize> {
    let mut count = 0;
    for word in words.split(' ') {
        let lexeme = lexemes.get(count)?;
        let is_bracket = word == "[" && lexeme.text.starts_with('[');
        if !lexeme.is(word) && !lexeme.is_sign(word) && !is_bracket {
            return None;
        }
        count += 1;
    }
    Some(count)
}

// `value::type`, with the CAST that says the same.
fn find_cast(lexemes: &[Lexeme<'_>], stop: usize) -> Option<ForeignForm> {
    let at = (stop.saturating_sub(1)..=stop).find(|&at| {
        lexemes
            .get(at)
            .is_some_and(|lexeme| lexeme.is_sign("::") || lexeme.text.starts_with("::"))
    })?;
    let sign = &lexemes[at];
    let ty = lexemes.get(at + 1);
    let target = ty.map_or("TEXT", |ty| storage_of(ty.text));
    let value = at.checked_sub(1).and_then(|before| lexemes.get(before));
    let simple = value.filter(|value| !value.is_sign(")"));
    let value = simple.map_or("…", |value| value.text);
    Some(ForeignForm {
        start: sign.start,
        end: ty.map_or(sign.end(), Lexeme::end),
        help: format!("a conversion is written `CAST({value} AS {target})`"),
    })
}

fn storage_of(ty: &str) -> &'static str {
    let ty = ty.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| ty.contains(part));
    match () {
        () if has(&["int", "serial"]) => "INTEGER",
        () if has(&["float", "double", "real", "numeric", "decimal"]) => "REAL",
        () if has(&["bytea", "blob"]) => "BLOB",
        () if has(&["bool"]) => "BOOLEAN",
        () => "TEXT",
    }
}

#[cfg(test)]
mod tests;
