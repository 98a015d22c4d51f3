//! One query as its template prints it: a documented function, and the struct of its row where that is inferred.

mod arguments;
mod decode;
mod row;

use super::Context;
use super::docs::{dedent, docs_or, paragraph};
use super::ident::{ident, literal, raw_literal};
use super::rust_type::{Place, rust_type};
use crate::ir::{CheckedQuery, Query, Shape, Type, TypeId};
use crate::sql::{Access, CheckedStatement, EnumId, SqlType};
use arguments::{Argument, argument, values};
use decode::decode;
use row::{RowView, result, rows};

pub(crate) use row::{row_struct, struct_within};

/// A query.
pub(super) struct QueryView {
    pub rows: Vec<RowView>,
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

impl QueryView {
    /// What the module of the query offers.
    pub(super) fn exports(&self) -> Vec<String> {
        let rows = self.rows.iter().map(|row| row.name.clone());
        rows.chain([self.function.clone()]).collect()
    }
}

/// The view of a checked query.
pub(super) fn query(context: &Context<'_>, declared: &Query, checked: &CheckedQuery) -> QueryView {
    let name = &declared.name.text;
    let function = ident(name);
    let CheckedQuery { statement, row, .. } = checked;
    let row = row.as_ref();
    QueryView {
        rows: row.map_or_else(Vec::new, |row| rows(context, &function, row)),
        docs: docs(declared),
        attributes: attributes(statement),
        function,
        target: target(declared, statement),
        arguments: statement
            .parameters
            .iter()
            .map(|parameter| argument(context, checked, parameter))
            .collect(),
        values: values(context, checked),
        result: result(context, &declared.shape, row),
        run: run(&declared.shape, statement.access),
        decode: row.map_or_else(String::new, |row| {
            format!(", |row| {}", decode(context, row))
        }),
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
        SqlType::Json | SqlType::Document(_) => Type::Json,
        SqlType::Enum(id) => Type::Declared(type_id(id)),
    };
    rust_type(context, Place::ServerCrate, &ty)
}

// An enum goes by the place of its type.
fn type_id(id: EnumId) -> TypeId {
    TypeId(id.0 as usize)
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
