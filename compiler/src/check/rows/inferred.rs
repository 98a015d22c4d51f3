//! The columns of a query to a row that is made for it: a field for each column, and a struct for each name before a dot.

use rally_idl::diagnostic::Diagnostic;

use super::Rows;
use super::tree::{Branch, Content, Leaf, is_name};
use crate::check::codes;
use crate::ir::{
    ColumnForm, ColumnReading, FieldReading, Reading, RowStruct, StructPresence, StructReading,
    Type,
};
use crate::render::{row_struct, struct_within};
use crate::resolve::case::{is_snake, snake};
use crate::sql::Promise;

/// The join that may leave out the struct whose fields are looked at.
type Join = Option<u32>;

impl Rows<'_> {
    pub(super) fn infer_row(
        &self,
        branches: &[Branch<'_>],
        found: &mut Vec<Diagnostic>,
    ) -> StructReading {
        let name = row_struct(&self.query.name.text);
        self.infer_struct(name, branches, (StructPresence::Always, None), found)
    }

    fn infer_struct(
        &self,
        name: String,
        branches: &[Branch<'_>],
        (presence, join): (StructPresence, Join),
        found: &mut Vec<Diagnostic>,
    ) -> StructReading {
        let mut fields = vec![];
        for branch in branches {
            let reading = match &branch.content {
                Content::Column(leaf) => {
                    found.extend(check_field_name(branch.name, *leaf));
                    Reading::Column(self.read_column(*leaf, join))
                }
                Content::Struct(inner) => {
                    found.extend(check_struct_name(branch));
                    let presence = presence_of(branch, join);
                    let name = struct_within(&name, branch.name);
                    Reading::Struct(self.infer_struct(name, inner, presence, found))
                }
            };
            fields.push(FieldReading {
                name: branch.name.to_owned(),
                reading,
            });
        }
        StructReading {
            of: RowStruct::Inferred(name),
            fields,
            presence,
        }
    }

    fn read_column(&self, leaf: Leaf<'_>, join: Join) -> ColumnReading {
        let column = leaf.column;
        let form = match (self.stored_type(column), may_be_null(leaf, join)) {
            (Some(held), true) => ColumnForm::Json(Type::Option(Box::new(held.clone()))),
            (Some(held), false) => ColumnForm::Json(held.clone()),
            (None, true) => ColumnForm::OptionalValue(column.ty),
            (None, false) => ColumnForm::Value(column.ty),
        };
        ColumnReading {
            at: leaf.at,
            form,
            origin: column.origin.clone(),
        }
    }
}

// Where the struct is there, what the join has left out does not count.
fn may_be_null(leaf: Leaf<'_>, join: Join) -> bool {
    let column = leaf.column;
    match (column.promise, column.absence) {
        (Promise::None, Some(absence)) if Some(absence.join) == join => absence.otherwise_nullable,
        _ => column.nullable,
    }
}

// A struct may be missing where one outer join fills all of it, and something in it is never NULL otherwise. An alias
// that ends in `!` or `?` says itself what there is.
fn presence_of(branch: &Branch<'_>, outer: Join) -> (StructPresence, Join) {
    let always = (StructPresence::Always, outer);
    let leaves = branch.leaves();
    let absence = |leaf: &Leaf<'_>| match leaf.column.promise {
        Promise::None => leaf.column.absence,
        Promise::NotNull | Promise::PerhapsNull => None,
    };
    let Some(first) = leaves.first().and_then(absence) else {
        return always;
    };
    let is_same = |leaf: &Leaf<'_>| absence(leaf).is_some_and(|other| other.join == first.join);
    if Some(first.join) == outer || !leaves.iter().all(is_same) {
        return always;
    }
    let decides = |leaf: &&Leaf<'_>| absence(leaf).is_some_and(|other| !other.otherwise_nullable);
    let deciding: Vec<usize> = leaves.iter().filter(decides).map(|leaf| leaf.at).collect();
    match deciding.is_empty() {
        true => always,
        false => (StructPresence::UnlessNull(deciding), Some(first.join)),
    }
}

fn check_field_name(name: &str, leaf: Leaf<'_>) -> Option<Diagnostic> {
    if is_snake(name) {
        return None;
    }
    let column = leaf.column;
    let message = format!("the column `{}` makes no field", column.name);
    let corrected = Some(snake(name)).filter(|name| is_snake(name));
    let alias = corrected
        .filter(|_| is_name(name))
        .unwrap_or_else(|| "total".to_owned());
    let before = column.name.strip_suffix(name).unwrap_or_default();
    let alias = match before {
        "" => alias,
        before => format!("\"{before}{alias}\""),
    };
    let problem = Diagnostic::error(codes::NO_FIELD, column.span, message)
        .label("fields are in snake_case")
        .help(format!("name the column: `AS {alias}`"));
    Some(problem)
}

fn check_struct_name(branch: &Branch<'_>) -> Option<Diagnostic> {
    if is_snake(branch.name) {
        return None;
    }
    let column = branch.leaves().first()?.column;
    let (name, corrected) = (branch.name, snake(branch.name));
    let message = format!("`{name}` in `{}` makes no field", column.name);
    let problem = Diagnostic::error(codes::NO_FIELD, column.span, message)
        .label("fields are in snake_case")
        .help(format!("write `{corrected}` in the place of `{name}`"));
    Some(problem)
}
