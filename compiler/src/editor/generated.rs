//! Symbols to the Rust that is generated from them, cut out of the very files that a build would write.

use rally_idl::source::SourceMap;

use super::names::folder;
use super::rust::{ItemKind, item, member, trait_function};
use super::symbol::{Symbol, SymbolId, SymbolKind, Symbols};
use crate::compile::FileSet;
use crate::render::{PageNames, call_struct, page_names, row_struct};

/// The Rust of a symbol, each piece for itself; none where nothing is generated from it.
#[must_use]
pub fn signatures(
    files: &FileSet,
    symbols: &Symbols,
    sources: &SourceMap,
    id: SymbolId,
) -> Vec<String> {
    let generated = Generated {
        files,
        symbols,
        client: client(symbols, sources, id),
    };
    let found = generated.pieces(id).into_iter().flatten();
    found.map(tidy).collect()
}

// The folder of the client that a symbol belongs to: of a client itself, its name.
fn client(symbols: &Symbols, sources: &SourceMap, id: SymbolId) -> Option<String> {
    match symbols.enclosing(id, SymbolKind::Client) {
        Some(client) => Some(symbols.get(client).name.clone()),
        None => folder(symbols.get(id).place.file, sources),
    }
}

struct Generated<'a> {
    files: &'a FileSet,
    symbols: &'a Symbols,
    client: Option<String>,
}

type Piece<'a> = Option<&'a str>;

