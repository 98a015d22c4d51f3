//! Names: their case, and whether what is generated from two of them would be called the same.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use crate::ir::{self, Name};
use crate::resolve::case::{is_snake, is_upper_camel, snake, upper_camel};

// A page's trait and module have these already; an rpc `update` would be `server_update` and `ServerUpdate`.
const RPCS_TAKEN: [&str; 10] = [
    "authorize",
    "context",
    "head",
    "init",
    "load",
    "model",
    "msg",
    "subscriptions",
    "update",
    "view",
];

// The names that every page module or client module has, or that everybody imports beside them.
const TYPES_TAKEN: [&str; 24] = [
    "Box",
    "ClientContext",
    "Context",
    "ContextMsg",
    "Effect",
    "Element",
    "Err",
    "Event",
    "Head",
    "Model",
    "Msg",
    "None",
    "Ok",
    "Params",
    "Request",
    "Route",
    "Search",
    "ServerContext",
    "ServerModel",
    "Some",
    "ToClient",
    "ToServer",
    "Topic",
    "Vec",
];

const BUILT_IN_TYPES: [&str; 19] = [
    "Bool", "Bytes", "Date", "Decimal", "File", "Float", "Int", "Json", "List", "Map", "Option",
    "Reply", "Result", "Self", "String", "Time", "Unit", "Uuid", "_",
];

// Modules beside those of the clients, the crates that generated code names, and what cargo takes for a file of its own.
const CLIENTS_TAKEN: [&str; 15] = [
    "app",
    "bin",
    "clients",
    "contract",
    "core",
    "jobs",
    "lib",
    "main",
    "migrations",
    "queries",
    "rally_runtime",
    "server",
    "std",
    "topics",
    "types",
];

// Modules beside those of a client's pages, what the file of a page that is written for you imports, and modules whose
// files Rust or cargo take for something else.
const PAGES_TAKEN: [&str; 12] = [
    "ClientContext",
    "Context",
    "Effect",
    "Element",
    "Lib",
    "Main",
    "Mod",
    "Model",
    "Msg",
    "Route",
    "Routes",
    "Wire",
];

/// Checks the names of everything that is declared.
pub(crate) fn check_names(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    if let Some(app) = &schema.app {
        check_snake("app", &app.name, found);
    }
    schema.types.iter().for_each(|ty| check_type(ty, found));
    schema
        .queries
        .iter()
        .for_each(|query| check_query(query, found));
    schema
        .clients
        .iter()
        .for_each(|client| check_client(client, found));
    let queries = schema.queries.iter().map(|query| &query.name);
    check_distinct("query", queries, upper_camel, found);
    let clients = schema.clients.iter().map(|client| &client.name);
    check_distinct("client", clients, upper_camel, found);
}

fn check_client(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    check_snake("client", &client.name, found);
    check_free("client", &client.name, &CLIENTS_TAKEN, found);
    client.pages.iter().for_each(|page| check_page(page, found));
    check_page_names(client, found);
}

fn check_page(page: &ir::Page, found: &mut Vec<Diagnostic>) {
    check_upper_camel("page", &page.name, found);
    let is_not_found = matches!(page.route().target, ir::RouteTarget::NotFound);
    if !is_not_found {
        check_free("page", &page.name, &["NotFound"], found);
    }
    check_free("page", &page.name, &PAGES_TAKEN, found);
    check_fields("field", page.model.as_deref().unwrap_or_default(), found);
    check_variants(&page.messages, found);
    for rpc in &page.rpcs {
        check_snake("rpc", &rpc.name, found);
        check_free("rpc", &rpc.name, &RPCS_TAKEN, found);
        check_fields("argument", &rpc.arguments, found);
    }
    let rpcs = page.rpcs.iter().map(|rpc| &rpc.name);
    check_distinct("rpc", rpcs, upper_camel, found);
}

fn check_type(ty: &ir::TypeDeclaration, found: &mut Vec<Diagnostic>) {
    if BUILT_IN_TYPES.contains(&ty.name.text.as_str()) {
        found.push(built_in(&ty.name));
    } else {
        check_upper_camel("type", &ty.name, found);
        check_free("type", &ty.name, &TYPES_TAKEN, found);
    }
    match &ty.kind {
        ir::TypeDeclarationKind::Struct(fields) => check_fields("field", fields, found),
        ir::TypeDeclarationKind::Enum(variants) => check_variants(variants, found),
    }
}

fn check_query(query: &ir::Query, found: &mut Vec<Diagnostic>) {
    check_snake("query", &query.name, found);
    for argument in &query.arguments {
        check_snake("argument", &argument.name, found);
    }
}

fn check_fields(what: &str, fields: &[ir::Field], found: &mut Vec<Diagnostic>) {
    for field in fields {
        check_snake(what, &field.name, found);
    }
}

