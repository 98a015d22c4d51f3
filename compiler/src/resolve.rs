//! Syntax trees to a schema: collects declarations, then binds every name and reads every value. Knows no rule but what
//! a name or a value may be where it stands; the others are the checks'.

mod app;
mod auth;
mod carrier;
pub mod case;
mod client;
pub mod codes;
mod context;
mod cron;
mod damage;
mod declare;
mod duration;
mod folder;
mod fragment;
mod job;
mod layout;
mod literal;
mod message;
mod page;
mod page_routes;
mod param;
mod place;
mod policy;
mod query;
mod quoted;
mod route;
mod rpc;
mod scope;
mod search;
mod section;
mod server;
mod settings;
mod sql_file;
mod table;
#[cfg(test)]
mod tests;
mod topic;
mod types;
mod unknown;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::{FileId, SourceMap};

use crate::ir;
use carrier::Part;
use client::Resolved;
use context::Context;
use declare::Declarations;
use folder::Folder;
use scope::{ClientScope, MessageScope, Scope};

pub(crate) use damage::Damage;
pub(crate) use place::Place;

/// Binds the names of all files; an item that does not resolve is left out and has its diagnostic.
///
/// `sql` are the files that queries may name. `diagnostics` holds what the parser found: names that a damaged item may
/// declare are not reported as unknown.
#[must_use]
pub fn resolve(
    files: &[ast::File],
    sources: &SourceMap,
    sql: &[FileId],
    diagnostics: &mut Vec<Diagnostic>,
) -> ir::Schema {
    let damage = Damage::of(diagnostics, sources);
    let declared = declare::collect(files, diagnostics);
    let mut context = Context::new(sources, damage, &declared, sql, diagnostics);
    let folders = folder::collect_folders(files, &declared.clients, &mut context);
    let scopes: Vec<ClientScope> = folders.iter().map(ClientScope::of).collect();
    carrier::find_owners(&folders, &mut context);
    let clients = resolve_clients(&folders, &scopes, &mut context);
    let schema = ir::Schema {
        app: app::resolve_app(files, &declared.apps, &mut context),
        types: resolve_types(&declared, &folders, &scopes, &clients, &mut context),
        clients: each(clients, |resolved| resolved.client),
        queries: query::resolve_queries(&declared.queries, &mut context),
        topics: each(&declared.topics, |topic| {
            topic::resolve_topic(topic, &mut context)
        }),
        jobs: each(&declared.jobs, |job| job::resolve_job(job, &mut context)),
        tables: each(&declared.tables, |table| {
            table::resolve_table(table, &mut context)
        }),
        fragments: each(&declared.fragments, |item| fragment::resolve_fragment(item)),
    };
    carrier::report_unowned(&mut context);
    schema
}

fn each<T, R>(items: impl IntoIterator<Item = T>, resolve: impl FnMut(T) -> R) -> Vec<R> {
    items.into_iter().map(resolve).collect()
}

fn resolve_clients(
    folders: &[Folder],
    scopes: &[ClientScope],
    context: &mut Context,
) -> Vec<Resolved> {
    let mut clients = Vec::with_capacity(folders.len());
    for (folder, scope) in folders.iter().zip(scopes) {
        match folder.client {
            Some(client) => clients.push(client::resolve_client(client, folder, scope, context)),
            None => client::resolve_strays(folder, scope, context),
        }
    }
    // The last scope is of what belongs to no client.
    for (at, scope) in scopes.iter().take(clients.len()).enumerate() {
        if let Some(auth) = scope.auth() {
            auth::resolve_sign_in(auth, at, &mut clients, context);
        }
    }
    clients
}

fn resolve_types(
    declared: &Declarations,
    folders: &[Folder],
    scopes: &[ClientScope],
    clients: &[Resolved],
    context: &mut Context,
) -> Vec<ir::TypeDeclaration> {
    let mut types = Vec::with_capacity(declared.types.len());
    for (at, item) in declared.types.iter().enumerate() {
        let carrier = context.carriers.get(&ir::TypeId(at)).copied();
        types.push(match carrier.map(|carrier| carrier.owner) {
            None => types::resolve_declaration(item, ir::Home::Data, Scope::Data, context),
            Some(None) => types::resolve_declaration(item, ir::Home::Data, Scope::Unknown, context),
            Some(Some(owner)) => {
                let (folder, client) = (&folders[owner.folder], &scopes[owner.folder]);
                let scope = match owner.part {
                    Part::Page(page) => MessageScope::of_page(folder.pages[page].page, client),
                    Part::Layout(layout) => MessageScope::of_layout(folder.layouts[layout], client),
                };
                let home = home_of(owner.folder, owner.part, clients);
                types::resolve_declaration(item, home, Scope::Message(&scope), context)
            }
        });
    }
    types
}

// A page that did not resolve has its diagnostics; where its enums are does not matter then.
fn home_of(client: usize, part: Part, clients: &[Resolved]) -> ir::Home {
    let Some(resolved) = clients.get(client) else {
        return ir::Home::Data;
    };
    match part {
        Part::Layout(layout) => ir::Home::Layout { client, layout },
        Part::Page(page) => match resolved.pages[page] {
            Some(page) => ir::Home::Page { client, page },
            None => ir::Home::Data,
        },
    }
}
