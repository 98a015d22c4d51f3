//! The server's state and its turns: an event in, messages out. The protocol's order of things is kept here; what
//! requests are answered with is beside it.

mod answers;
mod publish;
mod session;

use std::io::Write;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use lsp_types::json_rpc::Id;
use lsp_types::{
    CancelParams, DidChangeWorkspaceFoldersParams, ErrorCodes, InitializeParams, InitializeRequest,
    LogMessageNotification, LogMessageParams, LspNotificationMethod, LspRequestMethod, MessageType,
    RegistrationParams, RegistrationRequest, ShutdownRequest,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Event;
use super::analysis::{self, Analysed};
use super::client::{self, Client, Watching};
use super::document::Documents;
use super::frame;
use super::message::{self, Incoming};
use super::uri;
use super::workspace::Workspace;
use session::{Session, Waiting, overlay};

// "The request was cancelled by the client", which JSON-RPC itself has no name for.
const CANCELLED: i32 = -32800;

/// What comes after a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Next {
    /// Another turn.
    GoOn,
    /// The end.
    Exit(ExitCode),
}

/// How far the conversation has come.
#[derive(Debug)]
enum Stage {
    /// Nobody has said hello.
    New,
    /// In the middle.
    Open(Session),
    /// The client has said that it will end.
    ShutDown,
}

/// The server.
#[derive(Debug)]
pub(super) struct Server<W> {
    output: W,
    events: Sender<Event>,
    stage: Stage,
}

impl<W: Write> Server<W> {
    /// A server that nobody has talked to; its analyses end as `events`.
    pub(super) fn new(output: W, events: Sender<Event>) -> Self {
        Self {
            output,
            events,
            stage: Stage::New,
        }
    }

    /// Waits for the next event and sees to it.
    pub(super) fn turn(&mut self, woken: &Receiver<Event>) -> Next {
        let next = match self.wait(woken) {
            Some(Event::Message(message)) => self.message(message),
            Some(Event::Analysed(analysed)) => {
                self.analysed(*analysed);
                Next::GoOn
            }
            Some(Event::Closed(reason)) => self.closed(reason),
            None => Next::GoOn,
        };
        self.begin_analyses();
        next
    }

    fn wait(&self, woken: &Receiver<Event>) -> Option<Event> {
        let wakes = match &self.stage {
            Stage::Open(session) => session.workspace.wakes(),
            _ => None,
        };
        let event = match wakes {
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => woken.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        match event {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Closed(None)),
        }
    }

    // Without `exit` there was no `shutdown` that counts.
    fn closed(&mut self, reason: Option<String>) -> Next {
        if let Some(reason) = reason {
            super::super::report::fail(format!("cannot read on: {reason}"));
        }
        Next::Exit(ExitCode::FAILURE)
    }

    fn send(&mut self, message: &[u8]) {
        // A client that is gone closes the other stream too, which ends the server.
        let _gone = frame::write(&mut self.output, message);
    }

    fn refuse(&mut self, id: Id, code: ErrorCodes, message: impl Into<String>) {
        self.send(&message::refusal(id, code, message));
    }

    fn log(&mut self, kind: MessageType, message: String) {
        let params = LogMessageParams { kind, message };
        self.send(&message::notification::<LogMessageNotification>(params));
    }

    fn message(&mut self, message: Incoming) -> Next {
        match message {
            Incoming::Request { id, method, params } => self.request(id, &method, params),
            Incoming::Notification { method, params } => return self.notification(&method, params),
            Incoming::Answer(answer) => {
                if let Some(error) = answer.error() {
                    let text = format!("the client refused: {}", error.message);
                    self.log(MessageType::Warning, text);
                }
            }
            Incoming::Malformed(answer) => self.send(&answer),
        }
        Next::GoOn
    }

    fn request(&mut self, id: Id, method: &str, params: Value) {
        match (&self.stage, LspRequestMethod::from(method)) {
            (Stage::New, LspRequestMethod::Initialize) => self.initialize(id, params),
            (Stage::New, _) => {
                self.refuse(
                    id,
                    ErrorCodes::ServerNotInitialized,
                    "`initialize` comes first",
                );
            }
            (Stage::ShutDown, _) => {
                self.refuse(
                    id,
                    ErrorCodes::InvalidRequest,
                    "nothing but `exit` comes after `shutdown`",
                );
            }
            (Stage::Open(_), LspRequestMethod::Initialize) => {
                self.refuse(id, ErrorCodes::InvalidRequest, "`initialize` comes once");
            }
            (Stage::Open(_), LspRequestMethod::Shutdown) => self.shut_down(id),
            (Stage::Open(_), method) => self.ask(id, &method, params),
        }
    }

