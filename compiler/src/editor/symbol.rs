//! What a `.rally` file declares, as a tree: the outline of a file, and what uses refer to.

use rally_idl::ast::Docs;
use rally_idl::source::Span;

/// A symbol, by its place in [`Symbols`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(usize);

/// Something that is declared.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// The name; of what has none, its keyword.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// What stands behind the name in short: a type, arguments and an answer.
    pub detail: String,
    /// Documentation.
    pub docs: Docs,
    /// The name where it is written, else the keyword.
    pub place: Span,
    /// The whole declaration; `place` lies in it.
    pub whole: Span,
    /// What it is declared in.
    pub parent: Option<SymbolId>,
    /// What is declared in it, in order.
    pub children: Vec<SymbolId>,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// `app`
    App,
    /// `client`
    Client,
    /// `auth` of a client
    Auth,
    /// `context` of a client
    Context,
    /// `context_msg` of a client
    ContextMsg,
    /// `layout`
    Layout,
    /// `page`
    Page,
    /// A path behind `at`
    Route,
    /// `authorize` of a page
    Authorize,
    /// `model`
    Model,
    /// `msg`
    Msg,
    /// `load`
    Load,
    /// `search`
    Search,
    /// `server`
    Server,
    /// `to_server`
    ToServer,
    /// `to_client`
    ToClient,
    /// `rpc`
    Rpc,
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// A variant of an enum or of messages
    Variant,
    /// A field of anything
    Field,
    /// An argument of a call, a query, a topic or a job
    Argument,
    /// `query`
    Query,
    /// `topic`
    Topic,
    /// `job`
    Job,
    /// `table`
    Table,
    /// `fragment`
    Fragment,
}

/// All symbols of some files.
#[derive(Debug, Default)]
pub struct Symbols {
    symbols: Vec<Symbol>,
}

impl Symbols {
    /// Adds a symbol below its parent.
    pub(super) fn add(&mut self, symbol: Symbol) -> SymbolId {
        let id = SymbolId(self.symbols.len());
        if let Some(parent) = symbol.parent {
            self.symbols[parent.0].children.push(id);
        }
        self.symbols.push(symbol);
        id
    }

    /// The symbol of an id that these symbols gave out.
    #[must_use]
    pub fn get(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0]
    }

    /// Every symbol, in the order of files and places; parents come before their children.
    pub fn iter(&self) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        let numbered = self.symbols.iter().enumerate();
        numbered.map(|(at, symbol)| (SymbolId(at), symbol))
    }

    /// The first child of a kind.
    #[must_use]
    pub fn child(&self, parent: SymbolId, kind: SymbolKind) -> Option<SymbolId> {
        let mut children = self.get(parent).children.iter().copied();
        children.find(|&id| self.get(id).kind == kind)
    }

    /// The first child of a kind that has this name.
    #[must_use]
    pub fn named_child(&self, parent: SymbolId, kind: SymbolKind, name: &str) -> Option<SymbolId> {
        let mut children = self.get(parent).children.iter().copied();
        children.find(|&id| self.get(id).kind == kind && self.get(id).name == name)
    }

    /// The symbol itself or the nearest one around it that is of a kind.
    #[must_use]
    pub fn enclosing(&self, id: SymbolId, kind: SymbolKind) -> Option<SymbolId> {
        let parent = |&id: &SymbolId| self.get(id).parent;
        let mut around = std::iter::successors(Some(id), parent);
        around.find(|&id| self.get(id).kind == kind)
    }
}
