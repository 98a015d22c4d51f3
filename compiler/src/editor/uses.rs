//! Syntax trees to occurrences: every name that is written, with what it refers to. A name that refers to nothing is
//! left out; saying so is the checks' business.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::source::{SourceMap, Span};

use super::built_in::BuiltIn;
use super::names::{Names, Space, folder};
use super::symbol::{SymbolId, SymbolKind, Symbols};

/// A place where something is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The name where it is written.
    pub span: Span,
    /// What it refers to.
    pub target: Target,
    /// Whether it is declared there.
    pub role: Role,
}

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Something that a `.rally` file declares.
    Symbol(SymbolId),
    /// A type of the language.
    BuiltIn(BuiltIn),
    /// A table or view, by its place among the relations.
    Relation(usize),
    /// A column of one.
    Column {
        /// The table or view.
        relation: usize,
        /// Its place in it.
        column: usize,
    },
}

/// What a name does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is declared.
    Declaration,
    /// It refers to what is declared elsewhere.
    Use,
}

/// The occurrences of these files, sorted by place.
pub(super) fn find(
    files: &[ast::File],
    sources: &SourceMap,
    symbols: &Symbols,
    names: &Names,
) -> Vec<Occurrence> {
    let declared = symbols
        .iter()
        .map(|(id, symbol)| (symbol.place, id))
        .collect();
    let mut walk = Walk {
        symbols,
        names,
        declared,
        client: None,
        page: None,
        found: declarations(symbols),
    };
    for file in files {
        walk.file(file, sources);
    }
    walk.found.sort_by_key(|occurrence| occurrence.span);
    walk.found
}

fn declarations(symbols: &Symbols) -> Vec<Occurrence> {
    let declaration = |(id, symbol): (SymbolId, &super::symbol::Symbol)| Occurrence {
        span: symbol.place,
        target: Target::Symbol(id),
        role: Role::Declaration,
    };
    symbols.iter().map(declaration).collect()
}

struct Walk<'a> {
    symbols: &'a Symbols,
    names: &'a Names,
    declared: BTreeMap<Span, SymbolId>,
    // Of the file that is walked: the folder of its client, and its page.
    client: Option<String>,
    page: Option<SymbolId>,
    found: Vec<Occurrence>,
}

