//! From a view to HTML, on the server. Knows nothing of message types.

use super::Element;
use super::attribute::{Attr, Live};
use super::escape::{write_attribute_value, write_text};
use super::event::Listener;
use super::rpc::RpcBinding;
use super::select::option_value;
use super::tree::{Content, ElementNode, Node};

/// What rendering needs to know beside the view.
#[derive(Clone, Copy)]
pub struct RenderContext<'a> {
    /// The `_rally_who` of forms that call the server: for whom the page is rendered.
    pub who: &'a str,
    /// Makes the `_rally_key` of such a form: 128 random bits in hexadecimal, anew for each.
    pub form_key: &'a dyn Fn() -> String,
}

impl Default for RenderContext<'_> {
    /// For tests and pages without forms that call the server: keys are empty, so such a form is refused.
    fn default() -> Self {
        RenderContext {
            who: "",
            form_key: &String::new,
        }
    }
}

/// Renders a view as HTML.
pub fn render_to_string<Msg>(element: &Element<Msg>, context: &RenderContext<'_>) -> String {
    let mut html = String::with_capacity(4096);
    render_node(&element.node, context, &mut html);
    html
}

/// Appends a node as HTML.
pub fn render_node(node: &Node, context: &RenderContext<'_>, html: &mut String) {
    write_node(html, node, context, None);
}

impl<Msg> Element<Msg> {
    /// The view as HTML, for tests.
    pub fn to_html(&self) -> String {
        render_to_string(self, &RenderContext::default())
    }
}

/// `chosen` is the value of the `select` around this node.
fn write_node(out: &mut String, node: &Node, context: &RenderContext<'_>, chosen: Option<&str>) {
    match node {
        Node::Text(text) => write_text(out, text),
        Node::Element(element) => write_element(out, element, context, chosen),
        Node::Lazy(lazy) => write_element(out, lazy.element(), context, chosen),
        Node::Fragment(nodes) => {
            for node in nodes {
                write_node(out, node, context, chosen);
            }
        }
    }
}

fn write_element(
    out: &mut String,
    element: &ElementNode,
    context: &RenderContext<'_>,
    chosen: Option<&str>,
) {
    write_start_tag(out, element, chosen);
    if element.tag.content == Content::Void {
        return;
    }
    if let Some(binding) = &element.rpc {
        write_hidden_fields(out, binding, context);
    }
    write_content(out, element, context, chosen);
    out.push_str("</");
    out.push_str(element.tag.name);
    out.push('>');
}

pub(super) fn write_start_tag(out: &mut String, element: &ElementNode, chosen: Option<&str>) {
    out.push('<');
    out.push_str(element.tag.name);
    let mut handles = element.rpc.is_some();
    for attribute in element.attributes.iter() {
        handles |= matches!(attribute, Attr::On(_));
        write_attribute(out, element, attribute, chosen.is_some());
    }
    if let Some(chosen) = chosen
        && element.tag.name == "option"
        && option_value(element) == chosen
    {
        out.push_str(" selected");
    }
    if handles {
        write_events(out, element);
    }
    out.push('>');
}

fn write_attribute(out: &mut String, element: &ElementNode, attribute: &Attr, chosen: bool) {
    match attribute {
        Attr::Plain { name, value, .. } => write_pair(out, attribute.prefix(), name, value),
        Attr::Flag(name) => write_flag(out, name),
        // Written as content of the one, as `selected` of an option of the other.
        Attr::Live(Live::Value(_)) if matches!(element.tag.name, "textarea" | "select") => {}
        Attr::Live(Live::Value(value)) => write_pair(out, "", "value", value),
        Attr::Live(Live::Checked(true)) => write_flag(out, "checked"),
        Attr::Live(Live::Selected(true)) if !chosen => write_flag(out, "selected"),
        Attr::Live(Live::Muted(true)) => write_flag(out, "muted"),
        Attr::Live(_) | Attr::Absent | Attr::RawHtml(_) | Attr::On(_) => {}
    }
}

fn write_pair(out: &mut String, prefix: &str, name: &str, value: &str) {
    out.push(' ');
    out.push_str(prefix);
    out.push_str(name);
    out.push_str("=\"");
    write_attribute_value(out, value);
    out.push('"');
}

fn write_flag(out: &mut String, name: &str) {
    out.push(' ');
    out.push_str(name);
}

/// `data-on="click keydown:Enter submit!"`: what the inline script keeps until the page is live. `!` marks events
/// whose default action is prevented.
fn write_events(out: &mut String, element: &ElementNode) {
    out.push_str(" data-on=\"");
    let mut separator = "";
    for attribute in element.attributes.iter() {
        if let Attr::On(listener) = attribute {
            out.push_str(separator);
            write_event(out, listener);
            separator = " ";
        }
    }
    let submits = element
        .attributes
        .iter()
        .any(|attribute| attribute.handles("submit"));
    if element.rpc.is_some() && !submits {
        out.push_str(separator);
        out.push_str("submit!");
    }
    out.push('"');
}

fn write_event(out: &mut String, listener: &Listener) {
    write_attribute_value(out, listener.event);
    if let Some(key) = listener.key {
        out.push(':');
        // A space would end the entry; `KeyboardEvent.key` names that one key only so.
        write_attribute_value(out, if key == " " { "Space" } else { key });
    }
    if listener.prevents_default {
        out.push('!');
    }
}

fn write_content(
    out: &mut String,
    element: &ElementNode,
    context: &RenderContext<'_>,
    chosen: Option<&str>,
) {
    if let Some(markup) = element.raw_html() {
        out.push_str(markup);
        return;
    }
    match (element.tag.name, live_value(element)) {
        ("textarea", Some(value)) => {
            keep_newline(out, value);
            write_text(out, value);
            return;
        }
        ("select", value @ Some(_)) => return write_children(out, element, context, value),
        ("textarea" | "pre", _) => {
            if let Some(Node::Text(text)) = element.children.first() {
                keep_newline(out, text);
            }
        }
        _ => {}
    }
    if element.tag.content == Content::RawText {
        for child in element.children.iter() {
            if let Node::Text(text) = child {
                out.push_str(text);
            }
        }
        return;
    }
    write_children(out, element, context, chosen);
}

fn write_children(
    out: &mut String,
    element: &ElementNode,
    context: &RenderContext<'_>,
    chosen: Option<&str>,
) {
    for child in element.children.iter() {
        write_node(out, child, context, chosen);
    }
}

/// The parser drops one newline right after `<pre>` and `<textarea>`.
fn keep_newline(out: &mut String, text: &str) {
    if text.starts_with('\n') {
        out.push('\n');
    }
}

fn write_hidden_fields(out: &mut String, binding: &RpcBinding, context: &RenderContext<'_>) {
    write_hidden(out, "_rally_key", &(context.form_key)());
    write_hidden(out, "_rally_who", context.who);
    write_hidden(out, "_rally_method", binding.method);
    for (name, value) in &binding.fields {
        write_hidden(out, name, value);
    }
}

fn write_hidden(out: &mut String, name: &str, value: &str) {
    out.push_str("<input type=\"hidden\"");
    write_pair(out, "", "name", name);
    write_pair(out, "", "value", value);
    out.push('>');
}

fn live_value(element: &ElementNode) -> Option<&str> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Live(Live::Value(value)) => Some(value.as_ref()),
            _ => None,
        })
}
