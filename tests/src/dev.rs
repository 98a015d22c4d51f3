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

// A name of its own: the program lands in the target directory that all apps of this repository share.
const NAME: &str = "saved_and_seen";

/// A new app under `rallyc dev`.
pub struct Dev {
    scratch: TempDir,
    process: Child,
    port: u16,
}

impl Dev {
    /// Makes an app as `rallyc init` does and starts `rallyc dev` in it, without waiting for its first build.
    #[must_use]
    pub fn start() -> Self {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        init(scratch.path());
        let app = scratch.path().join(NAME);
        let log = fs::File::create(scratch.path().join("log")).expect("a log file");
        let port = port::free();
        let process = Command::new(rallyc())
            .arg("dev")
            .current_dir(&app)
            .env("PORT", port.to_string())
            .env("CARGO_TARGET_DIR", repository().join("target"))
            .env_remove("DATABASE")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("rallyc starts");
        Self {
            scratch,
            process,
            port,
        }
    }

    /// The port that browsers talk to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Replaces a text in a file of the app, as somebody who saves it.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.scratch.path().join(NAME).join(file);
        let text = fs::read_to_string(&path).expect("a file of the app");
        assert!(text.contains(from), "{file} has `{from}`");
        fs::write(path, text.replace(from, to)).expect("a file can be saved");
    }

    /// What the terminal shows.
    #[must_use]
    pub fn terminal(&self) -> String {
        fs::read_to_string(self.scratch.path().join("log")).unwrap_or_default()
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
fn init(folder: &Path) {
    let made = Command::new(rallyc())
        .args(["init", NAME])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .expect("rallyc starts");
    assert!(made.success(), "rallyc init {NAME}");
    let locked = fs::read_to_string(repository().join("examples/counter/Cargo.lock"))
        .expect("the example has locked its versions");
    fs::write(
        folder.join(NAME).join("Cargo.lock"),
        locked.replace("\"counter", &format!("\"{NAME}")),
    )
    .expect("the versions can be written");
}
