//! Layouts: declared, and named by a page.

use super::body::{Entry, layout_entry};
use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Item, Layout, Name, PageLayout};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads a declared layout, and behind it the declarations that stand in it by mistake.
    pub(super) fn read_layout(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        let docs = self.take_docs(node);
        let before = self.reported();
        let head = self.read_head(node);
        self.check_layout_signs(&head, before);
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
        let before = self.reported();
        let head = self.read_head(node);
        self.check_layout_signs(&head, before);
        Some(Entry::PageLayout(PageLayout {
            keyword: head.keyword,
            name: head.name?,
        }))
    }

    fn read_parent(&mut self, head: &Head<'_>) -> Option<Name> {
        let is_parent = |part: &&Node<'_>| part.as_rule() == Rule::parent;
        let node = head.parts.iter().find(is_parent);
        let parent = node.map(|node| self.read_name(node));
        let inner = head.name.as_ref().map_or("Inner", |name| &name.text);
        let outer = parent.as_ref().map_or("Shell", |name| &name.text);
        for part in &head.parts {
            let place = self.span(part);
            let diagnostic = match part.as_rule() {
                Rule::missing_in => missing_in(self.gap_before(place), inner, outer),
                Rule::wrong_in => wrong_in(place, part.as_str()),
                Rule::missing_parent => missing_parent(place),
                _ => continue,
            };
            self.report(diagnostic.help(format!("write `layout {inner} in {outer}`")));
        }
        parent
    }

    // A sign is told with the whole of what to write, so that quotes need no word of their own.
    fn check_layout_signs(&mut self, head: &Head<'_>, before: usize) {
        let name = head.name.as_ref().map_or("Shell", |name| &name.text);
        for part in &head.parts {
            if part.as_rule() == Rule::wrong_sign {
                self.retract(before, codes::INVALID_NAME);
                self.report_no_sign(self.span(part), &format!("layout {name}"));
            }
        }
    }
}

fn missing_in(place: Span, inner: &str, outer: &str) -> Diagnostic {
    let message = format!("`in` is missing between `{inner}` and `{outer}`");
    Diagnostic::error(codes::MISSING_IN, place, message).label("`in` is missing here")
}

fn wrong_in(place: Span, written: &str) -> Diagnostic {
    let message = format!("a layout stands in another by `in`, not by `{written}`");
    Diagnostic::error(codes::MISSING_IN, place, message)
}

fn missing_parent(place: Span) -> Diagnostic {
    Diagnostic::error(codes::MISSING_IN, place, "no layout follows this `in`")
        .label("the name of the outer layout is missing here")
}
