//! Text to tokens and comments with what the layout needs to know of their places. The text is known to be free
//! of syntax errors, and the places of SQL come from the tree, so little has to be understood here.

use std::ops::Range;

/// A comment, of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// The text with its slashes, without the white space at its end.
    pub(super) text: &'a str,
    /// Whether it stands behind something on its line.
    pub(super) trailing: bool,
    /// Whether an empty line stands before it.
    pub(super) blank_before: bool,
}

impl Comment<'_> {
    /// Whether it documents what follows; that stands on lines of its own.
    pub(super) fn is_doc(&self) -> bool {
        !self.trailing && self.has_doc_sign()
    }

    /// Whether it would document what follows if it stood on a line of its own.
    pub(super) fn has_doc_sign(&self) -> bool {
        self.text.starts_with("///") && !self.text.starts_with("////")
    }
}

/// A word, sign, quoted text or statement; commas are left out, since the layout says where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// How many comments of the file stand before it.
    pub(super) comments: usize,
    /// Whether an empty line stands before it.
    pub(super) blank_before: bool,
    line: usize,
    // Of `{`: the line of its `}`.
    last_line: usize,
}

impl Token<'_> {
    /// Whether a `{` and its `}` stand on lines of their own.
    pub(super) fn is_broken(&self) -> bool {
        self.last_line > self.line
    }
}

/// The tokens of a file, an empty one for its end, and its comments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scan<'a> {
    text: &'a str,
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) comments: Vec<Comment<'a>>,
}

impl<'a> Scan<'a> {
    /// Scans a text; `sql` are the places of its statements, in order.
    pub(super) fn new(text: &'a str, sql: &[Range<usize>]) -> Self {
        let mut scanner = Scanner {
            text,
            at: 0,
            line: 0,
            breaks: 0,
            begun: false,
            open: vec![],
            scan: Self {
                text,
                tokens: vec![],
                comments: vec![],
            },
        };
        scanner.run(sql);
        scanner.scan
    }

    /// The text of a token with the white space before it on its line, and whether there is nothing else before it.
    pub(super) fn whole_lines(&self, token: Token<'a>) -> (&'a str, bool) {
        let before = &self.text[..token.start];
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        if before[line..].trim_matches([' ', '\t']).is_empty() {
            (&self.text[line..token.start + token.text.len()], true)
        } else {
            (token.text, false)
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    // Line ends since the last thing that is not white space.
    breaks: usize,
    // Whether something stands on this line already.
    begun: bool,
    open: Vec<usize>,
    scan: Scan<'a>,
}

impl<'a> Scanner<'a> {
    fn run(&mut self, sql: &[Range<usize>]) {
        let mut sql = sql.iter().peekable();
        loop {
            if let Some(statement) = sql.next_if(|statement| statement.start <= self.at) {
                self.token(statement.end - self.at);
            } else if self.at < self.text.len() {
                self.step();
            } else {
                return self.token(0);
            }
        }
    }

    fn step(&mut self) {
        let rest = &self.text[self.at..];
        if let Some(length) = line_end(rest) {
            self.line += 1;
            self.breaks += 1;
            self.begun = false;
            self.at += length;
        } else if rest.starts_with([' ', '\t', '\u{feff}']) {
            self.at += rest.chars().next().map_or(1, char::len_utf8);
        } else if rest.starts_with("//") {
            self.comment();
        } else if rest.starts_with(',') {
            self.breaks = 0;
            self.at += 1;
        } else {
            self.token(token_length(rest));
        }
    }

    fn comment(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        self.scan.comments.push(Comment {
            text: rest[..length].trim_end(),
            trailing: self.begun,
            blank_before: self.breaks > 1,
        });
        self.begun = true;
        self.breaks = 0;
        self.at += length;
    }

    fn token(&mut self, length: usize) {
        let text = &self.text[self.at..self.at + length];
        self.match_braces(text);
        self.scan.tokens.push(Token {
            text,
            start: self.at,
            comments: self.scan.comments.len(),
            blank_before: self.breaks > 1,
            line: self.line,
            last_line: self.line,
        });
        self.begun = true;
        self.breaks = 0;
        self.line += text.matches('\n').count();
        self.at += length;
    }

    fn match_braces(&mut self, text: &str) {
        match text {
            "{" => self.open.push(self.scan.tokens.len()),
            "}" => {
                if let Some(open) = self.open.pop() {
                    self.scan.tokens[open].last_line = self.line;
                }
            }
            _ => {}
        }
    }
}

fn line_end(text: &str) -> Option<usize> {
    if text.starts_with("\r\n") {
        return Some(2);
    }
    text.starts_with(['\n', '\r']).then_some(1)
}

fn token_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    match characters.next().map_or(' ', |(_, first)| first) {
        '"' => quoted_length(text),
        '-' if text.starts_with("->") => 2,
        '-' | '0'..='9' => number_length(text),
        first if is_word(first) => run_of(text, is_word),
        first => first.len_utf8(),
    }
}

fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at + 1,
            _ => escaped = character == '\\' && !escaped,
        }
    }
    text.len()
}

