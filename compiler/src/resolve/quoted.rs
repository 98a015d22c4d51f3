//! Places inside quoted texts.

use std::ops::Range;

use rally_idl::source::{SourceMap, Span};

/// The place of a range of the text at `text`, which stands in quotes, or not where they were forgotten; the whole
/// text where escapes make the two differ.
pub(crate) fn inside(text: Span, value: &str, range: Range<usize>, sources: &SourceMap) -> Span {
    let quotes = usize::from(sources.slice(text) != value);
    let start = text.range().start + quotes;
    let inner = Span::new(text.file, start + range.start, start + range.end);
    let written = sources.slice(inner);
    match value.get(range) {
        Some(value) if value == written && !value.is_empty() => inner,
        _ => text,
    }
}
