//! A place to what an editor shows of it: documentation, and the Rust that is generated.

use rally_idl::source::{FileId, SourceMap, Span};

use super::built_in::BuiltIn;
use super::index::Index;
use super::symbol::{Symbol, SymbolId, SymbolKind};
use super::uses::Target;
use crate::ir::{RouteTarget, Segment};
use crate::resolve::Place;
use crate::sql::{Relation, RelationColumn};

/// What is shown at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The name that it is about.
    pub span: Span,
    /// What is shown, from top to bottom.
    pub parts: Vec<Part>,
}

/// A piece of what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Code of a language, as Markdown calls it.
    Code(&'static str, String),
    /// Markdown.
    Prose(String),
}

impl Hover {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let part = |part: &Part| match part {
            Part::Code(language, code) => {
                let fence = fence(code);
                format!("{fence}{language}\n{code}\n{fence}")
            }
            Part::Prose(text) => text.clone(),
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join("\n\n")
    }

    /// As plain text.
    #[must_use]
    pub fn plain(&self) -> String {
        let part = |part: &Part| match part {
            Part::Code(_, text) | Part::Prose(text) => text.clone(),
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join("\n\n")
    }
}

// Longer than any run of backticks in the code, which would end it.
fn fence(code: &str) -> String {
    let runs = code.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().map_or(3, |longest| (longest + 1).max(3)))
}

/// What is shown at a byte of a file; `rust` gives what is generated from a symbol.
#[must_use]
pub fn hover(
    index: &Index,
    sources: &SourceMap,
    file: FileId,
    offset: usize,
    rust: impl Fn(SymbolId) -> Vec<String>,
) -> Option<Hover> {
    let found = index.at(file, offset, sources);
    let span = found.first()?.span;
    let mut parts = Vec::new();
    for occurrence in found {
        match occurrence.target {
            Target::Symbol(id) => parts.extend(symbol(index, sources, id, rust(id))),
            Target::BuiltIn(built_in) => parts.extend(of_built_in(built_in)),
            Target::Relation(at) => {
                parts.extend(
                    index
                        .relation(at)
                        .map(|relation| of_relation(relation, sources)),
                );
            }
            Target::Column { relation, column } => {
                let relation = index.relation(relation);
                let column = relation.and_then(|found| Some((found, found.columns.get(column)?)));
                parts.extend(column.map(|(relation, column)| of_column(relation, column)));
            }
        }
    }
    (!parts.is_empty()).then_some(Hover { span, parts })
}

fn symbol(index: &Index, sources: &SourceMap, id: SymbolId, rust: Vec<String>) -> Vec<Part> {
    let symbol = index.symbols().get(id);
    let mut parts: Vec<Part> = match rust.is_empty() {
        true => vec![Part::Code("rally", declared(symbol, sources))],
        false => rust
            .into_iter()
            .map(|code| Part::Code("rust", code))
            .collect(),
    };
    parts.extend(address(symbol, sources));
    if !symbol.docs.is_empty() {
        parts.push(Part::Prose(symbol.docs.join("\n")));
    }
    parts
}

// As it is declared: in one line, or as it is written where that is all there is.
fn declared(symbol: &Symbol, sources: &SourceMap) -> String {
    let (name, detail) = (&symbol.name, &symbol.detail);
    let keyword = match symbol.kind {
        SymbolKind::App => "app",
        SymbolKind::Client => return format!("client {name} at {detail}"),
        SymbolKind::Layout => "layout",
        SymbolKind::Page => return format!("page {name}"),
        SymbolKind::Struct => "struct",
        SymbolKind::Enum => "enum",
        SymbolKind::Rpc => return format!("rpc {name}{detail}"),
        SymbolKind::Query => return format!("query {name}{detail}"),
        SymbolKind::Topic => return format!("topic {name}{detail}"),
        SymbolKind::Job => "job",
        SymbolKind::Table | SymbolKind::Fragment => return sources.slice(symbol.whole).to_owned(),
        SymbolKind::Field | SymbolKind::Argument if !detail.is_empty() => {
            return format!("{name}: {detail}");
        }
        SymbolKind::Variant => return format!("{name}{detail}"),
        SymbolKind::Route => return format!("at \"{name}\""),
        _ => "",
    };
    format!("{keyword} {name} {detail}").trim().to_owned()
}

// Where a page is, as far as its file says: what is written is in sight.
fn address(symbol: &Symbol, sources: &SourceMap) -> Option<Part> {
    if symbol.kind != SymbolKind::Page || !symbol.detail.is_empty() {
        return None;
    }
    let path = &sources.file(symbol.place.file).path;
    let route = Place::of(path).route().ok()?;
    Some(Part::Prose(match written_route(&route) {
        Some(address) => format!("Address: `{address}` below the client's, by the file's path."),
        None => "Answers every address that no other page has, by the file's name.".to_owned(),
    }))
}

fn written_route(route: &RouteTarget) -> Option<String> {
    let RouteTarget::Path(segments) = route else {
        return None;
    };
    let segment = |segment: &Segment| match segment {
        Segment::Static(text) => format!("/{text}"),
        Segment::Param { name, .. } => format!("/:{name}"),
    };
    let path: String = segments.iter().map(segment).collect();
    Some(if path.is_empty() {
        "/".to_owned()
    } else {
        path
    })
}

fn of_built_in(built_in: BuiltIn) -> Vec<Part> {
    let mut parts = vec![Part::Code("rally", built_in.written().to_owned())];
    if let Some(rust) = built_in.rust() {
        parts.push(Part::Code("rust", rust.to_owned()));
    }
    parts.push(Part::Prose(built_in.about().to_owned()));
    parts
}

fn of_relation(relation: &Relation, sources: &SourceMap) -> Part {
    if let Some(span) = relation.span {
        let path = &sources.file(span.file).path;
        let columns: Vec<String> = relation.columns.iter().map(written).collect();
        let text = format!(
            "{} (\n  {}\n)\n-- {path}",
            relation.name,
            columns.join(",\n  ")
        );
        return Part::Code("sql", text);
    }
    let columns: Vec<String> = relation.columns.iter().map(written).collect();
    Part::Code(
        "sql",
        format!("{} (\n  {}\n)", relation.name, columns.join(",\n  ")),
    )
}

fn written(column: &RelationColumn) -> String {
    format!("{} {}", column.name, column.declared_type)
        .trim_end()
        .to_owned()
}

fn of_column(relation: &Relation, column: &RelationColumn) -> Part {
    Part::Code("sql", format!("{}.{}", relation.name, written(column)))
}
