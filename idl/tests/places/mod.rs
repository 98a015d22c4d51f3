//! Every span of a tree, for properties that hold for all of them.

use rally_idl::ast::{
    Client, ClientEntry, Field, File, Item, Layout, LayoutEntry, Model, Msg, Name, Page, PageEntry,
    Payload, Query, QuerySource, Row, Rpc, Search, Server, ServerEntry, Setting, Shape, Type,
    TypeKind, Value, ValueKind, Variant,
};
use rally_idl::source::Span;

/// The spans of whole items, in order; of a page and of queries, structs and the like.
pub(crate) fn of_items(file: &File) -> Vec<Span> {
    let span = |item: &Item| match item {
        Item::App(item) => item.span,
        Item::Client(item) => item.span,
        Item::Page(item) => item.span,
        Item::Struct(item) => item.span,
        Item::Enum(item) => item.span,
        Item::Query(item) => item.span,
        Item::Layout(item) => item.span,
        Item::Rpc(item) => item.span,
        Item::Topic(item) => item.span,
        Item::Job(item) => item.span,
        Item::Table(item) => item.span,
        Item::Fragment(item) => item.span,
    };
    file.items.iter().map(span).collect()
}

/// Every span in the tree.
pub(crate) fn of_file(file: &File) -> Vec<Span> {
    let mut places = Places(of_items(file));
    for item in &file.items {
        places.item(item);
    }
    places.0
}

struct Places(Vec<Span>);

impl Places {
    fn item(&mut self, item: &Item) {
        match item {
            Item::App(app) => {
                self.name(&app.name);
                self.settings(&app.settings);
            }
            Item::Client(client) => self.client(client),
            Item::Page(page) => self.page(page),
            Item::Struct(item) => {
                self.name(&item.name);
                self.fields(&item.fields);
            }
            Item::Enum(item) => {
                self.name(&item.name);
                self.variants(&item.variants);
            }
            Item::Query(query) => self.query(query),
            Item::Layout(layout) => self.layout(layout),
            Item::Rpc(rpc) => self.rpc(rpc),
            Item::Topic(topic) => {
                self.name(&topic.name);
                self.fields(&topic.arguments);
                self.ty(&topic.event);
                self.settings(&topic.options);
            }
            Item::Job(job) => {
                self.name(&job.name);
                self.fields(&job.arguments);
                self.settings(&job.options);
            }
            Item::Table(table) => {
                self.name(&table.name);
                self.fields(&table.columns);
            }
            Item::Fragment(fragment) => {
                self.name(&fragment.name);
                self.0.push(fragment.sql.span);
            }
        }
    }

    fn client(&mut self, client: &Client) {
        self.name(&client.name);
        self.0.push(client.mount.span);
        for entry in &client.entries {
            match entry {
                ClientEntry::Auth(auth) => {
                    self.0.push(auth.keyword);
                    self.settings(&auth.settings);
                }
                ClientEntry::Context(context) => self.model(context),
                ClientEntry::ContextMsg(msg) => self.msg(msg),
            }
        }
    }

    fn layout(&mut self, layout: &Layout) {
        self.name(&layout.name);
        layout.parent.iter().for_each(|parent| self.name(parent));
        for entry in &layout.entries {
            match entry {
                LayoutEntry::Model(model) => self.model(model),
                LayoutEntry::Msg(msg) => self.msg(msg),
            }
        }
    }

    fn page(&mut self, page: &Page) {
        self.0.push(page.keyword);
        self.0.extend(page.name.iter().map(|name| name.span));
        self.0.extend(page.routes.iter().map(|route| route.span));
        for entry in &page.entries {
            match entry {
                PageEntry::Model(model) => self.model(model),
                PageEntry::Msg(msg) => self.msg(msg),
                PageEntry::Load(load) => {
                    self.0.push(load.keyword);
                    self.ty(&load.data);
                }
                PageEntry::Rpc(rpc) => self.rpc(rpc),
                PageEntry::Query(query) => self.query(query),
                PageEntry::Auth(auth) => {
                    self.0.push(auth.keyword);
                    self.name(&auth.policy);
                }
                PageEntry::Authorize(place) => self.0.push(*place),
                PageEntry::Layout(layout) => {
                    self.0.push(layout.keyword);
                    self.name(&layout.name);
                }
                PageEntry::Search(search) => self.search(search),
                PageEntry::Server(server) => self.server(server),
                PageEntry::Subscribe(subscribe) => {
                    self.0.push(subscribe.keyword);
                    subscribe.topics.iter().for_each(|topic| self.name(topic));
                }
            }
        }
    }

    fn search(&mut self, search: &Search) {
        self.0.push(search.keyword);
        for field in &search.fields {
            self.name(&field.name);
            self.ty(&field.ty);
            field.default.iter().for_each(|value| self.value(value));
        }
    }

    fn server(&mut self, server: &Server) {
        self.0.push(server.keyword);
        for entry in &server.entries {
            match entry {
                ServerEntry::Model(model) => self.model(model),
                ServerEntry::ToServer(msg) | ServerEntry::ToClient(msg) => self.msg(msg),
            }
        }
    }

    fn model(&mut self, model: &Model) {
        self.0.push(model.keyword);
        self.fields(&model.fields);
    }

    fn msg(&mut self, msg: &Msg) {
        self.0.push(msg.keyword);
        self.variants(&msg.variants);
    }

    fn rpc(&mut self, rpc: &Rpc) {
        self.0.push(rpc.span);
        self.name(&rpc.name);
        self.fields(&rpc.arguments);
        self.ty(&rpc.response);
        self.settings(&rpc.options);
    }

    fn settings(&mut self, settings: &[Setting]) {
        for setting in settings {
            self.name(&setting.key);
            setting.value.iter().for_each(|value| self.value(value));
        }
    }

    fn value(&mut self, value: &Value) {
        self.0.push(value.span);
        if let ValueKind::Word(names) = &value.kind {
            names.iter().for_each(|name| self.name(name));
        }
    }

    fn query(&mut self, query: &Query) {
        self.0.push(query.span);
        self.0.push(match &query.source {
            QuerySource::Inline(sql) => sql.span,
            QuerySource::File(path) => path.span,
        });
        self.name(&query.name);
        for argument in &query.arguments {
            self.name(&argument.name);
            argument.ty.iter().for_each(|ty| self.ty(ty));
        }
        match &query.shape {
            Shape::Changes => {}
            Shape::List(row) | Shape::Option(row) | Shape::One(row) => match row {
                Row::Inferred(span) => self.0.push(*span),
                Row::Declared(ty) => self.ty(ty),
            },
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.name(&field.name);
            self.ty(&field.ty);
        }
    }

    fn variants(&mut self, variants: &[Variant]) {
        for variant in variants {
            self.name(&variant.name);
            match &variant.payload {
                Payload::Unit => {}
                Payload::Positional(types) => types.iter().for_each(|ty| self.ty(ty)),
                Payload::Named(fields) => self.fields(fields),
            }
        }
    }

    fn ty(&mut self, ty: &Type) {
        self.0.push(ty.span);
        match &ty.kind {
            TypeKind::Named { name, arguments } => {
                self.name(name);
                arguments.iter().for_each(|argument| self.ty(argument));
            }
            TypeKind::Tuple(types) => types.iter().for_each(|part| self.ty(part)),
        }
    }

    fn name(&mut self, name: &Name) {
        self.0.push(name.span);
    }
}
