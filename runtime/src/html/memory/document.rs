//! A document in memory that behaves as a browser's does in what the view layer asks of it, and in what its controls
//! hold.

use std::collections::BTreeMap;

use crate::html::attribute::Live;
use crate::html::dom::Dom;
use crate::html::tree::{Namespace, Tag};

/// Nodes are indices; the container is 0.
#[derive(Default)]
pub(crate) struct Document {
    pub(crate) nodes: Vec<Entry>,
    /// Names of events that are dispatched.
    pub(crate) listens: Vec<&'static str>,
    /// How many nodes were looked up.
    pub(crate) look_ups: std::cell::Cell<usize>,
    /// How many times a node was put somewhere.
    pub(crate) insertions: usize,
    /// Where the user is composing text.
    pub(crate) composing: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    attributes: BTreeMap<String, String>,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    pub(crate) is_owned: bool,
    /// What a control holds, once it was changed.
    pub(crate) value: Option<String>,
    pub(crate) is_checked: Option<bool>,
    /// Whether an option is selected, once that was changed.
    is_selected: Option<bool>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text(String),
    Element {
        name: String,
        #[cfg_attr(not(test), expect(dead_code, reason = "shown by tests of patching"))]
        namespace: Namespace,
    },
}

impl Document {
    pub(crate) fn new() -> Document {
        let mut document = Document::default();
        document.add("main", Namespace::Html, true);
        document
    }

    pub(crate) fn add(&mut self, name: &str, namespace: Namespace, is_owned: bool) -> usize {
        let name = name.to_owned();
        self.push(Kind::Element { name, namespace }, is_owned)
    }

    pub(crate) fn add_text(&mut self, text: &str, is_owned: bool) -> usize {
        self.push(Kind::Text(text.to_owned()), is_owned)
    }

    fn push(&mut self, kind: Kind, is_owned: bool) -> usize {
        let entry = Entry {
            kind,
            attributes: BTreeMap::new(),
            parent: None,
            children: Vec::new(),
            is_owned,
            value: None,
            is_checked: None,
            is_selected: None,
        };
        self.nodes.push(entry);
        self.nodes.len() - 1
    }

    /// The attributes of an element. A text has none.
    pub(crate) fn attributes(&mut self, node: usize) -> &mut BTreeMap<String, String> {
        &mut self.nodes[node].attributes
    }

    /// An attribute by its whole name.
    pub(crate) fn get(&self, node: usize, name: &str) -> Option<&str> {
        self.nodes[node].attributes.get(name).map(String::as_str)
    }

    /// All attributes, by name.
    pub(crate) fn all_attributes(&self, node: usize) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.nodes[node].attributes.iter();
        attributes.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The name of an element; empty for a text.
    pub(crate) fn tag_name(&self, node: usize) -> &str {
        match &self.nodes[node].kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }

    /// The node and all inside of it, in document order.
    pub(crate) fn inside(&self, node: usize) -> Vec<usize> {
        let mut all = vec![node];
        for &child in &self.nodes[node].children {
            all.extend(self.inside(child));
        }
        all
    }

