//! Diagnostics to the text a person reads. Everything from a source is hostile: nothing in it reaches the
//! terminal as a command.

mod display;
mod snippet;

use std::collections::BTreeSet;

use super::{Diagnostic, Severity};
use crate::source::SourceMap;
use display::escape;
use snippet::Snippet;

/// Whether the text has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone, for files and tests.
    Plain,
    /// ANSI colours, for terminals.
    Coloured,
}

/// The part a piece of text plays, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Error,
    Warning,
    Gutter,
    Secondary,
    Strong,
}

impl Style {
    fn paint(self, part: Part, text: &str) -> String {
        if self == Style::Plain || text.is_empty() {
            return text.to_owned();
        }
        let code = match part {
            Part::Error => "1;31",
            Part::Warning => "1;33",
            Part::Gutter => "34",
            Part::Secondary => "36",
            Part::Strong => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

impl From<Severity> for Part {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Part::Error,
            Severity::Warning => Part::Warning,
        }
    }
}

/// One diagnostic with the lines it is about, ending in a newline.
///
/// `sources` must be the map that the spans were made for.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let snippets = Snippet::of(diagnostic, sources);
    let width = snippets
        .iter()
        .map(Snippet::number_width)
        .max()
        .unwrap_or(1);
    let mut out = render_title(diagnostic, style);
    for snippet in &snippets {
        snippet.render(&mut out, width, style);
    }
    for note in &diagnostic.notes {
        render_remark(&mut out, width, "note", note, style);
    }
    if let Some(help) = &diagnostic.help {
        render_remark(&mut out, width, "help", help, style);
    }
    out
}

/// All diagnostics with an empty line after each, and the summary; empty where there are none.
#[must_use]
pub fn render_all(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&render(diagnostic, sources, style));
        out.push('\n');
    }
    if !diagnostics.is_empty() {
        out.push_str(&summary(diagnostics));
        out.push('\n');
    }
    out
}

/// How much is wrong, in one line without a newline: `3 errors, 1 warning in 2 files`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let files: BTreeSet<_> = diagnostics.iter().map(|d| d.primary.span.file).collect();
    let counts: Vec<String> = [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
    ]
    .into_iter()
    .filter(|&(count, _)| count > 0)
    .map(|(count, what)| counted(count, what))
    .collect();
    if counts.is_empty() {
        return "no errors".to_owned();
    }
    format!("{} in {}", counts.join(", "), counted(files.len(), "file"))
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn render_title(diagnostic: &Diagnostic, style: Style) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let kind = format!("{severity}[{}]", diagnostic.code.0);
    let message = format!(": {}", escape(&diagnostic.message));
    format!(
        "{}{}\n",
        style.paint(diagnostic.severity.into(), &kind),
        style.paint(Part::Strong, &message)
    )
}

fn render_remark(out: &mut String, width: usize, kind: &str, text: &str, style: Style) {
    let indent = " ".repeat(width + 1);
    let continued = format!("\n{indent}  {}", " ".repeat(kind.len() + 2));
    let lines: Vec<String> = text.lines().map(escape).collect();
    out.push_str(&format!(
        "{indent}{} {}: {}\n",
        style.paint(Part::Gutter, "="),
        style.paint(Part::Strong, kind),
        lines.join(&continued)
    ));
}

#[cfg(test)]
mod tests;
