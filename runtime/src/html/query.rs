//! Looking into a view in tests: finding elements, and asking which message an event makes.

use std::marker::PhantomData;

use super::Element;
use super::attribute::{Attr, Live};
use super::dispatch::{Dispatched, EventSource, dispatch};
use super::event::{EventData, KeyPress, Needs};
use super::tree::{ElementNode, Node};
use crate::effect::Effect;
use crate::page::FormFields;

/// An element found in a view, with those around it.
pub struct Found<'a, Msg> {
    chain: Vec<&'a Node>,
    message: PhantomData<fn() -> Msg>,
}

impl<Msg: 'static> Element<Msg> {
    /// The first element, in document order, for which `accepts` holds.
    pub fn find(&self, accepts: impl Fn(&Found<'_, Msg>) -> bool) -> Option<Found<'_, Msg>> {
        self.find_all(accepts).into_iter().next()
    }

    /// All elements, in document order, for which `accepts` holds.
    pub fn find_all(&self, accepts: impl Fn(&Found<'_, Msg>) -> bool) -> Vec<Found<'_, Msg>> {
        let mut found = Vec::new();
        collect(&[], &self.node, &accepts, &mut found);
        found
    }

    /// The innermost element whose whole text is this, white space at both ends aside.
    pub fn find_text(&self, text: &str) -> Option<Found<'_, Msg>> {
        self.find_all(|found| found.text().trim() == text)
            .into_iter()
            .max_by_key(Found::depth)
    }

    /// The element of this id.
    pub fn find_id(&self, id: &str) -> Option<Found<'_, Msg>> {
        self.find(|found| found.attribute("id").as_deref() == Some(id))
    }

    /// The first element with this `data-testid`.
    pub fn find_test_id(&self, id: &str) -> Option<Found<'_, Msg>> {
        self.find(|found| found.attribute("data-testid").as_deref() == Some(id))
    }

    /// The first element of this role with this accessible name: its `aria-label`, else its text.
    pub fn find_role(&self, role: &str, name: &str) -> Option<Found<'_, Msg>> {
        self.find(|found| found.role().as_deref() == Some(role) && found.name() == name)
    }

    /// The first element of this tag: `input`.
    pub fn find_tag(&self, tag: &str) -> Option<Found<'_, Msg>> {
        self.find(|found| found.tag() == tag)
    }

    /// All text of the view.
    pub fn text_content(&self) -> String {
        text_of(&self.node)
    }
}

/// Visits `node` and what is inside, in document order.
fn collect<'a, Msg: 'static>(
    around: &[&'a Node],
    node: &'a Node,
    accepts: &impl Fn(&Found<'_, Msg>) -> bool,
    into: &mut Vec<Found<'a, Msg>>,
) {
    let mut chain = around.to_vec();
    chain.push(node);
    let found = Found {
        chain: chain.clone(),
        message: PhantomData,
    };
    if node.as_element().is_some() && accepts(&found) {
        into.push(found);
    }
    for child in node.children() {
        collect(&chain, child, accepts, into);
    }
}

fn text_of(node: &Node) -> String {
    match node {
        Node::Text(text) => text.to_string(),
        _ => node.children().iter().map(text_of).collect(),
    }
}

impl<'a, Msg: 'static> Found<'a, Msg> {
    fn element(&self) -> &'a ElementNode {
        let last = self.chain.last().and_then(|node| node.as_element());
        last.expect("only elements are found")
    }

    fn depth(&self) -> usize {
        self.chain.len()
    }

    /// The name of the element: `button`.
    pub fn tag(&self) -> &'static str {
        self.element().tag.name
    }

    /// All text inside.
    pub fn text(&self) -> String {
        self.element().children.iter().map(text_of).collect()
    }

    /// An attribute by its whole name, the empty string for a boolean one. Handlers are not attributes.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.element().attributes.iter().find_map(|attribute| {
            let rest = name.strip_prefix(attribute.prefix())?;
            if attribute.name()? == rest {
                attribute_value(attribute)
            } else {
                None
            }
        })
    }

    /// The role: the attribute, else that of the element.
    pub fn role(&self) -> Option<String> {
        let own = self.attribute("role");
        own.or_else(|| implicit_role(self.tag(), |name| self.attribute(name)).map(str::to_owned))
    }

    fn name(&self) -> String {
        let label = self
            .attribute("aria-label")
            .or_else(|| self.attribute("alt"));
        label.unwrap_or_else(|| self.text().trim().to_owned())
    }

    /// The message of a click here, on the element or around it. A button of a form submits it. None if disabled.
    pub fn click(&self) -> Option<Msg> {
        if self
            .element()
            .attributes
            .iter()
            .any(|it| matches!(it, Attr::Flag("disabled")))
        {
            return None;
        }
        let clicked = self
            .trigger("click", EventData::default())
            .into_iter()
            .next();
        clicked.or_else(|| {
            if self.submits() {
                self.submit(&[])
            } else {
                None
            }
        })
    }

    /// The message of typing this.
    pub fn input(&self, value: &str) -> Option<Msg> {
        let data = EventData {
            value: value.to_owned(),
            ..EventData::default()
        };
        self.trigger("input", data).into_iter().next()
    }

    /// The message of having changed the value to this.
    pub fn change(&self, value: &str) -> Option<Msg> {
        let data = EventData {
            value: value.to_owned(),
            ..EventData::default()
        };
        self.trigger("change", data).into_iter().next()
    }

    /// The message of checking or unchecking a box.
    pub fn check(&self, checked: bool) -> Option<Msg> {
        let data = EventData {
            checked,
            ..EventData::default()
        };
        self.trigger("change", data).into_iter().next()
    }

    /// The message of pressing a key, by its `KeyboardEvent.key`.
    pub fn press(&self, key: &str) -> Option<Msg> {
        let key = KeyPress {
            key: key.to_owned(),
            ..KeyPress::default()
        };
        self.trigger(
            "keydown",
            EventData {
                key,
                ..EventData::default()
            },
        )
        .into_iter()
        .next()
    }

    /// The message of submitting the form with these fields.
    pub fn submit(&self, fields: &[(&str, &str)]) -> Option<Msg> {
        self.trigger("submit", form_data(fields)).into_iter().next()
    }

    /// The call that submitting the form with these fields makes: of an `rpc_form` or `rpc_button`.
    pub fn call(&self, fields: &[(&str, &str)]) -> Option<Effect<Msg>> {
        let asked = self.dispatch("submit", form_data(fields));
        asked.into_iter().find_map(|dispatched| match dispatched {
            Dispatched::Rpc(effect) => Some(effect.map(typed::<Msg>)),
            Dispatched::Message(_) => None,
        })
    }

    /// All messages of an event, from this element outwards.
    pub fn trigger(&self, event: &str, data: EventData) -> Vec<Msg> {
        let messages = self
            .dispatch(event, data)
            .into_iter()
            .filter_map(|it| match it {
                Dispatched::Message(message) => Some(typed(message)),
                Dispatched::Rpc(_) => None,
            });
        messages.collect()
    }

    fn dispatch(&self, event: &str, data: EventData) -> Vec<Dispatched> {
        let outcome = dispatch(&self.chain, &TestEvent { name: event, data });
        outcome
            .deliveries
            .into_iter()
            .map(|(dispatched, _)| dispatched)
            .collect()
    }

    fn submits(&self) -> bool {
        let kind = self.attribute("type");
        matches!(
            (self.tag(), kind.as_deref()),
            ("button", None | Some("submit")) | ("input", Some("submit" | "image"))
        )
    }
}

