//! The lines of a statement, without the indentation that they share. Strings, quoted names and comments that span
//! lines are left as they are. Knows nothing of the statement's meaning.

/// A line of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SqlLine<'a> {
    /// It goes where the statement goes.
    Indented(&'a str),
    /// It begins inside of a string, a quoted name or a comment, and stays where it is.
    Verbatim(&'a str),
}

/// The lines of a statement. Where the first has no line of its own, the others alone tell what they share.
pub(super) fn lines(statement: &str, has_own_line: bool) -> Vec<SqlLine<'_>> {
    let mut lines = split(statement);
    let movable = &mut lines[usize::from(!has_own_line)..];
    let shared = shared_indentation(movable);
    for line in movable {
        if let SqlLine::Indented(text) = line {
            *text = text.get(shared..).unwrap_or_default();
        }
    }
    lines
}

fn split(statement: &str) -> Vec<SqlLine<'_>> {
    let mut state = State::Code;
    let split = statement.split('\n').map(|line| {
        let begins = state;
        state = begins.after(line);
        let text = match state {
            State::Code => line.trim_end_matches([' ', '\t', '\r']),
            State::Quoted(_) | State::Comment => line,
        };
        match begins {
            State::Code => SqlLine::Indented(text),
            State::Quoted(_) | State::Comment => SqlLine::Verbatim(text),
        }
    });
    split.collect()
}

/// How many bytes of white space all lines begin with; empty ones do not count.
fn shared_indentation(lines: &[SqlLine<'_>]) -> usize {
    let indentations = lines.iter().filter_map(|line| match line {
        SqlLine::Indented(text) if !text.is_empty() => {
            Some(&text[..text.len() - text.trim_start_matches([' ', '\t']).len()])
        }
        _ => None,
    });
    let shared = indentations.reduce(|shared, next| {
        let same = shared.bytes().zip(next.bytes()).take_while(|(a, b)| a == b);
        &shared[..same.count()]
    });
    shared.map_or(0, str::len)
}

/// What the reading is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    // Up to this sign.
    Quoted(char),
    Comment,
}

impl State {
    /// The state at the end of a line.
    fn after(mut self, mut line: &str) -> Self {
        loop {
            let end = match self {
                Self::Code => line.find(['\'', '"', '`', '[', '-', '/']).map(|at| (at, 0)),
                Self::Quoted(sign) => line.find(sign).map(|at| (at, 1)),
                Self::Comment => line.find("*/").map(|at| (at, 2)),
            };
            let Some((at, length)) = end else {
                // A name in brackets ends on its line.
                return if self == Self::Quoted(']') {
                    Self::Code
                } else {
                    self
                };
            };
            line = &line[at + length..];
            self = match self {
                Self::Code => Self::begin(&mut line),
                Self::Quoted(_) | Self::Comment => Self::Code,
            };
        }
    }

    /// What begins with a sign, which is taken off.
    fn begin(line: &mut &str) -> Self {
        let (state, length) = if line.starts_with("--") {
            (Self::Code, line.find('\r').unwrap_or(line.len()))
        } else if line.starts_with("/*") {
            (Self::Comment, 2)
        } else {
            match line.chars().next() {
                Some('[') => (Self::Quoted(']'), 1),
                Some(sign @ ('\'' | '"' | '`')) => (Self::Quoted(sign), 1),
                _ => (Self::Code, 1),
            }
        };
        *line = &line[length..];
        state
    }
}

#[cfg(test)]
mod tests {
    use super::SqlLine::{Indented, Verbatim};
    use super::*;

    #[test]
    fn lines_keep_their_places_to_each_other() {
        let text = "\t  SELECT a,\n\t    b  \r\n\n\t  FROM t";
        let expected = ["SELECT a,", "  b", "", "FROM t"].map(Indented);
        assert_eq!(lines(text, true), expected);
    }

    #[test]
    fn a_first_line_behind_the_brace_does_not_tell_the_indentation() {
        let text = "SELECT a\n      FROM t\n    WHERE b";
        let expected = ["SELECT a", "  FROM t", "WHERE b"].map(Indented);
        assert_eq!(lines(text, false), expected);
    }

    #[test]
    fn tabs_and_spaces_are_not_taken_for_each_other() {
        let text = "\tSELECT a\n  FROM t";
        assert_eq!(
            lines(text, true),
            text.split('\n').map(Indented).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_spans_lines_is_left_alone() {
        for (open, close) in [("'", "'"), ("\"", "\""), ("`", "`"), ("/*", "*/")] {
            let text = format!("  SELECT {open}a  \r\n    b\n  c{close},\n    d");
            let first = format!("SELECT {open}a  \r");
            let third = format!("  c{close},");
            let expected = [
                Indented(&first),
                Verbatim("    b"),
                Verbatim(&third),
                Indented("  d"),
            ];
            assert_eq!(lines(&text, true), expected);
        }
    }

    #[test]
    fn a_sign_inside_of_something_else_begins_nothing() {
        for line in [
            "'--', '/*'",
            "-- it's",
            "[it's] - 1 / 2",
            "'it''s'",
            "/* -- ' */",
            "a [b",
        ] {
            assert_eq!(State::Code.after(line), State::Code, "{line}");
        }
    }
}
