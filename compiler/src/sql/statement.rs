//! One query to its checked form: SQLite prepares it, the tree is inferred, and the two are compared.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use sqlparser::ast::Statement as Tree;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::parser::{Parser, ParserError};

use super::catalog::Catalog;
use super::error::{SqlError, nearest_candidate};
use super::infer::{Inference, Output};
use super::origin::{Places, position_in_message};
use super::parameter::ParameterTable;
use super::token::{StatementTokens, examine, placeholders, read_tokens};
use super::types::{ColumnSource, SqlType, Type, Value};
use super::{Access, Argument, CheckedStatement, Column, Parameter, Statement};

/// Checks one query. Every problem is reported, and a query with one gives `None`.
pub fn check_statement(
    catalog: &Catalog,
    statement: &Statement<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<CheckedStatement> {
    let places = Places::new(statement.text, statement.span);
    let check = Check {
        catalog,
        statement,
        places: &places,
    };
    match check.run() {
        Ok(checked) => Some(checked),
        Err(found) => {
            diagnostics.extend(found);
            None
        }
    }
}

struct Check<'c> {
    catalog: &'c Catalog,
    statement: &'c Statement<'c>,
    places: &'c Places<'c>,
}

/// What SQLite says of a statement it accepts.
struct Prepared {
    access: Access,
    columns: Vec<PreparedColumn>,
    // By index less one.
    parameters: Vec<String>,
}

struct PreparedColumn {
    name: String,
    declared_type: Option<String>,
    source: Option<ColumnSource>,
}

/// What SQLite says of a statement it rejects.
struct Rejection {
    message: String,
    offset: Option<usize>,
}

/// What the tree says of a statement.
enum Reading {
    Inferred(Inferred),
    /// sqlparser cannot read it, and stops at this place where it says so.
    Unreadable(Option<Span>),
}

struct Inferred {
    outputs: Vec<Output>,
    parameters: ParameterTable,
    errors: Vec<SqlError>,
}

type Found<T> = Result<T, Vec<Diagnostic>>;

