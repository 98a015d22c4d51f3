//! What the grammar could not read: finds out what was probably meant, and says it.

use super::docs::is_odd_space;
use super::fields::is_capital;
use super::grammar::Rule;
use super::keywords::{
    CLIENT_ENTRIES, DECLARATIONS, LAYOUT_ENTRIES, PAGE_ENTRIES, SERVER_ENTRIES, meant, one_of,
    setting_usage, settings_of, usage, usage_in,
};
use super::placement::misplaced;
use super::reader::{Node, Reader, children};
use super::settings::SettingsOf;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// Where a line stands that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between the declarations of a file.
    File,
    /// In a `client`.
    Client,
    /// In a `page`.
    Page,
    /// In a `layout`.
    Layout,
    /// In the `server` of a page.
    Server,
    /// Among settings.
    Settings(SettingsOf),
    /// Among the fields of a `search`.
    Search,
    /// Among the fields of what is named.
    Fields(&'static str),
    /// Among the variants of what is named.
    Variants(&'static str),
    /// Among the arguments of an rpc, a query or a variant.
    Arguments,
}

impl Place {
    /// The keyword of the block, for messages about it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Client => "client",
            Self::Page => "page",
            Self::Layout => "layout",
            Self::Server => "server",
            Self::Settings(of) => of.word(),
            Self::Search => "search",
            Self::Fields(what) | Self::Variants(what) => what,
            Self::Arguments => "arguments",
        }
    }
}