    /// The nodes around one, from the inside out, without itself.
    pub(crate) fn around(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[node].parent, |&node| self.nodes[node].parent)
    }

    /// The child indices from the container to a node, of the view's nodes only; as far as they are the view's.
    pub(crate) fn path_to(&self, container: usize, node: usize) -> Option<Vec<u32>> {
        let mut path = Vec::new();
        let mut at = node;
        while at != container {
            let parent = self.nodes[at].parent?;
            if self.nodes[at].is_owned {
                let index = self.owned(parent).iter().position(|&it| it == at)?;
                path.push(u32::try_from(index).ok()?);
            } else if !path.is_empty() {
                return None;
            }
            at = parent;
        }
        path.reverse();
        Some(path)
    }

    fn detach(&mut self, node: usize) {
        if let Some(parent) = self.nodes[node].parent.take() {
            self.nodes[parent].children.retain(|&child| child != node);
        }
    }

    /// The nodes that are the view's.
    pub(crate) fn owned(&self, parent: usize) -> Vec<usize> {
        let children = self.nodes[parent].children.iter().copied();
        children
            .filter(|&child| self.nodes[child].is_owned)
            .collect()
    }

    /// What is seen in `parent` of the view, as text to compare.
    #[cfg(test)]
    pub(crate) fn show(&self, parent: usize) -> String {
        self.owned(parent)
            .into_iter()
            .map(|child| self.show_node(child))
            .collect()
    }

    #[cfg(test)]
    fn show_node(&self, node: usize) -> String {
        match &self.nodes[node].kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Element { name, namespace } => {
                let shown: String = self
                    .all_attributes(node)
                    .filter(|(name, _)| !is_initial_state(self.tag_name(node), name))
                    .map(|(name, value)| format!(" {name}={value:?}"))
                    .collect();
                let state = if matches!(name.as_str(), "input" | "textarea" | "select") {
                    format!(
                        " value:{:?} checked:{}",
                        Dom::value(self, &node),
                        Dom::is_checked(self, &node)
                    )
                } else {
                    String::new()
                };
                let children = if name == "textarea" {
                    String::new()
                } else {
                    self.show(node)
                };
                format!("<{namespace:?} {name}{shown}{state}>{children}</>")
            }
        }
    }

    /// The options of a `select`, those of its groups included.
    pub(crate) fn options(&self, select: usize) -> Vec<usize> {
        let mut options = Vec::new();
        for &child in &self.nodes[select].children {
            match self.tag_name(child) {
                "option" => options.push(child),
                "optgroup" => options.extend(self.options(child)),
                _ => {}
            }
        }
        options
    }

    /// What an option stands for: its `value`, else its text.
    pub(crate) fn option_value(&self, option: usize) -> String {
        let value = self.get(option, "value").map(str::to_owned);
        value.unwrap_or_else(|| self.text_of(option).trim().to_owned())
    }

    /// The options of a `select` that are selected. Where it takes one, the first one is, unless another is said to be.
    pub(crate) fn selected(&self, select: usize) -> Vec<usize> {
        let options = self.options(select);
        let said = |&option: &usize| {
            let changed = self.nodes[option].is_selected;
            changed.unwrap_or_else(|| self.get(option, "selected").is_some())
        };
        let selected: Vec<usize> = options.iter().copied().filter(said).collect();
        if self.get(select, "multiple").is_some() {
            return selected;
        }
        let one = selected.last().or(options.first());
        one.copied().into_iter().collect()
    }

    /// Selects an option, or no longer; of a `select` that takes one only, the others are no longer selected.
    pub(crate) fn set_selected(&mut self, select: usize, option: usize, is_selected: bool) {
        if self.get(select, "multiple").is_none() {
            for other in self.options(select) {
                self.nodes[other].is_selected = Some(false);
            }
        }
        self.nodes[option].is_selected = Some(is_selected);
    }

    /// Checks a box, or no longer; of radio buttons of one name, one at most is checked.
    pub(crate) fn set_checked(&mut self, node: usize, is_checked: bool) {
        if is_checked && self.get(node, "type") == Some("radio") {
            for other in self.radio_group(node) {
                self.nodes[other].is_checked = Some(false);
            }
        }
        self.nodes[node].is_checked = Some(is_checked);
    }

    /// The other radio buttons of the same name in the same form.
    fn radio_group(&self, radio: usize) -> Vec<usize> {
        let name = self.get(radio, "name");
        let form = self
            .around(radio)
            .find(|&node| self.tag_name(node) == "form" || self.nodes[node].parent.is_none());
        let all = self.inside(form.unwrap_or(0));
        let is_other = |&node: &usize| {
            node != radio
                && self.get(node, "type") == Some("radio")
                && name.is_some()
                && self.get(node, "name") == name
        };
        all.into_iter().filter(is_other).collect()
    }

    /// Sets what a field or area holds.
    pub(crate) fn set_value(&mut self, node: usize, value: String) {
        self.nodes[node].value = Some(value);
    }

    /// All text inside, as it is written.
    pub(crate) fn text_of(&self, node: usize) -> String {
        match &self.nodes[node].kind {
            Kind::Text(text) => text.clone(),
            Kind::Element { .. } => self.nodes[node]
                .children
                .iter()
                .map(|&child| self.text_of(child))
                .collect(),
        }
    }
}

/// Attributes that say what a control held at first, or that the server alone writes.
#[cfg(test)]
fn is_initial_state(tag: &str, name: &str) -> bool {
    name == "data-on"
        || matches!(name, "checked" | "selected" | "muted")
        || name == "value" && matches!(tag, "input" | "textarea" | "select")
}

impl Dom for Document {
    type Node = usize;

    fn create_element(&mut self, tag: Tag) -> usize {
        self.add(tag.name, tag.namespace, true)
    }

    fn create_text(&mut self, text: &str) -> usize {
        self.add_text(text, true)
    }

