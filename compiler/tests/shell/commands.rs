//! The program itself, as it is typed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    // A new app, as `rallyc init` writes it.
    fn with_app() -> Self {
        let desk = Self::new();
        let answer = desk.rallyc(&["init", "tally"]);
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        desk
    }

    fn app(&self) -> PathBuf {
        self.folder.path().join("tally")
    }

    fn rallyc(&self, arguments: &[&str]) -> Answer {
        answer(self.folder.path(), arguments)
    }

    fn in_app(&self, arguments: &[&str]) -> Answer {
        answer(&self.app(), arguments)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.app().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.app().join(path)).unwrap()
    }
}

fn answer(folder: &Path, arguments: &[&str]) -> Answer {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_rallyc"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATABASE")
        .output()
        .unwrap();
    Answer {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

#[test]
fn a_new_app_is_whole_and_checks() {
    let desk = Desk::with_app();
    assert!(desk.app().join("generated/manifest.json").is_file());
    assert_eq!(desk.in_app(&["check", "--deny-warnings"]).code, Some(0));
    let compared = desk.in_app(&["build", "--codegen-only", "--check"]);
    assert_eq!(compared.code, Some(0), "{}{}", compared.out, compared.err);
    let below = answer(&desk.app().join("pages/public/src"), &["routes"]);
    assert_eq!(
        below.out,
        "route  client  page  file\n/      public  Home  idl/public/home_.rally\n"
    );
}

#[test]
fn init_leaves_what_is_there_alone() {
    let desk = Desk::with_app();
    let again = desk.rallyc(&["init", "tally"]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("is not empty"), "{}", again.err);
    let named = desk.rallyc(&["init", "contract"]);
    assert_eq!(named.code, Some(1));
    assert!(!desk.folder.path().join("contract").exists());
    let names: Vec<_> = desk.folder.path().read_dir().unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary folder is left");
}

#[test]
fn a_schema_with_errors_writes_nothing_and_every_error_is_told() {
    let desk = Desk::with_app();
    let before = desk.read("generated/contract/src/lib.rs");
    desk.write(
        "idl/public/home_.rally",
        "page { model { count: Nit } }\nstruct A { b: Strin }\n",
    );
    let built = desk.in_app(&["build", "--codegen-only"]);
    assert_eq!(built.code, Some(1));
    assert!(
        built.err.contains("idl/public/home_.rally:1:23"),
        "{}",
        built.err
    );
    assert!(built.err.contains("`Strin`"), "{}", built.err);
    assert!(built.err.contains("nothing was written"), "{}", built.err);
    assert_eq!(desk.read("generated/contract/src/lib.rs"), before);
    let json = desk.in_app(&["check", "--message-format", "json"]);
    let first: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["place"]["file"], "idl/public/home_.rally");
    assert_eq!(first["place"]["start"]["column"], 23);
}

#[test]
fn an_edit_of_generated_code_is_shown_by_check_and_undone_by_build() {
    let desk = Desk::with_app();
    let path = "generated/contract/src/lib.rs";
    let before = desk.read(path);
    desk.write(path, &format!("{before}// mine\n"));
    let compared = desk.in_app(&["build", "--codegen-only", "--check"]);
    assert_eq!(compared.code, Some(1));
    assert!(compared.out.contains("-// mine"), "{}", compared.out);
    assert!(
        desk.read(path).ends_with("// mine\n"),
        "a comparison writes nothing"
    );
    assert_eq!(desk.in_app(&["build", "--codegen-only"]).code, Some(0));
    assert_eq!(desk.read(path), before);
    fs::remove_file(desk.app().join(path)).unwrap();
    assert_eq!(desk.in_app(&["build", "--codegen-only"]).code, Some(0));
    assert_eq!(desk.read(path), before);
}

#[test]
fn a_new_page_gets_skeletons_and_the_missing_module_line_is_named() {
    let desk = Desk::with_app();
    let page = "page {\n  model { text: String }\n  msg { Changed(String) }\n}\n";
    desk.write("idl/public/about.rally", page);
    let built = desk.in_app(&["build", "--codegen-only"]);
    assert_eq!(built.code, Some(0), "{}", built.err);
    assert!(desk.app().join("pages/public/src/about.rs").is_file());
    let advice = "add `pub mod about;` to pages/public/src/lib.rs";
    assert!(built.err.contains(advice), "{}", built.err);
    let again = desk.in_app(&["build", "--codegen-only"]);
    assert!(
        again.err.contains(advice),
        "said until it is done: {}",
        again.err
    );
    let library = desk.read("pages/public/src/lib.rs") + "pub mod about;\n";
    desk.write("pages/public/src/lib.rs", &library);
    let done = desk.in_app(&["build", "--codegen-only"]);
    assert!(
        !done.err.contains("pages/public/src/lib.rs"),
        "{}",
        done.err
    );
}

