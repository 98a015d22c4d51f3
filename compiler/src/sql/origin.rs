//! Places in SQL text to byte ranges of the file the text stands in. The only reader of sqlparser's positions.

use rally_idl::source::Span;
use sqlparser::ast::Spanned;
use sqlparser::tokenizer::{Location, Span as TokenSpan};

use super::splice::Piece;

/// One SQL text with the places where its parts stand.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    text: &'a str,
    /// Where the text stands that is not brought in by fragments.
    whole: Span,
    pieces: Vec<Piece>,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// `text` stands at the start of `span`, byte for byte.
    pub(crate) fn new(text: &'a str, span: Span) -> Self {
        let piece = Piece {
            start: 0,
            end: text.len(),
            written: span,
            site: None,
        };
        Self::spliced(text, span, vec![piece])
    }

    /// A text that is put together from `pieces`, the first of which stands in `span`.
    pub(crate) fn spliced(text: &'a str, span: Span, pieces: Vec<Piece>) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(newlines.map(|(at, _)| at + 1))
            .collect();
        Self {
            text,
            whole: span,
            pieces,
            line_starts,
        }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The text without the white space around it, or all of it where there is nothing else.
    pub(crate) fn whole(&self) -> Span {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        if start < end {
            self.range(start, end)
        } else {
            self.whole
        }
    }

    /// Bytes `start..end` of the text. What reaches over the edge of a fragment has its place where the fragment is
    /// named.
    pub(crate) fn range(&self, start: usize, end: usize) -> Span {
        let last = end.saturating_sub(1).max(start);
        match (self.piece(start), self.piece(last)) {
            (Some(first), Some(second)) if first == second => first.part(start, end),
            (Some(first), Some(second)) => {
                let (from, to) = (first.outside(start), second.outside(end));
                Span::new(self.whole.file, from.range().start, to.range().end)
            }
            (Some(first), None) => first.outside(start),
            (None, _) => self.whole,
        }
    }

    /// Where the fragment is named in which a place lies.
    pub(crate) fn site(&self, span: Span) -> Option<Span> {
        self.piece_written_at(span, span.range().start)?.site
    }

    // The last piece, too, for the end of the text.
    fn piece(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces.get(after).or(self.pieces.last())
    }

    fn piece_written_at(&self, span: Span, offset: usize) -> Option<&Piece> {
        let holds = |piece: &&Piece| {
            let range = piece.written.range();
            piece.written.file == span.file && (range.start..=range.end).contains(&offset)
        };
        self.pieces.iter().find(holds)
    }

    // A byte of a file as a byte of the text.
    fn offset_of(&self, span: Span, offset: usize) -> Option<usize> {
        let piece = self.piece_written_at(span, offset)?;
        Some(piece.start + (offset - piece.written.range().start))
    }

    /// The byte offset of a line and column in the text. sqlparser counts both from 1, columns in characters.
    pub(crate) fn offset(&self, location: Location) -> Option<usize> {
        let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
        let start = *self.line_starts.get(line)?;
        let rest = self.text.get(start..)?;
        let width = rest
            .char_indices()
            .nth(column)
            .map_or(rest.len(), |(at, _)| at);
        Some(start + width)
    }

    /// The bytes of a token or node; the whole text for a node without a place.
    pub(crate) fn span(&self, span: TokenSpan) -> Span {
        match (self.offset(span.start), self.offset(span.end)) {
            (Some(start), Some(end)) if start < end => self.range(start, end),
            (Some(start), _) => self.token_at(start),
            _ => self.whole(),
        }
    }

    /// The bytes of the text that a token or node is.
    pub(crate) fn offsets(&self, span: TokenSpan) -> Option<(usize, usize)> {
        let (start, end) = (self.offset(span.start)?, self.offset(span.end)?);
        (start < end).then_some((start, end))
    }

    pub(crate) fn node(&self, node: &impl Spanned) -> Span {
        let Some((start, end)) = self.offsets(node.span()) else {
            return self.span(node.span());
        };
        // The place of a call in the tree ends before its last parenthesis.
        let mut open = open_parentheses(&self.text[start..end]);
        let closing = self.text[end..].char_indices().find(|&(_, c)| {
            open -= i32::from(c == ')');
            open <= 0 || !(c == ')' || c.is_whitespace())
        });
        match closing {
            Some((at, ')')) if open == 0 => self.range(start, end + at + 1),
            _ => self.range(start, end),
        }
    }

    /// The word at a byte offset, else the one character there; at the end of the text, the last character.
    pub(crate) fn token_at(&self, offset: usize) -> Span {
        if offset >= self.text.trim_end().len() {
            return self.last_character();
        }
        let mut start = offset;
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let rest = &self.text[start..];
        let word = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        self.range(start, start + word.max(first))
    }

    fn last_character(&self) -> Span {
        let text = self.text.trim_end();
        match text.char_indices().next_back() {
            Some((start, _)) => self.range(start, text.len()),
            None => self.whole,
        }
    }

    /// The text at a place inside this text.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        let range = span.range();
        let start = self.offset_of(span, range.start);
        let end = self.offset_of(span, range.end);
        start
            .zip(end)
            .and_then(|(start, end)| self.text.get(start..end))
            .unwrap_or_default()
    }
}