impl Check<'_> {
    fn run(&self) -> Found<CheckedStatement> {
        let tokens = self.tokens()?;
        match self.prepare()? {
            Err(rejection) => Err(self.explain(&rejection, tokens)),
            Ok(prepared) => self.accepted(&prepared, tokens),
        }
    }

    // `None` where sqlparser cannot even split the text; SQLite still may.
    fn tokens(&self) -> Found<Option<StatementTokens>> {
        match read_tokens(self.statement.text) {
            None => Ok(None),
            Some(tokens) => examine(tokens, self.places).map(Some).map_err(one),
        }
    }

    fn prepare(&self) -> Found<Result<Prepared, Rejection>> {
        let text = self.statement.text;
        let (result, record) = self.catalog.guard.query(|| prepare(self.catalog, text));
        if let Some(what) = record.denied {
            return Err(one(SqlError::Denied {
                span: self.places.whole(),
                what,
            }));
        }
        match result {
            Ok(prepared) => Ok(Ok(prepared)),
            Err(rusqlite::Error::MultipleStatement) => Err(one(SqlError::SeveralStatements {
                span: self.places.whole(),
            })),
            Err(error) => Ok(Err(Rejection {
                message: error_message(&error),
                offset: error_offset(&error),
            })),
        }
    }

    // The tree knows places and nearest names that SQLite does not; what it finds comes first.
    fn explain(&self, rejection: &Rejection, tokens: Option<StatementTokens>) -> Vec<Diagnostic> {
        let reading = match (rejection.is_about_meaning(), tokens) {
            (true, Some(tokens)) => self.infer(tokens),
            _ => Ok(Reading::Unreadable(None)),
        };
        let errors = match reading {
            Ok(Reading::Inferred(inferred)) => inferred.errors,
            _ => vec![],
        };
        let mut names: Vec<_> = errors
            .into_iter()
            .filter(SqlError::is_about_names)
            .collect();
        if names.is_empty() {
            return one(self.rejected(rejection));
        }
        names.sort_by_key(SqlError::span);
        let mut diagnostics: Vec<_> = names.iter().map(SqlError::diagnostic).collect();
        if let Some(first) = diagnostics.first_mut() {
            first
                .notes
                .push(format!("SQLite says: {}", rejection.message));
        }
        diagnostics
    }

    fn rejected(&self, rejection: &Rejection) -> SqlError {
        let span = match rejection.offset {
            Some(offset) => self.places.token_at(offset),
            None => self.places.whole(),
        };
        if rejection.is_too_deep() {
            return SqlError::TooDeep { span };
        }
        SqlError::Rejected {
            span,
            message: rejection.message.clone(),
        }
    }

    fn infer(&self, tokens: StatementTokens) -> Found<Reading> {
        let uses = placeholders(&tokens.tokens, self.places);
        let parameters = ParameterTable::new(&uses, self.statement.arguments);
        let tree = match parse(tokens.tokens) {
            Ok(tree) => tree,
            Err(ParserError::RecursionLimitExceeded) => {
                return Err(one(SqlError::TooDeep {
                    span: self.places.whole(),
                }));
            }
            Err(error) => return Ok(Reading::Unreadable(self.stopped_at(&error))),
        };
        let alias = tokens.insert_alias.as_deref();
        Ok(Reading::Inferred(infer(
            self.catalog,
            self.places,
            &tree,
            parameters,
            alias,
        )))
    }

    fn stopped_at(&self, error: &ParserError) -> Option<Span> {
        let location = position_in_message(&error.to_string())?;
        Some(self.places.token_at(self.places.offset(location)?))
    }

    fn accepted(
        &self,
        prepared: &Prepared,
        tokens: Option<StatementTokens>,
    ) -> Found<CheckedStatement> {
        let uses = tokens
            .as_ref()
            .map(|tokens| placeholders(&tokens.tokens, self.places));
        let mut errors = self.check_arguments(prepared, &uses.unwrap_or_default());
        let reading = match tokens {
            Some(tokens) => self.infer(tokens)?,
            None => Reading::Unreadable(None),
        };
        let mut stopped = None;
        let inferred = match reading {
            Reading::Inferred(inferred) => self.cross_check(prepared, inferred),
            Reading::Unreadable(place) => {
                stopped = place;
                self.declared_only(prepared)
            }
        };
        errors.extend(inferred.errors);
        let columns = columns(prepared, &inferred.outputs, &mut errors);
        errors.extend(duplicate_columns(&columns));
        let parameters = self.parameters(prepared, &inferred.parameters, &mut errors);
        match errors.is_empty() {
            true => Ok(CheckedStatement {
                sql: self.sql(),
                access: prepared.access,
                parameters,
                columns,
            }),
            false => Err(errors
                .iter()
                .map(|error| explained(error, stopped))
                .collect()),
        }
    }

    fn sql(&self) -> String {
        self.statement
            .text
            .trim()
            .trim_end_matches(';')
            .trim_end()
            .to_owned()
    }

    fn check_arguments(&self, prepared: &Prepared, uses: &[(String, Span)]) -> Vec<SqlError> {
        let arguments = self.statement.arguments;
        let declared = |name: &str| arguments.iter().any(|argument| argument.name == name);
        let mut errors = vec![];
        for name in prepared.parameters.iter().filter(|name| !declared(name)) {
            let place = uses.iter().find(|(used, _)| used == name);
            let unused = arguments
                .iter()
                .filter(|argument| !prepared.parameters.contains(&argument.name));
            errors.push(SqlError::UndeclaredParameter {
                span: place.map_or_else(|| self.places.whole(), |(_, span)| *span),
                name: name.clone(),
                query: self.statement.name.to_owned(),
                nearest: nearest_candidate(name, unused.map(|a| (a.name.as_str(), Some(a.span)))),
            });
        }
        let unused = arguments
            .iter()
            .filter(|argument| !prepared.parameters.contains(&argument.name));
        errors.extend(unused.map(|a| SqlError::UnusedArgument {
            span: a.span,
            name: a.name.clone(),
        }));
        errors
    }

    // A name that means nothing to the tree means something to SQLite, which accepted the query.
    fn cross_check(&self, prepared: &Prepared, mut inferred: Inferred) -> Inferred {
        for error in &mut inferred.errors {
            if error.is_about_names() {
                let detail = error.diagnostic().message;
                *error = SqlError::Disagreement {
                    span: error.span(),
                    detail,
                };
            }
        }
        if let Some(detail) = disagreement(prepared, &inferred) {
            inferred.errors.push(SqlError::Disagreement {
                span: self.places.whole(),
                detail,
            });
            inferred.outputs.clear();
        }
        inferred
    }

    // All that is known without a tree: what SQLite declares of the columns and the query of its arguments.
    fn declared_only(&self, prepared: &Prepared) -> Inferred {
        let uses: Vec<_> = prepared
            .parameters
            .iter()
            .map(|name| (name.clone(), self.places.whole()))
            .collect();
        let parameters = ParameterTable::new(&uses, self.statement.arguments);
        let outputs = prepared.columns.iter().map(|column| {
            let ty = column
                .declared_type
                .as_deref()
                .and_then(SqlType::of_declaration);
            let value = Value::new(ty.map_or(Type::Dynamic, Type::Known), true);
            Output {
                name: column.name.clone(),
                value,
                span: self.places.whole(),
                declared: None,
            }
        });
        let errors = parameters.errors();
        Inferred {
            outputs: outputs.collect(),
            parameters,
            errors,
        }
    }

    fn parameters(
        &self,
        prepared: &Prepared,
        table: &ParameterTable,
        errors: &mut Vec<SqlError>,
    ) -> Vec<Parameter> {
        let parameter = |argument: &Argument| {
            let index = prepared
                .parameters
                .iter()
                .position(|name| *name == argument.name)?
                + 1;
            let state = table.iter().find(|state| state.name == argument.name)?;
            let nullable = argument.ty.is_some_and(|declared| declared.nullable);
            Some(Parameter {
                name: argument.name.clone(),
                index,
                ty: state.ty()?,
                nullable,
            })
        };
        let found: Vec<_> = self
            .statement
            .arguments
            .iter()
            .filter_map(parameter)
            .collect();
        if errors.is_empty() && found.len() != prepared.parameters.len() {
            let detail = format!(
                "SQLite has {} parameters, the tree {}",
                prepared.parameters.len(),
                found.len()
            );
            errors.push(SqlError::Disagreement {
                span: self.places.whole(),
                detail,
            });
        }
        found
    }
}

