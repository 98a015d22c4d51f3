//! The children of one element: common ends first, then the middle by keys, moving as few nodes as can be.

use super::matching::{NEW, match_nodes};
use super::order::longest_increasing;
use super::{Lost, Place, patch_node};
use crate::html::dom::{Dom, append_all, create};
use crate::html::tree::Node;

pub(super) fn patch_children<D: Dom>(
    dom: &mut D,
    parent: &Place<'_, D::Node>,
    old: &mut [Node],
    new: &[Node],
) -> Result<(), Lost> {
    let count = old.len();
    let shorter = count.min(new.len());
    let mut start = 0;
    while start < shorter && is_match(&old[start], &new[start]) {
        patch_node(
            dom,
            &parent.child(start, count),
            &mut old[start],
            &new[start],
        )?;
        start += 1;
    }
    let mut end = 0;
    while end < shorter - start && is_match(&old[count - 1 - end], &new[new.len() - 1 - end]) {
        let at = count - 1 - end;
        patch_node(
            dom,
            &parent.child(at, count),
            &mut old[at],
            &new[new.len() - 1 - end],
        )?;
        end += 1;
    }
    let middle = Middle {
        start,
        end: count - end,
        count,
    };
    patch_middle(dom, parent, old, &new[start..new.len() - end], &middle)
}

/// Whether the one should become the other: same key, same kind. Lazy nodes are not built to find out.
pub(super) fn is_match(old: &Node, new: &Node) -> bool {
    match (old, new) {
        (Node::Text(_), Node::Text(_)) => true,
        (Node::Element(one), Node::Element(two)) => one.key == two.key && one.tag == two.tag,
        (Node::Text(_), _) | (_, Node::Text(_)) => false,
        _ => old.key() == new.key(),
    }
}

/// The old children between the common ends.
struct Middle {
    start: usize,
    end: usize,
    count: usize,
}

fn patch_middle<D: Dom>(
    dom: &mut D,
    parent: &Place<'_, D::Node>,
    old: &mut [Node],
    new: &[Node],
    middle: &Middle,
) -> Result<(), Lost> {
    if middle.start == middle.end && new.is_empty() {
        return Ok(());
    }
    let sources = match_nodes(&old[middle.start..middle.end], new);
    for (node, &source) in new.iter().zip(&sources) {
        if source != NEW {
            let at = middle.start + source as usize;
            patch_node(dom, &parent.child(at, middle.count), &mut old[at], node)?;
        }
    }
    let parent = parent.get(dom)?;
    if replaces_all(dom, parent, &sources, middle) {
        dom.clear(parent);
        append_all(dom, parent, new);
        return Ok(());
    }
    let (nodes, next) = look_up(dom, parent, middle)?;
    remove_unused(dom, &nodes, &sources);
    arrange(dom, parent, new, &sources, &nodes, next);
    Ok(())
}

fn replaces_all<D: Dom>(dom: &D, parent: &D::Node, sources: &[u32], middle: &Middle) -> bool {
    middle.start == 0
        && middle.end == middle.count
        && sources.iter().all(|&source| source == NEW)
        && dom.count_children(parent) == middle.count
}

/// The nodes of the middle and the one after it.
#[expect(clippy::type_complexity, reason = "the list and its end, used once")]
fn look_up<D: Dom>(
    dom: &D,
    parent: &D::Node,
    middle: &Middle,
) -> Result<(Vec<D::Node>, Option<D::Node>), Lost> {
    let mut nodes = Vec::with_capacity(middle.end - middle.start);
    for index in middle.start..middle.end {
        nodes.push(dom.child(parent, index, middle.count).ok_or(Lost)?);
    }
    if middle.end == middle.count {
        return Ok((nodes, None));
    }
    let next = dom.child(parent, middle.end, middle.count).ok_or(Lost)?;
    Ok((nodes, Some(next)))
}

fn remove_unused<D: Dom>(dom: &mut D, nodes: &[D::Node], sources: &[u32]) {
    let mut is_used = vec![false; nodes.len()];
    for &source in sources.iter().filter(|&&source| source != NEW) {
        is_used[source as usize] = true;
    }
    for (node, _) in nodes.iter().zip(is_used).filter(|(_, is_used)| !is_used) {
        dom.remove(node);
    }
}

/// Makes new nodes and moves old ones, from the end, so that each stands before one that is in place.
fn arrange<D: Dom>(
    dom: &mut D,
    parent: &D::Node,
    new: &[Node],
    sources: &[u32],
    nodes: &[D::Node],
    mut next: Option<D::Node>,
) {
    let stays = longest_increasing(sources);
    for (index, &source) in sources.iter().enumerate().rev() {
        let node = if source == NEW {
            create(dom, &new[index])
        } else {
            nodes[source as usize].clone()
        };
        if source == NEW || !stays[index] {
            dom.insert_before(parent, &node, next.as_ref());
        }
        next = Some(node);
    }
}
