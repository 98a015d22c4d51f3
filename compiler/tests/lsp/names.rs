//! Hover and definitions: what a name is, in words and in Rust, and where it is declared or implemented.

use serde_json::Value;

use super::editor::{Editor, able, slice};

const HOME: &str = "idl/public/home_.rally";

fn open_home(more: &str) -> (Editor, String) {
    let mut editor = Editor::with_app();
    let text = editor.read(HOME) + more;
    editor.open(HOME, &text);
    (editor, text)
}

fn hover(editor: &mut Editor, text: &str, marked: &str) -> String {
    let found = editor.ask_at("textDocument/hover", HOME, text, marked);
    found["contents"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn hover_shows_documentation_and_the_rust_that_is_generated() {
    let (mut editor, text) = open_home("");
    let shown = hover(&mut editor, &text, "rpc incre|ment");
    contains(
        &shown,
        &[
            "```rust\nfn server_increment(",
            "pub struct ServerIncrement {",
            "pub amount: i64",
            "Adds to the count and answers with the new one.",
        ],
    );
    contains(
        &hover(&mut editor, &text, "query get_c|ount"),
        &["pub async fn get_count(", "-> Result<i64, "],
    );
    contains(
        &hover(&mut editor, &text, "lo|ad -> Int"),
        &["fn load(", "LoadResult<i64>"],
    );
    contains(
        &hover(&mut editor, &text, "mo|del {"),
        &["pub struct Model {", "pub errors: Vec<String>"],
    );
    contains(
        &hover(&mut editor, &text, "cou|nt: Int"),
        &["pub count: i64", "What the database says."],
    );
    contains(
        &hover(&mut editor, &text, "GotIn|crement("),
        &["GotIncrement(", "Reply<ServerIncrement>"],
    );
    contains(
        &hover(&mut editor, &text, "pa|ge {"),
        &["Home", "trait HomePage", "Address: `/`"],
    );
    contains(
        &hover(&mut editor, &text, "errors: Li|st"),
        &["List<T>", "Vec<T>"],
    );
    contains(
        &hover(&mut editor, &text, "Reply<incre|ment>"),
        &["fn server_increment("],
    );
}

#[test]
fn hover_in_sql_shows_tables_columns_and_arguments() {
    let (mut editor, text) = open_home("");
    contains(
        &hover(&mut editor, &text, "FROM coun|ter"),
        &["counter (", "value INTEGER", "migrations/001_counter.sql"],
    );
    contains(
        &hover(&mut editor, &text, "SELECT va|lue"),
        &["counter.value INTEGER"],
    );
    contains(
        &hover(&mut editor, &text, "value + :amo|unt"),
        &["fn add_to_count("],
    );
}

#[test]
fn rust_is_shown_of_the_last_schema_without_mistakes() {
    let (mut editor, text) = open_home("");
    hover(&mut editor, &text, "rpc incre|ment");
    let wrong = text.replace("count: Int", "count: Itn");
    editor.retype(HOME, &wrong);
    contains(
        &hover(&mut editor, &wrong, "rpc incre|ment"),
        &["fn server_increment("],
    );
}

#[test]
fn without_any_rust_what_is_declared_is_shown() {
    let mut editor = Editor::silent();
    std::fs::create_dir_all(editor.app().join("idl")).unwrap();
    editor.write("Cargo.toml", "");
    editor.hello(able());
    let text = "/// A team.\nstruct Team { name: Strnig }\nstruct Game { home: Team }\n";
    editor.open("idl/a.rally", text);
    let found = editor.ask_at("textDocument/hover", "idl/a.rally", text, "home: Te|am");
    assert_eq!(
        found["contents"]["value"],
        "```rally\nstruct Team\n```\n\nA team."
    );
    assert_eq!(slice(text, &found["range"]), "Team");
    let nothing = editor.ask_at("textDocument/hover", "idl/a.rally", text, "struct Game |{");
    assert_eq!(nothing, Value::Null);
}

// The path and the text that each place of a definition leads to.
fn definition(editor: &mut Editor, text: &str, marked: &str) -> Vec<(String, String)> {
    let found = editor.ask_at("textDocument/definition", HOME, text, marked);
    let base = editor.uri("");
    let place = |link: &Value| {
        let uri = link["targetUri"].as_str().unwrap();
        let path = uri.strip_prefix(&base).unwrap().to_owned();
        let text = match path == HOME {
            true => text.to_owned(),
            false => editor.read(&path),
        };
        let meant = slice(&text, &link["targetSelectionRange"]);
        (path, meant)
    };
    found
        .as_array()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(place)
        .collect()
}

fn place(path: &str, text: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), text.to_owned())]
}