    fn initialize(&mut self, id: Id, params: Value) {
        let params: InitializeParams = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(error) => return self.refuse(id, ErrorCodes::InvalidParams, error.to_string()),
        };
        let client = Client::of(&params.capabilities);
        let greeting = client::greeting(&client);
        self.stage = Stage::Open(Session {
            client,
            folders: client::folders(&params),
            documents: Documents::default(),
            workspace: Workspace::default(),
            waiting: Vec::new(),
        });
        self.send(&message::answer::<InitializeRequest>(id, greeting));
    }

    fn shut_down(&mut self, id: Id) {
        if let Stage::Open(session) = std::mem::replace(&mut self.stage, Stage::ShutDown) {
            for waiting in session.waiting {
                self.refuse(waiting.id, ErrorCodes::Custom(CANCELLED), "the server ends");
            }
        }
        self.send(&message::answer::<ShutdownRequest>(id, ()));
    }

    fn notification(&mut self, method: &str, params: Value) -> Next {
        let method = LspNotificationMethod::from(method);
        if method == LspNotificationMethod::Exit {
            return Next::Exit(match self.stage {
                Stage::ShutDown => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            });
        }
        if let Err(error) = self.told(&method, params) {
            self.log(MessageType::Error, format!("{method}: {error}"));
        }
        Next::GoOn
    }

    // What is told before the beginning and after the end counts for nothing, as the protocol has it.
    fn told(&mut self, method: &LspNotificationMethod<'_>, params: Value) -> Result<(), String> {
        let Stage::Open(session) = &mut self.stage else {
            return Ok(());
        };
        match method {
            LspNotificationMethod::Initialized => self.initialized(),
            LspNotificationMethod::TextDocumentDidOpen => session.opened(read(params)?),
            LspNotificationMethod::TextDocumentDidChange => session.changed(read(params)?)?,
            LspNotificationMethod::TextDocumentDidClose => session.closed(&read(params)?)?,
            LspNotificationMethod::TextDocumentDidSave => session.saved(&read(params)?),
            LspNotificationMethod::WorkspaceDidChangeWatchedFiles => {
                session.files_changed(&read(params)?)
            }
            LspNotificationMethod::WorkspaceDidChangeWorkspaceFolders => {
                self.folders_changed(&read(params)?)
            }
            LspNotificationMethod::CancelRequest => self.cancel(&read(params)?),
            // Whatever else clients tell is of no use here, and may be passed over.
            _ => {}
        }
        Ok(())
    }

    fn initialized(&mut self) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        for folder in std::mem::take(&mut session.folders) {
            session.add_folder(&folder);
        }
        if session.client.watching == Watching::OnRequest {
            self.watch();
        }
    }

    fn watch(&mut self) {
        let watchers = json!({"watchers": [
            {"globPattern": "**/idl/**/*.rally"},
            {"globPattern": "**/migrations/*.sql"},
            {"globPattern": "**/seeds/*.sql"},
            {"globPattern": "**/sql/**/*.sql"},
        ]});
        let registration = lsp_types::Registration {
            id: "files".to_owned(),
            method: LspNotificationMethod::WorkspaceDidChangeWatchedFiles.to_string(),
            register_options: Some(watchers),
        };
        let params = RegistrationParams {
            registrations: vec![registration],
        };
        self.send(&message::request::<RegistrationRequest>(
            Id::from("watch".to_owned()),
            params,
        ));
    }

    fn folders_changed(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let mut gone = Vec::new();
        for folder in params
            .event
            .removed
            .iter()
            .filter_map(|folder| uri::path(&folder.uri))
        {
            gone.extend(session.workspace.below(&folder));
        }
        for folder in params
            .event
            .added
            .iter()
            .filter_map(|folder| uri::path(&folder.uri))
        {
            session.add_folder(&folder);
        }
        gone.retain(|root| !session.has_open(root));
        for root in gone {
            self.forget(&root);
        }
    }

    fn cancel(&mut self, params: &CancelParams) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let id = Id::from(params.id.clone());
        let before = session.waiting.len();
        session.waiting.retain(|waiting| waiting.id != id);
        if session.waiting.len() < before {
            self.refuse(id, ErrorCodes::Custom(CANCELLED), "cancelled by the client");
        }
    }

    fn begin_analyses(&mut self) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let now = Instant::now();
        for known in session.workspace.iter_mut() {
            if let Some(changes) = known.begin(now) {
                let overlay = overlay(&session.documents, known.app.root());
                analysis::begin(known.app.clone(), overlay, changes, self.events.clone());
            }
        }
    }

    fn analysed(&mut self, analysed: Analysed) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let Analysed {
            root,
            changes,
            result,
        } = analysed;
        let Some(known) = session.workspace.get_mut(&root) else {
            return;
        };
        let crash = match result {
            Ok(snapshot) => {
                known.end(changes, Some(snapshot));
                None
            }
            Err(panic) => {
                known.end(changes, None);
                Some(panic)
            }
        };
        match crash {
            None => self.publish(&root),
            Some(panic) => self.log(
                MessageType::Error,
                format!("the analysis failed, which is a bug in rallyc: please report it: {panic}"),
            ),
        }
        self.answer_waiting(&root);
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
