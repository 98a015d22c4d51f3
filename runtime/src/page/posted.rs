//! What a form without JavaScript led to, told to a page: the posted fields as if they had been typed, then the answer.
//!
//! Server and browser run this very code on the same [`Posted`], so both arrive at the same model.

use super::{FormFields, Message, Running};
use crate::effect::{self, Effect};
use crate::html::tree::{
    Attr, Dispatched, ElementNode, EventSource, Live, Node, chain_at, dispatch,
};
use crate::html::{EventData, Needs};
use crate::wire::embedded::Posted;

/// Takes out what must not be embedded in a document: passwords, and the hidden fields of the runtime.
///
/// Call it before [`deliver`], on the page as it is then: both sides deliver the same fields.
pub fn strip_secrets(page: &dyn Running, posted: &mut Posted) {
    posted
        .fields
        .0
        .retain(|(name, _)| !name.starts_with("_rally_"));
    let roots = page.view().into_roots();
    let Some(form) = find_form(&roots, posted) else {
        // Nothing says which fields are passwords.
        posted.fields.0.clear();
        return;
    };
    let secret = |name: &str| {
        let controls = controls(&roots, &form);
        controls
            .iter()
            .any(|control| control.name == name && control.kind == Kind::Password)
    };
    posted.fields.0.retain(|(name, _)| !secret(name));
}

/// Delivers the posted fields to their controls' handlers, one after the other, and then the answer to `update`. What
/// the page asked for meanwhile: on the server a navigation becomes a redirect, in the browser it is dropped.
///
/// A page that no longer shows the form hears nothing.
pub fn deliver(page: &mut dyn Running, posted: &Posted) -> Effect<Message> {
    let mut effects = Vec::new();
    let mut index = 0;
    while let Some(messages) = messages_of_control(page, posted, index) {
        effects.extend(messages.into_iter().map(|message| page.update(message)));
        index += 1;
    }
    for message in messages_of_form(page, posted) {
        effects.push(page.update(message));
    }
    effect::batch(effects)
}

/// The messages of the control at `index` of the form; `None` behind the last.
fn messages_of_control(page: &dyn Running, posted: &Posted, index: usize) -> Option<Vec<Message>> {
    let roots = page.view().into_roots();
    let form = find_form(&roots, posted)?;
    let controls = controls(&roots, &form);
    let control = controls.get(index)?;
    let earlier = controls.iter().take(index);
    let nth = earlier.filter(|other| other.name == control.name).count();
    let Some(data) = control.data(&posted.fields, nth) else {
        return Some(Vec::new());
    };
    let chain = chain_at(&roots, &control.path);
    let messages = ["input", "change"].into_iter().flat_map(|name| {
        let outcome = dispatch(&chain, &Typed { name, data: &data });
        outcome.deliveries.into_iter()
    });
    Some(
        messages
            .filter_map(|(dispatched, _)| match dispatched {
                Dispatched::Message(message) => Some(message),
                Dispatched::Rpc(_) => None,
            })
            .collect(),
    )
}

/// The message of the form's own `on_submit`, and that of the answer.
fn messages_of_form(page: &dyn Running, posted: &Posted) -> Vec<Message> {
    let roots = page.view().into_roots();
    let Some(path) = find_form(&roots, posted) else {
        return Vec::new();
    };
    let chain = chain_at(&roots, &path);
    let Some(form) = chain.last().and_then(|node| node.as_element()) else {
        return Vec::new();
    };
    let data = EventData {
        form: posted.fields.clone(),
        ..EventData::default()
    };
    let reply = form
        .rpc
        .as_ref()
        .map(|rpc| rpc.reply(posted.answer.clone()));
    let submitted = messages_on(form, "submit", &data);
    submitted
        .into_iter()
        .chain(reply)
        .map(|message| outwards(&chain, message))
        .collect()
}

/// A message passes the mappers of every node around the one that made it.
fn outwards(chain: &[&Node], message: Message) -> Message {
    let mut message = Some(message);
    for node in chain.iter().rev() {
        node.for_each_mapper(|mapper| message = message.take().map(|message| mapper(message)));
    }
    message.unwrap_or_else(|| Box::new(()))
}

