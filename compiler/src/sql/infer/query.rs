//! SELECT, VALUES, set operations and WITH to the columns they give.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use sqlparser::ast::{
    Cte, Expr, GroupByExpr, LimitClause, NamedWindowExpr, OrderBy, OrderByKind, Query, Select,
    SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator, Values, With,
    visit_relations,
};

use super::{CommonTable, Inference, Output, identifiers};
use crate::sql::parameter::Demand;
use crate::sql::scope::{Field, FieldId, Relation, Scope};
use crate::sql::types::{SqlType, Type, Value};

/// What a query gives.
pub(super) struct Rows {
    pub(super) outputs: Vec<Output>,
    /// There is one row, never none.
    pub(super) exactly_one: bool,
}

impl<'a> Inference<'a> {
    pub(super) fn infer_query(&mut self, query: &'a Query) -> Rows {
        if !self.step() {
            return Rows {
                outputs: vec![],
                exactly_one: false,
            };
        }
        let outer = self.common_tables.len();
        if let Some(with) = &query.with {
            self.infer_with(with);
        }
        let rows = self.infer_body(query);
        self.common_tables.truncate(outer);
        rows
    }

    fn infer_body(&mut self, query: &'a Query) -> Rows {
        let order = order_terms(query.order_by.as_ref());
        let mut rows = match query.body.as_ref() {
            SetExpr::Select(select) => self.infer_select(select, &order),
            body => {
                let rows = self.infer_set(body);
                let result = Relation::new(None, None, fields(&rows.outputs));
                let scope = Scope {
                    relations: vec![result],
                    ..Scope::default()
                };
                self.within(scope, |this| {
                    order
                        .iter()
                        .for_each(|term| drop(this.infer_expression(term)))
                });
                rows
            }
        };
        if let Some(limit) = &query.limit_clause {
            self.infer_limit(limit);
            rows.exactly_one = false;
        }
        rows
    }

    fn infer_limit(&mut self, limit: &'a LimitClause) {
        let (limit, offset) = match limit {
            LimitClause::LimitOffset { limit, offset, .. } => {
                (limit.as_ref(), offset.as_ref().map(|o| &o.value))
            }
            LimitClause::OffsetCommaLimit { offset, limit } => (Some(limit), Some(offset)),
        };
        for (expr, reason) in [(limit, "as a `LIMIT`"), (offset, "as an `OFFSET`")] {
            if let Some(expr) = expr {
                let value = self.infer_expression(expr);
                self.demand(&value, Type::Known(SqlType::Int), Demand::Assigned, |_| {
                    reason.to_owned()
                });
            }
        }
    }

    fn infer_set(&mut self, body: &'a SetExpr) -> Rows {
        let outputs = match body {
            SetExpr::Select(select) => return self.infer_select(select, &[]),
            SetExpr::Query(query) => return self.infer_query(query),
            SetExpr::SetOperation { .. } => self.infer_operands(body),
            SetExpr::Values(values) => return self.infer_values(values),
            SetExpr::Insert(tree) | SetExpr::Update(tree) | SetExpr::Delete(tree) => {
                self.infer_statement(tree)
            }
            _ => vec![],
        };
        Rows {
            outputs,
            exactly_one: false,
        }
    }

    // SQLite takes them from left to right, where the tree has INTERSECT first.
    fn infer_operands(&mut self, body: &'a SetExpr) -> Vec<Output> {
        let (first, rest) = operands(body);
        let mut outputs = self.infer_set(first).outputs;
        for (operator, operand) in rest {
            let right = self.infer_set(operand).outputs;
            self.check_parts((first, operand), (outputs.len(), right.len()), operator);
            outputs = self.combine(outputs, right, operator);
        }
        outputs
    }

