//! Every kind of name leads to its declaration, in a schema with everything in it; and no text is too broken.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use rally_idl::parse::parse_file;
use rally_idl::source::{FileId, SourceMap};

use super::{Index, Role, Target};
use crate::editor::built_in::BuiltIn;
use crate::editor::definition::definitions;
use crate::editor::hover::hover;
use crate::editor::symbol::SymbolKind;
use crate::sql::{Relation, RelationColumn};

const APP: &str = r#"app scores { database sqlite }
client public at "/" {
  auth { identity Member  sign_in SignIn  return_to next  recheck 30m }
  context { theme: Theme }
  context_msg { SetTheme(Theme) }
}
client admin at "/admin" { auth { identity Member  sign_in public.SignIn } }
struct Member { id: Int }
enum Theme { Light  Dark }
topic game(id: Int) -> GameEvent { public }
enum GameEvent { Scored(points: Int)  Finished }
job send_digest(member: Member) { retries 5 }
table games { theme: Theme }
fragment columns { id, theme }
"#;

const SHELL: &str = "layout Shell { model { open: Bool }  msg { Toggled } }
layout Inner in Shell { }
rpc like(id: Int) -> Int
";

const SIGN_IN: &str =
    "page SignIn at \"/sign-in\" { auth public  search { next: String = \"\" } }\n";

const GAME: &str = r#"page {
  auth optional
  layout Shell
  authorize
  search { theme: Theme = Dark, all: List<Theme> }
  model { shown: Option<Member> }
  msg { Got(Reply<save>)  Liked(Reply<like>)  Live(Event<game>)  Heard(ToClient)  Other(Wrapped) }
  load -> Member
  rpc save(member: Member) -> Result<Unit, String>
  server { model { seen: Int }  to_server { Typing(Theme) }  to_client { Typed } }
  subscribe game
  query find(theme: Theme, id) -> List<Member> {
    SELECT {columns} FROM games g WHERE g.theme = :theme AND id = :id
  }
}
enum Wrapped { Again(Reply<save>) }
"#;

struct App {
    sources: SourceMap,
    files: Vec<FileId>,
    index: Index,
}

fn app(game: &str) -> App {
    let texts = [
        ("idl/app.rally", APP),
        ("idl/public/games/id_.rally", game),
        ("idl/public/shell.rally", SHELL),
        ("idl/public/sign_in.rally", SIGN_IN),
    ];
    let mut sources = SourceMap::default();
    let files: Vec<FileId> = texts
        .iter()
        .map(|(path, text)| sources.add(*path, *text))
        .collect();
    let tree = |&id: &FileId| parse_file(id, &sources.file(id).text, &mut vec![]);
    let trees: Vec<_> = files.iter().map(tree).collect();
    let index = Index::new(&trees, &sources, relations());
    App {
        sources,
        files,
        index,
    }
}

fn relations() -> Vec<Relation> {
    let column = |name: &str| RelationColumn {
        name: name.to_owned(),
        declared_type: "TEXT".to_owned(),
        span: None,
    };
    vec![Relation {
        name: "games".to_owned(),
        span: None,
        columns: vec![column("id"), column("theme")],
    }]
}

impl App {
    // What is named at the `|` of a piece of a file, as `KIND NAME in PARENT`.
    fn at(&self, file: usize, marked: &str) -> Vec<String> {
        let (before, after) = marked.split_once('|').unwrap();
        let text = &self.sources.file(self.files[file]).text;
        let piece = format!("{before}{after}");
        let start = text.find(&piece).unwrap_or_else(|| panic!("{piece}"));
        let found = self
            .index
            .at(self.files[file], start + before.len(), &self.sources);
        found
            .iter()
            .map(|found| self.describe(found.target))
            .collect()
    }

    fn describe(&self, target: Target) -> String {
        match target {
            Target::Symbol(id) => {
                let symbol = self.index.symbols().get(id);
                let parent = symbol
                    .parent
                    .map(|parent| &self.index.symbols().get(parent).name);
                let parent = parent
                    .map(|parent| format!(" in {parent}"))
                    .unwrap_or_default();
                format!("{:?} {}{parent}", symbol.kind, symbol.name)
            }
            Target::BuiltIn(built_in) => built_in.name().to_owned(),
            Target::Relation(at) => format!("table {}", self.index.relation(at).unwrap().name),
            Target::Column { relation, column } => {
                let relation = self.index.relation(relation).unwrap();
                format!("column {}.{}", relation.name, relation.columns[column].name)
            }
        }
    }
}

