//! Diagnostics: of all files, as somebody types, gone when they are mended, at the right place in any text.

use serde_json::{Value, json};

use super::editor::{Editor, able, slice};

const HOME: &str = "idl/public/home_.rally";

fn none(problems: &[Value]) -> bool {
    problems.is_empty()
}

fn some(problems: &[Value]) -> bool {
    !problems.is_empty()
}

#[test]
fn what_is_typed_wrong_is_shown_and_goes_away_when_it_is_mended() {
    let mut editor = Editor::with_app();
    let text = editor.read(HOME);
    editor.open(HOME, &text);
    let wrong = text.replace("count: Int", "count: Itn");
    let version = editor.retype(HOME, &wrong);
    let shown = editor.problems(HOME, some);
    assert_eq!(shown["version"], version);
    let problem = &shown["diagnostics"][0];
    assert_eq!(problem["code"], "R0102");
    assert_eq!(problem["source"], "rally");
    assert_eq!(problem["severity"], 1);
    assert_eq!(slice(&wrong, &problem["range"]), "Itn");
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("help: did you mean `Int`?"), "{message}");
    editor.retype(HOME, &text);
    editor.problems(HOME, none);
}

#[test]
fn sql_is_checked_against_the_migrations_as_it_is_typed() {
    let mut editor = Editor::with_app();
    let text = editor.read(HOME);
    editor.open(HOME, &text);
    let wrong = text.replace("SELECT value", "SELECT valeu");
    editor.retype(HOME, &wrong);
    let shown = editor.problems(HOME, some);
    let problem = &shown["diagnostics"][0];
    assert_eq!(slice(&wrong, &problem["range"]), "valeu");
    let other = &problem["relatedInformation"][0]["location"];
    assert_eq!(
        other["uri"],
        editor.uri("migrations/001_counter.sql"),
        "{problem}"
    );
}

#[test]
fn a_change_in_one_file_is_told_in_the_others() {
    let mut editor = Editor::with_app();
    let text = "struct Team { name: String }\n";
    editor.open("idl/teams.rally", text);
    let home = editor.read(HOME) + "\nstruct Game { home: Team }\n";
    editor.open(HOME, &home);
    editor.problems(HOME, |problems| {
        problems.iter().all(|found| found["severity"] == 2)
    });
    editor.retype("idl/teams.rally", "struct Club { name: String }\n");
    let shown = editor.problems(HOME, |problems| {
        problems.iter().any(|found| found["code"] == "R0102")
    });
    assert_eq!(slice(&home, &shown["diagnostics"][0]["range"]), "Team");
    editor.retype("idl/teams.rally", text);
    editor.problems(HOME, |problems| {
        problems.iter().all(|found| found["severity"] == 2)
    });
}

#[test]
fn places_are_right_behind_text_that_is_no_ascii() {
    let text = "/// 🎉 größe\nstruct A { /* é🎉 */ b: Itn }\n";
    let mut editor = Editor::with_app();
    editor.open("idl/a.rally", text);
    let shown = editor.problems("idl/a.rally", some);
    let found = shown["diagnostics"].as_array().unwrap();
    let problem = found.iter().find(|found| found["code"] == "R0102").unwrap();
    assert_eq!(slice(text, &problem["range"]), "Itn");

    let mut capabilities = able();
    capabilities["general"]["positionEncodings"] = json!(["utf-8", "utf-16"]);
    let mut editor = Editor::with_app_and(capabilities);
    editor.open("idl/a.rally", text);
    let shown = editor.problems("idl/a.rally", some);
    let found = shown["diagnostics"].as_array().unwrap();
    let problem = found.iter().find(|found| found["code"] == "R0102").unwrap();
    let line = text.lines().nth(1).unwrap();
    assert_eq!(
        problem["range"]["start"],
        json!({"line": 1, "character": line.find("Itn").unwrap()})
    );
}

