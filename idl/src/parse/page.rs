//! Pages, with their routes.

use super::body::page_entry;
use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader};
use super::recovery::Place;
use crate::ast::{Item, Page, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads a page, and behind it the declarations that stand in it by mistake.
    pub(super) fn read_page(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let routes = self.read_routes(&head);
        let mut nested = vec![];
        let entries = self.read_body(&head, Place::Page, page_entry, &mut nested);
        items.push(Item::Page(Page {
            docs,
            keyword: head.keyword,
            name: head.name,
            routes,
            entries,
            span: self.span(node),
        }));
        items.extend(nested);
    }

    fn read_routes(&mut self, head: &Head<'_>) -> Vec<Text> {
        let mut routes = vec![];
        let mut missing_at = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::text | Rule::bare_path => {
                    let path = self.read_path(part, missing_at.is_some());
                    if let Some(place) = missing_at.take() {
                        self.report_missing_at(place, &path.value);
                    }
                    routes.push(path);
                }
                Rule::missing_at => missing_at = Some(self.span(part)),
                _ => {}
            }
        }
        routes
    }

    fn report_missing_at(&mut self, place: Span, path: &str) {
        let message = "`at` is missing before the route";
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, message)
                .label("`at` is missing here")
                .help(format!("write `page at \"{path}\"`")),
        );
    }
}
