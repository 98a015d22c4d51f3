//! The columns of a result: where SQLite and the tree agree on them, their names, types and nullability.

use super::catalog::{Catalog, ColumnKind};
use super::error::{SqlError, Untyped};
use super::infer::Output;
use super::prepare::{Prepared, PreparedColumn};
use super::types::{ColumnSource, SqlType, Type};
use super::{Column, Origin, Promise};

/// What SQLite and the tree do not agree on, in words.
pub(crate) fn disagreement(prepared: &Prepared, outputs: &[Output]) -> Option<String> {
    let (theirs, ours) = (prepared.columns.len(), outputs.len());
    if theirs != ours {
        return Some(format!("SQLite has {theirs} columns, the tree {ours}"));
    }
    let pairs = prepared.columns.iter().zip(outputs);
    pairs
        .filter_map(|(column, output)| origins_differ(column, output))
        .next()
}

fn origins_differ(column: &PreparedColumn, output: &Output) -> Option<String> {
    let (theirs, ours) = (column.source.as_ref()?, output.value.source.as_ref()?);
    let same = theirs.table.eq_ignore_ascii_case(&ours.table)
        && theirs.column.eq_ignore_ascii_case(&ours.column);
    let name = |source: &ColumnSource| format!("`{}.{}`", source.table, source.column);
    (!same).then(|| {
        format!(
            "SQLite takes `{}` from {}, the tree from {}",
            column.name,
            name(theirs),
            name(ours)
        )
    })
}

/// The columns, and every one without a type of its own or with a name that another has.
pub(crate) fn check_columns(
    catalog: &Catalog,
    prepared: &Prepared,
    outputs: &[Output],
    errors: &mut Vec<SqlError>,
) -> Vec<Column> {
    let mut columns = vec![];
    for (column, output) in prepared.columns.iter().zip(outputs) {
        match output.value.ty {
            Type::Known(ty) => columns.push(known_column(column, output, ty)),
            // A parameter without a type is reported as such.
            Type::Parameter { .. } => {}
            Type::Null | Type::Dynamic => errors.push(untyped(catalog, column, output)),
        }
    }
    errors.extend(duplicate_columns(&columns));
    columns
}

fn known_column(column: &PreparedColumn, output: &Output, ty: SqlType) -> Column {
    let (name, nullable) = overridden(&column.name, output.value.nullable);
    let origin = match &output.value.source {
        Some(source) => Origin::Column {
            table: source.table.to_string(),
            column: source.column.to_string(),
        },
        None => Origin::Expression(output.expression.clone()),
    };
    let promise = match name.len() == column.name.len() {
        true => Promise::None,
        false if nullable => Promise::PerhapsNull,
        false => Promise::NotNull,
    };
    Column {
        name: name.to_owned(),
        ty: ty.as_column(),
        nullable,
        span: output.span,
        origin,
        promise,
        absence: output.value.absence,
    }
}

fn untyped(catalog: &Catalog, column: &PreparedColumn, output: &Output) -> SqlError {
    let source = output.value.source.as_ref();
    let declared = source.and_then(|source| catalog.table(&source.table)?.column(&source.column));
    let (reason, suggested) = match (output.value.ty, declared) {
        (Type::Null, _) => (Untyped::Null, SqlType::String),
        (_, Some(declared)) if declared.kind == ColumnKind::Generated => (
            Untyped::Generated {
                place: declared.declared,
            },
            SqlType::of_declaration(&declared.declared_type).unwrap_or(SqlType::String),
        ),
        (_, Some(declared)) => {
            let text = declared.declared_type.to_ascii_uppercase();
            let numeric = ["NUM", "DEC"].iter().any(|part| text.contains(part));
            let suggested = if numeric {
                SqlType::Float
            } else {
                SqlType::String
            };
            (
                Untyped::Declared {
                    ty: declared.declared_type.clone(),
                    place: declared.declared,
                },
                suggested,
            )
        }
        _ => (Untyped::Expression, SqlType::String),
    };
    SqlError::UntypedColumn {
        span: output.span,
        name: overridden(&column.name, true).0.to_owned(),
        expression: output.expression.clone(),
        reason,
        suggested,
    }
}

/// The name and nullability of a column whose alias may end in `!` or `?`.
fn overridden(name: &str, nullable: bool) -> (&str, bool) {
    match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) => (name, false),
        (_, Some(name)) => (name, true),
        _ => (name, nullable),
    }
}

fn duplicate_columns(columns: &[Column]) -> Vec<SqlError> {
    let duplicate = |(at, second): (usize, &Column)| {
        let first = columns[..at]
            .iter()
            .find(|first| first.name == second.name)?;
        Some(SqlError::DuplicateColumn {
            first: first.span,
            second: second.span,
            name: second.name.clone(),
        })
    };
    columns.iter().enumerate().filter_map(duplicate).collect()
}

#[cfg(test)]
mod tests {
    use super::overridden;

    #[test]
    fn an_alias_overrides_nullability_with_its_last_character() {
        assert_eq!(overridden("total!", true), ("total", false));
        assert_eq!(overridden("total?", false), ("total", true));
        assert_eq!(overridden("total", true), ("total", true));
        assert_eq!(overridden("a!b", false), ("a!b", false));
    }
}
