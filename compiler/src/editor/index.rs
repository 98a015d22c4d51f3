//! Everything that is named in an app, by place: what hover, definitions and whatever else an editor asks begin with.

use rally_idl::ast;
use rally_idl::source::{FileId, SourceMap, Span};

use super::declare::declare;
use super::names::{Names, Space};
use super::sql::{Meaning, meaning_at};
use super::symbol::{SymbolId, SymbolKind, Symbols};
use super::uses::{self, Occurrence, Role, Target};
use crate::sql::Relation;

/// The names of an app, once everything is read.
#[derive(Debug)]
pub struct Index {
    symbols: Symbols,
    names: Names,
    occurrences: Vec<Occurrence>,
    statements: Vec<Statement>,
    relations: Vec<Relation>,
}

// A piece of SQL, with what declares it.
#[derive(Debug)]
struct Statement {
    span: Span,
    owner: SymbolId,
}

impl Index {
    /// The index of these trees, whatever is wrong with them.
    #[must_use]
    pub fn new(files: &[ast::File], sources: &SourceMap, relations: Vec<Relation>) -> Self {
        let symbols = declare(files, sources);
        let names = Names::of(&symbols, sources);
        let mut occurrences = uses::find(files, sources, &symbols, &names);
        occurrences.extend(tables(&symbols, &relations));
        occurrences.sort_by_key(|occurrence| occurrence.span);
        let statements = statements(files, sources, &symbols);
        Self {
            symbols,
            names,
            occurrences,
            statements,
            relations,
        }
    }

    /// Everything that is declared.
    #[must_use]
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// A table or view of the database.
    #[must_use]
    pub fn relation(&self, at: usize) -> Option<&Relation> {
        self.relations.get(at)
    }

    /// Every place where something is named, sorted; words of SQL are not among them.
    #[must_use]
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// What is named at a byte of a file, also right behind it; several where a statement does not say which.
    #[must_use]
    pub fn at(&self, file: FileId, offset: usize, sources: &SourceMap) -> Vec<Occurrence> {
        let here = Span::new(file, offset, offset);
        if let Some(statement) = self.statements.iter().find(|found| holds(found.span, here)) {
            return self.in_statement(statement, offset, sources);
        }
        let after = self
            .occurrences
            .partition_point(|found| (found.span.file, found.span.start) <= (file, here.start));
        let near = self.occurrences[..after].iter().rev();
        let near = near.take_while(|found| found.span.file == file);
        // Names do not overlap, so one of the last few holds the place if any does; what is declared may refer to
        // something of the same name.
        let near: Vec<&Occurrence> = near.take(8).collect();
        let Some(first) = near.iter().find(|found| holds(found.span, here)) else {
            return vec![];
        };
        let same = near.iter().rev().filter(|found| found.span == first.span);
        same.copied().copied().collect()
    }

    fn in_statement(
        &self,
        statement: &Statement,
        offset: usize,
        sources: &SourceMap,
    ) -> Vec<Occurrence> {
        let start = statement.span.start as usize;
        let text = sources.slice(statement.span);
        let Some((range, meaning)) = meaning_at(text, offset - start, &self.relations) else {
            return vec![];
        };
        let span = Span::new(statement.span.file, start + range.start, start + range.end);
        let occurrence = |target| Occurrence {
            span,
            target,
            role: Role::Use,
        };
        self.targets(statement.owner, meaning)
            .into_iter()
            .map(occurrence)
            .collect()
    }

    fn targets(&self, owner: SymbolId, meaning: Meaning) -> Vec<Target> {
        let symbol = match meaning {
            Meaning::Argument(name) => self.symbols.named_child(owner, SymbolKind::Argument, &name),
            Meaning::Fragment(name) => self.names.global(Space::Fragment, &name),
            Meaning::Relation(relation) => return vec![Target::Relation(relation)],
            Meaning::Columns(columns) => {
                let column = |(relation, column)| Target::Column { relation, column };
                return columns.into_iter().map(column).collect();
            }
        };
        symbol.map(Target::Symbol).into_iter().collect()
    }
}

// One past the end is still at a name.
fn holds(span: Span, here: Span) -> bool {
    span.file == here.file && span.start <= here.start && here.start <= span.end
}

// `table games { status: Status }` names a table of the database and its columns.
fn tables(symbols: &Symbols, relations: &[Relation]) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for (_, table) in symbols
        .iter()
        .filter(|(_, symbol)| symbol.kind == SymbolKind::Table)
    {
        let named = |relation: &Relation| relation.name.eq_ignore_ascii_case(&table.name);
        let Some(relation) = relations.iter().position(named) else {
            continue;
        };
        let mut add = |span, target| {
            let role = Role::Use;
            found.push(Occurrence { span, target, role });
        };
        add(table.place, Target::Relation(relation));
        for &child in &table.children {
            let field = symbols.get(child);
            let columns = &relations[relation].columns;
            let column = columns
                .iter()
                .position(|column| column.name.eq_ignore_ascii_case(&field.name));
            if let Some(column) = column {
                add(field.place, Target::Column { relation, column });
            }
        }
    }
    found
}

fn statements(files: &[ast::File], sources: &SourceMap, symbols: &Symbols) -> Vec<Statement> {
    let owners = symbols
        .iter()
        .filter(|(_, symbol)| matches!(symbol.kind, SymbolKind::Query | SymbolKind::Fragment));
    let owners: std::collections::BTreeMap<Span, SymbolId> =
        owners.map(|(id, symbol)| (symbol.place, id)).collect();
    let mut found = Vec::new();
    let mut add = |name: &ast::Name, span: Option<Span>| {
        if let (Some(span), Some(&owner)) = (span, owners.get(&name.span)) {
            found.push(Statement { span, owner });
        }
    };
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            ast::Item::Query(query) => add(&query.name, statement(query, sources)),
            ast::Item::Fragment(fragment) => add(&fragment.name, Some(fragment.sql.span)),
            ast::Item::Page(page) => {
                for entry in &page.entries {
                    if let ast::PageEntry::Query(query) = entry {
                        add(&query.name, statement(query, sources));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn statement(query: &ast::Query, sources: &SourceMap) -> Option<Span> {
    match &query.source {
        ast::QuerySource::Inline(sql) => Some(sql.span),
        ast::QuerySource::File(path) => {
            let (id, file) = sources.files().find(|(_, file)| file.path == path.value)?;
            Some(Span::new(id, 0, file.text.len()))
        }
    }
}

#[cfg(test)]
mod tests;
