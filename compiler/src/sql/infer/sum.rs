//! Arithmetic with texts: SQLite reads the number that a text begins with, and zero where it begins with none.

use sqlparser::ast::{BinaryOperator, Expr};

use super::Inference;
use super::comparison::is_numeric_text;
use super::expression::literal_text;
use crate::sql::error::{Mistake, SqlError};
use crate::sql::types::{SqlType, Value};

/// Whether there is any use in what is calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Possible,
    Mistaken,
}

impl<'a> Inference<'a> {
    /// Reports what is surely no number, and warns of two texts that `+` does not join.
    pub(super) fn check_sum(
        &mut self,
        left: (&Value, &'a Expr),
        operator: &BinaryOperator,
        right: (&Value, &'a Expr),
    ) -> Sum {
        let operands = [left, right];
        if let Some((value, expr)) = operands.into_iter().find(|side| is_no_number(*side)) {
            let mistake = self.text_in_sum(value, expr, operator, true);
            self.report(SqlError::mistake(mistake));
            return Sum::Mistaken;
        }
        let is_text = |(value, expr): &(&Value, &Expr)| {
            value.ty.known() == Some(SqlType::String) && literal_text(expr).is_none()
        };
        if *operator == BinaryOperator::Plus && operands.iter().all(is_text) {
            let mistake = self.text_in_sum(right.0, right.1, operator, false);
            self.warn(SqlError::mistake(mistake));
        }
        Sum::Possible
    }

    fn text_in_sum(
        &self,
        value: &Value,
        expr: &Expr,
        operator: &BinaryOperator,
        is_certain: bool,
    ) -> Mistake {
        Mistake::TextInSum {
            span: self.places.node(expr),
            text: self.quote(expr),
            operator: operator.to_string(),
            is_certain,
            is_date: value.ty.known() == Some(SqlType::Date),
        }
    }
}

fn is_no_number((value, expr): (&Value, &Expr)) -> bool {
    match literal_text(expr) {
        Some(text) => !is_numeric_text(text),
        None => matches!(
            value.ty.known(),
            Some(SqlType::Date | SqlType::Uuid | SqlType::Enum(_) | SqlType::Bytes)
        ),
    }
}
