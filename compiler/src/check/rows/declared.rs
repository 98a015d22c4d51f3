//! The columns of a query against the fields of a declared struct, and of the structs inside of it.

use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::presence::Optional;
use super::tree::{Branch, Content, Leaf};
use super::{Expected, Rows, is_endless, without_option};
use crate::check::walk::has_error;
use crate::ir::{
    Field, FieldReading, Reading, RowStruct, StructPresence, StructReading, Type,
    TypeDeclarationKind, TypeId,
};
use crate::resolve::case::is_snake;

/// A struct to fill, and where the query asks for it.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) id: TypeId,
    pub(super) fields: &'a [Field],
    /// The names before its fields: `author.`, or nothing for the row itself.
    pub(super) prefix: &'a str,
    /// The row's type in the query, where the paths of fields begin.
    pub(super) row: Span,
    /// Its name.
    pub(super) row_name: &'a str,
}

impl Rows<'_> {
    /// The fields of a declared struct.
    pub(super) fn struct_fields(&self, ty: &Type) -> Option<(TypeId, &[Field])> {
        let Type::Declared(id) = ty else { return None };
        match &self.schema.types[id.0].kind {
            TypeDeclarationKind::Struct(fields) => Some((*id, fields)),
            TypeDeclarationKind::Enum(_) => None,
        }
    }

    /// Compares a struct with the columns. `optional` is the `Option` around it, if there is one.
    pub(super) fn check_struct(
        &self,
        target: Target<'_>,
        branches: &[Branch<'_>],
        mut optional: Option<&mut Optional>,
        found: &mut Vec<Diagnostic>,
    ) -> StructReading {
        let branch_of = |field: &Field| branches.iter().find(|b| b.name == field.name.text);
        let usable = target.fields.iter().filter(|field| !has_error(&field.ty));
        let mut fields = vec![];
        for field in usable {
            let reading = match branch_of(field) {
                Some(branch) => {
                    self.check_branch(target, field, branch, optional.as_deref_mut(), found)
                }
                None => {
                    self.check_missing(target, field, branches, found);
                    None
                }
            };
            fields.extend(reading.map(|reading| FieldReading {
                name: field.name.text.clone(),
                reading,
            }));
        }
        self.check_extra(target, branches, found);
        StructReading {
            of: RowStruct::Declared(target.id),
            fields,
            presence: StructPresence::Always,
        }
    }

    fn check_branch(
        &self,
        target: Target<'_>,
        field: &Field,
        branch: &Branch<'_>,
        optional: Option<&mut Optional>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Reading> {
        match &branch.content {
            Content::Column(_) if is_endless(field, found) => None,
            Content::Column(leaf) => {
                let expected = Expected {
                    ty: &field.ty,
                    span: field.name.span,
                };
                let reading = self.check_column(*leaf, &expected, optional, found);
                reading.map(Reading::Column)
            }
            Content::Struct(inner) => {
                let nested = self.check_nested(target, field, (branch, inner), optional, found);
                nested.map(Reading::Struct)
            }
        }
    }

    fn check_nested(
        &self,
        target: Target<'_>,
        field: &Field,
        (branch, inner): (&Branch<'_>, &[Branch<'_>]),
        optional: Option<&mut Optional>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<StructReading> {
        let Some((id, fields)) = self.struct_fields(without_option(&field.ty)) else {
            found.push(self.no_struct(field, branch));
            return None;
        };
        let prefix = format!("{}.", branch.path);
        let within = Target {
            id,
            fields,
            prefix: &prefix,
            ..target
        };
        if !matches!(field.ty, Type::Option(_)) {
            return Some(self.check_struct(within, inner, optional, found));
        }
        let mut around = Optional::new(branch.path, field);
        let before = found.len();
        let reading = self.check_struct(within, inner, Some(&mut around), found);
        // Of fields that are wrong it cannot be said what decides.
        if found.len() == before {
            let first = branch.leaves().first().map(|leaf| leaf.column.span);
            let of = &self.schema.types[id.0].name;
            found.extend(first.and_then(|first| around.undecided(first, of)));
        }
        Some(StructReading {
            presence: StructPresence::UnlessNull(around.deciding),
            ..reading
        })
    }

    fn check_missing(
        &self,
        target: Target<'_>,
        field: &Field,
        branches: &[Branch<'_>],
        found: &mut Vec<Diagnostic>,
    ) {
        // A field in the wrong case is told to be called otherwise.
        if !is_endless(field, found) && is_snake(&field.name.text) {
            found.push(self.missing_column(target, field, &extra(target, branches)));
        }
    }

    fn check_extra(
        &self,
        target: Target<'_>,
        branches: &[Branch<'_>],
        found: &mut Vec<Diagnostic>,
    ) {
        let is_missing = |field: &&Field| branches.iter().all(|b| b.name != field.name.text);
        let missing: Vec<&str> = target
            .fields
            .iter()
            .filter(is_missing)
            .map(|field| field.name.text.as_str())
            .collect();
        for branch in extra(target, branches) {
            // What is one rename away from a missing field was spoken of there.
            if nearest(branch.name, missing.iter().copied()).is_none() {
                let leaves: Vec<Leaf<'_>> = branch.leaves();
                found.extend(
                    leaves
                        .first()
                        .map(|leaf| self.extra_column(target, branch, *leaf)),
                );
            }
        }
    }
}

// The columns without a field.
fn extra<'b, 's>(target: Target<'_>, branches: &'b [Branch<'s>]) -> Vec<&'b Branch<'s>> {
    let is_field = |branch: &&Branch<'_>| {
        let mut fields = target.fields.iter();
        fields.all(|field| field.name.text != branch.name)
    };
    branches.iter().filter(is_field).collect()
}
