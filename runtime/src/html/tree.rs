//! The erased tree under `Element<Msg>`: plain data that is rendered, diffed, hydrated and searched without knowing `Msg`.
//!
//! For the client runtime and generated code; apps write views with the functions of [`html`](super). Nothing here
//! touches a browser.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use super::few::Few;
use super::{safety, url};

pub use super::Element;
pub use super::attribute::{Attr, Kind, Live};
pub use super::dispatch::{Dispatched, EventSource, Outcome, chain_at, dispatch};
pub use super::lazy::LazyNode;
pub use super::rpc::{RpcBinding, Submission};

/// A message whose type only the page knows.
pub type Message = Box<dyn Any>;

/// What [`Element::map`](super::Element::map) does to the messages of a subtree.
pub type Mapper = Rc<dyn Fn(Message) -> Message>;

/// One node of a view.
///
/// Inside an element's children there are no fragments, no two texts side by side and no empty text: HTML cannot
/// express those, so a tree that had them could not be hydrated.
pub enum Node {
    /// Character data.
    Text(Cow<'static, str>),
    /// An element with its attributes and children.
    Element(Box<ElementNode>),
    /// An element that is built only when its inputs changed.
    Lazy(Box<LazyNode>),
    /// Siblings without a parent; dissolves when given to one.
    Fragment(Vec<Node>),
}

/// An element with its attributes and children.
pub struct ElementNode {
    pub(crate) tag: Tag,
    pub(crate) key: Option<Key>,
    pub(crate) attributes: Few<Attr>,
    pub(crate) children: Few<Node>,
    pub(crate) mapper: Option<Mapper>,
    pub(crate) rpc: Option<Box<RpcBinding>>,
}

/// An element's name and what the HTML parser does with its content.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// The name as HTML writes it: `div`, `linearGradient`.
    pub name: &'static str,
    /// Where the name is defined.
    pub namespace: Namespace,
    /// What may stand inside.
    pub content: Content,
}

/// The vocabulary that defines an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// How the HTML parser reads what stands inside an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// Elements and text.
    Nodes,
    /// Elements and text, where rows get a `tbody` around them: `table`.
    Rows,
    /// Nothing, and no end tag.
    Void,
    /// Text with character references, no elements: `textarea`, `title`.
    Text,
    /// Text without character references: `script`, `style`.
    RawText,
    /// Elements and text which the browser keeps outside the document: `template`, `noscript`. Rendered by the server
    /// and left alone in the browser.
    Opaque,
    /// Nothing, but with an end tag: `iframe`.
    Empty,
}

/// What tells a child from its siblings when they are inserted, removed and moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// A number, compared without allocation.
    Number(i64),
    /// A text.
    Text(Cow<'static, str>),
}

impl PartialEq for Tag {
    fn eq(&self, other: &Tag) -> bool {
        self.namespace == other.namespace && self.name == other.name
    }
}

macro_rules! number_keys {
    ($($number:ty)*) => { $(
        impl From<$number> for Key {
            fn from(number: $number) -> Key {
                Key::Number(number.into())
            }
        }
    )* };
}

number_keys! { i8 i16 i32 i64 u8 u16 u32 }

impl From<usize> for Key {
    fn from(number: usize) -> Key {
        (number as u64).into()
    }
}

impl From<u64> for Key {
    fn from(number: u64) -> Key {
        // One to one; the sign does not matter to equality.
        Key::Number(number as i64)
    }
}

