//! The statement that made a virtual table to what its columns hold, which SQLite does not say of them.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::catalog::{ColumnKind, TableColumn};
use super::token::{is_word, read_tokens};
use super::types::{SqlType, Type, Value};

/// Gives columns that are declared without a type the one that their module gives them.
pub(crate) fn apply_module(sql: &str, table: &str, columns: &mut [TableColumn]) {
    let Some((module, arguments)) = read_module(sql) else {
        return;
    };
    match module.to_ascii_lowercase().as_str() {
        "fts5" => {
            let unindexed = unindexed(&arguments);
            columns
                .iter_mut()
                .for_each(|column| apply_full_text(column, table, &unindexed));
        }
        "rtree" | "rtree_i32" => columns.iter_mut().for_each(apply_box),
        _ => {}
    }
}

// <https://sqlite.org/fts5.html>: what is indexed is text; what is not may be anything. The column that is called as
// the table is only matched against, and the rank is NULL where nothing is.
fn apply_full_text(column: &mut TableColumn, table: &str, unindexed: &[String]) {
    let is = |name: &str| column.name.eq_ignore_ascii_case(name);
    let ty = match column.kind {
        ColumnKind::Hidden if is("rank") => SqlType::Float,
        ColumnKind::Hidden if is(table) => SqlType::String,
        ColumnKind::Stored if !unindexed.iter().any(|name| is(name)) => SqlType::String,
        _ => return,
    };
    column.value = Value {
        ty: Type::Known(ty),
        ..column.value.clone()
    };
}

// <https://sqlite.org/rtree.html>: the key and the coordinates are numbers whatever is stored; only the auxiliary
// columns, which have no type, hold what they are given.
fn apply_box(column: &mut TableColumn) {
    if !column.declared_type.is_empty() {
        column.value.nullable = false;
    }
}

fn unindexed(arguments: &[Vec<Token>]) -> Vec<String> {
    let named = arguments
        .iter()
        .filter(|argument| argument.iter().any(|token| is_word(token, "UNINDEXED")));
    let name = |argument: &Vec<Token>| super::rewrite::word_value(argument.first()?);
    named.filter_map(name).collect()
}

// `CREATE VIRTUAL TABLE … USING module(argument, …)`.
fn read_module(sql: &str) -> Option<(String, Vec<Vec<Token>>)> {
    let tokens: Vec<TokenWithSpan> = read_tokens(sql)?;
    let using = tokens.iter().position(|t| is_word(&t.token, "USING"))?;
    let is_virtual = is_word(&tokens.get(1)?.token, "VIRTUAL");
    let module = super::rewrite::word_value(&tokens.get(using + 1)?.token)?;
    let arguments = tokens.get(using + 3..).unwrap_or_default();
    let arguments = arguments.split(|t| t.token == Token::Comma);
    let texts = arguments.map(|part| part.iter().map(|t| t.token.clone()).collect());
    is_virtual.then(|| (module, texts.collect()))
}
