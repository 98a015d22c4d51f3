//! Diagnostics of the core as the protocol has them.

use std::collections::BTreeMap;

use lsp_types::{Code, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message, Uri};
use rally_idl::diagnostic::{Diagnostic, Label, Severity};
use rally_idl::source::{SourceMap, Span};

use super::client::{Client, Related};
use super::position::Lines;

/// Every diagnostic, by the path of its file.
pub(super) fn by_file<'s>(
    diagnostics: &[Diagnostic],
    sources: &'s SourceMap,
    client: &Client,
    uri: impl Fn(&str) -> Uri,
) -> BTreeMap<&'s str, Vec<lsp_types::Diagnostic>> {
    let mut places = Places {
        sources,
        client,
        uri,
        lines: BTreeMap::new(),
    };
    let mut files: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let path = sources.file(diagnostic.primary.span.file).path.as_str();
        files
            .entry(path)
            .or_default()
            .push(places.diagnostic(diagnostic));
    }
    files
}

struct Places<'s, F> {
    sources: &'s SourceMap,
    client: &'s Client,
    uri: F,
    // Of each file that something was found in.
    lines: BTreeMap<rally_idl::source::FileId, Lines<'s>>,
}

impl<F: Fn(&str) -> Uri> Places<'_, F> {
    fn diagnostic(&mut self, found: &Diagnostic) -> lsp_types::Diagnostic {
        let related = match self.client.related {
            Related::Places => found
                .secondary
                .iter()
                .map(|label| self.related(label))
                .collect(),
            Related::InMessage => vec![],
        };
        lsp_types::Diagnostic {
            range: self.range(found.primary.span),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::Error,
                Severity::Warning => DiagnosticSeverity::Warning,
            }),
            code: Some(Code::String(found.code.0.to_owned())),
            source: Some("rally".to_owned()),
            message: Message::String(self.message(found)),
            related_information: (!related.is_empty()).then_some(related),
            ..Default::default()
        }
    }

    // Everything that the terminal would show but the lines themselves.
    fn message(&self, found: &Diagnostic) -> String {
        let mut message = found.message.clone();
        if !found.primary.text.is_empty() {
            message.push_str(&format!("\n{}", found.primary.text));
        }
        if self.client.related == Related::InMessage {
            for label in &found.secondary {
                let file = self.sources.file(label.span.file);
                let line = file.position(label.span.start as usize).line;
                message.push_str(&format!("\n{}:{line}: {}", file.path, about(label)));
            }
        }
        for note in &found.notes {
            message.push_str(&format!("\nnote: {note}"));
        }
        if let Some(help) = &found.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        message
    }

    fn related(&mut self, label: &Label) -> DiagnosticRelatedInformation {
        let path = &self.sources.file(label.span.file).path;
        DiagnosticRelatedInformation {
            location: Location {
                uri: (self.uri)(path),
                range: self.range(label.span),
            },
            message: about(label).to_owned(),
        }
    }

    fn range(&mut self, span: Span) -> lsp_types::Range {
        let (text, encoding) = (&self.sources.file(span.file).text, self.client.encoding);
        let lines = self
            .lines
            .entry(span.file)
            .or_insert_with(|| Lines::of(text, encoding));
        lines.range(span.range())
    }
}

// Clients show an empty text as nothing to click on.
fn about(label: &Label) -> &str {
    match label.text.as_str() {
        "" => "here",
        text => text,
    }
}
