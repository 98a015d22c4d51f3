//! One statement of a migration that SQLite has run to what it changed, by comparing what there is with what there was.

use std::rc::Rc;

use rally_idl::source::Span;

use super::places::{column_place, object_place, renamed_table};
use super::{Change, History, Life, ObjectKind};
use crate::sql::lexeme::Lexeme;
use crate::sql::origin::Places;

/// A table, view or index as SQLite has it after a statement.
#[derive(Debug)]
pub(crate) struct FoundObject {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    /// None of an index.
    pub(crate) columns: Vec<String>,
}

/// One statement, to be put into the history.
pub(crate) struct Recorder<'r> {
    pub(crate) migration: &'r Rc<str>,
    /// The statement's text and where it stands.
    pub(crate) places: &'r Places<'r>,
    pub(crate) lexemes: &'r [Lexeme<'r>],
}

impl Recorder<'_> {
    /// Puts the change into the history. `found` is what is new or may have changed, and `gone` what was there before,
    /// by lower-case name.
    pub(crate) fn record(&self, history: &mut History, found: Vec<FoundObject>, gone: &[String]) {
        history.changes += 1;
        let renamed = self.rename(history, &found, gone);
        for name in gone.iter().filter(|&name| Some(name) != renamed.as_ref()) {
            if let Some(at) = history.current.remove(name) {
                let place = object_place(self.lexemes, name);
                history.lives[at].dropped = Some(self.change(history.changes, place));
            }
        }
        for object in found {
            self.update(history, object);
        }
    }

    // The former name of the table that was renamed, if one was.
    fn rename(
        &self,
        history: &mut History,
        found: &[FoundObject],
        gone: &[String],
    ) -> Option<String> {
        let (old, new) = renamed_table(self.lexemes)?;
        let old = old.to_ascii_lowercase();
        let is_new = |object: &&FoundObject| object.name.eq_ignore_ascii_case(&new);
        let object = found.iter().find(is_new).filter(|_| gone.contains(&old))?;
        let at = history.current.remove(&old)?;
        let change = self.change(history.changes, object_place(self.lexemes, &new));
        history.lives[at].rename(&object.name, change);
        history.current.insert(new.to_ascii_lowercase(), at);
        Some(old)
    }

    fn update(&self, history: &mut History, object: FoundObject) {
        let number = history.changes;
        let key = object.name.to_ascii_lowercase();
        let at = match history.current.get(&key) {
            Some(&at) => at,
            None => {
                let change = self.change(number, object_place(self.lexemes, &object.name));
                history
                    .lives
                    .push(Life::new(object.kind, object.name, change));
                history.current.insert(key, history.lives.len() - 1);
                history.lives.len() - 1
            }
        };
        self.update_columns(&mut history.lives[at], object.columns, number);
    }

    // One statement renames one column, or adds, or drops.
    fn update_columns(&self, life: &mut Life, columns: Vec<String>, number: usize) {
        let has = |life: &Life, name: &String| life.present_column(name).is_some();
        let kept = |column: &Life| {
            columns
                .iter()
                .any(|name| column.name.eq_ignore_ascii_case(name))
        };
        let added: Vec<String> = columns
            .iter()
            .filter(|&name| !has(life, name))
            .cloned()
            .collect();
        let present = life
            .columns
            .iter_mut()
            .filter(|column| column.dropped.is_none());
        let removed: Vec<&mut Life> = present.filter(|column| !kept(column)).collect();
        let change = |name: &str| self.change(number, column_place(self.lexemes, name));
        if let ([name], 1) = (added.as_slice(), removed.len()) {
            for column in removed {
                column.rename(name, change(name));
            }
            return;
        }
        for column in removed {
            column.dropped = Some(change(&column.name));
        }
        let new = added.into_iter().map(|name| {
            let change = change(&name);
            Life::new(ObjectKind::Column, name, change)
        });
        life.columns.extend(new);
    }

    /// The change that this statement makes, at one of its words; in all of it where it names nothing.
    pub(super) fn change(&self, number: usize, place: Option<&Lexeme<'_>>) -> Change {
        let span = place.map_or_else(|| self.places.whole(), |at| self.span(at));
        Change {
            migration: self.migration.clone(),
            span,
            number,
        }
    }

    fn span(&self, lexeme: &Lexeme<'_>) -> Span {
        self.places.range(lexeme.start, lexeme.end())
    }
}

impl History {
    /// Notes that there is a migration here, whatever it does.
    pub(crate) fn begin(&mut self, migration: Span) {
        self.anywhere = Some(migration);
    }

    /// The names that are there, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.current.keys()
    }
}

impl Life {
    fn new(kind: ObjectKind, name: String, made: Change) -> Self {
        Self {
            kind,
            name,
            named: made.clone(),
            made,
            former: vec![],
            dropped: None,
            columns: vec![],
        }
    }

    fn rename(&mut self, name: &str, change: Change) {
        let former = std::mem::replace(&mut self.name, name.to_owned());
        self.former.push((former, change.clone()));
        self.named = change;
    }
}