// With its sign, its fraction and its unit: `-2.5`, `1e-5`, `30m`.
fn number_length(text: &str) -> usize {
    let mut before = ' ';
    let belongs = |(at, character): &(usize, char)| {
        let digit_follows =
            text[at + character.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let belongs = match character {
            '-' => matches!(before, ' ' | 'e' | 'E') && digit_follows,
            '.' => digit_follows,
            _ => is_word(*character),
        };
        before = *character;
        belongs
    };
    let length = text.char_indices().take_while(belongs).count();
    length.max(1)
}

fn run_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character))
        .unwrap_or(text.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        let scan = Scan::new(text, &[]);
        scan.tokens.iter().map(|token| token.text).collect()
    }

    #[test]
    fn tokens_are_words_numbers_signs_and_quoted_texts() {
        let text = r#"page at "/a\"{ //", -2.5 30m [] a.b(x:List<_>)->=_ -1e-5"#;
        let expected = [
            "page",
            "at",
            r#""/a\"{ //""#,
            "-2.5",
            "30m",
            "[",
            "]",
            "a",
            ".",
            "b",
            "(",
            "x",
            ":",
            "List",
            "<",
            "_",
            ">",
            ")",
            "->",
            "=",
            "_",
            "-1e-5",
            "",
        ];
        assert_eq!(texts(text), expected);
    }

    #[test]
    fn sql_is_one_token_whatever_it_holds() {
        let text = "query a() { SELECT '}', \"//\" }\nenum B { C }";
        let start = text.find("SELECT").unwrap_or(0);
        let end = text.find(" }\n").unwrap_or(0);
        let statement = start..end;
        let scan = Scan::new(text, std::slice::from_ref(&statement));
        assert_eq!(scan.tokens[5].text, "SELECT '}', \"//\"");
        assert_eq!(scan.tokens[7].text, "enum");
        assert_eq!(scan.comments, []);
    }

    #[test]
    fn comments_know_what_stands_before_them() {
        let text = "\u{feff}// first\r\n\r\na, // second  \r\n\n\n/// third\rb //// fourth";
        let scan = Scan::new(text, &[]);
        let comment = |text, trailing, blank_before| Comment {
            text,
            trailing,
            blank_before,
        };
        let expected = [
            comment("// first", false, false),
            comment("// second", true, false),
            comment("/// third", false, true),
            comment("//// fourth", true, false),
        ];
        assert_eq!(scan.comments, expected);
        assert_eq!(
            expected.map(|comment| comment.is_doc()),
            [false, false, true, false]
        );
        let before: Vec<(usize, bool)> = scan
            .tokens
            .iter()
            .map(|token| (token.comments, token.blank_before))
            .collect();
        assert_eq!(before, [(1, true), (3, false), (4, false)]);
    }

    #[test]
    fn braces_know_whether_they_share_a_line() {
        let scan = Scan::new("a { b { c } } d {\n}", &[]);
        let broken: Vec<bool> = scan
            .tokens
            .iter()
            .filter(|token| token.text == "{")
            .map(Token::is_broken)
            .collect();
        assert_eq!(broken, [false, false, true]);
    }
}
