//! The lines of one file that a diagnostic is about, with their line numbers and underlines.

use super::display::{Shown, escape};
use super::{Part, Style};
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Position, SourceFile, SourceMap, Span};

/// What a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Primary(Part),
    Secondary,
}

/// An underline of a part of one line.
#[derive(Debug, Clone)]
struct Mark<'a> {
    line: usize,
    /// Byte offsets in the line.
    start: usize,
    end: usize,
    rank: Rank,
    text: &'a str,
}

/// The marks of one file.
pub(super) struct Snippet<'a> {
    file: &'a SourceFile,
    at: Position,
    marks: Vec<Mark<'a>>,
}

impl<'a> Snippet<'a> {
    /// The snippets of a diagnostic: the file of its primary place first, others in order.
    pub(super) fn of(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Vec<Self> {
        let first = diagnostic.primary.span.file;
        let mut others: Vec<FileId> = diagnostic
            .secondary
            .iter()
            .map(|label| label.span.file)
            .collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|&file| file != first);
        std::iter::once(first)
            .chain(others)
            .map(|file| Self::in_file(diagnostic, sources, file))
            .collect()
    }

    fn in_file(diagnostic: &'a Diagnostic, sources: &'a SourceMap, id: FileId) -> Self {
        let file = sources.file(id);
        let primary = (
            &diagnostic.primary,
            Rank::Primary(diagnostic.severity.into()),
        );
        let secondary = diagnostic
            .secondary
            .iter()
            .map(|label| (label, Rank::Secondary));
        let labels: Vec<(&Label, Rank)> = std::iter::once(primary)
            .chain(secondary)
            .filter(|(label, _)| label.span.file == id)
            .collect();
        let at = labels
            .first()
            .map_or(0, |(label, _)| label.span.start as usize);
        let mut marks: Vec<Mark<'a>> = labels
            .iter()
            .flat_map(|&(label, rank)| marks_of(file, label, rank))
            .collect();
        marks.sort_by_key(|mark| (mark.line, mark.start, mark.rank));
        Self {
            file,
            at: file.position(at),
            marks,
        }
    }

    /// The number of digits of the last line number.
    pub(super) fn number_width(&self) -> usize {
        let last = self.marks.last().map_or(1, |mark| mark.line);
        last.to_string().len()
    }

    /// Appends the place, the lines and their underlines.
    pub(super) fn render(&self, out: &mut String, width: usize, style: Style) {
        let indent = " ".repeat(width);
        let Position { line, column } = self.at;
        let place = format!("{}:{line}:{column}", escape(&self.file.path));
        out.push_str(&format!(
            "{indent} {} {place}\n",
            style.paint(Part::Gutter, "┌─")
        ));
        let mut previous: Option<usize> = None;
        for marks in self.marks.chunk_by(|a, b| a.line == b.line) {
            let line = marks[0].line;
            if let Some(previous) = previous {
                self.render_between(out, previous, line, width, style);
            }
            self.render_line(out, line, marks, width, style);
            previous = Some(line);
        }
    }

    // One line in between is shown, since a sign for its absence takes as much room.
    fn render_between(
        &self,
        out: &mut String,
        previous: usize,
        line: usize,
        width: usize,
        style: Style,
    ) {
        match line - previous {
            0 | 1 => {}
            2 => self.render_line(out, previous + 1, &[], width, style),
            _ => {
                let indent = " ".repeat(width);
                out.push_str(&format!("{indent} {}\n", style.paint(Part::Gutter, "⋮")));
            }
        }
    }

    fn render_line(
        &self,
        out: &mut String,
        line: usize,
        marks: &[Mark<'_>],
        width: usize,
        style: Style,
    ) {
        let focus = marks
            .iter()
            .min_by_key(|mark| mark.rank)
            .map_or(0, |mark| mark.start);
        let shown = Shown::new(self.file.line(line), focus);
        let gutter = style.paint(Part::Gutter, &format!("{line:>width$} │"));
        let text = shown.text.trim_end();
        let space = if text.is_empty() { "" } else { " " };
        out.push_str(&format!("{gutter}{space}{text}\n"));
        for mark in marks {
            render_mark(out, mark, &shown, width, style);
        }
    }
}

fn render_mark(out: &mut String, mark: &Mark<'_>, shown: &Shown, width: usize, style: Style) {
    let start = shown.column(mark.start);
    let columns = shown.column(mark.end).saturating_sub(start).max(1);
    let (sign, part) = match mark.rank {
        Rank::Primary(part) => ("^", part),
        Rank::Secondary => ("-", Part::Secondary),
    };
    let gutter = style.paint(Part::Gutter, &format!("{} │", " ".repeat(width)));
    let mut underline = sign.repeat(columns);
    if !mark.text.is_empty() {
        underline.push(' ');
        underline.push_str(&escape(mark.text));
    }
    let underline = style.paint(part, &underline);
    out.push_str(&format!("{gutter} {}{underline}\n", " ".repeat(start)));
}

// A place of several lines is marked on its first and on its last line, which has the text.
fn marks_of<'a>(file: &SourceFile, label: &'a Label, rank: Rank) -> Vec<Mark<'a>> {
    let Span { start, end, .. } = label.span;
    let (start, end) = (start as usize, end as usize);
    let first = file.position(start).line;
    let last = file.position(end.saturating_sub(1).max(start)).line;
    let mark = |line: usize, start: usize, end: usize, text: &'a str| Mark {
        line,
        start,
        end,
        rank,
        text,
    };
    let from = start - file.line_start(first).min(start);
    let to = end - file.line_start(last).min(end);
    if first == last {
        return vec![mark(first, from, to, &label.text)];
    }
    let last_line = file.line(last);
    let indent = last_line.len() - last_line.trim_start().len();
    vec![
        mark(first, from, file.line(first).trim_end().len(), ""),
        mark(last, indent.min(to), to, &label.text),
    ]
}
