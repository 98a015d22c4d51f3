//! What a page shows as HTML with one element a line, for snapshots.

use super::screen::Shell;
use crate::html::escape::{write_attribute_value, write_text};
use crate::html::memory::{Document, Kind};
use crate::wire::embedded::CONTAINER_ID;

/// The page inside of a node as HTML, an element a line; what the runtime writes for itself is left out.
pub(super) fn indented_html(shell: &Shell, root: usize) -> String {
    let document = &shell.document;
    let container = shell.by_id(CONTAINER_ID).filter(|_| root == 0);
    let mut out = String::new();
    for &child in &document.nodes[container.unwrap_or(root)].children {
        write_indented(document, child, 0, &mut out);
    }
    out
}

fn write_indented(document: &Document, node: usize, depth: usize, out: &mut String) {
    let is_own = document
        .get(node, "name")
        .is_some_and(|it| it.starts_with("_rally_"));
    if is_own {
        return;
    }
    let indent = "  ".repeat(depth);
    let children = &document.nodes[node].children;
    match &document.nodes[node].kind {
        Kind::Text(text) => {
            let mut escaped = String::new();
            write_text(&mut escaped, text);
            out.push_str(&format!("{indent}{escaped}\n"));
        }
        Kind::Element { name, .. } => {
            let tag = start_tag(document, node, name);
            if let [only] = children[..]
                && let Kind::Text(text) = &document.nodes[only].kind
            {
                let mut escaped = String::new();
                write_text(&mut escaped, text);
                out.push_str(&format!("{indent}{tag}{escaped}</{name}>\n"));
                return;
            }
            out.push_str(&format!("{indent}{tag}\n"));
            for &child in children {
                write_indented(document, child, depth + 1, out);
            }
            if !children.is_empty() {
                out.push_str(&format!("{indent}</{name}>\n"));
            }
        }
    }
}

fn start_tag(document: &Document, node: usize, name: &str) -> String {
    let mut tag = format!("<{name}");
    for (attribute, value) in document.all_attributes(node) {
        if attribute == "data-on" {
            continue;
        }
        tag.push_str(&format!(" {attribute}"));
        if !value.is_empty() {
            tag.push_str("=\"");
            write_attribute_value(&mut tag, value);
            tag.push('"');
        }
    }
    tag.push('>');
    tag
}
