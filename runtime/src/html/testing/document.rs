//! A document in memory that behaves as a browser's does in what the view layer asks of it.

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
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    pub(crate) is_owned: bool,
    /// What a control holds, once it was changed.
    pub(crate) value: Option<String>,
    pub(crate) is_checked: Option<bool>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text(String),
    Element {
        name: String,
        namespace: Namespace,
        attributes: BTreeMap<String, String>,
    },
}

impl Document {
    pub(crate) fn new() -> Document {
        let mut document = Document::default();
        document.add("main", Namespace::Html, true);
        document
    }

    pub(crate) fn add(&mut self, name: &str, namespace: Namespace, is_owned: bool) -> usize {
        let kind = Kind::Element {
            name: name.to_owned(),
            namespace,
            attributes: BTreeMap::new(),
        };
        self.push(kind, is_owned)
    }

    pub(crate) fn add_text(&mut self, text: &str, is_owned: bool) -> usize {
        self.push(Kind::Text(text.to_owned()), is_owned)
    }

    fn push(&mut self, kind: Kind, is_owned: bool) -> usize {
        let entry = Entry {
            kind,
            parent: None,
            children: Vec::new(),
            is_owned,
            value: None,
            is_checked: None,
        };
        self.nodes.push(entry);
        self.nodes.len() - 1
    }

    pub(crate) fn attributes(&mut self, node: usize) -> &mut BTreeMap<String, String> {
        match &mut self.nodes[node].kind {
            Kind::Element { attributes, .. } => attributes,
            Kind::Text(_) => panic!("a text has no attributes"),
        }
    }

    fn tag_name(&self, node: usize) -> &str {
        match &self.nodes[node].kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
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
    pub(crate) fn show(&self, parent: usize) -> String {
        self.owned(parent)
            .into_iter()
            .map(|child| self.show_node(child))
            .collect()
    }

    fn show_node(&self, node: usize) -> String {
        match &self.nodes[node].kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Element {
                name,
                namespace,
                attributes,
            } => {
                let entry = &self.nodes[node];
                let shown: String = attributes
                    .iter()
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
                let _ = entry;
                let children = if name == "textarea" {
                    String::new()
                } else {
                    self.show(node)
                };
                format!("<{namespace:?} {name}{shown}{state}>{children}</>")
            }
        }
    }

    fn options(&self, select: usize) -> Vec<usize> {
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

    fn attribute_of(&self, node: usize, name: &str) -> Option<String> {
        match &self.nodes[node].kind {
            Kind::Element { attributes, .. } => attributes.get(name).cloned(),
            Kind::Text(_) => None,
        }
    }

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
        let at = match next {
            None => children.len(),
            Some(next) => children
                .iter()
                .position(|child| child == next)
                .expect("a child"),
        };
        children.insert(at, node);
        self.nodes[node].parent = Some(parent);
    }

    fn remove(&mut self, &node: &usize) {
        assert!(
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
        assert!(
            owned.len() <= count,
            "the view counts {count} nodes, it has {}",
            owned.len()
        );
        owned.get(index).copied()
    }

    fn set_text(&mut self, &node: &usize, text: &str) {
        match &mut self.nodes[node].kind {
            Kind::Text(old) => text.clone_into(old),
            Kind::Element { .. } => panic!("sets the text of an element"),
        }
    }

    fn set_attribute(&mut self, &node: &usize, prefix: &str, name: &str, value: &str) {
        self.attributes(node)
            .insert([prefix, name].concat(), value.to_owned());
    }

    fn remove_attribute(&mut self, &node: &usize, prefix: &str, name: &str) {
        let removed = self.attributes(node).remove(&[prefix, name].concat());
        assert!(
            removed.is_some(),
            "removes an attribute that is not there: {name}"
        );
    }

    fn set_live(&mut self, &node: &usize, live: &Live) {
        match live {
            Live::Value(value) => self.nodes[node].value = Some(value.to_string()),
            Live::Checked(checked) => self.nodes[node].is_checked = Some(*checked),
            Live::Selected(_) | Live::Muted(_) => {}
        }
    }

    fn set_raw_html(&mut self, &node: &usize, markup: &str) {
        self.clear(&node);
        super::parse_into(self, node, markup, false);
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
        self.attribute_of(node, &[prefix, name].concat())
    }

    fn value(&self, &node: &usize) -> String {
        if let Some(value) = &self.nodes[node].value {
            return value.clone();
        }
        match self.tag_name(node) {
            "textarea" => self.text_of(node),
            "select" => {
                let options = self.options(node);
                let selected = |&option: &usize| self.attribute_of(option, "selected").is_some();
                let chosen = options
                    .iter()
                    .copied()
                    .find(selected)
                    .or(options.first().copied());
                let value = |it| {
                    self.attribute_of(it, "value")
                        .unwrap_or_else(|| self.text_of(it))
                };
                chosen.map(value).unwrap_or_default()
            }
            _ => self.attribute_of(node, "value").unwrap_or_default(),
        }
    }

    fn is_checked(&self, &node: &usize) -> bool {
        let state = self.nodes[node].is_checked;
        state.unwrap_or_else(|| self.attribute_of(node, "checked").is_some())
    }

    fn own(&mut self, &node: &usize) {
        self.nodes[node].is_owned = true;
    }
}