    // The names are those of the left; the right may add NULL and other types.
    fn combine(
        &mut self,
        left: Vec<Output>,
        right: Vec<Output>,
        operator: SetOperator,
    ) -> Vec<Output> {
        let both = left.into_iter().zip(right);
        let combined = both.map(|(mut left, right)| {
            let reason = |output: &Output| format!("in one column with `{}`", output.name);
            self.demand(&left.value, right.value.ty, Demand::Compared, |_| {
                reason(&right)
            });
            self.demand(&right.value, left.value.ty, Demand::Compared, |_| {
                reason(&left)
            });
            left.value = match operator {
                SetOperator::Except | SetOperator::Minus => Value {
                    source: None,
                    ..left.value
                },
                SetOperator::Intersect => {
                    Value::new(left.value.ty, left.value.nullable && right.value.nullable)
                }
                SetOperator::Union => {
                    let nullable = left.value.nullable || right.value.nullable;
                    Value::new(self.join_types(&left.value, &right.value), nullable)
                }
            };
            left
        });
        combined.collect()
    }

    fn infer_values(&mut self, values: &'a Values) -> Rows {
        let mut outputs: Vec<Output> = vec![];
        for row in &values.rows {
            let row: Vec<_> = row
                .content
                .iter()
                .enumerate()
                .map(|(at, expr)| self.column(at, expr))
                .collect();
            outputs = if outputs.is_empty() {
                row
            } else {
                self.check_rows(&outputs, &row);
                self.combine(outputs, row, SetOperator::Union)
            };
        }
        Rows {
            outputs,
            exactly_one: values.rows.len() == 1,
        }
    }

    fn column(&mut self, at: usize, expr: &'a Expr) -> Output {
        let value = self.infer_expression(expr);
        let span = self.places.node(expr);
        Output {
            name: format!("column{}", at + 1),
            value,
            span,
            expression: self.places.slice(span).to_owned(),
            declared: None,
        }
    }

    pub(super) fn infer_with(&mut self, with: &'a With) {
        for table in in_order_of_use(&with.cte_tables) {
            let fields = self.infer_common_table(table);
            let span = self.places.span(table.alias.name.span);
            self.common_tables.push(CommonTable {
                name: table.alias.name.value.clone(),
                span,
                fields,
            });
        }
    }

    // A recursive one is first what its first part gives, and then whatever it makes of itself. Each round can
    // only make a column more general, so it ends.
    fn infer_common_table(&mut self, table: &'a Cte) -> Vec<Field> {
        let Some(first) = first_part(&table.query) else {
            let outputs = self.infer_query(&table.query).outputs;
            return self.named_fields(table, &outputs);
        };
        let outer = self.common_tables.len();
        if let Some(with) = &table.query.with {
            self.infer_with(with);
        }
        let outputs = self.infer_quietly(|this| this.infer_set(first).outputs);
        self.common_tables.truncate(outer);
        let mut fields = self.named_fields(table, &outputs);
        loop {
            let span = self.places.span(table.alias.name.span);
            self.common_tables.push(CommonTable {
                name: table.alias.name.value.clone(),
                span,
                fields: fields.clone(),
            });
            let (reported, warned) = (self.errors.len(), self.warnings.len());
            let outputs = self.infer_query(&table.query).outputs;
            self.common_tables.truncate(outer);
            let next = self.named_fields(table, &outputs);
            let same = |(a, b): (&Field, &Field)| {
                a.value.ty == b.value.ty && a.value.nullable == b.value.nullable
            };
            if next.iter().zip(&fields).all(same) || !self.step() {
                return next;
            }
            // What was wrong with types that are too narrow is perhaps not so.
            self.errors.truncate(reported);
            self.warnings.truncate(warned);
            fields = next;
        }
    }

