//! What columns mean. Knows nothing of the database.

use rally_idl::ast;

use super::context::{Context, name};
use super::scope::Scope;
use super::types::resolve_fields;
use crate::ir;

/// Binds a table's columns.
pub(crate) fn resolve_table(table: &ast::Table, context: &mut Context) -> ir::Table {
    let columns = resolve_fields("column", &table.columns, Scope::Data, context);
    // A column that is declared twice has its diagnostic, and only its first type is kept.
    let type_of = |column: &ir::Field| {
        let same = |field: &&ast::Field| field.name.span == column.name.span;
        let field = table.columns.iter().find(same);
        field.map_or(column.name.span, |field| field.ty.span)
    };
    ir::Table {
        name: name(&table.name),
        docs: table.docs.clone(),
        type_spans: columns.iter().map(type_of).collect(),
        columns,
    }
}
