//! `INSERT INTO games_new (…) SELECT … FROM games`, as tables are made anew, to the columns that got another name by it.

use sqlparser::ast::{Expr, Insert, SelectItem, SetExpr, Statement, TableFactor, TableObject};
use sqlparser::parser::Parser;

use super::{CopiedColumn, History, Recorder};
use crate::sql::dialect::Sqlite;
use crate::sql::rewrite::rewrite;
use crate::sql::stack::with_room;
use crate::sql::token::read_tokens;

/// A column of the one table, and the column of the other that it is put into.
struct Pair<'e> {
    column: String,
    becomes: String,
    expr: Option<&'e Expr>,
}

impl Recorder<'_> {
    /// Notes which column goes into which, where the statement copies one table into another.
    pub(crate) fn record_copy(&self, history: &mut History) {
        if !self.lexemes.first().is_some_and(|first| first.is("INSERT")) {
            return;
        }
        with_room(|| {
            if let Some(Statement::Insert(insert)) = self.parse() {
                self.record_insert(history, &insert);
            }
        });
    }

    fn parse(&self) -> Option<Statement> {
        let mut tokens = read_tokens(self.places.text())?;
        tokens.retain(|token| token.token != sqlparser::tokenizer::Token::SemiColon);
        Parser::new(&Sqlite)
            .with_tokens_with_locations(rewrite(tokens).tokens)
            .parse_statement()
            .ok()
    }

    fn record_insert(&self, history: &mut History, insert: &Insert) -> Option<()> {
        let TableObject::TableName(name) = &insert.table else {
            return None;
        };
        let SetExpr::Select(select) = insert.source.as_ref()?.body.as_ref() else {
            return None;
        };
        let [from] = select.from.as_slice() else {
            return None;
        };
        let TableFactor::Table { name: source, .. } = &from.relation else {
            return None;
        };
        let target = life(history, &last_part(&name.to_string()))?;
        let source = life(history, &last_part(&source.to_string()))?;
        let pairs = pairs(history, (source, target), insert, &select.projection);
        let renamed = pairs
            .into_iter()
            .filter(|pair| !pair.column.eq_ignore_ascii_case(&pair.becomes));
        let copied = renamed.map(|pair| {
            let mut change = self.change(history.changes, None);
            change.span = pair.expr.map_or(change.span, |expr| self.places.node(expr));
            CopiedColumn {
                from: source,
                to: target,
                column: pair.column,
                becomes: pair.becomes,
                change,
            }
        });
        let copied: Vec<_> = copied.collect();
        history.copies.extend(copied);
        Some(())
    }
}

fn life(history: &History, name: &str) -> Option<usize> {
    history.current.get(&name.to_ascii_lowercase()).copied()
}

fn last_part(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.trim_matches(['"', '`', '[', ']']).to_owned()
}

fn pairs<'e>(
    history: &History,
    (source, target): (usize, usize),
    insert: &Insert,
    items: &'e [SelectItem],
) -> Vec<Pair<'e>> {
    let present = |life: usize| -> Vec<String> {
        let columns = history.lives[life].columns.iter();
        columns
            .filter(|column| column.dropped.is_none())
            .map(|column| column.name.clone())
            .collect()
    };
    let named = insert
        .columns
        .iter()
        .map(|name| last_part(&name.to_string()));
    let into = match insert.columns.is_empty() {
        true => present(target),
        false => named.collect(),
    };
    let from: Vec<(Option<String>, Option<&Expr>)> = match items {
        [SelectItem::Wildcard(_)] => {
            let columns = present(source).into_iter();
            columns.map(|name| (Some(name), None)).collect()
        }
        items => items.iter().map(column_of).collect(),
    };
    let both = from.into_iter().zip(into);
    both.filter_map(|((column, expr), becomes)| {
        Some(Pair {
            column: column?,
            becomes,
            expr,
        })
    })
    .collect()
}

// The column that an item shows unchanged.
fn column_of(item: &SelectItem) -> (Option<String>, Option<&Expr>) {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => match expr {
            Expr::Identifier(name) => (Some(name.value.clone()), Some(expr)),
            Expr::CompoundIdentifier(parts) => {
                (parts.last().map(|name| name.value.clone()), Some(expr))
            }
            _ => (None, None),
        },
        _ => (None, None),
    }
}
