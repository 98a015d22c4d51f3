//! The scripted editor: an app on disk, the server as a process, and what an editor sends and gets.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

// Far more than anything takes: a server that says nothing fails its test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(60);

/// An editor with a server, in a folder of its own.
pub(crate) struct Editor {
    folder: TempDir,
    server: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    // What came while something else was waited for.
    kept: Vec<Value>,
    next: i64,
    version: i64,
}

/// What an editor of today can.
pub(crate) fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true},
            "definition": {"linkSupport": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
        },
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
    })
}

impl Editor {
    /// An editor that has said nothing yet, in an empty folder.
    pub(crate) fn silent() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_rallyc"))
            .arg("lsp")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (messages, output) = mpsc::channel();
        let stdout = BufReader::new(server.stdout.take().unwrap());
        std::thread::spawn(move || read(stdout, &messages));
        Self {
            folder,
            input: server.stdin.take(),
            server,
            output,
            kept: Vec::new(),
            next: 0,
            version: 1,
        }
    }

    /// An editor that has opened the folder of a new app, as `rallyc init` writes it.
    pub(crate) fn with_app() -> Self {
        Self::with_app_and(able())
    }

    /// The same for an editor that can something else.
    pub(crate) fn with_app_and(capabilities: Value) -> Self {
        let mut editor = Self::silent();
        let init = Command::new(env!("CARGO_BIN_EXE_rallyc"))
            .args(["init", "tally"])
            .current_dir(editor.folder.path())
            .output()
            .unwrap();
        assert!(
            init.status.success(),
            "{}",
            String::from_utf8_lossy(&init.stderr)
        );
        editor.hello(capabilities);
        editor
    }

    /// Introduces itself, and gives what the server can.
    pub(crate) fn hello(&mut self, capabilities: Value) -> Value {
        let folders = json!([{"uri": uri(&self.app()), "name": "tally"}]);
        let greeting = self.ask(
            "initialize",
            json!({"processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders}),
        );
        self.tell("initialized", json!({}));
        greeting
    }

    pub(crate) fn app(&self) -> PathBuf {
        self.folder.path().join("tally")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.app().join(path))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.app().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.app().join(path)).unwrap()
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.send_bytes(framed.as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting for its answer; gives its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole answer to a request.
    pub(crate) fn answer_to(&mut self, id: &Value) -> Value {
        self.until(|message| message.get("method").is_none() && message["id"] == *id)
    }

    /// Asks, and gives the result.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer_to(&json!(id));
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message that is meant, or one that came before.
    pub(crate) fn until(&mut self, meant: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&meant) {
            return self.kept.remove(at);
        }
        loop {
            let message = self.output.recv_timeout(PATIENCE);
            let message = message.expect("the server says something in time");
            if meant(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": self.uri(path), "languageId": "rally", "version": self.version, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces the whole text; gives its version.
    pub(crate) fn retype(&mut self, path: &str, text: &str) -> i64 {
        self.change(path, json!([{"text": text}]))
    }

    pub(crate) fn change(&mut self, path: &str, changes: Value) -> i64 {
        self.version += 1;
        let document = json!({"uri": self.uri(path), "version": self.version});
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
        self.version
    }

    /// The problems that are shown of a file from now on: the next that differ in number as `meant` says.
    pub(crate) fn problems(&mut self, path: &str, meant: impl Fn(&[Value]) -> bool) -> Value {
        let uri = self.uri(path);
        self.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && meant(message["params"]["diagnostics"].as_array().unwrap())
        })["params"]
            .clone()
    }

    /// Asks about the place of `|` in a line of the text: `mod|el {`.
    pub(crate) fn ask_at(&mut self, method: &str, path: &str, text: &str, marked: &str) -> Value {
        let position = position(text, marked);
        let document = json!({"uri": self.uri(path)});
        self.ask(
            method,
            json!({"textDocument": document, "position": position}),
        )
    }

    /// Closes the server's input, and gives the code that it ends with.
    pub(crate) fn end(mut self) -> Option<i32> {
        drop(self.input.take());
        self.server.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _ended = self.server.wait();
    }
}

fn read(mut output: impl BufRead, messages: &mpsc::Sender<Value>) {
    loop {
        let mut length = 0;
        let mut line = String::new();
        while output.read_line(&mut line).unwrap_or(0) > 0 && line != "\r\n" {
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut bytes = vec![0; length];
        if length == 0 || output.read_exact(&mut bytes).is_err() {
            return;
        }
        if messages
            .send(serde_json::from_slice(&bytes).unwrap())
            .is_err()
        {
            return;
        }
    }
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The position, in UTF-16, of the `|` in a piece of the text.
pub(crate) fn position(text: &str, marked: &str) -> Value {
    let (before, after) = marked.split_once('|').unwrap();
    let piece = format!("{before}{after}");
    let at = text.find(&piece).expect("the piece is in the text") + before.len();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    json!({"line": line, "character": text[start..at].encode_utf16().count()})
}

/// The text of a range, in UTF-16.
pub(crate) fn slice(text: &str, range: &Value) -> String {
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let character = usize::try_from(position["character"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let units: Vec<u16> = text[start..].encode_utf16().take(character).collect();
        start + String::from_utf16(&units).unwrap().len()
    };
    text[offset(&range["start"])..offset(&range["end"])].to_owned()
}
