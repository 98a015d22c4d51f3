//! The shape of a query against the columns of its statement, to how each row is read.

mod column;
mod declared;
mod inferred;
mod names;
mod presence;
mod tree;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use super::codes;
use super::queries::sql_type;
use super::walk::has_error;
use crate::ir::{self, Query, Reading, Row, Shape, Type};
use crate::sql::{Access, CheckedStatement, Column, DeclaredTypes};
use declared::Target;
use tree::{Leaf, grow};

/// Checks what comes out of a query, and gives how a row is read, where there are rows and all is well.
pub(crate) fn check_rows(
    schema: &ir::Schema,
    query: &Query,
    statement: &CheckedStatement,
    types: &DeclaredTypes,
    found: &mut Vec<Diagnostic>,
) -> Option<Reading> {
    let check = Rows {
        schema,
        query,
        columns: &statement.columns,
        types,
    };
    let before = found.len();
    let reading = check.check_shape(statement, found);
    reading.filter(|_| found.len() == before)
}

impl Rows<'_> {
    fn check_shape(
        &self,
        statement: &CheckedStatement,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Reading> {
        match (&self.query.shape, statement.columns.is_empty()) {
            (Shape::Changes, true) => None,
            (Shape::Changes, false) => {
                found.push(self.rows_ignored(statement.access));
                None
            }
            (Shape::List(row) | Shape::Option(row) | Shape::One(row), true) => {
                found.push(no_rows(row_span(row)));
                None
            }
            (Shape::List(row) | Shape::Option(row), false) => self.check_row(row, found),
            (Shape::One(row), false) => {
                let reading = self.check_row(row, found);
                found.extend(perhaps_no_row(&statement.sql, row_span(row)));
                reading
            }
        }
    }
}

fn row_span(row: &Row) -> Span {
    match row {
        Row::Inferred(span) | Row::Declared(_, span) => *span,
    }
}

fn no_rows(span: Span) -> Diagnostic {
    Diagnostic::error(codes::NO_ROWS, span, "this statement gives no rows")
        .label("the shape promises some")
        .help(
            "add `RETURNING …` to the statement, or leave out `->` for the number of rows changed",
        )
}

// Both leave rows alone without a word, and `RETURNING` tells only of those that were written.
fn perhaps_no_row(sql: &str, span: Span) -> Option<Diagnostic> {
    let words = ["DO NOTHING", "OR IGNORE"];
    let clause = words.into_iter().find(|words| has_words(sql, words))?;
    let message = format!("with `{clause}` there may be no row to return");
    Some(
        Diagnostic::error(codes::PERHAPS_NO_ROW, span, message)
            .label("this promises exactly one")
            .help("write `Option<…>` around it"),
    )
}

fn has_words(sql: &str, words: &str) -> bool {
    let Ok(tokens) = Tokenizer::new(&SQLiteDialect {}, sql).tokenize() else {
        return false;
    };
    let words: Vec<&str> = words.split(' ').collect();
    let written: Vec<String> = tokens
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .map(|token| match token {
            Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_uppercase(),
            _ => String::new(),
        })
        .collect();
    written.windows(words.len()).any(|window| window == words)
}

/// Whether a field makes its struct contain itself, which is spoken of there.
fn is_endless(field: &ir::Field, found: &[Diagnostic]) -> bool {
    let is_about = |problem: &Diagnostic| problem.primary.span == field.name.span;
    found
        .iter()
        .any(|problem| problem.code == codes::ENDLESS_TYPE && is_about(problem))
}

/// One query while it is checked.
struct Rows<'s> {
    schema: &'s ir::Schema,
    query: &'s Query,
    columns: &'s [Column],
    types: &'s DeclaredTypes,
}

/// What a column is compared with, and where that is declared.
struct Expected<'s> {
    ty: &'s Type,
    span: Span,
}

impl<'s> Rows<'s> {
    fn rows_ignored(&self, access: Access) -> Diagnostic {
        let name = &self.query.name.text;
        let message = format!("the statement of `{name}` gives rows, and the query has no `->`");
        let problem = Diagnostic::error(codes::ROWS_IGNORED, self.query.name.span, message)
            .label("without `->` it gives the number of rows changed");
        match access {
            Access::Read => {
                problem.help("say how many rows are meant: `-> List<_>`, `-> Option<_>` or `-> _`")
            }
            Access::Write => problem.help("add `-> List<_>`, or leave out `RETURNING`"),
        }
    }

    fn check_row(&self, row: &Row, found: &mut Vec<Diagnostic>) -> Option<Reading> {
        match row {
            Row::Declared(ty, _) if has_error(ty) => None,
            Row::Inferred(_) => {
                let branches = grow(self.columns, found);
                Some(Reading::Struct(self.infer_row(&branches, found)))
            }
            Row::Declared(ty, span) => match self.struct_fields(ty) {
                Some((id, fields)) => {
                    let branches = grow(self.columns, found);
                    let target = Target {
                        id,
                        fields,
                        prefix: "",
                        row: *span,
                        row_name: &self.schema.types[id.0].name.text,
                    };
                    let reading = self.check_struct(target, &branches, None, found);
                    Some(Reading::Struct(reading))
                }
                None => self.check_value(ty, *span, found),
            },
        }
    }

    // A row of one column, which is the value.
    fn check_value(&self, ty: &Type, span: Span, found: &mut Vec<Diagnostic>) -> Option<Reading> {
        let expected = Expected { ty, span };
        let has_sql_type = sql_type(self.schema, without_option(ty)).is_some();
        match self.columns {
            [column] if has_sql_type || column.ty.is_json() => {
                let leaf = Leaf { at: 0, column };
                let reading = self.check_column(leaf, &expected, None, found);
                reading.map(Reading::Column)
            }
            _ if !has_sql_type => {
                found.push(self.no_sql_value(ty, span));
                None
            }
            [_, second, ..] => {
                found.push(self.several_columns(ty, span, second));
                None
            }
            _ => None,
        }
    }

    fn no_sql_value(&self, ty: &Type, span: Span) -> Diagnostic {
        let written = self.schema.written(ty);
        let message = format!("a row cannot become a `{written}`");
        let problem = Diagnostic::error(codes::NO_SQL_VALUE, span, message);
        match ty {
            Type::List(_) | Type::Map(..) => problem
                .help("write the type of one row: `List<_>`, `List<Int>` or `List` of a struct"),
            _ => problem.help("write `_`, a struct, a built-in type such as `Int` or `Time`, or an enum without payload"),
        }
    }

    fn several_columns(&self, ty: &Type, span: Span, second: &Column) -> Diagnostic {
        let written = self.schema.written(ty);
        let message = format!(
            "a `{written}` is one column, and this query has {}",
            self.columns.len()
        );
        Diagnostic::error(codes::SINGLE_COLUMN, span, message)
            .also(second.span, "the second column")
            .help("select one column, or write `_` for a row with fields")
    }
}

fn without_option(ty: &Type) -> &Type {
    match ty {
        Type::Option(item) => item,
        ty => ty,
    }
}
