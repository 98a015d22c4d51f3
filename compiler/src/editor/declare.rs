//! Syntax trees to symbols. Binds no name and drops nothing: what is declared twice is there twice.

use rally_idl::ast;
use rally_idl::source::{SourceMap, Span};

use super::symbol::{Symbol, SymbolId, SymbolKind, Symbols};
use crate::resolve::Place;

/// The symbols of these files, in order.
#[must_use]
pub fn declare(files: &[ast::File], sources: &SourceMap) -> Symbols {
    let mut declare = Declare {
        sources,
        symbols: Symbols::default(),
    };
    for file in files {
        file.items.iter().for_each(|item| declare.item(item));
    }
    declare.symbols
}

struct Declare<'a> {
    sources: &'a SourceMap,
    symbols: Symbols,
}

// What every declaration has.
struct Head<'a> {
    kind: SymbolKind,
    name: &'a str,
    place: Span,
    whole: Span,
    docs: &'a [String],
}

impl<'a> Head<'a> {
    fn named(kind: SymbolKind, name: &'a ast::Name, whole: Span, docs: &'a [String]) -> Self {
        let (place, name) = (name.span, name.text.as_str());
        Self {
            kind,
            name,
            place,
            whole,
            docs,
        }
    }

    // A section is called by its keyword, and ends with the last thing in it.
    fn section(
        kind: SymbolKind,
        name: &'a str,
        keyword: Span,
        last: Option<Span>,
        docs: &'a [String],
    ) -> Self {
        Self {
            kind,
            name,
            place: keyword,
            whole: last.map_or(keyword, |last| keyword.to(last)),
            docs,
        }
    }
}

