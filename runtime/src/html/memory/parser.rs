//! Reads HTML into a document, as far as the standard matters to what the server renders. What an app writes as raw
//! HTML is read as browsers do it in the common cases: an element that is not closed ends with the one around it.

use super::Document;
use crate::html::dom::Dom;
use crate::html::tree::Namespace;

/// Parses `html` into `parent`. Nodes are the view's at once if `is_owned`.
///
/// Gives what is wrong with it, which for what the server renders is nothing.
pub(crate) fn parse_into(
    document: &mut Document,
    parent: usize,
    html: &str,
    is_owned: bool,
) -> Vec<String> {
    let mut parser = Parser {
        rest: html,
        document,
        is_owned,
        open: Vec::new(),
        mistakes: Vec::new(),
    };
    parser.parse_children(parent, Namespace::Html);
    while !parser.rest.is_empty() {
        parser.skip_end_tag();
        parser.parse_children(parent, Namespace::Html);
    }
    parser.mistakes
}

struct Parser<'a, 'b> {
    rest: &'a str,
    document: &'b mut Document,
    is_owned: bool,
    /// The elements around.
    open: Vec<String>,
    mistakes: Vec<String>,
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

impl<'a> Parser<'a, '_> {
    fn parse_children(&mut self, parent: usize, namespace: Namespace) {
        loop {
            if let Some(comment) = self.rest.strip_prefix("<!") {
                let end = if comment.starts_with("--") {
                    "-->"
                } else {
                    ">"
                };
                self.rest = comment.split_once(end).map_or("", |(_, rest)| rest);
            } else if self.rest.is_empty() || self.rest.starts_with("</") {
                return;
            } else if self.starts_tag() {
                self.parse_element(parent, namespace);
            } else {
                let text = self.take_text();
                let text = self.document.add_text(&decode(text), self.is_owned);
                self.document.insert_before(&parent, &text, None);
            }
        }
    }

    fn starts_tag(&self) -> bool {
        let mut bytes = self.rest.bytes();
        bytes.next() == Some(b'<') && bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
    }

