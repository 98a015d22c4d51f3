//! Expressions to values.

use sqlparser::ast::{CaseWhen, DataType, Expr, Query};

use super::comparison::Comparison;
use super::refine::{Facts, Outcome};
use super::{Inference, identifiers};
use crate::sql::parameter::Demand;
use crate::sql::types::{SqlType, Type, Value};

/// The results of a CASE, or of what is short for one.
#[derive(Default)]
pub(super) struct Branches<'a> {
    values: Vec<Value>,
    exprs: Vec<&'a Expr>,
    /// What is known where no condition so far was true.
    reached: Facts<'a>,
}

impl<'a> Branches<'a> {
    fn add(&mut self, value: Value, expr: &'a Expr) {
        self.values.push(value);
        self.exprs.push(expr);
    }
}

impl<'a> Inference<'a> {
    pub(super) fn infer_expression(&mut self, expr: &'a Expr) -> Value {
        if !self.step() {
            return Value::dynamic();
        }
        let mut value = self.infer_node(expr);
        let scope = self.scopes.last();
        if value.nullable && scope.is_some_and(|scope| scope.not_null.contains(&expr)) {
            value.nullable = false;
        }
        value
    }

    fn infer_node(&mut self, expr: &'a Expr) -> Value {
        match expr {
            Expr::Identifier(name) => self.resolve_column(None, name),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [.., qualifier, name] => self.resolve_column(Some(qualifier), name),
                [name] => self.resolve_column(None, name),
                [] => Value::dynamic(),
            },
            Expr::Value(literal) => self.infer_literal(literal),
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => self.infer_expression(inner),
            Expr::BinaryOp { left, op, right } => self.infer_binary(left, op, right),
            Expr::UnaryOp { op, expr } => self.infer_unary(*op, expr),
            Expr::Function(function) => self.infer_function(function),
            Expr::Subquery(query) => self.infer_scalar_query(query),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.infer_case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Cast {
                expr, data_type, ..
            } => self.infer_cast(expr, &declared_type(data_type)),
            Expr::Tuple(parts) => {
                parts
                    .iter()
                    .for_each(|part| drop(self.infer_expression(part)));
                Value::dynamic()
            }
            other => self.infer_condition(other),
        }
    }

    fn infer_condition(&mut self, expr: &'a Expr) -> Value {
        let nullable = match expr {
            Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => {
                self.infer_expression(inner);
                false
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.infer_comparison(Comparison::Is, left, right);
                false
            }
            Expr::Exists { subquery, .. } => {
                self.infer_query(subquery);
                false
            }
            Expr::Between {
                expr, low, high, ..
            } => self.infer_among(Comparison::Order, expr, &[low.as_ref(), high.as_ref()]),
            Expr::InList { expr, list, .. } => {
                self.infer_among(Comparison::Equal, expr, &list.iter().collect::<Vec<_>>())
            }
            Expr::InSubquery { expr, subquery, .. } => self.infer_in_query(expr, subquery),
            Expr::Like {
                expr,
                pattern,
                escape_char,
                ..
            } => self.infer_like(expr, pattern, escape_char.as_deref()),
            _ => return Value::dynamic(),
        };
        Value::known(SqlType::Bool, nullable)
    }

    // One expression compared with several; `NULL IN ()` is false, but that is not worth knowing.
    fn infer_among(&mut self, comparison: Comparison, expr: &'a Expr, others: &[&'a Expr]) -> bool {
        if let Expr::Tuple(_) = expr {
            return others.iter().fold(false, |any, other| {
                any | self.infer_comparison(comparison, expr, other).nullable
            });
        }
        let value = self.infer_expression(expr);
        let mut nullable = value.nullable;
        for other in others {
            let other_value = match self.infer_list_item(other) {
                Some(item) => item,
                None => self.infer_expression(other),
            };
            self.relate((&value, expr), (&other_value, other), "compared with");
            self.check_comparison(comparison, (&value, expr), (&other_value, other));
            nullable |= other_value.nullable;
        }
        nullable
    }

    fn infer_in_query(&mut self, expr: &'a Expr, query: &'a Query) -> bool {
        let outputs = self.infer_query(query).outputs;
        let exprs: &[Expr] = match expr {
            Expr::Tuple(parts) => parts,
            one => std::slice::from_ref(one),
        };
        let mut nullable = false;
        for (expr, output) in exprs.iter().zip(&outputs) {
            let value = self.infer_expression(expr);
            let reason = |_: &Self| format!("compared with `{}`", output.name);
            self.demand(&value, output.value.ty, Demand::Compared, reason);
            self.demand(&output.value, value.ty, Demand::Compared, |s| {
                format!("compared with {}", s.quote(expr))
            });
            let shown = self.quote(expr);
            self.check_compared_columns(
                self.places.node(expr),
                (shown.trim_matches('`'), &value),
                (&output.name, &output.value),
            );
            nullable |= value.nullable || output.value.nullable;
        }
        nullable
    }

    fn infer_like(&mut self, expr: &'a Expr, pattern: &'a Expr, escape: Option<&'a Expr>) -> bool {
        let parts = [Some(expr), Some(pattern), escape];
        let mut nullable = false;
        for part in parts.into_iter().flatten() {
            let value = self.infer_expression(part);
            let text = Type::Known(SqlType::String);
            self.demand(&value, text, Demand::Assigned, |_| {
                "where `LIKE` needs a text".to_owned()
            });
            nullable |= value.nullable;
        }
        nullable
    }

    /// A subquery in the place of a value: NULL where it has no row.
    fn infer_scalar_query(&mut self, query: &'a Query) -> Value {
        let rows = self.infer_query(query);
        let Some(first) = rows.outputs.into_iter().next() else {
            return Value::dynamic();
        };
        Value::new(first.value.ty, first.value.nullable || !rows.exactly_one)
    }

    fn infer_case(
        &mut self,
        operand: Option<&'a Expr>,
        conditions: &'a [CaseWhen],
        otherwise: Option<&'a Expr>,
    ) -> Value {
        let mut branches = Branches::default();
        for when in conditions {
            match operand {
                Some(operand) => {
                    self.infer_comparison(Comparison::Equal, operand, &when.condition);
                    let value = self.infer_expression(&when.result);
                    branches.add(value, &when.result);
                }
                None => self.infer_branch(&mut branches, &when.condition, &when.result),
            }
        }
        self.infer_otherwise(branches, otherwise)
    }

    /// A result that counts where its condition is true and those before it are not.
    pub(super) fn infer_branch(
        &mut self,
        branches: &mut Branches<'a>,
        condition: &'a Expr,
        result: &'a Expr,
    ) {
        let reached = std::mem::take(&mut branches.reached);
        self.knowing(&reached, |this| this.infer_operand_condition(condition));
        let here = reached.clone().and(self.facts(condition, Outcome::True));
        let value = self.knowing(&here, |this| this.infer_expression(result));
        branches.add(value, result);
        branches.reached = reached.and(self.facts(condition, Outcome::NotTrue));
    }

    /// What one of the branches gives, or what is there for when none does.
    pub(super) fn infer_otherwise(
        &mut self,
        mut branches: Branches<'a>,
        otherwise: Option<&'a Expr>,
    ) -> Value {
        if let Some(expr) = otherwise {
            let reached = std::mem::take(&mut branches.reached);
            let value = self.knowing(&reached, |this| this.infer_expression(expr));
            branches.add(value, expr);
        }
        let mut value = self.alternatives(branches.values, &branches.exprs, "an alternative to");
        value.nullable |= otherwise.is_none();
        value
    }

    /// Expressions of which one is the result: they are of one type, and NULL where any may be.
    pub(super) fn infer_alternatives(&mut self, exprs: &[&'a Expr], verb: &str) -> Value {
        let values = exprs.iter().map(|expr| self.infer_expression(expr));
        let values = values.collect();
        self.alternatives(values, exprs, verb)
    }

    fn alternatives(&mut self, mut values: Vec<Value>, exprs: &[&'a Expr], verb: &str) -> Value {
        self.read_literals(&mut values, exprs);
        for (at, (value, expr)) in values.iter().zip(exprs).enumerate() {
            // Each with the first that is not it, and the others through that one.
            let other = values
                .iter()
                .zip(exprs)
                .enumerate()
                .find(|(other, (v, _))| *other != at && !matches!(v.ty, Type::Null));
            if let Some((_, (other_value, other_expr))) = other {
                self.relate((value, expr), (other_value, other_expr), verb);
            }
        }
        let join = |all: Value, one: &Value| {
            Value::new(self.join_types(&all, one), all.nullable || one.nullable)
        };
        match values.split_first() {
            Some((first, rest)) => rest.iter().fold(Value::new(first.ty, first.nullable), join),
            None => Value::dynamic(),
        }
    }

    // A text among values that mean more than text means the same where it can: `coalesce(tags, '[]')` is JSON.
    fn read_literals(&self, values: &mut [Value], exprs: &[&Expr]) {
        let meant = values.iter().find_map(|value| match self.known(value) {
            Type::Known(ty @ (SqlType::Json | SqlType::Document(_) | SqlType::Enum(_))) => {
                Some(ty.as_column())
            }
            _ => None,
        });
        let Some(ty) = meant else { return };
        for (value, expr) in values.iter_mut().zip(exprs) {
            if literal_text(expr).is_some_and(|text| self.is_text_of(ty, text)) {
                value.ty = Type::Known(ty);
            }
        }
    }

    fn is_text_of(&self, ty: SqlType, text: &str) -> bool {
        match ty {
            SqlType::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
            SqlType::Enum(id) => self
                .catalog
                .types
                .enums
                .get(&id)
                .is_some_and(|found| found.variants.iter().any(|variant| variant == text)),
            _ => false,
        }
    }

    /// The type of one value or another. An unknown parameter gives way to whatever is known.
    pub(super) fn join_types(&self, a: &Value, b: &Value) -> Type {
        match (self.known(a), self.known(b)) {
            (Type::Parameter { .. }, Type::Parameter { .. } | Type::Null) => a.ty,
            (Type::Null, Type::Parameter { .. }) => b.ty,
            (a, b) => a.join(b),
        }
    }

    fn infer_cast(&mut self, expr: &'a Expr, declared: &str) -> Value {
        let value = self.infer_expression(expr);
        let ty = match SqlType::of_cast(declared) {
            // A BOOLEAN is any number to SQLite, so that only what is 0 or 1 before is so after.
            Some(SqlType::Bool) => match self.known(&value) {
                known @ (Type::Known(SqlType::Bool) | Type::Parameter { .. } | Type::Null) => {
                    known.join(Type::Known(SqlType::Bool))
                }
                _ => Type::Dynamic,
            },
            cast => cast.map_or(Type::Dynamic, Type::Known),
        };
        self.demand(&value, ty, Demand::Converted, |_| {
            format!("cast to {declared}")
        });
        Value::new(ty, value.nullable)
    }
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Nested(inner) => literal_text(inner),
        Expr::Value(literal) => match &literal.value {
            sqlparser::ast::Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

// The rewritten tokens have every type as one quoted name.
fn declared_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Custom(name, _) => identifiers(name)
            .last()
            .map_or_else(String::new, |name| name.value.clone()),
        other => other.to_string(),
    }
}
