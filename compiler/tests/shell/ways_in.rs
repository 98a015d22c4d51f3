//! `rallyc routes --auth` of an app that has everything: each way in is there, with who may take it.
//!
//! `BLESS=1` writes the list anew; read what it wrote.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn listed() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rallyc"))
        .args(["--app", "tests/apps/language", "routes", "--auth"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_way_into_an_app_is_listed() {
    let (path, listed) = (
        repository().join("compiler/tests/shell/ways_in.txt"),
        listed(),
    );
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &listed).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(listed, expected, "BLESS=1 writes the list anew");
}

#[test]
fn what_the_server_is_told_of_is_what_is_listed() {
    let entries = repository().join("tests/apps/language/generated/app/src/entries.rs");
    let entries = fs::read_to_string(entries).unwrap();
    let told = |way: &str| entries.matches(way).count();
    let listed = listed();
    let rows = |kind: &str| {
        let of_kind = |line: &&str| line.split_whitespace().next() == Some(kind);
        listed.lines().filter(of_kind).count()
    };
    assert_eq!(told("entry::Way::Call("), rows("rpc"));
    assert_eq!(told("entry::Way::Call("), rows("http"));
    assert_eq!(told("entry::Way::Topic {"), rows("topic"));
    assert_eq!(told("entry::Way::Broadcasts {"), rows("broadcasts"));
    assert_eq!(told("entry::Way::Model {"), rows("model"));
    // A page with several routes has a row for each.
    assert!(told("entry::Way::Page {") <= rows("page") && told("entry::Way::Page {") > 0);
}