impl Declare<'_> {
    fn add(&mut self, parent: Option<SymbolId>, head: &Head<'_>, detail: String) -> SymbolId {
        self.symbols.add(Symbol {
            name: head.name.to_owned(),
            kind: head.kind,
            detail,
            docs: head.docs.to_vec(),
            place: head.place,
            whole: head.whole.to(head.place),
            parent,
            children: vec![],
        })
    }

    fn leaf(&mut self, head: &Head<'_>, detail: String) {
        self.add(None, head, detail);
    }

    fn item(&mut self, item: &ast::Item) {
        use SymbolKind as Kind;
        match item {
            ast::Item::App(app) => {
                let head = Head::named(Kind::App, &app.name, app.span, &app.docs);
                self.leaf(&head, String::new());
            }
            ast::Item::Client(client) => self.client(client),
            ast::Item::Page(page) => self.page(page),
            ast::Item::Layout(layout) => self.layout(layout),
            ast::Item::Struct(item) => {
                let head = Head::named(Kind::Struct, &item.name, item.span, &item.docs);
                let id = self.add(None, &head, String::new());
                self.fields(id, Kind::Field, &item.fields);
            }
            ast::Item::Enum(item) => {
                let head = Head::named(Kind::Enum, &item.name, item.span, &item.docs);
                let id = self.add(None, &head, String::new());
                self.variants(id, &item.variants);
            }
            ast::Item::Query(query) => self.query(None, query),
            ast::Item::Rpc(rpc) => self.rpc(None, rpc),
            ast::Item::Topic(topic) => {
                let head = Head::named(Kind::Topic, &topic.name, topic.span, &topic.docs);
                let detail = self.between(topic.name.span, topic.event.span);
                let id = self.add(None, &head, detail);
                self.fields(id, Kind::Argument, &topic.arguments);
            }
            ast::Item::Job(job) => {
                let head = Head::named(Kind::Job, &job.name, job.span, &job.docs);
                let id = self.add(None, &head, String::new());
                self.fields(id, Kind::Argument, &job.arguments);
            }
            ast::Item::Table(table) => {
                let head = Head::named(Kind::Table, &table.name, table.span, &table.docs);
                let id = self.add(None, &head, String::new());
                self.fields(id, Kind::Field, &table.columns);
            }
            ast::Item::Fragment(fragment) => {
                let (name, docs) = (&fragment.name, &fragment.docs);
                let head = Head::named(Kind::Fragment, name, fragment.span, docs);
                self.leaf(&head, String::new());
            }
        }
    }

    fn client(&mut self, client: &ast::Client) {
        let (name, docs) = (&client.name, &client.docs);
        let head = Head::named(SymbolKind::Client, name, client.span, docs);
        let mount = self.sources.slice(client.mount.span).to_owned();
        let id = self.add(None, &head, mount);
        for entry in &client.entries {
            match entry {
                ast::ClientEntry::Auth(auth) => {
                    let value =
                        |setting: &ast::Setting| setting.value.as_ref().map(|value| value.span);
                    let last = auth
                        .settings
                        .last()
                        .map(|last| value(last).unwrap_or(last.key.span));
                    let kind = SymbolKind::Auth;
                    let head = Head::section(kind, "auth", auth.keyword, last, &auth.docs);
                    self.add(Some(id), &head, String::new());
                }
                ast::ClientEntry::Context(model) => {
                    self.model(id, SymbolKind::Context, "context", model);
                }
                ast::ClientEntry::ContextMsg(msg) => {
                    self.msg(id, SymbolKind::ContextMsg, "context_msg", msg);
                }
            }
        }
    }

    fn layout(&mut self, layout: &ast::Layout) {
        let (name, docs) = (&layout.name, &layout.docs);
        let head = Head::named(SymbolKind::Layout, name, layout.span, docs);
        let parent = layout.parent.as_ref();
        let detail = parent.map_or_else(String::new, |parent| format!("in {}", parent.text));
        let id = self.add(None, &head, detail);
        for entry in &layout.entries {
            match entry {
                ast::LayoutEntry::Model(model) => self.model(id, SymbolKind::Model, "model", model),
                ast::LayoutEntry::Msg(msg) => self.msg(id, SymbolKind::Msg, "msg", msg),
            }
        }
    }

    fn page(&mut self, page: &ast::Page) {
        let derived = Place::of(&self.sources.file(page.keyword.file).path).name();
        let written = page.name.as_ref().map(|name| name.text.as_str());
        let head = Head {
            kind: SymbolKind::Page,
            name: written.or(derived.as_deref()).unwrap_or("page"),
            place: page.name.as_ref().map_or(page.keyword, |name| name.span),
            whole: page.span,
            docs: &page.docs,
        };
        let routes = page
            .routes
            .iter()
            .map(|route| self.sources.slice(route.span));
        let detail = routes.collect::<Vec<_>>().join(", ");
        let id = self.add(None, &head, detail);
        for route in &page.routes {
            let head = Head {
                kind: SymbolKind::Route,
                name: &route.value,
                place: route.span,
                whole: route.span,
                docs: &[],
            };
            self.add(Some(id), &head, String::new());
        }
        for entry in &page.entries {
            self.page_entry(id, entry);
        }
    }

    fn page_entry(&mut self, page: SymbolId, entry: &ast::PageEntry) {
        match entry {
            ast::PageEntry::Model(model) => self.model(page, SymbolKind::Model, "model", model),
            ast::PageEntry::Msg(msg) => self.msg(page, SymbolKind::Msg, "msg", msg),
            ast::PageEntry::Load(load) => {
                let (keyword, last) = (load.keyword, Some(load.data.span));
                let head = Head::section(SymbolKind::Load, "load", keyword, last, &load.docs);
                let detail = self.between(keyword, load.data.span);
                self.add(Some(page), &head, detail);
            }
            ast::PageEntry::Rpc(rpc) => self.rpc(Some(page), rpc),
            ast::PageEntry::Query(query) => self.query(Some(page), query),
            ast::PageEntry::Authorize(keyword) => {
                let kind = SymbolKind::Authorize;
                let head = Head::section(kind, "authorize", *keyword, None, &[]);
                self.add(Some(page), &head, String::new());
            }
            ast::PageEntry::Search(search) => self.search(page, search),
            ast::PageEntry::Server(server) => self.server(page, server),
            ast::PageEntry::Auth(_) | ast::PageEntry::Layout(_) | ast::PageEntry::Subscribe(_) => {}
        }
    }

    fn search(&mut self, page: SymbolId, search: &ast::Search) {
        let end = |field: &ast::SearchField| {
            let default = field.default.as_ref();
            default.map_or(field.ty.span, |default| default.span)
        };
        let (keyword, last) = (search.keyword, search.fields.last().map(end));
        let head = Head::section(SymbolKind::Search, "search", keyword, last, &search.docs);
        let id = self.add(Some(page), &head, String::new());
        for field in &search.fields {
            let whole = field.name.span.to(end(field));
            let head = Head::named(SymbolKind::Field, &field.name, whole, &field.docs);
            let detail = self.sources.slice(field.ty.span.to(end(field))).to_owned();
            self.add(Some(id), &head, detail);
        }
    }

    fn server(&mut self, page: SymbolId, server: &ast::Server) {
        let last = server.entries.last().map(|entry| match entry {
            ast::ServerEntry::Model(model) => model_end(model),
            ast::ServerEntry::ToServer(msg) | ast::ServerEntry::ToClient(msg) => msg_end(msg),
        });
        let (keyword, docs) = (server.keyword, &server.docs);
        let head = Head::section(SymbolKind::Server, "server", keyword, last, docs);
        let id = self.add(Some(page), &head, String::new());
        for entry in &server.entries {
            match entry {
                ast::ServerEntry::Model(model) => self.model(id, SymbolKind::Model, "model", model),
                ast::ServerEntry::ToServer(msg) => {
                    self.msg(id, SymbolKind::ToServer, "to_server", msg);
                }
                ast::ServerEntry::ToClient(msg) => {
                    self.msg(id, SymbolKind::ToClient, "to_client", msg);
                }
            }
        }
    }

    fn model(&mut self, parent: SymbolId, kind: SymbolKind, name: &str, model: &ast::Model) {
        let last = Some(model_end(model));
        let head = Head::section(kind, name, model.keyword, last, &model.docs);
        let id = self.add(Some(parent), &head, String::new());
        self.fields(id, SymbolKind::Field, &model.fields);
    }

    fn msg(&mut self, parent: SymbolId, kind: SymbolKind, name: &str, msg: &ast::Msg) {
        let head = Head::section(kind, name, msg.keyword, Some(msg_end(msg)), &msg.docs);
        let id = self.add(Some(parent), &head, String::new());
        self.variants(id, &msg.variants);
    }

    fn rpc(&mut self, parent: Option<SymbolId>, rpc: &ast::Rpc) {
        let head = Head::named(SymbolKind::Rpc, &rpc.name, rpc.span, &rpc.docs);
        let detail = self.between(rpc.name.span, rpc.response.span);
        let id = self.add(parent, &head, detail);
        self.fields(id, SymbolKind::Argument, &rpc.arguments);
    }

    fn query(&mut self, parent: Option<SymbolId>, query: &ast::Query) {
        let head = Head::named(SymbolKind::Query, &query.name, query.span, &query.docs);
        let row = match &query.shape {
            ast::Shape::Changes => None,
            ast::Shape::List(row) | ast::Shape::Option(row) | ast::Shape::One(row) => Some(row),
        };
        // The row lies within its `List<…>`, so the detail ends at the line or at the SQL.
        let detail = row.map_or_else(String::new, |_| self.head_of_query(query));
        let id = self.add(parent, &head, detail);
        for argument in &query.arguments {
            let end = argument
                .ty
                .as_ref()
                .map_or(argument.name.span, |ty| ty.span);
            let whole = argument.name.span.to(end);
            let head = Head::named(SymbolKind::Argument, &argument.name, whole, &query.docs);
            let detail = argument
                .ty
                .as_ref()
                .map_or("", |ty| self.sources.slice(ty.span));
            let detail = detail.to_owned();
            self.add(Some(id), &Head { docs: &[], ..head }, detail);
        }
    }

    fn head_of_query(&self, query: &ast::Query) -> String {
        let source = match &query.source {
            ast::QuerySource::Inline(sql) => sql.span,
            ast::QuerySource::File(text) => text.span,
        };
        let from = query.name.span.range().end;
        let between = Span::new(query.name.span.file, from, source.start as usize);
        let text = one_line(self.sources.slice(between));
        let text = text.trim_end_matches('{').trim_end();
        text.strip_suffix("from").unwrap_or(text).trim().to_owned()
    }

    fn fields(&mut self, parent: SymbolId, kind: SymbolKind, fields: &[ast::Field]) {
        for field in fields {
            let whole = field.name.span.to(field.ty.span);
            let head = Head::named(kind, &field.name, whole, &field.docs);
            let detail = self.sources.slice(field.ty.span).to_owned();
            self.add(Some(parent), &head, detail);
        }
    }

    fn variants(&mut self, parent: SymbolId, variants: &[ast::Variant]) {
        for variant in variants {
            let whole = variant_end(variant);
            let whole = variant.name.span.to(whole);
            let head = Head::named(SymbolKind::Variant, &variant.name, whole, &variant.docs);
            let id = self.add(Some(parent), &head, payload_detail(variant, self.sources));
            if let ast::Payload::Named(fields) = &variant.payload {
                self.fields(id, SymbolKind::Field, fields);
            }
        }
    }

    // From behind a name up to the end of what follows it, on one line.
    fn between(&self, name: Span, last: Span) -> String {
        let text = Span::new(name.file, name.end as usize, last.end as usize);
        one_line(self.sources.slice(text))
    }
}

