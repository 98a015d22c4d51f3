//! Declared names to symbols. The first of two that are called the same keeps the name, as in the checks.

use std::collections::BTreeMap;

use rally_idl::source::{FileId, SourceMap};

use super::symbol::{SymbolId, SymbolKind, Symbols};
use crate::resolve::Place;

/// Every name that others may refer to from outside of its declaration.
#[derive(Debug, Default)]
pub(super) struct Names {
    global: BTreeMap<(Space, String), SymbolId>,
    // By the client's folder.
    local: BTreeMap<(String, Space, String), SymbolId>,
}

/// Kinds of names that do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    Client,
    Type,
    Query,
    Topic,
    Fragment,
    Page,
    Layout,
    Rpc,
}

impl Names {
    /// The names of these symbols.
    pub(super) fn of(symbols: &Symbols, sources: &SourceMap) -> Self {
        let mut names = Self::default();
        for (id, symbol) in symbols
            .iter()
            .filter(|(_, symbol)| symbol.parent.is_none() || symbol.kind == SymbolKind::Query)
        {
            let name = symbol.name.clone();
            let Some((space, is_local)) = space(symbol.kind) else {
                continue;
            };
            if !is_local {
                names.global.entry((space, name)).or_insert(id);
            } else if let Some(folder) = folder(symbol.place.file, sources) {
                names.local.entry((folder, space, name)).or_insert(id);
            }
        }
        names
    }

    /// A name of the whole app.
    pub(super) fn global(&self, space: Space, name: &str) -> Option<SymbolId> {
        self.global.get(&(space, name.to_owned())).copied()
    }

    /// A name of one client.
    pub(super) fn local(&self, client: &str, space: Space, name: &str) -> Option<SymbolId> {
        let key = (client.to_owned(), space, name.to_owned());
        self.local.get(&key).copied()
    }

    /// Everything of a kind that one client has.
    pub(super) fn all_local(&self, client: &str, space: Space) -> impl Iterator<Item = SymbolId> {
        let from = (client.to_owned(), space, String::new());
        let client = client.to_owned();
        let range = self.local.range(from..);
        let own =
            range.take_while(move |((folder, kind, _), _)| *folder == client && *kind == space);
        own.map(|(_, &id)| id)
    }
}

/// The client's folder that a file lies in.
pub(super) fn folder(file: FileId, sources: &SourceMap) -> Option<String> {
    let path = &sources.file(file).path;
    Place::of(path).folder.map(str::to_owned)
}

// The kind of names that a symbol's belongs to, and whether only its client knows it.
fn space(kind: SymbolKind) -> Option<(Space, bool)> {
    Some(match kind {
        SymbolKind::Client => (Space::Client, false),
        SymbolKind::Struct | SymbolKind::Enum => (Space::Type, false),
        SymbolKind::Query => (Space::Query, false),
        SymbolKind::Topic => (Space::Topic, false),
        SymbolKind::Fragment => (Space::Fragment, false),
        SymbolKind::Page => (Space::Page, true),
        SymbolKind::Layout => (Space::Layout, true),
        SymbolKind::Rpc => (Space::Rpc, true),
        _ => return None,
    })
}
