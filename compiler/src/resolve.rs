//! Syntax trees to a schema: collects declarations, then binds every name. Knows no rule that spans several items;
//! those are the checks'.

mod app;
pub mod case;
pub mod codes;
mod context;
mod damage;
mod declare;
mod page;
mod place;
mod query;
mod route;
mod types;
mod unknown;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::SourceMap;

use crate::ir;
use context::Context;

pub(crate) use damage::Damage;
pub(crate) use place::Place;

/// Binds the names of all files; an item that does not resolve is left out and has its diagnostic.
///
/// `diagnostics` holds what the parser found: names that a damaged item may declare are not reported as unknown.
#[must_use]
pub fn resolve(
    files: &[ast::File],
    sources: &SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> ir::Schema {
    let damage = Damage::of(diagnostics, sources);
    let declared = declare::collect(files, diagnostics);
    let mut context = Context::new(sources, damage, &declared, diagnostics);
    ir::Schema {
        app: app::resolve_app(files, &declared.apps, &mut context),
        clients: page::resolve_clients(files, &declared, &mut context),
        types: types::resolve_declarations(&declared.types, &mut context),
        queries: query::resolve_queries(&declared.queries, &mut context),
        ..ir::Schema::default()
    }
}
