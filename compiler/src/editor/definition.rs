//! A place to where what is named there is defined: in a `.rally` file, in a migration, or in the app's Rust.

use rally_idl::source::{FileId, SourceMap, Span};

use super::index::Index;
use super::names::folder;
use super::symbol::{SymbolId, SymbolKind, Symbols};
use super::uses::{Occurrence, Role, Target};
use crate::render::page_names;
use crate::resolve::case::upper_camel;

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name itself.
    pub origin: Span,
    /// Where it is declared.
    pub place: Span,
    /// Where the app's own code for it is, when one stands at the declaration; `place` where none of it is found.
    pub implementations: Vec<Implementation>,
}

/// Rust of the app: functions of one `impl TRAIT for …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implementation {
    /// The folder that it is in, below the app's: `server/src`.
    pub folder: String,
    /// The file in which a build begins it.
    pub file: String,
    /// The trait that is implemented.
    pub trait_name: String,
    /// The functions, those first that matter most.
    pub functions: Vec<String>,
}

/// Where what is named at a byte of a file is defined.
#[must_use]
pub fn definitions(
    index: &Index,
    sources: &SourceMap,
    file: FileId,
    offset: usize,
) -> Vec<Definition> {
    let found = index.at(file, offset, sources);
    found
        .into_iter()
        .filter_map(|occurrence| definition(index, sources, occurrence))
        .collect()
}

fn definition(index: &Index, sources: &SourceMap, occurrence: Occurrence) -> Option<Definition> {
    let (place, implementations) = match occurrence.target {
        Target::Symbol(id) => {
            let place = index.symbols().get(id).place;
            let is_declared = occurrence.role == Role::Declaration;
            let rust = is_declared.then(|| implementations(index.symbols(), sources, id));
            (place, rust.unwrap_or_default())
        }
        Target::BuiltIn(_) => return None,
        Target::Relation(relation) => (index.relation(relation)?.span?, vec![]),
        Target::Column { relation, column } => {
            let relation = index.relation(relation)?;
            (
                relation.columns.get(column)?.span.or(relation.span)?,
                vec![],
            )
        }
    };
    Some(Definition {
        origin: occurrence.span,
        place,
        implementations,
    })
}

fn implementations(symbols: &Symbols, sources: &SourceMap, id: SymbolId) -> Vec<Implementation> {
    let owner = Owner {
        symbols,
        sources,
        id,
    };
    let symbol = symbols.get(id);
    let one = match symbol.kind {
        SymbolKind::Topic => return owner.of_every_client(&format!("authorize_{}", symbol.name)),
        SymbolKind::Rpc if symbol.parent.is_none() => {
            owner.of_client("Server", &[&format!("server_{}", symbol.name)])
        }
        SymbolKind::Auth => owner.of_client("Auth", &["resolve"]),
        SymbolKind::Context => owner.of_client("Server", &["client_context"]),
        SymbolKind::ContextMsg => owner.of_shared_state(),
        SymbolKind::Job => Some(owner.of_jobs()),
        _ => owner.of_page_or_layout(),
    };
    one.into_iter().collect()
}

struct Owner<'a> {
    symbols: &'a Symbols,
    sources: &'a SourceMap,
    id: SymbolId,
}

impl Owner<'_> {
    fn client(&self) -> Option<String> {
        match self.symbols.enclosing(self.id, SymbolKind::Client) {
            Some(client) => Some(self.symbols.get(client).name.clone()),
            None => folder(self.symbols.get(self.id).place.file, self.sources),
        }
    }

    fn of_page_or_layout(&self) -> Option<Implementation> {
        let symbol = self.symbols.get(self.id);
        let parent = symbol.parent.map(|parent| self.symbols.get(parent).kind);
        match (symbol.kind, parent) {
            (SymbolKind::Rpc, _) => self.of_handlers(&[&format!("server_{}", symbol.name)]),
            (SymbolKind::Load, _) => self.of_handlers(&["load"]),
            (SymbolKind::Authorize, _) => self.of_handlers(&["authorize"]),
            (SymbolKind::Server, _) => self.of_handlers(&["server_init", "server_update"]),
            (SymbolKind::ToServer, _) => self.of_handlers(&["server_update"]),
            (SymbolKind::Model, Some(SymbolKind::Server)) => self.of_handlers(&["server_init"]),
            (SymbolKind::Page, _) => self.of_pages(self.id, "Page", &["init", "update", "view"]),
            (SymbolKind::Layout, _) => {
                self.of_pages(self.id, "Layout", &["init", "update", "view"])
            }
            (SymbolKind::Model, _) => self.of_pages(symbol.parent?, self.ending()?, &["init"]),
            (SymbolKind::Msg, _) => self.of_pages(symbol.parent?, self.ending()?, &["update"]),
            _ => None,
        }
    }

    // What the trait of the page or layout around a section ends in.
    fn ending(&self) -> Option<&'static str> {
        let parent = self.symbols.get(self.id).parent?;
        match self.symbols.get(parent).kind {
            SymbolKind::Page => Some("Page"),
            SymbolKind::Layout => Some("Layout"),
            _ => None,
        }
    }

    fn of_handlers(&self, functions: &[&str]) -> Option<Implementation> {
        let client = self.client()?;
        let page = self.symbols.enclosing(self.id, SymbolKind::Page)?;
        let names = page_names(&self.symbols.get(page).name);
        let module = names.module.trim_start_matches("r#");
        let file = format!("server/src/{client}/{module}.rs");
        Some(found("server/src", file, &names.server_trait, functions))
    }

    fn of_pages(
        &self,
        owner: SymbolId,
        ending: &str,
        functions: &[&str],
    ) -> Option<Implementation> {
        let client = self.client()?;
        let name = &self.symbols.get(owner).name;
        let module = page_names(name).module;
        let folder = format!("pages/{client}/src");
        let file = format!("{folder}/{}.rs", module.trim_start_matches("r#"));
        Some(found(&folder, file, &format!("{name}{ending}"), functions))
    }

    fn of_client(&self, ending: &str, functions: &[&str]) -> Option<Implementation> {
        Some(of_client(&self.client()?, ending, functions))
    }

    // A topic is asked for in each client whose pages follow it.
    fn of_every_client(&self, function: &str) -> Vec<Implementation> {
        let clients = self
            .symbols
            .iter()
            .filter(|(_, symbol)| symbol.kind == SymbolKind::Client);
        clients
            .map(|(_, client)| of_client(&client.name, "Server", &[function]))
            .collect()
    }

    fn of_jobs(&self) -> Implementation {
        let name = &self.symbols.get(self.id).name;
        found(
            "server/src",
            "server/src/jobs.rs".to_owned(),
            "Jobs",
            &[name],
        )
    }

    fn of_shared_state(&self) -> Option<Implementation> {
        let client = self.client()?;
        let trait_name = format!("{}Client", upper_camel(&client));
        let folder = format!("pages/{client}/src");
        let file = format!("{folder}/{client}_client.rs");
        Some(found(&folder, file, &trait_name, &["update_context"]))
    }
}

fn of_client(client: &str, ending: &str, functions: &[&str]) -> Implementation {
    let trait_name = format!("{}{ending}", upper_camel(client));
    let file = format!("server/src/{client}.rs");
    found("server/src", file, &trait_name, functions)
}

fn found(folder: &str, file: String, trait_name: &str, functions: &[&str]) -> Implementation {
    Implementation {
        folder: folder.to_owned(),
        file,
        trait_name: trait_name.to_owned(),
        functions: functions
            .iter()
            .map(|&function| function.to_owned())
            .collect(),
    }
}
