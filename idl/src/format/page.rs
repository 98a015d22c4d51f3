//! Pages and what stands in them.

use super::builder::{Builder, COMMA, GAP};
use crate::ast::{Page, PageEntry, QuerySource, SearchField, Server, ServerEntry, Subscribe, Text};

impl Builder<'_> {
    /// `page [Name] [at "/path/:param"] { … }`
    pub(super) fn page(&mut self, page: &Page) {
        self.token();
        if page.name.is_some() {
            self.space().token();
        }
        if page.routes.is_empty() {
            self.space();
        } else {
            self.space().token();
            self.row_before_braces(&page.routes, |builder, _: &Text| builder.token());
        }
        self.braces(&page.entries, gap_behind, Self::page_entry);
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
                self.body(&search.fields, COMMA, Self::search_field);
            }
            PageEntry::Server(server) => self.server(server),
            PageEntry::Subscribe(Subscribe { topics, .. }) => {
                self.token();
                self.row(topics, |builder, _| builder.token());
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
        self.body(&server.entries, GAP, Self::server_entry);
    }

    fn server_entry(&mut self, entry: &ServerEntry) {
        match entry {
            ServerEntry::Model(model) => self.model(model),
            ServerEntry::ToServer(msg) | ServerEntry::ToClient(msg) => self.msg(msg),
        }
    }
}

// A comma where the next entry could be read as more of this one, and none where the next could be a topic.
fn gap_behind(entry: &PageEntry) -> &'static str {
    match entry {
        PageEntry::Load(_)
        | PageEntry::Auth(_)
        | PageEntry::Authorize(_)
        | PageEntry::Layout(_) => COMMA,
        PageEntry::Rpc(rpc) if rpc.options.is_empty() => COMMA,
        PageEntry::Query(query) if matches!(query.source, QuerySource::File(_)) => COMMA,
        _ => GAP,
    }
}
