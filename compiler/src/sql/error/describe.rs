//! Facts about a query to the words a person reads.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::super::ArgumentType;
use super::super::codes;
use super::super::foreign::{foreign_function, foreign_table};
use super::super::parameter::Evidence;
use super::super::types::{ColumnSource, DeclaredTypes, SqlType};
use super::list::describe_list;
use super::past::{NEW_TABLE, add_past, bring_back, past_message};
use super::stored::describe_stored;
use super::{Candidate, SqlError, Untyped};

const NEW_COLUMN: &str =
    "a new column comes with a migration: `rallyc migrate new NAME` adds one, for `ALTER TABLE`";

pub(super) fn describe(error: &SqlError, types: &DeclaredTypes) -> Diagnostic {
    if let SqlError::Mistake(mistake) = error {
        return mistake.diagnostic(types);
    }
    describe_statement(error)
        .or_else(|| describe_name(error))
        .or_else(|| describe_parameter(error, types))
        .or_else(|| describe_argument(error, types))
        .or_else(|| describe_stored(error, types))
        .unwrap_or_else(|| describe_column(error))
}

fn describe_statement(error: &SqlError) -> Option<Diagnostic> {
    Some(match error {
        SqlError::EmptyQuery { span } => {
            Diagnostic::error(codes::EMPTY_QUERY, *span, "this query has no SQL")
                .help("write one statement between the braces, such as `SELECT id FROM games`")
        }
        SqlError::SeveralStatements { span } => Diagnostic::error(
            codes::SEVERAL_STATEMENTS,
            *span,
            "a query is one statement, and here a second begins",
        )
        .help("make it a query of its own; a handler runs both in one `db.transaction`"),
        SqlError::ForbiddenStatement { span, keyword } => forbidden_statement(*span, keyword),
        SqlError::ForbiddenRollback { span } => Diagnostic::error(
            codes::FORBIDDEN_ROLLBACK,
            *span,
            "`ROLLBACK` on conflict is not allowed",
        )
        .note("transactions are committed in groups; it would undo the work of others in the group")
        .help("use `ABORT`, which undoes this statement alone"),
        SqlError::Denied { span, what } => Diagnostic::error(
            codes::FORBIDDEN_STATEMENT,
            *span,
            format!("a query may not use {what}"),
        ),
        SqlError::TooDeep { span } => Diagnostic::error(
            codes::TOO_DEEP,
            *span,
            "this query is nested too deeply to be checked",
        )
        .help("move the inner parts into a `WITH` clause or a view"),
        SqlError::Rejected(rejected) => rejected.diagnostic(),
        _ => return None,
    })
}

fn forbidden_statement(span: Span, keyword: &str) -> Diagnostic {
    let message = format!("a query cannot run `{keyword}`");
    let diagnostic = Diagnostic::error(codes::FORBIDDEN_STATEMENT, span, message);
    match keyword {
        "CREATE" | "ALTER" | "DROP" | "REINDEX" | "ANALYZE" => {
            diagnostic.help("change the schema in a new file in `migrations/`")
        }
        "TRUNCATE" => diagnostic.help("write `DELETE FROM` and the table"),
        "MERGE" => diagnostic.help("write `INSERT … ON CONFLICT (column) DO UPDATE SET …`"),
        "SET" | "PRAGMA" => {
            diagnostic.help("leave it out: the runtime sets the options of the connection")
        }
        "BEGIN" | "COMMIT" | "END" | "START" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" => {
            diagnostic.help("open the transaction in the handler, with `db.transaction`")
        }
        _ => diagnostic.help(
            "a query is a `SELECT`, `VALUES`, `INSERT`, `UPDATE` or `DELETE`, perhaps after `WITH`",
        ),
    }
}

