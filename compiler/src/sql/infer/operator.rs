//! Operators to values, by SQLite's rules: <https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>.

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value as Literal};

use super::Inference;
use super::comparison::Comparison;
use super::literal::digits;
use super::sum::Sum;
use crate::sql::parameter::Demand;
use crate::sql::types::{SqlType, Type, Value};

impl<'a> Inference<'a> {
    pub(super) fn infer_binary(
        &mut self,
        left: &'a Expr,
        operator: &BinaryOperator,
        right: &'a Expr,
    ) -> Value {
        use BinaryOperator as Op;
        match operator {
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo => {
                self.infer_arithmetic(left, operator, right)
            }
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
                self.infer_comparison(Comparison::of(operator), left, right)
            }
            Op::And | Op::Or => {
                let reason = format!("where `{operator}` needs a condition");
                self.infer_uniform(left, right, SqlType::Bool, SqlType::Bool, &reason)
            }
            Op::StringConcat => self.infer_uniform(
                left,
                right,
                SqlType::String,
                SqlType::String,
                "joined to a text with `||`",
            ),
            Op::BitwiseAnd | Op::BitwiseOr | Op::PGBitwiseShiftLeft | Op::PGBitwiseShiftRight => {
                self.infer_uniform(left, right, SqlType::Int, SqlType::Int, "in bit arithmetic")
            }
            Op::Glob | Op::Match | Op::Regexp => {
                let reason = format!("where `{operator}` needs a text");
                self.infer_uniform(left, right, SqlType::String, SqlType::Bool, &reason)
            }
            Op::Arrow => self.infer_extraction(left, right, Type::Known(SqlType::Json)),
            Op::LongArrow => self.infer_extraction(left, right, Type::Dynamic),
            _ => {
                self.infer_expression(left);
                self.infer_expression(right);
                Value::dynamic()
            }
        }
    }

    pub(super) fn infer_unary(&mut self, operator: UnaryOperator, expr: &'a Expr) -> Value {
        if operator == UnaryOperator::Minus && is_least_integer(expr) {
            return Value::known(SqlType::Int, false);
        }
        let value = self.infer_expression(expr);
        let (operand, ty) = match operator {
            UnaryOperator::Not | UnaryOperator::BangNot => {
                (SqlType::Bool, Type::Known(SqlType::Bool))
            }
            UnaryOperator::BitwiseNot => (SqlType::Int, Type::Known(SqlType::Int)),
            // `+` does nothing at all, not even to a text.
            UnaryOperator::Plus => return Value::new(value.ty, value.nullable),
            _ => {
                let ty = match self.known(&value) {
                    unknown @ Type::Parameter { .. } => unknown,
                    known => arithmetic_type(known, Type::Known(SqlType::Int)),
                };
                return Value::new(ty, value.nullable);
            }
        };
        self.demand(&value, Type::Known(operand), Demand::Assigned, |_| {
            format!("after `{operator}`")
        });
        Value::new(ty, value.nullable)
    }

    /// Both operands, and what the comparison gives.
    pub(super) fn infer_comparison(
        &mut self,
        comparison: Comparison,
        left: &'a Expr,
        right: &'a Expr,
    ) -> Value {
        if let (Expr::Tuple(lefts), Expr::Tuple(rights)) = (left, right) {
            let pairs: Vec<_> = lefts.iter().zip(rights).collect();
            let values = pairs
                .into_iter()
                .map(|(left, right)| self.infer_comparison(comparison, left, right));
            return values.fold(Value::known(SqlType::Bool, false), |all, one| {
                all.join(&one)
            });
        }
        let (a, b) = (self.infer_expression(left), self.infer_expression(right));
        self.relate((&a, left), (&b, right), "compared with");
        self.check_comparison(comparison, (&a, left), (&b, right));
        Value::known(SqlType::Bool, a.nullable || b.nullable)
    }

    // Division by zero gives NULL.
    fn infer_arithmetic(
        &mut self,
        left: &'a Expr,
        operator: &BinaryOperator,
        right: &'a Expr,
    ) -> Value {
        let (a, b) = (self.infer_expression(left), self.infer_expression(right));
        self.relate((&a, left), (&b, right), "calculated with");
        let sum = self.check_sum((&a, left), operator, (&b, right));
        let ty = match (self.known(&a), self.known(&b)) {
            // Enough is said of it.
            _ if sum == Sum::Mistaken => Type::Known(SqlType::Float),
            (Type::Parameter { .. }, Type::Parameter { .. }) => a.ty,
            (a, b) => arithmetic_type(a, b),
        };
        let divides = matches!(operator, BinaryOperator::Divide | BinaryOperator::Modulo);
        let may_divide_by_zero = divides && !is_nonzero_literal(right, operator);
        Value::new(ty, a.nullable || b.nullable || may_divide_by_zero)
    }

    fn infer_uniform(
        &mut self,
        left: &'a Expr,
        right: &'a Expr,
        operand: SqlType,
        result: SqlType,
        reason: &str,
    ) -> Value {
        let (a, b) = (self.infer_expression(left), self.infer_expression(right));
        for value in [&a, &b] {
            self.demand(value, Type::Known(operand), Demand::Assigned, |_| {
                reason.to_owned()
            });
        }
        Value::known(result, a.nullable || b.nullable)
    }

    // Of JSON: NULL where there is nothing at the path.
    fn infer_extraction(&mut self, json: &'a Expr, path: &'a Expr, ty: Type) -> Value {
        for expr in [json, path] {
            let value = self.infer_expression(expr);
            self.demand(
                &value,
                Type::Known(SqlType::String),
                Demand::Assigned,
                |_| "in a JSON lookup".to_owned(),
            );
        }
        Value::new(ty, true)
    }
}

