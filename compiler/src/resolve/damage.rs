//! What syntax errors may hide: an item that did not parse is absent from the tree, but people still refer to it.

use std::collections::BTreeSet;

use rally_idl::diagnostic::{Diagnostic, Severity};
use rally_idl::source::{FileId, SourceMap};

/// The files with syntax errors, and the names that they may declare.
#[derive(Debug, Default)]
pub(crate) struct Damage<'a> {
    files: BTreeSet<FileId>,
    names: BTreeSet<&'a str>,
}

impl<'a> Damage<'a> {
    /// Reads the syntax errors out of all problems found so far.
    pub(crate) fn of(diagnostics: &[Diagnostic], sources: &'a SourceMap) -> Self {
        let errors = diagnostics.iter().filter(|found| is_syntax_error(found));
        let files: BTreeSet<FileId> = errors.map(|found| found.primary.span.file).collect();
        let texts = files.iter().map(|&id| sources.file(id).text.as_str());
        let names = texts.flat_map(str::lines).flat_map(declared_on).collect();
        Self { files, names }
    }

    /// Whether any file has a syntax error.
    pub(crate) fn any(&self) -> bool {
        !self.files.is_empty()
    }

    /// The files with syntax errors.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.iter().copied()
    }

    /// Whether a damaged item may have declared this name.
    pub(crate) fn may_declare(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a file has a syntax error, so that parts of what it declares may be missing.
    pub(crate) fn touches(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }
}

fn is_syntax_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error && found.code.0.starts_with("R00")
}

// What other languages write before the word that says what is declared, and between it and the name.
const MODIFIERS: [&str; 6] = ["abstract", "alias", "const", "declare", "export", "pub"];

// `stuct Game {` declares `Game` in its author's mind: whatever follows the first word of a line. So does
// `struct Paged<T> {` with `T`.
fn declared_on(line: &str) -> impl Iterator<Item = &str> {
    let head = line.split('{').next().unwrap_or_default();
    let (head, parameters) = match head.split_once('<') {
        Some((head, parameters)) if begins_a_type(head) => (head, parameters),
        _ => (line, ""),
    };
    let named = words(head)
        .filter(|word| !MODIFIERS.contains(word))
        .skip(1)
        .take(1);
    named.chain(words(parameters))
}

fn begins_a_type(head: &str) -> bool {
    words(head).any(|word| matches!(word, "struct" | "enum"))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_boundary = |c: char| !(c.is_alphanumeric() || c == '_');
    text.split(is_boundary).filter(|word| !word.is_empty())
}