#[test]
fn of_many_new_pages_the_first_are_named_and_the_rest_counted() {
    let desk = Desk::with_app();
    for page in 0..24 {
        desk.write(&format!("idl/public/page{page}.rally"), "page {}\n");
    }
    let built = desk.in_app(&["build", "--codegen-only", "--no-format"]);
    assert_eq!(built.code, Some(0), "{}{}", built.out, built.err);
    let told = built.out + &built.err;
    assert_eq!(
        told.matches("it is yours from now on").count(),
        20,
        "{told}"
    );
    assert!(
        told.contains("more files: they are yours from now on"),
        "{told}"
    );
}

#[test]
fn migrations_are_added_applied_and_listed() {
    let desk = Desk::with_app();
    assert_eq!(desk.in_app(&["migrate", "new", "Bad Name"]).code, Some(1));
    assert_eq!(
        desk.in_app(&["migrate", "new", "add_players"]).code,
        Some(0)
    );
    desk.write(
        "migrations/002_add_players.sql",
        "CREATE TABLE players (id INTEGER PRIMARY KEY) STRICT;\n",
    );
    let pending = desk.in_app(&["migrate", "status"]);
    assert_eq!(pending.out.matches("pending").count(), 2, "{}", pending.out);
    assert!(
        !desk.app().join("tally.db").exists(),
        "to ask creates nothing"
    );
    assert_eq!(desk.in_app(&["migrate", "run"]).code, Some(0));
    assert!(desk.app().join("tally.db").is_file());
    let applied = desk.in_app(&["migrate", "status"]);
    assert_eq!(
        applied.out.matches("applied 20").count(),
        2,
        "{}",
        applied.out
    );
    let again = desk.in_app(&["migrate", "run"]);
    assert!(
        again.err.contains("0 applied now, 2 in all"),
        "{}",
        again.err
    );
}

#[test]
fn a_migration_that_fails_names_its_file_and_leaves_the_database() {
    let desk = Desk::with_app();
    let database = desk.folder.path().join("other.db");
    let database = database.to_str().unwrap();
    assert_eq!(
        desk.in_app(&["migrate", "run", "--database", database])
            .code,
        Some(0)
    );
    desk.write(
        "migrations/002_bad.sql",
        "CREATE TABLE a (b INTEGER) STRICT;\nCREATE TABEL c (d);\n",
    );
    let failed = desk.in_app(&["migrate", "run", "--database", database]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.err.contains("002_bad.sql"), "{}", failed.err);
    let status = desk.in_app(&["migrate", "status", "--database", database]);
    assert!(status.out.contains("002_bad.sql"), "{}", status.out);
    assert_eq!(status.out.matches("pending").count(), 1, "{}", status.out);
    fs::rename(
        desk.app().join("migrations/002_bad.sql"),
        desk.app().join("migrations/bad.sql"),
    )
    .unwrap();
    let named = desk.in_app(&["migrate", "run", "--database", database]);
    assert!(
        named
            .err
            .contains("migrations/bad.sql: not a migration's name"),
        "{}",
        named.err
    );
}

#[test]
fn outside_an_app_it_says_how_to_begin_one() {
    let answer = Desk::new().rallyc(&["check"]);
    assert_eq!(answer.code, Some(1));
    assert!(answer.err.contains("rallyc init NAME"), "{}", answer.err);
}

#[test]
fn the_server_of_a_taken_port_is_not_waited_for() {
    let desk = Desk::with_app();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let answer = desk.in_app(&["dev", "--port", &port]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.err.contains(&format!("port {port} is taken")),
        "{}",
        answer.err
    );
}

#[test]
fn completions_know_every_command() {
    let script = Desk::new().rallyc(&["completions", "bash"]).out;
    for command in [
        "init", "check", "build", "dev", "migrate", "seed", "reset", "routes", "doctor",
    ] {
        assert!(script.contains(command), "{command}");
    }
}