fn explained(error: &SqlError, stopped: Option<Span>) -> Diagnostic {
    match stopped {
        Some(place) => error.diagnostic().also(
            place,
            "from here on only SQLite can read the query, not rallyc",
        ),
        None => error.diagnostic(),
    }
}

fn one(error: SqlError) -> Vec<Diagnostic> {
    vec![error.diagnostic()]
}

fn parse(tokens: Vec<sqlparser::tokenizer::TokenWithSpan>) -> Result<Tree, ParserError> {
    let dialect = SQLiteDialect {};
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let tree = parser.parse_statement()?;
    match parser.peek_token().token {
        sqlparser::tokenizer::Token::EOF => Ok(tree),
        other => Err(ParserError::ParserError(format!("unexpected {other}"))),
    }
}

// A parameter's type may become known only at its last use, and decide that of an expression before it: the walk
// is repeated while it learns something, and only what the last one finds counts.
fn infer(
    catalog: &Catalog,
    places: &Places<'_>,
    tree: &Tree,
    mut parameters: ParameterTable,
    insert_alias: Option<&str>,
) -> Inferred {
    const MOST_ROUNDS: usize = 8;
    for _ in 0..MOST_ROUNDS {
        let mut inference = Inference::new(catalog, places, parameters);
        inference.insert_alias = insert_alias.map(str::to_owned);
        let outputs = inference.infer_statement(tree);
        let (learned, mut errors) = inference.finish();
        parameters = learned;
        if !parameters.solve() {
            errors.extend(parameters.errors());
            let outputs = outputs
                .into_iter()
                .map(|output| resolved(output, &parameters))
                .collect();
            return Inferred {
                outputs,
                parameters,
                errors,
            };
        }
    }
    let errors = parameters.errors();
    Inferred {
        outputs: vec![],
        parameters,
        errors,
    }
}

fn resolved(mut output: Output, parameters: &ParameterTable) -> Output {
    output.value.ty = parameters.resolve(output.value.ty);
    output
}

