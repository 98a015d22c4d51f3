//! What is known of a client and its files once it has introduced itself, kept up as it tells of changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp_types::json_rpc::Id;
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, Uri,
};

use super::answers::Question;
use crate::shell::load::Overlay;
use crate::shell::lsp::client::Client;
use crate::shell::lsp::document::Documents;
use crate::shell::lsp::home::{Home, apps_of};
use crate::shell::lsp::uri;
use crate::shell::lsp::workspace::Workspace;

// How long nothing is typed before what was typed is looked at.
const QUIET: Duration = Duration::from_millis(40);

/// What is known once the client has introduced itself.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: Client,
    // As the client opened them, until it is ready to be talked to.
    pub(super) folders: Vec<PathBuf>,
    pub(super) documents: Documents,
    pub(super) workspace: Workspace,
    pub(super) waiting: Vec<Waiting>,
}

/// A request that is answered once an analysis has seen what the client sees.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: Id,
    pub(super) root: PathBuf,
    pub(super) question: Question,
}

impl Session {
    /// The client has opened a folder.
    pub(super) fn add_folder(&mut self, folder: &Path) {
        for (app, at) in apps_of(folder) {
            self.workspace.add(&app, &at).changed(Instant::now());
        }
    }

    // What belongs to no app is checked against nothing.
    fn touch(&mut self, home: Option<Home>, due: Instant) {
        if let Some(home) = home {
            self.workspace.add(&home.app, &home.folder).changed(due);
        }
    }

    /// Where an open text belongs.
    pub(super) fn home(&self, uri: &Uri) -> Option<Home> {
        self.documents
            .get(uri)
            .and_then(|document| document.home.clone())
    }

    /// Whether a text of an app is open.
    pub(super) fn has_open(&self, root: &Path) -> bool {
        let homes = self
            .documents
            .iter()
            .filter_map(|(_, document)| document.home.as_ref());
        homes.into_iter().any(|home| home.app.root() == root)
    }

    /// A text was opened.
    pub(super) fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let uri = params.text_document.uri.clone();
        self.documents.open(params.text_document);
        self.touch(self.home(&uri), Instant::now());
    }

    /// An open text was changed.
    pub(super) fn changed(&mut self, params: DidChangeTextDocumentParams) -> Result<(), String> {
        let version = params.text_document.version;
        let uri = params.text_document.text_document_identifier.uri;
        let encoding = self.client.encoding;
        if !self
            .documents
            .change(&uri, version, params.content_changes, encoding)
        {
            return Err(format!("{uri} is not open"));
        }
        self.touch(self.home(&uri), Instant::now() + QUIET);
        Ok(())
    }

    /// A text was closed.
    pub(super) fn closed(&mut self, params: &DidCloseTextDocumentParams) -> Result<(), String> {
        let uri = &params.text_document.uri;
        let home = self.home(uri);
        if !self.documents.close(uri) {
            return Err(format!("{uri} is not open"));
        }
        self.touch(home, Instant::now());
        Ok(())
    }

    /// A text was saved.
    pub(super) fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        self.touch(self.home(&params.text_document.uri), Instant::now());
    }

    /// Files changed, in the editor or outside of it.
    pub(super) fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        for change in &params.changes {
            let home = uri::path(&change.uri).as_deref().and_then(Home::of);
            self.touch(home, Instant::now() + QUIET);
        }
    }
}

/// The open texts of an app.
pub(super) fn overlay(documents: &Documents, root: &Path) -> Overlay {
    let open = documents.iter().filter_map(|(_, document)| {
        let home = document.home.as_ref()?;
        let is_of_app = home.app.root() == root;
        is_of_app.then(|| (home.below.clone(), document.text.clone()))
    });
    open.collect()
}
