//! A built app as a running server, on a database of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{http, port, wait};

/// An app of this repository, built by `bin/test` before.
pub struct App {
    name: &'static str,
    folder: PathBuf,
    program: PathBuf,
    scratch: TempDir,
    environment: Vec<(String, String)>,
    port: u16,
    child: Option<Child>,
}

/// The top of this repository.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests is a folder of it")
        .to_owned()
}

// Apps for people are examples; apps that only tests need live beside the tests.
fn folder_of(name: &str) -> PathBuf {
    let example = repository().join("examples").join(name);
    if example.exists() {
        example
    } else {
        repository().join("tests/apps").join(name)
    }
}

impl App {
    /// The app of this name, not yet running.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let folder = folder_of(name);
        let program = repository().join("target/debug").join(name);
        assert!(
            program.exists(),
            "{} is not built; run bin/test",
            program.display()
        );
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let environment = vec![];
        Self {
            name,
            folder,
            program,
            scratch,
            environment,
            port: port::free(),
            child: None,
        }
    }

    /// Sets a variable for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable back.
    pub fn unset(&mut self, name: &str) {
        self.environment.retain(|(set, _)| set != name);
    }

    /// The port the app listens on, also while it does not run.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.scratch.path().join("app.db")
    }

    /// Gives the documents something to load, for tests that play the browser: without a bundle the server sends none of
    /// what a bundle needs.
    pub fn pretend_bundle(&mut self, client: &str) {
        let dist = self.scratch.path().join("dist");
        let folder = dist.join(client);
        let written = fs::create_dir_all(&folder).and_then(|()| {
            let manifest = r#"{"version":1,"js":"app-1.js","wasm":"app-2_bg.wasm"}"#;
            fs::write(folder.join("manifest.json"), manifest)?;
            fs::write(folder.join("app-1.js"), "export default 1")?;
            fs::write(folder.join("app-2_bg.wasm"), b"\0asm")
        });
        written.expect("a temporary folder can be written to");
        self.set("DIST", &dist.to_string_lossy());
    }

    /// Starts the server and waits until it answers.
    ///
    /// # Panics
    /// Where it ends before: its own words, on standard error, say why.
    pub async fn start(&mut self) {
        assert!(self.child.is_none(), "{} already runs", self.name);
        let child = Command::new(&self.program)
            .current_dir(&self.folder)
            .env("APP_ENV", "test")
            .env("PORT", self.port.to_string())
            .env("DATABASE", self.database())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("a built example starts");
        let (child, port) = (self.child.insert(child), self.port);
        wait::until("the server to be ready", || {
            let ended = child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "the server has ended: {ended:?}");
            async move {
                let answer = http::get(port, "/_rally/ready").await.ok()?;
                (answer.status == 200).then_some(())
            }
        })
        .await;
    }

    /// Kills the server as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks the server to end, and waits until it has.
    pub async fn terminate(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let id = child.id().to_string();
        let asked = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .expect("kill runs");
        assert!(asked.success(), "the server had already ended");
        tokio::task::spawn_blocking(move || child.wait())
            .await
            .expect("joins")
            .expect("ends");
    }

    /// Waits until the server has ended by itself, as one with the feature `fault-injection` does where it is told to.
    pub async fn ended(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        wait::until("the server to end itself", || {
            let ended = child.try_wait().expect("a child can be asked").map(drop);
            async move { ended }
        })
        .await;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.kill();
    }
}
