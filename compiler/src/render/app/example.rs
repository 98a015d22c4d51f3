//! Addresses and channels of any parameters, for tests that need one of each.

use std::collections::BTreeSet;

use super::super::ident::snake_case;
use super::super::page;
use crate::ir::{
    Client, Page, ParamType, RouteTarget, Schema, Segment, Topic, Type, TypeDeclarationKind, TypeId,
};

/// What stands for any parameter in an app.
pub(super) struct Examples<'a> {
    schema: &'a Schema,
    /// A text that no path of the app has as it stands.
    text: String,
}

impl<'a> Examples<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let taken = statics(schema);
        let mut text = "a".to_owned();
        while taken.contains(text.as_str()) {
            text.push('a');
        }
        Self { schema, text }
    }

    /// An address of a page, by its first route.
    pub(super) fn address(&self, client: &Client, page: &Page) -> String {
        let mount: String = page::mount_segments(client)
            .iter()
            .map(|segment| format!("/{segment}"))
            .collect();
        let own: String = match &page.route().target {
            RouteTarget::Path(segments) => segments
                .iter()
                .map(|segment| format!("/{}", self.segment(segment)))
                .collect(),
            RouteTarget::NotFound => format!("/{}", self.text).repeat(longest(client) + 1),
        };
        match mount + &own {
            path if path.is_empty() => "/".to_owned(),
            path => path,
        }
    }

    /// A channel of a topic.
    pub(super) fn channel(&self, topic: &Topic) -> String {
        let arguments = topic
            .arguments
            .iter()
            .map(|field| format!("/{}", self.argument(&field.ty)));
        topic.name.text.clone() + &arguments.collect::<String>()
    }

    fn segment(&self, segment: &Segment) -> String {
        match segment {
            Segment::Static(text) => text.clone(),
            Segment::Param { ty, .. } => match ty {
                ParamType::Int => "1".to_owned(),
                ParamType::String => self.text.clone(),
                ParamType::Bool => "true".to_owned(),
                ParamType::Date => DATE.to_owned(),
                ParamType::Time => TIME.to_owned(),
                ParamType::Uuid => UUID.to_owned(),
                ParamType::Decimal => "1".to_owned(),
                ParamType::Enum(id) => self.word(*id),
            },
        }
    }

    fn argument(&self, ty: &Type) -> String {
        match ty {
            Type::Int | Type::Decimal => "1".to_owned(),
            Type::Bool => "true".to_owned(),
            Type::Date => DATE.to_owned(),
            Type::Time => TIME.to_owned(),
            Type::Uuid => UUID.to_owned(),
            Type::Declared(id) => self.word(*id),
            _ => self.text.clone(),
        }
    }

    // The enums of addresses and topics carry nothing.
    fn word(&self, id: TypeId) -> String {
        match &self.schema.types[id.0].kind {
            TypeDeclarationKind::Enum(variants) => variants
                .first()
                .map_or_else(String::new, |variant| snake_case(&variant.name.text)),
            TypeDeclarationKind::Struct(_) => String::new(),
        }
    }
}

// As values of these types print themselves, escaped as in a path.
const DATE: &str = "2024-02-29";
const TIME: &str = "2024-02-29T00:00:00Z";
const UUID: &str = "00000000-0000-0000-0000-000000000000";

fn longest(client: &Client) -> usize {
    let routes = client.pages.iter().flat_map(|page| &page.routes);
    let lengths = routes.map(|route| match &route.target {
        RouteTarget::Path(segments) => segments.len(),
        RouteTarget::NotFound => 0,
    });
    lengths.max().unwrap_or(0)
}

fn statics(schema: &Schema) -> BTreeSet<&str> {
    let mut texts: BTreeSet<&str> = schema
        .clients
        .iter()
        .flat_map(page::mount_segments)
        .collect();
    let pages = schema.clients.iter().flat_map(|client| &client.pages);
    for route in pages.flat_map(|page| &page.routes) {
        if let RouteTarget::Path(segments) = &route.target {
            texts.extend(segments.iter().filter_map(|segment| match segment {
                Segment::Static(text) => Some(text.as_str()),
                Segment::Param { .. } => None,
            }));
        }
    }
    texts
}