    /// A `<` that begins no tag is text.
    fn take_text(&mut self) -> &'a str {
        let from = self.rest.chars().next().map_or(0, char::len_utf8);
        let at = self.rest[from..]
            .find('<')
            .map_or(self.rest.len(), |at| at + from);
        self.take(at)
    }

    fn take(&mut self, at: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken
    }

    fn take_until(&mut self, end: &str) -> &'a str {
        self.take(self.rest.find(end).unwrap_or(self.rest.len()))
    }

    fn parse_element(&mut self, parent: usize, around: Namespace) {
        self.take(1);
        let ends = |byte: char| byte.is_ascii_whitespace() || matches!(byte, '>' | '/');
        let at = self.rest.find(ends).unwrap_or(self.rest.len());
        let name = self.take(at);
        let namespace = match name {
            "svg" => Namespace::Svg,
            "math" => Namespace::MathMl,
            _ => around,
        };
        let element = self.document.add(name, namespace, self.is_owned);
        self.document.insert_before(&parent, &element, None);
        let is_closed = self.parse_attributes(element, name);
        let is_void = VOID.contains(&name) || is_closed && namespace != Namespace::Html;
        if !is_void {
            self.parse_content(element, name, namespace);
        }
    }

    /// Whether the tag ends with `/>`.
    fn parse_attributes(&mut self, element: usize, of: &str) -> bool {
        let mut is_closed = false;
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace());
            match self.rest.as_bytes().first() {
                None => return is_closed,
                Some(b'>') => {
                    self.take(1);
                    return is_closed;
                }
                Some(b'/') => {
                    self.take(1);
                    is_closed = true;
                }
                Some(_) => self.parse_attribute(element, of),
            }
        }
    }

    fn parse_attribute(&mut self, element: usize, of: &str) {
        let ends = |byte: char| byte.is_ascii_whitespace() || matches!(byte, '=' | '>' | '/');
        // A name has at least one character, whichever it is.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let at = self.rest[first..]
            .find(ends)
            .map_or(self.rest.len(), |at| at + first);
        let name = self.take(at);
        let value = match self.rest.strip_prefix('=') {
            None => "",
            Some(rest) => {
                self.rest = rest;
                self.take_value()
            }
        };
        let attributes = self.document.attributes(element);
        if attributes.contains_key(name) {
            self.mistakes.push(format!("<{of}> has {name} twice"));
        } else {
            attributes.insert(name.to_owned(), decode(value));
        }
    }

    fn take_value(&mut self) -> &'a str {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        match quote {
            None => {
                let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                self.take(self.rest.find(ends).unwrap_or(self.rest.len()))
            }
            Some(quote) => {
                self.take(1);
                let at = self.rest.find(quote).unwrap_or(self.rest.len());
                let value = self.take(at);
                self.take(self.rest.len().min(1));
                value
            }
        }
    }

    fn parse_content(&mut self, element: usize, name: &str, namespace: Namespace) {
        let end = format!("</{name}");
        if matches!(name, "textarea" | "pre") {
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
        }
        if matches!(name, "script" | "style" | "textarea" | "title") && namespace == Namespace::Html
        {
            let text = self.take_until(&end);
            let text = match name {
                "script" | "style" => text.to_owned(),
                _ => decode(text),
            };
            if !text.is_empty() {
                let text = self.document.add_text(&text, self.is_owned);
                self.document.insert_before(&element, &text, None);
            }
        } else {
            let inner = if name == "foreignObject" {
                Namespace::Html
            } else {
                namespace
            };
            self.open.push(name.to_owned());
            self.parse_children(element, inner);
            while !self.rest.is_empty() && !self.closes_one() {
                self.skip_end_tag();
                self.parse_children(element, inner);
            }
            self.open.pop();
        }
        self.close(name, &end);
    }

    /// Whether the end tag that comes next is that of an element around.
    fn closes_one(&self) -> bool {
        let rest = self.rest.get(2..).unwrap_or_default();
        let name = rest.split('>').next().unwrap_or_default().trim_end();
        self.open.iter().any(|open| open == name)
    }

    fn close(&mut self, name: &str, end: &str) {
        let closed = self
            .rest
            .strip_prefix(end)
            .and_then(|rest| rest.trim_start().strip_prefix('>'));
        match closed {
            Some(rest) => self.rest = rest,
            None => self.mistakes.push(format!("<{name}> is not closed")),
        }
    }

    fn skip_end_tag(&mut self) {
        let tag = self.take_until(">");
        self.take(self.rest.len().min(1));
        self.mistakes.push(format!("{tag}> closes nothing"));
    }
}

/// The character references that the server writes, and the commonest others.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut decoded = text.to_owned();
    for (reference, text) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ] {
        decoded = decoded.replace(reference, text);
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(html: &str) -> (String, Vec<String>) {
        let mut document = Document::new();
        let mistakes = parse_into(&mut document, 0, html, true);
        (document.show(0), mistakes)
    }

    #[test]
    fn raw_html_may_be_untidy() {
        let (shown, mistakes) = parsed("<ul><li>a<b>b</ul></i>1 < 2<!-- no --><br/>&amp;lt;");
        assert_eq!(
            shown,
            "<Html ul><Html li>\"a\"<Html b>\"b\"</></></>\"1 \"\"< 2\"<Html br></>\"&lt;\""
        );
        assert_eq!(
            mistakes,
            [
                "<b> is not closed",
                "<li> is not closed",
                "</i> closes nothing"
            ]
        );
    }

    #[test]
    fn what_does_not_end_ends_with_the_text() {
        for html in [
            "<", "é<", "<é", "<a é", "</é", "<a", "<a b", "<a b=", "<a b=\"c", "<a>", "</", "<!--",
            "&",
        ] {
            let _ = parsed(html);
        }
        assert_eq!(
            parsed("<a x=1 y='2'>t").0,
            "<Html a x=\"1\" y=\"2\">\"t\"</>"
        );
    }
}
