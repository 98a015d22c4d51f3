//! What requests are answered with. Those about one text are answered from it at once; those about what its names
//! mean wait for the analysis that has seen it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use lsp_types::json_rpc::Id;
use lsp_types::{
    Contents, DefinitionParams, DefinitionRequest, DefinitionResponse, DocumentFormattingParams,
    DocumentFormattingRequest, DocumentSymbolParams, DocumentSymbolRequest, DocumentSymbolResponse,
    ErrorCodes, Hover, HoverParams, HoverRequest, LspRequestMethod, MarkupContent, MarkupKind,
    TextDocumentPositionParams, TextEdit, Uri,
};
use serde_json::Value;

use super::{Server, Session, Stage, Waiting, read};
use crate::editor::definition::definitions;
use crate::editor::generated::signatures;
use crate::editor::hover::hover;
use crate::shell::lsp::analysis::{Snapshot, guard};
use crate::shell::lsp::client::Prose;
use crate::shell::lsp::definition::Places;
use crate::shell::lsp::position::Lines;
use crate::shell::lsp::workspace::Known;
use crate::shell::lsp::{formatting, message, outline};

/// What is asked about a name.
#[derive(Debug)]
pub(super) enum Question {
    /// What is this?
    Hover(TextDocumentPositionParams),
    /// Where is it defined?
    Definition(TextDocumentPositionParams),
}

impl Question {
    fn place(&self) -> &TextDocumentPositionParams {
        match self {
            Self::Hover(place) | Self::Definition(place) => place,
        }
    }

    fn nothing(&self, id: Id) -> Vec<u8> {
        match self {
            Self::Hover(_) => message::answer::<HoverRequest>(id, None),
            Self::Definition(_) => message::answer::<DefinitionRequest>(id, None),
        }
    }
}

impl<W: Write> Server<W> {
    /// Answers a request, or keeps it until it can be.
    pub(super) fn ask(&mut self, id: Id, method: &LspRequestMethod<'_>, params: Value) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        let answer = match method {
            LspRequestMethod::TextDocumentHover => read(params).map(|params: HoverParams| {
                session.wait(&id, Question::Hover(params.text_document_position_params))
            }),
            LspRequestMethod::TextDocumentDefinition => {
                read(params).map(|params: DefinitionParams| {
                    session.wait(
                        &id,
                        Question::Definition(params.text_document_position_params),
                    )
                })
            }
            LspRequestMethod::TextDocumentDocumentSymbol => {
                read(params).map(|params: DocumentSymbolParams| {
                    Some(session.outline(&id, &params.text_document.uri))
                })
            }
            LspRequestMethod::TextDocumentFormatting => {
                read(params).map(|params: DocumentFormattingParams| {
                    Some(session.format(&id, &params.text_document.uri))
                })
            }
            other => {
                let text = format!("`{other}` is not known here");
                return self.refuse(id, ErrorCodes::MethodNotFound, text);
            }
        };
        match answer {
            Ok(Some(answer)) => self.send(&answer),
            Ok(None) => {}
            Err(error) => self.refuse(id, ErrorCodes::InvalidParams, error),
        }
    }

    /// Answers what waits for an app, if the last analysis saw everything.
    pub(super) fn answer_waiting(&mut self, root: &Path) {
        let Stage::Open(session) = &mut self.stage else {
            return;
        };
        if !session.workspace.get(root).is_some_and(Known::is_current) {
            return;
        }
        let waiting = std::mem::take(&mut session.waiting);
        let (ready, others): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|waiting| waiting.root == root);
        session.waiting = others;
        let answers: Vec<_> = ready
            .into_iter()
            .map(|waiting| session.answer(waiting))
            .collect();
        for answer in answers {
            self.send(&answer);
        }
    }
}

impl Session {
    // The answer, where it can be given already.
    fn wait(&mut self, id: &Id, question: Question) -> Option<Vec<u8>> {
        let home = self.home(&question.place().text_document.uri);
        let Some(home) = home else {
            return Some(question.nothing(id.clone()));
        };
        let root = home.app.root().to_path_buf();
        let waiting = Waiting {
            id: id.clone(),
            root,
            question,
        };
        let known = self.workspace.add(&home.app, &home.folder);
        if known.is_current() {
            return Some(self.answer(waiting));
        }
        known.hurry(Instant::now());
        self.waiting.push(waiting);
        None
    }

