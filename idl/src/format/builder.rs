//! The tokens of a file to the elements of a document, in the order of the tree. Knows where comments go, and
//! what a list and a body look like; which declaration has which is its callers' knowledge.

use super::Above;
use super::layout::{Element, Group, Kind, layout};
use super::scan::{Comment, Scan, Token};
use super::sql::{self, SqlLine};

/// Between the entries of a body on one line, where they need no comma to be told apart.
pub(super) const GAP: &str = "  ";

/// Between entries that read as a list.
pub(super) const COMMA: &str = ", ";

/// What stands before the first entry and behind every one.
#[derive(Debug, Clone, Copy)]
struct Separators {
    /// Before the first and behind the last, on one line.
    edge: &'static str,
    /// Behind every one, where each has a line of its own.
    broken: &'static str,
}

const LIST: Separators = Separators {
    edge: "",
    broken: ",",
};

const BODY: Separators = Separators {
    edge: " ",
    broken: "",
};

/// Takes the tokens of a file one by one.
pub(super) struct Builder<'a> {
    scan: &'a Scan<'a>,
    next: usize,
    // How many comments of the file are printed.
    comments: usize,
    // Whether a space belongs before the next token.
    space: bool,
    elements: Vec<Element<'a>>,
    groups: Vec<Group>,
    open: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(scan: &'a Scan<'a>) -> Self {
        Self {
            scan,
            next: 0,
            comments: 0,
            space: false,
            elements: vec![],
            groups: vec![],
            open: vec![],
        }
    }

    /// The comments before the next token, which are the caller's to print from here on.
    pub(super) fn take_above(&mut self) -> Above<'a> {
        Above {
            blank: self.peek().blank_before,
            comments: self.take_comments(),
        }
    }

    /// What was built since the last call, laid out.
    pub(super) fn take_text(&mut self) -> String {
        let elements = std::mem::take(&mut self.elements);
        layout(&elements, &std::mem::take(&mut self.groups))
    }

    fn peek(&self) -> Token<'a> {
        self.scan.tokens[self.next]
    }

    /// Whether this is the next token.
    pub(super) fn is_at(&self, sign: &str) -> bool {
        self.peek().text == sign
    }

    /// Has the next token set off by a space.
    pub(super) fn space(&mut self) -> &mut Self {
        self.space = true;
        self
    }

    /// Prints the next token.
    pub(super) fn token(&mut self) {
        if self.has_comments() {
            self.push(Element::Indent);
            self.break_for_comments();
            self.take();
            self.push(Element::Dedent);
        } else {
            self.take();
        }
    }

    /// Prints the tokens before an offset, with nothing between them.
    pub(super) fn tokens_until(&mut self, end: u32) {
        while self.peek().start < end as usize && !self.is_at("") {
            self.token();
        }
    }

    /// Prints what stands between `(` and `)` or `<` and `>`, one to a line where it is too long for one.
    pub(super) fn list<T>(&mut self, entries: &[T], print: impl Fn(&mut Self, &T)) {
        self.token();
        self.open_group(Kind::List, false);
        self.block(entries, LIST, |_| COMMA, print);
    }

    /// Prints what stands behind a keyword, with commas and without brackets.
    pub(super) fn row<T>(&mut self, entries: &[T], print: impl Fn(&mut Self, &T)) {
        self.space();
        self.open_group(Kind::List, false);
        self.push(Element::Indent);
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.line(COMMA, LIST.broken, true);
            }
            print(self, entry);
        }
        self.push(Element::Dedent);
        self.close_group();
    }

    /// Prints as much where braces follow: broken, it has lines of its own, so that it is not taken for the body.
    pub(super) fn row_before_braces<T>(&mut self, entries: &[T], print: impl Fn(&mut Self, &T)) {
        self.open_group(Kind::List, false);
        self.push(Element::Indent);
        for (at, entry) in entries.iter().enumerate() {
            match at {
                0 => self.line(" ", "", false),
                _ => self.line(COMMA, LIST.broken, true),
            }
            print(self, entry);
        }
        self.last_line(" ", "", true);
        self.close_group();
    }

    /// Prints a space, and what stands between `{` and `}`; `gap` stands between entries on one line.
    pub(super) fn body<T>(
        &mut self,
        entries: &[T],
        gap: &'static str,
        print: impl Fn(&mut Self, &T),
    ) {
        self.space().braces(entries, |_| gap, print);
    }

    /// Prints what stands between `{` and `}`: on one line if it was written on one, and fits. `gap` gives what
    /// stands behind an entry there, if another follows.
    pub(super) fn braces<T>(
        &mut self,
        entries: &[T],
        gap: impl Fn(&T) -> &'static str,
        print: impl Fn(&mut Self, &T),
    ) {
        let written_broken = self.open_brace();
        self.open_group(Kind::Body, written_broken && !entries.is_empty());
        self.block(entries, BODY, gap, print);
    }

    /// Prints a statement between its braces; nothing but the statement is between them.
    pub(super) fn sql_body(&mut self) {
        self.space();
        if self.has_comments() {
            self.break_for_comments();
        }
        let written_broken = self.take().is_broken();
        self.open_group(Kind::Body, written_broken);
        self.push(Element::Indent);
        self.line(BODY.edge, "", false);
        let (statement, has_own_line) = self.scan.whole_lines(self.skip());
        for (at, line) in sql::lines(statement, has_own_line).into_iter().enumerate() {
            self.sql_line(line, at == 0);
        }
        self.last_line(BODY.edge, BODY.broken, false);
        self.token();
        self.close_group();
    }

    fn sql_line(&mut self, line: SqlLine<'a>, first: bool) {
        match line {
            SqlLine::Indented(_) if first => {}
            SqlLine::Indented(_) => self.push_line("", "", false),
            SqlLine::Verbatim(_) => self.push(Element::RawLine),
        }
        let (SqlLine::Indented(text) | SqlLine::Verbatim(text)) = line;
        self.push(Element::Text(text));
    }
}

