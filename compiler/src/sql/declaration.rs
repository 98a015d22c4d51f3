//! Columns that SQLite takes as declared and that hold something else than their words say, to warnings.
//!
//! Looks at what the migrations leave: what a later one has made anew is past.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use sqlparser::tokenizer::Token;

use super::catalog::{ColumnKind, Table, TableColumn};
use super::codes;
use super::token::{is_word, read_tokens};
use super::types::Type;

/// Warns of the columns and checks of a table.
pub(crate) fn check_declarations(table: &Table, found: &mut Vec<Diagnostic>) {
    if table.is_view {
        return;
    }
    let stored = table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Stored);
    for column in stored {
        let Some(place) = column.declared.or(table.declared) else {
            continue;
        };
        found.extend(foreign_type(column, place));
        if let Some(text) = column.default.as_deref().and_then(in_double_quotes) {
            found.push(text_in_double_quotes(text, place));
        }
    }
    if let Some(place) = table.declared {
        let texts = texts_in_checks(table);
        found.extend(texts.iter().map(|text| text_in_double_quotes(text, place)));
    }
}

// <https://sqlite.org/datatype3.html#determination_of_column_affinity>: a type is any words at all.
fn foreign_type(column: &TableColumn, place: Span) -> Option<Diagnostic> {
    let upper = column.declared_type.to_ascii_uppercase();
    let words: Vec<_> = upper
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    let numbers_rows = |word: &&str| {
        word.ends_with("SERIAL") || matches!(*word, "AUTO_INCREMENT" | "AUTOINCREMENT" | "IDENTITY")
    };
    let (name, declared) = (&column.name, &column.declared_type);
    let is_untyped = matches!(column.value.ty, Type::Dynamic);
    let (message, help) = match words.first().copied().unwrap_or_default() {
        _ if words.iter().any(numbers_rows) => (
            format!("SQLite does not number rows for a column of type `{declared}`"),
            format!(
                "declare it `{name} INTEGER PRIMARY KEY`, which is filled in where it is left out"
            ),
        ),
        "STRING" => (
            format!("a column of type `{declared}` makes numbers of texts such as `'007'`"),
            "the type of texts is `TEXT`".to_owned(),
        ),
        "DATETIME" | "TIMESTAMP" | "TIMESTAMPTZ" if is_untyped => (
            format!("SQLite has no type `{declared}`: the column holds texts and numbers alike"),
            format!(
                "declare it `INTEGER`, and say `{name}: Time` in a `table` declaration: a `Time` is stored in milliseconds"
            ),
        ),
        _ => return None,
    };
    Some(Diagnostic::warning(codes::FOREIGN_TYPE, place, message).help(help))
}

fn in_double_quotes(default: &str) -> Option<&str> {
    default.trim().strip_prefix('"')?.strip_suffix('"')
}

// A name in double quotes that no column has is a text to SQLite: <https://sqlite.org/quirks.html#dblquote>.
fn texts_in_checks(table: &Table) -> Vec<String> {
    let tokens = read_tokens(&table.sql).unwrap_or_default();
    let mut found = vec![];
    // How many parentheses are open within a CHECK.
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match &token.token {
            Token::LParen if depth > 0 || (at > 0 && is_word(&tokens[at - 1].token, "CHECK")) => {
                depth += 1;
            }
            Token::RParen => depth = depth.saturating_sub(1),
            Token::Word(word) if depth > 0 && word.quote_style == Some('"') => {
                let is_name = table.column(&word.value).is_some()
                    || word.value.eq_ignore_ascii_case(&table.name);
                if !is_name && !found.contains(&word.value) {
                    found.push(word.value.clone());
                }
            }
            _ => {}
        }
    }
    found
}

fn text_in_double_quotes(text: &str, place: Span) -> Diagnostic {
    let message =
        format!("`\"{text}\"` is a name, which SQLite reads as a text where nothing is called so");
    Diagnostic::warning(codes::DOUBLE_QUOTES, place, message)
        .help(format!("a text stands in single quotes: `'{text}'`"))
}
