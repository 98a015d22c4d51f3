//! What a form without JavaScript led to, told to a page: the posted fields as if they had been typed, then the answer.
//!
//! Server and browser run this very code on the same [`Posted`], so both arrive at the same model. It is part of every
//! bundle, though few documents need it: hence one walk through the tree, and no iterators that the compiler would
//! write out for each use.

use super::{FormFields, Message, Running};
use crate::effect::Effect;
use crate::html::EventData;
use crate::html::tree::{Attr, ElementNode, Live, Node, RpcBinding};
use crate::wire::embedded::Posted;

/// Takes out what must not be embedded in a document: passwords, and the hidden fields of the runtime.
///
/// Call it before [`deliver`], on the page as it is then: both sides deliver the same fields.
pub fn strip_secrets(page: &dyn Running, posted: &mut Posted) {
    let roots = page.view().into_roots();
    let mut secret = Vec::new();
    match find_form(&roots, posted) {
        None => posted.fields.0.clear(),
        Some(form) => for_each_control(&form, &mut |_, control, name| {
            if text_attribute(control, "type") == Some("password") {
                secret.push(name.to_owned());
            }
        }),
    }
    let is_open = |name: &String| !name.starts_with("_rally_") && !secret.contains(name);
    posted.fields.0.retain(|(name, _)| is_open(name));
}

/// Delivers the posted fields to their controls' handlers, one after the other, and then the answer to `update`. What
/// the page asked for meanwhile: on the server a navigation becomes a redirect, in the browser it is dropped.
///
/// A page that no longer shows the form hears nothing.
pub fn deliver(page: &mut dyn Running, posted: &Posted) -> Effect<Message> {
    let mut asked = Effect::none();
    let mut index = 0;
    loop {
        // Each message may change the view, and with it the handlers.
        let roots = page.view().into_roots();
        let Some(form) = find_form(&roots, posted) else {
            return asked;
        };
        let control = control_at(&form, index);
        let messages = match &control {
            Some(control) => messages_of_control(control, &posted.fields),
            None => messages_of_form(&form, posted),
        };
        for message in messages {
            asked.append(page.update(message));
        }
        if control.is_none() {
            return asked;
        }
        index += 1;
    }
}

/// The nodes from a root to one of them.
type Chain<'a> = Vec<&'a Node>;

fn for_each_element<'a>(
    chain: &mut Chain<'a>,
    nodes: &'a [Node],
    visit: &mut dyn FnMut(&[&'a Node], &'a ElementNode),
) {
    for node in nodes {
        chain.push(node);
        if let Some(element) = node.as_element() {
            visit(chain, element);
        }
        for_each_element(chain, node.children(), visit);
        chain.pop();
    }
}

/// The form that makes this call: the method is the same, and the arguments that the form does not ask for. A form
/// without such arguments fits any call of its method, so the most particular one is meant.
fn find_form<'a>(roots: &'a [Node], posted: &Posted) -> Option<Chain<'a>> {
    let mut found = None;
    let mut particular = 0;
    for_each_element(&mut Vec::new(), roots, &mut |chain, element| {
        if let Some(rpc) = &element.rpc
            && rpc.fields.len() >= particular
            && fits(rpc, posted)
        {
            particular = rpc.fields.len() + 1;
            found = Some(chain.to_vec());
        }
    });
    found
}

fn fits(rpc: &RpcBinding, posted: &Posted) -> bool {
    for (name, value) in &rpc.fields {
        if posted.fields.get(name) != Some(value) {
            return false;
        }
    }
    rpc.method == posted.method
}

