//! Takes over the document that the server rendered: checks it against the view, marks its nodes as the view's, and
//! notes what the user typed before. Knows no browser.

mod control;
mod siblings;

use super::attribute::Attr;
use super::dom::{Dom, render_afresh};
use super::report::report;
use super::tree::{ElementNode, Node};
pub use control::Typed;
use siblings::match_siblings;

/// The document is not what the server rendered for this view.
pub(crate) struct Mismatch {
    expected: String,
    found: String,
}

struct Hydration<'a, D: Dom> {
    dom: &'a mut D,
    path: Vec<u32>,
    typed: Vec<Typed>,
}

/// Takes over what is in `container`, and gives what the user changed in it since it was rendered.
///
/// Where the document differs from the view, the content of that element is made afresh; in development it is
/// reported with its path and both sides.
pub fn hydrate<D: Dom>(dom: &mut D, container: &D::Node, roots: &[Node]) -> Vec<Typed> {
    let mut hydration = Hydration {
        dom,
        path: Vec::new(),
        typed: Vec::new(),
    };
    hydration.take_children(container, "", roots, 0);
    hydration.typed
}

impl<D: Dom> Hydration<'_, D> {
    fn take_children(
        &mut self,
        parent: &D::Node,
        name: &str,
        nodes: &[Node],
        hidden_fields: usize,
    ) {
        match match_siblings(self.dom, parent, nodes, hidden_fields) {
            Ok(children) => {
                for (index, (child, node)) in children.iter().zip(nodes).enumerate() {
                    self.path.push(index as u32);
                    self.take_node(child, node);
                    self.path.pop();
                }
            }
            Err(mismatch) => {
                self.report(name, &mismatch.expected, &mismatch.found);
                render_afresh(self.dom, parent, nodes);
            }
        }
    }

    fn take_node(&mut self, found: &D::Node, node: &Node) {
        self.dom.own(found);
        if let Node::Text(text) = node {
            self.take_text(found, text);
        } else if let Some(element) = node.as_element() {
            self.take_element(found, element);
        }
    }

    /// The parser splits long texts: what follows the first piece joins it.
    fn take_text(&mut self, found: &D::Node, expected: &str) {
        let mut text = self.dom.text(found).unwrap_or_default();
        if text == expected {
            return;
        }
        while let Some(next) = self.dom.next_sibling(found)
            && let Some(more) = self.dom.text(&next)
        {
            text.push_str(&more);
            self.dom.remove(&next);
        }
        if cfg!(debug_assertions) && text != expected {
            self.report("", &quoted(expected), &quoted(&text));
        }
        self.dom.set_text(found, expected);
    }

    fn take_element(&mut self, found: &D::Node, element: &ElementNode) {
        for attribute in element.attributes.iter() {
            if let Attr::On(listener) = attribute {
                self.dom.listen(listener.event);
            }
        }
        if element.rpc.is_some() {
            self.dom.listen("submit");
        }
        if cfg!(debug_assertions) {
            self.check_attributes(found, element);
        }
        if element.owns_children() {
            let hidden_fields = element.rpc.as_ref().map_or(0, |rpc| rpc.hidden_fields());
            self.take_children(found, element.tag.name, &element.children, hidden_fields);
        }
        if let Some(typed) = control::typed(self.dom, found, element, &self.path)
            && !self.dom.is_composing(found)
        {
            self.typed.push(typed);
        }
    }

    /// In development, says which attributes differ and sets them right.
    fn check_attributes(&mut self, found: &D::Node, element: &ElementNode) {
        for attribute in element.attributes.iter() {
            let (Some(name), Some(expected)) =
                (attribute.name(), element.attribute_value(attribute))
            else {
                continue;
            };
            let prefix = attribute.prefix();
            let actual = self.dom.attribute(found, prefix, name);
            if actual.as_deref() != Some(expected) {
                let side = |value: &str| [prefix, name, "=", &quoted(value)].concat();
                let actual = actual.map_or_else(|| "no such attribute".into(), |it| side(&it));
                self.report(element.tag.name, &side(expected), &actual);
                self.dom.set_attribute(found, prefix, name, expected);
            }
        }
    }

    fn report(&self, name: &str, expected: &str, found: &str) {
        if cfg!(debug_assertions) {
            let mut path = String::new();
            for step in &self.path {
                path.push('/');
                path.push_str(itoa::Buffer::new().format(*step));
            }
            report(&[
                "hydration: the document differs from the view at ",
                if path.is_empty() { "/" } else { &path },
                if name.is_empty() { "" } else { " in " },
                name,
                ": expected ",
                expected,
                ", found ",
                found,
            ]);
        }
    }
}

/// The beginning of a text, for a report.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    quoted.extend(text.chars().take(60));
    quoted.push('"');
    quoted
}
