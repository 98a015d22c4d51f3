//! What a statement stores to what its RETURNING can see: a column holds what it was given, which may not be NULL
//! where the column may.
//!
//! A trigger that runs before cannot change what is stored, and one that runs after is too late for RETURNING:
//! <https://sqlite.org/lang_returning.html>.

use crate::sql::catalog::{ColumnKind, Table, TableColumn};
use crate::sql::scope::{Field, Scope};
use crate::sql::types::Value;

/// Columns, where there are such, and what is stored in them.
pub(super) type Written<'a> = Vec<(Option<&'a TableColumn>, Value)>;

/// A row is the one inserted, or another that one of the `updates` changed.
pub(super) fn follow_insert(
    scope: &mut Scope<'_>,
    table: &Table,
    inserted: &[(Option<&TableColumn>, Value)],
    updates: &[Written<'_>],
) {
    for field in returned_fields(scope) {
        let Some(column) = stored_column(table, field) else {
            continue;
        };
        let own = field.value.nullable;
        let default = column.default_value.as_ref();
        let left_out = default.is_none_or(|value| value.nullable);
        let nullable = is_nullable(inserted, column).unwrap_or(left_out);
        let updated = |update: &Written<'_>| is_nullable(update, column).unwrap_or(own);
        field.value.nullable &= nullable || updates.iter().any(updated);
    }
}

/// A column that is not assigned is what the WHERE says, where no trigger comes between; those of a view are given it.
pub(super) fn follow_update(
    scope: &mut Scope<'_>,
    filtered: &Scope<'_>,
    table: &Table,
    assigned: &[(Option<&TableColumn>, Value)],
) {
    let known = filtered.relations.first();
    let known = known.filter(|_| table.is_view || !table.has_triggers);
    for (at, field) in returned_fields(scope).enumerate() {
        let Some(column) = stored_column(table, field) else {
            continue;
        };
        let kept = || known.is_none_or(|relation| relation.fields[at].value.nullable);
        field.value.nullable &= is_nullable(assigned, column).unwrap_or_else(kept);
    }
}

/// A view stores nothing: what its triggers are given is what is returned, and NULL for the rest.
pub(super) fn forget_stored(scope: &mut Scope<'_>) {
    let fields = scope.relations.iter_mut().flat_map(|r| &mut r.fields);
    fields.for_each(|field| field.value.nullable = true);
}

/// What a view's triggers are given.
pub(super) fn give_back(scope: &mut Scope<'_>, values: Written<'_>) {
    for (column, value) in values {
        let is_it = |field: &&mut Field| column.is_some_and(|column| column.name == field.name);
        if let Some(field) = returned_fields(scope).find(is_it) {
            field.value = value;
        }
    }
}

fn returned_fields<'s>(scope: &'s mut Scope<'_>) -> impl Iterator<Item = &'s mut Field> {
    scope
        .relations
        .iter_mut()
        .take(1)
        .flat_map(|r| &mut r.fields)
}

// What is generated follows from others.
fn stored_column<'t>(table: &'t Table, field: &Field) -> Option<&'t TableColumn> {
    let column = table.column(&field.name)?;
    (column.kind == ColumnKind::Stored).then_some(column)
}

// A column that is named twice holds one of the two.
fn is_nullable(written: &[(Option<&TableColumn>, Value)], column: &TableColumn) -> Option<bool> {
    let is_it = |found: &&TableColumn| found.name == column.name;
    let given = written
        .iter()
        .filter(|(found, _)| found.as_ref().is_some_and(is_it));
    given.map(|(_, value)| value.nullable).reduce(|a, b| a || b)
}
