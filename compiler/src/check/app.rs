//! The app's clients: that there are some, and that each has a path of its own.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use crate::ir;
use crate::resolve::Damage;

/// Checks the clients as a whole.
pub(crate) fn check_clients(schema: &ir::Schema, damage: &Damage, found: &mut Vec<Diagnostic>) {
    if let Some(app) = &schema.app
        && schema.clients.is_empty()
        && !damage.any()
    {
        found.push(no_client(app));
    }
    check_mounts(&schema.clients, found);
}

fn no_client(app: &ir::App) -> Diagnostic {
    let message = format!("the app `{}` has no client", app.name.text);
    Diagnostic::error(codes::NO_CLIENT, app.name.span, message)
        .note("a client is what one browser loads: its pages and the path that they are below")
        .help("add `client public at \"/\"`, and put its pages into `idl/public/`")
}

fn check_mounts(clients: &[ir::Client], found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &ir::Client> = BTreeMap::new();
    for client in clients.iter().filter(|client| !client.mount.is_empty()) {
        match first.get(client.mount.as_str()) {
            Some(earlier) => found.push(same_mount(client, earlier)),
            None => drop(first.insert(&client.mount, client)),
        }
    }
}

fn same_mount(client: &ir::Client, earlier: &ir::Client) -> Diagnostic {
    let message = format!(
        "the clients `{}` and `{}` are mounted at the same path",
        earlier.name.text, client.name.text
    );
    Diagnostic::error(codes::SAME_MOUNT, client.mount_span, message)
        .label("the second")
        .also(earlier.mount_span, "the first")
        .help(format!(
            "give it a path of its own, such as `client {0} at \"/{0}\"`",
            client.name.text
        ))
}

/// Warns of clients that have nothing to show.
pub(crate) fn check_empty_clients(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    for client in schema
        .clients
        .iter()
        .filter(|client| client.pages.is_empty())
    {
        let name = &client.name.text;
        let message = format!("the client `{name}` has no page");
        found.push(
            Diagnostic::warning(codes::EMPTY_CLIENT, client.name.span, message).help(format!(
                "write its first page in `idl/{name}/home_.rally`, or remove the client"
            )),
        );
    }
}
