//! Reads what the server renders, as far as the HTML standard matters to it.

use super::Document;
use crate::html::dom::Dom;
use crate::html::tree::Namespace;

/// Parses `html` into `parent`. Nodes are the view's at once if `is_owned`.
pub(crate) fn parse_into(document: &mut Document, parent: usize, html: &str, is_owned: bool) {
    let mut parser = Parser {
        rest: html,
        document,
        is_owned,
    };
    parser.parse_children(parent, Namespace::Html);
    assert_eq!(parser.rest, "", "an end tag without a start tag");
}

struct Parser<'a, 'b> {
    rest: &'a str,
    document: &'b mut Document,
    is_owned: bool,
}

const VOID: [&str; 8] = ["input", "br", "hr", "img", "meta", "link", "source", "wbr"];

impl<'a> Parser<'a, '_> {
    fn parse_children(&mut self, parent: usize, namespace: Namespace) {
        while !self.rest.is_empty() && !self.rest.starts_with("</") {
            let child = if self.rest.starts_with('<') {
                self.parse_element(namespace)
            } else {
                let text = self.take_until("<");
                self.document.add_text(&decode(text), self.is_owned)
            };
            self.document.insert_before(&parent, &child, None);
        }
    }

    fn take_until(&mut self, end: &str) -> &'a str {
        let at = self.rest.find(end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken
    }

    fn parse_element(&mut self, around: Namespace) -> usize {
        self.rest = &self.rest[1..];
        let at = self.rest.find([' ', '>']).expect("a start tag ends");
        let (name, rest) = self.rest.split_at(at);
        self.rest = rest;
        let namespace = match name {
            "svg" => Namespace::Svg,
            "math" => Namespace::MathMl,
            _ => around,
        };
        let element = self.document.add(name, namespace, self.is_owned);
        self.parse_attributes(element);
        if !VOID.contains(&name) {
            self.parse_content(element, name, namespace);
        }
        element
    }

    fn parse_attributes(&mut self, element: usize) {
        while let Some(rest) = self.rest.strip_prefix(' ') {
            let at = rest.find(['=', ' ', '>']).expect("a start tag ends");
            let (name, rest) = rest.split_at(at);
            self.rest = rest;
            let value = match rest.strip_prefix("=\"") {
                None => String::new(),
                Some(rest) => {
                    let (value, rest) = rest.split_once('"').expect("a value ends");
                    self.rest = rest;
                    decode(value)
                }
            };
            let earlier = self
                .document
                .attributes(element)
                .insert(name.to_owned(), value);
            assert!(earlier.is_none(), "{name} twice");
        }
        self.rest = self.rest.strip_prefix('>').expect("a start tag ends");
    }

    fn parse_content(&mut self, element: usize, name: &str, namespace: Namespace) {
        let end = format!("</{name}");
        if matches!(name, "textarea" | "pre") {
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
        }
        if matches!(name, "script" | "style" | "textarea" | "title") {
            let raw = matches!(name, "script" | "style");
            let text = self.take_until(&end);
            let text = if raw { text.to_owned() } else { decode(text) };
            if !text.is_empty() {
                let text = self.document.add_text(&text, self.is_owned);
                self.document.insert_before(&element, &text, None);
            }
        } else {
            let inner = if name == "foreignObject" {
                Namespace::Html
            } else {
                namespace
            };
            self.parse_children(element, inner);
        }
        let rest = self
            .rest
            .strip_prefix(&end)
            .and_then(|rest| rest.strip_prefix('>'));
        self.rest = rest.unwrap_or_else(|| panic!("{name} is not closed: {}", self.rest));
    }
}

fn decode(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&#13;", "\r").replace("&amp;", "&")
}