impl Reader<'_> {
    pub(super) fn report_stray_close(&mut self, node: &Node<'_>) {
        let message = "this `}` closes nothing";
        self.report(
            Diagnostic::error(codes::STRAY_CLOSE, self.span(node), message)
                .help("leave it out, or look above for a block that was closed too early"),
        );
    }

    /// Reports a block, argument list or payload that is never closed.
    pub(super) fn report_unclosed(&mut self, block: &Node<'_>, missing: &Node<'_>, what: &str) {
        let diagnostic = self.unclosed(block, missing, what);
        self.report(diagnostic);
    }

    /// Reports a block of entries that is never closed; `outside` is the first thing in it that it cannot hold.
    pub(super) fn report_unclosed_body(
        &mut self,
        body: &Node<'_>,
        missing: &Node<'_>,
        place: Place,
        outside: Option<Span>,
    ) {
        let what = place.word();
        let diagnostic = if let Some(early) = self.child_closed_early(body) {
            self.unclosed_child(&early, what)
        } else if let Some(place) = outside {
            let message = format!("this `{{` of `{what}` is never closed");
            let text = format!("a `}}` is missing before this `{}`", self.slice(place));
            Diagnostic::error(codes::UNCLOSED, self.opening(body), message).also(place, text)
        } else {
            self.unclosed(body, missing, what)
        };
        self.report(diagnostic);
    }

    fn unclosed(&self, block: &Node<'_>, missing: &Node<'_>, what: &str) -> Diagnostic {
        let open = self.opening(block);
        let sign = self.slice(open);
        let close = if sign == "(" { ")" } else { "}" };
        let rest = &self.text[self.span(missing).start as usize..];
        let at = self.text.len() - rest.trim_start().len();
        let rest = &self.text[at..];
        let word = first_word(rest);
        let (place, text) = if rest.is_empty() {
            (
                self.gap_before(self.span(missing)),
                "the file ends here".to_owned(),
            )
        } else {
            let sign = rest.chars().next().map_or(0, char::len_utf8);
            let shown = word.len().max(sign);
            let place = Span::new(self.file, at, at + shown);
            (place, format!("a `{close}` is missing before this"))
        };
        let message = format!("this `{sign}` of `{what}` is never closed");
        Diagnostic::error(codes::UNCLOSED, open, message).also(place, text)
    }

    pub(super) fn opening(&self, block: &Node<'_>) -> Span {
        let start = block.as_span().start();
        Span::new(self.file, start, start + 1)
    }

    // A block inside of `body` whose last brace stands under the page's own line shows that the
    // brace was meant for the page.
    fn child_closed_early<'i>(&self, body: &Node<'i>) -> Option<Node<'i>> {
        children(body.clone()).find_map(|entry| {
            let block = children(entry).find(|part| {
                matches!(
                    part.as_rule(),
                    Rule::fields
                        | Rule::variants
                        | Rule::sql_block
                        | Rule::search_fields
                        | Rule::settings
                        | Rule::inner_body
                )
            })?;
            // Looked at first, so that a long line of blocks is not measured once for each of them.
            if !block.as_str().contains('\n') {
                return None;
            }
            // Without a brace of its own it ends anywhere, behind any character.
            let (_, line_of_close) = block.as_str().strip_suffix('}')?.rsplit_once('\n')?;
            let own = self.indentation(block.as_span().start());
            let wanted = self.indentation(body.as_span().start());
            let early = line_of_close.trim().is_empty() && own != wanted && line_of_close == wanted;
            early.then_some(block)
        })
    }

    fn unclosed_child(&self, block: &Node<'_>, outer: &str) -> Diagnostic {
        let open = self.opening(block);
        let end = block.as_span().end();
        let line = self.indented_line(open.start as usize);
        let word = first_word(line.trim_start());
        let message = format!("this `{{` of `{word}` is never closed");
        Diagnostic::error(codes::UNCLOSED, open, message).also(
            Span::new(self.file, end - 1, end),
            format!("this `}}` closes it, and by its place was meant for `{outer}`"),
        )
    }

    fn indented_line(&self, at: usize) -> &str {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        &self.text[start..at]
    }

    fn indentation(&self, at: usize) -> &str {
        let line = self.indented_line(at);
        &line[..line.len() - line.trim_start().len()]
    }

    /// Reports a line, or the rest of one, that no rule of the grammar could read.
    pub(super) fn report_bad_line(&mut self, node: &Node<'_>, place: Place) {
        self.drop_docs(node);
        if self.leaves_out() {
            return;
        }
        let line = node
            .as_str()
            .split(['\n', '\r', '{'])
            .next()
            .unwrap_or_default();
        let line = if line.trim().is_empty() {
            node.as_str()
        } else {
            line
        };
        let text = line.lines().next().unwrap_or_default().trim_end();
        let word = first_word(text);
        let start = node.as_span().start();
        let at = |length: usize| Span::new(self.file, start, start + length);
        if let Some(place) = self.odd_space_in(start, text) {
            return self.report_odd_space(place);
        }
        if let Some(marker) = conflict_marker(text) {
            return self.report_conflict(at(text.len()), marker);
        }
        let diagnostic = match place {
            _ if text.starts_with(['"', '\'']) => unexpected(at(text.len()), text, place),
            _ if word.is_empty() => unexpected_sign(at(text.len()), text, place),
            Place::File => unknown_declaration(at(word.len()), word, text),
            Place::Client | Place::Page | Place::Layout | Place::Server => {
                unknown_entry(at(word.len()), word, place)
            }
            Place::Settings(_) => unexpected(at(text.len()), text, place),
            Place::Fields(_) | Place::Search => bad_field(at(text.len()), text, word),
            Place::Variants(_) | Place::Arguments => unexpected(at(text.len()), text, place),
        };
        let diagnostic = match (place, text.strip_prefix(':')) {
            (Place::Variants(_), Some(ty)) => {
                diagnostic.help(self.payload_in_parentheses(start, ty))
            }
            _ => diagnostic,
        };
        self.report(diagnostic);
    }
}

