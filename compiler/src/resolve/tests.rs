//! What the whole language becomes in the schema, where that is more than a name taken over.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read the case that shows the whole language"
)]

use std::fs;
use std::path::Path;
use std::time::Duration;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::parse::parse_file;
use rally_idl::source::{FileId, SourceMap};

use super::resolve;
use crate::ir::{
    Client, Home, Literal, Ordering, Page, ParamType, Policy, Presence, Protocol, RpcId, Schema,
    TopicPolicy, Transactions, Type, TypeDeclaration,
};

#[derive(Default)]
struct App {
    sources: SourceMap,
    schema: Vec<FileId>,
    sql: Vec<FileId>,
}

impl App {
    fn resolve(&self) -> (Schema, Vec<Diagnostic>) {
        let mut found = vec![];
        let text = |id| self.sources.file(id).text.as_str();
        let parse = |&id| parse_file(id, text(id), &mut found);
        let files: Vec<_> = self.schema.iter().map(parse).collect();
        let schema = resolve(&files, &self.sources, &self.sql, &mut found);
        (schema, found)
    }
}

fn whole_language() -> App {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/ok/whole_language");
    let mut app = App::default();
    for path in [
        "idl/admin/home_.rally",
        "idl/app.rally",
        "idl/embed/home_.rally",
        "idl/public/games/id_.rally",
        "idl/public/home_.rally",
        "idl/public/not_found_.rally",
        "idl/public/shell.rally",
        "idl/public/sign_in.rally",
        "sql/games.sql",
    ] {
        let id = app
            .sources
            .add(path, fs::read_to_string(root.join(path)).unwrap());
        match path.ends_with(".sql") {
            true => app.sql.push(id),
            false => app.schema.push(id),
        }
    }
    app
}

fn schema() -> Schema {
    let (schema, found) = whole_language().resolve();
    assert_eq!(found, vec![]);
    schema
}

fn client<'s>(schema: &'s Schema, name: &str) -> &'s Client {
    let mut clients = schema.clients.iter();
    clients.find(|client| client.name.text == name).unwrap()
}

fn page<'s>(schema: &'s Schema, of: &str, name: &str) -> &'s Page {
    let mut pages = client(schema, of).pages.iter();
    pages.find(|page| page.name.text == name).unwrap()
}

fn declared<'s>(schema: &'s Schema, name: &str) -> &'s TypeDeclaration {
    let mut types = schema.types.iter();
    types.find(|ty| ty.name.text == name).unwrap()
}

#[test]
fn a_client_knows_who_is_there_by_what_is_written_or_by_default() {
    let schema = schema();
    assert_eq!(schema.app.as_ref().unwrap().protocol, Protocol::Json);
    let auth = |name| client(&schema, name).auth.as_ref().unwrap();
    let (public, admin) = (auth("public"), auth("admin"));
    assert_eq!(schema.written(&public.identity), "Member");
    assert_eq!(public.recheck, Duration::from_secs(45 * 60));
    assert_eq!(admin.recheck, Duration::from_secs(30 * 60));
    for auth in [public, admin] {
        let sign_in = auth.sign_in.as_ref().unwrap();
        let page = &schema.clients[sign_in.client].pages[sign_in.page];
        assert_eq!(page.name.text, "SignIn");
    }
    assert_eq!(public.return_to.as_ref().unwrap().text, "next");
    assert!(admin.return_to.is_none() && client(&schema, "embed").auth.is_none());
}

#[test]
fn a_page_asks_for_what_is_written_or_what_its_client_says() {
    let schema = schema();
    for (client, name, policy, written) in [
        ("public", "Home", Policy::Public, true),
        ("public", "SignIn", Policy::Optional, true),
        ("public", "GamesId", Policy::Required, false),
        ("public", "NotFound", Policy::Optional, false),
        ("admin", "Home", Policy::Required, false),
        ("embed", "Home", Policy::Public, false),
    ] {
        let access = page(&schema, client, name).access;
        assert_eq!(access.policy, policy, "{name}");
        assert_eq!(access.span.is_some(), written, "{name}");
    }
    let game = page(&schema, "public", "GamesId");
    assert!(game.authorize.is_some());
}

#[test]
fn an_rpc_has_the_policy_of_its_page_and_a_shared_one_is_closed() {
    let schema = schema();
    let rpc = |client, name, at: usize| page(&schema, client, name).rpcs[at].access.policy;
    assert_eq!(rpc("public", "SignIn", 0), Policy::Optional);
    assert_eq!(rpc("public", "GamesId", 1), Policy::Required);
    assert_eq!(rpc("embed", "Home", 0), Policy::Public);
    let shared = &client(&schema, "public").rpcs;
    assert_eq!(shared[0].access.policy, Policy::Optional);
    assert_eq!(shared[1].access.policy, Policy::Required);
    assert_eq!(shared[1].ordering, Ordering::Concurrent);
    let import = &page(&schema, "public", "GamesId").rpcs[1];
    assert_eq!(import.ordering, Ordering::Concurrent);
    assert_eq!(import.transactions, Transactions::Many);
    let close = &page(&schema, "embed", "Home").rpcs[0];
    assert_eq!(close.ordering, Ordering::InOrder);
    assert_eq!(close.transactions, Transactions::One);
}