#[test]
fn edits_of_a_part_are_applied_where_the_editor_means_them() {
    let mut editor = Editor::with_app();
    let text = "/// 🎉🎉\nstruct A { b: Int }\n";
    editor.open("idl/a.rally", text);
    let at = |line: u32, start: u32, end: u32| json!({"start": {"line": line, "character": start}, "end": {"line": line, "character": end}});
    let changes = json!([
        {"range": at(0, 6, 8), "text": "é"},
        {"range": at(1, 14, 17), "text": "Itn"},
    ]);
    editor.change("idl/a.rally", changes);
    let meant = |problems: &[Value]| problems.iter().any(|found| found["code"] == "R0102");
    let shown = editor.problems("idl/a.rally", meant);
    let found = shown["diagnostics"].as_array().unwrap();
    let problem = found.iter().find(|found| found["code"] == "R0102").unwrap();
    assert_eq!(problem["range"], at(1, 14, 17));
}

#[test]
fn files_that_change_outside_of_the_editor_are_read_again() {
    let mut editor = Editor::with_app();
    let registration = editor.until(|message| message["method"] == "client/registerCapability");
    assert!(
        registration
            .to_string()
            .contains("workspace/didChangeWatchedFiles"),
        "{registration}"
    );
    editor.send(&json!({"jsonrpc": "2.0", "id": registration["id"], "result": null}));
    editor.write("idl/a.rally", "struct A { b: Itn }\n");
    let changed = |kind: i32, editor: &Editor| json!({"changes": [{"uri": editor.uri("idl/a.rally"), "type": kind}]});
    editor.tell("workspace/didChangeWatchedFiles", changed(1, &editor));
    let shown = editor.problems("idl/a.rally", some);
    assert_eq!(shown.get("version"), None, "it is not open");
    std::fs::remove_file(editor.app().join("idl/a.rally")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", changed(3, &editor));
    editor.problems("idl/a.rally", none);
}

#[test]
fn an_open_text_counts_until_it_is_closed() {
    let mut editor = Editor::with_app();
    editor.open("idl/a.rally", "struct A { b: Itn }\n");
    editor.problems("idl/a.rally", some);
    let document = json!({"uri": editor.uri("idl/a.rally")});
    editor.tell("textDocument/didClose", json!({"textDocument": document}));
    editor.problems("idl/a.rally", none);
}

#[test]
fn an_app_is_checked_when_its_folder_is_opened_and_forgotten_when_it_is_closed() {
    let mut editor = Editor::silent();
    let other = editor.folder().join("others/tally");
    std::fs::create_dir_all(other.join("idl")).unwrap();
    std::fs::write(other.join("Cargo.toml"), "").unwrap();
    std::fs::write(other.join("idl/app.rally"), "struct A { b: Itn }\n").unwrap();
    editor.hello(able());
    let folder =
        json!({"uri": super::editor::uri(&editor.folder().join("others")), "name": "others"});
    let change =
        |added: Value, removed: Value| json!({"event": {"added": added, "removed": removed}});
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        change(json!([folder]), json!([])),
    );
    let path = "../others/tally/idl/app.rally";
    let uri = editor.uri(path).replace("tally/../", "");
    let of_other = |message: &Value| message["params"]["uri"] == uri;
    let shown = editor.until(of_other);
    assert!(
        some(shown["params"]["diagnostics"].as_array().unwrap()),
        "{shown}"
    );
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        change(json!([]), json!([folder])),
    );
    let gone = editor.until(of_other);
    assert_eq!(gone["params"]["diagnostics"], json!([]));
}

#[test]
fn files_that_cannot_be_read_are_told_once_and_the_others_are_checked() {
    let mut editor = Editor::with_app();
    std::fs::write(editor.app().join("idl/latin.rally"), b"\xe9").unwrap();
    editor.open("idl/a.rally", "struct A { b: Itn }\n");
    let message = editor.until(|message| message["method"] == "window/showMessage");
    assert!(
        message["params"]["message"]
            .as_str()
            .unwrap()
            .contains("no UTF-8"),
        "{message}"
    );
    editor.problems("idl/a.rally", some);
}