    // The first part is walked again with the rest; what it reports would be reported twice.
    fn infer_quietly<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let (reported, warned) = (self.errors.len(), self.warnings.len());
        let result = body(self);
        self.errors.truncate(reported);
        self.warnings.truncate(warned);
        result
    }

    fn named_fields(&self, table: &Cte, outputs: &[Output]) -> Vec<Field> {
        let mut fields = fields(outputs);
        for (field, column) in fields.iter_mut().zip(&table.alias.columns) {
            field.name = Rc::from(column.name.value.as_str());
            field.declared = Some(self.places.span(column.name.span));
        }
        fields
    }

    fn infer_select(&mut self, select: &'a Select, order: &[&'a Expr]) -> Rows {
        let mut scope = self.infer_from(&select.from);
        scope.aliases = aliases(&select.projection);
        let grouping = grouping(&select.group_by);
        scope.grouped = !grouping.is_empty();
        scope.windows = &select.named_window;
        let has_source = !select.from.is_empty();
        let (_, (outputs, aggregated)) = self.within(scope, |this| {
            this.infer_filter(select.selection.as_ref());
            grouping
                .iter()
                .for_each(|expr| drop(this.infer_expression(expr)));
            let found = this.infer_results(select, order, grouping.is_empty());
            this.infer_after_grouping(select, order);
            if found.1 || !grouping.is_empty() {
                this.check_bare_columns(select, order, &grouping);
            }
            found
        });
        let filtered = select.having.is_some() || !grouping.is_empty();
        let constant = !has_source && select.selection.is_none();
        Rows {
            outputs,
            exactly_one: !filtered && (aggregated || constant),
        }
    }

    // The columns, and whether an aggregate gathers all rows in one.
    fn infer_results(
        &mut self,
        select: &'a Select,
        order: &[&'a Expr],
        ungrouped: bool,
    ) -> (Vec<Output>, bool) {
        let aggregated = ungrouped && self.has_aggregate(select, order);
        if aggregated {
            self.make_all_absent();
        }
        if let Some(having) = &select.having {
            self.refine(having);
        }
        let outputs = self.infer_projection(&select.projection);
        let within = self.scopes.last().is_some_and(|s| s.aggregated_within);
        if aggregated || !ungrouped || !within {
            return (outputs, aggregated);
        }
        self.make_all_absent();
        (self.infer_projection(&select.projection), true)
    }

    // Of no rows an aggregate makes one, in which every other column is NULL.
    fn make_all_absent(&mut self) {
        let join = self.number_join();
        if let Some(scope) = self.scopes.last_mut() {
            scope.set_absent(0..scope.relations.len(), scope.merges.len(), join);
            scope.not_null.clear();
        }
    }

    /// A WHERE: the rows that go on have passed it.
    pub(super) fn infer_filter(&mut self, condition: Option<&'a Expr>) {
        let Some(condition) = condition else {
            return;
        };
        let value = self.infer_expression(condition);
        self.demand(&value, Type::Known(SqlType::Bool), Demand::Assigned, |_| {
            "as a condition".to_owned()
        });
        self.refine(condition);
    }

    fn infer_after_grouping(&mut self, select: &'a Select, order: &[&'a Expr]) {
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(window) = &window.1 {
                self.infer_window(window);
            }
        }
        if let Some(having) = &select.having {
            self.infer_operand_condition(having);
        }
        order
            .iter()
            .for_each(|expr| drop(self.infer_expression(expr)));
    }

    /// The columns of a SELECT or RETURNING list.
    pub(super) fn infer_projection(&mut self, items: &'a [SelectItem]) -> Vec<Output> {
        items
            .iter()
            .flat_map(|item| self.infer_item(item))
            .collect()
    }

    fn infer_item(&mut self, item: &'a SelectItem) -> Vec<Output> {
        let span = self.places.node(item);
        let (expr, name) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, implied_name(expr)),
            SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias.value.as_str())),
            SelectItem::Wildcard(_) => return self.infer_star(None, span),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let name = identifiers(name).last().copied();
                if let Some(name) = name.filter(|name| !self.is_in_sight(&name.value)) {
                    self.report_unknown_qualifier(name);
                }
                return self.infer_star(name.map(|name| name.value.as_str()), span);
            }
            _ => return vec![],
        };
        let expression = self.places.slice(self.places.node(expr)).to_owned();
        let name = name.map_or_else(|| expression.clone(), str::to_owned);
        let value = self.infer_in_projection(expr);
        vec![Output {
            name,
            value,
            span,
            expression,
            declared: None,
        }]
    }

    fn is_in_sight(&self, qualifier: &str) -> bool {
        let scope = self.scopes.last();
        scope.is_some_and(|scope| scope.star(Some(qualifier)).is_some())
    }

    // No alias of the list is in sight within the list.
    fn infer_in_projection(&mut self, expr: &'a Expr) -> Value {
        let mut aliases = vec![];
        if let Some(scope) = self.scopes.last_mut() {
            aliases = std::mem::take(&mut scope.aliases);
        }
        let value = self.infer_expression(expr);
        if let Some(scope) = self.scopes.last_mut() {
            scope.aliases = aliases;
        }
        value
    }

    pub(super) fn infer_star(
        &mut self,
        qualifier: Option<&str>,
        span: rally_idl::source::Span,
    ) -> Vec<Output> {
        let Some(scope) = self.scopes.last() else {
            return vec![];
        };
        let value = |id: FieldId| {
            if qualifier.is_some() {
                scope.value(id)
            } else {
                scope.merged_value(id)
            }
        };
        let output = |id: FieldId| {
            let field = &scope.relations[id.relation].fields[id.field];
            Output {
                name: field.name.to_string(),
                expression: field.name.to_string(),
                value: value(id),
                span,
                declared: field.declared,
            }
        };
        scope
            .star(qualifier)
            .unwrap_or_default()
            .into_iter()
            .map(output)
            .collect()
    }
}

