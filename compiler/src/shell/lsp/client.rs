//! What a client says that it can, and what it is told that the server can.

use std::path::PathBuf;

use lsp_types::{
    ChangeNotifications, ClientCapabilities, DefinitionProvider, DocumentFormattingProvider,
    DocumentSymbolProvider, HoverProvider, InitializeParams, InitializeResult, MarkupKind, Save,
    ServerCapabilities, ServerInfo, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};

use super::position::Encoding;
use super::uri;

/// How a client is to be talked to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client {
    /// What its columns count.
    pub(super) encoding: Encoding,
    /// What it shows on hover.
    pub(super) prose: Prose,
    /// How it takes definitions.
    pub(super) links: Links,
    /// How it takes the other places of a problem.
    pub(super) related: Related,
    /// Whether it watches files for the server.
    pub(super) watching: Watching,
}

/// What a client shows on hover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prose {
    Markdown,
    Plain,
}

/// How a client takes definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// With the name that leads there.
    WithOrigin,
    /// As places alone.
    Places,
}

/// How a client takes the other places of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Related {
    /// As places.
    Places,
    /// It does not know them: they are told in the message.
    InMessage,
}

/// Whether a client watches files for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watching {
    /// When it is asked to.
    OnRequest,
    /// It tells only what it saves itself, or is set up by hand.
    No,
}

impl Client {
    /// The client of an `initialize` request.
    pub(super) fn of(capabilities: &ClientCapabilities) -> Self {
        let general = capabilities.general.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_deref());
        let text = capabilities.text_document.as_ref();
        let hover = text.and_then(|text| text.hover.as_ref());
        let formats = hover.and_then(|hover| hover.content_format.as_deref());
        let definition = text.and_then(|text| text.definition.as_ref());
        let has_links = definition.and_then(|definition| definition.link_support);
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let related =
            published.and_then(|published| published.diagnostics_capabilities.related_information);
        let workspace = capabilities.workspace.as_ref();
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let registers = watched.and_then(|watched| watched.dynamic_registration);
        Self {
            encoding: Encoding::choose(encodings.unwrap_or_default()),
            prose: match formats {
                Some(formats) if !formats.contains(&MarkupKind::Markdown) => Prose::Plain,
                _ => Prose::Markdown,
            },
            links: match has_links {
                Some(true) => Links::WithOrigin,
                _ => Links::Places,
            },
            related: match related {
                Some(true) => Related::Places,
                _ => Related::InMessage,
            },
            watching: match registers {
                Some(true) => Watching::OnRequest,
                _ => Watching::No,
            },
        }
    }
}

/// The folders that the client has open.
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let open = &params.workspace_folders_initialize_params.workspace_folders;
    let open = serde_json::to_value(open).unwrap_or_default();
    let open: Vec<lsp_types::WorkspaceFolder> = serde_json::from_value(open).unwrap_or_default();
    if !open.is_empty() {
        return open
            .iter()
            .filter_map(|folder| uri::path(&folder.uri))
            .collect();
    }
    #[expect(deprecated, reason = "older clients have nothing else")]
    let root = params.root_uri.as_ref();
    root.and_then(uri::path).into_iter().collect()
}

/// What the server answers to `initialize`.
pub(super) fn greeting(client: &Client) -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..Default::default()
    };
    let workspace = WorkspaceOptions {
        workspace_folders: Some(WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(ChangeNotifications::Bool(true)),
        }),
        ..Default::default()
    };
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(client.encoding.kind()),
            text_document_sync: Some(TextDocumentSync::Options(sync)),
            hover_provider: Some(HoverProvider::Bool(true)),
            definition_provider: Some(DefinitionProvider::Bool(true)),
            document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
            document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
            workspace: Some(workspace),
            ..Default::default()
        },
        server_info: Some(ServerInfo {
            name: "rallyc".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}
