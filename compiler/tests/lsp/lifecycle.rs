//! The order of the conversation, and what the server does with messages that it cannot take.

use serde_json::{Value, json};

use super::editor::{Editor, able};

#[test]
fn the_end_is_a_success_only_after_shutdown() {
    let mut editor = Editor::with_app();
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    let id = editor.request("textDocument/hover", json!({}));
    assert_eq!(editor.answer_to(&json!(id))["error"]["code"], -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.end(), Some(0));

    let mut editor = Editor::with_app();
    editor.tell("exit", Value::Null);
    assert_eq!(editor.end(), Some(1));
    assert_eq!(Editor::with_app().end(), Some(1), "the client is gone");
}

#[test]
fn nothing_is_answered_before_the_client_has_introduced_itself() {
    let mut editor = Editor::silent();
    let id = editor.request("textDocument/hover", json!({}));
    assert_eq!(editor.answer_to(&json!(id))["error"]["code"], -32002);
    editor.tell("textDocument/didOpen", json!({"nonsense": true}));
    let greeting = editor.hello(able());
    assert_eq!(greeting["serverInfo"]["name"], "rallyc");
    assert_eq!(greeting["capabilities"]["positionEncoding"], "utf-16");
    let id = editor.request("initialize", json!({"capabilities": {}}));
    assert_eq!(editor.answer_to(&json!(id))["error"]["code"], -32600);
}

#[test]
fn what_cannot_be_taken_gets_an_error_and_the_server_goes_on() {
    let mut editor = Editor::with_app();
    let id = editor.request("textDocument/willGuess", json!({}));
    assert_eq!(editor.answer_to(&json!(id))["error"]["code"], -32601);
    let id = editor.request("textDocument/hover", json!({"position": "here"}));
    assert_eq!(editor.answer_to(&json!(id))["error"]["code"], -32602);
    editor.send_bytes(b"Content-Length: 8\r\n\r\n{\"jsonrp");
    assert_eq!(editor.answer_to(&Value::Null)["error"]["code"], -32700);
    editor.send(&json!({"id": "a", "method": 7}));
    assert_eq!(editor.answer_to(&json!("a"))["error"]["code"], -32600);
    editor.tell("$/unheardOf", json!({}));
    editor.tell(
        "textDocument/didChange",
        json!({"textDocument": {"uri": "file:///no", "version": 1}, "contentChanges": []}),
    );
    let logged = editor.until(|message| message["method"] == "window/logMessage");
    assert!(
        logged["params"]["message"]
            .as_str()
            .unwrap()
            .contains("not open"),
        "{logged}"
    );
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
}

#[test]
fn a_stream_that_cannot_be_read_on_ends_the_server() {
    let mut editor = Editor::with_app();
    editor.send_bytes(b"Content-Length: many\r\n\r\n");
    assert_eq!(editor.end(), Some(1));
}

#[test]
fn a_request_that_is_cancelled_is_answered_once() {
    let mut editor = Editor::with_app();
    let text = editor.read("idl/public/home_.rally");
    editor.open("idl/public/home_.rally", &text);
    let document = json!({"uri": editor.uri("idl/public/home_.rally")});
    let position = json!({"line": 0, "character": 0});
    let id = editor.request(
        "textDocument/hover",
        json!({"textDocument": document, "position": position}),
    );
    editor.tell("$/cancelRequest", json!({"id": id}));
    // Answered already or cancelled: both are right, and both are one answer.
    let answer = editor.answer_to(&json!(id));
    assert!(
        answer
            .get("error")
            .is_none_or(|error| error["code"] == -32800),
        "{answer}"
    );
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
}
