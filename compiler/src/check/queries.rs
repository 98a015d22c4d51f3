//! Queries against the schema of the database: arguments in, SQL, rows out.

use std::collections::{BTreeMap, BTreeSet};

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::documents::Documents;
use super::rows::check_rows;
use super::tables::{doubtful_tables, enum_id};
use super::walk::has_error;
use crate::ir::{self, Row, Shape, Type};
use crate::resolve::Damage;
use crate::sql::{
    Argument, ArgumentType, Catalog, CheckedStatement, DocumentId, Fragment, Fragments, Parameter,
    SqlType, Statement, check_statement, splice,
};

/// Checks every query; a missing catalog has its own diagnostics, and leaves out what depends on it.
pub(crate) fn check_queries(
    schema: &ir::Schema,
    catalog: Option<&Catalog>,
    damage: &Damage,
    found: &mut Vec<Diagnostic>,
) -> ir::CheckedQueries {
    let mut checked = ir::CheckedQueries::new();
    let before = found.len();
    let fragments = fragments(schema);
    let documents = Documents::new(schema);
    let doubtful = doubtful_tables(schema, catalog, found);
    for (at, query) in schema.queries.iter().enumerate() {
        let arguments = check_arguments(query, schema, &documents, found);
        let (Some(catalog), Some(arguments)) = (catalog, arguments) else {
            continue;
        };
        let spliced = match splice(&query.sql, query.sql_span, &fragments) {
            Ok(spliced) => spliced,
            Err(problems) => {
                found.extend(problems);
                continue;
            }
        };
        let statement = Statement {
            text: &spliced.text,
            pieces: &spliced.pieces,
            span: query.sql_span,
            name: &query.name.text,
            arguments: &arguments,
        };
        if let Some(statement) = check_statement(catalog, &statement, found) {
            // What a column means that is wrongly declared would be told anew by every query that reads it.
            let is_sound =
                !names_any(&statement.sql, &doubtful) && !is_row_damaged(query, schema, damage);
            let row = match is_sound {
                true => check_rows(schema, query, &statement, catalog.types(), found),
                false => None,
            };
            let documents = bound_documents(&statement, &documents);
            checked.insert(
                at,
                ir::CheckedQuery {
                    statement,
                    row,
                    documents,
                },
            );
        }
    }
    check_row_names(schema, &checked, found);
    tell_once(found, before);
    checked
}

fn bound_documents(
    statement: &CheckedStatement,
    documents: &Documents<'_>,
) -> BTreeMap<DocumentId, Type> {
    let of_parameter = |parameter: &Parameter| match parameter.ty.item() {
        SqlType::Document(id) => Some((id, documents.get(id)?.clone())),
        _ => None,
    };
    statement
        .parameters
        .iter()
        .filter_map(of_parameter)
        .collect()
}

// The structs that are made for rows stand in one module.
fn check_row_names(schema: &ir::Schema, checked: &ir::CheckedQueries, found: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<&str, (Span, bool)> = BTreeMap::new();
    for (&at, query) in checked {
        let place = schema.queries[at].name.span;
        let names = query.row.iter().flat_map(ir::Reading::inferred_structs);
        for (depth, name) in names.enumerate() {
            let is_row = depth == 0;
            // Of two rows whose structs are called alike the queries are, which was told.
            if let Some((other, was_row)) = known.insert(name, (place, is_row))
                && !(is_row && was_row)
            {
                found.push(same_row_name(name, other, place));
            }
        }
    }
}

fn same_row_name(name: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("two structs of rows would be called `{name}`");
    let problem = Diagnostic::error(codes::SAME_GENERATED_NAME, second, message)
        .help("name the columns of one otherwise, or declare a `struct` for it");
    match first == second {
        true => problem.label("both of this query"),
        false => problem.also(first, "the other is of this query"),
    }
}

// What is wrong in a fragment is found again in every query that uses it.
fn tell_once(found: &mut Vec<Diagnostic>, from: usize) {
    let mut told = BTreeSet::new();
    let of_queries = found.split_off(from);
    let is_new = |problem: &Diagnostic| {
        told.insert((problem.primary.span, problem.code, problem.message.clone()))
    };
    found.extend(of_queries.into_iter().filter(is_new));
}

// A field that could not be read is missing from the struct, and its column is not one too many.
fn is_row_damaged(query: &ir::Query, schema: &ir::Schema, damage: &Damage) -> bool {
    match &query.shape {
        Shape::List(row) | Shape::Option(row) | Shape::One(row) => match row {
            Row::Declared(Type::Declared(id), _) => {
                damage.touches(schema.types[id.0].name.span.file)
            }
            _ => false,
        },
        Shape::Changes => false,
    }
}