#[test]
fn a_parameter_that_a_route_lacks_is_there_sometimes() {
    let schema = schema();
    let home = page(&schema, "public", "Home");
    assert_eq!(home.routes.len(), 3);
    let [day, status] = home.params.as_slice() else {
        panic!("two parameters, not {:?}", home.params);
    };
    assert_eq!((day.name.as_str(), day.ty), ("day", ParamType::Date));
    assert!(matches!(status.ty, ParamType::Enum(_)));
    assert_eq!([day.presence, status.presence], [Presence::Sometimes; 2]);
    let game = page(&schema, "public", "GamesId");
    assert_eq!(game.params[0].presence, Presence::Always);
}

#[test]
fn a_search_field_has_its_default() {
    let schema = schema();
    let text = |text: &str| Literal::Text(text.to_owned());
    let fields = &page(&schema, "public", "GamesId").search;
    let found: Vec<_> = fields
        .iter()
        .map(|field| (field.name.text.as_str(), field.default.clone()))
        .collect();
    let expected = [
        ("tab", Literal::Variant(1)),
        ("page", Literal::Int(-1)),
        ("share", Literal::Float(0.5)),
        ("q", text("all")),
        ("empty", text("")),
        ("open", Literal::Bool(true)),
        ("shut", Literal::Bool(false)),
        ("day", text("2026-01-31")),
        ("at", text("2026-01-31T12:00:00.500Z")),
        ("key", text("01234567-89ab-cdef-0123-456789abcdef")),
        ("price", text("9.9")),
        ("next", Literal::Nothing),
        ("tags", Literal::EmptyList),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_enum_of_messages_belongs_to_the_page_or_layout_that_uses_it() {
    let schema = schema();
    let public = schema
        .clients
        .iter()
        .position(|client| client.name.text == "public");
    let client = public.unwrap();
    let of_game = Home::Page {
        client,
        page: schema.clients[client]
            .pages
            .iter()
            .position(|page| page.name.text == "GamesId")
            .unwrap(),
    };
    assert_eq!(declared(&schema, "Answer").home, of_game);
    assert_eq!(declared(&schema, "More").home, of_game);
    let of_shell = Home::Layout { client, layout: 0 };
    assert_eq!(declared(&schema, "ShellAnswer").home, of_shell);
    assert_eq!(declared(&schema, "Tab").home, Home::Data);
}

#[test]
fn messages_name_calls_of_their_page_calls_of_all_pages_topics_and_the_server() {
    let schema = schema();
    let game = page(&schema, "public", "GamesId");
    let carried: Vec<&Type> = game
        .messages
        .iter()
        .map(|message| match &message.payload {
            crate::ir::Payload::Positional(types) => &types[0],
            other => panic!("{other:?}"),
        })
        .collect();
    let topic = |name: &str| {
        schema
            .topics
            .iter()
            .position(|topic| topic.name.text == name)
    };
    let game_topic = topic("game").unwrap();
    assert_eq!(*carried[1], Type::Event(game_topic));
    assert_eq!(*carried[2], Type::ToClient);
    assert_eq!(*carried[3], Type::Reply(RpcId::Shared(1)));
    assert_eq!(*carried[4], Type::Reply(RpcId::Shared(0)));
    let followed: Vec<usize> = game.subscriptions.iter().map(|topic| topic.topic).collect();
    assert_eq!(followed, [game_topic, topic("clock").unwrap()]);
    let server = game.server.as_ref().unwrap();
    assert_eq!(
        [
            server.model.len(),
            server.to_server.len(),
            server.to_client.len()
        ],
        [1, 1, 1]
    );
}

#[test]
fn layouts_nest_and_pages_stand_in_them() {
    let schema = schema();
    let layouts = &client(&schema, "public").layouts;
    assert_eq!(layouts[0].parent, None);
    assert_eq!(layouts[1].parent, Some(0));
    assert_eq!(page(&schema, "public", "GamesId").layout, Some(1));
}

#[test]
fn topics_jobs_tables_and_files_of_sql_are_taken_over() {
    let schema = schema();
    let policies: Vec<TopicPolicy> = schema.topics.iter().map(|topic| topic.policy).collect();
    assert_eq!(policies, [TopicPolicy::Authorize, TopicPolicy::Public]);
    let [digest, nightly, plain] = schema.jobs.as_slice() else {
        panic!("three jobs");
    };
    assert_eq!(
        (digest.retries, digest.backoff),
        (3, Duration::from_millis(500))
    );
    assert_eq!(digest.timeout, Duration::from_secs(2 * 60 * 60));
    assert_eq!(nightly.every.as_ref().unwrap().text, "0 3 * * mon-fri");
    assert_eq!((plain.retries, plain.backoff), (10, Duration::from_secs(5)));
    assert_eq!(
        schema.tables[0].columns.len(),
        schema.tables[0].type_spans.len()
    );
    assert_eq!(schema.fragments[0].sql, "g.id, g.status");
    let query = &schema.queries[0];
    let app = whole_language();
    assert_eq!(app.sources.slice(query.sql_span), query.sql);
    assert!(query.sql.starts_with("-- Newest") && query.sql.ends_with(":limit"));
}
