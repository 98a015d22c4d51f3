//! The text of a query with the fragments it names put in, and where each part of it was written.

use std::collections::BTreeMap;

use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::codes;
use crate::resolve::case::snake;

/// Larger texts come of fragments that multiply each other, not of people.
const MOST_BYTES: usize = 1 << 20;

/// Fragments that lead further would exhaust the stack.
const MOST_DEEP: usize = 64;

/// A shared piece of SQL.
#[derive(Debug, Clone, Copy)]
pub struct Fragment<'a> {
    /// The text, exactly as it stands at `span`.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

/// The fragments of an app by name.
pub type Fragments<'a> = BTreeMap<&'a str, Fragment<'a>>;

/// A query's text as SQLite reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spliced {
    /// The whole text.
    pub text: String,
    /// Where its parts were written, in order and without gaps.
    pub pieces: Vec<Piece>,
}

/// A part of a spliced text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its first byte in the spliced text.
    pub start: usize,
    /// One past its last byte there.
    pub end: usize,
    /// Where it was written; as long as the piece.
    pub written: Span,
    /// The `{name}` in the query's own text that brought it in; `None` for that text itself.
    pub site: Option<Span>,
}

/// Puts the fragments in.
///
/// # Errors
/// Every name that is no fragment, and a fragment that leads back to itself.
pub fn splice(
    text: &str,
    span: Span,
    fragments: &Fragments<'_>,
) -> Result<Spliced, Vec<Diagnostic>> {
    let mut splicer = Splicer {
        fragments,
        spliced: Spliced {
            text: String::with_capacity(text.len()),
            pieces: vec![],
        },
        open: vec![],
        problems: vec![],
    };
    splicer.put(text, span, None);
    match splicer.problems.is_empty() {
        true => Ok(splicer.spliced),
        false => Err(splicer.problems),
    }
}

/// The names of the fragments that a text puts in, in order.
#[must_use]
pub fn fragments_named(text: &str) -> Vec<&str> {
    let name = |(start, end): (usize, usize)| text[start + 1..end - 1].trim();
    places(text).into_iter().map(name).collect()
}

struct Splicer<'a> {
    fragments: &'a Fragments<'a>,
    spliced: Spliced,
    // The fragments that are being put in, outermost first.
    open: Vec<&'a str>,
    problems: Vec<Diagnostic>,
}

impl<'a> Splicer<'a> {
    fn put(&mut self, text: &str, span: Span, site: Option<Span>) {
        let mut done = 0;
        for (start, end) in places(text) {
            self.put_plain(text, done, start, span, site);
            let place = part(span, start, end);
            self.put_fragment(
                text[start + 1..end - 1].trim(),
                place,
                site.unwrap_or(place),
            );
            done = end;
        }
        self.put_plain(text, done, text.len(), span, site);
    }

    fn put_plain(&mut self, text: &str, start: usize, end: usize, span: Span, site: Option<Span>) {
        if start == end {
            return;
        }
        let at = self.spliced.text.len();
        self.spliced.text.push_str(&text[start..end]);
        self.spliced.pieces.push(Piece {
            start: at,
            end: self.spliced.text.len(),
            written: part(span, start, end),
            site,
        });
    }

    fn put_fragment(&mut self, name: &str, place: Span, site: Span) {
        let Some((&name, &fragment)) = self.fragments.get_key_value(name) else {
            let known = self.fragments.keys().copied();
            self.problems
                .push(unknown(name, place, nearest(name, known)));
            return;
        };
        if self.open.contains(&name) {
            return self.problems.push(circle(name, place, &self.open));
        }
        // What does not come to an end is told once, not again at every step back.
        if !self.problems.is_empty() {
            return;
        }
        if self.open.len() >= MOST_DEEP {
            self.problems.push(too_deep(name, place));
        } else if self.spliced.text.len() + fragment.text.len() > MOST_BYTES {
            self.problems.push(too_large(place));
        } else {
            self.open.push(name);
            self.put(fragment.text, fragment.span, Some(site));
            self.open.pop();
        }
    }
}

fn part(span: Span, start: usize, end: usize) -> Span {
    let base = span.range().start;
    Span::new(span.file, base + start, base + end)
}

// Braces outside of quotes and comments, which SQL itself has no use for.
fn places(text: &str) -> Vec<(usize, usize)> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let rest = &text[at..];
        let length = match byte {
            b'\'' | b'"' | b'`' => 1 + length_until(&rest[1..], &rest[..1]),
            b'[' => length_until(rest, "]"),
            b'-' if rest.starts_with("--") => length_until(rest, "\n"),
            b'/' if rest.starts_with("/*") => length_until(rest, "*/"),
            b'{' => {
                let length = length_until(rest, "}");
                if rest[..length].ends_with('}') {
                    found.push((at, at + length));
                }
                length
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += length;
    }
    found
}

