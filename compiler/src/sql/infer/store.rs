//! A value and the column it is stored in: refused where what is stored could not be read as what the column holds.
//!
//! SQLite stores any value in any column, after its affinity has converted what it can:
//! <https://sqlite.org/datatype3.html#type_affinity>. Reading converts nothing.

use rally_idl::source::Span;
use sqlparser::ast::Expr;

use super::fitting::{Fitting, leaves};
use super::{Inference, Output};
use crate::sql::catalog::{ColumnKind, Table, TableColumn};
use crate::sql::error::SqlError;
use crate::sql::parameter::Demand;
use crate::sql::types::{SqlType, Type, Value};

/// The table of a statement that writes.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) table: &'a Table,
    /// With `OR REPLACE`, where a default stands in for a NULL.
    pub(super) replaces: bool,
}

/// One of the values that an expression may give.
pub(super) struct Part<'a> {
    ty: Type,
    /// Where it is known as an expression.
    expr: Option<&'a Expr>,
    span: Span,
}

impl Part<'_> {
    pub(super) fn fits(&self, fitting: &Fitting<'_>) -> bool {
        fitting.takes(self.ty, self.expr)
    }
}

impl<'a> Inference<'a> {
    pub(super) fn store_expression(
        &mut self,
        target: Target<'a>,
        column: Option<&TableColumn>,
        value: &Value,
        expr: &'a Expr,
    ) {
        let parts = self.parts_of(expr, value);
        self.store(target, column, value, &parts);
    }

    /// Says what a parameter is stored in, and whether the column takes what is stored.
    pub(super) fn store(
        &mut self,
        target: Target<'a>,
        column: Option<&TableColumn>,
        value: &Value,
        parts: &[Part<'a>],
    ) {
        let Some(column) = column else {
            return;
        };
        let name = format!("{}.{}", target.table.name, column.name);
        let held = (column.value.ty, column.value.source.clone());
        self.demand_of(value, held, Demand::Stored, |_| {
            format!("stored in `{name}`")
        });
        match value.ty {
            Type::Parameter { index, span } => {
                self.store_parameter(column, value, index, span, name)
            }
            _ => self.store_parts(target, column, parts, &name),
        }
    }

    fn store_parameter(
        &mut self,
        column: &TableColumn,
        value: &Value,
        index: usize,
        span: Span,
        name: String,
    ) {
        let parameter = self.parameters.get(index);
        if let (true, true, Some((_, argument))) =
            (column.rejects_null, value.nullable, parameter.declared)
        {
            let parameter = parameter.name.clone();
            let declared = column.declared;
            self.report(SqlError::NullArgument {
                span,
                name: parameter,
                column: name,
                declared,
                argument,
            });
        }
    }

    // What a view is given is its triggers' to store; the hidden columns of a virtual table take its commands.
    fn store_parts(
        &mut self,
        target: Target<'a>,
        column: &TableColumn,
        parts: &[Part<'a>],
        name: &str,
    ) {
        let is_rowid = std::ptr::eq(column, &raw const target.table.rowid);
        if target.table.is_view || (column.kind != ColumnKind::Stored && !is_rowid) {
            return;
        }
        let wrong = parts
            .iter()
            .find_map(|part| self.misfit(target, column, part, name));
        wrong.into_iter().for_each(|error| self.report(error));
    }

    fn misfit(
        &self,
        target: Target<'a>,
        column: &TableColumn,
        part: &Part<'a>,
        name: &str,
    ) -> Option<SqlError> {
        if part.ty == Type::Null {
            let fails = column.rejects_null && !(target.replaces && column.default.is_some());
            return fails.then(|| SqlError::StoredNull {
                span: part.span,
                column: name.to_owned(),
                declared: column.declared,
            });
        }
        let holds = column.value.ty.known()?;
        if part.ty == Type::Dynamic && is_enforced(target.table, column, holds) {
            return None;
        }
        let fitting = Fitting {
            column,
            holds,
            types: &self.catalog.types,
        };
        let found = part.ty;
        let misfits = !matches!(found, Type::Parameter { .. }) && !part.fits(&fitting);
        misfits.then(|| SqlError::StoredType {
            span: part.span,
            column: name.to_owned(),
            declared: column.declared,
            declared_type: column.declared_type.clone(),
            holds,
            found: found.known(),
            text: self.places.slice(part.span).to_owned(),
            is_literal: part.expr.is_some_and(|expr| matches!(expr, Expr::Value(_))),
        })
    }

    /// What an expression may give, each with its own type.
    pub(super) fn parts_of(&mut self, expr: &'a Expr, value: &Value) -> Vec<Part<'a>> {
        let leaves = leaves(expr);
        if let [leaf] = leaves.as_slice() {
            return vec![Part {
                ty: self.known(value),
                expr: Some(leaf),
                span: self.places.node(*leaf),
            }];
        }
        let part = |leaf: &'a Expr| {
            let value = self.infer_expression(leaf);
            Part {
                ty: self.known(&value),
                expr: Some(leaf),
                span: self.places.node(leaf),
            }
        };
        let parts: Vec<_> = leaves.into_iter().map(part).collect();
        // Only where all of it is NULL is that sure.
        match value.ty {
            Type::Null => parts.into_iter().take(1).collect(),
            _ => parts
                .into_iter()
                .filter(|part| part.ty != Type::Null)
                .collect(),
        }
    }

    /// The same of a column of a SELECT, whose tables are no longer in sight.
    pub(super) fn parts_of_output(&self, output: &Output, expr: Option<&'a Expr>) -> Vec<Part<'a>> {
        let whole = self.known(&output.value);
        let Some(expr) = expr else {
            return vec![Part {
                ty: whole,
                expr: None,
                span: output.span,
            }];
        };
        let part = |leaf: &'a Expr| Part {
            ty: match leaf {
                Expr::Value(literal) => self.known(&self.infer_literal(literal)),
                _ => whole,
            },
            expr: Some(leaf),
            span: self.places.node(leaf),
        };
        let parts = leaves(expr).into_iter().map(part);
        parts
            .filter(|part| part.ty != Type::Null || whole == Type::Null)
            .collect()
    }
}

// SQLite fails rather than store another type in a STRICT table, where no more is meant than its type says, or in a
// column that is the rowid, which alone may be given NULL and never holds it.
fn is_enforced(table: &Table, column: &TableColumn, holds: SqlType) -> bool {
    let is_rowid = !column.rejects_null && !column.value.nullable;
    let is_plain = SqlType::of_declaration(&column.declared_type) == Some(holds);
    is_plain && (table.is_strict || is_rowid)
}
