//! The crates `generated/clients/*`: the wasm entry of each client.

use askama::Template;

use super::mount::{MountView, mount};
use super::{Context, generate, page};
use crate::compile::FileSet;
use crate::ir::Client;

/// The version of wasm-bindgen whose code generator `rallyc` carries; the bundle must use the same.
pub(super) const WASM_BINDGEN: &str = "0.2.130";

/// Renders the crates.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    for client in &context.checked.schema().clients {
        let name = client.name.text.as_str();
        let folder = format!("generated/clients/{name}");
        let manifest = Manifest {
            app: context.app,
            client: name,
            wasm_bindgen: WASM_BINDGEN,
        };
        generate(files, format!("{folder}/Cargo.toml"), &manifest);
        generate(files, format!("{folder}/src/lib.rs"), &Lib { client: name });
        let routes = routes(context, client);
        generate(files, format!("{folder}/src/routes.rs"), &routes);
    }
}

fn routes(context: &Context<'_>, client: &Client) -> Routes {
    Routes {
        client: page::client_module(client),
        protocol: context.protocol(),
        follows: client.pages.iter().any(page::follows),
        converses: client.pages.iter().any(page::has_server_model),
        mount: mount(client),
        is_route: is_route(client),
    }
}

// An address that only the page for lost visitors would take may well be something else on the server.
fn is_route(client: &Client) -> String {
    let not_found = client.pages.iter().find(|page| page::is_not_found(page));
    match not_found {
        None => "Route::parse(url).is_some()".to_owned(),
        Some(page) => format!(
            "Route::parse(url).is_some_and(|route| !matches!(route, Route::{}{}))",
            page::names(page).name,
            page::any_params(page)
        ),
    }
}

#[derive(Template)]
#[template(path = "client/Cargo.toml")]
struct Manifest<'a> {
    app: &'a str,
    client: &'a str,
    wasm_bindgen: &'a str,
}

#[derive(Template)]
#[template(path = "client/lib.rs")]
struct Lib<'a> {
    client: &'a str,
}

#[derive(Template)]
#[template(path = "client/routes.rs")]
struct Routes {
    client: String,
    protocol: &'static str,
    follows: bool,
    converses: bool,
    mount: MountView,
    is_route: String,
}