    fn insert_before(&mut self, &parent: &usize, &node: &usize, next: Option<&usize>) {
        self.insertions += 1;
        self.detach(node);
        let children = &mut self.nodes[parent].children;
        let before = next.and_then(|next| children.iter().position(|child| child == next));
        debug_assert_eq!(before.is_some(), next.is_some(), "`next` is a child");
        children.insert(before.unwrap_or(children.len()), node);
        self.nodes[node].parent = Some(parent);
    }

    fn remove(&mut self, &node: &usize) {
        debug_assert!(
            self.nodes[node].parent.is_some(),
            "removes a node that is nowhere"
        );
        self.detach(node);
    }

    fn clear(&mut self, &parent: &usize) {
        for child in std::mem::take(&mut self.nodes[parent].children) {
            self.nodes[child].parent = None;
        }
    }

    fn count_children(&self, &parent: &usize) -> usize {
        self.nodes[parent].children.len()
    }

    fn child(&self, &parent: &usize, index: usize, count: usize) -> Option<usize> {
        self.look_ups.set(self.look_ups.get() + 1);
        let owned = self.owned(parent);
        debug_assert!(
            owned.len() <= count,
            "the view counts {count} nodes, it has {}",
            owned.len()
        );
        owned.get(index).copied()
    }

    fn set_text(&mut self, &node: &usize, text: &str) {
        match &mut self.nodes[node].kind {
            Kind::Text(old) => text.clone_into(old),
            Kind::Element { .. } => debug_assert!(false, "sets the text of an element"),
        }
    }

    fn set_attribute(&mut self, &node: &usize, prefix: &str, name: &str, value: &str) {
        self.attributes(node)
            .insert([prefix, name].concat(), value.to_owned());
    }

    fn remove_attribute(&mut self, &node: &usize, prefix: &str, name: &str) {
        let removed = self.attributes(node).remove(&[prefix, name].concat());
        debug_assert!(
            removed.is_some(),
            "removes an attribute that is not there: {name}"
        );
    }

    fn set_live(&mut self, &node: &usize, live: &Live) {
        match live {
            Live::Value(value) if self.tag_name(node) == "select" => {
                for option in self.options(node) {
                    let is_selected = self.option_value(option) == *value;
                    self.nodes[option].is_selected = Some(is_selected);
                }
            }
            Live::Value(value) => self.nodes[node].value = Some(value.to_string()),
            Live::Checked(checked) => self.set_checked(node, *checked),
            Live::Selected(selected) => self.nodes[node].is_selected = Some(*selected),
            Live::Muted(_) => {}
        }
    }

    fn set_raw_html(&mut self, &node: &usize, markup: &str) {
        self.clear(&node);
        // Browsers repair what is wrong with it, too.
        let _ = super::parse_into(self, node, markup, false);
    }

    fn listen(&mut self, event: &'static str) {
        if !self.listens.contains(&event) {
            self.listens.push(event);
        }
    }

    fn first_child(&self, &parent: &usize) -> Option<usize> {
        self.nodes[parent].children.first().copied()
    }

    fn next_sibling(&self, &node: &usize) -> Option<usize> {
        let siblings = &self.nodes[self.nodes[node].parent?].children;
        let at = siblings.iter().position(|&child| child == node)?;
        siblings.get(at + 1).copied()
    }

    fn is_element(&self, &node: &usize, name: &str) -> bool {
        self.tag_name(node) == name
    }

    fn describe(&self, &node: &usize) -> String {
        format!("<{}>", self.tag_name(node))
    }

    fn text(&self, &node: &usize) -> Option<String> {
        match &self.nodes[node].kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Element { .. } => None,
        }
    }

    fn attribute(&self, &node: &usize, prefix: &str, name: &str) -> Option<String> {
        self.get(node, &[prefix, name].concat()).map(str::to_owned)
    }

    fn value(&self, &node: &usize) -> String {
        if self.tag_name(node) == "select" {
            let first = self.selected(node).first().copied();
            return first.map_or_else(String::new, |option| self.option_value(option));
        }
        if let Some(value) = &self.nodes[node].value {
            return value.clone();
        }
        match self.tag_name(node) {
            "textarea" => self.text_of(node),
            _ => self.get(node, "value").unwrap_or_default().to_owned(),
        }
    }

    fn is_checked(&self, &node: &usize) -> bool {
        let state = self.nodes[node].is_checked;
        state.unwrap_or_else(|| self.get(node, "checked").is_some())
    }

    fn is_composing(&mut self, &node: &usize) -> bool {
        self.composing == Some(node)
    }

    fn own(&mut self, &node: &usize) {
        self.nodes[node].is_owned = true;
    }
}
