//! The columns of a grouped SELECT that are of any one row of the group, since nothing says of which.
//!
//! <https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>. A column that the grouping decides, by a key
//! of its table or by a condition, is the same in each row; those of subqueries and views are let be.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rally_idl::source::Span;
use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, Value as Literal, Visit, Visitor,
};

use super::function::is_aggregate;
use super::{Inference, identifiers};
use crate::sql::error::{Mistake, SqlError};
use crate::sql::origin::Places;
use crate::sql::scope::{FieldId, Lookup, Scope};

impl<'a> Inference<'a> {
    /// Warns of each such column, once. The scope of the SELECT is the innermost.
    pub(super) fn check_bare_columns(
        &mut self,
        select: &'a Select,
        order: &[&'a Expr],
        grouping: &[&'a Expr],
    ) {
        let Some(scope) = self.scopes.last() else {
            return;
        };
        if counts_of_extremes(select, order) == 1 {
            return;
        }
        let settled = grouping.iter().map(|expr| grouped_by(expr, select, scope));
        let settled: Vec<&Expr> = settled.collect();
        let decided = self.decided(select, &settled, scope);
        let mut find = FindBare {
            scope,
            settled: &settled,
            decided: &decided,
            skipped: 0,
            places: self.places,
            found: vec![],
        };
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                    find.visit(expr)
                }
                SelectItem::Wildcard(_) => find.star(None, self.places.node(item)),
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    _,
                ) => {
                    find.star(
                        identifiers(name).last().map(|name| name.value.as_str()),
                        self.places.node(item),
                    );
                }
                _ => {}
            }
        }
        // What stands in the result was looked at there.
        let order = order.iter().filter(|expr| !is_result(expr, select));
        let rest = select.having.iter().chain(order.copied());
        rest.for_each(|expr| find.visit(expr));
        let found = find.found.into_iter().map(|(span, id)| {
            let field = &scope.relations[id.relation].fields[id.field];
            Mistake::BareColumn {
                span,
                name: field.name.to_string(),
                is_grouped: !grouping.is_empty(),
            }
        });
        let found: Vec<_> = found.collect();
        found
            .into_iter()
            .for_each(|mistake| self.warn(SqlError::mistake(mistake)));
    }

    // What is the same in each row of a group: what is grouped by, what equals it, and all columns of a row whose
    // key it is.
    fn decided(
        &self,
        select: &'a Select,
        settled: &[&'a Expr],
        scope: &Scope<'a>,
    ) -> BTreeSet<FieldId> {
        let mut decided: BTreeSet<_> = settled
            .iter()
            .filter_map(|expr| column_of(expr, scope))
            .collect();
        let equal = equalities(select);
        loop {
            let before = decided.len();
            for (left, right) in &equal {
                for (one, other) in [(left, right), (right, left)] {
                    if columns_in(other, scope).is_subset(&decided) {
                        decided.extend(column_of(one, scope));
                    }
                }
            }
            for merge in &scope.merges {
                if decided.contains(&merge.left) || decided.contains(&merge.right) {
                    decided.extend([merge.left, merge.right]);
                }
            }
            for relation in 0..scope.relations.len() {
                if self.has_decided_key(scope, relation, &decided) {
                    let fields = 0..scope.relations[relation].fields.len();
                    decided.extend(fields.map(|field| FieldId { relation, field }));
                }
            }
            if decided.len() == before {
                return decided;
            }
        }
    }

    // The columns of what is no table are let be.
    fn has_decided_key(
        &self,
        scope: &Scope<'a>,
        relation: usize,
        decided: &BTreeSet<FieldId>,
    ) -> bool {
        let found = &scope.relations[relation];
        let table = found
            .table
            .as_deref()
            .and_then(|name| self.catalog.table(name));
        let Some(table) = table.filter(|table| !table.is_view) else {
            return true;
        };
        let is_decided = |name: &std::rc::Rc<str>| {
            let mut fields = found.fields.iter().enumerate();
            let id = fields.find(|(_, field)| field.name.eq_ignore_ascii_case(name));
            id.is_some_and(|(field, column)| {
                !column.value.nullable && decided.contains(&FieldId { relation, field })
            })
        };
        table.keys.iter().any(|key| key.iter().all(is_decided))
    }
}

struct FindBare<'s, 'a> {
    scope: &'s Scope<'a>,
    settled: &'s [&'a Expr],
    decided: &'s BTreeSet<FieldId>,
    /// How many of the nodes around are of no account.
    skipped: usize,
    places: &'s Places<'s>,
    found: Vec<(Span, FieldId)>,
}

impl<'s> FindBare<'s, '_> {
    fn visit(&mut self, expr: &'s Expr) {
        self.skipped = 0;
        let mut columns = BareColumns {
            find: self,
            columns: vec![],
        };
        let _ = expr.visit(&mut columns);
        for (span, id) in columns.columns {
            self.add(span, id);
        }
    }

    fn star(&mut self, qualifier: Option<&str>, span: Span) {
        let ids = self.scope.star(qualifier).unwrap_or_default();
        if let Some(id) = ids.into_iter().find(|id| !self.decided.contains(id)) {
            self.add(span, id);
        }
    }

    fn add(&mut self, span: Span, id: FieldId) {
        if !self.found.iter().any(|(_, found)| *found == id) {
            self.found.push((span, id));
        }
    }

    fn is_settled(&self, expr: &Expr) -> bool {
        self.settled.contains(&expr)
            || matches!(expr, Expr::Function(function) if is_aggregate(function))
    }
}