impl Walk<'_> {
    fn add(&mut self, span: Span, target: Option<SymbolId>) {
        if let Some(id) = target {
            self.found.push(Occurrence {
                span,
                target: Target::Symbol(id),
                role: Role::Use,
            });
        }
    }

    fn global(&mut self, space: Space, name: &ast::Name) {
        self.add(name.span, self.names.global(space, &name.text));
    }

    fn of_client(&self, space: Space, name: &str) -> Option<SymbolId> {
        self.names.local(self.client.as_deref()?, space, name)
    }

    fn file(&mut self, file: &ast::File, sources: &SourceMap) {
        self.client = folder(file.id, sources);
        self.page = file.items.iter().find_map(|item| match item {
            ast::Item::Page(page) => {
                let place = page.name.as_ref().map_or(page.keyword, |name| name.span);
                self.declared.get(&place).copied()
            }
            _ => None,
        });
        file.items.iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &ast::Item) {
        match item {
            ast::Item::App(_) | ast::Item::Fragment(_) => {}
            ast::Item::Client(client) => self.client_entries(client),
            ast::Item::Page(page) => page.entries.iter().for_each(|entry| self.page_entry(entry)),
            ast::Item::Struct(item) => self.fields(&item.fields),
            ast::Item::Enum(item) => self.variants(&item.variants),
            ast::Item::Query(query) => self.query(query),
            ast::Item::Layout(layout) => self.layout(layout),
            ast::Item::Rpc(rpc) => self.rpc(rpc),
            ast::Item::Topic(topic) => {
                self.fields(&topic.arguments);
                self.ty(&topic.event);
            }
            ast::Item::Job(job) => self.fields(&job.arguments),
            ast::Item::Table(table) => self.fields(&table.columns),
        }
    }

    fn client_entries(&mut self, client: &ast::Client) {
        for entry in &client.entries {
            match entry {
                ast::ClientEntry::Auth(auth) => self.auth(&client.name.text, auth),
                ast::ClientEntry::Context(model) => self.fields(&model.fields),
                ast::ClientEntry::ContextMsg(msg) => self.variants(&msg.variants),
            }
        }
    }

    fn auth(&mut self, client: &str, auth: &ast::ClientAuth) {
        let mut sign_in = None;
        for setting in &auth.settings {
            let Some(ast::ValueKind::Word(words)) = setting.value.as_ref().map(|value| &value.kind)
            else {
                continue;
            };
            match (setting.key.text.as_str(), words.as_slice()) {
                ("identity", [name]) => self.global(Space::Type, name),
                ("sign_in", [page]) => sign_in = self.sign_in(client, page),
                ("sign_in", [other, page]) => {
                    self.global(Space::Client, other);
                    sign_in = self.sign_in(&other.text, page);
                }
                ("return_to", [field]) => {
                    let search =
                        sign_in.and_then(|page| self.symbols.child(page, SymbolKind::Search));
                    let field_symbol = search.and_then(|search| {
                        self.symbols
                            .named_child(search, SymbolKind::Field, &field.text)
                    });
                    self.add(field.span, field_symbol);
                }
                _ => {}
            }
        }
    }

    fn sign_in(&mut self, client: &str, page: &ast::Name) -> Option<SymbolId> {
        let found = self.names.local(client, Space::Page, &page.text);
        self.add(page.span, found);
        found
    }

    fn layout(&mut self, layout: &ast::Layout) {
        if let Some(parent) = &layout.parent {
            self.add(parent.span, self.of_client(Space::Layout, &parent.text));
        }
        for entry in &layout.entries {
            match entry {
                ast::LayoutEntry::Model(model) => self.fields(&model.fields),
                ast::LayoutEntry::Msg(msg) => self.variants(&msg.variants),
            }
        }
    }

    fn page_entry(&mut self, entry: &ast::PageEntry) {
        match entry {
            ast::PageEntry::Model(model) => self.fields(&model.fields),
            ast::PageEntry::Msg(msg) => self.variants(&msg.variants),
            ast::PageEntry::Load(load) => self.ty(&load.data),
            ast::PageEntry::Rpc(rpc) => self.rpc(rpc),
            ast::PageEntry::Query(query) => self.query(query),
            ast::PageEntry::Layout(layout) => {
                self.add(
                    layout.name.span,
                    self.of_client(Space::Layout, &layout.name.text),
                );
            }
            ast::PageEntry::Search(search) => {
                search
                    .fields
                    .iter()
                    .for_each(|field| self.search_field(field));
            }
            ast::PageEntry::Server(server) => {
                for entry in &server.entries {
                    match entry {
                        ast::ServerEntry::Model(model) => self.fields(&model.fields),
                        ast::ServerEntry::ToServer(msg) | ast::ServerEntry::ToClient(msg) => {
                            self.variants(&msg.variants);
                        }
                    }
                }
            }
            ast::PageEntry::Subscribe(subscribe) => {
                subscribe
                    .topics
                    .iter()
                    .for_each(|topic| self.global(Space::Topic, topic));
            }
            ast::PageEntry::Auth(_) | ast::PageEntry::Authorize(_) => {}
        }
    }

    fn search_field(&mut self, field: &ast::SearchField) {
        self.ty(&field.ty);
        let Some(word) = field.default.as_ref().and_then(ast::Value::word) else {
            return;
        };
        if let Some(of) = enum_of(&field.ty).and_then(|name| self.names.global(Space::Type, name)) {
            let variant = self
                .symbols
                .named_child(of, SymbolKind::Variant, &word.text);
            self.add(word.span, variant);
        }
    }

    fn rpc(&mut self, rpc: &ast::Rpc) {
        self.fields(&rpc.arguments);
        self.ty(&rpc.response);
    }

    fn query(&mut self, query: &ast::Query) {
        query
            .arguments
            .iter()
            .filter_map(|argument| argument.ty.as_ref())
            .for_each(|ty| self.ty(ty));
        match &query.shape {
            ast::Shape::Changes => {}
            ast::Shape::List(row) | ast::Shape::Option(row) | ast::Shape::One(row) => {
                if let ast::Row::Declared(ty) = row {
                    self.ty(ty);
                }
            }
        }
    }

    fn fields(&mut self, fields: &[ast::Field]) {
        fields.iter().for_each(|field| self.ty(&field.ty));
    }

    fn variants(&mut self, variants: &[ast::Variant]) {
        for variant in variants {
            match &variant.payload {
                ast::Payload::Unit => {}
                ast::Payload::Positional(types) => types.iter().for_each(|ty| self.ty(ty)),
                ast::Payload::Named(fields) => self.fields(fields),
            }
        }
    }

    fn ty(&mut self, ty: &ast::Type) {
        match &ty.kind {
            ast::TypeKind::Tuple(items) => items.iter().for_each(|item| self.ty(item)),
            ast::TypeKind::Named { name, arguments } => self.named(name, arguments),
        }
    }

    fn named(&mut self, name: &ast::Name, arguments: &[ast::Type]) {
        let Some(built_in) = BuiltIn::of(&name.text) else {
            self.global(Space::Type, name);
            arguments.iter().for_each(|argument| self.ty(argument));
            return;
        };
        self.found.push(Occurrence {
            span: name.span,
            target: Target::BuiltIn(built_in),
            role: Role::Use,
        });
        match (built_in, arguments) {
            (BuiltIn::Reply, [rpc]) => {
                if let Some(name) = plain(rpc) {
                    self.add(name.span, self.called(&name.text));
                }
            }
            (BuiltIn::Event, [topic]) => {
                if let Some(name) = plain(topic) {
                    self.global(Space::Topic, name);
                }
            }
            _ => arguments.iter().for_each(|argument| self.ty(argument)),
        }
    }

    // Of the file's own page, of the client, or of the first of its pages: an enum of messages may stand anywhere.
    fn called(&self, rpc: &str) -> Option<SymbolId> {
        let of_page = |page| self.symbols.named_child(page, SymbolKind::Rpc, rpc);
        let own = self.page.and_then(of_page);
        let shared = || self.of_client(Space::Rpc, rpc);
        own.or_else(shared).or_else(|| {
            let client = self.client.as_deref()?;
            self.names.all_local(client, Space::Page).find_map(of_page)
        })
    }
}

fn plain(ty: &ast::Type) -> Option<&ast::Name> {
    match &ty.kind {
        ast::TypeKind::Named { name, arguments } if arguments.is_empty() => Some(name),
        _ => None,
    }
}

// The name of a field's type, also where it is in an option or a list.
fn enum_of(ty: &ast::Type) -> Option<&str> {
    match &ty.kind {
        ast::TypeKind::Named { name, arguments } => match arguments.as_slice() {
            [] => Some(&name.text),
            [inner] => enum_of(inner),
            _ => None,
        },
        ast::TypeKind::Tuple(_) => None,
    }
}
