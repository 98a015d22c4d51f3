//! What the view layer asks of a document: small enough for a browser's and for one in memory, with which hydration
//! and patching are tested. For the client runtime; apps have no use for it.

use super::attribute::{Attr, Live};
pub use super::diff::patch;
pub use super::hydrate::{Typed, hydrate};
use super::tree::{ElementNode, Node, Tag};

/// A document that can be changed and looked at. Positions count only nodes that the view made or took over: whatever
/// else is in the document, put there by a browser extension for example, is passed over.
pub trait Dom {
    /// A node of the document.
    type Node: Clone;

    /// Makes an element of the view.
    fn create_element(&mut self, tag: Tag) -> Self::Node;
    /// Makes a text of the view.
    fn create_text(&mut self, text: &str) -> Self::Node;
    /// Puts a node into `parent`, before `next` or at the end. A node that is elsewhere moves.
    fn insert_before(&mut self, parent: &Self::Node, node: &Self::Node, next: Option<&Self::Node>);
    /// Takes a node out of its parent.
    fn remove(&mut self, node: &Self::Node);
    /// Takes everything out of `parent`, whoever put it there.
    fn clear(&mut self, parent: &Self::Node);
    /// How many nodes are in `parent`, whoever put them there.
    fn count_children(&self, parent: &Self::Node) -> usize;
    /// The child of the view at `index` among the `count` that it should have.
    fn child(&self, parent: &Self::Node, index: usize, count: usize) -> Option<Self::Node>;

    /// Changes a text.
    fn set_text(&mut self, node: &Self::Node, text: &str);
    /// Sets the attribute named by prefix and name.
    fn set_attribute(&mut self, node: &Self::Node, prefix: &str, name: &str, value: &str);
    /// Removes the attribute named by prefix and name.
    fn remove_attribute(&mut self, node: &Self::Node, prefix: &str, name: &str);
    /// Sets a state of a control unless it is so already, or the user is composing text there.
    fn set_live(&mut self, node: &Self::Node, live: &Live);
    /// Replaces everything in an element by markup.
    fn set_raw_html(&mut self, node: &Self::Node, markup: &str);
    /// Sees to it that events of this name are dispatched.
    fn listen(&mut self, event: &'static str);

    /// The first node in `parent`, whoever put it there.
    fn first_child(&self, parent: &Self::Node) -> Option<Self::Node>;
    /// The node after this one, whoever put it there.
    fn next_sibling(&self, node: &Self::Node) -> Option<Self::Node>;
    /// Whether this is an element of that name.
    fn is_element(&self, node: &Self::Node, name: &str) -> bool;
    /// What a node is, for a report in development: `<div>`.
    fn describe(&self, node: &Self::Node) -> String;
    /// The text of a text node; None if it is something else.
    fn text(&self, node: &Self::Node) -> Option<String>;
    /// The value of the attribute named by prefix and name.
    fn attribute(&self, node: &Self::Node, prefix: &str, name: &str) -> Option<String>;
    /// What a control holds.
    fn value(&self, node: &Self::Node) -> String;
    /// Whether a box is checked.
    fn is_checked(&self, node: &Self::Node) -> bool;
    /// Whether the user is composing text there with an input method, which nothing may disturb. What the control holds
    /// once that is done is then told as if it had just been typed.
    fn is_composing(&mut self, node: &Self::Node) -> bool;
    /// Takes a node that the server rendered as one of the view.
    fn own(&mut self, node: &Self::Node);
}

impl ElementNode {
    /// Whether `value` is a state of this element and not just an attribute.
    pub(crate) fn is_control(&self) -> bool {
        matches!(self.tag.name, "input" | "textarea" | "select")
    }

    /// The value of an attribute of this element where the document has it as an attribute.
    pub(crate) fn attribute_value<'a>(&self, attribute: &'a Attr) -> Option<&'a str> {
        match attribute {
            Attr::Plain { value, .. } => Some(value),
            Attr::Flag(_) => Some(""),
            Attr::Live(Live::Value(value)) if !self.is_control() => Some(value),
            Attr::Live(_) | Attr::Absent | Attr::RawHtml(_) | Attr::On(_) => None,
        }
    }

    /// A state of this element that the document has as a property.
    pub(crate) fn live<'a>(&self, attribute: &'a Attr) -> Option<&'a Live> {
        match attribute {
            Attr::Live(Live::Value(_)) if !self.is_control() => None,
            Attr::Live(live) => Some(live),
            _ => None,
        }
    }
}

/// Makes a node with all that is inside.
#[inline(never)]
pub(crate) fn create<D: Dom>(dom: &mut D, node: &Node) -> D::Node {
    match (node, node.as_element()) {
        (_, Some(element)) => create_element(dom, element),
        (Node::Text(text), _) => dom.create_text(text),
        // Fragments dissolve where they are built in; an empty text stands for nothing.
        _ => dom.create_text(""),
    }
}

fn create_element<D: Dom>(dom: &mut D, element: &ElementNode) -> D::Node {
    let made = dom.create_element(element.tag);
    for attribute in element.attributes.iter() {
        match (attribute, attribute.name()) {
            (Attr::On(listener), _) => dom.listen(listener.event),
            (_, Some(name)) => {
                if let Some(value) = element.attribute_value(attribute) {
                    dom.set_attribute(&made, attribute.prefix(), name, value);
                }
            }
            _ => {}
        }
    }
    if element.rpc.is_some() {
        dom.listen("submit");
    }
    match element.raw_html() {
        Some(markup) => dom.set_raw_html(&made, markup),
        None => append_all(dom, &made, &element.children),
    }
    // After the options, which a `select` needs before it can take a value, and after `type`, `min` and `max`.
    for live in element.attributes.iter().filter_map(|it| element.live(it)) {
        dom.set_live(&made, live);
    }
    made
}

/// Makes these nodes at the end of `parent`.
#[inline(never)]
pub(crate) fn append_all<D: Dom>(dom: &mut D, parent: &D::Node, nodes: &[Node]) {
    for node in nodes {
        let made = create(dom, node);
        dom.insert_before(parent, &made, None);
    }
}

/// Makes these nodes in place of everything in `parent`.
pub fn render_afresh<D: Dom>(dom: &mut D, parent: &D::Node, nodes: &[Node]) {
    dom.clear(parent);
    append_all(dom, parent, nodes);
}
