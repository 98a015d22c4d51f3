//! The crate `generated/app`: pages, handlers and migrations put together for the server.

mod call;
mod client;
mod entries;
mod example;
mod gate;
mod model;
mod open;
mod shapes;
mod subscribe;

use askama::Template;

use super::ident::literal;
use super::{Context, generate, page};
use crate::compile::{FileSet, Input};
use crate::ir::Client;

/// Renders the crate.
pub(super) fn render(context: &Context<'_>, input: &Input, files: &mut FileSet) {
    let schema = context.checked.schema();
    let clients: Vec<_> = schema
        .clients
        .iter()
        .map(|client| client.name.text.as_str())
        .collect();
    generate(
        files,
        "generated/app/Cargo.toml",
        &Manifest {
            app: context.app,
            clients,
        },
    );
    let shapes = shapes::shapes_file(context);
    let clients: Vec<_> = schema.clients.iter().map(client_view).collect();
    let lib = Lib {
        app: context.app,
        protocol: context.protocol(),
        resolves: clients.iter().any(|client| client.auth_trait.is_some()),
        has_shapes: shapes.is_some(),
        not_found: schema.clients.iter().filter_map(not_found).collect(),
        converses: clients.iter().any(|client| client.converses),
        updates: clients.iter().any(|client| client.updates),
        follows: clients.iter().any(|client| client.follows),
        clients,
        has_jobs: !schema.jobs.is_empty(),
        has_identity: schema.clients.iter().any(|client| client.auth.is_some()),
    };
    generate(files, "generated/app/src/lib.rs", &lib);
    generate(files, "generated/app/src/migrations.rs", &migrations(input));
    if let Some(shapes) = &shapes {
        generate(files, "generated/app/src/shapes.rs", shapes);
    }
    let entries = entries::entries_file(context);
    generate(files, "generated/app/src/entries.rs", &entries);
    for client in &schema.clients {
        let path = format!("generated/app/src/{}.rs", client.name.text);
        generate(files, path, &client::client_file(context, client));
    }
}

fn client_view(client: &Client) -> ClientView {
    ClientView {
        module: page::client_module(client),
        literal: literal(&client.name.text),
        has_auth: client.auth.is_some(),
        recheck: client
            .auth
            .as_ref()
            .map(|auth| auth.recheck.as_secs().max(1)),
        auth_trait: page::takes_credentials(client).then(|| gate::auth_trait(client)),
        follows: client.pages.iter().any(page::follows),
        converses: client.pages.iter().any(page::has_server_model),
        updates: client.pages.iter().any(page::sends_to_server),
    }
}

fn not_found(client: &Client) -> Option<NotFoundView> {
    let page = client.pages.iter().find(|page| page::is_not_found(page))?;
    let (module, name) = (page::client_module(client), page::names(page).name);
    let search = match &*page.search {
        [] => "",
        _ => " { search: Default::default() }",
    };
    Some(NotFoundView {
        client: literal(&client.name.text),
        route: format!("contract::{module}::Route::{name}{search}"),
    })
}

fn migrations(input: &Input) -> MigrationsFile {
    let view = |&id| {
        let path = &input.sources.file(id).path;
        let name = path.rsplit('/').next().unwrap_or(path);
        MigrationView {
            name_literal: literal(name),
            path_literal: literal(&format!("../../../{path}")),
        }
    };
    MigrationsFile {
        migrations: input.migrations.iter().map(view).collect(),
    }
}

#[derive(Template)]
#[template(path = "app/Cargo.toml")]
struct Manifest<'a> {
    app: &'a str,
    clients: Vec<&'a str>,
}

struct ClientView {
    module: String,
    literal: String,
    has_auth: bool,
    /// In seconds.
    recheck: Option<u64>,
    /// Where its `Authorization` headers are resolved; `None` where it takes none.
    auth_trait: Option<String>,
    /// Whether any page of it follows anything.
    follows: bool,
    /// Whether any page of it converses with a model on the server.
    converses: bool,
    /// Whether any of them has something to say to it.
    updates: bool,
}

/// The page for lost visitors of a client that has one.
struct NotFoundView {
    /// As a literal.
    client: String,
    /// The route, as an expression.
    route: String,
}

#[derive(Template)]
#[template(path = "app/lib.rs")]
struct Lib<'a> {
    app: &'a str,
    protocol: &'static str,
    clients: Vec<ClientView>,
    not_found: Vec<NotFoundView>,
    has_jobs: bool,
    has_identity: bool,
    follows: bool,
    resolves: bool,
    has_shapes: bool,
    converses: bool,
    updates: bool,
}

struct MigrationView {
    name_literal: String,
    path_literal: String,
}

#[derive(Template)]
#[template(path = "app/migrations.rs")]
struct MigrationsFile {
    migrations: Vec<MigrationView>,
}