#[test]
fn every_kind_of_name_leads_to_what_it_refers_to() {
    let app = app(GAME);
    for (file, marked, expected) in [
        (0, "identity Mem|ber", "Struct Member"),
        (0, "sign_in Sign|In ", "Page SignIn"),
        (0, "return_to ne|xt", "Field next in search"),
        (0, "sign_in pub|lic.SignIn", "Client public"),
        (0, "sign_in public.Sign|In", "Page SignIn"),
        (0, "SetTheme(Th|eme)", "Enum Theme"),
        (0, "-> GameEv|ent", "Enum GameEvent"),
        (0, "(member: Mem|ber) {", "Struct Member"),
        (0, "table games { theme: The|me", "Enum Theme"),
        (1, "layout She|ll", "Layout Shell"),
        (1, "theme: The|me = Dark", "Enum Theme"),
        (1, "= Da|rk", "Variant Dark in Theme"),
        (1, "Option<Mem|ber>", "Struct Member"),
        (1, "Opt|ion<Member>", "Option"),
        (1, "Got(Reply<sa|ve>)", "Rpc save in GamesId"),
        (1, "Reply<li|ke>", "Rpc like"),
        (1, "Event<ga|me>", "Topic game"),
        (1, "Heard(ToCl|ient)", "ToClient"),
        (1, "Other(Wrap|ped)", "Enum Wrapped"),
        (1, "Again(Reply<sa|ve>)", "Rpc save in GamesId"),
        (1, "load -> Mem|ber", "Struct Member"),
        (1, "Typing(The|me)", "Enum Theme"),
        (1, "subscribe ga|me", "Topic game"),
        (1, "List<Mem|ber> {", "Struct Member"),
        (1, "{colu|mns}", "Fragment columns"),
        (1, "FROM ga|mes", "table games"),
        (1, "g.the|me", "column games.theme"),
        (1, ":the|me", "Argument theme in find"),
        (1, ":i|d", "Argument id in find"),
        (2, "in She|ll", "Layout Shell"),
    ] {
        assert_eq!(app.at(file, marked), [expected], "{marked}");
    }
    assert_eq!(app.at(0, "table ga|mes"), ["Table games", "table games"]);
}

#[test]
fn declarations_are_occurrences_too() {
    let app = app(GAME);
    assert_eq!(app.at(1, "pa|ge {"), ["Page GamesId"]);
    assert_eq!(app.at(1, "lo|ad"), ["Load load in GamesId"]);
    assert_eq!(app.at(1, "auth|orize"), ["Authorize authorize in GamesId"]);
    let declared = app
        .index
        .occurrences()
        .iter()
        .filter(|found| found.role == Role::Declaration);
    assert_eq!(declared.count(), app.index.symbols().iter().count());
}

#[test]
fn occurrences_are_names_as_they_are_written() {
    let app = app(GAME);
    for found in app.index.occurrences() {
        let written = app.sources.slice(found.span);
        match found.target {
            Target::BuiltIn(built_in) => assert_eq!(BuiltIn::of(written), Some(built_in)),
            Target::Symbol(id) => {
                let symbol = app.index.symbols().get(id);
                let by_keyword =
                    symbol.kind == SymbolKind::Page || symbol.kind == SymbolKind::Route;
                assert!(by_keyword || symbol.name == written, "{written} {symbol:?}");
            }
            Target::Relation(_) | Target::Column { .. } => {}
        }
    }
}

#[test]
fn what_has_no_rust_is_shown_as_it_is_written() {
    let app = app(GAME);
    let at = GAME.find("{columns}").unwrap() + 2;
    let shown = hover(&app.index, &app.sources, app.files[1], at, |_| vec![]).unwrap();
    assert_eq!(
        shown.markdown(),
        "```rally\nfragment columns { id, theme }\n```"
    );
    assert_eq!(shown.plain(), "fragment columns { id, theme }");
}

#[test]
fn words_that_name_nothing_have_no_occurrence() {
    let app = app(GAME);
    for (file, marked) in [
        (1, "au|th optional"),
        (0, "recheck 30|m"),
        (1, "SEL|ECT"),
        (1, "= Dark,| all"),
    ] {
        assert!(app.at(file, marked).is_empty(), "{marked}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_breaks_what_an_editor_asks(
        from in 0..GAME.len(),
        removed in 0_usize..60,
        typed in "([a-z]{1,4}|[{}<>():,\"'|/\\-]|rpc |load |é🎉|\n| ){0,6}",
    ) {
        let mut text = GAME.to_owned();
        text.replace_range(from..(from + removed).min(GAME.len()), &typed);
        let app = app(&text);
        for offset in 0..=text.len() {
            let hovered = hover(&app.index, &app.sources, app.files[1], offset, |_| vec![]);
            let found = definitions(&app.index, &app.sources, app.files[1], offset);
            let spans = hovered.map(|hovered| hovered.span).into_iter().chain(found.iter().map(|found| found.origin));
            for span in spans {
                prop_assert!(text.get(span.range()).is_some(), "{:?}", span);
                prop_assert!(span.range().start <= offset && offset <= span.range().end);
            }
        }
    }
}
