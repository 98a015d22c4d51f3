//! All files to lists of declarations, each name once: the first of two keeps the name, the second is reported.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::context::twice;

/// Every declaration of an app by kind, in the order of files and items.
#[derive(Default)]
pub(crate) struct Declarations<'a> {
    /// Every `app`; more than one is reported later.
    pub(crate) apps: Vec<&'a ast::App>,
    /// Clients of different names.
    pub(crate) clients: Vec<&'a ast::Client>,
    /// Structs and enums of different names.
    pub(crate) types: Vec<TypeItem<'a>>,
    /// Queries of different names, at top level and inside pages.
    pub(crate) queries: Vec<&'a ast::Query>,
    /// Topics of different names.
    pub(crate) topics: Vec<&'a ast::Topic>,
    /// Jobs of different names.
    pub(crate) jobs: Vec<&'a ast::Job>,
    /// Tables of different names.
    pub(crate) tables: Vec<&'a ast::Table>,
    /// Fragments of different names.
    pub(crate) fragments: Vec<&'a ast::Fragment>,
}

/// A struct or an enum as written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TypeItem<'a> {
    /// `struct NAME { … }`
    Struct(&'a ast::Struct),
    /// `enum NAME { … }`
    Enum(&'a ast::Enum),
}

impl<'a> TypeItem<'a> {
    /// Its name.
    pub(crate) fn name(&self) -> &'a ast::Name {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
        }
    }
}

/// Collects what the files declare.
pub(crate) fn collect<'a>(
    files: &'a [ast::File],
    diagnostics: &mut Vec<Diagnostic>,
) -> Declarations<'a> {
    let mut declared = Declarations::default();
    let mut names = Names::default();
    for item in files.iter().flat_map(|file| &file.items) {
        collect_item(item, &mut declared, &mut names, diagnostics);
    }
    declared
}

#[derive(Default)]
struct Names<'a> {
    first: BTreeMap<(Kind, &'a str), Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Client,
    Type,
    Query,
    Topic,
    Job,
    Table,
    Fragment,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Type => "type",
            Self::Query => "query",
            Self::Topic => "topic",
            Self::Job => "job",
            Self::Table => "table",
            Self::Fragment => "fragment",
        }
    }
}

impl<'a> Names<'a> {
    fn is_new(&mut self, kind: Kind, name: &'a ast::Name, found: &mut Vec<Diagnostic>) -> bool {
        let earlier = *self.first.entry((kind, &name.text)).or_insert(name.span);
        let is_new = earlier == name.span;
        if !is_new {
            found.push(twice(kind.noun(), name, earlier));
        }
        is_new
    }
}

fn collect_item<'a>(
    item: &'a ast::Item,
    declared: &mut Declarations<'a>,
    names: &mut Names<'a>,
    found: &mut Vec<Diagnostic>,
) {
    match item {
        ast::Item::App(app) => declared.apps.push(app),
        ast::Item::Client(client) if names.is_new(Kind::Client, &client.name, found) => {
            declared.clients.push(client);
        }
        ast::Item::Struct(item) if names.is_new(Kind::Type, &item.name, found) => {
            declared.types.push(TypeItem::Struct(item));
        }
        ast::Item::Enum(item) if names.is_new(Kind::Type, &item.name, found) => {
            declared.types.push(TypeItem::Enum(item));
        }
        ast::Item::Query(query) => collect_query(query, declared, names, found),
        ast::Item::Page(page) => {
            for entry in &page.entries {
                if let ast::PageEntry::Query(query) = entry {
                    collect_query(query, declared, names, found);
                }
            }
        }
        ast::Item::Topic(topic) if names.is_new(Kind::Topic, &topic.name, found) => {
            declared.topics.push(topic);
        }
        ast::Item::Job(job) if names.is_new(Kind::Job, &job.name, found) => {
            declared.jobs.push(job);
        }
        ast::Item::Table(table) if names.is_new(Kind::Table, &table.name, found) => {
            declared.tables.push(table);
        }
        ast::Item::Fragment(item) if names.is_new(Kind::Fragment, &item.name, found) => {
            declared.fragments.push(item);
        }
        // Declared twice; layouts and rpcs have their names in their client.
        ast::Item::Client(_)
        | ast::Item::Struct(_)
        | ast::Item::Enum(_)
        | ast::Item::Topic(_)
        | ast::Item::Job(_)
        | ast::Item::Table(_)
        | ast::Item::Fragment(_)
        | ast::Item::Layout(_)
        | ast::Item::Rpc(_) => {}
    }
}

fn collect_query<'a>(
    query: &'a ast::Query,
    declared: &mut Declarations<'a>,
    names: &mut Names<'a>,
    found: &mut Vec<Diagnostic>,
) {
    if names.is_new(Kind::Query, &query.name, found) {
        declared.queries.push(query);
    }
}
