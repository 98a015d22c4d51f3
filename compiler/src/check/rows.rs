//! The shape of a query against the columns of its statement.

use std::collections::BTreeMap;

use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use super::codes;
use super::queries::sql_type;
use super::walk::has_error;
use crate::ir::{self, Query, Row, Shape, Type, TypeDeclaration, TypeDeclarationKind};
use crate::resolve::case::{is_snake, snake};
use crate::sql::{Access, CheckedStatement, Column, Enums, SqlType};

/// Checks what comes out of a query.
pub(crate) fn check_rows(
    schema: &ir::Schema,
    query: &Query,
    statement: &CheckedStatement,
    enums: &Enums,
    found: &mut Vec<Diagnostic>,
) {
    let check = Rows {
        schema,
        query,
        columns: &statement.columns,
        enums,
    };
    match (&query.shape, statement.columns.is_empty()) {
        (Shape::Changes, true) => {}
        (Shape::Changes, false) => found.push(check.rows_ignored(statement.access)),
        (Shape::List(row) | Shape::Option(row) | Shape::One(row), true) => {
            found.push(no_rows(row_span(row)));
        }
        (Shape::List(row) | Shape::Option(row), false) => check.check_row(row, found),
        (Shape::One(row), false) => {
            check.check_row(row, found);
            found.extend(perhaps_no_row(&statement.sql, row_span(row)));
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

// A field that makes its struct contain itself is spoken of there.
fn is_endless(field: &ir::Field, found: &[Diagnostic]) -> bool {
    let is_about = |problem: &Diagnostic| problem.primary.span == field.name.span;
    found
        .iter()
        .any(|problem| problem.code == codes::ENDLESS_TYPE && is_about(problem))
}

struct Rows<'s> {
    schema: &'s ir::Schema,
    query: &'s Query,
    columns: &'s [Column],
    enums: &'s Enums,
}

// What a column is compared with, and where that is declared.
struct Expected<'s> {
    ty: &'s Type,
    span: Span,
}

impl Rows<'_> {
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

    fn check_row(&self, row: &Row, found: &mut Vec<Diagnostic>) {
        match row {
            Row::Inferred(_) => self.check_field_names(found),
            Row::Declared(ty, _) if has_error(ty) => {}
            Row::Declared(ty @ Type::Declared(id), span) => {
                self.check_declared(ty, &self.schema.types[id.0], *span, found);
            }
            Row::Declared(ty, span) => self.check_value(ty, *span, found),
        }
    }

    fn check_field_names(&self, found: &mut Vec<Diagnostic>) {
        for column in self.columns.iter().filter(|column| !is_snake(&column.name)) {
            let message = format!("the column `{}` makes no field", column.name);
            let corrected = Some(snake(&column.name)).filter(|name| is_snake(name));
            let is_name = column
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_');
            let alias = corrected
                .filter(|_| is_name)
                .unwrap_or_else(|| "total".to_owned());
            found.push(
                Diagnostic::error(codes::NO_FIELD, column.span, message)
                    .label("fields are in snake_case")
                    .help(format!("name the column: `AS {alias}`")),
            );
        }
    }

    fn check_value(&self, ty: &Type, span: Span, found: &mut Vec<Diagnostic>) {
        if sql_type(self.schema, without_option(ty)).is_none() {
            found.push(self.no_sql_value(ty, span));
            return;
        }
        match self.columns {
            [column] => found.extend(self.compare(column, &Expected { ty, span })),
            [_, second, ..] => found.push(self.several_columns(ty, span, second)),
            [] => {}
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

    fn check_declared(
        &self,
        ty: &Type,
        declared: &TypeDeclaration,
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) {
        match &declared.kind {
            TypeDeclarationKind::Struct(fields) => self.check_struct(declared, fields, span, found),
            TypeDeclarationKind::Enum(_) => self.check_value(ty, span, found),
        }
    }

    fn check_struct(
        &self,
        declared: &TypeDeclaration,
        fields: &[ir::Field],
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) {
        let columns: BTreeMap<&str, &Column> = self
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column))
            .collect();
        let names: BTreeMap<&str, &ir::Field> = fields
            .iter()
            .map(|field| (field.name.text.as_str(), field))
            .collect();
        let extra: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| !names.contains_key(column.name.as_str()))
            .collect();
        for field in fields.iter().filter(|field| !has_error(&field.ty)) {
            let column = columns.get(field.name.text.as_str());
            if sql_type(self.schema, without_option(&field.ty)).is_none() {
                if !is_endless(field, found) {
                    found.push(self.no_field_value(field, span));
                }
                continue;
            }
            let expected = Expected {
                ty: &field.ty,
                span: field.name.span,
            };
            match column {
                Some(column) => found.extend(self.compare(column, &expected)),
                // A field in the wrong case is told to be called otherwise.
                None if !is_snake(&field.name.text) => {}
                None => found.push(self.missing_column(declared, field, span, &extra)),
            }
        }
        let missing = fields
            .iter()
            .filter(|field| !columns.contains_key(field.name.text.as_str()));
        // A column that is one rename away from a missing field was spoken of there.
        let missing: Vec<&str> = missing.map(|field| field.name.text.as_str()).collect();
        for column in extra {
            if nearest(&column.name, missing.iter().copied()).is_none() {
                found.push(self.extra_column(declared, column));
            }
        }
    }

    fn no_field_value(&self, field: &ir::Field, row: Span) -> Diagnostic {
        let written = self.schema.written(&field.ty);
        let message = format!(
            "no column can fill the field `{}: {written}` yet",
            field.name.text
        );
        Diagnostic::error(codes::NO_SQL_VALUE, row, message)
            .also(field.name.span, "declared here")
            .help("until then, write `_` for the row, and build the struct in the handler")
    }

    fn missing_column(
        &self,
        declared: &TypeDeclaration,
        field: &ir::Field,
        span: Span,
        extra: &[&Column],
    ) -> Diagnostic {
        let name = &field.name.text;
        let message = format!(
            "no column of `{}` fills the field `{name}` of `{}`",
            self.query.name.text, declared.name.text
        );
        let columns: Vec<&str> = self
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let problem = Diagnostic::error(codes::ROW_COLUMNS, span, message)
            .also(
                field.name.span,
                format!("`{name}: {}`", self.schema.written(&field.ty)),
            )
            .note(format!("the columns are `{}`", columns.join("`, `")));
        let near = nearest(name, extra.iter().map(|column| column.name.as_str()));
        match extra
            .iter()
            .find(|column| Some(column.name.as_str()) == near)
        {
            Some(column) => problem
                .also(column.span, "perhaps this one")
                .help(format!("name it so: `AS {name}`")),
            None => problem.help(format!("select it: `… AS {name}`")),
        }
    }

    fn compare(&self, column: &Column, expected: &Expected) -> Option<Diagnostic> {
        let wanted = sql_type(self.schema, without_option(expected.ty))?;
        if wanted != column.ty {
            return Some(self.wrong_type(column, wanted, expected));
        }
        let takes_null = matches!(expected.ty, Type::Option(_));
        (column.nullable && !takes_null).then(|| self.may_be_null(column, expected))
    }

    fn wrong_type(&self, column: &Column, wanted: SqlType, expected: &Expected) -> Diagnostic {
        let name = &column.name;
        let (is, wants) = (column.ty.name(self.enums), wanted.name(self.enums));
        let message = format!("the column `{name}` is `{is}`, and `{wants}` is declared");
        let problem = Diagnostic::error(codes::ROW_TYPE, column.span, message)
            .label(format!("`{is}`"))
            .also(
                expected.span,
                format!("`{}`", self.schema.written(expected.ty)),
            );
        match wanted {
            SqlType::Bool if column.ty == SqlType::Int => problem.help(format!(
                "compare it, which gives a `Bool`: `… <> 0 AS {name}`"
            )),
            SqlType::Bool => problem
                .help("a `Bool` comes from a comparison, or from a column declared `BOOLEAN`"),
            _ if wanted.stored_as() == column.ty.stored_as() && wanted.stored_as() != wanted => problem
                .help(format!(
                    "declare the field `{is}`, or say what the column holds: `table … {{ {name}: {wants} }}`"
                )),
            _ => problem.help(self.convert(column, wanted)),
        }
    }

    fn extra_column(&self, declared: &TypeDeclaration, column: &Column) -> Diagnostic {
        let (name, column_name) = (&declared.name.text, &column.name);
        let ty = self.declared_as(column);
        let message = format!("`{name}` has no field `{column_name}`");
        Diagnostic::error(codes::ROW_COLUMNS, column.span, message)
            .also(declared.name.span, format!("`{name}` is declared here"))
            .help(format!(
                "add `{column_name}: {ty}` to `{name}`, or leave the column out"
            ))
    }

    fn convert(&self, column: &Column, wanted: SqlType) -> String {
        let cast = format!("CAST(… AS {}) AS {}", wanted.sql_name(), column.name);
        let declared = self.declared_as(column);
        match wanted.stored_as() == wanted {
            true => format!("declare it `{declared}`, or convert the column: `{cast}`"),
            false => format!("declare it `{declared}`"),
        }
    }

    fn declared_as(&self, column: &Column) -> String {
        let ty = column.ty.name(self.enums);
        match column.nullable {
            true => format!("Option<{ty}>"),
            false => ty.to_owned(),
        }
    }

    fn may_be_null(&self, column: &Column, expected: &Expected) -> Diagnostic {
        let (name, declared) = (&column.name, self.schema.written(expected.ty));
        let promised = promised(name);
        let message = format!("the column `{name}` may be NULL, and `{declared}` may not");
        Diagnostic::error(codes::ROW_NULL, column.span, message)
            .label("may be NULL")
            .also(expected.span, format!("`{declared}`"))
            .help(format!(
                "declare it `Option<{declared}>`, give another value with `coalesce`, or promise that it is there: `AS \"{promised}!\"`"
            ))
    }
}

// The text of an expression makes no good name.
fn promised(name: &str) -> &str {
    let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_name(name) { name } else { "value" }
}

fn without_option(ty: &Type) -> &Type {
    match ty {
        Type::Option(item) => item,
        ty => ty,
    }
}
