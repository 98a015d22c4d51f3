//! Clients: where they are mounted.

use super::body::client_entry;
use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader};
use super::recovery::Place;
use crate::ast::{Client, Item, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads a client, and behind it the declarations that stand in it by mistake.
    pub(super) fn read_client(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mount = self.read_mount(&head);
        let mut nested = vec![];
        let entries = self.read_body(&head, Place::Client, client_entry, &mut nested);
        if let (Some(name), Some(mount)) = (head.name, mount) {
            items.push(Item::Client(Client {
                docs,
                name,
                mount,
                entries,
                span: self.span(node),
            }));
        }
        items.extend(nested);
    }

    fn read_mount(&mut self, head: &Head<'_>) -> Option<Text> {
        let mut mount = None;
        let mut missing_at = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::text | Rule::bare_path => {
                    mount = Some(self.read_path(part, missing_at.is_some()));
                }
                Rule::missing_at => missing_at = Some(self.span(part)),
                Rule::missing_path => self.report_missing_path(self.span(part)),
                _ => {}
            }
        }
        if let Some(place) = missing_at.filter(|_| !head.is_damaged()) {
            self.report_missing_mount(head, place, mount.as_ref());
        }
        mount
    }

    fn report_missing_mount(&mut self, head: &Head<'_>, place: Span, mount: Option<&Text>) {
        let name = head
            .name
            .as_ref()
            .map_or("public", |name| name.text.as_str());
        let path = mount.map_or("/", |path| path.value.as_str());
        let message = match mount {
            Some(_) => format!("`at` is missing before the path of `{name}`"),
            None => format!("the client `{name}` is mounted nowhere"),
        };
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, message)
                .label(if mount.is_some() {
                    "`at` is missing here"
                } else {
                    "`at` and a path are missing here"
                })
                .help(format!("write `client {name} at \"{path}\"`")),
        );
    }

    fn report_missing_path(&mut self, place: Span) {
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, "no path follows this `at`")
                .label("a path is missing here")
                .help("write `at \"/\"`"),
        );
    }

    /// Reads a path, which is to be quoted; that is said only where nothing else is wrong with it.
    pub(super) fn read_path(&mut self, node: &Node<'_>, damaged: bool) -> Text {
        if node.as_rule() == Rule::text {
            return self.read_text(node);
        }
        let path = Text {
            value: node.as_str().trim_matches('\'').to_owned(),
            span: self.span(node),
        };
        if !damaged {
            let message = "a path stands in double quotes";
            self.report(
                Diagnostic::error(codes::UNQUOTED_PATH, path.span, message)
                    .help(format!("write `\"{}\"`", path.value)),
            );
        }
        path
    }
}