impl<'a> Builder<'a> {
    // Comments before the brace are printed behind it. They stay if documentation is among them, or if what stands
    // behind the brace would be documentation below them: both would document an entry.
    fn open_brace(&mut self) -> bool {
        let pending = self.pending();
        let mut behind = self.comments_behind_next().iter();
        let displaced = behind.any(|comment| comment.trailing && comment.has_doc_sign());
        if pending.iter().any(Comment::is_doc) || (displaced && !pending.is_empty()) {
            self.break_for_comments();
        }
        self.take().is_broken()
    }

    // From behind the opening sign up to the closing one, and the end of the group.
    fn block<T>(
        &mut self,
        entries: &[T],
        with: Separators,
        gap: impl Fn(&T) -> &'static str,
        print: impl Fn(&mut Self, &T),
    ) {
        self.push(Element::Indent);
        for (at, entry) in entries.iter().enumerate() {
            match at.checked_sub(1) {
                None => self.line(with.edge, "", false),
                Some(previous) => self.line(gap(&entries[previous]), with.broken, true),
            }
            print(self, entry);
        }
        if entries.is_empty() {
            self.last_line("", "", false);
        } else {
            self.last_line(with.edge, with.broken, true);
        }
        self.token();
        self.close_group();
    }

    // The line before a closing sign; the comments before it still belong to what it closes.
    fn last_line(&mut self, flat: &'static str, broken: &'static str, keep_blank: bool) {
        if self.has_comments() {
            self.flush_comments(broken, keep_blank);
            self.push(Element::Dedent);
            self.push_line("", "", false);
        } else {
            self.push(Element::Dedent);
            self.push_line(flat, broken, false);
        }
    }

    fn line(&mut self, flat: &'static str, broken: &'static str, keep_blank: bool) {
        let blank = self.peek().blank_before;
        if self.has_comments() {
            let documented = self.flush_comments(broken, keep_blank);
            self.push_line("", "", blank && !documented);
        } else {
            self.push_line(flat, broken, blank && keep_blank);
        }
    }

    // A comment where no line would break otherwise: it stays where it is, and the line goes on below.
    fn break_for_comments(&mut self) {
        self.space = false;
        self.flush_comments("", true);
        self.push_line("", "", false);
    }

    // Gives whether the last of them is documentation, which no empty line follows.
    fn flush_comments(&mut self, separator: &'static str, mut keep_blank: bool) -> bool {
        self.break_groups();
        self.push(Element::Text(separator));
        let mut documented = false;
        for (at, comment) in self.take_comments().iter().enumerate() {
            if at == 0 && comment.trailing {
                self.push(Element::Comment(comment.text));
            } else {
                self.push_line("", "", comment.blank_before && keep_blank && !documented);
                self.push(Element::Text(comment.text));
                keep_blank = true;
            }
            documented = comment.is_doc();
        }
        documented
    }

    fn pending(&self) -> &'a [Comment<'a>] {
        &self.scan.comments[self.comments..self.peek().comments]
    }

    fn comments_behind_next(&self) -> &'a [Comment<'a>] {
        let after = (self.next + 1).min(self.scan.tokens.len() - 1);
        &self.scan.comments[self.peek().comments..self.scan.tokens[after].comments]
    }

    fn has_comments(&self) -> bool {
        !self.pending().is_empty()
    }

    fn take_comments(&mut self) -> &'a [Comment<'a>] {
        let pending = self.pending();
        self.comments = self.peek().comments;
        pending
    }

    fn take(&mut self) -> Token<'a> {
        if std::mem::take(&mut self.space) {
            self.push(Element::Text(" "));
        }
        let token = self.skip();
        self.push(Element::Text(token.text));
        token
    }

    // The last token is the file's end, which nothing goes beyond.
    fn skip(&mut self) -> Token<'a> {
        let token = self.peek();
        self.next = (self.next + 1).min(self.scan.tokens.len() - 1);
        token
    }

    fn open_group(&mut self, kind: Kind, broken: bool) {
        let group = self.groups.len();
        self.groups.push(Group { kind, broken });
        self.open.push(group);
        self.push(Element::Open(group));
        if broken {
            self.break_groups();
        }
    }

    fn close_group(&mut self) {
        self.open.pop();
        self.push(Element::Close);
    }

    fn break_groups(&mut self) {
        for &group in &self.open {
            self.groups[group].broken = true;
        }
    }

    fn push_line(&mut self, flat: &'static str, broken: &'static str, blank: bool) {
        self.push(Element::Line {
            flat,
            broken,
            blank,
        });
    }

    fn push(&mut self, element: Element<'a>) {
        self.elements.push(element);
    }
}
