//! Entries and declarations that stand where they do not belong: where each belongs instead.

use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reports an entry that stands at the top level of a file.
    pub(super) fn report_entry_outside(&mut self, node: &Node<'_>) {
        self.drop_docs(node);
        let entry = children(node.clone()).next();
        let keyword = self.keyword_of(entry.as_ref().unwrap_or(node));
        let word = self.slice(keyword);
        let block = match word {
            "context" | "context_msg" => "client",
            "to_server" | "to_client" => "`server`",
            _ => "page",
        };
        let message = format!("`{word}` stands outside of a {block}");
        self.report(
            Diagnostic::error(codes::WRONG_PLACE, keyword, message)
                .help(belongs(word, Place::File)),
        );
    }

    /// Reports an entry or a declaration in a block that cannot hold it.
    pub(super) fn report_misplaced(&mut self, keyword: Span, place: Place, owner: Span) {
        let diagnostic = misplaced(keyword, self.slice(keyword), place);
        let label = format!("in this {}", block_of(place));
        self.report(diagnostic.also(owner, label));
    }
}

/// An entry or a declaration in a block that cannot hold it.
pub(super) fn misplaced(keyword: Span, word: &str, place: Place) -> Diagnostic {
    let message = format!("`{word}` stands inside of a {}", block_of(place));
    Diagnostic::error(codes::WRONG_PLACE, keyword, message).help(belongs(word, place))
}

fn block_of(place: Place) -> &'static str {
    match place {
        Place::Server => "`server`",
        _ => place.word(),
    }
}

/// What to do with an entry or declaration that may not stand at `place`.
fn belongs(word: &str, place: Place) -> String {
    let fixed = match (word, place) {
        ("msg", Place::Server) => {
            "what the browser sends is declared in `to_server { … }`, what the server sends in `to_client { … }`"
        }
        ("model", Place::Client) => "write `context { … }` for the state that all pages share",
        ("msg", Place::Client) => "write `context_msg { … }` for what changes the `context`",
        ("layout", Place::Client) => "move it out, into a file of the client's folder",
        ("layout", Place::Page) => {
            "move it out, into a file of the client's folder, and leave `layout Shell` here"
        }
        ("server", Place::Server) => "leave it out: a page has one `server`",
        ("query", Place::Layout | Place::Client) => {
            "move it out: at the top level of a file it can be used everywhere"
        }
        ("layout", Place::Layout) => "move it out, and write `layout Inner in Shell { … }`",
        ("rpc", Place::Layout | Place::Client) => {
            "move it out: at the top level of a file it is shared by all pages of the client in whose folder it stands"
        }
        ("auth", Place::File) => {
            "write `auth required` in a page, or `auth { identity … }` in a client"
        }
        ("auth" | "authorize", Place::Layout) => {
            "write it in the pages: a layout is seen by whoever sees the page in it"
        }
        ("context" | "context_msg", _) => {
            "move it between the braces of the `client`: all of its pages share it"
        }
        ("to_server" | "to_client", _) => "move it between the braces of a page's `server { … }`",
        ("struct" | "enum" | "topic" | "job" | "table" | "fragment" | "layout", _) => "",
        (_, Place::Server) => "move it out of the braces of `server`, into the page around it",
        _ => "move it between the braces of `page { … }`",
    };
    if fixed.is_empty() {
        let word = place.word();
        return format!("move it out of the {word}'s braces; declared names are global");
    }
    fixed.to_owned()
}
