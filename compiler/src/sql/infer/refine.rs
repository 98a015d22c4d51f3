//! A condition that rows have passed to the columns that it makes not NULL: a row passes only where the condition is
//! true, and most operators give NULL, which is not true, of NULL.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};

use super::Inference;
use crate::sql::scope::Lookup;

impl Inference<'_> {
    /// Notes what `condition` says of the columns of `relations` in the innermost scope. With `row_is_present`, a
    /// column that is not NULL shows that the row of its relation is there at all.
    pub(super) fn refine(
        &mut self,
        condition: &Expr,
        relations: Range<usize>,
        row_is_present: bool,
    ) {
        let mut columns = vec![];
        collect_if_true(condition, &mut columns);
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        for (qualifier, name) in columns {
            if let Lookup::Field(id) = scope.find(qualifier, name)
                && relations.contains(&id.relation)
                && !(qualifier.is_none() && scope.merges.iter().any(|merge| merge.left == id))
            {
                scope.set_not_null(id, row_is_present);
            }
        }
    }
}

type Columns<'e> = Vec<(Option<&'e str>, &'e str)>;

// The columns that are not NULL where the condition is true.
fn collect_if_true<'e>(condition: &'e Expr, columns: &mut Columns<'e>) {
    let mut condition = condition;
    // A chain of AND leans to the left and may be long.
    while let Expr::BinaryOp {
        left,
        op: BinaryOperator::And,
        right,
    } = condition
    {
        collect_if_true(right, columns);
        condition = left;
    }
    match condition {
        Expr::Nested(inner) => collect_if_true(inner, columns),
        Expr::IsNotNull(inner) | Expr::IsTrue(inner) | Expr::IsFalse(inner) => {
            collect_strict(inner, columns)
        }
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => match expr.as_ref() {
            Expr::IsNull(inner) => collect_strict(inner, columns),
            other => collect_strict(other, columns),
        },
        Expr::InSubquery {
            expr,
            negated: false,
            ..
        }
        | Expr::InList {
            expr,
            negated: false,
            ..
        } => {
            collect_strict(expr, columns);
        }
        other => collect_strict(other, columns),
    }
}

// The columns that make the expression NULL when they are.
fn collect_strict<'e>(expr: &'e Expr, columns: &mut Columns<'e>) {
    use BinaryOperator as Op;
    match expr {
        Expr::Identifier(name) => columns.push((None, &name.value)),
        Expr::CompoundIdentifier(parts) => {
            if let [.., qualifier, name] = parts.as_slice() {
                columns.push((Some(&qualifier.value), &name.value));
            }
        }
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => collect_strict(inner, columns),
        Expr::UnaryOp { expr, .. } | Expr::Cast { expr, .. } => collect_strict(expr, columns),
        Expr::Between {
            expr,
            low,
            high,
            negated: false,
        } => {
            [expr, low, high]
                .into_iter()
                .for_each(|part| collect_strict(part, columns));
        }
        Expr::Between { expr, .. } => collect_strict(expr, columns),
        Expr::Like { expr, pattern, .. } => {
            [expr, pattern]
                .into_iter()
                .for_each(|part| collect_strict(part, columns));
        }
        Expr::BinaryOp {
            left,
            op:
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
                | Op::StringConcat
                | Op::Glob
                | Op::BitwiseAnd
                | Op::BitwiseOr
                | Op::PGBitwiseShiftLeft
                | Op::PGBitwiseShiftRight,
            right,
        } => [left, right]
            .into_iter()
            .for_each(|part| collect_strict(part, columns)),
        _ => {}
    }
}
