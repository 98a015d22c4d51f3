//! What every step of resolving looks at: the texts, the declared types and the list of problems.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::{FileId, SourceMap};

use super::Damage;
use super::carrier::{Carriers, find_carriers};
use super::codes;
use super::declare::{Declarations, TypeItem};
use super::scope::Indices;
use crate::ir;

/// The state shared by the steps of resolving.
pub(crate) struct Context<'a> {
    /// All texts.
    pub(crate) sources: &'a SourceMap,
    /// What syntax errors hide.
    pub(crate) damage: Damage<'a>,
    /// Declared structs and enums, in the order of their ids.
    pub(crate) types: &'a [TypeItem<'a>],
    /// Their ids by name.
    pub(crate) type_ids: BTreeMap<&'a str, ir::TypeId>,
    /// Which of them are enums of messages, and whose.
    pub(crate) carriers: Carriers,
    /// Topics, in the order of their places in the schema.
    pub(crate) topics: &'a [&'a ast::Topic],
    /// Their places by name.
    pub(crate) topic_ids: Indices<'a>,
    /// The files of SQL that queries may name, by path.
    pub(crate) sql: BTreeMap<&'a str, FileId>,
    /// Every problem so far.
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Context<'a> {
    /// The context of one run.
    pub(crate) fn new(
        sources: &'a SourceMap,
        damage: Damage<'a>,
        declared: &'a Declarations<'a>,
        sql: &[FileId],
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let id = |(at, item): (usize, &TypeItem<'a>)| (item.name().text.as_str(), ir::TypeId(at));
        let type_ids = declared.types.iter().enumerate().map(id).collect();
        let topics = declared.topics.iter().enumerate();
        Self {
            sources,
            damage,
            types: &declared.types,
            carriers: find_carriers(&declared.types, &type_ids),
            type_ids,
            topics: &declared.topics,
            topic_ids: topics
                .map(|(at, topic)| (topic.name.text.as_str(), at))
                .collect(),
            sql: sql
                .iter()
                .map(|&id| (sources.file(id).path.as_str(), id))
                .collect(),
            diagnostics,
        }
    }

    /// Adds a problem.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The path of the file that a place lies in.
    pub(crate) fn path(&self, span: rally_idl::source::Span) -> String {
        self.sources.file(span.file).path.clone()
    }

    /// The entries whose name no earlier entry of the same list has; the others are reported.
    pub(crate) fn unique<'b, T>(
        &mut self,
        what: &str,
        entries: &'b [T],
        name: impl Fn(&T) -> &ast::Name,
    ) -> Vec<&'b T> {
        let mut first = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = name(entry);
            match first.get(name.text.as_str()) {
                Some(&earlier) => self.report(twice(what, name, earlier)),
                None => {
                    first.insert(name.text.clone(), name.span);
                    kept.push(entry);
                }
            }
        }
        kept
    }
}

/// A name that is declared again where `earlier` already declares it.
pub(crate) fn twice(what: &str, name: &ast::Name, earlier: rally_idl::source::Span) -> Diagnostic {
    let message = format!("the {what} `{}` is declared twice", name.text);
    Diagnostic::error(codes::DECLARED_TWICE, name.span, message)
        .label("declared again here")
        .also(earlier, "first declared here")
        .help(match what {
            "setting" => "remove one of the two",
            _ => "rename one of the two, or remove it",
        })
}

/// A name of the tree as a name of the schema.
pub(crate) fn name(name: &ast::Name) -> ir::Name {
    ir::Name {
        text: name.text.clone(),
        span: name.span,
    }
}
