//! The files that are written once and then belong to the user.

mod handlers;
mod pages;

use askama::Template;

use super::{Context, begin, page};
use crate::compile::FileSet;

/// Renders every skeleton, and says which modules the user's `lib.rs` files must declare.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let (app, schema) = (context.app, context.checked.schema());
    begin(files, "app/Cargo.toml", &AppManifest { app });
    begin(files, "app/src/main.rs", &Main { app });
    begin(files, "app/tests/refusals.rs", &Refusals);
    begin(files, "server/Cargo.toml", &ServerManifest { app });
    let with_handlers = schema
        .clients
        .iter()
        .filter(|client| handlers::has_handlers(context, client));
    let clients = with_handlers.map(page::client_module);
    let jobs = (!schema.jobs.is_empty()).then(|| "jobs".to_owned());
    let modules: Vec<_> = clients.chain(jobs).collect();
    for module in &modules {
        files.require_module("server/src/lib.rs", format!("pub mod {module};"));
    }
    begin(files, "server/src/lib.rs", &ServerLib { app, modules });
    handlers::render_jobs(context, files);
    for client in &schema.clients {
        pages::render(context, client, files);
        handlers::render(context, client, files);
    }
}

#[derive(Template)]
#[template(path = "skeleton/app_Cargo.toml")]
struct AppManifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/main.rs")]
struct Main<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/refusals.rs")]
struct Refusals;

#[derive(Template)]
#[template(path = "skeleton/server_Cargo.toml")]
struct ServerManifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "skeleton/server_lib.rs")]
struct ServerLib<'a> {
    app: &'a str,
    modules: Vec<String>,
}
