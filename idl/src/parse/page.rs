//! Pages, with their routes, and layouts.

use super::body::{Entry, layout_entry, page_entry};
use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Item, Layout, Name, Page, PageLayout, Text};
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

    /// Reads a declared layout, and behind it the declarations that stand in it by mistake.
    pub(super) fn read_layout(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let parent = self.read_parent(&head);
        let mut nested = vec![];
        let entries = self.read_body(&head, Place::Layout, layout_entry, &mut nested);
        let span = self.span(node);
        items.extend(head.name.map(|name| {
            Item::Layout(Layout {
                docs,
                name,
                parent,
                entries,
                span,
            })
        }));
        items.extend(nested);
    }

    /// Reads `layout Shell` among entries: the layout of a page, unless it has a body or an outer layout.
    pub(super) fn read_layout_entry(&mut self, node: &Node<'_>) -> Option<Entry> {
        let mut declares = children(node.clone()).filter(|part| {
            matches!(
                part.as_rule(),
                Rule::inner_body | Rule::block | Rule::parent | Rule::missing_parent
            )
        });
        if let Some(first) = declares.next() {
            let mut items = vec![];
            self.read_layout(node, &mut items);
            self.drop_docs(&first);
            return Some(Entry::Items(items));
        }
        let head = self.read_head(node);
        self.check_layout_signs(&head);
        Some(Entry::PageLayout(PageLayout {
            keyword: head.keyword,
            name: head.name?,
        }))
    }

    fn read_parent(&mut self, head: &Head<'_>) -> Option<Name> {
        self.check_layout_signs(head);
        let inner = head.name.as_ref().map_or("Inner", |name| &name.text);
        let node = head
            .parts
            .iter()
            .find(|part| part.as_rule() == Rule::parent);
        let parent = node.map(|node| self.read_name(node));
        for part in &head.parts {
            let outer = parent.as_ref().map_or("Shell", |name| &name.text);
            let (message, label) = match part.as_rule() {
                Rule::missing_in => (
                    format!("`in` is missing between `{inner}` and `{outer}`"),
                    "`in` is missing here",
                ),
                Rule::wrong_in => (
                    format!(
                        "a layout stands in another by `in`, not by `{}`",
                        part.as_str()
                    ),
                    "",
                ),
                Rule::missing_parent => (
                    "no layout follows this `in`".to_owned(),
                    "the name of the outer layout is missing here",
                ),
                _ => continue,
            };
            let place = match part.as_rule() {
                Rule::missing_in => self.gap_before(self.span(part)),
                _ => self.span(part),
            };
            self.report(
                Diagnostic::error(codes::MISSING_IN, place, message)
                    .label(label)
                    .help(format!("write `layout {inner} in {outer}`")),
            );
        }
        parent
    }

    fn check_layout_signs(&mut self, head: &Head<'_>) {
        let name = head.name.as_ref().map_or("Shell", |name| &name.text);
        for part in &head.parts {
            if part.as_rule() == Rule::wrong_sign {
                self.report_no_sign(self.span(part), &format!("layout {name}"));
            }
        }
    }
}