impl From<&'static str> for Key {
    fn from(text: &'static str) -> Key {
        Key::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Key {
    fn from(text: String) -> Key {
        Key::Text(Cow::Owned(text))
    }
}

impl From<&String> for Key {
    fn from(text: &String) -> Key {
        Key::Text(Cow::Owned(text.clone()))
    }
}

impl Node {
    /// The element that stands here, built now if it is lazy. None for text and fragments.
    pub fn as_element(&self) -> Option<&ElementNode> {
        match self {
            Node::Element(element) => Some(element),
            Node::Lazy(lazy) => Some(lazy.element()),
            Node::Text(_) | Node::Fragment(_) => None,
        }
    }

    pub(crate) fn as_element_mut(&mut self) -> Option<&mut ElementNode> {
        match self {
            Node::Element(element) => Some(element),
            Node::Lazy(lazy) => Some(lazy.element_mut()),
            Node::Text(_) | Node::Fragment(_) => None,
        }
    }

    /// The children of the element that stands here.
    pub fn children(&self) -> &[Node] {
        match self {
            Node::Fragment(nodes) => nodes,
            _ => self.as_element().map_or(&[], |element| &element.children),
        }
    }

    pub(crate) fn key(&self) -> Option<&Key> {
        match self {
            Node::Element(element) => element.key.as_ref(),
            Node::Lazy(lazy) => lazy.key.as_ref(),
            Node::Text(_) | Node::Fragment(_) => None,
        }
    }

    /// The node as the list of roots that a container holds.
    pub fn into_roots(self) -> Vec<Node> {
        let mut roots = Few::None;
        push_child(&mut roots, self);
        roots.into_vec()
    }

    pub(crate) fn set_key(&mut self, key: Key) {
        match self {
            Node::Element(element) => element.key = Some(key),
            Node::Lazy(lazy) => lazy.key = Some(key),
            Node::Fragment(nodes) => {
                if let [only] = nodes.as_mut_slice() {
                    only.set_key(key);
                }
            }
            Node::Text(_) => {}
        }
    }

    /// Sends the messages of this subtree through `mapper`, after those mappers it has already.
    pub fn add_mapper(&mut self, mapper: Mapper) {
        let slot = match self {
            Node::Element(element) => &mut element.mapper,
            Node::Lazy(lazy) => &mut lazy.mapper,
            Node::Fragment(nodes) => {
                for node in nodes {
                    node.add_mapper(mapper.clone());
                }
                return;
            }
            Node::Text(_) => return,
        };
        *slot = Some(match slot.take() {
            None => mapper,
            Some(inner) => Rc::new(move |message| mapper(inner(message))),
        });
    }

    /// Sends `message`, which a handler of this very node made, through the mappers of this node.
    pub(crate) fn for_each_mapper(&self, mut visit: impl FnMut(&Mapper)) {
        if let Some(mapper) = self
            .as_element()
            .and_then(|element| element.mapper.as_ref())
        {
            visit(mapper);
        }
        if let Node::Lazy(lazy) = self
            && let Some(mapper) = &lazy.mapper
        {
            visit(mapper);
        }
    }
}

impl ElementNode {
    /// The element's name, namespace and content model.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Builds an element, bringing attributes and children into the form that HTML can express.
    ///
    /// URLs that run script are replaced, repeated attributes resolved, rows of a table put into a `tbody` (the parser
    /// would do it), and text inside `script` and `style` made unable to end the element.
    pub(crate) fn new(tag: Tag, attributes: Few<Attr>, children: Few<Node>) -> ElementNode {
        let mut element = ElementNode {
            tag,
            key: None,
            attributes,
            children,
            mapper: None,
            rpc: None,
        };
        if element.attributes.iter().any(Attr::is_url) {
            url::block_script_urls(tag, &mut element.attributes);
        }
        match tag.content {
            Content::Nodes | Content::Opaque => {}
            Content::Rows => wrap_rows(&mut element.children),
            Content::Void | Content::Empty => element.children = Few::None,
            Content::Text => keep_text(&mut element.children),
            Content::RawText => {
                keep_text(&mut element.children);
                for child in element.children.iter_mut() {
                    if let Node::Text(text) = child {
                        safety::keep_inside(tag.name, text);
                    }
                }
            }
        }
        element
    }

    pub(crate) fn raw_html(&self) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|attribute| match attribute {
                Attr::RawHtml(html) => Some(html.as_ref()),
                _ => None,
            })
    }

    /// Whether the browser side looks after the children. It leaves raw HTML, `template` and `noscript` alone.
    pub(crate) fn owns_children(&self) -> bool {
        match self.tag.content {
            Content::Nodes | Content::Rows | Content::RawText => self.raw_html().is_none(),
            // The text of a `textarea` is its first value, kept apart from what the user types.
            Content::Text => self.tag.name != "textarea",
            Content::Void | Content::Opaque | Content::Empty => false,
        }
    }
}

/// Appends a child: fragments dissolve, text joins text, empty text is dropped.
pub(crate) fn push_child(children: &mut Few<Node>, node: Node) {
    match node {
        Node::Fragment(nodes) => {
            for node in nodes {
                push_child(children, node);
            }
        }
        Node::Text(text) => push_text(children, text),
        node => children.push(node),
    }
}

fn push_text(children: &mut Few<Node>, text: Cow<'static, str>) {
    if text.is_empty() {
        return;
    }
    match children.last_mut() {
        Some(Node::Text(last)) => last.to_mut().push_str(&text),
        _ => children.push(Node::Text(text)),
    }
}

#[inline(never)]
fn keep_text(children: &mut Few<Node>) {
    for child in children.take().into_vec() {
        if let Node::Text(text) = child {
            push_text(children, text);
        }
    }
}

const TBODY: Tag = Tag {
    name: "tbody",
    namespace: Namespace::Html,
    content: Content::Nodes,
};

fn is_row(node: &Node) -> bool {
    node.as_element()
        .is_some_and(|element| element.tag.name == "tr")
}

/// Puts the rows that stand directly in a table into one `tbody` for each run of them, as the HTML parser does.
#[inline(never)]
fn wrap_rows(children: &mut Few<Node>) {
    if !children.iter().any(is_row) {
        return;
    }
    let mut rows = Few::None;
    for child in children.take().into_vec() {
        if is_row(&child) {
            rows.push(child);
            continue;
        }
        close_rows(children, &mut rows);
        children.push(child);
    }
    close_rows(children, &mut rows);
}

#[inline(never)]
fn close_rows(children: &mut Few<Node>, rows: &mut Few<Node>) {
    if !rows.is_empty() {
        let body = ElementNode::new(TBODY, Few::None, rows.take());
        children.push(Node::Element(Box::new(body)));
    }
}

/// Forgets the message type of a view.
pub fn erase<Msg>(element: Element<Msg>) -> Node {
    element.node
}

/// Gives an erased view a message type. Messages of another type pass through the mappers above it unchanged, so a
/// layout can hold a page's view.
pub fn restore<Msg>(node: Node) -> Element<Msg> {
    Element::from_node(node)
}