impl Piece {
    // Bytes of the spliced text that lie in this piece.
    fn part(&self, start: usize, end: usize) -> Span {
        let base = self.written.range().start;
        let at = |offset: usize| base + offset.clamp(self.start, self.end) - self.start;
        Span::new(self.written.file, at(start), at(end))
    }

    // A byte of the piece, or, in a fragment, the place that names it.
    fn outside(&self, offset: usize) -> Span {
        self.site.unwrap_or_else(|| self.part(offset, offset))
    }
}

// Those that are not closed again, outside of quotation marks.
fn open_parentheses(text: &str) -> i32 {
    let mut open = 0;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => open += 1,
            (None, ')') => open -= 1,
            _ => {}
        }
    }
    open
}

/// The place a syntax error of sqlparser names, which is only in its message: `… at Line: 2, Column: 7`.
pub(crate) fn position_in_message(message: &str) -> Option<Location> {
    let (_, place) = message.rsplit_once("at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    Some(Location::new(
        line.parse().ok()?,
        column.trim_end().parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rally_idl::source::SourceMap;
    use sqlparser::dialect::SQLiteDialect;
    use sqlparser::parser::Parser;

    #[test]
    fn the_position_of_a_syntax_error_is_read_from_the_message() {
        let error = Parser::parse_sql(&SQLiteDialect {}, "SELECT 1\n  FROM ,").unwrap_err();
        assert_eq!(
            position_in_message(&error.to_string()),
            Some(Location::new(2, 8))
        );
        assert_eq!(position_in_message("no place here"), None);
    }

    #[test]
    fn columns_count_characters_and_spans_count_bytes() {
        let text = "query q() {\n  SELECT 'é😀', añb\n}";
        let mut map = SourceMap::default();
        let file = map.add("a.rally", text);
        let sql = "\n  SELECT 'é😀', añb\n";
        let places = Places::new(sql, Span::new(file, 11, 11 + sql.len()));
        let statement = Parser::parse_sql(&SQLiteDialect {}, sql).unwrap().remove(0);
        assert_eq!(map.slice(places.node(&statement)), "SELECT 'é😀', añb");
        let at = places.offset(Location::new(2, 16)).unwrap();
        assert_eq!(&sql[at..at + 4], "añb");
        assert_eq!(map.slice(places.token_at(at)), "añb");
    }

    #[test]
    fn a_place_past_the_end_is_the_last_character() {
        let mut map = SourceMap::default();
        let file = map.add("a.sql", "SELECT (1 ");
        let places = Places::new("SELECT (1 ", Span::new(file, 0, 10));
        assert_eq!(places.token_at(99), Span::new(file, 8, 9));
        assert_eq!(places.token_at(10), Span::new(file, 8, 9));
    }
}