/// Whoever has the typed view has typed messages: each mapper above restored the outer type.
fn typed<Msg: 'static>(message: super::tree::Message) -> Msg {
    *message
        .downcast()
        .expect("a view of type Element<Msg> makes messages of type Msg")
}

fn form_data(fields: &[(&str, &str)]) -> EventData {
    let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    EventData {
        form: FormFields(fields.iter().map(own).collect()),
        ..EventData::default()
    }
}

fn attribute_value(attribute: &Attr) -> Option<String> {
    match attribute {
        Attr::Plain { value, .. } | Attr::Live(Live::Value(value)) => Some(value.to_string()),
        Attr::Flag(_) => Some(String::new()),
        Attr::Live(Live::Checked(true) | Live::Selected(true) | Live::Muted(true)) => {
            Some(String::new())
        }
        Attr::Live(_) | Attr::Absent | Attr::RawHtml(_) | Attr::On(_) => None,
    }
}

/// Roles of HTML elements, from "HTML Accessibility API Mappings".
pub(crate) fn implicit_role(
    tag: &str,
    attribute: impl Fn(&str) -> Option<String>,
) -> Option<&'static str> {
    Some(match tag {
        "a" | "area" if attribute("href").is_some() => "link",
        "article" => "article",
        "aside" => "complementary",
        "button" | "summary" => "button",
        "dialog" => "dialog",
        "fieldset" | "details" => "group",
        "figure" => "figure",
        "form" => "form",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "heading",
        "hr" => "separator",
        "img" => "img",
        "input" => input_role(attribute("type").as_deref()),
        "li" => "listitem",
        "main" => "main",
        "meter" => "meter",
        "nav" => "navigation",
        "ol" | "ul" | "menu" => "list",
        "option" => "option",
        "output" => "status",
        "p" => "paragraph",
        "progress" => "progressbar",
        "search" => "search",
        "select" if attribute("multiple").is_some() => "listbox",
        "select" => "combobox",
        "table" => "table",
        "tbody" | "tfoot" | "thead" => "rowgroup",
        "td" => "cell",
        "textarea" => "textbox",
        "th" => "columnheader",
        "tr" => "row",
        _ => return None,
    })
}

fn input_role(kind: Option<&str>) -> &'static str {
    match kind {
        Some("checkbox") => "checkbox",
        Some("radio") => "radio",
        Some("range") => "slider",
        Some("number") => "spinbutton",
        Some("search") => "searchbox",
        Some("button" | "submit" | "reset" | "image") => "button",
        _ => "textbox",
    }
}

/// An event that a test makes.
pub(crate) struct TestEvent<'a> {
    pub(crate) name: &'a str,
    pub(crate) data: EventData,
}

impl EventSource for TestEvent<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn bubbles(&self) -> bool {
        !matches!(
            self.name,
            "focus"
                | "blur"
                | "mouseenter"
                | "mouseleave"
                | "pointerenter"
                | "pointerleave"
                | "load"
                | "error"
                | "scroll"
        )
    }

    fn is_key(&self, key: &str) -> bool {
        self.data.key.key == key
    }

    fn read(&self, _: Needs) -> EventData {
        self.data.clone()
    }
}
