//! The query modules of the crate `generated/server`: one file for each `.rally` file that declares queries.

use std::collections::BTreeMap;

use askama::Template;

use super::ident::ident;
use super::query::{QueryView, query};
use super::{Context, generate};
use crate::compile::FileSet;

/// Renders the files.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let mut by_source: BTreeMap<&str, Vec<QueryView>> = BTreeMap::new();
    for (at, declared) in context.checked.schema().queries.iter().enumerate() {
        if let Some(checked) = context.checked.queries().get(&at) {
            let view = query(context, declared, checked);
            by_source.entry(&declared.file).or_default().push(view);
        }
    }
    if by_source.is_empty() {
        return;
    }
    let mut modules = Vec::new();
    for (source, queries) in by_source {
        let module = module(source);
        let names = queries.iter().flat_map(QueryView::exports).collect();
        modules.push(Module {
            module: ident(&module),
            names,
        });
        let path = format!("generated/server/src/queries/{module}.rs");
        generate(files, path, &SourceFile { source, queries });
    }
    let index = Index {
        app: context.app,
        files: modules,
    };
    generate(files, "generated/server/src/queries.rs", &index);
}

// `idl/public/games/id_.rally` as `public_games_id_`: an underscore of a name is doubled, so that no two files meet.
fn module(source: &str) -> String {
    let path = source.strip_prefix("idl/").unwrap_or(source);
    let path = path.strip_suffix(".rally").unwrap_or(path);
    let clean = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_string()
        } else {
            "__".to_owned()
        }
    };
    let words: Vec<String> = path
        .split('/')
        .map(|part| part.chars().map(clean).collect())
        .collect();
    words.join("_")
}

struct Module {
    module: String,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "sql/queries.rs")]
struct Index<'a> {
    app: &'a str,
    files: Vec<Module>,
}

#[derive(Template)]
#[template(path = "sql/file.rs")]
struct SourceFile<'a> {
    source: &'a str,
    queries: Vec<QueryView>,
}