impl Reader<'_> {
    // `Scored: Game` is read up to the name.
    fn payload_in_parentheses(&self, start: usize, ty: &str) -> String {
        let before = self.text[..start].trim_end();
        let name = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_'));
        let name = name.into_iter().next().unwrap_or_default();
        format!("write `{name}({})`", ty.trim())
    }

    // The lines below the first are part of the same conflict.
    fn report_conflict(&mut self, span: Span, marker: &str) {
        let begins = marker == CONFLICT[0];
        if std::mem::replace(&mut self.in_conflict, true) && !begins {
            return;
        }
        let message = "a merge conflict is not resolved here";
        self.report(
            Diagnostic::error(codes::UNEXPECTED, span, message)
                .label("a merge wrote this line")
                .help("keep what is meant of both, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"),
        );
    }

    // What looks right and is not read is best explained by what cannot be seen in it.
    fn odd_space_in(&self, start: usize, text: &str) -> Option<Span> {
        let (at, odd) = text
            .char_indices()
            .find(|&(_, character)| is_odd_space(character))?;
        Some(Span::new(
            self.file,
            start + at,
            start + at + odd.len_utf8(),
        ))
    }
}

/// What the lines begin with that version control writes around two versions, the first of them first.
const CONFLICT: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

fn conflict_marker(line: &str) -> Option<&'static str> {
    CONFLICT.into_iter().find(|marker| line.starts_with(marker))
}

fn unknown_declaration(span: Span, word: &str, line: &str) -> Diagnostic {
    if matches!(
        word,
        "import" | "use" | "include" | "open" | "module" | "mod" | "package"
    ) {
        let message = format!("there is no `{word}`");
        return Diagnostic::error(codes::UNKNOWN_DECLARATION, span, message)
            .help("leave it out: names are global, and files need no imports");
    }
    if matches!(word, "pub" | "export") {
        let message = format!("a declaration does not begin with `{word}`");
        return Diagnostic::error(codes::UNKNOWN_DECLARATION, span, message)
            .help("leave it out: every file sees every declaration");
    }
    if word == "extern" {
        return reserved(span, word);
    }
    let message = format!("unknown declaration `{word}`");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_DECLARATION, span, message);
    // `type Status = Open | Closed`: one of several.
    if matches!(word, "type" | "data" | "union") && line.contains('|') {
        return diagnostic.help(did_you_mean("enum", usage("enum")));
    }
    if let Some(meant) = meant(word, DECLARATIONS) {
        return diagnostic.help(did_you_mean(meant, usage(meant)));
    }
    match meant(word, PAGE_ENTRIES) {
        Some(meant) => diagnostic.help(format!(
            "did you mean `{meant}`? It stands between the braces of `page {{ … }}`"
        )),
        None => diagnostic.help(format!("write {}", one_of(DECLARATIONS))),
    }
}

fn unknown_entry(span: Span, word: &str, place: Place) -> Diagnostic {
    let (what, allowed) = entries_of(place);
    if word == "server" {
        return misplaced(span, word, place);
    }
    if word == "extern" {
        return reserved(span, word);
    }
    let message = format!("unknown {what} entry `{word}`");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_ENTRY, span, message);
    if let ("at" | "route" | "path" | "url", Some(head)) = (word, routed_head(place)) {
        return diagnostic.help(format!("the path stands before the braces: write `{head}`"));
    }
    match meant(word, allowed) {
        Some(meant) => diagnostic.help(did_you_mean(meant, usage_in(meant, place))),
        None => diagnostic.help(format!("write {}", one_of(allowed))),
    }
}

fn routed_head(place: Place) -> Option<&'static str> {
    match place {
        Place::Page => Some("page at \"/path\" { … }"),
        Place::Client => Some("client name at \"/\" { … }"),
        _ => None,
    }
}

fn did_you_mean(meant: &str, usage: &str) -> String {
    format!("did you mean `{meant}`? It is written `{usage}`")
}

fn reserved(span: Span, word: &str) -> Diagnostic {
    let message = format!("`{word}` is reserved for a later version");
    Diagnostic::error(codes::NOT_YET, span, message)
        .help("leave it out, and call the other service from Rust, in a handler or a job")
}

