//! `table` declarations to what columns mean to the database's side. Whether the columns are there is for SQLite to say.

use std::collections::BTreeSet;

use rally_idl::diagnostic::{Diagnostic, Severity, nearest};
use rally_idl::source::Span;

use super::codes;
use super::documents::{Documents, is_stored_as_json};
use super::queries::sql_type;
use crate::ir::{
    Field, Payload, Schema, Table, Type, TypeDeclaration, TypeDeclarationKind, TypeId,
};
use crate::resolve::case::snake;
use crate::sql::{Catalog, DeclaredTypes, EnumDeclaration, EnumId, Meaning, Meanings, SqlType};

/// What every declared column means; a type that no column can have is reported.
pub(crate) fn check_tables(schema: &Schema, found: &mut Vec<Diagnostic>) -> Meanings {
    let documents = Documents::new(schema);
    let mut columns = Vec::new();
    for table in &schema.tables {
        for (column, &type_span) in table.columns.iter().zip(&table.type_spans) {
            match column_type(schema, &documents, &column.ty) {
                Some(ty) => columns.push(Meaning {
                    table: table.name.text.clone(),
                    table_span: table.name.span,
                    column: column.name.text.clone(),
                    column_span: column.name.span,
                    ty,
                    type_span,
                }),
                None if column.ty == Type::Error => {}
                None => found.push(no_meaning(schema, column, type_span)),
            }
        }
    }
    Meanings {
        columns,
        types: DeclaredTypes {
            enums: enums(schema).collect(),
            documents: documents.names(schema),
        },
    }
}

// What has parts is stored as JSON.
fn column_type(schema: &Schema, documents: &Documents<'_>, ty: &Type) -> Option<SqlType> {
    sql_type(schema, ty).or_else(|| documents.sql_type(ty))
}

/// The type whose values a column holds as JSON, where a `table` declaration gives it one.
pub(crate) fn stored_as_json<'s>(
    schema: &'s Schema,
    table: &str,
    column: &str,
) -> Option<&'s Type> {
    let is_table = |declared: &&Table| declared.name.text.eq_ignore_ascii_case(table);
    let is_column = |field: &&Field| field.name.text.eq_ignore_ascii_case(column);
    let tables = schema.tables.iter().filter(is_table);
    let field = tables.flat_map(|table| &table.columns).find(is_column)?;
    is_stored_as_json(schema, &field.ty).then_some(&field.ty)
}

/// The tables of which something wrong is declared, so that what their columns mean is not known.
pub(crate) fn doubtful_tables<'s>(
    schema: &'s Schema,
    catalog: Option<&'s Catalog>,
    found: &[Diagnostic],
) -> BTreeSet<&'s str> {
    let wrong: BTreeSet<Span> = found
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.primary.span)
        .collect();
    let tables = schema.tables.iter().filter(|table| {
        let columns = table.columns.iter().map(|column| column.name.span);
        let places = columns.chain(table.type_spans.iter().copied());
        places
            .chain([table.name.span])
            .any(|place| wrong.contains(&place))
    });
    let names = tables.map(|table| table.name.text.as_str());
    names
        .flat_map(|name| [name, meant(name, catalog)])
        .collect()
}

// The table that a name without one was meant for.
fn meant<'s>(name: &'s str, catalog: Option<&'s Catalog>) -> &'s str {
    let tables = catalog.into_iter().flat_map(Catalog::tables);
    let is_known = catalog.is_some_and(|catalog| catalog.table(name).is_some());
    let near = nearest(name, tables.map(|table| &*table.name));
    near.filter(|_| !is_known).unwrap_or(name)
}

// Every enum without payload, by its type.
fn enums(schema: &Schema) -> impl Iterator<Item = (EnumId, EnumDeclaration)> {
    let declared = schema.types.iter().enumerate();
    declared.filter_map(|(at, ty)| Some((enum_of(at)?, plain_enum(ty)?)))
}

// `None` past four billion types, which no memory holds.
fn enum_of(at: usize) -> Option<EnumId> {
    u32::try_from(at).ok().map(EnumId)
}

fn plain_enum(declared: &TypeDeclaration) -> Option<EnumDeclaration> {
    let TypeDeclarationKind::Enum(variants) = &declared.kind else {
        return None;
    };
    let is_plain = |payload: &Payload| matches!(payload, Payload::Unit);
    variants
        .iter()
        .all(|variant| is_plain(&variant.payload))
        .then(|| EnumDeclaration {
            name: declared.name.text.clone(),
            variants: variants
                .iter()
                .map(|variant| snake(&variant.name.text))
                .collect(),
            span: declared.name.span,
        })
}

/// The enum of a type, where it has no payload.
pub(crate) fn enum_id(schema: &Schema, id: TypeId) -> Option<EnumId> {
    plain_enum(&schema.types[id.0])?;
    enum_of(id.0)
}

fn no_meaning(schema: &Schema, column: &Field, span: Span) -> Diagnostic {
    let written = schema.written(&column.ty);
    let message = format!("a column cannot hold `{written}`");
    let problem = Diagnostic::error(codes::COLUMN_MEANING, span, message);
    match &column.ty {
        Type::Option(item) => problem.help(format!(
            "write `{}`: the table itself says whether the column may be NULL",
            schema.written(item)
        )),
        Type::Declared(_) => problem.help("messages are not stored: a column holds a built-in type, a struct or an enum"),
        _ => problem.help("a column holds an `Int`, `Float`, `Bool`, `String`, `Bytes`, `Time`, `Date`, `Uuid`, `Decimal` or `Json`, an enum, or as JSON a struct, a `List`, a `Map` or a tuple"),
    }
}
