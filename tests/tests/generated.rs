//! What `rallyc` makes of every case in `tests/cases/ok` is formatted, free of warnings, and builds for the server and
//! for the browser; what is committed of cases and apps is what it makes.
//!
//! A case with a folder `generated` shows what is made of it; `BLESS=1` writes these folders anew.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use rally_tests::cases::{self, Case};
use rallyc::compile::compile;
use rallyc::shell::app::App;
use rallyc::shell::bundle::profile::Profile;
use rallyc::shell::codegen;
use rallyc::shell::command_line::{CheckArguments, MessageFormat};
use rallyc::shell::format::{format, work_folder};
use rallyc::shell::toolchain::{TARGET, discover};

const MANIFEST: &str = r#"[workspace]
resolver = "3"
members = [
    "*/app",
    "*/server",
    "*/pages/*",
    "*/generated/contract",
    "*/generated/server",
    "*/generated/app",
    "*/generated/clients/*",
]

[workspace.dependencies]
rally-runtime = { path = "../../runtime" }

[profile.dev]
debug = "line-tables-only"
"#;

// The target directory of this very build: what is built for the other tests serves here too.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

// Cargo reads the settings of this repository where the workspace lies below it.
fn workspace() -> PathBuf {
    cases::package().join("../target/cases")
}

#[test]
fn every_case_is_formatted_free_of_warnings_and_builds_for_both_sides() {
    let cases = cases::all();
    write(&cases);
    run(
        cargo(&["clippy", "--workspace", "--all-targets", "--keep-going"])
            .args(["--", "-D", "warnings"]),
    );
    run(&mut browser_check(&cases));
}

#[test]
fn what_is_committed_of_cases_is_what_is_made_of_them() {
    for case in cases::all() {
        let committed = case.folder.join("generated");
        if !committed.is_dir() {
            continue;
        }
        let made = generated(&case.folder);
        if env::var_os("BLESS").is_some() {
            cases::settle(&committed, &made);
        }
        let paths = cases::paths(&committed, ".");
        let expected: Vec<_> = made.iter().map(|(path, _)| format!("./{path}")).collect();
        assert_eq!(paths, expected, "{}", case.name);
        for (path, text) in made {
            let there = fs::read_to_string(committed.join(&path)).unwrap();
            assert_eq!(there, text, "{}/generated/{path}", case.name);
        }
    }
}

#[test]
fn what_is_committed_of_apps_is_what_is_made_of_them() {
    for app in ["../examples/counter", "apps/language", "apps/tour"] {
        let app = App::find(Some(&cases::package().join(app)))
            .unwrap_or_else(|failure| panic!("{failure}"));
        let arguments = CheckArguments {
            message_format: MessageFormat::default(),
            deny_warnings: true,
        };
        codegen::compare(&app, arguments).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

// The generated files by path below `generated/`, under the app's own name.
fn generated(folder: &Path) -> Vec<(String, String)> {
    let compilation = compile(&cases::load(folder, None));
    let files = compilation.files.unwrap();
    let made = files.files().filter_map(|(path, file)| {
        let below = path.strip_prefix("generated/")?;
        Some((below.to_owned(), file.text.clone()))
    });
    let (rust, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        made.partition(|(path, _)| is_rust(path));
    let mut all = rustfmt(&rust);
    all.extend(others);
    all.into_iter().collect()
}

fn is_rust(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "rs")
}

fn write(cases: &[Case]) {
    let mut files = vec![
        ("Cargo.toml".to_owned(), MANIFEST.to_owned()),
        ("Cargo.lock".to_owned(), lock()),
    ];
    let mut rust = BTreeMap::new();
    for case in cases {
        for (path, file) in case.files.files() {
            let place = format!("{}/{path}", case.name);
            match is_rust(path) {
                true => drop(rust.insert(place, file.text.clone())),
                false => files.push((place, file.text.clone())),
            }
        }
        for &id in &case.input.migrations {
            let source = case.input.sources.file(id);
            files.push((
                format!("{}/{}", case.name, source.path),
                source.text.clone(),
            ));
        }
    }
    files.extend(formatted(&rust));
    cases::settle(&workspace(), &files);
}

// The dependencies are those of this repository, so that nothing is built twice.
fn lock() -> String {
    fs::read_to_string(cases::package().join("../Cargo.lock")).unwrap()
}

fn formatted(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let once = rustfmt(texts);
    let twice = rustfmt(&once);
    for (path, text) in &once {
        assert_eq!(
            text, &twice[path],
            "{path} changes when it is formatted again"
        );
    }
    once
}

fn rustfmt(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let kept = workspace().join("unreadable");
    let texts = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let work = work_folder().unwrap_or_else(|failure| panic!("{failure}"));
    format(&texts.collect(), work.path(), &kept).unwrap_or_else(|failure| panic!("{failure}"))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).arg("--target-dir").arg(target());
    cargo
}

fn browser_check(cases: &[Case]) -> Command {
    let toolchain = discover::prepare().unwrap_or_else(|failure| panic!("{failure}"));
    let mut cargo = toolchain.cargo();
    cargo
        .args(["check", "--target", TARGET])
        .args(["--profile", Profile::Dev.name(), "--target-dir"])
        .arg(target().join("wasm"));
    for setting in toolchain
        .settings()
        .into_iter()
        .chain(Profile::Dev.settings())
    {
        cargo.arg("--config").arg(setting);
    }
    for package in cases.iter().flat_map(clients) {
        cargo.arg("--package").arg(package);
    }
    cargo
}

fn clients(case: &Case) -> Vec<String> {
    let client = |path: &str| {
        let (client, _) = path
            .strip_prefix("generated/clients/")?
            .split_once("/Cargo.toml")?;
        Some(format!("case_{}_client_{client}", case.name))
    };
    case.files
        .files()
        .filter_map(|(path, _)| client(path))
        .collect()
}

fn run(command: &mut Command) {
    let output = command
        .current_dir(workspace())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
