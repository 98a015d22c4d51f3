//! A view as indented HTML, for snapshots in tests.

use std::fmt;

use super::Element;
use super::escape::write_text;
use super::render::{RenderContext, render_node, write_start_tag};
use super::tree::{Content, ElementNode, Node};

impl<Msg> Element<Msg> {
    /// The view as HTML with one element a line, for snapshots. White space inside is not that of the page.
    pub fn to_indented_html(&self) -> String {
        let mut out = String::new();
        write_indented(&mut out, &self.node, 0);
        out
    }
}

impl<Msg> fmt::Debug for Element<Msg> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_indented_html())
    }
}

fn write_indented(out: &mut String, node: &Node, depth: usize) {
    match node {
        Node::Fragment(nodes) => {
            for node in nodes {
                write_indented(out, node, depth);
            }
        }
        Node::Text(text) => {
            indent(out, depth);
            write_text(out, text);
            out.push('\n');
        }
        Node::Element(element) => write_indented_element(out, node, element, depth),
        Node::Lazy(lazy) => write_indented_element(out, node, lazy.element(), depth),
    }
}

fn write_indented_element(out: &mut String, node: &Node, element: &ElementNode, depth: usize) {
    indent(out, depth);
    if is_one_line(element) {
        render_node(node, &RenderContext::default(), out);
        out.push('\n');
        return;
    }
    write_start_tag(out, element, None);
    out.push('\n');
    for child in element.children.iter() {
        write_indented(out, child, depth + 1);
    }
    indent(out, depth);
    out.push_str("</");
    out.push_str(element.tag.name);
    out.push_str(">\n");
}

fn is_one_line(element: &ElementNode) -> bool {
    let fixed = !matches!(element.tag.content, Content::Nodes | Content::Rows)
        || matches!(element.tag.name, "pre" | "select");
    fixed
        || element.raw_html().is_some()
        || matches!(&*element.children, [] | [Node::Text(_)]) && element.rpc.is_none()
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}
