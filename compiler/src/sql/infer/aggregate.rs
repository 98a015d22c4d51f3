//! Where the aggregates of a SELECT stand: in its list, its ORDER BY, or in a query inside of it that has nothing of
//! its own to gather.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Function, Ident, Query, Select, SetExpr, TableFactor, Visit, Visitor};

use super::function::is_aggregate;
use super::identifiers;

/// Whether the rows of a SELECT are gathered.
pub(super) fn has_aggregate(select: &Select, order: &[&Expr]) -> bool {
    let mut find = FindAggregate::default();
    select.having.is_some()
        || select.projection.visit(&mut find).is_break()
        || order
            .iter()
            .any(|expr| expr.visit(&mut FindAggregate::default()).is_break())
}

/// Looks for an aggregate that belongs to this very SELECT.
#[derive(Default)]
struct FindAggregate {
    // For each query that is open, the names that its columns may have before them.
    inner: Vec<Vec<String>>,
}

impl FindAggregate {
    // It gathers the rows of the innermost query that its arguments are columns of: one among queries that have no
    // rows of their own, or that names a table outside of them, belongs here.
    fn belongs_here(&self, function: &Function) -> bool {
        if self.inner.is_empty() {
            return true;
        }
        let mut columns = FindColumns::default();
        let _ = function.args.visit(&mut columns);
        let is_inner = |name: &Option<String>| match name {
            Some(name) => self
                .inner
                .iter()
                .flatten()
                .any(|own| own.eq_ignore_ascii_case(name)),
            None => self.inner.iter().any(|names| !names.is_empty()),
        };
        !columns.qualifiers.is_empty() && !columns.qualifiers.iter().any(is_inner)
    }
}

impl Visitor for FindAggregate {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.inner.push(names_in_from(&query.body));
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.inner.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Function(function) if is_aggregate(function) && self.belongs_here(function) => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

// Of the columns that are named, the names before them.
#[derive(Default)]
struct FindColumns {
    qualifiers: Vec<Option<String>>,
}

impl Visitor for FindColumns {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let qualifier = |parts: &[Ident]| match parts {
            [.., qualifier, _] => Some(qualifier.value.clone()),
            _ => None,
        };
        match expr {
            Expr::Identifier(_) => self.qualifiers.push(None),
            Expr::CompoundIdentifier(parts) => self.qualifiers.push(qualifier(parts)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

// A subquery without a name has columns, too.
fn names_in_from(body: &SetExpr) -> Vec<String> {
    match body {
        SetExpr::Select(select) => {
            let tables = select.from.iter();
            let factors = tables.flat_map(|tables| {
                let joined = tables.joins.iter().map(|join| &join.relation);
                std::iter::once(&tables.relation).chain(joined)
            });
            factors.map(name_of).collect()
        }
        SetExpr::SetOperation { left, right, .. } => {
            [names_in_from(left), names_in_from(right)].concat()
        }
        _ => vec![],
    }
}

fn name_of(factor: &TableFactor) -> String {
    match factor {
        TableFactor::Table {
            alias: Some(alias), ..
        }
        | TableFactor::Derived {
            alias: Some(alias), ..
        } => alias.name.value.clone(),
        TableFactor::Table { name, .. } => identifiers(name)
            .last()
            .map_or_else(String::new, |name| name.value.clone()),
        _ => String::new(),
    }
}
