//! The entries of pages, layouts, clients and servers that are a head with one block or type.

use super::body::Entry;
use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader};
use super::recovery::Place;
use super::settings::SettingsOf;
use crate::ast::{Load, Model, Msg, Rpc, Type};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads an entry, whether it belongs into `place` or not; nothing where it is too damaged.
    pub(super) fn read_entry(&mut self, node: &Node<'_>, place: Place) -> Option<Entry> {
        Some(match node.as_rule() {
            Rule::model => Entry::Model(self.read_model(node, "model")),
            Rule::msg => Entry::Msg(self.read_msg(node, "msg")),
            Rule::context => Entry::Context(self.read_model(node, "context")),
            Rule::context_msg => Entry::ContextMsg(self.read_msg(node, "context_msg")),
            Rule::to_server => Entry::ToServer(self.read_msg(node, "to_server")),
            Rule::to_client => Entry::ToClient(self.read_msg(node, "to_client")),
            Rule::load => Entry::Load(self.read_load(node)?),
            Rule::rpc => Entry::Rpc(Box::new(self.read_rpc(node)?)),
            Rule::query => Entry::Query(Box::new(self.read_query(node)?)),
            Rule::auth if place == Place::Client => Entry::ClientAuth(self.read_client_auth(node)?),
            Rule::auth => Entry::PageAuth(self.read_page_auth(node)?),
            Rule::authorize => Entry::Authorize(self.read_authorize(node)),
            Rule::inner_layout | Rule::innermost_layout => self.read_layout_entry(node)?,
            Rule::search => Entry::Search(self.read_search(node)),
            Rule::subscribe => Entry::Subscribe(self.read_subscribe(node)?),
            _ => Entry::Items(vec![self.read_plain_item(node)?]),
        })
    }

    fn read_authorize(&mut self, node: &Node<'_>) -> Span {
        let head = self.read_head(node);
        for block in &head.parts {
            self.drop_docs(block);
            self.report(
                Diagnostic::error(
                    codes::UNEXPECTED_IN_HEAD,
                    self.span(block),
                    "`authorize` has no body",
                )
                .help("write `authorize`; what it decides is written in Rust"),
            );
        }
        head.keyword
    }

    fn read_model(&mut self, node: &Node<'_>, what: &'static str) -> Model {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Model {
            docs,
            keyword: head.keyword,
            fields: self.read_body_fields(&head, what),
        }
    }

    fn read_msg(&mut self, node: &Node<'_>, what: &'static str) -> Msg {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Msg {
            docs,
            keyword: head.keyword,
            variants: self.read_body_variants(&head, what),
        }
    }

    fn read_load(&mut self, node: &Node<'_>) -> Option<Load> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let data = self.read_answer(&head)?;
        Some(Load {
            docs,
            keyword: head.keyword,
            data,
        })
    }

    pub(super) fn read_rpc(&mut self, node: &Node<'_>) -> Option<Rpc> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let arguments = self.read_head_arguments(&head, "rpc");
        let response = self.read_answer(&head).filter(|_| !head.is_scrambled());
        let options = self.read_settings_of(&head, SettingsOf::Rpc);
        Some(Rpc {
            docs,
            name: head.name?,
            arguments,
            response: response?,
            options,
            span: self.span(node),
        })
    }

    /// The type behind `->`; what is wrong with it has been reported where there is none.
    pub(super) fn read_answer(&mut self, head: &Head<'_>) -> Option<Type> {
        self.check_answer(head);
        let node = head
            .parts
            .iter()
            .find(|part| part.as_rule() == Rule::r#type)?;
        self.read_type(node)
    }

    /// Reports an arrow or a type that is missing or written another way.
    pub(super) fn check_answer(&mut self, head: &Head<'_>) {
        if head.is_damaged() {
            return;
        }
        let keyword = self.slice(head.keyword);
        for part in &head.parts {
            let place = self.span(part);
            let diagnostic = match part.as_rule() {
                Rule::missing_arrow => missing_arrow(self.gap_before(place), head.written_type()),
                Rule::wrong_arrow => wrong_arrow(place, part.as_str(), head.written_type()),
                Rule::missing_type => missing_type(place),
                Rule::missing_answer if head.has(Rule::missing_arguments) => continue,
                Rule::missing_answer => missing_answer(place, keyword),
                _ => continue,
            };
            self.report(diagnostic);
        }
    }

    pub(super) fn report_missing_arguments(&mut self, head: &Head<'_>, missing: &Node<'_>) {
        let Some(name) = head.name.as_ref().filter(|_| !head.is_damaged()) else {
            return;
        };
        let keyword = self.slice(head.keyword);
        let head_text = format!("{keyword} {}", name.text);
        let help = if head.has(Rule::missing_answer) {
            format!("write `{head_text}() -> Type`, or name its arguments there")
        } else {
            format!("write `{head_text}()`, or name its arguments there")
        };
        let message = format!("`{head_text}` has no parentheses");
        self.report(
            Diagnostic::error(codes::MISSING_ARGUMENTS, self.span(missing), message)
                .label("`()` is missing here")
                .help(help),
        );
    }
}

fn missing_arrow(place: Span, ty: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MISSING_ARROW,
        place,
        "`->` is missing before the type",
    )
    .label("`->` is missing here")
    .help(format!("write `-> {ty}`"))
}

fn wrong_arrow(place: Span, written: &str, ty: &str) -> Diagnostic {
    let message = format!("a type is announced by `->`, not by `{written}`");
    Diagnostic::error(codes::MISSING_ARROW, place, message).help(format!("write `-> {ty}`"))
}

fn missing_type(place: Span) -> Diagnostic {
    Diagnostic::error(codes::MISSING_TYPE, place, "no type follows this `->`")
        .label("a type is missing here")
}

fn missing_answer(place: Span, keyword: &str) -> Diagnostic {
    let (what, help) = match keyword {
        "rpc" => (
            "what it gives",
            "write `-> Unit` if there is nothing to answer",
        ),
        "topic" => ("what is published on it", "write `-> Type`"),
        _ => ("what it gives", "write `load -> Type`"),
    };
    let message = format!("this `{keyword}` does not say {what}");
    Diagnostic::error(codes::MISSING_ARROW, place, message)
        .label("`->` and a type are missing here")
        .help(help)
}
