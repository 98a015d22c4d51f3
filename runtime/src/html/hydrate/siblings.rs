//! Which nodes of the document are the view's, among others that a browser extension put there.

use super::{Mismatch, quoted};
use crate::html::attribute::{Attr, Kind};
use crate::html::dom::Dom;
use crate::html::tree::{ElementNode, Node};

/// Finds the nodes in `parent` that are these of the view.
///
/// Where there are more nodes than the view has, those that look like none of its siblings are passed over.
pub(super) fn match_siblings<D: Dom>(
    dom: &mut D,
    parent: &D::Node,
    nodes: &[Node],
    hidden_fields: usize,
) -> Result<Vec<D::Node>, Mismatch> {
    let mut next = skip_hidden_fields(dom, parent, hidden_fields);
    let has_others = dom.count_children(parent) > nodes.len() + hidden_fields;
    let mut children = Vec::with_capacity(nodes.len());
    for node in nodes {
        loop {
            let Some(candidate) = next else {
                return Err(mismatch(dom, Some(node), None));
            };
            next = dom.next_sibling(&candidate);
            if fits(dom, &candidate, node, has_others) {
                next = after_text(dom, node, next);
                children.push(candidate);
                break;
            }
            if !has_others || is_like_any(dom, &candidate, nodes) {
                return Err(mismatch(dom, Some(node), Some(&candidate)));
            }
        }
    }
    while let Some(extra) = next {
        if is_like_any(dom, &extra, nodes) {
            return Err(mismatch(dom, None, Some(&extra)));
        }
        next = dom.next_sibling(&extra);
    }
    Ok(children)
}

/// The fields that the server wrote before the form's own are not the view's.
fn skip_hidden_fields<D: Dom>(dom: &D, parent: &D::Node, count: usize) -> Option<D::Node> {
    let mut next = dom.first_child(parent);
    for _ in 0..count {
        match &next {
            Some(node) if dom.is_element(node, "input") => next = dom.next_sibling(node),
            _ => break,
        }
    }
    next
}

/// Passes over the further pieces of a text that the parser split.
fn after_text<D: Dom>(dom: &D, node: &Node, mut next: Option<D::Node>) -> Option<D::Node> {
    if let Node::Text(_) = node {
        while let Some(piece) = &next
            && dom.text(piece).is_some()
        {
            next = dom.next_sibling(piece);
        }
    }
    next
}

/// Whether this node may be that of the view. Where others are about, its `id` and classes must be right too.
fn fits<D: Dom>(dom: &D, found: &D::Node, node: &Node, has_others: bool) -> bool {
    match node.as_element() {
        None => dom.text(found).is_some(),
        Some(element) => {
            dom.is_element(found, element.tag.name) && (!has_others || is_like(dom, found, element))
        }
    }
}

/// Whether a node looks as if the view had made it beside these: an element like one of them, or visible text.
fn is_like_any<D: Dom>(dom: &D, found: &D::Node, nodes: &[Node]) -> bool {
    if let Some(text) = dom.text(found) {
        return !text.trim_ascii().is_empty();
    }
    nodes
        .iter()
        .filter_map(Node::as_element)
        .any(|element| dom.is_element(found, element.tag.name) && is_like(dom, found, element))
}

fn is_like<D: Dom>(dom: &D, found: &D::Node, element: &ElementNode) -> bool {
    let class = element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Plain {
                kind: Kind::Classes,
                value,
                ..
            } => Some(value.as_ref()),
            _ => None,
        });
    dom.attribute(found, "", "class").as_deref() == class
}

fn mismatch<D: Dom>(dom: &D, expected: Option<&Node>, found: Option<&D::Node>) -> Mismatch {
    if !cfg!(debug_assertions) {
        return Mismatch {
            expected: String::new(),
            found: String::new(),
        };
    }
    let expected = match expected {
        None => "nothing more".to_owned(),
        Some(Node::Text(text)) => quoted(text),
        Some(node) => node
            .as_element()
            .map_or_else(String::new, |it| ["<", it.tag.name, ">"].concat()),
    };
    let found = match found {
        None => "nothing more".to_owned(),
        Some(node) => dom
            .text(node)
            .map_or_else(|| dom.describe(node), |text| quoted(&text)),
    };
    Mismatch { expected, found }
}
