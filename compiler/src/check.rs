//! A resolved schema to a checked one. Pushes diagnostics; never changes the IR.

mod app;
pub mod codes;
mod documents;
mod messages;
mod migrations;
mod names;
mod pages;
mod queries;
mod routes;
mod rows;
mod tables;
mod types;
mod unused;
mod walk;

use rally_idl::diagnostic::{Diagnostic, Severity};

use crate::compile::Input;
use crate::ir;
use crate::resolve::Damage;
use crate::sql::{Catalog, Relation};

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

    /// The queries with their statements as SQLite and the resolver see them, by the query's place in the schema; every query has one.
    #[must_use]
    pub fn queries(&self) -> &ir::CheckedQueries {
        &self.queries
    }
}

/// What checking leaves.
#[derive(Debug)]
pub struct Checked {
    /// The schema; `None` where any stage so far has found an error.
    pub schema: Option<CheckedSchema>,
    /// The tables and views that the migrations leave; none where one of them is wrong.
    pub relations: Vec<Relation>,
}

/// Checks everything.
///
/// `diagnostics` holds what the parser and the resolver found.
#[must_use]
pub fn check(schema: ir::Schema, input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Checked {
    let damage = Damage::of(diagnostics, &input.sources);
    app::check_clients(&schema, &damage, diagnostics);
    names::check_names(&schema, diagnostics);
    routes::check_routes(&schema, diagnostics);
    types::check_types(&schema, diagnostics);
    pages::check_pages(&schema, &damage, diagnostics);
    messages::check_messages(&schema, &damage, diagnostics);
    let meanings = tables::check_tables(&schema, diagnostics);
    let catalog = migrations::check_migrations(input, &meanings, diagnostics);
    if let Some(catalog) = &catalog {
        migrations::check_seeds(input, catalog, diagnostics);
    }
    let queries = queries::check_queries(&schema, catalog.as_ref(), &damage, diagnostics);
    let relations = catalog.as_ref().map(Catalog::relations).unwrap_or_default();
    if has_errors(diagnostics) {
        return Checked {
            schema: None,
            relations,
        };
    }
    // What seems unused in a schema with errors may be used by what has the error.
    app::check_empty_clients(&schema, diagnostics);
    pages::check_replies(&schema, diagnostics);
    unused::check_unused(&schema, diagnostics);
    unused::check_rust(&schema, &input.rust, diagnostics);
    Checked {
        schema: Some(CheckedSchema { schema, queries }),
        relations,
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    diagnostics.iter().any(is_error)
}
