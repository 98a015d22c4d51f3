//! From the last view to the next: changes the document where they differ. A node of the document is looked up only
//! where there is a difference. Knows no browser.

mod attributes;
mod children;
mod matching;
mod order;

use std::cell::OnceCell;

use super::dom::{Dom, create, render_afresh};
use super::select::offer_the_same;
use super::tree::{ElementNode, Node};

/// Something else took a node of the view out of the document.
#[derive(Debug)]
pub(crate) struct Lost;

/// A place in the document that is looked up when needed.
pub(crate) struct Place<'a, N> {
    parent: Option<&'a Place<'a, N>>,
    index: usize,
    /// How many nodes of the view are in the parent.
    count: usize,
    node: OnceCell<N>,
}

impl<'a, N> Place<'a, N> {
    fn root(node: N) -> Place<'a, N> {
        Place {
            parent: None,
            index: 0,
            count: 0,
            node: OnceCell::from(node),
        }
    }

    fn child(&'a self, index: usize, count: usize) -> Place<'a, N> {
        Place {
            parent: Some(self),
            index,
            count,
            node: OnceCell::new(),
        }
    }

    fn parent<D: Dom<Node = N>>(&self, dom: &D) -> Result<&N, Lost> {
        self.parent.ok_or(Lost)?.get(dom)
    }

    fn get<D: Dom<Node = N>>(&self, dom: &D) -> Result<&N, Lost> {
        if self.node.get().is_none() {
            let parent = self.parent(dom)?;
            let node = dom.child(parent, self.index, self.count).ok_or(Lost)?;
            return Ok(self.node.get_or_init(|| node));
        }
        self.node.get().ok_or(Lost)
    }
}

/// Changes what is in `container` from `old` to `new`. What `old` built lazily and is the same moves to `new`.
pub fn patch<D: Dom>(dom: &mut D, container: &D::Node, mut old: Vec<Node>, new: &[Node]) {
    let root = Place::root(container.clone());
    if children::patch_children(dom, &root, &mut old, new).is_err() {
        render_afresh(dom, container, new);
    }
}

fn patch_node<D: Dom>(
    dom: &mut D,
    place: &Place<'_, D::Node>,
    old: &mut Node,
    new: &Node,
) -> Result<(), Lost> {
    if let (Node::Text(old), Node::Text(new)) = (&*old, new) {
        if old != new {
            dom.set_text(place.get(dom)?, new);
        }
        return Ok(());
    }
    if let (Node::Lazy(old), Node::Lazy(new)) = (&mut *old, new)
        && new.is_same(old)
    {
        new.reuse(old);
        return Ok(());
    }
    match (old.as_element_mut(), new.as_element()) {
        (Some(old), Some(new)) if is_same_kind(old, new) => patch_element(dom, place, old, new),
        _ => replace(dom, place, new),
    }
}

/// Whether the one can become the other.
fn is_same_kind(old: &ElementNode, new: &ElementNode) -> bool {
    old.tag == new.tag
        && old.rpc.is_some() == new.rpc.is_some()
        && old.raw_html().is_some() == new.raw_html().is_some()
}

fn replace<D: Dom>(dom: &mut D, place: &Place<'_, D::Node>, new: &Node) -> Result<(), Lost> {
    let made = create(dom, new);
    let (parent, old) = (place.parent(dom)?, place.get(dom)?);
    dom.insert_before(parent, &made, Some(old));
    dom.remove(old);
    Ok(())
}

fn patch_element<D: Dom>(
    dom: &mut D,
    place: &Place<'_, D::Node>,
    old: &mut ElementNode,
    new: &ElementNode,
) -> Result<(), Lost> {
    attributes::patch_attributes(dom, place, old, new)?;
    let offers_others = new.tag.name == "select" && !offer_the_same(old, new);
    if new.owns_children()
        && children::patch_children(dom, place, &mut old.children, &new.children).is_err()
    {
        render_afresh(dom, place.get(dom)?, &new.children);
    }
    attributes::patch_live(dom, place, old, new, offers_others)
}