/// What a result offers to the query around it.
pub(super) fn fields(outputs: &[Output]) -> Vec<Field> {
    let field = |output: &Output| Field {
        name: Rc::from(output.name.as_str()),
        value: output.value.clone(),
        declared: output.declared.or(Some(output.span)),
        hidden: false,
    };
    outputs.iter().map(field).collect()
}

// A column's own name; whatever else stands there is called by its text.
fn implied_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Identifier(name) => Some(&name.value),
        Expr::CompoundIdentifier(parts) => parts.last().map(|name| name.value.as_str()),
        Expr::Nested(inner) => implied_name(inner),
        _ => None,
    }
}

fn aliases(items: &[SelectItem]) -> Vec<(&str, &Expr)> {
    let named = items.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { expr, alias } => Some((alias.value.as_str(), expr)),
        _ => None,
    });
    named.collect()
}

fn grouping(group: &GroupByExpr) -> Vec<&Expr> {
    match group {
        GroupByExpr::Expressions(exprs, _) => exprs.iter().collect(),
        GroupByExpr::All(_) => vec![],
    }
}

fn order_terms(order: Option<&OrderBy>) -> Vec<&Expr> {
    match order.map(|order| &order.kind) {
        Some(OrderByKind::Expressions(terms)) => terms.iter().map(|term| &term.expr).collect(),
        _ => vec![],
    }
}

// The leftmost part of a set operation.
fn first_part(query: &Query) -> Option<&SetExpr> {
    let SetExpr::SetOperation { .. } = query.body.as_ref() else {
        return None;
    };
    Some(operands(&query.body).0)
}

// The parts of a set operation as they are written, each but the first with the operator before it.
fn operands(body: &SetExpr) -> (&SetExpr, Vec<(SetOperator, &SetExpr)>) {
    let mut rest = vec![];
    let mut first = body;
    while let SetExpr::SetOperation {
        left, op, right, ..
    } = first
    {
        let (next, after) = operands(right);
        rest.extend(after.into_iter().rev());
        rest.push((*op, next));
        first = left;
    }
    rest.reverse();
    (first, rest)
}

// Each can see all of the others, whichever comes first; those that one uses go before it.
fn in_order_of_use(tables: &[Cte]) -> Vec<&Cte> {
    let names = tables
        .iter()
        .map(|table| table.alias.name.value.to_ascii_lowercase());
    let places: BTreeMap<String, usize> = names.zip(0..).collect();
    let mut uses: Vec<Vec<usize>> = tables.iter().map(|table| used(table, &places)).collect();
    let mut seen = vec![false; tables.len()];
    let mut ordered = vec![];
    for start in 0..tables.len() {
        let mut path = vec![];
        let mut next = Some(start);
        loop {
            path.extend(next.filter(|&at| !std::mem::replace(&mut seen[at], true)));
            let Some(&last) = path.last() else { break };
            next = uses[last].pop();
            if next.is_none() {
                path.pop();
                ordered.push(&tables[last]);
            }
        }
    }
    ordered
}

fn used(table: &Cte, places: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut found = vec![];
    let _ = visit_relations(&table.query, |name| {
        if let [one] = identifiers(name).as_slice() {
            found.extend(places.get(&one.value.to_ascii_lowercase()));
        }
        ControlFlow::<()>::Continue(())
    });
    found
}
