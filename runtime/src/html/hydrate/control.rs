//! What the user changed in a control before the page was live: typed, filled in by the browser, or restored.

use std::borrow::Cow;

use crate::html::attribute::{Attr, Live};
use crate::html::dom::Dom;
use crate::html::event::EventData;
use crate::html::select::default_value;
use crate::html::tree::{ElementNode, Node};

/// A control that does not hold what was rendered.
#[derive(Debug, PartialEq)]
pub struct Typed {
    /// Its place: child indices from the roots.
    pub path: Vec<u32>,
    /// What it holds.
    pub data: EventData,
}

/// What a control holds, if the view knows what it should hold and it is something else.
pub(super) fn typed<D: Dom>(
    dom: &D,
    found: &D::Node,
    element: &ElementNode,
    path: &[u32],
) -> Option<Typed> {
    let differs = match state_of(element)? {
        State::Value => !is_same_value(&dom.value(found), &rendered_value(element)),
        State::Checked => dom.is_checked(found) != is_rendered_checked(element),
        // Of those in a group only the chosen one tells, as in a browser: what the others lost is its doing.
        State::Chosen => dom.is_checked(found) && !is_rendered_checked(element),
    };
    differs.then(|| Typed {
        path: path.to_vec(),
        data: EventData {
            value: dom.value(found),
            checked: dom.is_checked(found),
            ..EventData::default()
        },
    })
}

enum State {
    Value,
    Checked,
    Chosen,
}

/// What the user can change in this element.
fn state_of(element: &ElementNode) -> Option<State> {
    match element.tag.name {
        "textarea" => Some(State::Value),
        // Of several choices its value is only the first; they are told when the form is submitted.
        "select" if has_flag(element, "multiple") => None,
        "select" => Some(State::Value),
        "input" => match plain(element, "type").unwrap_or("text") {
            "checkbox" => Some(State::Checked),
            "radio" => Some(State::Chosen),
            "hidden" | "submit" | "button" | "reset" | "image" | "file" => None,
            _ => Some(State::Value),
        },
        _ => None,
    }
}

/// The value that the view gave the control.
fn rendered_value(element: &ElementNode) -> Cow<'_, str> {
    let live = element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Live(Live::Value(value)) => Some(value.as_ref()),
            _ => None,
        });
    match (live, element.tag.name, &*element.children) {
        (Some(value), ..) => value.into(),
        (None, "select", _) => default_value(element),
        (None, "textarea", [Node::Text(text)]) => text.as_ref().into(),
        (None, ..) => plain(element, "value").unwrap_or("").into(),
    }
}

fn is_rendered_checked(element: &ElementNode) -> bool {
    let is_live = |attribute: &Attr| matches!(attribute, Attr::Live(Live::Checked(true)));
    element.attributes.iter().any(is_live) || has_flag(element, "checked")
}

fn has_flag(element: &ElementNode, name: &str) -> bool {
    element
        .attributes
        .iter()
        .any(|attribute| matches!(attribute, Attr::Flag(flag) if *flag == name))
}

fn plain<'a>(element: &'a ElementNode, wanted: &str) -> Option<&'a str> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Plain { name, value, .. } if *name == wanted => Some(value.as_ref()),
            _ => None,
        })
}

/// Browsers take line breaks out of fields, and carriage returns out of text areas: neither was typed.
fn is_same_value(live: &str, rendered: &str) -> bool {
    fn without_breaks(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'))
    }
    live == rendered || without_breaks(live).eq(without_breaks(rendered))
}
