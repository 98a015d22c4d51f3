//! The expressions in the definitions of tables to what is known of their columns: what a DEFAULT is, and what a
//! generated column holds whatever it is declared as.

use std::rc::Rc;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::catalog::{Catalog, ColumnKind, Table, TableColumn};
use super::codes;
use super::infer::{DeclaredExpression, DeclaredValue, infer_declared};
use super::meaning::Meanings;
use super::rewrite::word_value;
use super::token::{is_word, read_tokens};
use super::types::{DeclaredTypes, SqlType, Type, Value};

/// Finds what the defaults are and warns of those that their columns do not hold; gives generated columns the type of
/// their expression. A `table` declaration is the word of whoever wrote it, and stays.
pub(crate) fn analyse_values(
    catalog: &mut Catalog,
    meanings: &Meanings,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(place) = catalog.history.anywhere() else {
        return;
    };
    set_defaults(catalog, place, problems);
    // One may be generated from another, whose type must be known first.
    while set_generated(catalog, meanings, place) {}
}

type ColumnName = (String, Rc<str>);

fn set_defaults(catalog: &mut Catalog, place: Span, problems: &mut Vec<Diagnostic>) {
    let mut found: Vec<(ColumnName, Value)> = vec![];
    for (table, column) in columns(catalog, ColumnKind::Stored) {
        let Some(declared) = infer_default(catalog, column, place) else {
            continue;
        };
        if !declared.fits {
            let place = column.declared.or(table.declared).unwrap_or(place);
            problems.extend(misfit(
                table,
                column,
                &declared.value,
                place,
                &catalog.types,
            ));
        }
        found.push((name_of(table, column), declared.value));
    }
    for (name, value) in found {
        if let Some(column) = column_mut(catalog, &name) {
            column.default_value = Some(value);
        }
    }
}

fn infer_default(catalog: &Catalog, column: &TableColumn, place: Span) -> Option<DeclaredValue> {
    let text = column.default.as_deref()?;
    let declared = DeclaredExpression {
        text,
        tokens: read_tokens(text)?,
        relation: None,
        column,
    };
    infer_declared(catalog, declared, place)
}

// Whether any was changed.
fn set_generated(catalog: &mut Catalog, meanings: &Meanings, place: Span) -> bool {
    let mut found: Vec<(ColumnName, Type)> = vec![];
    for (table, column) in columns(catalog, ColumnKind::Generated) {
        let Type::Known(holds) = column.value.ty else {
            continue;
        };
        let fits = infer_generated(catalog, table, column, place);
        if is_given_meaning(meanings, table, column) || fits.as_ref().is_some_and(|it| it.fits) {
            continue;
        }
        let value = fits.map_or(Type::Dynamic, |declared| declared.value.ty);
        found.push((name_of(table, column), generated_type(holds, value)));
    }
    let changed = !found.is_empty();
    for (name, ty) in found {
        if let Some(column) = column_mut(catalog, &name) {
            column.value.ty = ty;
        }
    }
    changed
}

// A whole real becomes an integer in a column of integers, and is read as a real all the same.
fn generated_type(holds: SqlType, value: Type) -> Type {
    match (holds, value) {
        (SqlType::Int | SqlType::Time, Type::Known(SqlType::Float)) => value,
        (SqlType::Bool, Type::Known(SqlType::Int)) => value,
        _ => Type::Dynamic,
    }
}

fn infer_generated(
    catalog: &Catalog,
    table: &Table,
    column: &TableColumn,
    place: Span,
) -> Option<DeclaredValue> {
    let declared = DeclaredExpression {
        text: &table.sql,
        tokens: generated_by(&table.sql, &column.name)?,
        relation: Some(table.relation(None)),
        column,
    };
    infer_declared(catalog, declared, place)
}

// `CREATE TABLE name (…, column type … AS (expression) …)`
fn generated_by(create_table: &str, column: &str) -> Option<Vec<TokenWithSpan>> {
    let tokens = read_tokens(create_table)?;
    let mut depth = 0_usize;
    let mut begins = false;
    let mut is_it = false;
    for (at, found) in tokens.iter().enumerate() {
        if depth == 1 && begins {
            is_it = word_value(&found.token).is_some_and(|name| name.eq_ignore_ascii_case(column));
        }
        begins = false;
        match &found.token {
            Token::LParen => {
                let after_as = at > 0 && is_word(&tokens[at - 1].token, "AS");
                if depth == 1 && is_it && after_as {
                    return Some(enclosed(&tokens[at + 1..]));
                }
                depth += 1;
                begins = depth == 1;
            }
            Token::RParen => depth = depth.saturating_sub(1),
            Token::Comma => begins = depth == 1,
            _ => {}
        }
    }
    None
}

// Up to the bracket that closes.
fn enclosed(tokens: &[TokenWithSpan]) -> Vec<TokenWithSpan> {
    let mut depth = 0_usize;
    let inside = tokens.iter().take_while(|found| match found.token {
        Token::LParen => {
            depth += 1;
            true
        }
        Token::RParen if depth == 0 => false,
        Token::RParen => {
            depth -= 1;
            true
        }
        _ => true,
    });
    inside.cloned().collect()
}

fn columns(catalog: &Catalog, kind: ColumnKind) -> impl Iterator<Item = (&Table, &TableColumn)> {
    let of = move |table| columns_of(table, kind);
    catalog.tables().filter(|table| !table.is_view).flat_map(of)
}

fn columns_of(table: &Table, kind: ColumnKind) -> impl Iterator<Item = (&Table, &TableColumn)> {
    let columns = table.columns.iter();
    let found = columns.filter(move |column| column.kind == kind);
    found.map(move |column| (table, column))
}

fn name_of(table: &Table, column: &TableColumn) -> ColumnName {
    (table.name.clone(), column.name.clone())
}

fn column_mut<'c>(catalog: &'c mut Catalog, name: &ColumnName) -> Option<&'c mut TableColumn> {
    catalog.table_mut(&name.0)?.column_mut(&name.1)
}

fn is_given_meaning(meanings: &Meanings, table: &Table, column: &TableColumn) -> bool {
    meanings.columns.iter().any(|meaning| {
        meaning.table.eq_ignore_ascii_case(&table.name)
            && meaning.column.eq_ignore_ascii_case(&column.name)
    })
}

// Of a `Time` it is an error, which says how it is written.
fn misfit(
    table: &Table,
    column: &TableColumn,
    value: &Value,
    place: Span,
    types: &DeclaredTypes,
) -> Option<Diagnostic> {
    let holds = column.value.ty.known().filter(|ty| *ty != SqlType::Time)?;
    let (name, default) = (&column.name, column.default.as_deref()?);
    let wanted = holds.name(types);
    let message = format!(
        "`{}.{name}` holds {wanted}, and its default is none",
        table.name
    );
    let is = match value.ty.known() {
        Some(found) if found != holds => format!("`DEFAULT {default}` is {}", found.name(types)),
        _ => format!("`DEFAULT {default}`"),
    };
    Some(
        Diagnostic::warning(codes::DEFAULT_TYPE, place, message)
            .label(is)
            .note("a query that reads a row with it fails")
            .help("give the column another default in a new migration, or name the column in every INSERT"),
    )
}
