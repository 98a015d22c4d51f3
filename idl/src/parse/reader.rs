//! What every section of the parser shares: spans, names, quoted text, and where diagnostics go.

use pest::iterators::Pair;

use super::docs::DocComments;
use super::grammar::Rule;
use crate::ast::{Docs, Name, Text};
use crate::diagnostic::{Code, Diagnostic, codes, sort};
use crate::source::{FileId, Span};

pub(super) type Node<'i> = Pair<'i, Rule>;

/// How many diagnostics of one file are kept.
const MAX_DIAGNOSTICS: usize = 200;

/// Turns the nodes of one file's grammar into the tree.
pub(super) struct Reader<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) docs: DocComments,
    diagnostics: &'a mut Vec<Diagnostic>,
    // Those before it are other files'.
    first_diagnostic: usize,
    left_out: usize,
    /// Whether a line of version control about two versions was reported.
    pub(super) in_conflict: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        file: FileId,
        text: &'a str,
        root: Node<'_>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let mut reader = Self {
            file,
            text,
            docs: DocComments::default(),
            first_diagnostic: diagnostics.len(),
            left_out: 0,
            in_conflict: false,
            diagnostics,
        };
        reader.read_trivia(root);
        reader
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether so much has been reported that looking for good words no longer pays; counts what is left out.
    pub(super) fn leaves_out(&mut self) -> bool {
        let full = self.diagnostics.len() > self.first_diagnostic + 2 * MAX_DIAGNOSTICS;
        self.left_out += usize::from(full);
        full
    }

    /// Cuts the list where it can no longer help anyone, and says so.
    pub(super) fn cut_diagnostics(&mut self) {
        let kept = self.first_diagnostic + MAX_DIAGNOSTICS;
        let left_out = self.left_out + self.diagnostics.len().saturating_sub(kept);
        if left_out == 0 {
            return;
        }
        sort(&mut self.diagnostics[self.first_diagnostic..]);
        self.diagnostics.truncate(kept);
        if let Some(last) = self.diagnostics.last_mut() {
            last.notes
                .push(format!("{left_out} more in this file are not shown"));
        }
    }

    /// How much has been reported so far.
    pub(super) fn reported(&self) -> usize {
        self.diagnostics.len()
    }

    /// Takes back what was reported with a code since `reported` had the given value, because a
    /// report about the whole says it as well.
    pub(super) fn retract(&mut self, since: usize, code: Code) {
        let later = self
            .diagnostics
            .split_off(since.min(self.diagnostics.len()));
        self.diagnostics.extend(
            later
                .into_iter()
                .filter(|diagnostic| diagnostic.code != code),
        );
    }

    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        let span = node.as_span();
        Span::new(self.file, span.start(), span.end())
    }

    /// The keyword that a declaration or entry begins with.
    pub(super) fn keyword_of(&self, node: &Node<'_>) -> Span {
        let first = node.clone().into_inner().next();
        self.span(first.as_ref().unwrap_or(node))
    }

    /// The empty place right after the last character before `span` that is not white space: where
    /// something that is missing belongs.
    pub(super) fn gap_before(&self, span: Span) -> Span {
        let end = self.text[..span.start as usize].trim_end().len();
        Span::new(self.file, end, end)
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    pub(super) fn take_docs(&mut self, node: &Node<'_>) -> Docs {
        self.docs.take(node.as_span().start())
    }

    /// Drops the documentation of and in something that is left out of the tree.
    pub(super) fn drop_docs(&mut self, node: &Node<'_>) {
        let span = node.as_span();
        self.docs.drop_within(span.start(), span.end());
    }

    pub(super) fn read_name(&mut self, node: &Node<'_>) -> Name {
        let name = Name {
            text: node.as_str().to_owned(),
            span: self.span(node),
        };
        if let Some(diagnostic) = invalid_name(&name) {
            self.report(diagnostic);
        }
        name
    }

    pub(super) fn read_text(&mut self, node: &Node<'_>) -> Text {
        let span = self.span(node);
        let mut inner = String::new();
        for child in children(node.clone()) {
            match child.as_rule() {
                Rule::missing_quote => self.report_open_quote(span),
                _ => inner = self.resolve_escapes(&child),
            }
        }
        Text { value: inner, span }
    }

    fn report_open_quote(&mut self, span: Span) {
        let message = "this string is never closed";
        self.report(
            Diagnostic::error(codes::OPEN_QUOTE, span, message)
                .label("a closing `\"` is missing after this")
                .note("a string ends on the line it begins on"),
        );
    }

    fn resolve_escapes(&mut self, node: &Node<'_>) -> String {
        let text = node.as_str();
        let start = node.as_span().start();
        let mut value = String::with_capacity(text.len());
        let mut characters = text.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                value.push(character);
                continue;
            }
            match characters.next().map(|(_, escaped)| escaped) {
                Some(plain @ ('"' | '\\')) => value.push(plain),
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                unknown => {
                    let length = 1 + unknown.map_or(0, char::len_utf8);
                    let span = Span::new(self.file, start + at, start + at + length);
                    self.report_unknown_escape(span);
                }
            }
        }
        value
    }

    fn report_unknown_escape(&mut self, span: Span) {
        let message = format!("`{}` is not an escape", self.slice(span));
        self.report(
            Diagnostic::error(codes::UNKNOWN_ESCAPE, span, message).help(
                "the escapes are `\\\"`, `\\\\`, `\\n` and `\\t`; a backslash is written `\\\\`",
            ),
        );
    }
}

/// The parts of a node that mean something: separators and comments are left out.
pub(super) fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.into_inner()
        .filter(|child| !is_trivia(child.as_rule()))
}

/// The rules that say nothing by themselves: comments, separators, runs of characters.
pub(super) fn is_trivia(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::doc_comment
            | Rule::line_comment
            | Rule::rest_of_line
            | Rule::sql_plain
            | Rule::foreign_comment
            | Rule::odd_space
            | Rule::COMMA
            | Rule::wrong_separator
    )
}

fn invalid_name(name: &Name) -> Option<Diagnostic> {
    let text = name.text.as_str();
    let first = text.chars().next()?;
    let (message, wanted) = if !text.is_ascii() {
        (format!("the name `{text}` is not ASCII"), None)
    } else if text.contains('-') {
        let message = format!("the name `{text}` has a `-`");
        (message, Some(text.replace('-', "_")))
    } else if first.is_ascii_digit() {
        (format!("the name `{text}` begins with a digit"), None)
    } else {
        return None;
    };
    let diagnostic = Diagnostic::error(codes::INVALID_NAME, name.span, message)
        .note("names are ASCII letters, digits and `_`, and begin with a letter");
    Some(match wanted {
        Some(wanted) => diagnostic.help(format!("write `{wanted}`")),
        None => diagnostic,
    })
}
