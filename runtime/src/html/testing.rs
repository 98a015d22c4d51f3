//! Hydration and patching, tested natively on a document in memory.

mod calls;
mod events;
mod hydration;
mod patching;
mod properties;
mod rendering;

use super::dom::{hydrate, patch};
use super::memory::{Document, parse_into};
use super::tree::Node;
use super::{Element, RenderContext, render_node};

/// What the server renders, as the parser of a browser makes a document of it.
fn serve<Msg>(view: Element<Msg>) -> Document {
    let mut html = String::new();
    render_node(&view.into_node(), &RenderContext::default(), &mut html);
    let mut document = Document::new();
    assert_eq!(parse_into(&mut document, 0, &html, false), [""; 0]);
    document
}

/// A served document that was hydrated, with the view's nodes.
fn live<Msg>(view: impl Fn() -> Element<Msg>) -> (Document, Vec<Node>) {
    let mut document = serve(view());
    let nodes = view().into_node().into_roots();
    let typed = hydrate(&mut document, &0, &nodes);
    assert_eq!(typed, vec![]);
    (document, nodes)
}

/// Shows `next` where `nodes` are shown, and gives its nodes.
fn show<Msg>(document: &mut Document, nodes: Vec<Node>, next: Element<Msg>) -> Vec<Node> {
    let next = next.into_node().into_roots();
    patch(document, &0, nodes, &next);
    next
}

/// The only node of this name.
fn only(document: &Document, name: &str) -> usize {
    let has_name = |&node: &usize| super::dom::Dom::is_element(document, &node, name);
    let found: Vec<usize> = (0..document.nodes.len()).filter(has_name).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0]
}
