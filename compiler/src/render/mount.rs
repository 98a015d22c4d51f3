//! How a page is set up from its data, the same on the server and in the browser: a page of its own, or one on a stage
//! with its layouts and the state that all pages of the client share.

use super::page;
use crate::ir::{Client, Page};

/// What the function that sets up a client's pages is made of.
pub(super) struct MountView {
    /// The names of its arguments; one that nothing uses begins with an underscore.
    pub data: &'static str,
    pub now: &'static str,
    pub entry: &'static str,
    /// The type that the runtime drives the shared state by; `None` for a client that has no stage.
    pub state: Option<String>,
    pub arms: Vec<MountArm>,
}

/// A page, as an arm of the match over the routes.
pub(super) struct MountArm {
    pub pattern: String,
    pub call: String,
}

/// Whether the client's pages stand on a stage: they have layouts, or share a state.
pub(super) fn has_stage(client: &Client) -> bool {
    let shares = !client.context.is_empty() || !client.context_messages.is_empty();
    shares || !client.layouts.is_empty()
}

pub(super) fn mount(client: &Client) -> MountView {
    let (is_used, has_stage) = (!client.pages.is_empty(), has_stage(client));
    MountView {
        data: if is_used { "data" } else { "_data" },
        now: if is_used { "now" } else { "_now" },
        entry: if is_used && has_stage {
            "entry"
        } else {
            "_entry"
        },
        state: (is_used && has_stage).then(|| state(client)),
        arms: client.pages.iter().map(|page| arm(client, page)).collect(),
    }
}

/// What implements `ClientState` for a client: with the app's own code where messages change the state.
fn state(client: &Client) -> String {
    let program = format!("contract::{}::Program", page::client_module(client));
    if client.context_messages.is_empty() {
        return program;
    }
    let (pages, module) = (page::pages_crate(client), page::CLIENT_STATE);
    format!(
        "{program}<{pages}::{module}::{}>",
        page::client_struct(client)
    )
}

fn arm(client: &Client, page: &Page) -> MountArm {
    let names = page::names(page);
    let program = program(client, &names.module, &names.name);
    let params = format!(
        "contract::{}::{}::Params {}",
        page::client_module(client),
        names.module,
        page::bound_params_body(page)
    );
    let search = page::bound_search(client, page);
    let call = if has_stage(client) {
        let (function, layouts) = (stage_function(client), layouts(client, page));
        format!("{function}::<State, {program}>(arrival, {params}, {search}, &[{layouts}])")
    } else {
        format!("rally_runtime::private::mount::<{program}>({params}, {search}, url, data, now)")
    };
    MountArm {
        pattern: format!("Route::{}{}", names.name, page::bound_params(page)),
        call,
    }
}

fn stage_function(client: &Client) -> &'static str {
    if client.context.is_empty() {
        "rally_runtime::private::stage"
    } else {
        "rally_runtime::private::stage_in_context"
    }
}

/// The layouts around a page, from the outside in.
fn layouts(client: &Client, page: &Page) -> String {
    let inner = page.layout.map(|at| &client.layouts[at]);
    let around = std::iter::successors(inner, |layout| layout.parent.map(|at| &client.layouts[at]));
    let mut seeds: Vec<_> = around
        .map(|layout| {
            let names = page::layout_names(layout);
            let program = program(client, &names.module, &names.name);
            format!("rally_runtime::page::LayoutSeed::of::<{program}>()")
        })
        .collect();
    seeds.reverse();
    seeds.join(", ")
}

fn program(client: &Client, module: &str, name: &str) -> String {
    let (contract, pages) = (page::client_module(client), page::pages_crate(client));
    format!("contract::{contract}::{module}::Program<{pages}::{module}::{name}>")
}
