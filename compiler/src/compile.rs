//! The whole core as one function: sources in, files and diagnostics out. No disk, no clock, no environment.

pub mod files;

use rally_idl::diagnostic::{self, Diagnostic, Severity};
use rally_idl::source::{FileId, SourceMap};

pub use files::{File, FileSet, Ownership};

/// Everything a run reads, loaded before the core begins.
#[derive(Debug, Default)]
pub struct Input {
    /// All texts; the ids below point into it.
    pub sources: SourceMap,
    /// The `.rally` files below `idl/`, sorted by path.
    pub schema: Vec<FileId>,
    /// The files of `migrations/`, sorted by name.
    pub migrations: Vec<FileId>,
}

/// What a run found and made.
#[derive(Debug)]
pub struct Compilation {
    /// The generated files and the skeletons; `None` where there is an error.
    pub files: Option<FileSet>,
    /// Every problem, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The checked schema, for tools that print it; `None` where there is an error.
    pub schema: Option<crate::check::CheckedSchema>,
}

/// Parses, resolves, checks and renders.
///
/// Problems are collected over all stages: an item that failed one is left out of the next, the others go on.
#[must_use]
pub fn compile(input: &Input) -> Compilation {
    let mut diagnostics = Vec::new();
    let trees = parse(input, &mut diagnostics);
    let schema = crate::resolve::resolve(&trees, &input.sources, &mut diagnostics);
    let checked = crate::check::check(schema, input, &mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    let failed = diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    let schema = checked.filter(|_| !failed);
    let files = schema.as_ref().map(crate::render::render);
    Compilation {
        files,
        diagnostics,
        schema,
    }
}

fn parse(input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Vec<rally_idl::ast::File> {
    let text = |id: FileId| input.sources.file(id).text.as_str();
    let parse = |&id| rally_idl::parse::parse_file(id, text(id), diagnostics);
    input.schema.iter().map(parse).collect()
}