fn names_any(sql: &str, tables: &BTreeSet<&str>) -> bool {
    let is_boundary = |c: char| !(c.is_alphanumeric() || c == '_');
    sql.split(is_boundary)
        .any(|word| tables.iter().any(|table| table.eq_ignore_ascii_case(word)))
}

fn fragments(schema: &ir::Schema) -> Fragments<'_> {
    let named = schema.fragments.iter().map(|fragment| {
        let (text, span) = (fragment.sql.as_str(), fragment.sql_span);
        (fragment.name.text.as_str(), Fragment { text, span })
    });
    named.collect()
}

// `None` where a type is unusable: what the SQL says of such an argument would only repeat it.
fn check_arguments(
    query: &ir::Query,
    schema: &ir::Schema,
    documents: &Documents<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<Argument>> {
    let mut usable = true;
    let mut arguments = Vec::with_capacity(query.arguments.len());
    for argument in &query.arguments {
        let ty = match &argument.ty {
            None => None,
            Some(ty) if has_error(ty) => {
                usable = false;
                None
            }
            Some(ty) => {
                let sql = argument_type(schema, documents, ty);
                if sql.is_none() {
                    found.push(no_parameter(argument, ty, schema));
                    usable = false;
                }
                sql
            }
        };
        arguments.push(Argument {
            name: argument.name.text.clone(),
            span: argument.name.span,
            ty,
            document: argument.ty.as_ref().and_then(|ty| documents.id(ty)),
        });
    }
    usable.then_some(arguments)
}

fn argument_type(
    schema: &ir::Schema,
    documents: &Documents<'_>,
    ty: &Type,
) -> Option<ArgumentType> {
    let one = |ty: &Type| sql_type(schema, ty).or_else(|| documents.sql_type(ty));
    let is_values = |item: &Type| sql_type(schema, without_option(item)).is_some();
    match ty {
        Type::List(item) if let Some(item) = sql_type(schema, item) => {
            Some(ArgumentType::List(item))
        }
        // Lists of values that may be NULL, or that may be missing, are known where a column holds them.
        Type::List(item) if is_values(item) && !documents.is_of_column(ty) => None,
        Type::Option(list) if is_list(list) && !documents.is_of_column(list) => None,
        Type::Option(item) => one(item).map(ArgumentType::Optional),
        ty => one(ty).map(ArgumentType::One),
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(_))
}

fn without_option(ty: &Type) -> &Type {
    match ty {
        Type::Option(item) => item,
        ty => ty,
    }
}

/// The type of SQL that holds the values of a type; `None` where no column can.
pub(crate) fn sql_type(schema: &ir::Schema, ty: &Type) -> Option<SqlType> {
    match ty {
        Type::Int => Some(SqlType::Int),
        Type::Float => Some(SqlType::Float),
        Type::Bool => Some(SqlType::Bool),
        Type::String => Some(SqlType::String),
        Type::Bytes => Some(SqlType::Bytes),
        Type::Time => Some(SqlType::Time),
        Type::Date => Some(SqlType::Date),
        Type::Uuid => Some(SqlType::Uuid),
        Type::Decimal => Some(SqlType::Decimal),
        Type::Json => Some(SqlType::Json),
        Type::Declared(id) => enum_id(schema, *id).map(SqlType::Enum),
        _ => None,
    }
}

fn no_parameter(argument: &ir::QueryArgument, ty: &Type, schema: &ir::Schema) -> Diagnostic {
    let written = schema.written(ty);
    let message = format!("a query cannot take an argument of type `{written}`");
    let problem = Diagnostic::error(codes::ARGUMENT_TYPE, argument.name.span, message);
    let is_option = |ty: &Type| matches!(ty, Type::Option(_));
    match ty {
        Type::Option(item) if matches!(**item, Type::List(_)) => problem
            .label("a list may be empty, and is never NULL")
            .help(format!(
                "take a `{}`; where no items shall mean every row, write `(json_array_length(:{name}) = 0 OR … IN (:{name}))`",
                schema.written(item),
                name = argument.name.text
            )),
        Type::List(item) if is_option(item) => problem
            .label("a NULL is equal to nothing, so it has no place in a list")
            .help("take a list of what is there, and ask for NULL with `… IS NULL` in the SQL"),
        _ => problem.label("SQLite has no such value").help("pass a value that a column can hold, such as an `Int`, a `String`, a `Time` or an enum without payload, or an `Option` or a `List` of one"),
    }
}
