//! The module of a page, and beside it how the page's calls and messages cross the wire.

use askama::Template;

use super::super::codec::{Codec, CodecBody, enum_codec, struct_codec};
use super::super::declaration::{
    Declaration, DeclarationBody, FieldView, VariantView, field_views, variant_views,
};
use super::super::docs::{docs_or, lines, paragraph};
use super::super::ident::{literal, snake_case};
use super::super::rust_type::{Place, call_struct, rust_type, topic_path, topic_struct};
use super::super::{Context, page};
use super::calls::{CallView, WireCall, call_view, page_call};
use super::messages::{message_enums, message_of};
use super::search::{self, SearchView};
use crate::ir::{Client, Home, Page, Rpc, ServerConversation, Subscription, Type};

pub(super) fn page_file<'a>(
    context: &Context<'_>,
    client: &Client,
    home: Home,
    page: &'a Page,
) -> PageFile<'a> {
    let place = Place::page(client, page);
    let names = page::names(page);
    let mut docs = docs_or(&page.docs, format!("The page `{}`.", names.name));
    let address = page::address(client, page);
    paragraph(&mut docs, [format!("Address: {address}.")]);
    PageFile {
        source: &page.file,
        docs,
        params: field_views(context, Place::Contract, &page::param_fields(page)),
        search: search::search(context, page),
        search_is_total: search::is_total(context, page),
        model_docs: lines(["The state of the page.".to_owned()]),
        model: field_views(context, place, page.model.as_deref().unwrap_or_default()),
        msg_docs: lines(["What can happen on the page.".to_owned()]),
        variants: variant_views(context, place, &page.messages),
        declarations: message_enums(context, place, home),
        calls: page
            .rpcs
            .iter()
            .map(|rpc| call_view(context, rpc))
            .collect(),
        server: page
            .server
            .as_ref()
            .map(|server| server_view(context, server)),
        topics: topics(context, page),
        trait_name: names.page_trait,
        init_argument: init_argument(context, page, "data"),
        title_literal: literal(&page.name.text),
    }
}

/// The declaration's own documentation stands at what the page sends, or where it sends nothing at what it hears.
fn server_view(context: &Context<'_>, server: &ServerConversation) -> ServerView {
    let view = |variants| variant_views(context, Place::Contract, variants);
    let mut to_server_docs = lines(["What the page sends to its model on the server.".to_owned()]);
    let to_client = match server.has_model() {
        true => "What the model on the server sends to the page.",
        false => "What the server tells the page.",
    };
    let mut to_client_docs = lines([to_client.to_owned()]);
    let documented = match &*server.to_server {
        [] => &mut to_client_docs,
        _ => &mut to_server_docs,
    };
    if !server.docs.is_empty() {
        paragraph(documented, server.docs.iter().cloned());
    }
    ServerView {
        to_server_docs,
        to_server: view(&server.to_server),
        to_client_docs,
        to_client: view(&server.to_client),
    }
}

fn topics(context: &Context<'_>, page: &Page) -> Vec<TopicView> {
    let view = |subscription: &Subscription| {
        let topic = &context.checked.schema().topics[subscription.topic];
        TopicView {
            docs: docs_or(&topic.docs, format!("The topic `{}`.", topic.name.text)),
            name: topic_struct(topic),
            path: topic_path(topic),
            message: message_of(context, &page.messages, &Type::Event(subscription.topic)),
        }
    };
    page.subscriptions.iter().map(view).collect()
}

/// `data: i64, ` where the page loads data, and nothing where it does not.
pub(in super::super) fn init_argument(context: &Context<'_>, page: &Page, name: &str) -> String {
    let data = |load| format!("{name}: {}, ", rust_type(context, Place::Contract, load));
    page.load.as_ref().map(data).unwrap_or_default()
}

