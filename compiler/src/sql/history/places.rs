//! Where a statement that SQLite has run names what it makes, renames or drops.

use crate::sql::lexeme::Lexeme;

/// The place of the table, view or index that a statement gives this name, or takes it from.
pub(super) fn object_place<'l, 't>(
    lexemes: &'l [Lexeme<'t>],
    name: &str,
) -> Option<&'l Lexeme<'t>> {
    let after = match lexemes.first() {
        Some(first) if first.is("ALTER") => position(lexemes, "TO"),
        _ => ["TABLE", "VIEW", "INDEX"]
            .iter()
            .filter_map(|word| position(lexemes, word))
            .min(),
    };
    lexemes[after.map_or(0, |at| at + 1)..]
        .iter()
        .find(|lexeme| lexeme.is_name(name))
}

/// The place of the column that a statement makes, renames to this name or drops.
pub(super) fn column_place<'l, 't>(
    lexemes: &'l [Lexeme<'t>],
    name: &str,
) -> Option<&'l Lexeme<'t>> {
    let named = |lexeme: &&Lexeme<'t>| lexeme.is_name(name);
    if lexemes.first().is_some_and(|first| first.is("ALTER")) {
        let words = ["TO", "ADD", "DROP"].iter();
        let after = words.filter_map(|word| position(lexemes, word)).min()?;
        return lexemes[after + 1..].iter().find(named);
    }
    listed(lexemes)
        .find(named)
        .or_else(|| result_column(lexemes, name))
}

/// The table that an `ALTER TABLE … RENAME TO …` renames, and what it is called then.
pub(super) fn renamed_table(lexemes: &[Lexeme<'_>]) -> Option<(String, String)> {
    let at = position(lexemes, "RENAME")?;
    let (old, to, new) = (
        lexemes.get(at.checked_sub(1)?)?,
        lexemes.get(at + 1)?,
        lexemes.get(at + 2)?,
    );
    let is_table = lexemes.first()?.is("ALTER") && to.is("TO");
    is_table.then_some((old.name()?.into_owned(), new.name()?.into_owned()))
}

fn position(lexemes: &[Lexeme<'_>], word: &str) -> Option<usize> {
    lexemes.iter().position(|lexeme| lexeme.is(word))
}

// What begins each item of the first list in parentheses: a column of CREATE TABLE, or a constraint.
fn listed<'l, 't>(lexemes: &'l [Lexeme<'t>]) -> impl Iterator<Item = &'l Lexeme<'t>> {
    let mut depth = 0_usize;
    let mut begins = false;
    let mut over = false;
    lexemes.iter().filter(move |lexeme| {
        let first = depth == 1 && begins && !over;
        begins = false;
        if lexeme.is_sign("(") {
            depth += 1;
            begins = depth == 1;
        } else if lexeme.is_sign(")") {
            depth = depth.saturating_sub(1);
            over |= depth == 0;
        } else if lexeme.is_sign(",") {
            begins = depth == 1;
        }
        first && !lexeme.is_sign("(")
    })
}

// Of a SELECT: a name ends an item of its list.
fn result_column<'l, 't>(lexemes: &'l [Lexeme<'t>], name: &str) -> Option<&'l Lexeme<'t>> {
    let ends = |at: usize| {
        let next = lexemes.get(at + 1);
        next.is_none_or(|next| next.is_sign(",") || next.is_sign(";") || next.is("FROM"))
    };
    let named: Vec<usize> = (0..lexemes.len())
        .filter(|&at| lexemes[at].is_name(name))
        .collect();
    let item = named.iter().find(|&&at| ends(at)).or(named.first())?;
    lexemes.get(*item)
}
