//! A tree as a few lines of text, one a declaration or entry, for golden cases.

mod text;

use rally_idl::ast::{
    App, Client, ClientEntry, Field, File, Item, Layout, LayoutEntry, Model, Msg, Page, PageEntry,
    Query, QuerySource, Rpc, Search, Server, ServerEntry, Setting, Sql, Topic, Variant,
};

use text::{
    arguments_text, field_text, setting_text, shape_text, type_text, value_text, variant_text,
};

/// The whole file, an item or entry to a line.
pub(crate) fn summary_of(file: &File) -> String {
    let mut out = Lines::default();
    for item in &file.items {
        out.item(item);
    }
    if out.text.is_empty() {
        out.line(0, "(nothing)");
    }
    out.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn docs(&mut self, depth: usize, docs: &[String]) {
        for line in docs {
            self.line(depth, &format!("/// {line}"));
        }
    }

    /// The line of something documented.
    fn headed(&mut self, depth: usize, docs: &[String], text: &str) {
        self.docs(depth, docs);
        self.line(depth, text);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::App(app) => self.app(app),
            Item::Client(client) => self.client(client),
            Item::Struct(item) => {
                self.headed(0, &item.docs, &format!("struct {}", item.name.text));
                self.fields(1, &item.fields);
            }
            Item::Enum(item) => {
                self.headed(0, &item.docs, &format!("enum {}", item.name.text));
                self.variants(1, &item.variants);
            }
            Item::Page(page) => self.page(page),
            Item::Query(query) => self.query(0, query),
            Item::Layout(layout) => self.layout(layout),
            Item::Rpc(rpc) => self.rpc(0, rpc),
            Item::Topic(topic) => self.topic(topic),
            Item::Job(job) => {
                let arguments = arguments_text(&job.arguments);
                self.headed(0, &job.docs, &format!("job {}({arguments})", job.name.text));
                self.settings(1, &job.options);
            }
            Item::Table(table) => {
                self.headed(0, &table.docs, &format!("table {}", table.name.text));
                self.fields(1, &table.columns);
            }
            Item::Fragment(fragment) => {
                self.headed(
                    0,
                    &fragment.docs,
                    &format!("fragment {}", fragment.name.text),
                );
                self.sql(1, &fragment.sql);
            }
        }
    }

    fn app(&mut self, app: &App) {
        self.headed(0, &app.docs, &format!("app {}", app.name.text));
        self.settings(1, &app.settings);
    }

    fn client(&mut self, client: &Client) {
        let head = format!("client {} at {:?}", client.name.text, client.mount.value);
        self.headed(0, &client.docs, &head);
        for entry in &client.entries {
            match entry {
                ClientEntry::Auth(auth) => {
                    self.headed(1, &auth.docs, "auth");
                    self.settings(2, &auth.settings);
                }
                ClientEntry::Context(context) => self.model(1, "context", context),
                ClientEntry::ContextMsg(msg) => self.msg(1, "context_msg", msg),
            }
        }
    }

    fn layout(&mut self, layout: &Layout) {
        let parent = layout.parent.as_ref();
        let parent = parent.map_or_else(String::new, |parent| format!(" in {}", parent.text));
        let head = format!("layout {}{parent}", layout.name.text);
        self.headed(0, &layout.docs, &head);
        for entry in &layout.entries {
            match entry {
                LayoutEntry::Model(model) => self.model(1, "model", model),
                LayoutEntry::Msg(msg) => self.msg(1, "msg", msg),
            }
        }
    }

    fn topic(&mut self, topic: &Topic) {
        let arguments = arguments_text(&topic.arguments);
        let event = type_text(&topic.event);
        let head = format!("topic {}({arguments}) -> {event}", topic.name.text);
        self.headed(0, &topic.docs, &head);
        self.settings(1, &topic.options);
    }

    fn page(&mut self, page: &Page) {
        self.docs(0, &page.docs);
        let name = page
            .name
            .as_ref()
            .map_or("(from path)", |name| name.text.as_str());
        let routes: Vec<String> = page
            .routes
            .iter()
            .map(|route| format!("{:?}", route.value))
            .collect();
        self.line(0, &format!("page {name} {}", routes.join(", ")));
        for entry in &page.entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &PageEntry) {
        match entry {
            PageEntry::Model(model) => self.model(1, "model", model),
            PageEntry::Msg(msg) => self.msg(1, "msg", msg),
            PageEntry::Load(load) => {
                let head = format!("load -> {}", type_text(&load.data));
                self.headed(1, &load.docs, &head);
            }
            PageEntry::Rpc(rpc) => self.rpc(1, rpc),
            PageEntry::Query(query) => self.query(1, query),
            PageEntry::Auth(auth) => self.line(1, &format!("auth {}", auth.policy.text)),
            PageEntry::Authorize(_) => self.line(1, "authorize"),
            PageEntry::Layout(layout) => self.line(1, &format!("layout {}", layout.name.text)),
            PageEntry::Search(search) => self.search(search),
            PageEntry::Server(server) => self.server(server),
            PageEntry::Subscribe(subscribe) => {
                let topics = subscribe.topics.iter().map(|topic| topic.text.as_str());
                let topics = topics.collect::<Vec<_>>().join(", ");
                self.line(1, &format!("subscribe {topics}"));
            }
        }
    }

    fn search(&mut self, search: &Search) {
        self.headed(1, &search.docs, "search");
        for field in &search.fields {
            let default = field.default.as_ref().map(value_text);
            let default = default.map_or_else(String::new, |default| format!(" = {default}"));
            let text = format!("{}: {}{default}", field.name.text, type_text(&field.ty));
            self.headed(2, &field.docs, &text);
        }
    }

    fn server(&mut self, server: &Server) {
        self.headed(1, &server.docs, "server");
        for entry in &server.entries {
            match entry {
                ServerEntry::Model(model) => self.model(2, "model", model),
                ServerEntry::ToServer(msg) => self.msg(2, "to_server", msg),
                ServerEntry::ToClient(msg) => self.msg(2, "to_client", msg),
            }
        }
    }

    fn model(&mut self, depth: usize, word: &str, model: &Model) {
        self.headed(depth, &model.docs, word);
        self.fields(depth + 1, &model.fields);
    }

    fn msg(&mut self, depth: usize, word: &str, msg: &Msg) {
        self.headed(depth, &msg.docs, word);
        self.variants(depth + 1, &msg.variants);
    }

    fn rpc(&mut self, depth: usize, rpc: &Rpc) {
        let arguments = arguments_text(&rpc.arguments);
        let response = type_text(&rpc.response);
        let head = format!("rpc {}({arguments}) -> {response}", rpc.name.text);
        self.headed(depth, &rpc.docs, &head);
        self.settings(depth + 1, &rpc.options);
    }

    fn settings(&mut self, depth: usize, settings: &[Setting]) {
        for setting in settings {
            self.line(depth, &setting_text(setting));
        }
    }

    fn query(&mut self, depth: usize, query: &Query) {
        self.docs(depth, &query.docs);
        let arguments: Vec<String> = query
            .arguments
            .iter()
            .map(|argument| match &argument.ty {
                Some(ty) => format!("{}: {}", argument.name.text, type_text(ty)),
                None => argument.name.text.clone(),
            })
            .collect();
        let shape = shape_text(&query.shape);
        self.line(
            depth,
            &format!(
                "query {}({}) -> {shape}",
                query.name.text,
                arguments.join(", ")
            ),
        );
        match &query.source {
            QuerySource::Inline(sql) => self.sql(depth + 1, sql),
            QuerySource::File(path) => self.line(depth + 1, &format!("from {:?}", path.value)),
        }
    }

    fn sql(&mut self, depth: usize, sql: &Sql) {
        for line in sql.text.lines() {
            self.line(depth, &format!("| {}", line.trim_end()));
        }
    }

    fn fields(&mut self, depth: usize, fields: &[Field]) {
        for field in fields {
            self.headed(depth, &field.docs, &field_text(field));
        }
    }

    fn variants(&mut self, depth: usize, variants: &[Variant]) {
        for variant in variants {
            self.headed(depth, &variant.docs, &variant_text(variant));
        }
    }
}
