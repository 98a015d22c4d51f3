//! The browser's document as the view layer asks of it.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::client::browser::composing;
use crate::client::property::{flag, number, set_flag, set_text, text, text_or_empty};
use crate::html::dom::Dom;
use crate::html::tree::{Live, Namespace, Tag};

#[wasm_bindgen]
extern "C" {
    /// Any node, with the properties that some have; those that others lack are read as None or false.
    #[wasm_bindgen(extends = web_sys::Node)]
    type Part;

    /// The mark of a node that is the view's.
    #[wasm_bindgen(method, getter, structural, js_name = "_rally")]
    fn mark(this: &Part) -> Option<u32>;
    #[wasm_bindgen(method, setter, structural, js_name = "_rally")]
    fn set_mark(this: &Part, mark: u32);
    #[wasm_bindgen(method, structural, js_name = "setSelectionRange")]
    fn set_selection_range(this: &Part, start: u32, end: u32);
}

/// The document, as far as one view is concerned.
pub(super) struct Browser {
    document: web_sys::Document,
    container: web_sys::Element,
    listener: js_sys::Function,
    listens: Vec<&'static str>,
    /// Something was withheld from the control where the user is composing text, or not told of it.
    withheld: bool,
}

impl Browser {
    pub(super) fn new(container: &web_sys::Element, listener: js_sys::Function) -> Browser {
        let document = container
            .owner_document()
            .expect("an element has a document");
        let mut browser = Browser {
            document,
            container: container.clone(),
            listener,
            listens: Vec::new(),
            withheld: false,
        };
        browser.listen("compositionend");
        browser
    }

    /// Whether something waits for the end of the composition that has just ended.
    pub(super) fn take_withheld(&mut self) -> bool {
        std::mem::take(&mut self.withheld)
    }

    /// Sets the value of a control, with the caret where it was.
    fn set_value(&mut self, part: &Part, value: &str) {
        if text(part, "value").as_deref() == Some(value) || self.is_composing(part) {
            return;
        }
        let has_focus = self
            .document
            .active_element()
            .is_some_and(|it| *it == **part);
        let selection = if has_focus {
            number(part, "selectionStart").zip(number(part, "selectionEnd"))
        } else {
            None
        };
        set_text(part, "value", value);
        if let Some((start, end)) = selection {
            part.set_selection_range(start as u32, end as u32);
        }
    }
}

/// Whether a node is the view's.
pub(super) fn is_owned(node: &web_sys::Node) -> bool {
    as_part(node).mark().is_some()
}

fn as_part(node: &web_sys::Node) -> &Part {
    node.unchecked_ref()
}

fn as_element(node: &web_sys::Node) -> &web_sys::Element {
    node.unchecked_ref()
}

fn owned(node: web_sys::Node) -> web_sys::Node {
    as_part(&node).set_mark(1);
    node
}

/// Names that the view layer lets through are names to the browser too; where one were not, the node stays as it is.
fn let_be<T>(_: Result<T, JsValue>) {}

const ELEMENT_NODE: f64 = 1.0;

fn is_text(node: &web_sys::Node) -> bool {
    const TEXT_NODE: f64 = 3.0;
    number(node, "nodeType") == Some(TEXT_NODE)
}

impl Dom for Browser {
    type Node = web_sys::Node;

    fn create_element(&mut self, tag: Tag) -> web_sys::Node {
        let made = match tag.namespace {
            Namespace::Html => self.document.create_element(tag.name),
            Namespace::Svg => self
                .document
                .create_element_ns(Some("http://www.w3.org/2000/svg"), tag.name),
            Namespace::MathMl => self
                .document
                .create_element_ns(Some("http://www.w3.org/1998/Math/MathML"), tag.name),
        };
        owned(made.map_or_else(|_| self.document.create_text_node("").into(), Into::into))
    }

    fn create_text(&mut self, text: &str) -> web_sys::Node {
        owned(self.document.create_text_node(text).into())
    }

