//! What columns mean. Knows nothing of the database.

use rally_idl::ast;

use super::context::{Context, name};
use super::scope::Scope;
use super::types::resolve_field;
use crate::ir;

/// Binds a table's columns.
pub(crate) fn resolve_table(table: &ast::Table, context: &mut Context) -> ir::Table {
    let columns = context.unique("column", &table.columns, |column| &column.name);
    ir::Table {
        name: name(&table.name),
        docs: table.docs.clone(),
        type_spans: columns.iter().map(|column| column.ty.span).collect(),
        columns: columns
            .into_iter()
            .map(|column| resolve_field(column, Scope::Data, context))
            .collect(),
    }
}