fn describe_name(error: &SqlError) -> Option<Diagnostic> {
    Some(match error {
        SqlError::UnknownTable {
            span,
            name,
            nearest,
            past,
        } => {
            let missing = || format!("there is no table `{name}`");
            let message = past.as_deref().map_or_else(missing, past_message);
            let found = Diagnostic::error(codes::UNKNOWN_TABLE, *span, message);
            let found = match foreign_table(name) {
                Some(help) => found.help(help),
                None => found,
            };
            let found = suggest(add_past(found, past.as_deref()), nearest.as_ref());
            found.or_help(bring_back(past.as_deref(), NEW_TABLE))
        }
        SqlError::UnknownQualifier {
            span,
            name,
            alias,
            nearest,
            in_sight,
            past,
        } => {
            let found = unknown_qualifier(*span, name, alias.as_deref());
            let found = suggest(add_past(found, past.as_deref()), nearest.as_deref());
            add_in_sight(found, in_sight)
        }
        SqlError::UnknownColumn { .. } => unknown_column(error),
        SqlError::AmbiguousColumn {
            span,
            name,
            relations,
        } => ambiguous(*span, name, relations),
        SqlError::UnknownFunction {
            span,
            name,
            nearest,
        } => {
            let found = Diagnostic::error(
                codes::UNKNOWN_FUNCTION,
                *span,
                format!("SQLite has no function `{name}`"),
            );
            match (foreign_function(name), nearest) {
                (Some(help), _) => found.help(help),
                (None, Some(nearest)) => found.help(format!("did you mean `{nearest}`?")),
                (None, None) => found,
            }
        }
        SqlError::PartCount {
            first,
            second,
            what,
        } => part_count(*first, *second, what),
        SqlError::ArgumentCount {
            span,
            name,
            given,
            expected,
        } => {
            let message = format!("`{name}` takes {expected}, and here it has {given}");
            Diagnostic::error(codes::ARGUMENT_COUNT, *span, message)
        }
        SqlError::ValueCount {
            span,
            values,
            columns,
        } => {
            let message = format!(
                "{} for {}",
                count(*values, "value"),
                count(*columns, "column")
            );
            Diagnostic::error(codes::VALUE_COUNT, *span, message)
        }
        _ => return None,
    })
}

fn part_count(first: (Span, usize), second: (Span, usize), what: &str) -> Diagnostic {
    let (one, other) = (count(first.1, "column"), count(second.1, "column"));
    let message = format!("{what} has {other}, and the first has {one}");
    Diagnostic::error(codes::PART_COUNT, second.0, message)
        .label(other)
        .also(first.0, one)
        .help("each has as many columns as the first; `NULL` stands where there is nothing")
}

fn unknown_qualifier(span: Span, name: &str, alias: Option<&str>) -> Diagnostic {
    let message = format!("no table in sight is called `{name}`");
    let found = Diagnostic::error(codes::UNKNOWN_TABLE, span, message);
    match alias {
        Some(alias) => found.help(format!("the table `{name}` is called `{alias}` here")),
        None => found,
    }
}

fn add_in_sight(found: Diagnostic, names: &[String]) -> Diagnostic {
    const MOST: usize = 6;
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => found.or_help("there is no `FROM`, so no table is in sight"),
        [only] => found.or_help(format!("the one table in sight is {only}")),
        [first @ .., last] if first.len() < MOST => {
            found.or_help(format!("in sight are {} and {last}", first.join(", ")))
        }
        many => found.or_help(format!(
            "in sight are {} and {} more",
            many[..MOST].join(", "),
            many.len() - MOST
        )),
    }
}

fn unknown_column(error: &SqlError) -> Diagnostic {
    let SqlError::UnknownColumn {
        span,
        name,
        relation,
        nearest,
        declared,
        quoted,
        elsewhere,
    } = error
    else {
        return describe_column(error);
    };
    let past = elsewhere.past.as_ref();
    let message = match (past, relation) {
        (Some(past), _) => past_message(past),
        (None, Some(relation)) => format!("`{relation}` has no column `{name}`"),
        (None, None) => format!("there is no column `{name}` here"),
    };
    let found = Diagnostic::error(codes::UNKNOWN_COLUMN, *span, message);
    let found = suggest(add_past(found, past), nearest.as_ref());
    if found.help.is_some() || past.is_some() {
        return found.or_help(bring_back(past, NEW_COLUMN));
    }
    if *quoted {
        return found.help(format!(
            "double quotes are for names; a text is written `'{name}'`"
        ));
    }
    let found = match (relation, declared) {
        (Some(relation), Some(declared)) => {
            found.also(*declared, format!("`{relation}` is declared here"))
        }
        _ => found,
    };
    match &elsewhere.table {
        Some(table) => add_elsewhere(found, name, table),
        None => found.help(NEW_COLUMN),
    }
}

fn add_elsewhere(found: Diagnostic, column: &str, table: &Candidate) -> Diagnostic {
    let found = found.help(format!("join `{}`, which has it", table.name));
    match table.declared {
        Some(place) => found.also(place, format!("`{}` has a column `{column}`", table.name)),
        None => found,
    }
}

fn suggest(diagnostic: Diagnostic, nearest: Option<&Candidate>) -> Diagnostic {
    let (Some(Candidate { name, declared }), None) = (nearest, &diagnostic.help) else {
        return diagnostic;
    };
    let diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
    match declared {
        Some(span) => diagnostic.also(*span, format!("`{name}` is declared here")),
        None => diagnostic,
    }
}