    fn insert_before(
        &mut self,
        parent: &web_sys::Node,
        node: &web_sys::Node,
        next: Option<&web_sys::Node>,
    ) {
        let_be(parent.insert_before(node, next));
    }

    fn remove(&mut self, node: &web_sys::Node) {
        if let Some(parent) = node.parent_node() {
            let_be(parent.remove_child(node));
        }
    }

    fn clear(&mut self, parent: &web_sys::Node) {
        set_text(parent, "textContent", "");
    }

    fn count_children(&self, parent: &web_sys::Node) -> usize {
        parent.child_nodes().length() as usize
    }

    fn child(&self, parent: &web_sys::Node, index: usize, count: usize) -> Option<web_sys::Node> {
        let children = parent.child_nodes();
        let length = children.length();
        if length as usize == count {
            let likely = children.item(index as u32);
            if likely.as_ref().is_some_and(is_owned) {
                return likely;
            }
        }
        (0..length)
            .filter_map(|at| children.item(at))
            .filter(is_owned)
            .nth(index)
    }

    fn set_text(&mut self, node: &web_sys::Node, text: &str) {
        set_text(node, "textContent", text);
    }

    fn set_attribute(&mut self, node: &web_sys::Node, prefix: &str, name: &str, value: &str) {
        let element = as_element(node);
        let_be(if prefix.is_empty() {
            element.set_attribute(name, value)
        } else {
            element.set_attribute(&[prefix, name].concat(), value)
        });
    }

    fn remove_attribute(&mut self, node: &web_sys::Node, prefix: &str, name: &str) {
        let_be(as_element(node).remove_attribute(&[prefix, name].concat()));
    }

    fn set_live(&mut self, node: &web_sys::Node, live: &Live) {
        let part = as_part(node);
        match live {
            Live::Value(value) => self.set_value(part, value),
            Live::Checked(checked) => set_flag(part, "checked", *checked),
            Live::Selected(selected) => set_flag(part, "selected", *selected),
            Live::Muted(muted) => set_flag(part, "muted", *muted),
        }
    }

    fn set_raw_html(&mut self, node: &web_sys::Node, markup: &str) {
        set_text(node, "innerHTML", markup);
    }

    fn listen(&mut self, event: &'static str) {
        if self.listens.contains(&event) {
            return;
        }
        self.listens.push(event);
        // Capturing, since some events do not bubble.
        let_be(self.container.add_event_listener_with_callback_and_bool(
            event,
            &self.listener,
            true,
        ));
    }

    fn first_child(&self, parent: &web_sys::Node) -> Option<web_sys::Node> {
        parent.first_child()
    }

    fn next_sibling(&self, node: &web_sys::Node) -> Option<web_sys::Node> {
        node.next_sibling()
    }

    fn is_element(&self, node: &web_sys::Node, name: &str) -> bool {
        text(node, "localName").as_deref() == Some(name)
    }

    fn describe(&self, node: &web_sys::Node) -> String {
        [
            "<",
            &text_or_empty(node, "nodeName").to_ascii_lowercase(),
            ">",
        ]
        .concat()
    }

    fn text(&self, node: &web_sys::Node) -> Option<String> {
        is_text(node).then(|| text_or_empty(node, "data"))
    }

    fn attribute(&self, node: &web_sys::Node, prefix: &str, name: &str) -> Option<String> {
        // A text between elements has none, a comment neither.
        number(node, "nodeType").filter(|kind| *kind == ELEMENT_NODE)?;
        as_element(node).get_attribute(&[prefix, name].concat())
    }

    fn value(&self, node: &web_sys::Node) -> String {
        text_or_empty(node, "value")
    }

    fn is_checked(&self, node: &web_sys::Node) -> bool {
        flag(node, "checked")
    }

    fn is_composing(&mut self, node: &web_sys::Node) -> bool {
        let is_composing = composing() == *AsRef::<JsValue>::as_ref(node);
        self.withheld |= is_composing;
        is_composing
    }

    fn own(&mut self, node: &web_sys::Node) {
        as_part(node).set_mark(1);
    }
}
