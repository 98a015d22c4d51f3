//! The crate `generated/app`: pages, handlers and migrations put together for the server.

use askama::Template;

use super::ident::{literal, used};
use super::rust_type::call_struct;
use super::{Context, contract, generate, page, server};
use crate::compile::{FileSet, Input};
use crate::ir::{Client, Page, RouteTarget, Rpc};

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
    let lib = Lib {
        app: context.app,
        protocol: context.protocol(),
        clients: schema.clients.iter().map(client_view).collect(),
    };
    generate(files, "generated/app/src/lib.rs", &lib);
    generate(files, "generated/app/src/migrations.rs", &migrations(input));
    for client in &schema.clients {
        let path = format!("generated/app/src/{}.rs", client.name.text);
        generate(files, path, &client_file(client));
    }
}

fn client_view(client: &Client) -> ClientView {
    ClientView {
        module: page::client_module(client),
        literal: literal(&client.name.text),
    }
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

fn client_file(client: &Client) -> ClientFile {
    let calls: Vec<_> = client
        .pages
        .iter()
        .flat_map(|page| page.rpcs.iter().map(move |rpc| call_view(page, rpc)))
        .collect();
    let loads = client.pages.iter().any(|page| page.load.is_some());
    let forms = calls.iter().any(|call| call.has_form);
    ClientFile {
        client: page::client_module(client),
        pages_crate: page::pages_crate(client),
        open_server: used(loads, "server", "_server"),
        open_rq: used(loads, "rq", "_rq"),
        mount_data: used(!client.pages.is_empty(), "data", "_data"),
        mount_now: used(!client.pages.is_empty(), "now", "_now"),
        call_names: CallNames {
            server: used(!calls.is_empty(), "server", "_server"),
            rq: used(!calls.is_empty(), "rq", "_rq"),
            params: used(!calls.is_empty(), "params", "_params"),
            arguments: used(!calls.is_empty(), "arguments", "_arguments"),
        },
        form_fields: used(forms, "fields", "_fields"),
        pages: client
            .pages
            .iter()
            .map(|page| page_view(client, page))
            .collect(),
        calls,
    }
}

fn page_view(client: &Client, page: &Page) -> PageView {
    let names = page::names(page);
    let bare = names.module.trim_start_matches("r#");
    let load = page.load.is_some().then(|| load_view(client, page, bare));
    let pattern = match load {
        Some(_) => page::bound_params(page),
        None => page::any_params(page).to_owned(),
    };
    PageView {
        open_pattern: pattern,
        pattern: page::bound_params(page),
        params: page::bound_params_body(page),
        open: open(client, page, load.as_ref(), &names.module),
        route: names.name.clone(),
        name: names.name,
        module: names.module,
        load,
    }
}

fn load_view(client: &Client, page: &Page, module: &str) -> LoadView {
    let names = page::names(page);
    let has_params = !page::params(page).is_empty();
    let ty = format!(
        "contract::{}::{}::Params",
        page::client_module(client),
        names.module
    );
    LoadView {
        status: status(page),
        function: format!("load_{module}"),
        trait_name: names.server_trait,
        parameter: if has_params {
            format!(", params: {ty}")
        } else {
            String::new()
        },
        argument: if has_params { ", &params" } else { "" },
    }
}

// A page that loads nothing is there at once; its data is `()`.
fn open(client: &Client, page: &Page, load: Option<&LoadView>, module: &str) -> String {
    let Some(load) = load else {
        let status = status(page);
        return format!("ready(rally_runtime::private::opened_without_data({status}))");
    };
    let params = if page::params(page).is_empty() {
        String::new()
    } else {
        let body = page::bound_params_body(page);
        format!(
            ", contract::{}::{module}::Params {body}",
            page::client_module(client)
        )
    };
    format!("Box::pin({}(server, rq{params}))", load.function)
}

// The page for lost visitors says so to machines too.
fn status(page: &Page) -> u16 {
    match page.route().target {
        RouteTarget::NotFound => 404,
        RouteTarget::Path(_) => 200,
    }
}

fn call_view(page: &Page, rpc: &Rpc) -> CallView {
    let names = page::names(page);
    let name = &rpc.name.text;
    let has_params = !page::params(page).is_empty();
    CallView {
        function: format!("call_{}_{name}", names.module.trim_start_matches("r#")),
        page: names.module,
        name: call_struct(name),
        trait_name: names.server_trait,
        handler: server::handler(rpc),
        decode: format!("decode_{name}"),
        encode: format!("encode_{name}"),
        params_name: if has_params { "parsed" } else { "_" },
        params_argument: if has_params { ", &parsed" } else { "" },
        has_form: contract::form_fields(rpc).is_some(),
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
}

#[derive(Template)]
#[template(path = "app/lib.rs")]
struct Lib<'a> {
    app: &'a str,
    protocol: &'static str,
    clients: Vec<ClientView>,
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

struct LoadView {
    status: u16,
    function: String,
    trait_name: String,
    parameter: String,
    argument: &'static str,
}

struct PageView {
    route: String,
    open_pattern: String,
    pattern: String,
    params: String,
    open: String,
    name: String,
    module: String,
    load: Option<LoadView>,
}

// Arguments that no arm uses begin with an underscore.
struct CallNames {
    server: &'static str,
    rq: &'static str,
    params: &'static str,
    arguments: &'static str,
}

struct CallView {
    function: String,
    page: String,
    name: String,
    trait_name: String,
    handler: String,
    decode: String,
    encode: String,
    params_name: &'static str,
    params_argument: &'static str,
    has_form: bool,
}

#[derive(Template)]
#[template(path = "app/client.rs")]
struct ClientFile {
    client: String,
    pages_crate: String,
    open_server: &'static str,
    open_rq: &'static str,
    mount_data: &'static str,
    mount_now: &'static str,
    call_names: CallNames,
    form_fields: &'static str,
    pages: Vec<PageView>,
    calls: Vec<CallView>,
}
