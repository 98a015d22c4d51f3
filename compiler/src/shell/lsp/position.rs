//! Byte offsets to the protocol's lines and columns, and back. Columns count what the client counts.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, two for a character such as an emoji: what every client knows.
    Utf16,
}

impl Encoding {
    /// The best of those that a client offers.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        match offered.contains(&PositionEncodingKind::UTF8) {
            true => Self::Utf8,
            false => Self::Utf16,
        }
    }

    /// As the protocol calls it.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn width(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// A text with its lines, which end in a line feed, a carriage return, or both.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub(super) fn of(text: &'a str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|&(at, &byte)| {
            byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        });
        let starts = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        Self {
            text,
            starts,
            encoding,
        }
    }

    /// The position of a byte offset; one past the end is the end, one inside a character its start.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = self.text.get(self.starts[line]..offset).unwrap_or_default();
        Position {
            line: saturate(line),
            character: saturate(self.encoding.width(before)),
        }
    }

    /// The range of a range of bytes.
    pub(super) fn range(&self, range: Range<usize>) -> lsp_types::Range {
        lsp_types::Range {
            start: self.position(range.start),
            end: self.position(range.end),
        }
    }

    /// The byte offset of a position; a column past the end of its line is that end, a line past the last the end of
    /// the text, as the protocol has it.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else {
            return self.text.len();
        };
        let end = self.starts.get(position.line as usize + 1);
        let line = self
            .text
            .get(start..end.copied().unwrap_or(self.text.len()));
        let line = line.unwrap_or_default().trim_end_matches(['\n', '\r']);
        let mut column = 0;
        for (at, character) in line.char_indices() {
            column += match self.encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
            };
            if column > position.character as usize {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The range of bytes of a range; one that ends before it begins is empty.
    pub(super) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

// Files are far below 4 GiB, so saturation never shows.
fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_the_client_counts() {
        let text = "/// 🎉 é\npage";
        let utf16 = Lines::of(text, Encoding::Utf16);
        assert_eq!(utf16.position(8), at(0, 6));
        assert_eq!(utf16.offset(at(0, 6)), 8);
        assert_eq!(utf16.offset(at(0, 5)), 4, "inside of the pair");
        let utf8 = Lines::of(text, Encoding::Utf8);
        assert_eq!(utf8.position(8), at(0, 8));
        assert_eq!(utf8.offset(at(0, 8)), 8);
        assert_eq!(utf16.position(12), at(1, 0));
    }

    #[test]
    fn what_lies_outside_is_the_nearest_end() {
        let lines = Lines::of("ab\r\ncd\re", Encoding::Utf16);
        assert_eq!(lines.offset(at(0, 99)), 2);
        assert_eq!(lines.offset(at(1, 99)), 6);
        assert_eq!(lines.offset(at(2, 99)), 8);
        assert_eq!(lines.offset(at(99, 0)), 8);
        assert_eq!(lines.position(99), at(2, 1));
        assert_eq!(
            lines.bytes(lsp_types::Range {
                start: at(1, 1),
                end: at(0, 0)
            }),
            5..5
        );
    }

    #[test]
    fn bytes_are_taken_where_they_are_offered() {
        let offered = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::choose(&offered), Encoding::Utf8);
        assert_eq!(Encoding::choose(&[]), Encoding::Utf16);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_character_has_a_position_and_goes_back(text in "[a\u{e9}\u{1f389}\n\r]{0,30}") {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let lines = Lines::of(&text, encoding);
                for (at, character) in text.char_indices() {
                    let inside_an_end = character == '\n' && text[..at].ends_with('\r');
                    if !inside_an_end {
                        prop_assert_eq!(lines.offset(lines.position(at)), at);
                    }
                }
                prop_assert_eq!(lines.offset(lines.position(text.len())), text.len());
            }
        }
    }
}
