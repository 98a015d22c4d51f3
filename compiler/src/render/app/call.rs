//! How a call reaches its handler: bytes, the gate, the handler, bytes.

use super::super::contract::form_fields;
use super::super::rust_type::call_struct;
use super::super::server::handler::{contract_module, handler};
use super::super::{Context, page};
use super::gate::{
    Steps, client_trait, page_module, page_trait, passed, server_module, steps_of_call,
    steps_of_shared_call,
};
use crate::ir::{Client, Page, Rpc};

/// A call as the client's template prints it.
pub(super) struct CallView {
    /// The struct of its arguments.
    pub path: String,
    pub function: String,
    pub statements: Vec<String>,
    pub asks_who: bool,
    pub params_name: &'static str,
    pub has_form: bool,
}

/// The calls of a client's pages, and those that they share.
pub(super) fn calls(context: &Context<'_>, client: &Client) -> Vec<CallView> {
    let shared = client
        .rpcs
        .iter()
        .map(|rpc| shared_call(context, client, rpc));
    let own = client.pages.iter().flat_map(|page| {
        let view = move |rpc| page_call(context, client, page, rpc);
        page.rpcs.iter().map(view)
    });
    shared.chain(own).collect()
}

fn page_call(context: &Context<'_>, client: &Client, page: &Page, rpc: &Rpc) -> CallView {
    let (names, name) = (page::names(page), &rpc.name.text);
    let module = page_module(client, page);
    let (binding, params) = match page.params.is_empty() {
        true => ("_", ""),
        false => ("params", ", &params"),
    };
    let decode = format!("let ({binding}, msg) = {module}::decode_{name}(params, arguments)?;");
    let (handlers, who) = (page_trait(client, page), passed(client, rpc.access.policy));
    let handler = handler(rpc);
    let answer = format!("{handlers}::{handler}(server, rq{params}, msg{who}).await");
    let steps = steps_of_call(client, page, rpc);
    CallView {
        path: format!("{}::{}", contract_module(client, page), call_struct(name)),
        function: format!("call_{}_{name}", names.module.trim_start_matches("r#")),
        asks_who: steps.asks_who,
        statements: statements(decode, steps, &answer, &format!("{module}::encode_{name}")),
        params_name: "params",
        has_form: form_fields(context, rpc).is_some(),
    }
}

fn shared_call(context: &Context<'_>, client: &Client, rpc: &Rpc) -> CallView {
    let (name, module) = (&rpc.name.text, server_module(client));
    let decode = format!("let msg = {module}::decode_{name}(arguments)?;");
    let (handlers, who) = (client_trait(client), passed(client, rpc.access.policy));
    let answer = format!("{handlers}::{}(server, rq, msg{who}).await", handler(rpc));
    let steps = steps_of_shared_call(client, rpc);
    CallView {
        path: format!(
            "contract::{}::{}",
            page::client_module(client),
            call_struct(name)
        ),
        function: format!("shared_call_{name}"),
        asks_who: steps.asks_who,
        statements: statements(decode, steps, &answer, &format!("{module}::encode_{name}")),
        params_name: "_params",
        has_form: form_fields(context, rpc).is_some(),
    }
}

fn statements(decode: String, steps: Steps, answer: &str, encode: &str) -> Vec<String> {
    let answer = [
        format!("let result = {answer};"),
        format!("{encode}(rq, result)"),
    ];
    let steps = steps.statements.into_iter();
    std::iter::once(decode).chain(steps).chain(answer).collect()
}
