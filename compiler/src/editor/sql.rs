//! Words of SQL to what they name: arguments, fragments, tables and columns. A scan without a grammar, so that it
//! works while a statement is being typed; the checks are elsewhere.

use std::ops::Range;

use crate::sql::Relation;

/// What a word of a statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// `:name`, an argument of the query.
    Argument(String),
    /// `{name}`, a piece of SQL that is shared.
    Fragment(String),
    /// A table or view, by its place among the relations.
    Relation(usize),
    /// A column, by the places of its relation and in it; several where the statement does not say of which.
    Columns(Vec<(usize, usize)>),
}

/// The word at an offset of a statement, and what it names; `None` where it names nothing that is known.
pub(super) fn meaning_at(
    text: &str,
    offset: usize,
    relations: &[Relation],
) -> Option<(Range<usize>, Meaning)> {
    let words = words(text);
    let at = words.iter().position(|word| word.holds(offset))?;
    let word = &words[at];
    let meaning = match word.kind {
        WordKind::Argument => Meaning::Argument(word.name.to_owned()),
        WordKind::Fragment => Meaning::Fragment(word.name.to_owned()),
        WordKind::Name => name_at(&words, at, relations)?,
        WordKind::Dot => return None,
    };
    Some((word.range.clone(), meaning))
}

fn name_at(words: &[Word<'_>], at: usize, relations: &[Relation]) -> Option<Meaning> {
    let is_dot = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| word.kind == WordKind::Dot)
    };
    let name = words[at].name;
    if is_dot(at.checked_sub(1)) {
        let qualifier = words.get(at.checked_sub(2)?)?;
        let relation = qualified(words, qualifier.name, relations)?;
        return columns(&[relation], name, relations);
    }
    if is_dot(Some(at + 1)) {
        return qualified(words, name, relations).map(Meaning::Relation);
    }
    if let Some(relation) = relation(name, relations) {
        return Some(Meaning::Relation(relation));
    }
    columns(&mentioned(words, relations), name, relations)
}

fn relation(name: &str, relations: &[Relation]) -> Option<usize> {
    let named = |relation: &Relation| relation.name.eq_ignore_ascii_case(name);
    relations.iter().position(named)
}

// By its own name or by the one that follows it, with or without AS.
fn qualified(words: &[Word<'_>], name: &str, relations: &[Relation]) -> Option<usize> {
    let alias = |at: usize| {
        let next = words.get(at + 1)?;
        match next.name.eq_ignore_ascii_case("as") {
            true => words.get(at + 2),
            false => Some(next),
        }
    };
    let aliased = words.iter().enumerate().find_map(|(at, word)| {
        let relation = relation(word.name, relations)?;
        let alias = alias(at)?;
        (alias.kind == WordKind::Name && alias.name.eq_ignore_ascii_case(name)).then_some(relation)
    });
    aliased.or_else(|| relation(name, relations))
}

fn mentioned(words: &[Word<'_>], relations: &[Relation]) -> Vec<usize> {
    let names = words.iter().filter(|word| word.kind == WordKind::Name);
    let mut found: Vec<usize> = names
        .filter_map(|word| relation(word.name, relations))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn columns(of: &[usize], name: &str, relations: &[Relation]) -> Option<Meaning> {
    let column = |&relation: &usize| {
        let columns = &relations[relation].columns;
        let at = columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))?;
        Some((relation, at))
    };
    let found: Vec<_> = of.iter().filter_map(column).collect();
    (!found.is_empty()).then_some(Meaning::Columns(found))
}

#[derive(Debug)]
struct Word<'t> {
    kind: WordKind,
    // Without quotes and signs.
    name: &'t str,
    range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordKind {
    Name,
    Argument,
    Fragment,
    Dot,
}

impl Word<'_> {
    // A cursor behind a word is still at it.
    fn holds(&self, offset: usize) -> bool {
        self.kind != WordKind::Dot && self.range.start <= offset && offset <= self.range.end
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (kind, skipped, length) = piece(&text[at..], first);
        if let Some(kind) = kind {
            let closing = usize::from(skipped == 1 && kind != WordKind::Argument);
            let end = (at + length).saturating_sub(closing).max(at + skipped);
            words.push(Word {
                kind,
                name: text.get(at + skipped..end).unwrap_or_default(),
                range: at..at + length,
            });
        }
        at += length;
    }
    words
}