#[test]
fn names_lead_to_where_they_are_declared() {
    let (mut editor, text) = open_home("\nstruct A { b: B }\nenum B { C }\n");
    assert_eq!(
        definition(&mut editor, &text, "{ b: |B }"),
        place(HOME, "B")
    );
    assert_eq!(
        definition(&mut editor, &text, "Reply<incre|ment>"),
        place(HOME, "increment")
    );
    let table = definition(&mut editor, &text, "FROM cou|nter");
    assert_eq!(table, place("migrations/001_counter.sql", "counter"));
    let column = definition(&mut editor, &text, "SELECT val|ue");
    assert_eq!(column, place("migrations/001_counter.sql", "value"));
    let argument = definition(&mut editor, &text, "value + :amo|unt");
    assert_eq!(argument, place(HOME, "amount"));
    assert!(definition(&mut editor, &text, "load -> In|t").is_empty());
}

#[test]
fn declarations_lead_to_the_rust_that_implements_them() {
    let (mut editor, text) = open_home("");
    let server = "server/src/public/home.rs";
    let page = "pages/public/src/home.rs";
    assert_eq!(
        definition(&mut editor, &text, "rpc incre|ment"),
        place(server, "server_increment")
    );
    assert_eq!(
        definition(&mut editor, &text, "lo|ad -> Int"),
        place(server, "load")
    );
    assert_eq!(
        definition(&mut editor, &text, "mod|el {"),
        place(page, "init")
    );
    assert_eq!(
        definition(&mut editor, &text, "ms|g {"),
        place(page, "update")
    );
    let three: Vec<_> = ["init", "update", "view"]
        .map(|name| (page.to_owned(), name.to_owned()))
        .into();
    assert_eq!(definition(&mut editor, &text, "pa|ge {"), three);
}

#[test]
fn handlers_that_were_moved_are_found_and_comments_are_not() {
    let (mut editor, text) = open_home("");
    let moved = editor.read("server/src/public/home.rs");
    let decoy = "// impl HomeServer for ServerContext { fn server_increment() {} }\nconst A: &str = \"impl HomeServer for B { fn server_increment\";\n";
    editor.write("server/src/public/home.rs", decoy);
    editor.write(
        "server/src/elsewhere/calls.rs",
        &format!("// é 🎉\n{moved}"),
    );
    let found = definition(&mut editor, &text, "rpc incre|ment");
    assert_eq!(
        found,
        place("server/src/elsewhere/calls.rs", "server_increment")
    );
    std::fs::remove_dir_all(editor.app().join("server")).unwrap();
    assert_eq!(
        definition(&mut editor, &text, "rpc incre|ment"),
        place(HOME, "increment")
    );
}

#[test]
fn an_editor_that_knows_no_links_and_no_markdown_gets_neither() {
    let mut editor = Editor::with_app_and(serde_json::json!({
        "textDocument": {"hover": {"contentFormat": ["plaintext"]}}
    }));
    let text = editor.read(HOME);
    editor.open(HOME, &text);
    let found = editor.ask_at("textDocument/hover", HOME, &text, "rpc incre|ment");
    assert_eq!(found["contents"]["kind"], "plaintext");
    assert!(!found.to_string().contains("```"), "{found}");
    let found = editor.ask_at("textDocument/definition", HOME, &text, "Reply<incre|ment>");
    assert_eq!(found[0]["uri"], editor.uri(HOME));
}
