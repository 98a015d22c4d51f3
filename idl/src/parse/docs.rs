//! Comments: documentation is matched with what follows it, and what is no comment here is reported.

use std::collections::BTreeMap;

use pest::Parser as _;

use super::grammar::{Grammar, Rule};
use super::reader::{Node, Reader};
use crate::ast::Docs;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// The doc comments of a file that nothing has claimed yet, by the offset of what follows them.
#[derive(Debug, Default)]
pub(super) struct DocComments {
    runs: BTreeMap<usize, Run>,
}

/// Lines of documentation with nothing but white space and ordinary comments between them.
#[derive(Debug)]
struct Run {
    lines: Docs,
    span: Span,
}

impl DocComments {
    /// The documentation of what begins at `start`.
    pub(super) fn take(&mut self, start: usize) -> Docs {
        self.runs
            .remove(&start)
            .map_or_else(Vec::new, |run| run.lines)
    }

    /// Drops what documents something that begins in `start..end`, or at its end if nothing does.
    pub(super) fn drop_within(&mut self, start: usize, end: usize) {
        let within: Vec<usize> = self.runs.range(start..end).map(|(&at, _)| at).collect();
        for at in within {
            self.runs.remove(&at);
        }
    }
}

impl Reader<'_> {
    /// Collects the doc comments, and reports every separator, space and comment that is another language's.
    pub(super) fn read_trivia(&mut self, root: Node<'_>) {
        let mut docs = vec![];
        let mut separators = vec![];
        for node in root.into_inner().flatten() {
            let span = self.span(&node);
            match node.as_rule() {
                Rule::doc_comment => docs.push(span),
                Rule::foreign_comment => self.report_foreign_comment(span),
                Rule::odd_space => self.report_odd_space(span),
                Rule::wrong_separator => separators.push(span),
                _ => {}
            }
        }
        self.report_separators(&separators);
        self.attach_docs(&docs);
    }

    // From the last to the first, so that each stretch between two comments is looked at once.
    fn attach_docs(&mut self, docs: &[Span]) {
        let mut next: Option<(usize, usize)> = None;
        for &span in docs.iter().rev() {
            if !self.begins_its_line(span) {
                self.report_trailing_doc(span);
                continue;
            }
            let reached = skip_blank(self.text, span.end as usize);
            let follows = match next {
                Some((start, follows)) if start == reached => follows,
                _ => reached,
            };
            next = Some((span.start as usize, follows));
            self.add_doc_line(follows, span);
        }
        for run in self.docs.runs.values_mut() {
            run.lines.reverse();
        }
    }

    fn add_doc_line(&mut self, follows: usize, span: Span) {
        let line = doc_text(self.slice(span));
        let run = self.docs.runs.entry(follows).or_insert_with(|| Run {
            lines: vec![],
            span,
        });
        run.lines.push(line);
        run.span = run.span.to(span);
    }

    fn begins_its_line(&self, span: Span) -> bool {
        let before = &self.text[..span.start as usize];
        let before = before.trim_start_matches('\u{feff}');
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        line.trim_matches([' ', '\t', ',']).is_empty()
    }

    fn report_trailing_doc(&mut self, span: Span) {
        self.report(
            Diagnostic::warning(
                codes::UNATTACHED_DOC,
                span,
                "this doc comment documents nothing",
            )
            .label("it stands behind what it describes")
            .help("put it on a line of its own, above; or use `//`"),
        );
    }

    /// Reports the doc comments that nothing has claimed.
    pub(super) fn report_unattached_docs(&mut self) {
        for run in std::mem::take(&mut self.docs.runs).into_values() {
            let message = "this doc comment documents nothing";
            self.report(
                Diagnostic::warning(codes::UNATTACHED_DOC, run.span, message)
                    .label("nothing that takes documentation follows")
                    .help(
                        "put it above a declaration, an entry, a field or a variant; or use `//`",
                    ),
            );
        }
    }

    fn report_foreign_comment(&mut self, span: Span) {
        let text = self.slice(span);
        let sign = ["/*", "--", "#"]
            .into_iter()
            .find(|sign| text.starts_with(sign))
            .unwrap_or_default();
        let first_line = text.lines().next().unwrap_or_default();
        let shown = Span::new(
            self.file,
            span.start as usize,
            span.start as usize + first_line.len(),
        );
        let message = format!("`{sign}` does not begin a comment");
        self.report(
            Diagnostic::error(codes::FOREIGN_COMMENT, shown, message)
                .help("begin each line of a comment with `//`, or with `///` for documentation"),
        );
    }

    pub(super) fn report_odd_space(&mut self, span: Span) {
        let Some(character) = self.slice(span).chars().next() else {
            return;
        };
        let code = u32::from(character);
        let message = format!("the invisible character U+{code:04X} is not white space here");
        self.report(
            Diagnostic::error(codes::ODD_SPACE, span, message)
                .help("replace it by a space; it often comes along with copied text"),
        );
    }

    // Someone who ends every line with `;` needs to hear it once.
    fn report_separators(&mut self, separators: &[Span]) {
        for sign in [";", "|"] {
            let mut places = separators.iter().filter(|&&span| self.slice(span) == sign);
            let Some(&first) = places.next() else {
                continue;
            };
            let more = places.count();
            let message = format!("`{sign}` does not separate entries");
            let diagnostic = Diagnostic::error(codes::WRONG_SEPARATOR, first, message).help(
                format!("leave the `{sign}` out: a new line or a `,` is enough"),
            );
            self.report(match more {
                0 => diagnostic,
                1 => diagnostic.note("there is one more in this file"),
                _ => diagnostic.note(format!("there are {more} more in this file")),
            });
        }
    }
}

fn doc_text(comment: &str) -> String {
    let text = comment.strip_prefix("///").unwrap_or(comment);
    text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned()
}

/// The offset of the first character from `at` on that is neither white space nor in an ordinary comment. A comma is
/// passed too: where people write it first, as in `, name: Type`, the documentation above it is that of the name.
fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let token = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        at += rest.len() - token.len();
        if !token.starts_with("//") || (token.starts_with("///") && !token.starts_with("////")) {
            return at;
        }
        at += token.find(['\n', '\r']).unwrap_or(token.len());
    }
}

/// Whether a character is one of the grammar's `odd_space`.
pub(super) fn is_odd_space(character: char) -> bool {
    !character.is_ascii()
        && Grammar::parse(Rule::odd_space, character.encode_utf8(&mut [0; 4])).is_ok()
}