// A text is read as a number, and only its content says of which kind.
fn arithmetic_type(a: Type, b: Type) -> Type {
    match (a.stored_as(), b.stored_as()) {
        (Type::Null, _) | (_, Type::Null) => Type::Null,
        (Type::Known(a), Type::Known(b)) if a.is_numeric() && b.is_numeric() => {
            let float = a == SqlType::Float || b == SqlType::Float;
            Type::Known(if float { SqlType::Float } else { SqlType::Int })
        }
        (Type::Known(SqlType::Float), _) | (_, Type::Known(SqlType::Float)) => {
            Type::Known(SqlType::Float)
        }
        (Type::Parameter { .. }, Type::Known(other))
        | (Type::Known(other), Type::Parameter { .. })
            if other.is_numeric() =>
        {
            Type::Known(SqlType::Int)
        }
        _ => Type::Dynamic,
    }
}

// Without its sign it would be too large for an integer, with it it is one.
fn is_least_integer(expr: &Expr) -> bool {
    let number = match expr {
        Expr::Value(literal) => &literal.value,
        _ => return false,
    };
    matches!(number, Literal::Number(text, _) if digits(text).parse() == Ok(i64::MIN.unsigned_abs()))
}

// `%` reads both sides as integers, so 0.5 is zero to it.
fn is_nonzero_literal(expr: &Expr, operator: &BinaryOperator) -> bool {
    match expr {
        Expr::Nested(inner) => is_nonzero_literal(inner, operator),
        Expr::UnaryOp {
            op: UnaryOperator::Minus | UnaryOperator::Plus,
            expr,
        } => is_nonzero_literal(expr, operator),
        Expr::Value(literal) => match &literal.value {
            Literal::Number(text, _) => {
                let least = if *operator == BinaryOperator::Modulo {
                    1.0
                } else {
                    f64::MIN_POSITIVE
                };
                digits(text)
                    .parse::<f64>()
                    .is_ok_and(|number| number >= least)
            }
            _ => false,
        },
        _ => false,
    }
}
