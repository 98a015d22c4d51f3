//! A value that its column does not hold, to the words a person reads.

use rally_idl::diagnostic::{Diagnostic, nearest};

use super::super::codes;
use super::super::types::{DeclaredTypes, SqlType};
use super::SqlError;

pub(super) fn describe_stored(error: &SqlError, types: &DeclaredTypes) -> Option<Diagnostic> {
    match error {
        SqlError::StoredType { .. } => Some(stored_type(error, types)),
        SqlError::StoredNull {
            span,
            column,
            declared,
        } => {
            let message = format!("`{column}` may not be NULL, and this always is");
            let found = Diagnostic::error(codes::STORED_NULL, *span, message)
                .help("store a value, or leave the column as it is");
            Some(match declared {
                Some(declared) => {
                    found.also(*declared, format!("`{column}` is declared `NOT NULL` here"))
                }
                None => found,
            })
        }
        _ => None,
    }
}

fn stored_type(error: &SqlError, types: &DeclaredTypes) -> Diagnostic {
    let SqlError::StoredType {
        span,
        column,
        declared,
        declared_type,
        holds,
        found,
        text,
        is_literal,
    } = error
    else {
        unreachable!("only values that are stored are described here");
    };
    let (wanted, text) = (holds.name(types), short(text));
    let message = match (found, is_literal) {
        (Some(SqlType::String), true) if holds.stored_as() == SqlType::String => {
            format!("`{column}` holds {wanted}, and `{text}` is none")
        }
        (Some(found), _) => format!(
            "`{column}` holds {wanted}, and this is {}",
            found.name(types)
        ),
        (None, _) => format!("`{column}` holds {wanted}, and this may be of another type"),
    };
    let problem = Diagnostic::error(codes::STORED_TYPE, *span, message);
    let problem = match (found, declared) {
        (None, _) => problem.note("SQLite stores it as it is, whatever the column is declared as"),
        _ => problem,
    };
    let problem = match declared {
        Some(place) => problem.also(*place, format!("declared `{declared_type}` here")),
        None => problem,
    };
    problem.help(remedy(*holds, *found, &text, *is_literal, types))
}

fn remedy(
    holds: SqlType,
    found: Option<SqlType>,
    text: &str,
    is_literal: bool,
    types: &DeclaredTypes,
) -> String {
    let is_float = found == Some(SqlType::Float);
    match holds {
        SqlType::Int | SqlType::Time if is_float => format!(
            "`CAST({text} AS INTEGER)` leaves out what is behind the point, `CAST(round({text}) AS INTEGER)` rounds"
        ),
        SqlType::Int | SqlType::Float | SqlType::Time if is_literal => match number(text) {
            Some(number) => format!("a number has no quotes: `{number}`"),
            None => format!(
                "write a number, or store it in a column of type {}",
                stored_in(found)
            ),
        },
        SqlType::Bool if found == Some(SqlType::Int) => format!("compare it: `{text} <> 0`"),
        SqlType::Bool => "write `TRUE`, `FALSE` or a comparison".to_owned(),
        SqlType::Date if is_literal => "a day is written `'2026-01-31'`".to_owned(),
        SqlType::Date => format!("`date({text})` gives a day, or NULL"),
        SqlType::Json | SqlType::Document(_) if is_literal => {
            "a text is JSON in double quotes: `'\"text\"'`".to_owned()
        }
        SqlType::Json | SqlType::Document(_) => {
            format!("`json({text})` checks that it is JSON, `json_quote({text})` makes JSON of it")
        }
        SqlType::Enum(id) => match types.enums.get(&id) {
            Some(found) => variants(&found.variants, text),
            None => argument(holds, types),
        },
        SqlType::Uuid => argument(holds, types),
        SqlType::Decimal => format!(
            "`format('%.2f', {text})` gives a decimal number, as an argument of type `Decimal` does"
        ),
        SqlType::Int | SqlType::Float | SqlType::Time | SqlType::String | SqlType::Bytes => {
            format!("say it with a CAST: `CAST({text} AS {})`", holds.sql_name())
        }
    }
}

fn argument(holds: SqlType, types: &DeclaredTypes) -> String {
    format!("give it as an argument of type `{}`", holds.name(types))
}

fn variants(variants: &[String], text: &str) -> String {
    let text = text.trim_matches('\'');
    match nearest(text, variants.iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean `'{nearest}'`?"),
        None => {
            let quoted: Vec<_> = variants.iter().map(|text| format!("`'{text}'`")).collect();
            format!("it is one of {}; `CASE` may choose", quoted.join(", "))
        }
    }
}

fn stored_in(found: Option<SqlType>) -> &'static str {
    found.map_or("TEXT", SqlType::sql_name)
}

// What a text would be without its quotes.
fn number(text: &str) -> Option<&str> {
    let bare = text.strip_prefix('\'')?.strip_suffix('\'')?;
    bare.parse::<f64>()
        .is_ok_and(f64::is_finite)
        .then_some(bare)
}

// A long expression stands in its place already.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > MOST {
        true => "…".to_owned(),
        false => line,
    }
}