/// The path of the form that makes this call: the method and the arguments that the form does not ask for are the same.
fn find_form(roots: &[Node], posted: &Posted) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    search(roots, &mut Vec::new(), &mut found, &|element| {
        element.rpc.as_ref().is_some_and(|rpc| {
            rpc.method == posted.method
                && rpc
                    .fields
                    .iter()
                    .all(|(name, value)| posted.fields.get(name) == Some(value))
        })
    });
    // A form without fixed arguments fits any call of its method: the most particular one is meant.
    let fixed = |path: &Vec<u32>| {
        let chain = chain_at(roots, path);
        let form = chain.last().and_then(|node| node.as_element());
        form.and_then(|form| form.rpc.as_ref())
            .map_or(0, |rpc| rpc.fields.len())
    };
    found.into_iter().rev().max_by_key(fixed)
}

fn search(
    nodes: &[Node],
    path: &mut Vec<u32>,
    found: &mut Vec<Vec<u32>>,
    accepts: &dyn Fn(&ElementNode) -> bool,
) {
    for (index, node) in (0_u32..).zip(nodes) {
        path.push(index);
        if node.as_element().is_some_and(accepts) {
            found.push(path.clone());
        }
        search(node.children(), path, found, accepts);
        path.pop();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Password,
    Box,
}

/// A control of a form that has a name.
#[derive(Debug)]
struct Control {
    path: Vec<u32>,
    name: String,
    kind: Kind,
    /// What a box stands for when it is checked.
    value: String,
    was_checked: bool,
}

fn controls(roots: &[Node], form: &[u32]) -> Vec<Control> {
    let chain = chain_at(roots, form);
    let Some(element) = chain.last() else {
        return Vec::new();
    };
    let mut paths = Vec::new();
    search(
        element.children(),
        &mut form.to_vec(),
        &mut paths,
        &|element| matches!(element.tag().name, "input" | "textarea" | "select"),
    );
    paths
        .into_iter()
        .filter_map(|path| {
            let chain = chain_at(roots, &path);
            let element = chain.last()?.as_element()?;
            let kind = match text_attribute(element, "type") {
                Some("checkbox" | "radio") => Kind::Box,
                Some("password") => Kind::Password,
                _ => Kind::Text,
            };
            Some(Control {
                name: text_attribute(element, "name")?.to_owned(),
                value: text_attribute(element, "value").unwrap_or("on").to_owned(),
                was_checked: is_checked(element),
                kind,
                path,
            })
        })
        .collect()
}

impl Control {
    /// What was entered here; `None` where nothing was. A box that is not checked is not posted at all.
    fn data(&self, fields: &FormFields, nth: usize) -> Option<EventData> {
        let mut values = fields.0.iter().filter(|(name, _)| *name == self.name);
        if self.kind == Kind::Box {
            let checked = values.any(|(_, value)| *value == self.value);
            return (checked != self.was_checked).then(|| EventData {
                checked,
                value: self.value.clone(),
                ..EventData::default()
            });
        }
        let (_, value) = values.nth(nth)?;
        Some(EventData {
            value: value.clone(),
            ..EventData::default()
        })
    }
}

/// An attribute with a value, or the state that it initialises.
fn text_attribute<'a>(element: &'a ElementNode, wanted: &str) -> Option<&'a str> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attr::Plain { name, value, .. } if *name == wanted => Some(value.as_ref()),
            Attr::Live(Live::Value(value)) if wanted == "value" => Some(value.as_ref()),
            _ => None,
        })
}

fn is_checked(element: &ElementNode) -> bool {
    let checked = |attribute: &Attr| {
        matches!(
            attribute,
            Attr::Live(Live::Checked(true)) | Attr::Flag("checked")
        )
    };
    element.attributes.iter().any(checked)
}

fn messages_on(element: &ElementNode, event: &str, data: &EventData) -> Vec<Message> {
    element
        .attributes
        .iter()
        .filter_map(|attribute| match attribute {
            Attr::On(listener) if listener.event == event => (listener.decode)(data),
            _ => None,
        })
        .collect()
}

/// An event at a control of a form that was posted.
struct Typed<'a> {
    name: &'static str,
    data: &'a EventData,
}

impl EventSource for Typed<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn bubbles(&self) -> bool {
        true
    }

    fn is_key(&self, _key: &str) -> bool {
        false
    }

    fn read(&self, _needs: Needs) -> EventData {
        self.data.clone()
    }
}

#[cfg(test)]
mod tests;
