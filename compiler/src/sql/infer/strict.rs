//! An expression to the parts of it that make it NULL when they are: what is known of it is then known of them.

use sqlparser::ast::{BinaryOperator, Expr, Value as Literal};

use super::function::strict_argument;

/// The parts without whose values there is none.
pub(super) fn null_with(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => vec![inner],
        Expr::UnaryOp { expr, .. }
        | Expr::Cast { expr, .. }
        // Of a NULL bound, the other may still be enough.
        | Expr::Between { expr, .. } => vec![expr],
        // Not even NULL is in a list without values, and a parameter may be such a list.
        Expr::InList { expr, list, .. } if !list.is_empty() && !is_one_parameter(list) => {
            vec![expr]
        }
        Expr::Like { expr, pattern, .. } => vec![expr, pattern],
        Expr::BinaryOp { left, op, right } if is_strict(op) => vec![left, right],
        Expr::Function(function) => strict_argument(function).into_iter().collect(),
        _ => vec![],
    }
}

/// Whether this is all of `IN (:ids)`, which may be a list argument.
pub(super) fn is_one_parameter(list: &[Expr]) -> bool {
    match list {
        [Expr::Value(literal)] => matches!(literal.value, Literal::Placeholder(_)),
        _ => false,
    }
}

fn is_strict(operator: &BinaryOperator) -> bool {
    use BinaryOperator as Op;
    matches!(
        operator,
        Op::Eq
            | Op::NotEq
            | Op::Lt
            | Op::LtEq
            | Op::Gt
            | Op::GtEq
            | Op::Plus
            | Op::Minus
            | Op::Multiply
            | Op::Divide
            | Op::Modulo
            | Op::BitwiseAnd
            | Op::BitwiseOr
            | Op::PGBitwiseShiftLeft
            | Op::PGBitwiseShiftRight
            | Op::StringConcat
            | Op::Glob
            | Op::Arrow
            | Op::LongArrow
    )
}
