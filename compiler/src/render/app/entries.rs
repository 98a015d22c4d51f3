//! The file `entries.rs`: every way into the app as data, in the order in which `rallyc routes --auth` has them.

use askama::Template;

use super::super::contract::{method_path, shared_method_path};
use super::super::ident::{literal, snake_case};
use super::super::rust_type::call_struct;
use super::super::server::handler::contract_module;
use super::super::{Context, page};
use super::example::Examples;
use super::shapes::{fields, reference};
use crate::ir::{Client, Page, Policy, Rpc, Schema, Topic, TopicPolicy};
use rally_idl::source::Span;

/// A way in as the template prints it.
struct EntryView {
    client: String,
    name: String,
    policy: &'static str,
    asks: &'static str,
    way: String,
}

pub(super) fn entries_file(context: &Context<'_>) -> EntriesFile {
    let clients = context.checked.schema().clients.iter();
    EntriesFile {
        entries: clients
            .flat_map(|client| of_client(context, client))
            .collect(),
    }
}

fn of_client(context: &Context<'_>, client: &Client) -> Vec<EntryView> {
    let pages = client
        .pages
        .iter()
        .flat_map(|page| of_page(context, client, page));
    let shared = client.rpcs.iter().map(|rpc| {
        let path = shared_method_path(client, rpc);
        let module = format!("contract::{}", page::client_module(client));
        let way = call(context, &module, "&[]".to_owned(), rpc);
        entry(client, &path, rpc.access.policy, "Nothing", way)
    });
    pages.chain(shared).collect()
}

fn of_page(context: &Context<'_>, client: &Client, page: &Page) -> Vec<EntryView> {
    let schema = context.checked.schema();
    let examples = Examples::of(schema);
    let address = literal(&examples.address(client, page));
    let (name, policy) = (page_path(client, page), page.access.policy);
    let asks = asks(page.authorize);
    let way = format!(
        "entry::Way::Page {{ address: {address}, sign_in: {} }}",
        sign_in_path(schema, client)
    );
    let mut entries = vec![entry(client, &name, policy, asks, way)];
    let params = format!("&[{}]", fields(context, &page::param_fields(page)));
    entries.extend(page.rpcs.iter().map(|rpc| {
        let policy = policy.stricter(rpc.access.policy);
        let way = call(context, &contract_module(client, page), params.clone(), rpc);
        entry(client, &method_path(client, page, rpc), policy, asks, way)
    }));
    entries.extend(page.subscriptions.iter().map(|subscription| {
        let topic = &schema.topics[subscription.topic];
        let channel = literal(&examples.channel(topic));
        let way = format!("entry::Way::Topic {{ address: {address}, channel: {channel} }}");
        let (policy, asks) = followers(page, topic, asks);
        let name = format!("{name}/subscribe/{}", topic.name.text);
        entry(client, &name, policy, asks, way)
    }));
    if page::hears_server(page) {
        let way = format!("entry::Way::Broadcasts {{ address: {address} }}");
        let name = format!("{name}/subscribe/@page");
        entries.push(entry(client, &name, policy, asks, way));
    }
    if page::has_server_model(page) {
        let hears = match page::sends_to_server(page) {
            true => "entry::Hears::Messages",
            false => "entry::Hears::Nothing",
        };
        let way = format!("entry::Way::Model {{ address: {address}, hears: {hears} }}");
        entries.push(entry(client, &format!("{name}/model"), policy, asks, way));
    }
    entries
}

fn entry(
    client: &Client,
    name: &str,
    policy: Policy,
    asks: &'static str,
    way: String,
) -> EntryView {
    EntryView {
        client: literal(&client.name.text),
        name: literal(name),
        policy: match policy {
            Policy::Required => "Required",
            Policy::Optional => "Optional",
            Policy::Public => "Public",
        },
        asks,
        way,
    }
}

/// `public/games_id`
fn page_path(client: &Client, page: &Page) -> String {
    format!("{}/{}", client.name.text, snake_case(&page.name.text))
}

fn asks(authorize: Option<Span>) -> &'static str {
    match authorize {
        Some(_) => "Authorize",
        None => "Nothing",
    }
}

// What the page asks for, and at least what the topic does.
fn followers(page: &Page, topic: &Topic, asks: &'static str) -> (Policy, &'static str) {
    let (of_topic, asks) = match topic.policy {
        TopicPolicy::Public => (Policy::Public, asks),
        TopicPolicy::Required => (Policy::Required, asks),
        TopicPolicy::Authorize => (Policy::Optional, "Authorize"),
    };
    (page.access.policy.stricter(of_topic), asks)
}

fn call(context: &Context<'_>, module: &str, params: String, rpc: &Rpc) -> String {
    let method = format!(
        "<{module}::{} as rally_runtime::page::Rpc>::METHOD",
        call_struct(&rpc.name.text)
    );
    let arguments = fields(context, &rpc.arguments);
    let ok = reference(context, &rpc.response.ok);
    let error = rpc.response.error.as_ref().map_or_else(
        || "None".to_owned(),
        |error| format!("Some({})", reference(context, error)),
    );
    format!(
        "entry::Way::Call(entry::RemoteCall {{ method: {method}, params: {params}, arguments: &[{arguments}], \
         ok: {ok}, error: {error} }})"
    )
}

fn sign_in_path(schema: &Schema, client: &Client) -> String {
    let sign_in = client.auth.as_ref().and_then(|auth| auth.sign_in.as_ref());
    let path = sign_in.and_then(|sign_in| super::gate::sign_in_path(schema, sign_in));
    path.map_or_else(
        || "None".to_owned(),
        |path| {
            let path: String = path.iter().map(|segment| format!("/{segment}")).collect();
            format!(
                "Some({})",
                literal(if path.is_empty() { "/" } else { &path })
            )
        },
    )
}

#[derive(Template)]
#[template(path = "app/entries.rs")]
pub(super) struct EntriesFile {
    entries: Vec<EntryView>,
}
