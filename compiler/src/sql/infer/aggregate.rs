//! Which query the aggregates of an expression gather the rows of: one in a subquery that is only of columns from
//! further out gathers the rows out there.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Function, Query, Select, Visit, Visitor};

use super::Inference;
use super::function::is_aggregate;
use crate::sql::scope::Lookup;

impl<'a> Inference<'a> {
    /// Whether an aggregate gathers the rows of this very SELECT, whose scope is the innermost.
    pub(super) fn has_aggregate(&self, select: &Select, order: &[&Expr]) -> bool {
        let mut find = FindAggregate {
            inference: self,
            depth: 0,
        };
        select.having.is_some()
            || select.projection.visit(&mut find).is_break()
            || order.iter().any(|expr| expr.visit(&mut find).is_break())
    }

    /// Notes on the scope of a query further out that it has an aggregate in here.
    pub(super) fn note_aggregate(&mut self, function: &Function) {
        let owner = self.owner(function);
        if owner + 1 < self.scopes.len() && is_aggregate(function) {
            self.scopes[owner].aggregated_within = true;
        }
    }

    // The innermost scope that an argument is from; the innermost of all where none is from anywhere.
    fn owner(&self, function: &Function) -> usize {
        let mut names = FindScopes {
            inference: self,
            depth: 0,
            innermost: None,
        };
        let _ = function.args.visit(&mut names);
        names
            .innermost
            .unwrap_or_else(|| self.scopes.len().saturating_sub(1))
    }

    fn scope_of(&self, qualifier: Option<&str>, name: &str) -> Option<usize> {
        let has =
            |depth: &usize| !matches!(self.scopes[*depth].find(qualifier, name), Lookup::Missing);
        (0..self.scopes.len()).rev().find(has)
    }
}

struct FindAggregate<'i, 'a> {
    inference: &'i Inference<'a>,
    depth: usize,
}

impl Visitor for FindAggregate<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let is_own = |function: &Function| {
            is_aggregate(function)
                && self.inference.owner(function) + 1 == self.inference.scopes.len()
        };
        match expr {
            Expr::Function(function) if self.depth == 0 && is_own(function) => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

struct FindScopes<'i, 'a> {
    inference: &'i Inference<'a>,
    depth: usize,
    innermost: Option<usize>,
}

impl Visitor for FindScopes<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let found = match expr {
            _ if self.depth > 0 => None,
            Expr::Identifier(name) => self.inference.scope_of(None, &name.value),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [.., qualifier, name] => {
                    self.inference.scope_of(Some(&qualifier.value), &name.value)
                }
                _ => None,
            },
            _ => None,
        };
        self.innermost = self.innermost.max(found);
        ControlFlow::Continue(())
    }
}
