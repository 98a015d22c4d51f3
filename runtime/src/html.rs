//! Views: `Element<Msg>` values made by functions, rendered on the server and kept up to date in the browser.
//!
//! ```
//! use rally_runtime::html::{self, Element};
//!
//! #[derive(Clone, Debug, PartialEq)]
//! enum Msg { Add }
//!
//! fn view(count: i64) -> Element<Msg> {
//!     html::main([], [
//!         html::p([html::class("count")], [html::text(count)]),
//!         html::button([html::on_click(Msg::Add)], [html::text("Add")]),
//!     ])
//! }
//!
//! assert_eq!(view(3).find_text("Add").and_then(|button| button.click()), Some(Msg::Add));
//! ```
//!
//! A view is plain data: it can be rendered, searched and compared without a browser. Text and attributes are escaped,
//! URLs that run script are refused, and what HTML cannot express is brought into a form that it can while building.

mod attribute;
mod attributes;
mod build;
mod diff;
mod dispatch;
pub mod dom;
mod elements;
pub(crate) mod escape;
mod event;
mod few;
mod hydrate;
mod indent;
mod lazy;
pub mod mathml;
#[cfg(any(test, feature = "server"))]
pub(crate) mod memory;
pub(crate) mod query;
mod render;
pub(crate) mod report;
mod rpc;
mod safety;
mod select;
pub mod svg;
#[cfg(test)]
pub(crate) mod testing;
mod text;
pub mod tree;
mod url;

use std::marker::PhantomData;
use std::rc::Rc;

pub use attribute::{
    Attribute, aria, attribute, checked, class, classes, data, muted, no_attribute, raw_html,
    selected, style, value,
};
pub use attributes::*;
pub use elements::*;
pub use event::*;
pub use lazy::lazy;
pub use query::Found;
pub use render::{RenderContext, render_node, render_to_string};
pub use rpc::{rpc_button, rpc_form};
pub use text::ToText;
pub use url::{BLOCKED_URL, ToUrl};

use tree::{Content, Key, Message, Namespace, Node, Tag};

/// A part of a view, whose events make messages of type `Msg`.
pub struct Element<Msg> {
    pub(crate) node: Node,
    message: PhantomData<fn() -> Msg>,
}

impl<Msg> Element<Msg> {
    pub(crate) fn from_node(node: Node) -> Element<Msg> {
        Element {
            node,
            message: PhantomData,
        }
    }

    /// The tree without its message type, for the runtime and generated code.
    pub fn into_node(self) -> Node {
        self.node
    }

    /// The same view with its messages wrapped: how a page uses the view of a part. Costs nothing per node.
    pub fn map<Outer: 'static>(self, wrap: impl Fn(Msg) -> Outer + 'static) -> Element<Outer>
    where
        Msg: 'static,
    {
        let mut node = self.node;
        node.add_mapper(Rc::new(move |message: Message| {
            match message.downcast::<Msg>() {
                Ok(message) => Box::new(wrap(*message)),
                // A page inside a layout sends messages of its own past the layout.
                Err(other) => other,
            }
        }));
        Element::from_node(node)
    }
}

/// Text: a string or a number.
pub fn text<Msg>(text: impl ToText) -> Element<Msg> {
    Element::from_node(Node::Text(text.to_text()))
}

/// Nothing: the other branch of a condition.
pub fn nothing<Msg>() -> Element<Msg> {
    Element::from_node(Node::Fragment(Vec::new()))
}

/// Several siblings in place of one.
pub fn fragment<Msg>(children: impl IntoIterator<Item = Element<Msg>>) -> Element<Msg> {
    Element::from_node(Node::Fragment(build::collect_nodes(children)))
}

/// An element that stays itself, with focus and what was typed, when its siblings come, go and move.
///
/// Keys are numbers or strings, different among siblings. Text and fragments of several elements have no key.
pub fn keyed<Msg>(key: impl Into<Key>, element: Element<Msg>) -> Element<Msg> {
    let mut node = element.node;
    node.set_key(key.into());
    Element::from_node(node)
}

/// A custom element, such as `rally-clock`.
///
/// A name that is none (in lower case, with a hyphen) becomes a `span`, and is reported in development.
pub fn element<Msg>(
    name: &'static str,
    attributes: impl IntoIterator<Item = Attribute<Msg>>,
    children: impl IntoIterator<Item = Element<Msg>>,
) -> Element<Msg> {
    let mut built = span(attributes, children);
    if !safety::is_custom_element_name(name) {
        attribute::refused("not a custom element's name: ", name);
    } else if let Node::Element(node) = &mut built.node {
        node.tag = Tag {
            name,
            namespace: Namespace::Html,
            content: Content::Nodes,
        };
    }
    built
}