fn ambiguous(span: Span, name: &str, relations: &[String]) -> Diagnostic {
    let qualified: Vec<_> = relations
        .iter()
        .map(|relation| format!("`{relation}.{name}`"))
        .collect();
    Diagnostic::error(
        codes::AMBIGUOUS_COLUMN,
        span,
        format!("`{name}` could be a column of several tables"),
    )
    .help(format!("write {}", qualified.join(" or ")))
}

fn describe_parameter(error: &SqlError, types: &DeclaredTypes) -> Option<Diagnostic> {
    Some(match error {
        SqlError::UndeclaredParameter {
            span,
            name,
            query,
            arguments,
            nearest,
        } => {
            let message = format!("`:{name}` is not an argument of `{query}`");
            let found = Diagnostic::error(codes::UNDECLARED_PARAMETER, *span, message);
            match nearest {
                Some(Candidate {
                    name,
                    declared: Some(declared),
                }) => found
                    .also(*declared, "this argument is declared")
                    .help(format!("did you mean `:{name}`?")),
                _ => found.help(format!("declare it: `query {query}({arguments})`")),
            }
        }
        SqlError::ForeignPlaceholder { span, text } => {
            let name = text.trim_start_matches(['?', '@', '$', ':']);
            let name = if name.starts_with(|c: char| c.is_alphabetic()) {
                name
            } else {
                "name"
            };
            Diagnostic::error(
                codes::FOREIGN_PLACEHOLDER,
                *span,
                format!("`{text}` is not how a parameter is written"),
            )
            .help(format!(
                "write the name of an argument after a colon: `:{name}`"
            ))
        }
        SqlError::ParameterConflict {
            name,
            first,
            second,
        } => conflict(name, first, second, types),
        SqlError::UntypedParameter { span, name } => {
            let message = format!("nothing in this query says what type `:{name}` has");
            Diagnostic::error(codes::UNTYPED_PARAMETER, *span, message).help(format!(
                "declare it where the query is declared, such as `{name}: Int`"
            ))
        }
        _ => return None,
    })
}

fn conflict(name: &str, first: &Evidence, second: &Evidence, types: &DeclaredTypes) -> Diagnostic {
    let (one, other) = (first.ty.name(types), second.ty.name(types));
    let undeclared = undeclared_json(first.ty, second, types)
        .or_else(|| undeclared_json(second.ty, first, types));
    let message = format!("`:{name}` is used as {one} and as {other}");
    Diagnostic::error(codes::PARAMETER_CONFLICT, second.span, message)
        .label(format!("{other} {}", second.reason))
        .also(first.span, format!("{one} {}", first.reason))
        .help(match undeclared {
            Some(help) => help,
            None if first.ty.is_json() && second.ty.is_json() => "use two arguments".to_owned(),
            None => format!(
                "use two arguments, or convert one use: `CAST(:{name} AS {})`",
                second.ty.sql_name()
            ),
        })
}

fn describe_argument(error: &SqlError, types: &DeclaredTypes) -> Option<Diagnostic> {
    Some(match error {
        SqlError::UnusedArgument { span, name } => Diagnostic::error(
            codes::UNUSED_ARGUMENT,
            *span,
            format!("the SQL never uses the argument `{name}`"),
        )
        .help(format!(
            "write `:{name}` in the SQL, or take the argument away"
        )),
        SqlError::ArgumentConflict {
            name,
            declared,
            ty,
            evidence,
        } => argument_conflict(name, *declared, *ty, evidence, types),
        SqlError::ListArgument {
            span,
            name,
            declared,
            misuse,
        } => describe_list(*span, name, *declared, *misuse),
        SqlError::NeverTrue {
            span,
            name,
            argument,
        } => never_true(*span, name, *argument),
        SqlError::NullArgument {
            span,
            name,
            column,
            declared,
            argument,
        } => {
            let message = format!("`:{name}` may be NULL, and `{column}` may not");
            let found = Diagnostic::error(codes::NULL_ARGUMENT, *span, message)
                .also(*argument, "declared as an `Option` here");
            let found = match declared {
                Some(declared) => {
                    found.also(*declared, format!("`{column}` is declared `NOT NULL` here"))
                }
                None => found,
            };
            found.help("declare the argument without `Option`, or give another value for NULL with `coalesce`")
        }
        _ => return None,
    })
}

