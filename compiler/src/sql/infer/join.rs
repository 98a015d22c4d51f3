//! FROM clauses to the relations they put in sight, and which of their rows may be absent.

use std::collections::BTreeMap;
use std::rc::Rc;

use sqlparser::ast::{
    FunctionArg, FunctionArgExpr, Ident, Join, JoinConstraint, JoinOperator, ObjectName,
    TableAlias, TableFactor, TableFunctionArgs, TableWithJoins,
};

use super::query::fields;
use super::{Inference, identifiers};
use crate::sql::scope::{Field, FieldId, Merge, Relation, Scope};
use crate::sql::types::{SqlType, Type, Value};

/// Which side of a join may have no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Neither,
    Right,
    Left,
    Both,
}

impl<'a> Inference<'a> {
    pub(super) fn infer_from(&mut self, from: &'a [TableWithJoins]) -> Scope<'a> {
        let mut scope = Scope::default();
        for tables in from {
            self.infer_tables(&mut scope, 0, tables);
        }
        scope
    }

    /// Adds a table and all that is joined to it. What it is joined to starts at the relation `start`: to SQLite a
    /// comma is a join like the others, <https://sqlite.org/lang_select.html#the_from_clause>.
    pub(super) fn infer_tables(
        &mut self,
        scope: &mut Scope<'a>,
        start: usize,
        tables: &'a TableWithJoins,
    ) {
        self.infer_factor(scope, &tables.relation);
        for join in &tables.joins {
            self.infer_join(scope, start, join);
        }
    }

    fn infer_join(&mut self, scope: &mut Scope<'a>, start: usize, join: &'a Join) {
        let middle = scope.relations.len();
        self.infer_factor(scope, &join.relation);
        let (end, earlier) = (scope.relations.len(), scope.merges.len());
        let (side, constraint) = read_operator(&join.join_operator);
        let condition = match constraint {
            Some(JoinConstraint::On(condition)) => Some(condition),
            Some(JoinConstraint::Using(names)) => {
                let names = names
                    .iter()
                    .filter_map(|name| identifiers(name).last().copied());
                names.for_each(|name| self.merge(scope, (start, middle, end), name, side));
                None
            }
            Some(JoinConstraint::Natural) => {
                self.merge_common(scope, (start, middle, end), side);
                None
            }
            Some(JoinConstraint::None) | None => None,
        };
        // Rows kept without a partner did not pass the condition.
        let passed = match side {
            Side::Neither => start..end,
            Side::Right => middle..end,
            Side::Left => start..middle,
            Side::Both => end..end,
        };
        if let Some(condition) = condition {
            let (inner, ()) = self.within(std::mem::take(scope), |this| {
                this.infer_operand_condition(condition);
                this.refine_join(condition, passed, side == Side::Neither);
            });
            *scope = inner;
        }
        if matches!(side, Side::Left | Side::Both) {
            scope.set_absent(start..middle, earlier, self.number_join());
        }
        if matches!(side, Side::Right | Side::Both) {
            scope.set_absent(middle..end, earlier, self.number_join());
        }
    }

    // USING compares the column of the new relation with the one that is in sight so far.
    fn merge(
        &mut self,
        scope: &mut Scope<'a>,
        (start, middle, end): (usize, usize, usize),
        name: &Ident,
        side: Side,
    ) {
        let field_in = |scope: &Scope<'a>, relations: std::ops::Range<usize>| {
            let mut ids = relations.flat_map(|relation| {
                let fields = scope.relations[relation].fields.iter().enumerate();
                let named =
                    fields.filter(|(_, field)| field.name.eq_ignore_ascii_case(&name.value));
                named
                    .map(move |(field, _)| FieldId { relation, field })
                    .collect::<Vec<_>>()
            });
            ids.find(|id| !scope.is_merged(*id))
        };
        let (Some(left), Some(right)) =
            (field_in(scope, start..middle), field_in(scope, middle..end))
        else {
            let missing = if field_in(scope, start..middle).is_none() {
                start..middle
            } else {
                middle..end
            };
            return self.report_unknown_using(scope, missing, name);
        };
        self.check_compared_columns(
            self.places.span(name.span),
            (&name.value, &scope.value(left)),
            (&name.value, &scope.value(right)),
        );
        // What stands for others is not all that was compared.
        let left_matched = !scope.may_stand_for_others(left);
        let nullable = scope.merged_value(left).nullable || scope.value(right).nullable;
        scope.merges.push(Merge {
            left,
            right,
            coalesces: matches!(side, Side::Left | Side::Both),
            never_null: side == Side::Both && !nullable,
        });
        if matches!(side, Side::Neither | Side::Left) && left_matched {
            scope.set_not_null(left, side == Side::Neither);
        }
        if matches!(side, Side::Neither | Side::Right) {
            scope.set_not_null(right, side == Side::Neither);
        }
    }

