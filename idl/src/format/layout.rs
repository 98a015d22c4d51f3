//! Elements to text: decides which groups fit on a line and which are broken. Knows nothing of the language.

use unicode_width::UnicodeWidthStr as _;

use super::WIDTH;

const INDENT: &str = "  ";

/// A part of a document, in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element<'a> {
    /// Text without a line end.
    Text(&'a str),
    /// A comment behind what is on the line; a line end follows. Nothing is broken for its sake.
    Comment(&'a str),
    /// A place where a line may break.
    Line {
        /// What stands here where the group is on one line.
        flat: &'static str,
        /// What stands before the line end where it is not.
        broken: &'static str,
        /// Whether an empty line is kept where it is not.
        blank: bool,
    },
    /// A line end that no indentation follows, as in a string literal of SQL.
    RawLine,
    /// The group of this number begins.
    Open(usize),
    /// The innermost group ends.
    Close,
    /// Lines are indented one step more from here on.
    Indent,
    /// Lines are indented one step less from here on.
    Dedent,
}

/// What gives way first where two groups do not fit on one line together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Between braces: broken before the lists on its line are.
    Body,
    /// Between parentheses or angle brackets.
    List,
}

/// Lines that are broken all or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) kind: Kind,
    /// Whether it is broken even if it fits.
    pub(super) broken: bool,
}

/// Lays a document out.
pub(super) fn layout(elements: &[Element<'_>], groups: &[Group]) -> String {
    let mut writer = Writer::default();
    // Outside of every group, lines are broken.
    let mut flat = vec![false];
    for (at, element) in elements.iter().enumerate() {
        let is_flat = flat.last().copied().unwrap_or(false);
        match *element {
            Element::Text(text) => writer.text(text),
            Element::Comment(text) => {
                writer.text(" ");
                writer.text(text);
            }
            Element::Line { flat: text, .. } if is_flat => writer.text(text),
            Element::Line { broken, blank, .. } => {
                writer.text(broken);
                writer.line(blank);
            }
            Element::RawLine => writer.raw_line(),
            Element::Open(group) => {
                let unbroken = !groups[group].broken;
                let fits = || fits(&elements[at..], groups, writer.column());
                flat.push(is_flat || (unbroken && fits()));
            }
            Element::Close => drop(flat.pop()),
            Element::Indent => writer.depth += 1,
            Element::Dedent => writer.depth -= 1,
        }
    }
    writer.text
}

/// Whether the group that begins here fits on the line, with what follows it there.
fn fits(elements: &[Element<'_>], groups: &[Group], mut column: usize) -> bool {
    // The groups that are measured flat; without any, the measured one has ended.
    let mut open = 0_usize;
    let mut ended = false;
    for element in elements {
        match *element {
            Element::Text(text) => column += text.width(),
            Element::Line { flat, .. } if open > 0 => column += flat.width(),
            Element::Line { broken, .. } => return column + broken.width() <= WIDTH,
            Element::Comment(_) | Element::RawLine => return column <= WIDTH,
            Element::Open(group) => {
                let Group { kind, broken } = groups[group];
                let gives_way = ended && (broken || kind == Kind::Body);
                if open > 0 || !gives_way {
                    open += 1;
                }
            }
            Element::Close => {
                open = open.saturating_sub(1);
                ended |= open == 0;
            }
            Element::Indent | Element::Dedent => {}
        }
        if column > WIDTH {
            return false;
        }
    }
    true
}

#[derive(Default)]
struct Writer {
    text: String,
    depth: usize,
    line_start: usize,
    // Whether the indentation of this line is still to be written.
    fresh: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            self.text.push_str(&INDENT.repeat(self.depth));
        }
        self.text.push_str(text);
    }

    fn line(&mut self, blank: bool) {
        self.text.push_str(if blank { "\n\n" } else { "\n" });
        self.line_start = self.text.len();
        self.fresh = true;
    }

    fn raw_line(&mut self) {
        self.line(false);
        self.fresh = false;
    }

    fn column(&self) -> usize {
        let indent = if self.fresh {
            self.depth * INDENT.len()
        } else {
            0
        };
        self.text[self.line_start..].width() + indent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Group = Group {
        kind: Kind::Body,
        broken: false,
    };
    const LIST: Group = Group {
        kind: Kind::List,
        broken: false,
    };

    // `(` and the texts and `)`, or braces.
    fn group<'a>(number: usize, signs: [&'a str; 2], text: &'a str) -> Vec<Element<'a>> {
        let line = |broken| Element::Line {
            flat: "",
            broken,
            blank: false,
        };
        vec![
            Element::Text(signs[0]),
            Element::Open(number),
            Element::Indent,
            line(""),
            Element::Text(text),
            Element::Dedent,
            line(","),
            Element::Close,
            Element::Text(signs[1]),
        ]
    }

    #[test]
    fn a_group_is_broken_at_the_first_column_past_the_width() {
        let fitting = "x".repeat(WIDTH - 2);
        let text = layout(&group(0, ["(", ")"], &fitting), &[LIST]);
        assert_eq!(text, format!("({fitting})"));
        let wide = "x".repeat(WIDTH - 1);
        let text = layout(&group(0, ["(", ")"], &wide), &[LIST]);
        assert_eq!(text, format!("(\n  {wide},\n)"));
    }

    #[test]
    fn columns_are_counted_as_terminals_show_them() {
        let wide = "高".repeat(WIDTH / 2);
        let text = layout(&group(0, ["(", ")"], &wide), &[LIST]);
        assert_eq!(text, format!("(\n  {wide},\n)"));
    }

    #[test]
    fn a_body_gives_way_before_the_list_on_its_line() {
        let half = "x".repeat(WIDTH / 2);
        let mut elements = group(0, ["(", ")"], &half);
        elements.extend(group(1, ["{", "}"], &half));
        let text = layout(&elements, &[LIST, BODY]);
        assert_eq!(text, format!("({half}){{\n  {half},\n}}"));
    }

    #[test]
    fn of_two_lists_the_first_gives_way() {
        let half = "x".repeat(WIDTH / 2);
        let mut elements = group(0, ["(", ")"], &half);
        elements.extend(group(1, ["<", ">"], &half));
        let text = layout(&elements, &[LIST, LIST]);
        assert_eq!(text, format!("(\n  {half},\n)<{half}>"));
    }

    #[test]
    fn a_comment_breaks_nothing_by_its_length() {
        let comment = "/".repeat(WIDTH);
        let mut elements = group(0, ["(", ")"], "x");
        elements.push(Element::Comment(&comment));
        assert_eq!(layout(&elements, &[LIST]), format!("(x) {comment}"));
    }
}