fn argument_conflict(
    name: &str,
    declared: Span,
    ty: ArgumentType,
    evidence: &Evidence,
    types: &DeclaredTypes,
) -> Diagnostic {
    let (written, used) = (ty.name(types), evidence.ty.name(types));
    let fitting = ty.with_item(evidence.ty).name(types);
    let message = match ty {
        ArgumentType::List(_) => {
            format!("`:{name}` is declared {written} and its values are used as {used}")
        }
        _ => format!("`:{name}` is declared {written} and used as {used}"),
    };
    let undeclared = undeclared_json(ty.item(), evidence, types);
    let help = match ty {
        _ if let Some(help) = undeclared => help,
        ArgumentType::List(_) => format!("declare `{name}: {fitting}`"),
        _ if ty.item().is_json() || evidence.ty.is_json() => {
            format!("declare `{name}: {fitting}`")
        }
        _ => format!(
            "declare `{name}: {fitting}`, or convert it: `CAST(:{name} AS {})`",
            evidence.ty.sql_name()
        ),
    };
    Diagnostic::error(codes::PARAMETER_CONFLICT, evidence.span, message)
        .label(format!("{used} {}", evidence.reason))
        .also(declared, format!("declared {written} here"))
        .help(help)
}

// A declared type that goes where a column says nothing of JSON.
fn undeclared_json(ty: SqlType, evidence: &Evidence, types: &DeclaredTypes) -> Option<String> {
    let SqlType::Document(_) = ty else {
        return None;
    };
    let ColumnSource { table, column } = evidence.column.as_ref()?;
    (evidence.ty == SqlType::String).then(|| {
        format!(
            "if the column holds it as JSON, say so: `table {table} {{ {column}: {} }}`",
            ty.name(types)
        )
    })
}

fn never_true(span: Span, name: &str, argument: Span) -> Diagnostic {
    let message = format!("where `:{name}` is NULL, no row passes this condition");
    Diagnostic::warning(codes::NEVER_TRUE, span, message)
        .also(argument, "declared as an `Option` here")
        .help(format!(
            "compare with `IS :{name}`, which finds NULL too; or write `(:{name} IS NULL OR …)`, which then takes every row"
        ))
}

fn describe_column(error: &SqlError) -> Diagnostic {
    match error {
        SqlError::DuplicateColumn {
            first,
            second,
            name,
        } => duplicate_column(*first, *second, name),
        SqlError::UntypedColumn { .. } => untyped_column(error),
        SqlError::MissingColumn {
            span,
            table,
            column,
            declared,
        } => {
            let message =
                format!("this INSERT gives no value for `{table}.{column}`, which needs one");
            let found = Diagnostic::error(codes::MISSING_COLUMN, *span, message).help(format!(
                "add `{column}` to the columns, and `:{column}` to the values"
            ));
            match declared {
                Some(declared) => {
                    found.also(*declared, "declared `NOT NULL` without a default here")
                }
                None => found,
            }
        }
        other => disagreement(other),
    }
}

fn duplicate_column(first: Span, second: Span, name: &str) -> Diagnostic {
    let message = format!("two columns of the result are called `{name}`");
    let found = Diagnostic::error(codes::DUPLICATE_COLUMN, second, message);
    if first == second {
        return found
            .help("list the columns in the place of `*`, and name one of the two with `AS`");
    }
    found
        .also(first, "the first is here")
        .help(format!("name one of them: `AS other_{}`", identifier(name)))
}

fn untyped_column(error: &SqlError) -> Diagnostic {
    let SqlError::UntypedColumn {
        span,
        name,
        expression,
        reason,
        suggested,
    } = error
    else {
        return disagreement(error);
    };
    let message = match reason {
        Untyped::Null => format!("the column `{name}` is always NULL, which has no type"),
        _ => format!("nothing says what type the column `{name}` has"),
    };
    let found = Diagnostic::error(codes::UNTYPED_COLUMN, *span, message);
    let found = match reason {
        Untyped::Declared {
            ty,
            place: Some(place),
        } if ty.is_empty() => found.also(*place, "declared without a type"),
        Untyped::Declared {
            ty,
            place: Some(place),
        } => found.also(
            *place,
            format!("declared `{ty}`, which may hold values of several types"),
        ),
        Untyped::Generated { place: Some(place) } => found.also(
            *place,
            "generated from what may be of several types, whatever type is declared",
        ),
        Untyped::Expression => {
            found.note("its values may be of several types, and SQLite does not convert them")
        }
        _ => found,
    };
    let cast = format!(
        "CAST({expression} AS {}) AS {}",
        suggested.sql_name(),
        identifier(name)
    );
    found.help(format!("say it with a CAST: `{cast}`"))
}

fn disagreement(error: &SqlError) -> Diagnostic {
    let SqlError::Disagreement { span, detail } = error else {
        unreachable!("every other error has its own description");
    };
    Diagnostic::error(codes::DISAGREEMENT, *span, "rallyc and SQLite read this query differently")
        .note(detail.clone())
        .note("this is a mistake in rallyc, not in the query; please report it with the query and its tables")
}

fn identifier(name: &str) -> &str {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        name
    } else {
        "name"
    }
}

fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
