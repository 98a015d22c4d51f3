//! One column against one declared type: its type, its nullability, and whether JSON can fill what no column holds.

use rally_idl::diagnostic::Diagnostic;

use super::presence::Optional;
use super::tree::{Leaf, alias, is_name, is_path};
use super::{Expected, Rows, without_option};
use crate::check::codes;
use crate::check::queries::sql_type;
use crate::check::tables::stored_as_json;
use crate::ir::{ColumnForm, ColumnReading, Row, Shape, Type};
use crate::sql::{Column, Origin, SqlType};

impl Rows<'_> {
    /// Compares a column with the type that it fills. `optional` is the `Option` of a struct around it.
    pub(super) fn check_column(
        &self,
        leaf: Leaf<'_>,
        expected: &Expected<'_>,
        optional: Option<&mut Optional>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<ColumnReading> {
        let column = leaf.column;
        let Some(form) = self.form(column, expected.ty) else {
            found.push(self.other_type(column, expected));
            return None;
        };
        let takes_null = matches!(expected.ty, Type::Option(_) | Type::Json);
        if !takes_null {
            found.extend(match optional {
                Some(optional) => optional.require(leaf),
                None => column.nullable.then(|| self.may_be_null(column, expected)),
            });
        }
        Some(ColumnReading {
            at: leaf.at,
            form,
            origin: column.origin.clone(),
        })
    }

    // How the column is read; `None` where it holds something else.
    fn form(&self, column: &Column, ty: &Type) -> Option<ColumnForm> {
        match sql_type(self.schema, without_option(ty)) {
            // An `Option<Json>` is refused where it is declared, since `null` is a value of it.
            Some(SqlType::Json) if column.ty == SqlType::Json && column.nullable => {
                Some(ColumnForm::Json(Type::Json))
            }
            Some(wanted) if wanted != column.ty => None,
            Some(wanted) if matches!(ty, Type::Option(_)) => {
                Some(ColumnForm::OptionalValue(wanted))
            }
            Some(wanted) => Some(ColumnForm::Value(wanted)),
            None => {
                let held = self.stored_type(column);
                let is_held = held.is_none_or(|held| held == without_option(ty));
                (column.ty.is_json() && is_held).then(|| ColumnForm::Json(ty.clone()))
            }
        }
    }

    fn other_type(&self, column: &Column, expected: &Expected<'_>) -> Diagnostic {
        match sql_type(self.schema, without_option(expected.ty)) {
            Some(wanted) => self.wrong_type(column, wanted, expected),
            None => match self.stored_type(column) {
                Some(held) => self.other_stored(column, held, expected),
                None => self.no_json(column, expected),
            },
        }
    }

    /// The type that the `table` declaration of a column of JSON gives it.
    pub(super) fn stored_type(&self, column: &Column) -> Option<&Type> {
        match &column.origin {
            Origin::Column {
                table,
                column: source,
            } if column.ty.is_json() => stored_as_json(self.schema, table, source),
            _ => None,
        }
    }

    fn other_stored(&self, column: &Column, held: &Type, expected: &Expected<'_>) -> Diagnostic {
        let name = &column.name;
        let (is, wants) = (self.schema.written(held), self.schema.written(expected.ty));
        let message = format!("the column `{name}` is `{is}`, and `{wants}` is declared");
        Diagnostic::error(codes::ROW_TYPE, column.span, message)
            .label(format!("`{is}`"))
            .also(expected.span, format!("`{wants}`"))
            .help(format!("declare it `{}`", self.declared_as(column)))
    }

    fn no_json(&self, column: &Column, expected: &Expected<'_>) -> Diagnostic {
        let (name, is) = (&column.name, column.ty.name(self.types));
        let written = self.schema.written(expected.ty);
        let message = format!("the column `{name}` is `{is}`, and `{written}` is read from JSON");
        let problem = Diagnostic::error(codes::ROW_TYPE, column.span, message)
            .label(format!("`{is}`"))
            .also(expected.span, format!("`{written}`"));
        let named = alias(name);
        match &column.origin {
            Origin::Column { table, column: source } if column.ty == SqlType::String => problem
                .help(format!(
                    "if the column holds JSON, say so: `table {table} {{ {source}: Json }}`"
                )),
            _ if self.struct_fields(without_option(expected.ty)).is_some() => problem.help(format!(
                "fill its fields, such as with `AS \"{name}.id\"`, or make JSON: `json_object('id', …) {named}`"
            )),
            _ => problem.help(format!(
                "gather values with `json_group_array(…) {named}`, or make JSON with `json_array`, `json_object` or `json`"
            )),
        }
    }

    fn wrong_type(&self, column: &Column, wanted: SqlType, expected: &Expected<'_>) -> Diagnostic {
        let name = &column.name;
        let (is, wants) = (column.ty.name(self.types), wanted.name(self.types));
        let message = format!("the column `{name}` is `{is}`, and `{wants}` is declared");
        let problem = Diagnostic::error(codes::ROW_TYPE, column.span, message)
            .label(format!("`{is}`"))
            .also(
                expected.span,
                format!("`{}`", self.schema.written(expected.ty)),
            );
        match wanted {
            SqlType::Bool if column.ty == SqlType::Int => problem.help(format!(
                "compare it, which gives a `Bool`: `… <> 0 {}`",
                alias(name)
            )),
            SqlType::Bool => problem
                .help("a `Bool` comes from a comparison, or from a column declared `BOOLEAN`"),
            _ if wanted.stored_as() == column.ty.stored_as() && wanted.stored_as() != wanted => {
                problem.help(other_meaning(column, is, wants))
            }
            _ => problem.help(self.convert(column, wanted)),
        }
    }

    fn convert(&self, column: &Column, wanted: SqlType) -> String {
        let cast = format!("CAST(… AS {}) {}", wanted.sql_name(), alias(&column.name));
        let declared = self.declared_as(column);
        match wanted.stored_as() == wanted {
            true => format!("declare it `{declared}`, or convert the column: `{cast}`"),
            false => format!("declare it `{declared}`"),
        }
    }

    pub(super) fn declared_as(&self, column: &Column) -> String {
        let ty = match self.stored_type(column) {
            Some(held) => self.schema.written(held),
            None => column.ty.name(self.types).to_owned(),
        };
        match column.nullable {
            true => format!("Option<{ty}>"),
            false => ty,
        }
    }

    // The `Option` of the shape already means that there may be no row.
    fn is_optional_value(&self, expected: &Expected<'_>) -> bool {
        matches!(
            &self.query.shape,
            Shape::Option(Row::Declared(ty, _)) if std::ptr::eq(ty, expected.ty)
        )
    }

    fn may_be_null(&self, column: &Column, expected: &Expected<'_>) -> Diagnostic {
        let (name, declared) = (&column.name, self.schema.written(expected.ty));
        let promised = promised(name);
        let message = format!("the column `{name}` may be NULL, and `{declared}` may not");
        let problem = Diagnostic::error(codes::ROW_NULL, column.span, message)
            .label("may be NULL")
            .also(expected.span, format!("`{declared}`"));
        match (name.rsplit_once('.'), column.absence) {
            (Some((outer, _)), Some(absence)) if !absence.otherwise_nullable => problem.help(format!(
                "an outer join may have no row for it: make the field `{outer}` an `Option`, or promise that there is one: `AS \"{name}!\"`"
            )),
            _ if self.is_optional_value(expected) => problem.help(format!(
                "no row and a NULL would be the same `None`: write `Option<_>` and `AS {promised}`, which gives a row with a field, or promise that it is there: `AS \"{promised}!\"`"
            )),
            _ => problem.help(format!(
                "declare it `Option<{declared}>`, give another value with `coalesce`, or promise that it is there: `AS \"{promised}!\"`"
            )),
        }
    }
}

// A value that is stored alike and means something else.
fn other_meaning(column: &Column, is: &str, wants: &str) -> String {
    match &column.origin {
        Origin::Column { table, column } => format!(
            "declare the field `{is}`, or say what the column holds: `table {table} {{ {column}: {wants} }}`"
        ),
        Origin::Expression(_) => format!("declare the field `{is}`"),
    }
}

// The text of an expression makes no good name.
fn promised(name: &str) -> &str {
    if is_name(name) || is_path(name) {
        name
    } else {
        "value"
    }
}