impl<'a> Generated<'a> {
    fn pieces(&self, id: SymbolId) -> Vec<Piece<'a>> {
        let symbol = self.symbols.get(id);
        let name = symbol.name.as_str();
        match symbol.kind {
            SymbolKind::Struct => vec![self.types(ItemKind::Struct, name)],
            SymbolKind::Enum => vec![self.types(ItemKind::Enum, name)],
            SymbolKind::Rpc => vec![self.handler(symbol), self.call(id, name)],
            SymbolKind::Load => vec![self.page_function(id, "load")],
            SymbolKind::Authorize => vec![self.page_function(id, "authorize")],
            SymbolKind::Server => {
                let function = |name| self.page_function(id, name);
                vec![function("server_init"), function("server_update")]
            }
            SymbolKind::Query => self.query(name),
            SymbolKind::Page => vec![self.route(id), self.page_trait(id)],
            SymbolKind::Route => vec![self.route(id)],
            SymbolKind::Layout => vec![self.owned(id, ItemKind::Trait, &format!("{name}Layout"))],
            SymbolKind::Topic => self.topic(name),
            SymbolKind::Job => self.job(name),
            SymbolKind::Variant | SymbolKind::Field => vec![self.part(symbol)],
            SymbolKind::Argument => self.argument(symbol),
            SymbolKind::Client | SymbolKind::Auth => self.client_traits(symbol),
            kind => match owned_item(kind, self.symbols, symbol) {
                Some((kind, name)) => vec![self.owned(id, kind, name)],
                None => vec![],
            },
        }
    }

    // Whatever file it is in, below a folder of the generated code.
    fn anywhere(&self, below: &str, find: impl Fn(&'a str) -> Piece<'a>) -> Piece<'a> {
        let prefix = format!("generated/{below}");
        let mut files = self
            .files
            .files()
            .filter(|(path, _)| path.starts_with(&prefix));
        files.find_map(|(_, file)| find(&file.text))
    }

    fn file(&self, path: &str) -> Option<&'a str> {
        self.files.get(path).map(|file| file.text.as_str())
    }

    fn types(&self, kind: ItemKind, name: &str) -> Piece<'a> {
        let find = |text: &'a str| cut(text, item(text, kind, name));
        let own = |krate: &str| {
            self.file(&format!("generated/{krate}/src/types.rs"))
                .and_then(find)
        };
        // Enums of messages stand with their page.
        own("contract")
            .or_else(|| own("server"))
            .or_else(|| self.anywhere("contract/src/", find))
    }

    fn page(&self, id: SymbolId) -> Option<PageNames> {
        let page = self.symbols.enclosing(id, SymbolKind::Page)?;
        Some(page_names(&self.symbols.get(page).name))
    }

    // The file of the page or layout that a symbol belongs to, of one of the generated crates.
    fn module(&self, id: SymbolId, krate: &str) -> Option<&'a str> {
        let client = self.client.as_deref()?;
        let owner = [SymbolKind::Page, SymbolKind::Layout].into_iter();
        let owner = owner
            .filter_map(|kind| self.symbols.enclosing(id, kind))
            .next()?;
        let module = page_names(&self.symbols.get(owner).name).module;
        let module = module.trim_start_matches("r#");
        self.file(&format!("generated/{krate}/src/{client}/{module}.rs"))
    }

    // An item of the page, layout or client that the symbol belongs to.
    fn owned(&self, id: SymbolId, kind: ItemKind, name: &str) -> Piece<'a> {
        let find = |text: &'a str| cut(text, item(text, kind, name));
        let modules = ["contract", "server"]
            .into_iter()
            .filter_map(|krate| self.module(id, krate));
        modules.into_iter().find_map(find).or_else(|| {
            let client = self.client.as_deref()?;
            let crates = ["contract", "server"].into_iter();
            let files =
                crates.filter_map(|krate| self.file(&format!("generated/{krate}/src/{client}.rs")));
            files.into_iter().find_map(find)
        })
    }

    fn page_trait(&self, id: SymbolId) -> Piece<'a> {
        self.owned(id, ItemKind::Trait, &self.page(id)?.page_trait)
    }

    fn page_function(&self, id: SymbolId, function: &str) -> Piece<'a> {
        let text = self.module(id, "server")?;
        cut(
            text,
            trait_function(text, &self.page(id)?.server_trait, function),
        )
    }

    // Of the page, or of a trait for the calls that all pages of a client share.
    fn handler(&self, rpc: &Symbol) -> Piece<'a> {
        let function = format!("server_{}", rpc.name);
        match rpc.parent {
            Some(page) => self.page_function(page, &function),
            None => {
                let client = self.client.as_deref()?;
                self.anywhere(&format!("server/src/{client}"), |text| {
                    super::rust::traits(text)
                        .into_iter()
                        .find_map(|name| cut(text, trait_function(text, &name, &function)))
                })
            }
        }
    }

    fn call(&self, id: SymbolId, rpc: &str) -> Piece<'a> {
        let name = call_struct(rpc);
        let find = |text: &'a str| cut(text, item(text, ItemKind::Struct, &name));
        match self.module(id, "contract") {
            Some(text) => find(text),
            None => self.anywhere(&format!("contract/src/{}", self.client.as_deref()?), find),
        }
    }

    fn query(&self, name: &str) -> Vec<Piece<'a>> {
        let row = row_struct(name);
        let find = |kind, name: &str| {
            self.anywhere("server/src/queries/", |text| {
                cut(text, item(text, kind, name))
            })
        };
        vec![find(ItemKind::Function, name), find(ItemKind::Struct, &row)]
    }

    fn route(&self, id: SymbolId) -> Piece<'a> {
        let client = self.client.as_deref()?;
        let text = self.file(&format!("generated/contract/src/{client}/routes.rs"))?;
        let page = self.symbols.enclosing(id, SymbolKind::Page)?;
        cut(
            text,
            member(text, ItemKind::Enum, "Route", &self.symbols.get(page).name),
        )
    }

    fn topic(&self, name: &str) -> Vec<Piece<'a>> {
        let name = crate::resolve::case::upper_camel(name);
        vec![self.anywhere("contract/src/topics", |text| {
            cut(text, item(text, ItemKind::Struct, &name))
        })]
    }

    fn job(&self, name: &str) -> Vec<Piece<'a>> {
        let in_trait = |text: &'a str| {
            let mut traits = super::rust::traits(text).into_iter();
            traits.find_map(|owner| cut(text, trait_function(text, &owner, name)))
        };
        let function = |text: &'a str| cut(text, item(text, ItemKind::Function, name));
        vec![
            self.anywhere("server/src/jobs", function),
            self.anywhere("server/src/jobs", in_trait),
        ]
    }

    fn client_traits(&self, client: &Symbol) -> Vec<Piece<'a>> {
        let Some(name) = &self.client else {
            return vec![];
        };
        let camel = crate::resolve::case::upper_camel(name);
        let find = |krate: &str, ending: &str| {
            let name = format!("{camel}{ending}");
            self.anywhere(
                &format!("{krate}/src/{}", self.client.as_deref().unwrap_or_default()),
                |text| cut(text, item(text, ItemKind::Trait, &name)),
            )
        };
        match client.kind {
            SymbolKind::Auth => vec![find("server", "Auth")],
            _ => vec![
                find("contract", "Client"),
                find("server", "Auth"),
                find("server", "Server"),
            ],
        }
    }

    // A variant or a field, in what it is a part of.
    fn part(&self, symbol: &Symbol) -> Piece<'a> {
        let id = symbol.parent?;
        let owner = self.symbols.get(id);
        let (kind, name) = match owner.kind {
            SymbolKind::Struct => (ItemKind::Struct, owner.name.as_str()),
            SymbolKind::Enum => (ItemKind::Enum, owner.name.as_str()),
            // A field of a variant is told with the variant.
            SymbolKind::Variant => return self.part(owner),
            kind => owned_item(kind, self.symbols, owner)?,
        };
        let text = match owner.kind {
            SymbolKind::Struct | SymbolKind::Enum => self.types(kind, name)?,
            _ => self.owned(id, kind, name)?,
        };
        cut(text, member(text, kind, name, &symbol.name))
    }

    fn argument(&self, symbol: &Symbol) -> Vec<Piece<'a>> {
        let Some(id) = symbol.parent else {
            return vec![];
        };
        let owner = self.symbols.get(id);
        match owner.kind {
            SymbolKind::Rpc => {
                let name = call_struct(&owner.name);
                let call = self.call(id, &owner.name);
                vec![call.and_then(|text| {
                    cut(text, member(text, ItemKind::Struct, &name, &symbol.name))
                })]
            }
            _ => self.pieces(id),
        }
    }
}

