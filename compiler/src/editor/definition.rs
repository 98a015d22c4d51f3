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
    /// Where the app's own code for it is, when one stands at the declaration; `place` where that is not found.
    pub implementation: Option<Implementation>,
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
    let (place, implementation) = match occurrence.target {
        Target::Symbol(id) => {
            let place = index.symbols().get(id).place;
            let is_declared = occurrence.role == Role::Declaration;
            let rust = is_declared
                .then(|| implementation(index.symbols(), sources, id))
                .flatten();
            (place, rust)
        }
        Target::BuiltIn(_) => return None,
        Target::Relation(relation) => (index.relation(relation)?.span?, None),
        Target::Column { relation, column } => {
            let relation = index.relation(relation)?;
            (relation.columns.get(column)?.span.or(relation.span)?, None)
        }
    };
    Some(Definition {
        origin: occurrence.span,
        place,
        implementation,
    })
}

fn implementation(symbols: &Symbols, sources: &SourceMap, id: SymbolId) -> Option<Implementation> {
    let symbol = symbols.get(id);
    let page = || symbols.enclosing(id, SymbolKind::Page);
    let in_server = symbol
        .parent
        .is_some_and(|parent| symbols.get(parent).kind == SymbolKind::Server);
    let owned = Owner {
        symbols,
        sources,
        id,
    };
    match symbol.kind {
        SymbolKind::Rpc if symbol.parent.is_some() => {
            owned.of_handlers(page()?, &[&format!("server_{}", symbol.name)])
        }
        SymbolKind::Rpc => owned.of_client("Server", &[&format!("server_{}", symbol.name)]),
        SymbolKind::Load => owned.of_handlers(page()?, &["load"]),
        SymbolKind::Authorize => owned.of_handlers(page()?, &["authorize"]),
        SymbolKind::Server => owned.of_handlers(page()?, &["server_init", "server_update"]),
        SymbolKind::ToServer => owned.of_handlers(page()?, &["server_update"]),
        SymbolKind::Model if in_server => owned.of_handlers(page()?, &["server_init"]),
        SymbolKind::Page => owned.of_pages(id, "Page", &["init", "update", "view"]),
        SymbolKind::Layout => owned.of_pages(id, "Layout", &["init", "update", "view"]),
        SymbolKind::Model => owned.of_pages(symbol.parent?, owned.ending()?, &["init"]),
        SymbolKind::Msg => owned.of_pages(symbol.parent?, owned.ending()?, &["update"]),
        SymbolKind::Auth => owned.of_client("Auth", &["resolve"]),
        SymbolKind::Context => owned.of_client("Auth", &["client_context"]),
        SymbolKind::ContextMsg => owned.of_shared_state(),
        _ => None,
    }
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

    // What the trait of the page or layout around a section ends in.
    fn ending(&self) -> Option<&'static str> {
        let parent = self.symbols.get(self.id).parent?;
        match self.symbols.get(parent).kind {
            SymbolKind::Page => Some("Page"),
            SymbolKind::Layout => Some("Layout"),
            _ => None,
        }
    }

    fn of_handlers(&self, page: SymbolId, functions: &[&str]) -> Option<Implementation> {
        let client = self.client()?;
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
        let client = self.client()?;
        let trait_name = format!("{}{ending}", upper_camel(&client));
        let file = format!("server/src/{client}.rs");
        Some(found("server/src", file, &trait_name, functions))
    }

    fn of_shared_state(&self) -> Option<Implementation> {
        let client = self.client()?;
        let trait_name = format!("{}Client", upper_camel(&client));
        let folder = format!("pages/{client}/src");
        let file = format!("{folder}/lib.rs");
        Some(found(&folder, file, &trait_name, &["update_context"]))
    }
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