// An outline has a line for each of its names.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn model_end(model: &ast::Model) -> Span {
    model
        .fields
        .last()
        .map_or(model.keyword, |field| field.ty.span)
}

fn msg_end(msg: &ast::Msg) -> Span {
    msg.variants.last().map_or(msg.keyword, variant_end)
}

fn variant_end(variant: &ast::Variant) -> Span {
    let last = match &variant.payload {
        ast::Payload::Unit => None,
        ast::Payload::Positional(types) => types.last().map(|ty| ty.span),
        ast::Payload::Named(fields) => fields.last().map(|field| field.ty.span),
    };
    last.unwrap_or(variant.name.span)
}

fn payload_detail(variant: &ast::Variant, sources: &SourceMap) -> String {
    let types: Vec<String> = match &variant.payload {
        ast::Payload::Unit => return String::new(),
        ast::Payload::Positional(types) => types
            .iter()
            .map(|ty| sources.slice(ty.span).to_owned())
            .collect(),
        ast::Payload::Named(fields) => {
            let field = |field: &ast::Field| {
                format!("{}: {}", field.name.text, sources.slice(field.ty.span))
            };
            fields.iter().map(field).collect()
        }
    };
    format!("({})", types.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rally_idl::parse::parse_file;

    // Each symbol in a line, indented by its depth.
    fn outline(path: &str, text: &str) -> String {
        let mut sources = SourceMap::default();
        let id = sources.add(path, text);
        let symbols = declare(&[parse_file(id, text, &mut vec![])], &sources);
        let mut lines = String::new();
        for (id, symbol) in symbols.iter() {
            let depth = std::iter::successors(Some(id), |&id| symbols.get(id).parent).count() - 1;
            let text = format!(
                "{}{:?} {} {}",
                "  ".repeat(depth),
                symbol.kind,
                symbol.name,
                symbol.detail
            );
            lines.push_str(text.trim_end());
            lines.push('\n');
        }
        lines
    }

    #[test]
    fn a_page_is_a_tree_of_what_it_declares() {
        let text = "page at \"/a\" {
  model { count: Int }
  msg { Clicked  Got(Reply<add>)  Typed(text: String) }
  load -> Int
  rpc add(amount: Int) -> Result<Int, String>
  query get(id: Int, limit) -> List<_> { SELECT 1 }
}";
        let expected = "\
Page Home \"/a\"
  Route /a
  Model model
    Field count Int
  Msg msg
    Variant Clicked
    Variant Got (Reply<add>)
    Variant Typed (text: String)
      Field text String
  Load load -> Int
  Rpc add (amount: Int) -> Result<Int, String>
    Argument amount Int
  Query get (id: Int, limit) -> List<_>
    Argument id Int
    Argument limit
";
        assert_eq!(outline("idl/public/home_.rally", text), expected);
    }

    #[test]
    fn a_declaration_lies_around_its_name_and_its_parts_in_it() {
        let text = "app a { database sqlite }\nstruct A { b: Int }\nenum E { X(Int)  Y(c: Int) }";
        let mut sources = SourceMap::default();
        let id = sources.add("idl/app.rally", text);
        let symbols = declare(&[parse_file(id, text, &mut vec![])], &sources);
        let within =
            |inner: Span, outer: Span| outer.start <= inner.start && inner.end <= outer.end;
        for (_, symbol) in symbols.iter() {
            assert!(within(symbol.place, symbol.whole), "{symbol:?}");
            if let Some(parent) = symbol.parent {
                assert!(
                    within(symbol.whole, symbols.get(parent).whole),
                    "{symbol:?}"
                );
            }
        }
    }
}