/// What a block of entries is called, and what may stand in it.
fn entries_of(place: Place) -> (&'static str, &'static [&'static str]) {
    match place {
        Place::Client => ("client", CLIENT_ENTRIES),
        Place::Layout => ("layout", LAYOUT_ENTRIES),
        Place::Server => ("`server`", SERVER_ENTRIES),
        _ => ("page", PAGE_ENTRIES),
    }
}

fn bad_field(span: Span, text: &str, word: &str) -> Diagnostic {
    if text == word {
        return lonely_word(span, word);
    }
    let diagnostic = unexpected(span, text, Place::Fields(""));
    if let Some(ty) = text[word.len()..].strip_prefix("?:") {
        let ty = ty.trim_end_matches([',', ';']).trim();
        return diagnostic.help(format!("write `{word}: Option<{ty}>`"));
    }
    match text.rsplit_once([' ', '\t']) {
        Some((ty, name)) if is_capital(ty) && !ty.contains(':') && first_word(name) == name => {
            diagnostic.help(format!(
                "the name stands first: write `{name}: {}`",
                ty.trim()
            ))
        }
        Some(_)
            if matches!(
                word,
                "pub" | "let" | "const" | "mut" | "readonly" | "optional"
            ) =>
        {
            diagnostic.help(format!("leave `{word}` out"))
        }
        _ => diagnostic,
    }
}

fn lonely_word(span: Span, word: &str) -> Diagnostic {
    if is_capital(word) {
        let message = format!("`{word}` stands here without a field");
        return Diagnostic::error(codes::MISSING_TYPE, span, message)
            .help(format!("write `name: {word}`"));
    }
    Diagnostic::error(codes::MISSING_TYPE, span, format!("`{word}` has no type"))
        .help(format!("write `{word}: Int`, or whichever type it has"))
}

fn unexpected_sign(span: Span, text: &str, place: Place) -> Diagnostic {
    let diagnostic = unexpected(span, text, place);
    let what = match place {
        Place::Fields(_) => "fields have no default values",
        Place::Variants(_) => "variants have no values of their own",
        Place::Arguments => "arguments have no default values",
        _ => "nothing is assigned here",
    };
    match text.chars().next() {
        Some(':' | '$' | '@') if place == Place::Arguments => {
            let name = first_word(&text[1..]);
            diagnostic.help(format!(
                "write `{name}`; only the SQL refers to it as `:{name}`"
            ))
        }
        Some('=') => diagnostic.help(format!("leave it out: {what}")),
        Some('@') => diagnostic.help("leave it out: there are no annotations"),
        _ => diagnostic,
    }
}

fn unexpected(span: Span, text: &str, place: Place) -> Diagnostic {
    let wanted = match place {
        Place::File => format!("declarations begin with {}", one_of(DECLARATIONS)),
        Place::Client | Place::Page | Place::Layout | Place::Server => {
            let (what, allowed) = entries_of(place);
            format!("entries of a {what} begin with {}", one_of(allowed))
        }
        Place::Settings(of) => {
            let keys = settings_of(of);
            let usage = keys.first().and_then(|key| setting_usage(key));
            match usage {
                Some(usage) => format!("a setting is a key and a value: `{usage}`"),
                None => format!("the policy of a topic is {}", one_of(keys)),
            }
        }
        Place::Search => "a field is written `name: Type` or `name: Type = value`".to_owned(),
        Place::Fields(_) => "a field is written `name: Type`".to_owned(),
        Place::Variants(_) => {
            "a variant is written `Name`, `Name(Type)` or `Name(field: Type)`".to_owned()
        }
        Place::Arguments => "an argument is written `name: Type`".to_owned(),
    };
    Diagnostic::error(
        codes::UNEXPECTED,
        span,
        format!("unexpected `{}`", shorten(text)),
    )
    .note(wanted)
}

/// The word that a text begins with, if it begins with one.
fn first_word(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return "";
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    text[..end.unwrap_or(text.len())].trim_end_matches('-')
}

/// As much of a text as fits into a message.
pub(super) fn shorten(text: &str) -> String {
    const LIMIT: usize = 40;
    let first_line = text.lines().next().unwrap_or_default();
    match first_line.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &first_line[..end]),
        None => first_line.to_owned(),
    }
}
