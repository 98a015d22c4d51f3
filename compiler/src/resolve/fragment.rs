//! Shared pieces of SQL. Knows nothing of what is in them.

use rally_idl::ast;

use super::context::name;
use crate::ir;

/// Takes a fragment over.
pub(crate) fn resolve_fragment(fragment: &ast::Fragment) -> ir::Fragment {
    ir::Fragment {
        name: name(&fragment.name),
        docs: fragment.docs.clone(),
        sql: fragment.sql.text.clone(),
        sql_span: fragment.sql.span,
    }
}
