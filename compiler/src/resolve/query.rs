//! Queries with the types of their arguments and rows bound. Knows nothing of SQL.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::context::{Context, name};
use super::scope::Scope;
use super::sql_file::resolve_source;
use super::types::resolve_type;
use crate::ir;

/// Binds every query that has a statement, in the order of declaration.
pub(crate) fn resolve_queries(queries: &[&ast::Query], context: &mut Context) -> Vec<ir::Query> {
    let resolve = |query: &&ast::Query| resolve_query(query, context);
    queries.iter().filter_map(resolve).collect()
}

fn resolve_query(query: &ast::Query, context: &mut Context) -> Option<ir::Query> {
    let source = resolve_source(&query.source, context);
    let arguments = resolve_arguments(&query.arguments, context);
    let shape = resolve_shape(&query.shape, context);
    let (sql, sql_span) = source?;
    Some(ir::Query {
        name: name(&query.name),
        docs: query.docs.clone(),
        file: context.path(query.name.span),
        arguments,
        shape,
        sql,
        sql_span,
    })
}

fn resolve_arguments(
    arguments: &[ast::QueryArgument],
    context: &mut Context,
) -> Vec<ir::QueryArgument> {
    let arguments = context.unique("argument", arguments, |argument| &argument.name);
    let resolve = |argument: &ast::QueryArgument| ir::QueryArgument {
        name: name(&argument.name),
        ty: argument
            .ty
            .as_ref()
            .map(|ty| resolve_type(ty, Scope::Data, context)),
    };
    arguments.into_iter().map(resolve).collect()
}

fn resolve_shape(shape: &ast::Shape, context: &mut Context) -> ir::Shape {
    match shape {
        ast::Shape::Changes => ir::Shape::Changes,
        ast::Shape::List(row) => ir::Shape::List(resolve_row(row, context)),
        ast::Shape::Option(row) => ir::Shape::Option(resolve_optional_row(row, context)),
        ast::Shape::One(row) => ir::Shape::One(resolve_row(row, context)),
    }
}

fn resolve_row(row: &ast::Row, context: &mut Context) -> ir::Row {
    match row {
        ast::Row::Inferred(span) => ir::Row::Inferred(*span),
        ast::Row::Declared(ty) => {
            ir::Row::Declared(resolve_type(ty, Scope::Data, context), ty.span)
        }
    }
}

fn resolve_optional_row(row: &ast::Row, context: &mut Context) -> ir::Row {
    let row = resolve_row(row, context);
    if let ir::Row::Declared(ir::Type::Option(_), span) = row {
        let message = "no row and a NULL in a row would be the same `None`";
        context.report(
            Diagnostic::error(codes::NESTED_OPTION, span, message)
                .label("this may be `None` by itself")
                .help("write `Option<_>`, which gives a row with a field"),
        );
        return ir::Row::Declared(ir::Type::Error, span);
    }
    row
}
