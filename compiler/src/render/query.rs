//! One query as its template prints it: a documented function, and the struct of its row where that is inferred.

use super::Context;
use super::declaration::FieldView;
use super::docs::{dedent, docs_or, paragraph};
use super::ident::{ident, literal, raw_literal, upper_camel_case};
use super::rust_type::{Place, rust_type};
use crate::ir::{Query, Row, Shape, Type, TypeDeclarationKind, TypeId};
use crate::sql::{Access, CheckedStatement, Column, EnumId, Parameter, SqlType};

/// A query.
pub(super) struct QueryView {
    pub row: Option<RowView>,
    pub docs: Vec<String>,
    pub attributes: &'static [&'static str],
    pub function: String,
    pub target: Argument,
    pub arguments: Vec<Argument>,
    pub values: Vec<String>,
    pub result: String,
    pub run: &'static str,
    pub decode: String,
    pub name_literal: String,
    pub sql_literal: String,
}

/// The struct of a row whose shape is inferred.
pub(super) struct RowView {
    pub name: String,
    pub fields: Vec<FieldView>,
}

/// An argument of the function.
pub(super) struct Argument {
    pub name: String,
    pub ty: String,
}

impl QueryView {
    /// What the module of the query offers.
    pub(super) fn exports(&self) -> Vec<String> {
        let row = self.row.as_ref().map(|row| row.name.clone());
        row.into_iter().chain([self.function.clone()]).collect()
    }
}

/// The view of a checked query.
pub(super) fn query(
    context: &Context<'_>,
    declared: &Query,
    statement: &CheckedStatement,
) -> QueryView {
    let name = &declared.name.text;
    let (row, row_type) = row(context, declared, statement);
    QueryView {
        row,
        docs: docs(declared),
        attributes: attributes(statement),
        function: ident(name),
        target: target(declared, statement),
        arguments: statement
            .parameters
            .iter()
            .map(|parameter| argument(context, parameter))
            .collect(),
        values: values(statement),
        result: result(&declared.shape, row_type.as_deref()),
        run: run(&declared.shape, statement.access),
        decode: decode(context, declared, statement, row_type.as_deref()),
        name_literal: literal(name),
        sql_literal: raw_literal(&statement.sql),
    }
}

// A statement may have more placeholders than clippy finds good for a function: 7, with what it runs on.
fn attributes(statement: &CheckedStatement) -> &'static [&'static str] {
    match statement.parameters.len() {
        0..7 => &[],
        _ => &["#[allow(clippy::too_many_arguments, reason = \"one for each placeholder\")]"],
    }
}

fn docs(declared: &Query) -> Vec<String> {
    let mut docs = docs_or(
        &declared.docs,
        format!("The query `{}`.", declared.name.text),
    );
    let sql = dedent(&declared.sql);
    let fence = fence(&sql);
    let sql = sql.lines().map(str::to_owned);
    paragraph(
        &mut docs,
        [format!("{fence}sql")]
            .into_iter()
            .chain(sql)
            .chain([fence.clone()]),
    );
    paragraph(
        &mut docs,
        ["# Errors".to_owned(), errors(&declared.shape).to_owned()],
    );
    docs
}

// Longer than any run of backticks in the text, which would end it.
fn fence(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().map_or(3, |longest| (longest + 1).max(3)))
}

fn errors(shape: &Shape) -> &'static str {
    match shape {
        Shape::Changes | Shape::List(_) => "Where the database fails.",
        Shape::Option(_) => "Where the database fails, or has a second row.",
        Shape::One(_) => "Where the database fails, or has no row, or a second.",
    }
}

/// The struct of a row whose shape is inferred: `get_game` as `GetGameRow`.
pub(crate) fn row_struct(query: &str) -> String {
    format!("{}Row", upper_camel_case(query))
}

// What the query runs on has a name that no argument has.
fn target(declared: &Query, statement: &CheckedStatement) -> Argument {
    let taken = |name: &str| {
        declared
            .arguments
            .iter()
            .any(|argument| argument.name.text == name)
    };
    let (name, ty) = match statement.access {
        Access::Read => ("db", "impl rally_runtime::db::Read"),
        Access::Write => ("tx", "&mut rally_runtime::db::Tx"),
    };
    let name = if taken(name) {
        format!("{name}_")
    } else {
        name.to_owned()
    };
    Argument {
        name,
        ty: ty.to_owned(),
    }
}

fn argument(context: &Context<'_>, parameter: &Parameter) -> Argument {
    let ty = match parameter.ty {
        SqlType::String => "&str".to_owned(),
        SqlType::Bytes => "&[u8]".to_owned(),
        other => value_type(context, other),
    };
    let ty = if parameter.nullable {
        format!("Option<{ty}>")
    } else {
        ty
    };
    Argument {
        name: ident(&parameter.name),
        ty,
    }
}

// In the order of SQLite's parameter numbers.
fn values(statement: &CheckedStatement) -> Vec<String> {
    let mut parameters: Vec<_> = statement.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.index);
    parameters.into_iter().map(value).collect()
}

fn value(parameter: &Parameter) -> String {
    let name = ident(&parameter.name);
    match (parameter.ty, parameter.nullable) {
        (SqlType::Enum(_), false) => format!("{name}.as_str().into()"),
        (SqlType::Enum(_), true) => format!("{name}.map(|word| word.as_str()).into()"),
        _ => format!("{name}.into()"),
    }
}

