//! What a `select` holds by its options. Knows no document.

use std::borrow::Cow;

use super::attribute::{Attr, Live};
use super::tree::{ElementNode, Node};

/// The options among these nodes, those in groups included, in order.
pub(crate) fn options(nodes: &[Node]) -> Vec<&ElementNode> {
    let mut found = Vec::new();
    collect(nodes, &mut found);
    found
}

fn collect<'a>(nodes: &'a [Node], found: &mut Vec<&'a ElementNode>) {
    for element in nodes.iter().filter_map(Node::as_element) {
        if element.tag.name == "option" {
            found.push(element);
        } else {
            collect(&element.children, found);
        }
    }
}

/// The value that an option stands for: that of its attribute, else its text.
pub(crate) fn option_value(option: &ElementNode) -> Cow<'_, str> {
    let attribute = option
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Live(Live::Value(value))
            | Attr::Plain {
                name: "value",
                value,
                ..
            } => Some(value),
            _ => None,
        });
    match (attribute, &*option.children) {
        (Some(value), _) => value.as_ref().into(),
        (None, [Node::Text(text)]) => text.trim_ascii().into(),
        (None, _) => "".into(),
    }
}

/// The value that a `select` has whose view gives it none: that of the last option which is selected, else of the first
/// that can be (HTML, "selectedness setting algorithm").
pub(crate) fn default_value(select: &ElementNode) -> Cow<'_, str> {
    let options = options(&select.children);
    let has = |option: &ElementNode, name: &str| {
        let is_it = |attribute: &Attr| match attribute {
            Attr::Flag(flag) => *flag == name,
            Attr::Live(Live::Selected(true)) => name == "selected",
            _ => false,
        };
        option.attributes.iter().any(is_it)
    };
    let selected = options.iter().rev().find(|option| has(option, "selected"));
    let first = || options.iter().find(|option| !has(option, "disabled"));
    selected
        .or_else(first)
        .map_or("".into(), |option| option_value(option))
}

/// Whether two selects offer the same values in the same order.
pub(crate) fn offer_the_same(one: &ElementNode, other: &ElementNode) -> bool {
    let (one, other) = (options(&one.children), options(&other.children));
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| option_value(one) == option_value(other))
}
