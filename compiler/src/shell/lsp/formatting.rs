//! A formatted text as the edits that make it of the text before, so that cursors stay where they are.

use std::ops::Range;

use lsp_types::TextEdit;
use rally_idl::source::SourceMap;
use similar::{DiffOp, DiffTag, TextDiff};

use super::position::{Encoding, Lines};

/// A text in the one style; `None` where it cannot be read.
pub(super) fn formatted(text: &str) -> Option<String> {
    let id = SourceMap::default().add("", text);
    rally_idl::format::format(id, text).ok()
}

/// The edits that make `formatted` of `text`, line by line.
pub(super) fn edits(text: &str, formatted: &str, encoding: Encoding) -> Vec<TextEdit> {
    let lines = Lines::of(text, encoding);
    let diff = TextDiff::from_lines(text, formatted);
    let before = starts(diff.old_slices());
    let after = starts(diff.new_slices());
    let edit = |(old, new): (Range<usize>, Range<usize>)| TextEdit {
        range: lines.range(before[old.start]..before[old.end]),
        new_text: formatted[after[new.start]..after[new.end]].to_owned(),
    };
    let changes = changes(diff.ops(), before.len() - 1, after.len() - 1);
    changes.into_iter().map(edit).collect()
}

// What lies between lines that both sides have: edits that touch would have an order to be made in.
fn changes(
    ops: &[DiffOp],
    old_lines: usize,
    new_lines: usize,
) -> Vec<(Range<usize>, Range<usize>)> {
    let same = ops.iter().filter(|op| op.tag() == DiffTag::Equal);
    let same = same.map(|op| (op.old_range(), op.new_range()));
    let end = (old_lines..old_lines, new_lines..new_lines);
    let (mut old, mut new) = (0, 0);
    let mut changes = Vec::new();
    for (old_same, new_same) in same.chain([end]) {
        if old < old_same.start || new < new_same.start {
            changes.push((old..old_same.start, new..new_same.start));
        }
        (old, new) = (old_same.end, new_same.end);
    }
    changes
}

// Where each line begins, and where the last one ends.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let mut starts = vec![0];
    for line in lines {
        at += line.len();
        starts.push(at);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(text: &str, edits: &[TextEdit]) -> String {
        let lines = Lines::of(text, Encoding::Utf16);
        let mut done = text.to_owned();
        for edit in edits.iter().rev() {
            done.replace_range(lines.bytes(edit.range), &edit.new_text);
        }
        done
    }

    #[test]
    fn only_lines_that_differ_are_edited() {
        let text = "page {\n load -> Int\n}\n";
        let formatted = "page {\n  load -> Int\n}\n";
        let edits = edits(text, formatted, Encoding::Utf16);
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].new_text, "  load -> Int\n");
        assert_eq!(applied(text, &edits), formatted);
        assert!(super::edits(text, text, Encoding::Utf16).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_edits_make_one_text_of_the_other(text in "[ab\u{1f389}\n]{0,20}", formatted in "[ab\u{1f389}\n]{0,20}") {
            prop_assert_eq!(applied(&text, &edits(&text, &formatted, Encoding::Utf16)), formatted);
        }
    }
}