    fn answer(&self, waiting: Waiting) -> Vec<u8> {
        let Waiting { id, root, question } = waiting;
        let place = question.place();
        let known = self.workspace.get(&root);
        let seen = known.and_then(|known| self.seen(known, place));
        let (Some(known), Some(seen)) = (known, seen) else {
            return question.nothing(id);
        };
        match &question {
            Question::Hover(_) => match guard(|| self.hover(known, &seen)) {
                Ok(hover) => message::answer::<HoverRequest>(id, hover),
                Err(panic) => crashed(id, &panic),
            },
            Question::Definition(_) => match guard(|| self.definition(known, &seen)) {
                Ok(definition) => message::answer::<DefinitionRequest>(id, definition),
                Err(panic) => crashed(id, &panic),
            },
        }
    }

    fn seen(&self, known: &Known, place: &TextDocumentPositionParams) -> Option<Seen> {
        let document = self.documents.get(&place.text_document.uri)?;
        let snapshot = Arc::clone(known.snapshot.as_ref()?);
        let file = snapshot.file(&document.home.as_ref()?.below)?;
        let lines = Lines::of(
            &snapshot.input.sources.file(file).text,
            self.client.encoding,
        );
        let offset = lines.offset(place.position);
        Some(Seen {
            file,
            offset,
            snapshot,
        })
    }

    fn hover(&self, known: &Known, seen: &Seen) -> Option<Hover> {
        let Seen { snapshot, .. } = seen;
        let (index, sources) = (&snapshot.index, &snapshot.input.sources);
        let rendered = known.good.as_ref().and_then(|good| good.rendered());
        let rust = |id| match rendered {
            Some(files) => signatures(files, index.symbols(), sources, id),
            None => vec![],
        };
        let found = hover(index, sources, seen.file, seen.offset, rust)?;
        let (kind, value) = match self.client.prose {
            Prose::Markdown => (MarkupKind::Markdown, found.markdown()),
            Prose::Plain => (MarkupKind::PlainText, found.plain()),
        };
        let lines = Lines::of(&sources.file(seen.file).text, self.client.encoding);
        Some(Hover {
            contents: Contents::MarkupContent(MarkupContent { kind, value }),
            range: Some(lines.range(found.span.range())),
        })
    }

    fn definition(&self, known: &Known, seen: &Seen) -> Option<DefinitionResponse> {
        let sources = &seen.snapshot.input.sources;
        let found = definitions(&seen.snapshot.index, sources, seen.file, seen.offset);
        let places = Places {
            app: &known.app,
            folder: &known.folder,
            sources,
            client: &self.client,
            uri: |below: &str| self.uri_of(known, below),
        };
        places.answer(&found)
    }

    // As the client itself named it, where it has it open.
    fn uri_of(&self, known: &Known, below: &str) -> Uri {
        let mut open = self.documents.iter();
        let found = open.find(|(_, document)| {
            let home = document.home.as_ref();
            home.is_some_and(|home| home.app == known.app && home.below == below)
        });
        found.map_or_else(|| known.uri(below), |(uri, _)| uri)
    }

    fn outline(&self, id: &Id, uri: &Uri) -> Vec<u8> {
        let Some(document) = self.documents.get(uri) else {
            return message::answer::<DocumentSymbolRequest>(id.clone(), None);
        };
        let path = document.home.as_ref().map_or("", |home| &home.below);
        let encoding = self.client.encoding;
        match guard(|| outline::outline(path, &document.text, encoding)) {
            Ok(symbols) => {
                let symbols = DocumentSymbolResponse::DocumentSymbolList(symbols);
                message::answer::<DocumentSymbolRequest>(id.clone(), Some(symbols))
            }
            Err(panic) => crashed(id.clone(), &panic),
        }
    }

    // A text with mistakes stays as it is: what is wrong is shown in it.
    fn format(&self, id: &Id, uri: &Uri) -> Vec<u8> {
        let edits = self.documents.get(uri).map(|document| {
            let formatted = guard(|| formatting::formatted(&document.text));
            formatted.map(|formatted| self.edits(&document.text, formatted))
        });
        match edits {
            None => message::answer::<DocumentFormattingRequest>(id.clone(), None),
            Some(Ok(edits)) => message::answer::<DocumentFormattingRequest>(id.clone(), edits),
            Some(Err(panic)) => crashed(id.clone(), &panic),
        }
    }

    fn edits(&self, text: &str, formatted: Option<String>) -> Option<Vec<TextEdit>> {
        Some(formatting::edits(text, &formatted?, self.client.encoding))
    }
}

// The place that a question is about, in what the last analysis saw.
struct Seen {
    file: rally_idl::source::FileId,
    offset: usize,
    snapshot: Arc<Snapshot>,
}

fn crashed(id: Id, panic: &str) -> Vec<u8> {
    let text = format!("a bug in rallyc: please report it: {panic}");
    message::refusal(id, ErrorCodes::InternalError, text)
}
