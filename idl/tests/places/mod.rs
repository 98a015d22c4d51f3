//! Every span of a tree, for properties that hold for all of them.

use rally_idl::ast::{
    Field, File, Item, Name, Page, PageEntry, Payload, Query, Row, Shape, Type, TypeKind, Variant,
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
                for setting in &app.settings {
                    self.name(&setting.key);
                    self.name(&setting.value);
                }
            }
            Item::Client(client) => {
                self.name(&client.name);
                self.0.push(client.mount.span);
            }
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
        }
    }

    fn page(&mut self, page: &Page) {
        self.0.push(page.keyword);
        self.0.extend(page.name.iter().map(|name| name.span));
        self.0.extend(page.routes.iter().map(|route| route.span));
        for entry in &page.entries {
            match entry {
                PageEntry::Model(model) => {
                    self.0.push(model.keyword);
                    self.fields(&model.fields);
                }
                PageEntry::Msg(msg) => {
                    self.0.push(msg.keyword);
                    self.variants(&msg.variants);
                }
                PageEntry::Load(load) => {
                    self.0.push(load.keyword);
                    self.ty(&load.data);
                }
                PageEntry::Rpc(rpc) => {
                    self.0.push(rpc.span);
                    self.name(&rpc.name);
                    self.fields(&rpc.arguments);
                    self.ty(&rpc.response);
                }
                PageEntry::Query(query) => self.query(query),
            }
        }
    }

    fn query(&mut self, query: &Query) {
        self.0.push(query.span);
        self.0.push(query.sql.span);
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
