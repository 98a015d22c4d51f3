//! What an analysis found, told to the client: problems where they are, and no longer where they are not.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use lsp_types::{
    MessageType, PublishDiagnosticsNotification, PublishDiagnosticsParams, ShowMessageNotification,
    ShowMessageParams, Uri,
};

use super::{Server, Session, Stage};
use crate::shell::lsp::{diagnostics, message};

impl<W: Write> Server<W> {
    /// Tells what is wrong with an app.
    pub(super) fn publish(&mut self, root: &Path) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let (publications, warning) = session.publications(root);
        for publication in publications {
            self.show(publication);
        }
        if let Some(message) = warning {
            let kind = MessageType::Warning;
            let params = ShowMessageParams { kind, message };
            self.send(&message::notification::<ShowMessageNotification>(params));
        }
    }

    /// Tells that nothing is known of an app any more.
    pub(super) fn forget(&mut self, root: &Path) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let known = session.workspace.remove(root);
        for uri in known
            .into_iter()
            .flat_map(|known| known.shown.into_values())
        {
            self.show(nothing(uri));
        }
    }

    fn show(&mut self, params: PublishDiagnosticsParams) {
        self.send(&message::notification::<PublishDiagnosticsNotification>(
            params,
        ));
    }
}

fn nothing(uri: Uri) -> PublishDiagnosticsParams {
    PublishDiagnosticsParams {
        uri,
        version: None,
        diagnostics: vec![],
    }
}

// An open text, as its client knows it.
struct Open {
    uri: Uri,
    version: i32,
    text: Arc<str>,
}

impl Session {
    // What is to be shown of an app, and a message on files that cannot be read, where that is news.
    fn publications(&mut self, root: &Path) -> (Vec<PublishDiagnosticsParams>, Option<String>) {
        let open = self.open_texts(root);
        let client = self.client;
        let Some(known) = self.workspace.get_mut(root) else {
            return (vec![], None);
        };
        let Some(snapshot) = known.snapshot.clone() else {
            return (vec![], None);
        };
        let uri = |below: &str| match open.get(below) {
            Some(open) => open.uri.clone(),
            None => known.uri(below),
        };
        let sources = &snapshot.input.sources;
        let mut found = diagnostics::by_file(&snapshot.diagnostics, sources, &client, uri);
        let mut shown = BTreeMap::new();
        let mut publications = Vec::new();
        for (below, diagnostics) in std::mem::take(&mut found) {
            let publication = match open.get(below) {
                // Typed on since: what comes of that is on its way, and these places are not right any more.
                Some(open) if *open.text != *text(&snapshot, below) => {
                    shown.insert(below.to_owned(), open.uri.clone());
                    continue;
                }
                Some(open) => (open.uri.clone(), Some(open.version)),
                None => (known.uri(below), None),
            };
            let (uri, version) = publication;
            shown.insert(below.to_owned(), uri.clone());
            publications.push(PublishDiagnosticsParams {
                uri,
                version,
                diagnostics,
            });
        }
        for (below, uri) in &known.shown {
            if shown.get(below) != Some(uri) {
                publications.push(nothing(uri.clone()));
            }
        }
        known.shown = shown;
        let problems: Vec<String> = snapshot.problems.iter().map(ToString::to_string).collect();
        let news = problems != known.told && !problems.is_empty();
        let warning = news.then(|| problems.join("\n"));
        known.told = problems;
        (publications, warning)
    }

    fn open_texts(&self, root: &Path) -> BTreeMap<String, Open> {
        let open = self.documents.iter().filter_map(|(uri, document)| {
            let home = document
                .home
                .as_ref()
                .filter(|home| home.app.root() == root)?;
            let open = Open {
                uri,
                version: document.version,
                text: Arc::clone(&document.text),
            };
            Some((home.below.clone(), open))
        });
        open.collect()
    }
}

fn text<'s>(snapshot: &'s crate::shell::lsp::analysis::Snapshot, below: &str) -> &'s str {
    let file = snapshot
        .file(below)
        .map(|id| snapshot.input.sources.file(id));
    file.map(|file| file.text.as_str()).unwrap_or_default()
}
