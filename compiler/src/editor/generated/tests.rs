//! What is shown of each kind of symbol, in an app with everything in it.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{signatures, tidy};
use crate::compile::{Analysis, Input, analyse};
use crate::editor::Index;
use crate::editor::symbol::SymbolKind;
use crate::render::render;

const APP: &str = r#"app scores { database sqlite }
client public at "/" {
  auth { identity Member  sign_in SignIn  return_to next }
  context { theme: Theme }
  context_msg { SetTheme(Theme) }
}
struct Member { id: Int }
enum Theme { Light  Dark }
enum GameEvent { Scored(points: Int)  Finished }
topic game(id: Int) -> GameEvent { authorize }
job send_digest(member_id: Int) { retries 5 }
"#;

const SHELL: &str = "layout Shell { model { open: Bool }  msg { Toggled } }
rpc like(id: Int) -> Int
";

const SIGN_IN: &str = "page SignIn at \"/sign-in\" {
  auth public
  search { next: String = \"/\" }
  model { name: String }
  msg { Typed(String) }
}
";

const GAME: &str = r#"page {
  auth optional
  layout Shell
  authorize
  search { theme: Theme = Dark }
  model { shown: Option<Member> }
  msg { Got(Reply<save>)  Liked(Reply<like>)  Live(Event<game>)  Heard(ToClient) }
  load -> Member
  rpc save(member: Member) -> Result<Unit, String>
  server { model { seen: Int }  to_server { Typing(Theme) }  to_client { Heard(text: String) } }
  subscribe game
  query find(id: Int) -> List<_> { SELECT id, home FROM games WHERE id = :id }
}
"#;

const MIGRATION: &str = "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT NOT NULL) STRICT;\n";

fn input() -> Input {
    let mut input = Input::default();
    let texts = [
        ("idl/app.rally", APP),
        ("idl/public/games/id_.rally", GAME),
        ("idl/public/shell.rally", SHELL),
        ("idl/public/sign_in.rally", SIGN_IN),
    ];
    for (path, text) in texts {
        let id = input.sources.add(path, text);
        input.schema.push(id);
    }
    let id = input.sources.add("migrations/001_games.sql", MIGRATION);
    input.migrations.push(id);
    input
}

#[test]
fn every_kind_of_symbol_shows_the_rust_that_is_generated_from_it() {
    let input = input();
    let Analysis {
        schema,
        diagnostics,
        trees,
        relations,
    } = analyse(&input);
    let schema = schema.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    let index = Index::new(&trees, &input.sources, relations);
    let files = render(&schema, &input);
    let symbols = index.symbols();
    let shown = |kind: SymbolKind, name: &str, parent: &str| {
        let mut found = symbols.iter().filter(|(_, symbol)| {
            let owner = symbol.parent.map_or("", |parent| &symbols.get(parent).name);
            symbol.kind == kind && symbol.name == name && owner == parent
        });
        let (id, _) = found
            .next()
            .unwrap_or_else(|| panic!("{kind:?} {name} in {parent}"));
        signatures(&files, symbols, &input.sources, id).join("\n")
    };
    use SymbolKind as Kind;
    for (kind, name, parent, expected) in [
        (Kind::Client, "public", "", "pub trait PublicClient {"),
        (Kind::Client, "public", "", "pub trait PublicServer {"),
        (Kind::Auth, "auth", "public", "pub trait PublicAuth {"),
        (
            Kind::Context,
            "context",
            "public",
            "pub struct ClientContext {",
        ),
        (Kind::Field, "theme", "context", "pub theme: crate::Theme"),
        (
            Kind::ContextMsg,
            "context_msg",
            "public",
            "pub enum ContextMsg {",
        ),
        (
            Kind::Variant,
            "SetTheme",
            "context_msg",
            "SetTheme(crate::Theme)",
        ),
        (Kind::Struct, "Member", "", "pub struct Member {"),
        (Kind::Field, "id", "Member", "pub id: i64"),
        (Kind::Enum, "Theme", "", "pub enum Theme {"),
        (Kind::Variant, "Dark", "Theme", "Dark"),
        (Kind::Field, "points", "Scored", "Scored {"),
        (Kind::Topic, "game", "", "pub struct Game {"),
        (Kind::Job, "send_digest", "", "pub async fn send_digest("),
        (Kind::Job, "send_digest", "", "fn send_digest(\n    &self,"),
        (Kind::Layout, "Shell", "", "pub trait ShellLayout {"),
        (Kind::Model, "model", "Shell", "pub open: bool"),
        (Kind::Msg, "msg", "Shell", "Toggled"),
        (Kind::Rpc, "like", "", "fn server_like("),
        (Kind::Rpc, "like", "", "pub struct ServerLike {"),
        (Kind::Argument, "id", "like", "pub id: i64"),
        (Kind::Page, "GamesId", "", "GamesId {"),
        (Kind::Page, "GamesId", "", "pub trait GamesIdPage {"),
        (Kind::Route, "/sign-in", "SignIn", "SignIn"),
        (Kind::Authorize, "authorize", "GamesId", "fn authorize("),
        (Kind::Search, "search", "GamesId", "pub struct Search {"),
        (Kind::Field, "theme", "search", "pub theme: crate::Theme"),
        (
            Kind::Model,
            "model",
            "GamesId",
            "pub shown: Option<crate::Member>",
        ),
        (Kind::Variant, "Heard", "msg", "Heard(ToClient)"),
        (
            Kind::Load,
            "load",
            "GamesId",
            "LoadResult<contract::Member>",
        ),
        (Kind::Rpc, "save", "GamesId", "fn server_save("),
        (Kind::Server, "server", "GamesId", "fn server_init("),
        (Kind::Server, "server", "GamesId", "fn server_update("),
        (Kind::Model, "model", "server", "pub struct ServerModel {"),
        (Kind::Field, "seen", "model", "pub seen: i64"),
        (Kind::ToServer, "to_server", "server", "pub enum ToServer {"),
        (Kind::Variant, "Heard", "to_client", "Heard {"),
        (Kind::Query, "find", "GamesId", "pub async fn find("),
        (Kind::Query, "find", "GamesId", "pub struct FindRow {"),
        (Kind::Argument, "id", "find", "pub async fn find("),
    ] {
        let text = shown(kind, name, parent);
        assert!(
            text.contains(expected),
            "{kind:?} {name} in {parent}: `{expected}` is not in:\n{text}"
        );
    }
}

#[test]
fn what_is_told_has_no_noise_and_no_indentation_of_elsewhere() {
    let text = "fn load(\n        &self,\n        /// Why.\n\n        id: i64,\n    ) -> i64";
    assert_eq!(tidy(text), "fn load(\n    &self,\n    id: i64,\n) -> i64");
    assert_eq!(tidy("pub a: i64"), "pub a: i64");
}
