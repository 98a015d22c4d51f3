//! Pages and their entries.

use super::grammar::Rule;
use super::items::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Item, Load, Model, Msg, Page, PageEntry, Rpc, Text, Type};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What was read of a page's body.
#[derive(Default)]
struct Body {
    entries: Vec<PageEntry>,
    routes: Vec<Text>,
    /// Declarations that stand in the page and belong outside, with their places.
    nested: Vec<(Option<Item>, Span)>,
    unclosed: bool,
}

impl Reader<'_> {
    /// Reads a page, and behind it the declarations that stand in it by mistake.
    pub(super) fn read_page(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        let docs = self.take_docs(node);
        let mut head = self.read_head(node);
        let mut body = Body::default();
        let mut missing_at = None;
        for part in std::mem::take(&mut head.parts) {
            match part.as_rule() {
                Rule::text | Rule::bare_path => {
                    let path = self.read_path(&part, missing_at.is_some());
                    if let Some(place) = missing_at.take() {
                        self.report_missing_at(place, &path.value);
                    }
                    body.routes.push(path);
                }
                Rule::missing_at => missing_at = Some(self.span(&part)),
                Rule::page_body => self.read_page_body(&part, &mut body),
                _ => {}
            }
        }
        if !body.unclosed {
            for &(_, place) in &body.nested {
                self.report_nested(place, head.keyword);
            }
        }
        items.push(Item::Page(Page {
            docs,
            keyword: head.keyword,
            name: head.name,
            routes: body.routes,
            entries: body.entries,
            span: self.span(node),
        }));
        items.extend(body.nested.into_iter().filter_map(|(item, _)| item));
    }

    fn report_missing_at(&mut self, place: Span, path: &str) {
        let message = "`at` is missing before the route";
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, message)
                .label("`at` is missing here")
                .help(format!("write `page at \"{path}\"`")),
        );
    }

    fn report_nested(&mut self, place: Span, page: Span) {
        let keyword = self.slice(place);
        let message = format!("`{keyword}` stands inside of a page");
        self.report(
            Diagnostic::error(codes::WRONG_PLACE, place, message)
                .also(page, "in this page")
                .help("move it out of the page's braces; declared names are global"),
        );
    }

    fn read_page_body(&mut self, node: &Node<'_>, body: &mut Body) {
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::structure | Rule::enumeration => {
                    let keyword = children(part.clone()).next().map(|word| self.span(&word));
                    let place = keyword.unwrap_or_else(|| self.span(&part));
                    let mut items = vec![];
                    self.read_item(&part, &mut items);
                    body.nested.push((items.pop(), place));
                }
                Rule::later_item | Rule::later_in_page => self.report_later(&part),
                Rule::bad_line => self.report_bad_line(&part, Place::Page),
                Rule::missing_close => {
                    body.unclosed = true;
                    let outside = body.nested.first().map(|&(_, place)| place);
                    self.report_unclosed_page(node, &part, outside);
                }
                _ => body.entries.extend(self.read_entry(&part)),
            }
        }
    }

    fn read_entry(&mut self, node: &Node<'_>) -> Option<PageEntry> {
        match node.as_rule() {
            Rule::model => Some(PageEntry::Model(self.read_model(node))),
            Rule::msg => Some(PageEntry::Msg(self.read_msg(node))),
            Rule::load => self.read_load(node).map(PageEntry::Load),
            Rule::rpc => self.read_rpc(node).map(PageEntry::Rpc),
            Rule::query => self.read_query(node).map(PageEntry::Query),
            _ => None,
        }
    }

    fn read_model(&mut self, node: &Node<'_>) -> Model {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Model {
            docs,
            keyword: head.keyword,
            fields: self.read_body_fields(&head, "model"),
        }
    }

    fn read_msg(&mut self, node: &Node<'_>) -> Msg {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Msg {
            docs,
            keyword: head.keyword,
            variants: self.read_body_variants(&head, "msg"),
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

    fn read_rpc(&mut self, node: &Node<'_>) -> Option<Rpc> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mut arguments = vec![];
        for part in &head.parts {
            match part.as_rule() {
                Rule::arguments => arguments = self.read_arguments(part, "rpc"),
                Rule::missing_arguments => self.report_missing_arguments(&head, part),
                Rule::block => self.report_rpc_block(part),
                _ => {}
            }
        }
        let response = self.read_answer(&head).filter(|_| !head.is_scrambled());
        Some(Rpc {
            docs,
            name: head.name?,
            arguments,
            response: response?,
            options: vec![],
            span: self.span(node),
        })
    }

    fn report_rpc_block(&mut self, block: &Node<'_>) {
        self.drop_docs(block);
        let message = "settings of an `rpc` are not supported yet";
        self.report(
            Diagnostic::error(codes::NOT_YET, self.span(block), message)
                .help("leave the braces out: every `rpc` is public for now"),
        );
    }

    /// The type behind `->`; what is wrong with it has been reported where there is none.
    fn read_answer(&mut self, head: &Head<'_>) -> Option<Type> {
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
        let message = format!("`{keyword} {}` has no parentheses", name.text);
        self.report(
            Diagnostic::error(codes::MISSING_ARGUMENTS, self.span(missing), message)
                .label("`()` is missing here")
                .help(format!(
                    "write `{keyword} {}()`, or name its arguments there",
                    name.text
                )),
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
    let message = format!("this `{keyword}` does not say what it gives");
    let diagnostic = Diagnostic::error(codes::MISSING_ARROW, place, message)
        .label("`->` and a type are missing here");
    match keyword {
        "rpc" => diagnostic.help("write `-> Unit` if there is nothing to answer"),
        _ => diagnostic.help("write `load -> Type`"),
    }
}