// What a section of a page, layout or client is generated as.
fn owned_item(
    kind: SymbolKind,
    symbols: &Symbols,
    symbol: &Symbol,
) -> Option<(ItemKind, &'static str)> {
    let in_server = || {
        let parent = symbol.parent.map(|parent| symbols.get(parent).kind);
        parent == Some(SymbolKind::Server)
    };
    Some(match kind {
        SymbolKind::Model if in_server() => (ItemKind::Struct, "ServerModel"),
        SymbolKind::Model => (ItemKind::Struct, "Model"),
        SymbolKind::Msg => (ItemKind::Enum, "Msg"),
        SymbolKind::Search => (ItemKind::Struct, "Search"),
        SymbolKind::Context => (ItemKind::Struct, "ClientContext"),
        SymbolKind::ContextMsg => (ItemKind::Enum, "ContextMsg"),
        SymbolKind::ToServer => (ItemKind::Enum, "ToServer"),
        SymbolKind::ToClient => (ItemKind::Enum, "ToClient"),
        _ => return None,
    })
}

fn cut(text: &str, range: Option<std::ops::Range<usize>>) -> Option<&str> {
    text.get(range?)
}

// Without documentation, which is told beside it, attributes, empty lines, and the indentation of where it stood.
fn tidy(text: &str) -> String {
    let noise = |line: &&str| {
        let line = line.trim_start();
        line.is_empty() || line.starts_with("///") || line.starts_with("#[")
    };
    let lines: Vec<&str> = text.lines().filter(|line| !noise(line)).collect();
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    // The first begins where the item does.
    let shared = lines
        .last()
        .filter(|_| lines.len() > 1)
        .map_or(0, indentation);
    let strip = |line: &&str| line[indentation(line).min(shared)..].trim_end().to_owned();
    lines.iter().map(strip).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
