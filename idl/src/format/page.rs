//! Pages and what stands in them.

use super::builder::{Breaking, Builder, COMMA, GAP};
use crate::ast::{Page, PageEntry, SearchField, Server, ServerEntry, Subscribe, Text};

impl Builder<'_> {
    /// A contract is read from top to bottom, so a page with entries is never put on one line.
    pub(super) fn page(&mut self, page: &Page) {
        self.token();
        if page.name.is_some() {
            self.space().token();
        }
        if !page.routes.is_empty() {
            self.space().token();
            self.space()
                .row(&page.routes, |builder, _: &Text| builder.token());
        }
        self.body(&page.entries, Breaking::Always, GAP, Self::page_entry);
    }

    fn page_entry(&mut self, entry: &PageEntry) {
        match entry {
            PageEntry::Model(model) => self.model(model),
            PageEntry::Msg(msg) => self.msg(msg),
            PageEntry::Load(load) => {
                self.token();
                self.answer(&load.data);
            }
            PageEntry::Rpc(rpc) => self.rpc(rpc),
            PageEntry::Query(query) => self.query(query),
            PageEntry::Auth(_) | PageEntry::Layout(_) => self.head(),
            PageEntry::Authorize(_) => self.token(),
            PageEntry::Search(search) => {
                self.token();
                self.body(
                    &search.fields,
                    Breaking::AsWritten,
                    COMMA,
                    Self::search_field,
                );
            }
            PageEntry::Server(server) => self.server(server),
            PageEntry::Subscribe(Subscribe { topics, .. }) => {
                self.token();
                self.space().row(topics, |builder, _| builder.token());
            }
        }
    }

    fn search_field(&mut self, field: &SearchField) {
        self.token();
        self.typed(&field.ty);
        if let Some(default) = &field.default {
            self.space().token();
            self.space().value(default);
        }
    }

    fn server(&mut self, server: &Server) {
        self.token();
        self.body(
            &server.entries,
            Breaking::AsWritten,
            GAP,
            Self::server_entry,
        );
    }

    fn server_entry(&mut self, entry: &ServerEntry) {
        match entry {
            ServerEntry::Model(model) => self.model(model),
            ServerEntry::ToServer(msg) | ServerEntry::ToClient(msg) => self.msg(msg),
        }
    }
}
