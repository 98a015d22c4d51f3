//! What is answered of one text alone: its outline and its formatted form.

use serde_json::{Value, json};

use super::editor::{Editor, slice};

const HOME: &str = "idl/public/home_.rally";

fn names(symbols: &Value) -> Vec<&str> {
    let symbols = symbols.as_array().map(Vec::as_slice).unwrap_or_default();
    symbols
        .iter()
        .map(|symbol| symbol["name"].as_str().unwrap())
        .collect()
}

#[test]
fn the_outline_is_a_tree_of_what_is_declared() {
    let mut editor = Editor::with_app();
    let text = editor.read(HOME) + "\n/// 🎉\nstruct A { é: Int, b: Int }\n";
    editor.open(HOME, &text);
    let document = json!({"uri": editor.uri(HOME)});
    let symbols = editor.ask(
        "textDocument/documentSymbol",
        json!({"textDocument": document}),
    );
    assert_eq!(names(&symbols)[..1], ["Home"]);
    let page = &symbols[0];
    assert_eq!(slice(&text, &page["selectionRange"]), "page");
    assert_eq!(
        names(&page["children"])[..4],
        ["model", "msg", "load", "increment"]
    );
    assert_eq!(
        page["children"][3]["detail"],
        "(amount: Int) -> Result<Int, List<String>>"
    );
    let last = symbols.as_array().unwrap().last().unwrap();
    assert_eq!(last["name"], "A");
    assert!(slice(&text, &last["range"]).starts_with("struct A {"));
}

#[test]
fn a_name_has_one_line_in_the_outline() {
    let mut editor = Editor::with_app();
    let text = "query counted(\n  id,\n  name,\n) ->\n  List<_> from \"sql/a.sql\"\n";
    editor.open("idl/a.rally", text);
    let document = json!({"uri": editor.uri("idl/a.rally")});
    let params = json!({"textDocument": document});
    let symbols = editor.ask("textDocument/documentSymbol", params);
    assert_eq!(symbols[0]["detail"], "( id, name, ) -> List<_>");
}

#[test]
fn a_text_is_formatted_with_no_more_edits_than_it_needs() {
    let mut editor = Editor::with_app();
    let text = "/// 🎉 é\nstruct A {\nb: Int\n}\n\nstruct B { c: A }\n";
    editor.open("idl/a.rally", text);
    let document = json!({"uri": editor.uri("idl/a.rally")});
    let params = json!({"textDocument": document, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = editor.ask("textDocument/formatting", params.clone());
    let edits = edits.as_array().unwrap().clone();
    assert!(!edits.is_empty());
    for edit in &edits {
        assert!(!slice(text, &edit["range"]).contains("struct B"), "{edit}");
    }
    editor.change(
        "idl/a.rally",
        edits
            .iter()
            .rev()
            .map(|edit| json!({"range": edit["range"], "text": edit["newText"]}))
            .collect(),
    );
    let again = editor.ask("textDocument/formatting", params.clone());
    assert_eq!(again, json!([]), "formatted text stays as it is");
    editor.retype("idl/a.rally", "struct A {\nb: \n");
    assert_eq!(editor.ask("textDocument/formatting", params), Value::Null);
}

#[test]
fn a_text_of_no_app_has_an_outline_too() {
    let mut editor = Editor::with_app();
    let document = json!({"uri": "untitled:Untitled-1", "languageId": "rally", "version": 1, "text": "struct A { b: Int }"});
    editor.tell("textDocument/didOpen", json!({"textDocument": document}));
    let document = json!({"uri": "untitled:Untitled-1"});
    let symbols = editor.ask(
        "textDocument/documentSymbol",
        json!({"textDocument": document}),
    );
    assert_eq!(names(&symbols), ["A"]);
    let position = json!({"line": 0, "character": 8});
    let hover = editor.ask(
        "textDocument/hover",
        json!({"textDocument": document, "position": position}),
    );
    assert_eq!(hover, Value::Null);
}