struct BareColumns<'f, 's, 'a> {
    find: &'f mut FindBare<'s, 'a>,
    columns: Vec<(Span, FieldId)>,
}

impl Visitor for BareColumns<'_, '_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.find.skipped += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.find.skipped -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if self.find.is_settled(expr) {
            self.find.skipped += 1;
        }
        if self.find.skipped == 0
            && let Some(id) = column_of(expr, self.find.scope)
            && !self.find.decided.contains(&id)
        {
            self.columns.push((self.find.places.node(expr), id));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if self.find.is_settled(expr) {
            self.find.skipped -= 1;
        }
        ControlFlow::Continue(())
    }
}

// The expression that a number or an alias in GROUP BY stands for.
fn grouped_by<'a>(expr: &'a Expr, select: &'a Select, scope: &Scope<'a>) -> &'a Expr {
    match expr {
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => grouped_by(inner, select, scope),
        Expr::Value(literal) => match &literal.value {
            Literal::Number(number, _) => number
                .parse::<usize>()
                .ok()
                .and_then(|number| select.projection.get(number.checked_sub(1)?))
                .and_then(item_expr)
                .unwrap_or(expr),
            _ => expr,
        },
        Expr::Identifier(name) => match scope.find(None, &name.value) {
            Lookup::Alias(meant) => meant,
            _ => expr,
        },
        _ => expr,
    }
}

// In ORDER BY the names of the result come before those of columns.
fn is_result(expr: &Expr, select: &Select) -> bool {
    let Expr::Identifier(name) = expr else {
        return false;
    };
    select.projection.iter().any(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => alias.value.eq_ignore_ascii_case(&name.value),
        _ => false,
    })
}

fn item_expr(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    }
}

fn column_of(expr: &Expr, scope: &Scope<'_>) -> Option<FieldId> {
    let found = match expr {
        Expr::Nested(inner) => return column_of(inner, scope),
        Expr::Identifier(name) => scope.find(None, &name.value),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [.., qualifier, name] => scope.find(Some(&qualifier.value), &name.value),
            _ => return None,
        },
        _ => return None,
    };
    match found {
        Lookup::Field(id) => Some(id),
        _ => None,
    }
}

// Of this very SELECT; none of what stands in subqueries.
fn columns_in(expr: &Expr, scope: &Scope<'_>) -> BTreeSet<FieldId> {
    struct Columns<'s, 'a>(&'s Scope<'a>, BTreeSet<FieldId>);
    impl Visitor for Columns<'_, '_> {
        type Break = ();
        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            self.1.extend(column_of(expr, self.0));
            ControlFlow::Continue(())
        }
    }
    let mut columns = Columns(scope, BTreeSet::new());
    let _ = expr.visit(&mut columns);
    columns.1
}

// The two sides of each `=` that a WHERE or ON asks for beside others.
fn equalities(select: &Select) -> Vec<(&Expr, &Expr)> {
    let joins = select.from.iter().flat_map(|tables| &tables.joins);
    let mut waiting: Vec<&Expr> = joins
        .filter_map(|join| condition(&join.join_operator))
        .collect();
    waiting.extend(&select.selection);
    let mut found = vec![];
    while let Some(expr) = waiting.pop() {
        match expr {
            Expr::Nested(inner) => waiting.push(inner),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::And,
                right,
            } => waiting.extend([&**left, &**right]),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            }
            | Expr::IsNotDistinctFrom(left, right) => {
                found.push((&**left, &**right));
            }
            _ => {}
        }
    }
    found
}

fn condition(operator: &JoinOperator) -> Option<&Expr> {
    match operator {
        JoinOperator::Join(on)
        | JoinOperator::Inner(on)
        | JoinOperator::CrossJoin(on)
        | JoinOperator::Left(on)
        | JoinOperator::LeftOuter(on)
        | JoinOperator::Right(on)
        | JoinOperator::RightOuter(on)
        | JoinOperator::FullOuter(on) => match on {
            JoinConstraint::On(condition) => Some(condition),
            _ => None,
        },
        _ => None,
    }
}

// With one `min` or `max`, the other columns are of the row that has it.
fn counts_of_extremes(select: &Select, order: &[&Expr]) -> usize {
    struct Extremes {
        depth: usize,
        count: usize,
    }
    impl Visitor for Extremes {
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
            if let Expr::Function(function) = expr
                && self.depth == 0
                && is_aggregate(function)
                && let Some(name) = identifiers(&function.name).last()
                && ["min", "max"]
                    .iter()
                    .any(|extreme| name.value.eq_ignore_ascii_case(extreme))
            {
                self.count += 1;
            }
            ControlFlow::Continue(())
        }
    }
    let mut extremes = Extremes { depth: 0, count: 0 };
    let _ = select.projection.visit(&mut extremes);
    let _ = select.having.visit(&mut extremes);
    for expr in order {
        let _ = expr.visit(&mut extremes);
    }
    extremes.count
}