    fn merge_common(&mut self, scope: &mut Scope<'a>, places: (usize, usize, usize), side: Side) {
        let (start, middle, end) = places;
        let left: Vec<_> = scope.relations[start..middle]
            .iter()
            .flat_map(|r| &r.fields)
            .cloned()
            .collect();
        let right = scope.relations[middle..end].iter().flat_map(|r| &r.fields);
        let common: Vec<_> = right
            .filter(|field| {
                !field.hidden
                    && left
                        .iter()
                        .any(|l| !l.hidden && l.name.eq_ignore_ascii_case(&field.name))
            })
            .map(|field| Ident::new(field.name.to_string()))
            .collect();
        common
            .iter()
            .for_each(|name| self.merge(scope, places, name, side));
    }

    fn report_unknown_using(
        &mut self,
        scope: &Scope<'a>,
        relations: std::ops::Range<usize>,
        name: &Ident,
    ) {
        let missing = Scope {
            relations: scope.relations[relations].to_vec(),
            ..Scope::default()
        };
        let outer = std::mem::take(&mut self.scopes);
        let qualifier = match missing.relations.as_slice() {
            [one] => one.name.as_deref().map(Ident::new),
            _ => None,
        };
        self.within(missing, |this| {
            this.report_unknown_column(qualifier.as_ref(), name)
        });
        self.scopes = outer;
    }

    fn infer_factor(&mut self, scope: &mut Scope<'a>, factor: &'a TableFactor) {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } => {
                let relation = self.infer_table(name, alias.as_ref());
                scope.relations.push(relation);
            }
            TableFactor::Table {
                name,
                alias,
                args: Some(arguments),
                ..
            } => {
                self.infer_table_arguments(scope, arguments);
                let mut relation = self.infer_table(name, alias.as_ref());
                if let Some(item) = self.infer_listed(arguments) {
                    hold_items(&mut relation, &item);
                }
                scope.relations.push(relation);
            }
            TableFactor::Derived {
                subquery, alias, ..
            } => {
                let outputs = self.infer_query(subquery).outputs;
                let name = alias.as_ref().map(|alias| alias.name.value.as_str());
                scope
                    .relations
                    .push(Relation::new(name, None, fields(&outputs)));
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias: None,
            } => self.infer_tables(scope, scope.relations.len(), table_with_joins),
            TableFactor::NestedJoin {
                table_with_joins,
                alias: Some(alias),
            } => {
                let mut inner = Scope::default();
                self.infer_tables(&mut inner, 0, table_with_joins);
                let place = self.places.span(alias.name.span);
                let (_, outputs) = self.within(inner, |this| this.infer_star(None, place));
                let name = Some(alias.name.value.as_str());
                let relation = Relation::new(name, None, fields(&outputs));
                scope.relations.push(relation);
            }
            _ => {}
        }
    }

    /// A table, view or common table expression by name.
    pub(super) fn infer_table(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
    ) -> Relation {
        let parts = identifiers(name);
        let alias = alias.map(|alias| alias.name.value.as_str());
        let Some(last) = parts.last() else {
            return Relation::new(alias, None, vec![]);
        };
        let common = self
            .common_tables
            .iter()
            .rev()
            .find(|table| table.name.eq_ignore_ascii_case(&last.value));
        if let (Some(table), 1) = (common, parts.len()) {
            let relation = Relation::new(
                Some(alias.unwrap_or(&table.name)),
                Some(table.span),
                table.fields.clone(),
            );
            return self.with_joins_of_its_own(relation);
        }
        if let Some(table) = self.catalog.table(&last.value) {
            return self.with_joins_of_its_own(table.relation(alias));
        }
        if let Some(columns) = json_columns(&last.value) {
            let mut relation = Relation::new(Some(alias.unwrap_or(&last.value)), None, columns);
            relation.has_rowid = true;
            return relation;
        }
        if SCHEMA_TABLES
            .iter()
            .any(|table| table.eq_ignore_ascii_case(&last.value))
        {
            return Relation::new(Some(alias.unwrap_or(&last.value)), None, schema_columns());
        }
        self.report_unknown_table(last);
        let mut unknown = Relation::new(Some(alias.unwrap_or(&last.value)), None, vec![]);
        unknown.is_unknown = true;
        unknown
    }

    // What is named twice has a row of its own each time, with or without what its joins may leave out.
    fn with_joins_of_its_own(&mut self, mut relation: Relation) -> Relation {
        let mut numbers = BTreeMap::new();
        let values = relation.fields.iter_mut().map(|field| &mut field.value);
        for absence in values.filter_map(|value| value.absence.as_mut()) {
            let number = numbers
                .entry(absence.join)
                .or_insert_with(|| self.number_join());
            absence.join = *number;
        }
        relation
    }

    // The arguments of a table-valued function see the tables before it.
    fn infer_table_arguments(&mut self, scope: &mut Scope<'a>, arguments: &'a TableFunctionArgs) {
        let (inner, ()) = self.within(std::mem::take(scope), |this| {
            for argument in &arguments.args {
                if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = argument {
                    let value = this.infer_expression(expr);
                    let text = Type::Known(SqlType::String);
                    let reason = |_: &Self| "given to a table-valued function".to_owned();
                    this.demand(
                        &value,
                        text,
                        crate::sql::parameter::Demand::Assigned,
                        reason,
                    );
                }
            }
        });
        *scope = inner;
    }

    // The items of `json_each(:ids)`.
    fn infer_listed(&self, arguments: &TableFunctionArgs) -> Option<Value> {
        match arguments.args.as_slice() {
            [FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)), ..] => self.infer_list_item(expr),
            _ => None,
        }
    }
}