// What a piece is, how many signs stand before its name, and how long it is with them.
fn piece(rest: &str, first: char) -> (Option<WordKind>, usize, usize) {
    let quoted = |close: char| {
        let inner = rest.get(1..).unwrap_or_default();
        inner
            .find(close)
            .map_or(rest.len(), |at| at + 1 + close.len_utf8())
    };
    match first {
        '\'' => (None, 0, quoted('\'')),
        '"' => (Some(WordKind::Name), 1, quoted('"')),
        '`' => (Some(WordKind::Name), 1, quoted('`')),
        '[' => (Some(WordKind::Name), 1, quoted(']')),
        '{' => (Some(WordKind::Fragment), 1, quoted('}')),
        ':' | '@' | '$' => (Some(WordKind::Argument), 1, 1 + name(&rest[1..])),
        '.' => (Some(WordKind::Dot), 0, 1),
        '-' if rest.starts_with("--") => (None, 0, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (None, 0, rest.find("*/").map_or(rest.len(), |at| at + 2)),
        _ if first == '_' || first.is_alphabetic() => (Some(WordKind::Name), 0, name(rest)),
        _ if first.is_ascii_digit() => (None, 0, name(rest)),
        other => (None, 0, other.len_utf8()),
    }
}

fn name(rest: &str) -> usize {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sql::RelationColumn;
    use proptest::prelude::*;

    fn relations() -> Vec<Relation> {
        let column = |name: &str| RelationColumn {
            name: name.to_owned(),
            declared_type: "INTEGER".to_owned(),
            span: None,
        };
        let relation = |name: &str, columns: &[&str]| Relation {
            name: name.to_owned(),
            span: None,
            columns: columns.iter().map(|name| column(name)).collect(),
        };
        vec![
            relation("games", &["id", "home"]),
            relation("teams", &["id", "name"]),
        ]
    }

    // The place is marked by `|`.
    fn meaning(marked: &str) -> Option<Meaning> {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        meaning_at(&text, offset, &relations()).map(|(_, meaning)| meaning)
    }

    #[test]
    fn a_word_names_an_argument_a_fragment_a_table_or_a_column() {
        let argument = Meaning::Argument("id".to_owned());
        assert_eq!(meaning("SELECT :i|d"), Some(argument));
        let fragment = Meaning::Fragment("columns".to_owned());
        assert_eq!(meaning("SELECT {col|umns} FROM games"), Some(fragment));
        assert_eq!(meaning("SELECT id FROM Gam|es"), Some(Meaning::Relation(0)));
        assert_eq!(
            meaning("SELECT \"h|ome\" FROM games"),
            Some(Meaning::Columns(vec![(0, 1)]))
        );
        let both = Meaning::Columns(vec![(0, 0), (1, 0)]);
        assert_eq!(meaning("SELECT i|d FROM games, teams"), Some(both));
    }

    #[test]
    fn a_qualifier_says_of_which_table() {
        let query = "SELECT t.i|d FROM games g JOIN teams AS t ON t.id = g.home";
        assert_eq!(meaning(query), Some(Meaning::Columns(vec![(1, 0)])));
        let query = "SELECT |g.id FROM games g";
        assert_eq!(meaning(query), Some(Meaning::Relation(0)));
        assert_eq!(meaning("SELECT x.i|d FROM games g"), None);
    }

    #[test]
    fn texts_and_comments_name_nothing() {
        assert_eq!(meaning("SELECT 'ga|mes' FROM games"), None);
        assert_eq!(meaning("SELECT 1 -- ga|mes\nFROM games"), None);
        assert_eq!(meaning("SELECT /* ga|mes */ 1"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_statement_is_too_broken(text in "(games|g|AS|id|é|[.:{}'\"`\\[\\]/*\n-]| ){0,30}", offset in 0_usize..60) {
            let _ = meaning_at(&text, offset, &relations());
        }
    }
}
