//! The server's files that are written once: what is to be answered for each client and page, and the jobs.

use askama::Template;

use super::super::rust_type::Place;
use super::super::server::handler::{Handlers, Method, contract_module};
use super::super::server::{self, ServerTraits, job_methods, server_traits};
use super::super::{Context, begin, page};
use crate::compile::FileSet;
use crate::ir::{Client, Page};

const PLACE: Place<'static> = Place::Outside;

/// Whether the client asks anything of the server's code.
pub(super) fn has_handlers(context: &Context<'_>, client: &Client) -> bool {
    let ServerTraits { auth, server } = server_traits(context, PLACE, client);
    auth.is_some() || server.is_some() || server::pages(client).next().is_some()
}

pub(super) fn render(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    if !has_handlers(context, client) {
        return;
    }
    let name = client.name.text.as_str();
    let index = format!("server/src/{name}.rs");
    let modules: Vec<_> = server::pages(client)
        .map(|page| page::names(page).module)
        .collect();
    for module in &modules {
        files.require_module(&index, format!("pub mod {module};"));
    }
    let declared = |module: &String| declaration(client, module);
    let view = ServerClient {
        client: name,
        declarations: modules.iter().map(declared).collect(),
        implementations: implementations(context, client),
    };
    begin(files, index, &view);
    for page in server::pages(client) {
        let module = page::names(page).module;
        let path = format!("server/src/{name}/{}.rs", module.trim_start_matches("r#"));
        begin(files, path, &handlers(context, client, page));
    }
}

pub(super) fn render_jobs(context: &Context<'_>, files: &mut FileSet) {
    let jobs = job_methods(context, PLACE);
    if jobs.is_empty() {
        return;
    }
    let methods = jobs.into_iter().map(|job| {
        let arguments = job.arguments.into_iter();
        MethodView {
            docs: job.docs,
            name: job.function,
            arguments: arguments
                .map(|argument| {
                    format!(
                        ", _{}: {}",
                        argument.name.trim_start_matches("r#"),
                        argument.ty
                    )
                })
                .collect(),
            result: "Result<(), rally_runtime::server::Fault>".to_owned(),
            about: job.about,
        }
    });
    let view = JobsFile {
        app: context.app,
        methods: methods.collect(),
    };
    begin(files, "server/src/jobs.rs", &view);
}

// Clippy finds a module in one of the same name confusing.
fn declaration(client: &Client, module: &str) -> String {
    if module == page::client_module(client) {
        format!(
            "#[allow(clippy::module_inception, reason = \"the page is called as its client\")]\npub mod {module};"
        )
    } else {
        format!("pub mod {module};")
    }
}

fn implementations(context: &Context<'_>, client: &Client) -> Vec<Implementation> {
    let ServerTraits { auth, server } = server_traits(context, PLACE, client);
    let traits = auth.into_iter().chain(server);
    let module = page::client_module(client);
    let view = |written: server::Trait| Implementation {
        path: format!("generated_server::{module}::{}", written.name),
        methods: written.methods.into_iter().map(method).collect(),
    };
    traits.map(view).collect()
}

fn handlers(context: &Context<'_>, client: &Client, page: &Page) -> HandlersFile {
    let names = page::names(page);
    let methods = Handlers::new(context, PLACE, client, page).methods();
    let mut methods: Vec<_> = methods.into_iter().map(method).collect();
    let mut imports = Imports::default();
    let contract = contract_module(client, page);
    let server = format!(
        "generated_server::{}::{}",
        page::client_module(client),
        names.module
    );
    imports.add(&server, &names.server_trait);
    for method in &mut methods {
        for prefix in [contract.as_str(), server.as_str(), "rally_runtime::server"] {
            method.arguments = imports.shorten(&method.arguments, prefix);
            method.result = imports.shorten(&method.result, prefix);
        }
    }
    HandlersFile {
        imports: imports.lines(),
        page: names.name,
        trait_name: names.server_trait,
        methods,
    }
}

fn method(method: Method) -> MethodView {
    let arguments = method.arguments.into_iter();
    MethodView {
        docs: method.docs,
        name: method.name,
        arguments: arguments
            .map(|argument| format!(", _{}: {}", argument.name, argument.ty))
            .collect(),
        result: method.result,
        about: method.about,
    }
}

/// The names that a file imports, by module.
#[derive(Default)]
struct Imports(std::collections::BTreeMap<String, std::collections::BTreeSet<String>>);

impl Imports {
    fn add(&mut self, module: &str, name: &str) {
        let names = self.0.entry(module.to_owned()).or_default();
        names.insert(name.to_owned());
    }

    /// The text with the names of this module imported instead of written out.
    fn shorten(&mut self, text: &str, module: &str) -> String {
        let prefix = format!("{module}::");
        let mut parts = text.split(prefix.as_str());
        let mut shortened = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
            let name = part.split_at(end.unwrap_or(part.len())).0;
            // What stands deeper is left as it is.
            if part[name.len()..].starts_with("::") {
                shortened.push_str(&prefix);
            } else {
                self.add(module, name);
            }
            shortened.push_str(part);
        }
        shortened
    }

    fn lines(self) -> Vec<String> {
        let line = |(module, names): (String, std::collections::BTreeSet<String>)| {
            let names: Vec<_> = names.into_iter().collect();
            match names.as_slice() {
                [name] => format!("use {module}::{name};"),
                _ => format!("use {module}::{{{}}};", names.join(", ")),
            }
        };
        self.0.into_iter().map(line).collect()
    }
}

#[derive(Template)]
#[template(path = "skeleton/server_client.rs")]
struct ServerClient<'a> {
    client: &'a str,
    declarations: Vec<String>,
    implementations: Vec<Implementation>,
}

/// A trait of a client, to be implemented.
struct Implementation {
    path: String,
    methods: Vec<MethodView>,
}

/// A method to be written; the arguments stand behind `&self`.
struct MethodView {
    docs: Vec<String>,
    name: String,
    arguments: String,
    result: String,
    about: String,
}

#[derive(Template)]
#[template(path = "skeleton/handlers.rs")]
struct HandlersFile {
    page: String,
    imports: Vec<String>,
    trait_name: String,
    methods: Vec<MethodView>,
}

#[derive(Template)]
#[template(path = "skeleton/jobs.rs")]
struct JobsFile<'a> {
    app: &'a str,
    methods: Vec<MethodView>,
}