fn check_variants(variants: &[ir::Variant], found: &mut Vec<Diagnostic>) {
    for variant in variants {
        check_upper_camel("variant", &variant.name, found);
        if let ir::Payload::Named(fields) = &variant.payload {
            check_fields("field", fields, found);
        }
    }
}

fn check_snake(what: &str, name: &Name, found: &mut Vec<Diagnostic>) {
    if !name.text.is_ascii() {
        // The parser has said that names are ASCII.
    } else if is_not_in_rust(&name.text) {
        found.push(not_in_rust(what, name));
    } else if !is_snake(&name.text) {
        let corrected =
            Some(snake(&name.text)).filter(|name| is_snake(name) && !is_not_in_rust(name));
        found.push(wrong_case(what, name, "snake_case", corrected));
    }
}

fn check_upper_camel(what: &str, name: &Name, found: &mut Vec<Diagnostic>) {
    if !name.text.is_ascii() {
        // The parser has said that names are ASCII.
    } else if is_not_in_rust(&name.text) {
        found.push(not_in_rust(what, name));
    } else if !is_upper_camel(&name.text) {
        let corrected = Some(upper_camel(&name.text)).filter(|name| is_upper_camel(name));
        found.push(wrong_case(what, name, "UpperCamelCase", corrected));
    }
}

// The Reference, "Raw identifiers": these four and `_` have no raw form.
fn is_not_in_rust(name: &str) -> bool {
    matches!(name, "self" | "Self" | "super" | "crate" | "_")
}

fn not_in_rust(what: &str, name: &Name) -> Diagnostic {
    let message = format!("the {what} cannot be called `{}`", name.text);
    Diagnostic::error(codes::GENERATED_NAME, name.span, message)
        .label("nothing in Rust can have this name")
        .help("choose another name")
}

fn wrong_case(what: &str, name: &Name, case: &str, corrected: Option<String>) -> Diagnostic {
    let message = format!("the {what} `{}` is not in {case}", name.text);
    let problem = Diagnostic::error(codes::WRONG_CASE, name.span, message);
    match corrected {
        Some(corrected) => problem.help(format!("rename it to `{corrected}`")),
        None if name
            .text
            .starts_with(|first: char| first.is_ascii_alphabetic()) =>
        {
            problem.help("choose another name")
        }
        None => problem.help("begin it with a letter"),
    }
}

fn built_in(name: &Name) -> Diagnostic {
    let message = format!("`{}` is a type of the language already", name.text);
    Diagnostic::error(codes::BUILT_IN_NAME, name.span, message).help("choose another name")
}

fn check_free(what: &str, name: &Name, taken: &[&str], found: &mut Vec<Diagnostic>) {
    if !taken.contains(&name.text.as_str()) {
        return;
    }
    let message = format!("the {what} cannot be called `{}`", name.text);
    let taken_by = match what {
        "rpc" => "what is generated for every page has this name",
        "type" => "generated code has a type of this name",
        "page" => "generated code has this name already",
        _ => "generated code has a module of this name",
    };
    found.push(
        Diagnostic::error(codes::GENERATED_NAME, name.span, message)
            .label(taken_by)
            .help("choose another name"),
    );
}

fn check_distinct<'n>(
    what: &str,
    names: impl Iterator<Item = &'n Name>,
    convert: impl Fn(&str) -> String,
    found: &mut Vec<Diagnostic>,
) {
    let mut first: BTreeMap<String, &Name> = BTreeMap::new();
    for name in names {
        let converted = convert(&name.text);
        match first.get(&converted) {
            Some(earlier) => found.push(same_generated(what, name, earlier, &converted)),
            None => drop(first.insert(converted, name)),
        }
    }
}

fn same_generated(what: &str, name: &Name, earlier: &Name, converted: &str) -> Diagnostic {
    let message = format!(
        "the {what} names `{}` and `{}` both become `{converted}`",
        earlier.text, name.text
    );
    Diagnostic::error(codes::SAME_GENERATED_NAME, name.span, message)
        .label("the second")
        .also(earlier.span, "the first")
        .help("rename one of them")
}

fn check_page_names(client: &ir::Client, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<String, &ir::Page> = BTreeMap::new();
    for page in &client.pages {
        let module = snake(&page.name.text);
        match first.get(&module) {
            Some(earlier) => found.push(same_page(page, earlier, client)),
            None => drop(first.insert(module, page)),
        }
    }
}

fn same_page(page: &ir::Page, earlier: &ir::Page, client: &ir::Client) -> Diagnostic {
    let (name, client) = (&page.name.text, &client.name.text);
    let message = format!("two pages of the client `{client}` are called `{name}`");
    Diagnostic::error(codes::SAME_GENERATED_NAME, page.name.span, message)
        .label("the second")
        .also(earlier.name.span, "the first")
        .note("the path of its file names a page that has no name of its own")
        .help("name one of them: `page OtherName { … }`")
}
