//! Source text to what a terminal may show: tabs expanded, control characters escaped, widths in columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const TAB: usize = 4;

/// A line longer than this many characters is shown in part.
const LONG_LINE: usize = 160;

/// How many characters before the first mark of a long line are shown.
const LEAD: usize = 40;

/// A text in which every control character is replaced by its escape, and nothing else is changed.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push_escaped(&mut out, character);
    }
    out
}

// Bidirectional controls would show the line in another order than it has, and characters without width
// would hide what is wrong.
fn push_escaped(out: &mut String, character: char) {
    let hidden = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}');
    if character.is_control() || hidden {
        out.extend(character.escape_unicode());
    } else {
        out.push(character);
    }
}

/// A stretch of a line, ready to be shown.
pub(super) struct Shown {
    /// The text, with an ellipsis where the line goes on.
    pub(super) text: String,
    // Display column of each character of the stretch, by its byte offset in the line.
    columns: Vec<(usize, usize)>,
}

impl Shown {
    /// Shows a line; of a long one, the stretch around the byte offset `focus`.
    pub(super) fn new(line: &str, focus: usize) -> Self {
        let (start, end) = window(line, focus);
        let mut shown = Self {
            text: if start > 0 {
                "…".to_owned()
            } else {
                String::new()
            },
            columns: vec![],
        };
        let mut column = shown.text.width();
        for (at, character) in line[start..end].char_indices() {
            shown.columns.push((start + at, column));
            column += shown.push(character, column);
        }
        shown.columns.push((end, column));
        if end < line.len() {
            shown.text.push('…');
        }
        shown
    }

    // The number of columns that the character takes.
    fn push(&mut self, character: char, column: usize) -> usize {
        if character == '\t' {
            let spaces = TAB - column % TAB;
            self.text.extend(std::iter::repeat_n(' ', spaces));
            return spaces;
        }
        let before = self.text.len();
        push_escaped(&mut self.text, character);
        let pushed = &self.text[before..];
        if pushed.len() == character.len_utf8() {
            character.width().unwrap_or(0)
        } else {
            pushed.width()
        }
    }

    /// The display column of a byte offset in the line; outside of the stretch, the nearest there is.
    pub(super) fn column(&self, offset: usize) -> usize {
        let after = self.columns.partition_point(|&(at, _)| at < offset);
        let nearest = self.columns.get(after).or(self.columns.last());
        nearest.map_or(0, |&(_, column)| column)
    }
}

fn window(line: &str, focus: usize) -> (usize, usize) {
    // Counted in bytes first: most lines are short, and a long one is not walked from its start.
    if line.len() <= LONG_LINE {
        return (0, line.len());
    }
    let focus = line.floor_char_boundary(focus.min(line.len()));
    let start = line[..focus]
        .char_indices()
        .rev()
        .nth(LEAD)
        .map_or(0, |(at, _)| at);
    let end = line[start..]
        .char_indices()
        .nth(LONG_LINE)
        .map_or(line.len(), |(at, _)| start + at);
    (start, end)
}