fn length_until(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

fn unknown(name: &str, place: Span, meant: Option<&str>) -> Diagnostic {
    // Whatever stands between braces, a line end too.
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = format!("no fragment is called `{name}`");
    let problem = Diagnostic::error(codes::UNKNOWN_FRAGMENT, place, message);
    match meant {
        Some(meant) => problem.help(format!("did you mean `{{{meant}}}`?")),
        None => problem.help(format!("declare it: `fragment {} {{ … }}`", snake(&name))),
    }
}

fn circle(name: &str, place: Span, open: &[&str]) -> Diagnostic {
    let message = format!("the fragment `{name}` contains itself");
    let way: Vec<String> = open.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::error(codes::ENDLESS_FRAGMENT, place, message)
        .note(format!("by way of {}", way.join(", then ")))
        .help("take it out of one of them")
}

fn too_deep(name: &str, place: Span) -> Diagnostic {
    let message = format!("the fragment `{name}` is more than {MOST_DEEP} fragments deep");
    Diagnostic::error(codes::ENDLESS_FRAGMENT, place, message)
        .help("write what it stands for in one of those around it")
}

fn too_large(place: Span) -> Diagnostic {
    let message = "the query becomes larger than 1 MiB";
    Diagnostic::error(codes::ENDLESS_FRAGMENT, place, message).help("put in fewer fragments")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::source::{FileId, SourceMap};

    use super::*;

    fn file(sources: &mut SourceMap, text: &str) -> (FileId, Span) {
        let id = sources.add("a.rally", text);
        (id, Span::new(id, 0, text.len()))
    }

    #[test]
    fn every_piece_says_where_it_was_written() {
        let mut sources = SourceMap::default();
        let (query, inner, outer) = ("SELECT {a} FROM t", "{b}, é", "x");
        let (_, span) = file(&mut sources, query);
        let a = Fragment {
            text: inner,
            span: file(&mut sources, inner).1,
        };
        let b = Fragment {
            text: outer,
            span: file(&mut sources, outer).1,
        };
        let spliced = splice(query, span, &Fragments::from([("a", a), ("b", b)])).unwrap();
        assert_eq!(spliced.text, "SELECT x, é FROM t");
        for piece in &spliced.pieces {
            assert_eq!(
                &spliced.text[piece.start..piece.end],
                sources.slice(piece.written)
            );
        }
        let sites = spliced.pieces.iter().filter_map(|piece| piece.site);
        assert!(sites.into_iter().all(|site| sources.slice(site) == "{a}"));
    }

    #[test]
    fn braces_in_quotes_and_comments_are_no_fragments() {
        let text = "SELECT '{a}', \"{a}\", [{a}] -- {a}\n/* {a} */, 'it''s {a}'";
        let mut sources = SourceMap::default();
        let (_, span) = file(&mut sources, text);
        assert_eq!(splice(text, span, &Fragments::new()).unwrap().text, text);
    }

    #[test]
    fn a_circle_ends() {
        let mut sources = SourceMap::default();
        let (_, span) = file(&mut sources, "{a}");
        let a = Fragment { text: "{a}", span };
        let problems = splice("{a}", span, &Fragments::from([("a", a)])).unwrap_err();
        assert_eq!(problems[0].code, codes::ENDLESS_FRAGMENT);
        let problems = splice("{c}", span, &Fragments::from([("a", a)])).unwrap_err();
        assert_eq!(problems[0].code, codes::UNKNOWN_FRAGMENT);
    }

    #[test]
    fn a_chain_of_fragments_ends_before_the_stack_does() {
        let chain = |length: usize| {
            let mut sources = SourceMap::default();
            let texts: Vec<(String, String)> = (0..length)
                .map(|at| (format!("f{at}"), format!("{{f{}}}", at + 1)))
                .chain([(format!("f{length}"), "x".to_owned())])
                .collect();
            let fragments = texts.iter().map(|(name, text)| {
                let span = file(&mut sources, text).1;
                (name.as_str(), Fragment { text, span })
            });
            let fragments: Fragments<'_> = fragments.collect();
            let (_, span) = file(&mut sources, "{f0}");
            splice("{f0}", span, &fragments)
        };
        assert_eq!(chain(MOST_DEEP - 1).unwrap().text, "x");
        for length in [MOST_DEEP, 100_000] {
            let problems = chain(length).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].code, codes::ENDLESS_FRAGMENT);
        }
    }

    #[test]
    fn fragments_that_multiply_each_other_end_and_are_told_once() {
        let mut sources = SourceMap::default();
        let texts = (0..40).map(|at| (format!("f{at}"), format!("{{f{0}}}{{f{0}}}", at + 1)));
        let texts: Vec<_> = texts.chain([("f40".to_owned(), "x".to_owned())]).collect();
        let fragments = texts.iter().map(|(name, text)| {
            let span = file(&mut sources, text).1;
            (name.as_str(), Fragment { text, span })
        });
        let fragments: Fragments<'_> = fragments.collect();
        let (_, span) = file(&mut sources, "{f0}");
        let problems = splice("{f0}", span, &fragments).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].code, codes::ENDLESS_FRAGMENT);
    }
}
