//! `rallyc dev` at work on an app of its own: what it serves, what it says, and files to save meanwhile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::app::repository;
use crate::{http, port, wait};

/// How long one build may take, on a busy machine with little of it built before.
pub const BUILD: Duration = Duration::from_secs(300);

/// A new app, as `rallyc init` makes it.
pub struct NewApp {
    scratch: TempDir,
    name: &'static str,
}

/// An app under `rallyc dev`.
pub struct Dev {
    app: NewApp,
    process: Child,
    port: u16,
}

impl NewApp {
    /// Makes an app. The name must be its own: the program lands in the target directory that all apps of this
    /// repository share.
    #[must_use]
    pub fn init(name: &'static str) -> Self {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        init(scratch.path(), name);
        Self { scratch, name }
    }

    /// Adds a package of one file beside the app's folder, and uses it in one of the app's.
    pub fn add_package(&self, name: &str, source: &str, user: &str) {
        let package = self.scratch.path().join(name);
        fs::create_dir_all(package.join("src")).expect("a folder");
        let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n");
        fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(package.join("src/lib.rs"), source).expect("a source file");
        let depth = "../".repeat(user.split('/').count() + 1);
        let user = format!("{user}/Cargo.toml");
        let begin = "[dependencies]\n";
        let dependency = format!("{begin}{name} = {{ path = \"{depth}{name}\" }}\n");
        self.edit(&user, begin, &dependency);
    }

    /// Replaces a text in a file of the app, as somebody who saves it.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder().join(file);
        let text = fs::read_to_string(&path).expect("a file of the app");
        assert!(text.contains(from), "{file} has `{from}`");
        fs::write(path, text.replace(from, to)).expect("a file can be saved");
    }

    /// Starts `rallyc dev` in it, without waiting for its first build.
    #[must_use]
    pub fn dev(self) -> Dev {
        Dev::start(self)
    }

    fn folder(&self) -> PathBuf {
        self.scratch.path().join(self.name)
    }

    fn log(&self) -> PathBuf {
        self.scratch.path().join("log")
    }
}

impl Dev {
    fn start(app: NewApp) -> Self {
        let log = fs::File::create(app.log()).expect("a log file");
        let port = port::free();
        let process = Command::new(rallyc())
            .arg("dev")
            .current_dir(app.folder())
            .env("PORT", port.to_string())
            .env("CARGO_TARGET_DIR", repository().join("target"))
            .env_remove("DATABASE")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("rallyc starts");
        Self { app, process, port }
    }

    /// The port that browsers talk to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Replaces a text in a file of the app, as somebody who saves it.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        self.app.edit(file, from, to);
    }

    /// Removes a file of the app.
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.app.folder().join(file)).expect("a file of the app");
    }

    /// What the terminal shows.
    #[must_use]
    pub fn terminal(&self) -> String {
        fs::read_to_string(self.app.log()).unwrap_or_default()
    }

    /// The home page, where the answer is one.
    pub async fn page(&self) -> Option<String> {
        let asked = tokio::time::timeout(wait::PATIENCE, http::get(self.port, "/")).await;
        let answer = asked.ok()?.ok()?;
        (answer.status == 200).then(|| answer.text())
    }

    /// Waits until the page is there.
    pub async fn await_page(&self) {
        wait::within(BUILD, "the first build to be served", || self.page()).await;
    }

    /// Waits until the terminal shows a text.
    pub async fn await_terminal(&self, text: &str) {
        wait::within(BUILD, &format!("the terminal to show `{text}`"), || async {
            self.terminal().contains(text).then_some(())
        })
        .await;
    }
}

impl Drop for Dev {
    #[expect(
        clippy::print_stderr,
        reason = "a test that fails shows what was on the terminal"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the terminal of rallyc dev:\n{}", self.terminal());
        }
        // Asked rather than killed, so that it ends its server too.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.process.wait();
    }
}

fn rallyc() -> PathBuf {
    let program = repository().join("target/debug/rallyc");
    assert!(
        program.exists(),
        "{} is not built; run bin/test",
        program.display()
    );
    program
}

// With the versions that the example has locked, whose crates are built already.
fn init(folder: &Path, name: &str) {
    let made = Command::new(rallyc())
        .args(["init", name])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .expect("rallyc starts");
    assert!(made.success(), "rallyc init {name}");
    let locked = fs::read_to_string(repository().join("examples/counter/Cargo.lock"))
        .expect("the example has locked its versions");
    fs::write(
        folder.join(name).join("Cargo.lock"),
        locked.replace("\"counter", &format!("\"{name}")),
    )
    .expect("the versions can be written");
}