fn prepare(catalog: &Catalog, text: &str) -> rusqlite::Result<Prepared> {
    let statement = catalog.connection.prepare(text)?;
    let types: Vec<_> = statement
        .columns()
        .map(|column| column.decl_type().map(str::to_owned))
        .collect();
    let columns = statement
        .columns_with_metadata()
        .zip(types)
        .map(|(column, declared_type)| PreparedColumn {
            name: column.name().to_owned(),
            declared_type,
            source: column
                .table_name()
                .zip(column.origin_name())
                .map(|(table, column)| ColumnSource {
                    table: table.into(),
                    column: column.into(),
                }),
        });
    let name = |index| {
        statement
            .parameter_name(index)
            .unwrap_or("?")
            .trim_start_matches(':')
            .to_owned()
    };
    Ok(Prepared {
        access: if statement.readonly() {
            Access::Read
        } else {
            Access::Write
        },
        columns: columns.collect(),
        parameters: (1..=statement.parameter_count()).map(name).collect(),
    })
}

impl Rejection {
    // After these SQLite has read the whole text, so the tree is no deeper than SQLite allows.
    fn is_about_meaning(&self) -> bool {
        const MEANINGS: [&str; 9] = [
            "no such table",
            "no such column",
            "no such function",
            "ambiguous column name",
            "wrong number of arguments to function",
            "has no column named",
            "values for",
            "values were supplied",
            "cannot join using column",
        ];
        MEANINGS
            .iter()
            .any(|meaning| self.message.contains(meaning))
    }

    fn is_too_deep(&self) -> bool {
        [
            "Expression tree is too large",
            "parser stack overflow",
            "Recursion limit",
        ]
        .iter()
        .any(|meaning| self.message.contains(meaning))
    }
}

fn disagreement(prepared: &Prepared, inferred: &Inferred) -> Option<String> {
    if !inferred.errors.is_empty() {
        return None;
    }
    let (theirs, ours) = (prepared.columns.len(), inferred.outputs.len());
    if theirs != ours {
        return Some(format!("SQLite has {theirs} columns, the tree {ours}"));
    }
    let same = |a: &ColumnSource, b: &ColumnSource| {
        a.table.eq_ignore_ascii_case(&b.table) && a.column.eq_ignore_ascii_case(&b.column)
    };
    prepared
        .columns
        .iter()
        .zip(&inferred.outputs)
        .find_map(|(column, output)| {
            let (theirs, ours) = (column.source.as_ref()?, output.value.source.as_ref()?);
            let (name, to) = (&column.name, format!("`{}.{}`", ours.table, ours.column));
            let from = format!("`{}.{}`", theirs.table, theirs.column);
            (!same(theirs, ours))
                .then(|| format!("SQLite takes `{name}` from {from}, the tree from {to}"))
        })
}

fn columns(prepared: &Prepared, outputs: &[Output], errors: &mut Vec<SqlError>) -> Vec<Column> {
    let mut columns = vec![];
    for (column, output) in prepared.columns.iter().zip(outputs) {
        let (name, nullable) = overridden(&column.name, output.value.nullable);
        match output.value.ty {
            Type::Known(ty) => columns.push(Column {
                name: name.to_owned(),
                ty,
                nullable,
                span: output.span,
            }),
            // A parameter without a type is reported as such.
            Type::Parameter { .. } => {}
            Type::Null | Type::Dynamic => {
                errors.push(SqlError::UntypedColumn {
                    span: output.span,
                    name: name.to_owned(),
                });
            }
        }
    }
    columns
}

/// The name and nullability of a column whose alias may end in `!` or `?`.
fn overridden(name: &str, nullable: bool) -> (&str, bool) {
    match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) => (name, false),
        (_, Some(name)) => (name, true),
        _ => (name, nullable),
    }
}

fn duplicate_columns(columns: &[Column]) -> Vec<SqlError> {
    let duplicate = |(at, second): (usize, &Column)| {
        let first = columns[..at]
            .iter()
            .find(|first| first.name == second.name)?;
        Some(SqlError::DuplicateColumn {
            first: first.span,
            second: second.span,
            name: second.name.clone(),
        })
    };
    columns.iter().enumerate().filter_map(duplicate).collect()
}

/// SQLite's own words.
pub(crate) fn error_message(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// Where SQLite says the error is, in bytes, for the errors it has a place for.
pub(crate) fn error_offset(error: &rusqlite::Error) -> Option<usize> {
    match error {
        rusqlite::Error::SqlInputError { offset, .. } => usize::try_from(*offset).ok(),
        _ => None,
    }
}
