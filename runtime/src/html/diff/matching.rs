//! Which old sibling becomes which new one: by key, or the next of the same kind where there is none.

use super::children::is_match;
use crate::html::tree::{Key, Node};

/// In place of an old node's index: there is none.
pub(super) const NEW: u32 = u32::MAX;

/// For each new node the index of the old one that becomes it, or [`NEW`]. No old one is used twice.
pub(super) fn match_nodes(old: &[Node], new: &[Node]) -> Vec<u32> {
    if old.is_empty() {
        return vec![NEW; new.len()];
    }
    let index = KeyIndex::new(old);
    let mut is_used = vec![false; old.len()];
    let mut next_unkeyed = 0;
    let find = |node: &Node| {
        let found = match node.key() {
            Some(key) => index.find(old, key),
            None => find_unkeyed(old, node, next_unkeyed),
        };
        let found = found.filter(|&at| !is_used[at]);
        let Some(at) = found else { return NEW };
        is_used[at] = true;
        if node.key().is_none() {
            next_unkeyed = at + 1;
        }
        at as u32
    };
    new.iter().map(find).collect()
}

fn find_unkeyed(old: &[Node], node: &Node, from: usize) -> Option<usize> {
    (from..old.len()).find(|&at| is_match(&old[at], node))
}

/// A hash table from keys to indices of old nodes, without the cost in size of the standard library's.
struct KeyIndex {
    /// Indices into the old nodes, [`NEW`] where free; a power of two, at most half full.
    slots: Vec<u32>,
}

impl KeyIndex {
    fn new(old: &[Node]) -> KeyIndex {
        let mut index = KeyIndex {
            slots: vec![NEW; (old.len() * 2).next_power_of_two()],
        };
        for (at, node) in old.iter().enumerate() {
            if let Some(key) = node.key() {
                let slot = index.slot(old, key);
                // Of several with the same key the first is found; the others are made anew.
                if index.slots[slot] == NEW {
                    index.slots[slot] = at as u32;
                }
            }
        }
        index
    }

    fn find(&self, old: &[Node], key: &Key) -> Option<usize> {
        let at = self.slots[self.slot(old, key)];
        (at != NEW).then_some(at as usize)
    }

    /// Where this key is, or the free slot where it belongs.
    fn slot(&self, old: &[Node], key: &Key) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        while self.slots[slot] != NEW && old[self.slots[slot] as usize].key() != Some(key) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Multiplication by the golden ratio, which spreads consecutive numbers; the high bits are the better ones.
fn hash(key: &Key) -> u32 {
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let number = match key {
        Key::Number(number) => *number as u64,
        Key::Text(text) => text.bytes().fold(0, |hash: u64, byte| {
            (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(GOLDEN)
        }),
    };
    (number.wrapping_mul(GOLDEN) >> 32) as u32
}
