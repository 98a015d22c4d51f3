//! Text to syntax tree, with recovery: a tree comes out of every text, and what could not be read comes out
//! as diagnostics. Knows the form of declarations; what their names mean is not its business.

mod auth;
mod body;
mod client;
mod docs;
mod entries;
mod fields;
mod grammar;
mod head;
mod items;
mod keywords;
mod layout;
mod page;
mod placement;
mod query;
mod reader;
mod recovery;
mod search;
mod settings;
mod subscribe;
mod types;
mod values;

use pest::Parser as _;
use pest::error::InputLocation;

use crate::ast;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span};
use grammar::{Grammar, Rule};
use reader::Reader;

/// The size in bytes above which a file is refused: far above what people write, and small enough that
/// a hostile file costs little.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// How deep types may nest, `List<List<Int>>` being 2 deep.
pub const MAX_TYPE_DEPTH: usize = 64;

/// Reads one file. What could not be read is left out of the tree and reported in `diagnostics`, each
/// with a span inside `text`; everything else is kept. `text` must be the text of `id` in the source map.
#[must_use]
pub fn parse_file(id: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> ast::File {
    let items = if text.len() > MAX_FILE_BYTES {
        diagnostics.push(too_large(id, text.len()));
        vec![]
    } else {
        read_items(id, text, diagnostics)
    };
    ast::File { id, items }
}

fn read_items(id: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<ast::Item> {
    match Grammar::parse(Rule::file, text) {
        Ok(mut pairs) => pairs.next().map_or_else(Vec::new, |file| {
            Reader::new(id, text, file.clone(), diagnostics).read_file(file)
        }),
        Err(error) => {
            diagnostics.push(unreadable(id, text, &error.location));
            vec![]
        }
    }
}

fn too_large(id: FileId, bytes: usize) -> Diagnostic {
    let message =
        format!("this file is too large: {bytes} bytes, and {MAX_FILE_BYTES} are allowed");
    Diagnostic::error(codes::FILE_TOO_LARGE, Span::new(id, 0, 0), message)
        .help("split it into several files; names are global, so nothing else needs to change")
}

// The grammar accepts every text; the parser itself gives up only when its thread's stack runs out.
fn unreadable(id: FileId, text: &str, location: &InputLocation) -> Diagnostic {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = *location;
    let at = at.min(text.len());
    Diagnostic::error(
        codes::TYPE_TOO_DEEP,
        Span::new(id, at, at),
        "this file nests too deeply to be read",
    )
}

#[cfg(test)]
mod tests;
