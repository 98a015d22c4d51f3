//! Documentation lines, ready to stand behind `///` or `//!`.

use super::ident::turns_text;

/// The lines of the schema, or `fallback` where there are none.
pub(super) fn docs_or(docs: &[String], fallback: impl Into<String>) -> Vec<String> {
    if docs.is_empty() {
        lines([fallback.into()])
    } else {
        lines(docs.iter().cloned())
    }
}

/// Lines with the space that stands between the slashes and the text.
pub(super) fn lines(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let pad = |line: String| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    };
    lines
        .into_iter()
        .flat_map(|line| line.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .map(|line| pad(shown(&line)))
        .collect()
}

/// A line as Rust takes it in a comment: what would hide text, or end the line for some, is written as its escape.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let is_hidden = |c: char| turns_text(c) || c == '\r';
    let show = |c: char| match is_hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    match line.contains(is_hidden) {
        true => line.chars().map(show).collect(),
        false => line.to_owned(),
    }
}

/// Adds a paragraph.
pub(super) fn paragraph(docs: &mut Vec<String>, text: impl IntoIterator<Item = String>) {
    if !docs.is_empty() {
        docs.push(String::new());
    }
    docs.extend(lines(text));
}

/// A text of several lines without the indentation that all lines after the first share.
///
/// The first begins behind the brace that opens it, so its own indentation is unknown.
pub(super) fn dedent(text: &str) -> String {
    let rest = || text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = rest().map(indentation).min().unwrap_or(0);
    let strip = |(at, line): (usize, &str)| match at {
        0 => line.to_owned(),
        _ => line.get(shared..).unwrap_or_default().trim_end().to_owned(),
    };
    text.lines()
        .enumerate()
        .map(strip)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{dedent, lines};

    #[test]
    fn empty_lines_stay_between_paragraphs() {
        let docs = ["a", "", "b\n\nc"].map(str::to_owned);
        assert_eq!(lines(docs), [" a", "", " b", "", " c"]);
    }

    #[test]
    fn what_hides_text_is_written_as_its_escape() {
        let docs = ["a \u{202e}b\rc\r\nd".to_owned()];
        assert_eq!(lines(docs), [" a \\u{202e}b\\rc", " d"]);
    }

    #[test]
    fn lines_keep_only_what_they_are_indented_beyond_the_others() {
        assert_eq!(
            dedent("SELECT a\n    FROM t\n      WHERE b"),
            "SELECT a\nFROM t\n  WHERE b"
        );
        assert_eq!(dedent("SELECT 1"), "SELECT 1");
        assert_eq!(dedent("SELECT a\n\n  FROM t"), "SELECT a\n\nFROM t");
    }
}
