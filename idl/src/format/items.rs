//! The declarations of a file, but for pages and queries.

use super::builder::{Builder, GAP};
use crate::ast::{
    Client, ClientAuth, ClientEntry, Enum, Item, Job, Layout, LayoutEntry, Rpc, Struct, Table,
    Topic,
};

impl Builder<'_> {
    /// Prints a declaration, without what stands above it.
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::App(app) => {
                self.head();
                self.settings(&app.settings);
            }
            Item::Client(client) => self.client(client),
            Item::Page(page) => self.page(page),
            Item::Struct(Struct { fields, .. }) => {
                self.head();
                self.fields(fields);
            }
            Item::Enum(Enum { variants, .. }) => {
                self.head();
                self.variants(variants);
            }
            Item::Query(query) => self.query(query),
            Item::Layout(layout) => self.layout(layout),
            Item::Rpc(rpc) => self.rpc(rpc),
            Item::Topic(topic) => self.topic(topic),
            Item::Job(job) => self.job(job),
            Item::Table(Table { columns, .. }) => {
                self.head();
                self.fields(columns);
            }
            Item::Fragment(_) => {
                self.head();
                self.sql_body();
            }
        }
    }

    /// Prints a keyword and a name.
    pub(super) fn head(&mut self) {
        self.token();
        self.space().token();
    }

    fn client(&mut self, client: &Client) {
        self.head();
        self.space().token();
        self.space().token();
        if self.is_at("{") {
            self.body(&client.entries, GAP, Self::client_entry);
        }
    }

    fn client_entry(&mut self, entry: &ClientEntry) {
        match entry {
            ClientEntry::Auth(ClientAuth { settings, .. }) => {
                self.token();
                self.settings(settings);
            }
            ClientEntry::Context(context) => self.model(context),
            ClientEntry::ContextMsg(msg) => self.msg(msg),
        }
    }

    fn layout(&mut self, layout: &Layout) {
        self.head();
        if layout.parent.is_some() {
            self.space().token();
            self.space().token();
        }
        if self.is_at("{") {
            self.body(&layout.entries, GAP, Self::layout_entry);
        }
    }

    fn layout_entry(&mut self, entry: &LayoutEntry) {
        match entry {
            LayoutEntry::Model(model) => self.model(model),
            LayoutEntry::Msg(msg) => self.msg(msg),
        }
    }

    /// `rpc increment(amount: Int) -> Int { auth required }`
    pub(super) fn rpc(&mut self, rpc: &Rpc) {
        self.head();
        self.arguments(&rpc.arguments);
        self.answer(&rpc.response);
        self.options(&rpc.options);
    }

    fn topic(&mut self, topic: &Topic) {
        self.head();
        self.arguments(&topic.arguments);
        self.answer(&topic.event);
        self.options(&topic.options);
    }

    fn job(&mut self, job: &Job) {
        self.head();
        self.arguments(&job.arguments);
        self.options(&job.options);
    }
}
