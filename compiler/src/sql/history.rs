//! What the migrations did, one statement after the other: where each table, view, index and column got its name, and
//! what became of those that are gone. Says where and when; what there is now is for SQLite to say.

mod copy;
mod places;
mod record;

use std::collections::BTreeMap;
use std::rc::Rc;

use rally_idl::source::Span;

pub(crate) use record::{FoundObject, Recorder};

/// What is made by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    View,
    Index,
    Column,
}

impl ObjectKind {
    /// As people call it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Index => "index",
            Self::Column => "column",
        }
    }
}

/// A name that meant something before a later migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) kind: ObjectKind,
    /// As it was declared.
    pub(crate) name: String,
    /// The table or view of a column, as it is called now.
    pub(crate) of: Option<String>,
    pub(crate) fate: Fate,
    /// The migration that did it, such as `migrations/004_teams.sql`.
    pub(crate) migration: Rc<str>,
    /// Where it did it.
    pub(crate) span: Span,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    Dropped,
    /// The same thing has this name now.
    Renamed(String),
    /// The table was made anew, without the column.
    LeftOut,
}

/// What was ever made, in the order of its making.
#[derive(Debug, Default)]
pub(crate) struct History {
    lives: Vec<Life>,
    // Those that are there, by lower-case name.
    current: BTreeMap<String, usize>,
    copies: Vec<CopiedColumn>,
    anywhere: Option<Span>,
    changes: usize,
}

/// A place in a migration that changed something.
#[derive(Debug, Clone)]
struct Change {
    migration: Rc<str>,
    span: Span,
    /// Counts the statements.
    number: usize,
}

/// A table, view, index or column from its making on.
#[derive(Debug)]
struct Life {
    kind: ObjectKind,
    name: String,
    /// What gave it the name.
    named: Change,
    made: Change,
    /// The names it had, each with the change that took it.
    former: Vec<(String, Change)>,
    dropped: Option<Change>,
    columns: Vec<Life>,
}

/// A column that an `INSERT … SELECT` put into one of another name.
#[derive(Debug)]
struct CopiedColumn {
    from: usize,
    to: usize,
    column: String,
    becomes: String,
    change: Change,
}

impl History {
    /// The place that gave a table, view or index its name.
    pub(crate) fn table(&self, name: &str) -> Option<Span> {
        self.present(name).map(|life| life.named.span)
    }

    /// The place that gave a column its name.
    pub(crate) fn column(&self, table: &str, column: &str) -> Option<Span> {
        let column = self.present(table)?.present_column(column)?;
        Some(column.named.span)
    }

    /// Some place in a migration.
    pub(crate) fn anywhere(&self) -> Option<Span> {
        self.anywhere
    }

    /// Whether there is such a table, view or index.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.present(name).is_some()
    }

    /// The tables and views that are there now, each with the place that gave it its name.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, Span)> {
        let lives = self.current.values().map(|&at| &self.lives[at]);
        lives
            .filter(|life| life.kind != ObjectKind::Index)
            .map(|life| (life.name.as_str(), life.named.span))
    }

    /// The columns that a table or view has now, each with the place that gave it its name.
    pub(crate) fn columns(&self, table: &str) -> impl Iterator<Item = (&str, Span)> {
        let columns = self
            .present(table)
            .into_iter()
            .flat_map(|life| &life.columns);
        columns
            .filter(|column| column.dropped.is_none())
            .map(|column| (column.name.as_str(), column.named.span))
    }

    /// What became of a table, view or index that is not there.
    pub(crate) fn past(&self, name: &str) -> Option<Past> {
        if self.has(name) {
            return None;
        }
        let ends = self.lives.iter().filter_map(|life| life.end_of(name));
        ends.max_by_key(|(change, _)| change.number)
            .map(|(change, past)| past.at(change))
    }

    /// What became of a column that a table or view does not have.
    pub(crate) fn past_column(&self, table: &str, column: &str) -> Option<Past> {
        let &now = self.current.get(&table.to_ascii_lowercase())?;
        let life = &self.lives[now];
        if life.present_column(column).is_some() {
            return None;
        }
        let own = life.columns.iter().filter_map(|life| life.end_of(column));
        let past = own
            .max_by_key(|(change, _)| change.number)
            .map(|(change, past)| past.at(change))
            .or_else(|| self.past_column_of_others(now, column))?;
        Some(Past {
            of: Some(life.name.clone()),
            ..past
        })
    }

    // Of the tables that were made anew as this one.
    fn past_column_of_others(&self, now: usize, column: &str) -> Option<Past> {
        let life = &self.lives[now];
        let before = self.lives[..now].iter().enumerate().rev();
        let mut replaced =
            before.filter(|(_, old)| old.dropped.is_some() && old.had_name(&life.name));
        replaced.find_map(|(at, old)| self.past_column_of(at, old, now, column))
    }

    fn past_column_of(&self, at: usize, old: &Life, now: usize, column: &str) -> Option<Past> {
        let life = &self.lives[now];
        let found = old.columns.iter().find(|found| found.had_name(column))?;
        let past =
            |fate, change: &Change| UnplacedPast::new(ObjectKind::Column, column, fate).at(change);
        let copied = self
            .copies
            .iter()
            .find(|copied| (copied.from, copied.to) == (at, now) && found.had_name(&copied.column));
        if let Some(copied) = copied
            && let Some(renamed) = life.present_column(&copied.becomes)
        {
            return Some(past(Fate::Renamed(renamed.name.clone()), &copied.change));
        }
        if let Some((change, end)) = found.end_of(column)
            && (found.dropped.is_some() || life.present_column(&found.name).is_some())
        {
            return Some(end.at(change));
        }
        Some(past(Fate::LeftOut, &life.made))
    }

    fn present(&self, name: &str) -> Option<&Life> {
        let &at = self.current.get(&name.to_ascii_lowercase())?;
        Some(&self.lives[at])
    }
}

impl Life {
    fn present_column(&self, name: &str) -> Option<&Life> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.dropped.is_none() && column.name.eq_ignore_ascii_case(name))
    }

    fn had_name(&self, name: &str) -> bool {
        let mut former = self.former.iter();
        self.name.eq_ignore_ascii_case(name)
            || former.any(|(former, _)| former.eq_ignore_ascii_case(name))
    }

    /// How it came that this name no longer means this life.
    fn end_of(&self, name: &str) -> Option<(&Change, UnplacedPast)> {
        if !self.had_name(name) {
            return None;
        }
        if let Some(dropped) = &self.dropped {
            return Some((dropped, UnplacedPast::new(self.kind, name, Fate::Dropped)));
        }
        let mut former = self.former.iter().rev();
        let (_, change) = former.find(|(former, _)| former.eq_ignore_ascii_case(name))?;
        let fate = Fate::Renamed(self.name.clone());
        Some((change, UnplacedPast::new(self.kind, name, fate)))
    }
}

struct UnplacedPast {
    kind: ObjectKind,
    name: String,
    fate: Fate,
}

impl UnplacedPast {
    fn new(kind: ObjectKind, name: &str, fate: Fate) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            fate,
        }
    }

    fn at(self, change: &Change) -> Past {
        Past {
            kind: self.kind,
            name: self.name,
            of: None,
            fate: self.fate,
            migration: change.migration.clone(),
            span: change.span,
        }
    }
}

#[cfg(test)]
mod tests;
