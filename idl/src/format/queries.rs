//! Queries, and where the statements of a file are.

use std::ops::Range;

use super::builder::Builder;
use crate::ast::{Item, PageEntry, Query, QueryArgument, QuerySource, Row, Shape};

/// Where the statements of a file are, in order.
pub(super) fn places_of_sql(items: &[Item]) -> Vec<Range<usize>> {
    let mut places = vec![];
    for item in items {
        match item {
            Item::Query(query) => places.extend(place(query)),
            Item::Fragment(fragment) => places.push(fragment.sql.span.range()),
            Item::Page(page) => {
                places.extend(page.entries.iter().filter_map(|entry| match entry {
                    PageEntry::Query(query) => place(query),
                    _ => None,
                }))
            }
            _ => {}
        }
    }
    places
}

fn place(query: &Query) -> Option<Range<usize>> {
    match &query.source {
        QuerySource::Inline(sql) => Some(sql.span.range()),
        QuerySource::File(_) => None,
    }
}

impl Builder<'_> {
    /// `query get_game(id: Int) -> Option<GameView> { SELECT … }`
    pub(super) fn query(&mut self, query: &Query) {
        self.head();
        self.list(&query.arguments, Self::query_argument);
        self.shape(&query.shape);
        match &query.source {
            QuerySource::Inline(_) => self.sql_body(),
            QuerySource::File(_) => {
                self.space().token();
                self.space().token();
            }
        }
    }

    fn query_argument(&mut self, argument: &QueryArgument) {
        self.token();
        if let Some(ty) = &argument.ty {
            self.typed(ty);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        if *shape == Shape::Changes {
            return;
        }
        self.space().token();
        self.space();
        match shape {
            Shape::Changes => {}
            Shape::List(row) | Shape::Option(row) => {
                self.token();
                self.list(std::slice::from_ref(row), Self::row_type);
            }
            Shape::One(row) => self.row_type(row),
        }
    }

    fn row_type(&mut self, row: &Row) {
        match row {
            Row::Inferred(_) => self.token(),
            Row::Declared(ty) => self.ty(ty),
        }
    }
}
