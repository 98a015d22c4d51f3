//! The head that all declarations and entries share: a keyword, a name, and what stands before the body.

use super::grammar::Rule;
use super::keywords::{usage, usage_in};
use super::reader::{Node, Reader, children};
use super::recovery::{Place, shorten};
use crate::ast::{Name, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What a keyword is followed by, up to the body.
pub(super) struct Head<'i> {
    pub(super) keyword: Span,
    pub(super) name: Option<Name>,
    /// The parts that only this kind of declaration has: arguments, answer, path, body.
    pub(super) parts: Vec<Node<'i>>,
    damaged: bool,
}

impl<'i> Head<'i> {
    /// The type that stands in the head, as written.
    pub(super) fn written_type(&self) -> &'i str {
        let ty = self
            .parts
            .iter()
            .find(|part| part.as_rule() == Rule::r#type);
        ty.map_or("Type", |ty| ty.as_str().trim())
    }

    /// Whether a part of this kind stands in the head.
    pub(super) fn has(&self, rule: Rule) -> bool {
        self.parts.iter().any(|part| part.as_rule() == rule)
    }

    /// Whether arguments are missing and something else stands about, so that what was read as the
    /// answer may be anything.
    pub(super) fn is_scrambled(&self) -> bool {
        self.damaged && self.has(Rule::missing_arguments)
    }

    /// Whether something is wrong before the parts, so that they need no complaint of their own.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged
    }
}

impl Reader<'_> {
    /// Reads keyword and name, and reports what is missing from a head or too much in it.
    pub(super) fn read_head<'i>(&mut self, node: &Node<'i>) -> Head<'i> {
        let mut inner = children(node.clone());
        let keyword = inner
            .next()
            .map_or_else(|| self.span(node), |word| self.span(&word));
        let mut head = Head {
            keyword,
            name: None,
            parts: vec![],
            damaged: false,
        };
        for child in inner {
            match child.as_rule() {
                Rule::name => head.name = Some(self.read_name(&child)),
                Rule::wrong_name => head.name = Some(self.read_quoted_name(&child)),
                Rule::missing_name => {
                    self.report_missing_name(&mut head, node.as_rule(), &child);
                }
                Rule::junk => self.report_junk(&mut head, node, &child),
                Rule::missing_body => self.report_missing_body(&mut head, &child),
                _ => head.parts.push(child),
            }
        }
        head
    }

    fn report_missing_name(&mut self, head: &mut Head<'_>, rule: Rule, missing: &Node<'_>) {
        head.damaged = true;
        let keyword = self.slice(head.keyword);
        let usage = match rule {
            Rule::inner_layout | Rule::innermost_layout => usage_in(keyword, Place::Page),
            _ => usage(keyword),
        };
        let message = format!("this `{keyword}` has no name");
        self.report(
            Diagnostic::error(codes::MISSING_NAME, self.span(missing), message)
                .label("a name is missing here")
                .help(format!("write `{usage}`")),
        );
    }

    fn report_junk(&mut self, head: &mut Head<'_>, node: &Node<'_>, junk: &Node<'_>) {
        if std::mem::replace(&mut head.damaged, true) {
            return;
        }
        let text = junk.as_str().trim_end();
        let start = junk.as_span().start();
        let span = Span::new(self.file, start, start + text.len());
        let keyword = self.slice(head.keyword);
        let message = format!("unexpected `{}` in this `{keyword}`", shorten(text));
        let diagnostic = Diagnostic::error(codes::UNEXPECTED_IN_HEAD, span, message);
        self.report(diagnostic.help(junk_help(node.as_rule(), head, keyword, text)));
    }

    fn report_missing_body(&mut self, head: &mut Head<'_>, missing: &Node<'_>) {
        if std::mem::replace(&mut head.damaged, true) {
            return;
        }
        let keyword = self.slice(head.keyword);
        let what = head
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!(" {}", name.text));
        let message = format!("`{keyword}{what}` has no body");
        self.report(
            Diagnostic::error(codes::MISSING_BODY, self.span(missing), message)
                .label("`{ … }` is missing here")
                .help(format!("write `{}`", usage(keyword))),
        );
    }

    /// Reads a name that stands in quotes, and says that it should not.
    pub(super) fn read_quoted_name(&mut self, node: &Node<'_>) -> Name {
        let text = children(node.clone()).next();
        let Text { value, span } = self.read_text(text.as_ref().unwrap_or(node));
        self.report(
            Diagnostic::error(codes::INVALID_NAME, span, "a name is not quoted")
                .help(format!("write `{}`", shorten(&value))),
        );
        Name { text: value, span }
    }
}

fn junk_help(rule: Rule, head: &Head<'_>, keyword: &str, text: &str) -> String {
    let name = head.name.as_ref().map_or("Name", |name| name.text.as_str());
    match rule {
        Rule::structure | Rule::enumeration if text.starts_with('<') => {
            "declared types have no type parameters: leave them out".to_owned()
        }
        Rule::enumeration if text.starts_with('=') && text.len() > 1 => {
            let variants: Vec<&str> = text[1..].split('|').map(str::trim).collect();
            format!("write `enum {name} {{ {} }}`", variants.join("  "))
        }
        Rule::structure | Rule::enumeration if text.starts_with('=') => {
            format!("leave the `=` out: write `{keyword} {name} {{ … }}`")
        }
        Rule::layout | Rule::inner_layout | Rule::innermost_layout if text.starts_with('(') => {
            format!("write `layout {name} in {}`", text.trim_matches(['(', ')']))
        }
        Rule::job if text.starts_with("->") => {
            format!(
                "leave the `{}` out: nobody waits for what a job gives",
                shorten(text)
            )
        }
        Rule::load if text.starts_with('(') => {
            let ty = text.split_once("->").map_or("Type", |(_, ty)| ty.trim());
            format!(
                "a `load` has no arguments: write `load -> {ty}`; its handler is told the parameters of the route"
            )
        }
        Rule::fragment if text.starts_with('(') => {
            "leave them out: a fragment has the arguments of the query that it is spliced into"
                .to_owned()
        }
        Rule::query if text.ends_with(".sql\"") => match text.find('"') {
            Some(quote) => format!("write `from {}`", &text[quote..]),
            None => format!("write `{}`", usage(keyword)),
        },
        _ => format!("write `{}`", usage(keyword)),
    }
}