// Of a list, `json_each` gives each item under its number.
fn hold_items(relation: &mut Relation, item: &Value) {
    for field in &mut relation.fields {
        match &*field.name {
            "value" | "atom" => field.value = item.clone(),
            "key" => field.value = Value::known(SqlType::Int, false),
            _ => {}
        }
    }
}

const SCHEMA_TABLES: [&str; 2] = ["sqlite_schema", "sqlite_master"];

fn schema_columns() -> Vec<Field> {
    let text = |name| field(name, Type::Known(SqlType::String), true, false);
    let number = |name| field(name, Type::Known(SqlType::Int), true, false);
    vec![
        text("type"),
        text("name"),
        text("tbl_name"),
        number("rootpage"),
        text("sql"),
    ]
}

// <https://sqlite.org/json1.html#jeach>
fn json_columns(name: &str) -> Option<Vec<Field>> {
    let known = ["json_each", "json_tree", "jsonb_each", "jsonb_tree"];
    if !known
        .iter()
        .any(|function| function.eq_ignore_ascii_case(name))
    {
        return None;
    }
    let (text, int) = (Type::Known(SqlType::String), Type::Known(SqlType::Int));
    Some(vec![
        field("key", Type::Dynamic, true, false),
        field("value", Type::Dynamic, true, false),
        field("type", text, false, false),
        field("atom", Type::Dynamic, true, false),
        field("id", int, false, false),
        field("parent", int, true, false),
        field("fullkey", text, false, false),
        field("path", text, false, false),
        field("json", text, true, true),
        field("root", text, true, true),
    ])
}

fn field(name: &str, ty: Type, nullable: bool, hidden: bool) -> Field {
    Field {
        name: Rc::from(name),
        value: Value::new(ty, nullable),
        declared: None,
        hidden,
    }
}

fn read_operator(operator: &JoinOperator) -> (Side, Option<&JoinConstraint>) {
    match operator {
        JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::CrossJoin(on) => {
            (Side::Neither, Some(on))
        }
        JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (Side::Right, Some(on)),
        JoinOperator::Right(on) | JoinOperator::RightOuter(on) => (Side::Left, Some(on)),
        JoinOperator::FullOuter(on) => (Side::Both, Some(on)),
        _ => (Side::Both, None),
    }
}