pub(super) fn wire_file<'a>(
    context: &Context<'_>,
    client: &Client,
    page: &'a Page,
) -> WireFile<'a> {
    let names = page::names(page);
    let data = page.load.as_ref().map_or_else(
        || "()".to_owned(),
        |load| rust_type(context, Place::Contract, load),
    );
    let loads = page.load.is_some();
    let search = search::search(context, page);
    WireFile {
        source: &page.file,
        imports: imports(page, &names.page_trait),
        trait_name: names.page_trait,
        data,
        init_data: if loads { "data" } else { "()" },
        init_pass: if loads { "data, " } else { "" },
        has_defaults: search.iter().any(SearchView::has_default),
        search,
        topics: topics(context, page),
        from_server: page
            .server
            .as_ref()
            .filter(|server| !server.to_client.is_empty())
            .map(|_| message_of(context, &page.messages, &Type::ToClient)),
        has_server_model: page::has_server_model(page),
        sends_to_server: page::sends_to_server(page),
        has_server: page.server.is_some(),
        page_literal: page_literal(client, page),
        calls: page
            .rpcs
            .iter()
            .map(|rpc| page_call(context, client, page, rpc))
            .collect(),
        codecs: codecs(page),
    }
}

/// `"public/games_id"`: no other page of the app has it.
fn page_literal(client: &Client, page: &Page) -> String {
    let module = snake_case(&page.name.text);
    literal(&format!("{}/{module}", client.name.text))
}

fn codecs(page: &Page) -> Vec<Codec> {
    let mut codecs = vec![struct_codec("Params".to_owned(), &page::param_fields(page))];
    let call = |rpc: &Rpc| struct_codec(call_struct(&rpc.name.text), &rpc.arguments);
    codecs.extend(page.rpcs.iter().map(call));
    if let Some(server) = &page.server {
        if page::sends_to_server(page) {
            codecs.push(enum_codec("ToServer".to_owned(), &server.to_server));
        }
        codecs.push(enum_codec("ToClient".to_owned(), &server.to_client));
    }
    codecs
}

fn imports(page: &Page, page_trait: &str) -> String {
    let mut names = vec!["Context".to_owned(), page_trait.to_owned()];
    names.extend(["Model", "Msg", "Params", "Search"].map(str::to_owned));
    names.extend(page.rpcs.iter().map(|rpc| call_struct(&rpc.name.text)));
    if page.server.is_some() {
        names.push("ToClient".to_owned());
    }
    if page::sends_to_server(page) {
        names.push("ToServer".to_owned());
    }
    if !page.subscriptions.is_empty() {
        names.push("Topic".to_owned());
    }
    names.sort();
    names.join(", ")
}

/// The conversation with a model on the server.
struct ServerView {
    to_server_docs: Vec<String>,
    to_server: Vec<VariantView>,
    to_client_docs: Vec<String>,
    to_client: Vec<VariantView>,
}

/// A topic that the page may follow.
struct TopicView {
    docs: Vec<String>,
    name: String,
    path: String,
    /// The function that makes a message of an event.
    message: String,
}

#[derive(Template)]
#[template(path = "contract/page.rs")]
pub(super) struct PageFile<'a> {
    source: &'a str,
    docs: Vec<String>,
    params: Vec<FieldView>,
    search: Vec<SearchView>,
    search_is_total: bool,
    model_docs: Vec<String>,
    model: Vec<FieldView>,
    msg_docs: Vec<String>,
    variants: Vec<VariantView>,
    declarations: Vec<Declaration>,
    calls: Vec<CallView>,
    server: Option<ServerView>,
    topics: Vec<TopicView>,
    trait_name: String,
    init_argument: String,
    title_literal: String,
}

#[derive(Template)]
#[template(path = "contract/page_wire.rs")]
pub(super) struct WireFile<'a> {
    source: &'a str,
    imports: String,
    trait_name: String,
    data: String,
    init_data: &'static str,
    init_pass: &'static str,
    search: Vec<SearchView>,
    has_defaults: bool,
    topics: Vec<TopicView>,
    from_server: Option<String>,
    has_server_model: bool,
    sends_to_server: bool,
    has_server: bool,
    page_literal: String,
    calls: Vec<WireCall>,
    codecs: Vec<Codec>,
}
