//! One query to its checked form: SQLite prepares it, the tree is inferred, and the two are compared.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use sqlparser::tokenizer::TokenWithSpan;

use super::arguments::Arguments;
use super::catalog::Catalog;
use super::columns::{check_columns, disagreement};
use super::complaint::{self, Refusal};
use super::error::{Rejected, SqlError};
use super::infer::Output;
use super::list::{ListMisuse, ListUse, check_lists, list_uses, with_lists_read};
use super::origin::Places;
use super::parameter::ParameterTable;
use super::parts::is_one_part;
use super::prepare::{Prepared, prepare};
use super::token::{examine, placeholders, read_tokens};
use super::tree::{Inferred, Reading, read_tree};
use super::types::{Type, Value};
use super::{Argument, ArgumentType, CheckedStatement, Statement};

/// Checks one query. Every problem is reported, and a query with an error gives `None`.
pub fn check_statement(
    catalog: &Catalog,
    statement: &Statement<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<CheckedStatement> {
    let places = match statement.pieces {
        [] => Places::new(statement.text, statement.span),
        pieces => Places::spliced(statement.text, statement.span, pieces.to_vec()),
    };
    let check = Check {
        catalog,
        statement,
        places: &places,
    };
    match check.run() {
        Ok((checked, warnings)) => {
            diagnostics.extend(warnings);
            Some(checked)
        }
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

type Found<T> = Result<T, Vec<Diagnostic>>;

// With its warnings.
type Accepted = (CheckedStatement, Vec<Diagnostic>);

impl Check<'_> {
    fn run(&self) -> Found<Accepted> {
        self.refuse_nul()?;
        let tokens = self.tokens()?;
        match self.prepare()? {
            Err(refusal) => Err(self.explain(&refusal, tokens)),
            Ok(prepared) => self.accepted(&prepared, tokens),
        }
    }

    // To SQLite it would be the end of the text.
    fn refuse_nul(&self) -> Found<()> {
        let Some(at) = self.statement.text.find('\0') else {
            return Ok(());
        };
        let message = "it holds a NUL character".to_owned();
        Err(self.one(SqlError::Rejected(Rejected {
            span: self.places.token_at(at),
            message,
            ..Rejected::whole(self.places)
        })))
    }

    // `None` where sqlparser cannot even split the text; SQLite still may.
    fn tokens(&self) -> Found<Option<Vec<TokenWithSpan>>> {
        match read_tokens(self.statement.text) {
            None => Ok(None),
            Some(tokens) => examine(tokens, self.places)
                .map(Some)
                .map_err(|error| self.one(error)),
        }
    }

    fn prepare(&self) -> Found<Result<Prepared, Refusal>> {
        let text = self.statement.text;
        let (result, record) = self.catalog.guard.query(|| prepare(self.catalog, text));
        if let Some(what) = record.denied {
            let span = self.span(complaint::place_of(text, &what));
            return Err(self.one(SqlError::Denied { span, what }));
        }
        match result {
            Err(rusqlite::Error::MultipleStatement) => {
                let span = self.span(complaint::second_statement(text));
                Err(self.one(SqlError::SeveralStatements { span }))
            }
            other => Ok(other.map_err(|error| Refusal::new(&error))),
        }
    }

    // The tree knows places and nearest names that SQLite does not; what it finds comes first.
    fn explain(&self, refusal: &Refusal, tokens: Option<Vec<TokenWithSpan>>) -> Vec<Diagnostic> {
        let mut names = match (refusal.is_about_meaning(), tokens) {
            (true, Some(tokens)) => self.wrong_names(tokens),
            _ => vec![],
        };
        if names.is_empty() {
            return self.one(self.rejected(refusal));
        }
        // The tree has no place for the name of some functions.
        if let ([SqlError::ArgumentCount { span, .. }], Some(offset)) =
            (names.as_mut_slice(), refusal.offset)
        {
            *span = self.places.token_at(offset);
        }
        names.sort_by_key(SqlError::span);
        let mut diagnostics: Vec<_> = names.iter().map(|error| self.describe(error)).collect();
        if let Some(first) = diagnostics.first_mut() {
            first
                .notes
                .push(format!("SQLite says: {}", refusal.message));
        }
        diagnostics
    }

    fn wrong_names(&self, tokens: Vec<TokenWithSpan>) -> Vec<SqlError> {
        match read_tree(self.catalog, self.places, tokens, self.statement.arguments) {
            Ok(Reading::Inferred(inferred)) => inferred
                .errors
                .into_iter()
                .filter(SqlError::is_about_names)
                .collect(),
            _ => vec![],
        }
    }

    fn rejected(&self, refusal: &Refusal) -> SqlError {
        if refusal.is_too_deep() {
            let span = match refusal.offset {
                Some(offset) => self.places.token_at(offset),
                None => self.places.whole(),
            };
            return SqlError::TooDeep { span };
        }
        let attempt = |text: &str| {
            let (result, _) = self.catalog.guard.query(|| prepare(self.catalog, text));
            result.err().map(|error| Refusal::new(&error))
        };
        let complaint = complaint::explain(self.statement.text, refusal, &attempt);
        SqlError::Rejected(Rejected::new(complaint, refusal, self.places))
    }

    fn span(&self, range: Option<std::ops::Range<usize>>) -> Span {
        range.map_or_else(
            || self.places.whole(),
            |range| self.places.range(range.start, range.end),
        )
    }

    fn accepted(&self, prepared: &Prepared, tokens: Option<Vec<TokenWithSpan>>) -> Found<Accepted> {
        let lists = self.lists(prepared, tokens.as_deref())?;
        let uses = match &tokens {
            Some(tokens) => placeholders(tokens, self.places),
            None => prepared
                .parameters
                .iter()
                .map(|name| (name.clone(), self.places.whole()))
                .collect(),
        };
        let reading = match tokens {
            Some(tokens) => read_tree(self.catalog, self.places, tokens, self.statement.arguments)
                .map_err(|error| self.one(error))?,
            None => Reading::Unreadable(None),
        };
        match reading {
            Reading::Inferred(inferred) => self.checked(
                prepared,
                self.cross_check(prepared, inferred),
                &uses,
                &lists,
            ),
            Reading::Unreadable(place) => {
                let found =
                    self.checked(prepared, self.declared_only(prepared, &uses), &uses, &lists);
                found.map_err(|errors| {
                    errors
                        .into_iter()
                        .map(|error| stopped(error, place))
                        .collect()
                })
            }
        }
    }

    fn checked(
        &self,
        prepared: &Prepared,
        inferred: Inferred,
        uses: &[(String, Span)],
        lists: &[ListUse],
    ) -> Found<Accepted> {
        let Inferred {
            outputs,
            parameters,
            errors: found,
            warnings,
        } = inferred;
        let arguments = Arguments {
            statement: self.statement,
            places: self.places,
            prepared,
            table: &parameters,
            types: &self.catalog.types,
        };
        let mut errors = arguments.check(uses);
        errors.extend(check_lists(lists, &parameters, self.places));
        errors.extend(found);
        let columns = check_columns(self.catalog, prepared, &outputs, &mut errors);
        let parameters = arguments.parameters(&mut errors);
        if !errors.is_empty() {
            errors.extend(warnings);
            return Err(self.describe_all(&errors));
        }
        let checked = CheckedStatement {
            sql: self.runnable(prepared, lists)?,
            access: prepared.access,
            parameters,
            columns,
        };
        Ok((checked, self.describe_all(&warnings)))
    }

    fn describe_all(&self, errors: &[SqlError]) -> Vec<Diagnostic> {
        errors.iter().map(|error| self.describe(error)).collect()
    }

    // Where the list arguments stand.
    fn lists(&self, prepared: &Prepared, tokens: Option<&[TokenWithSpan]>) -> Found<Vec<ListUse>> {
        let arguments = self.statement.arguments;
        if let Some(tokens) = tokens {
            return Ok(list_uses(tokens, arguments, self.places));
        }
        let is_list = |argument: &&Argument| {
            matches!(argument.ty, Some(ArgumentType::List(_)))
                && prepared.parameters.contains(&argument.name)
        };
        match arguments.iter().find(is_list) {
            None => Ok(vec![]),
            Some(argument) => Err(self.one(SqlError::ListArgument {
                span: self.places.whole(),
                name: argument.name.clone(),
                declared: argument.span,
                misuse: ListMisuse::Unreadable,
            })),
        }
    }

    // What is run is what was checked, but for the lists that it reads: SQLite sees that, too.
    fn runnable(&self, prepared: &Prepared, lists: &[ListUse]) -> Found<String> {
        let text = with_lists_read(self.statement.text, lists);
        let sql = text.trim().trim_end_matches(';').trim_end().to_owned();
        if text == self.statement.text {
            return Ok(sql);
        }
        let (again, _) = self.catalog.guard.query(|| prepare(self.catalog, &sql));
        let detail = match again {
            Ok(again) if again.takes_and_gives_as(prepared) => return Ok(sql),
            Ok(_) => "with its lists read it is another query".to_owned(),
            Err(error) => format!(
                "with its lists read SQLite says: {}",
                Refusal::new(&error).message
            ),
        };
        Err(self.one(SqlError::Disagreement {
            span: self.places.whole(),
            detail,
        }))
    }

    fn one(&self, error: SqlError) -> Vec<Diagnostic> {
        vec![self.describe(&error)]
    }

    // What is wrong inside of a fragment is so where it is used.
    fn describe(&self, error: &SqlError) -> Diagnostic {
        let problem = error.diagnostic(&self.catalog.types);
        match self.places.site(problem.primary.span) {
            Some(site) => problem.also(site, "the fragment is used here"),
            None => problem,
        }
    }

    // SQLite accepted the query, so a name that means nothing to the tree is the tree's mistake.
    fn cross_check(&self, prepared: &Prepared, mut inferred: Inferred) -> Inferred {
        // Some functions take too few arguments, only to give NULL or to fail when they run.
        let is_mistake = |error: &&SqlError| {
            error.is_about_names() && !matches!(error, SqlError::ArgumentCount { .. })
        };
        if let Some(error) = inferred.errors.iter().find(is_mistake) {
            let error = SqlError::Disagreement {
                span: error.span(),
                detail: self.describe(error).message,
            };
            inferred.errors = vec![error];
            inferred.outputs.clear();
        } else if inferred.errors.is_empty()
            && let Some(detail) = disagreement(prepared, &inferred.outputs)
        {
            inferred.errors.push(SqlError::Disagreement {
                span: self.places.whole(),
                detail,
            });
            inferred.outputs.clear();
        }
        inferred
    }

    // All that is known without a tree: what SQLite declares of the columns and the query of its arguments. Of a set
    // operation it declares what the first part has, and of a view what the view's is.
    fn declared_only(&self, prepared: &Prepared, uses: &[(String, Span)]) -> Inferred {
        let parameters = ParameterTable::new(uses, self.statement.arguments);
        let is_one_part = is_one_part(self.catalog, self.statement.text);
        let outputs = prepared.columns.iter().map(|column| {
            let stored = column.source.as_ref().filter(|_| is_one_part);
            let stored = stored.and_then(|source| {
                let table = self.catalog.table(&source.table)?;
                table.column(&source.column)
            });
            let ty = stored.map_or(Type::Dynamic, |column| column.value.ty);
            let expression = column.source.as_ref().map_or("…", |source| &*source.column);
            Output {
                name: column.name.clone(),
                value: Value {
                    source: column.source.clone().filter(|_| is_one_part),
                    ..Value::new(ty, true)
                },
                span: self.places.whole(),
                expression: expression.to_owned(),
                declared: None,
            }
        });
        let errors = parameters.errors();
        Inferred {
            outputs: outputs.collect(),
            parameters,
            errors,
            warnings: vec![],
        }
    }
}

fn stopped(error: Diagnostic, place: Option<Span>) -> Diagnostic {
    match place {
        Some(place) => error.also(
            place,
            "from here on only SQLite can read the query, not rallyc",
        ),
        None => error,
    }
}