/// Visits the controls of a form that have a name, in order.
fn for_each_control<'a>(
    form: &[&'a Node],
    visit: &mut dyn FnMut(&[&'a Node], &'a ElementNode, &'a str),
) {
    let Some(node) = form.last() else { return };
    for_each_element(
        &mut form.to_vec(),
        node.children(),
        &mut |chain, element| {
            if matches!(element.tag().name, "input" | "textarea" | "select")
                && let Some(name) = text_attribute(element, "name")
            {
                visit(chain, element, name);
            }
        },
    );
}

struct Control<'a> {
    chain: Chain<'a>,
    name: &'a str,
    /// How many controls of the same name are before it.
    nth: usize,
}

fn control_at<'a>(form: &[&'a Node], index: usize) -> Option<Control<'a>> {
    let mut names = Vec::new();
    let mut found = None;
    for_each_control(form, &mut |chain, _, name| {
        if names.len() == index {
            let chain = chain.to_vec();
            let nth = names.iter().filter(|earlier| **earlier == name).count();
            found = Some(Control { chain, name, nth });
        }
        names.push(name);
    });
    found
}

fn messages_of_control(control: &Control<'_>, fields: &FormFields) -> Vec<Message> {
    let mut messages = Vec::new();
    let element = control.chain.last().and_then(|node| node.as_element());
    if let Some(element) = element
        && let Some(data) = entered(element, control, fields)
    {
        for event in ["input", "change"] {
            collect(&control.chain, element, event, &data, &mut messages);
        }
    }
    messages
}

/// What was entered in a control; `None` where nothing was. A box that is not checked is not posted at all.
fn entered(element: &ElementNode, control: &Control<'_>, fields: &FormFields) -> Option<EventData> {
    let mut data = EventData::default();
    let mut values = fields.0.iter().filter(|(name, _)| name == control.name);
    if let Some("checkbox" | "radio") = text_attribute(element, "type") {
        let value = text_attribute(element, "value").unwrap_or("on");
        data.checked = values.any(|(_, posted)| posted == value);
        value.clone_into(&mut data.value);
        return (data.checked != is_checked(element)).then_some(data);
    }
    data.value.clone_from(&values.nth(control.nth)?.1);
    Some(data)
}

/// The messages of the form's own `on_submit`, and that of the answer.
fn messages_of_form(form: &[&Node], posted: &Posted) -> Vec<Message> {
    let mut messages = Vec::new();
    if let Some(element) = form.last().and_then(|node| node.as_element()) {
        let data = EventData {
            form: posted.fields.clone(),
            ..EventData::default()
        };
        collect(form, element, "submit", &data, &mut messages);
        if let Some(rpc) = &element.rpc {
            messages.push(outwards(form, rpc.reply(posted.answer.clone())));
        }
    }
    messages
}

/// The messages that the last node of a chain makes of an event.
fn collect(
    chain: &[&Node],
    element: &ElementNode,
    event: &str,
    data: &EventData,
    messages: &mut Vec<Message>,
) {
    for attribute in element.attributes.iter() {
        if let Attr::On(listener) = attribute
            && listener.event == event
            && let Some(message) = (listener.decode)(data)
        {
            messages.push(outwards(chain, message));
        }
    }
}

/// A message passes the mappers of every node around the one that made it.
fn outwards(chain: &[&Node], message: Message) -> Message {
    let mut message = Some(message);
    for node in chain.iter().rev() {
        node.for_each_mapper(|mapper| message = message.take().map(|message| mapper(message)));
    }
    message.unwrap_or_else(|| Box::new(()))
}

/// An attribute with a value, or the state that it initialises.
fn text_attribute<'a>(element: &'a ElementNode, wanted: &str) -> Option<&'a str> {
    for attribute in element.attributes.iter() {
        match attribute {
            Attr::Plain { name, value, .. } if *name == wanted => return Some(value),
            Attr::Live(Live::Value(value)) if wanted == "value" => return Some(value),
            _ => {}
        }
    }
    None
}

fn is_checked(element: &ElementNode) -> bool {
    element.attributes.iter().any(|attribute| {
        matches!(
            attribute,
            Attr::Live(Live::Checked(true)) | Attr::Flag("checked")
        )
    })
}

#[cfg(test)]
mod tests;