fn value_type(context: &Context<'_>, ty: SqlType) -> String {
    let ty = match ty {
        SqlType::Int => Type::Int,
        SqlType::Float => Type::Float,
        SqlType::Bool => Type::Bool,
        SqlType::String => Type::String,
        SqlType::Bytes => Type::Bytes,
        SqlType::Time => Type::Time,
        SqlType::Date => Type::Date,
        SqlType::Uuid => Type::Uuid,
        SqlType::Decimal => Type::Decimal,
        SqlType::Json => Type::Json,
        SqlType::Enum(id) => Type::Declared(type_id(id)),
    };
    rust_type(context, Place::ServerCrate, &ty)
}

// An enum goes by the place of its type.
fn type_id(id: EnumId) -> TypeId {
    TypeId(id.0 as usize)
}

fn shape_row(shape: &Shape) -> Option<&Row> {
    match shape {
        Shape::Changes => None,
        Shape::List(row) | Shape::Option(row) | Shape::One(row) => Some(row),
    }
}

fn row(
    context: &Context<'_>,
    declared: &Query,
    statement: &CheckedStatement,
) -> (Option<RowView>, Option<String>) {
    match shape_row(&declared.shape) {
        None => (None, None),
        Some(Row::Declared(ty, _)) => (None, Some(rust_type(context, Place::ServerCrate, ty))),
        Some(Row::Inferred(_)) => {
            let name = row_struct(&declared.name.text);
            let fields = statement
                .columns
                .iter()
                .map(|column| column_field(context, column))
                .collect();
            (
                Some(RowView {
                    name: name.clone(),
                    fields,
                }),
                Some(name),
            )
        }
    }
}

fn column_field(context: &Context<'_>, column: &Column) -> FieldView {
    let ty = value_type(context, column.ty);
    let ty = if column.nullable {
        format!("Option<{ty}>")
    } else {
        ty
    };
    FieldView {
        docs: vec![],
        name: ident(&column.name),
        ty,
    }
}

fn result(shape: &Shape, row: Option<&str>) -> String {
    match (shape, row) {
        (Shape::List(_), Some(row)) => format!("Vec<{row}>"),
        (Shape::Option(_), Some(row)) => format!("Option<{row}>"),
        (Shape::One(_), Some(row)) => row.to_owned(),
        _ => "u64".to_owned(),
    }
}

fn run(shape: &Shape, access: Access) -> &'static str {
    match (shape, access) {
        (Shape::Changes, _) => "execute",
        (Shape::List(_), Access::Read) => "rows",
        (Shape::Option(_), Access::Read) => "optional",
        (Shape::One(_), Access::Read) => "one",
        (Shape::List(_), Access::Write) => "write_rows",
        (Shape::Option(_), Access::Write) => "write_optional",
        (Shape::One(_), Access::Write) => "write_one",
    }
}

fn decode(
    context: &Context<'_>,
    declared: &Query,
    statement: &CheckedStatement,
    row_type: Option<&str>,
) -> String {
    let (Some(row), Some(row_type)) = (shape_row(&declared.shape), row_type) else {
        return String::new();
    };
    let optional = |column: &Column| field_is_optional(context, row, column);
    let scalar = matches!(row, Row::Declared(ty, _) if !is_struct(context, ty));
    let body = match (scalar, statement.columns.as_slice()) {
        (true, [column]) => read(context, 0, column, optional(column)),
        _ => {
            let fields: Vec<_> = statement
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| {
                    format!(
                        "{}: {}?",
                        ident(&column.name),
                        read(context, at, column, optional(column))
                    )
                })
                .collect();
            format!("Ok({row_type} {{ {} }})", fields.join(", "))
        }
    };
    format!(", |row| {body}")
}

fn is_struct(context: &Context<'_>, ty: &Type) -> bool {
    let declared = |id: &TypeId| &context.checked.schema().types[id.0].kind;
    matches!(ty, Type::Declared(id) if matches!(declared(id), TypeDeclarationKind::Struct(_)))
}

// A declared field may be optional where the column is never NULL.
fn field_is_optional(context: &Context<'_>, row: &Row, column: &Column) -> bool {
    match row {
        Row::Inferred(_) => column.nullable,
        Row::Declared(Type::Declared(id), _) => match &context.checked.schema().types[id.0].kind {
            TypeDeclarationKind::Struct(fields) => fields
                .iter()
                .any(|field| field.name.text == column.name && matches!(field.ty, Type::Option(_))),
            TypeDeclarationKind::Enum(_) => false,
        },
        Row::Declared(ty, _) => matches!(ty, Type::Option(_)),
    }
}

fn read(context: &Context<'_>, at: usize, column: &Column, optional: bool) -> String {
    let prefix = if optional { "optional_" } else { "" };
    let accessor = match column.ty {
        SqlType::Int => "int",
        SqlType::Float => "float",
        SqlType::Bool => "boolean",
        SqlType::String => "text",
        SqlType::Bytes => "bytes",
        SqlType::Time => "time",
        SqlType::Date => "date",
        SqlType::Uuid => "uuid",
        SqlType::Decimal => "decimal",
        SqlType::Json => "json",
        SqlType::Enum(id) => {
            let ty = value_type(context, column.ty);
            let name = &context.checked.schema().types[type_id(id).0].name.text;
            let expected = literal(&format!("TEXT of a variant of `{name}`"));
            return format!("row.{prefix}parsed({at}, {expected}, {ty}::parse)");
        }
    };
    format!("row.{prefix}{accessor}({at})")
}
