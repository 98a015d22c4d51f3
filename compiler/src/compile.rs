//! The whole core as one function: sources in, files and diagnostics out. No disk, no clock, no environment.

pub mod files;
mod rust_words;

use rally_idl::ast;
use rally_idl::diagnostic::{self, Diagnostic};
use rally_idl::source::{FileId, SourceMap};

use crate::check::{Checked, CheckedSchema};
use crate::sql::Relation;

pub use files::{File, FileSet, Ownership};
pub use rust_words::{RustWords, count_words};

/// Everything a run reads, loaded before the core begins.
#[derive(Debug, Default)]
pub struct Input {
    /// All texts; the ids below point into it.
    pub sources: SourceMap,
    /// The `.rally` files below `idl/`, sorted by path.
    pub schema: Vec<FileId>,
    /// The files of `migrations/`, sorted by name.
    pub migrations: Vec<FileId>,
    /// The files of `seeds/`, sorted by name.
    pub seeds: Vec<FileId>,
    /// The files of `sql/`, which queries may name, sorted by path.
    pub sql: Vec<FileId>,
    /// What stands in the app's own Rust, for warnings; empty where it was not read.
    pub rust: RustWords,
}

/// What a run found and made.
#[derive(Debug)]
pub struct Compilation {
    /// The generated files and the skeletons; `None` where there is an error.
    pub files: Option<FileSet>,
    /// Every problem, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The checked schema, for tools that print it; `None` where there is an error.
    pub schema: Option<CheckedSchema>,
}

/// What is known of the sources before anything is rendered.
#[derive(Debug)]
pub struct Analysis {
    /// The checked schema; `None` where there is an error.
    pub schema: Option<CheckedSchema>,
    /// Every problem, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read of the `.rally` files, in their order.
    pub trees: Vec<ast::File>,
    /// The tables and views that the migrations leave; none where one of them is wrong.
    pub relations: Vec<Relation>,
}

/// Parses, resolves and checks.
///
/// Problems are collected over all stages: an item that failed one is left out of the next, the others go on.
/// Where there is no `.rally` file at all there is no place to point at: no schema and no diagnostic comes out, and
/// whoever loads the files must say so.
#[must_use]
pub fn analyse(input: &Input) -> Analysis {
    let mut diagnostics = Vec::new();
    let trees = parse(input, &mut diagnostics);
    let schema = crate::resolve::resolve(&trees, &input.sources, &input.sql, &mut diagnostics);
    let has_app = schema.app.is_some();
    let Checked { schema, relations } = crate::check::check(schema, input, &mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    Analysis {
        schema: schema.filter(|_| has_app),
        diagnostics,
        trees,
        relations,
    }
}

/// Analyses and, where there is no error, renders.
#[must_use]
pub fn compile(input: &Input) -> Compilation {
    let Analysis {
        schema,
        diagnostics,
        ..
    } = analyse(input);
    let render = |schema| crate::render::render(schema, input);
    let files = schema.as_ref().map(render);
    Compilation {
        files,
        diagnostics,
        schema,
    }
}

fn parse(input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Vec<ast::File> {
    let text = |id: FileId| input.sources.file(id).text.as_str();
    let parse = |&id| rally_idl::parse::parse_file(id, text(id), diagnostics);
    input.schema.iter().map(parse).collect()
}
