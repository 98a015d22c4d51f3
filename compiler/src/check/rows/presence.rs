//! A struct in an `Option` to the columns that say whether it is there.
//!
//! The fields that are no `Option` decide: each of their columns must be NULL exactly where the whole struct is missing.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::tree::Leaf;
use crate::check::codes;
use crate::ir::{Field, Name};
use crate::sql::Promise;

/// An `Option` of a struct while its fields are gone through.
pub(super) struct Optional {
    /// The name of its field with those around it: `author`.
    path: String,
    /// Where the field is declared.
    field: Span,
    /// The outer join that leaves it out, and the first column that says so.
    join: Option<(u32, Span)>,
    has_required: bool,
    /// The positions of the columns that are NULL where it is missing.
    pub(super) deciding: Vec<usize>,
}

impl Optional {
    pub(super) fn new(path: &str, field: &Field) -> Self {
        Self {
            path: path.to_owned(),
            field: field.name.span,
            join: None,
            has_required: false,
            deciding: vec![],
        }
    }

    /// Adds the column of a field that is no `Option`.
    pub(super) fn require(&mut self, leaf: Leaf<'_>) -> Option<Diagnostic> {
        self.has_required = true;
        let column = leaf.column;
        match (column.promise, column.absence) {
            (Promise::NotNull, _) => {}
            (Promise::None, _) if !column.nullable => return None,
            (Promise::None, Some(absence)) if !absence.otherwise_nullable => {
                let (join, first) = *self.join.get_or_insert((absence.join, column.span));
                if join != absence.join {
                    return Some(self.other_join(leaf, first));
                }
            }
            _ => return Some(self.null_by_itself(leaf)),
        }
        self.deciding.push(leaf.at);
        None
    }

    /// The problem with a struct that would look the same with nothing in it as when it is missing; `first` is one of
    /// its columns, `of` its name.
    pub(super) fn undecided(&self, first: Span, of: &Name) -> Option<Diagnostic> {
        if self.has_required {
            return None;
        }
        let (path, name) = (&self.path, &of.text);
        let message = format!("nothing says whether `{path}` is there");
        let problem = Diagnostic::error(codes::NO_PRESENCE, first, message)
            .label("missing, or there without a value?")
            .also(self.field, "this is `None` where it is missing")
            .also(of.span, "every field is an `Option`")
            .help(format!(
                "give `{name}` a field that is no `Option`, such as its `id`, and select it: `AS \"{path}.id\"`"
            ));
        Some(problem)
    }

    fn other_join(&self, leaf: Leaf<'_>, first: Span) -> Diagnostic {
        let (path, name) = (&self.path, &leaf.column.name);
        let message = format!("`{name}` may be NULL where `{path}` is there");
        Diagnostic::error(codes::ROW_NULL, leaf.column.span, message)
            .label("of another join")
            .also(first, format!("this one decides whether `{path}` is there"))
            .help(format!(
                "declare its field an `Option`, or promise that both joins have a row or neither: `AS \"{name}!\"`"
            ))
    }

    fn null_by_itself(&self, leaf: Leaf<'_>) -> Diagnostic {
        let (path, name) = (&self.path, &leaf.column.name);
        let message = format!("`{name}` may be NULL where `{path}` is there");
        Diagnostic::error(codes::ROW_NULL, leaf.column.span, message)
            .label("may be NULL by itself")
            .also(self.field, "this may be `None` as a whole")
            .help(format!(
                "declare its field an `Option`, or promise that it is NULL only where the whole of `{path}` is missing: `AS \"{name}!\"`"
            ))
    }
}
