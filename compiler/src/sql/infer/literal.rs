//! Literals to values.

use sqlparser::ast::{Expr, Value as Literal, ValueWithSpan};

use super::Inference;
use crate::sql::types::{SqlType, Value};

impl Inference<'_> {
    pub(super) fn infer_literal(&self, literal: &ValueWithSpan) -> Value {
        match &literal.value {
            Literal::Number(text, _) => Value::known(number_type(text), false),
            Literal::SingleQuotedString(_) | Literal::DoubleQuotedString(_) => {
                Value::known(SqlType::String, false)
            }
            Literal::HexStringLiteral(_) => {
                let text = self.places.slice(self.places.span(literal.span));
                let is_number = text.starts_with('0');
                Value::known(
                    if is_number {
                        SqlType::Int
                    } else {
                        SqlType::Bytes
                    },
                    false,
                )
            }
            Literal::Boolean(_) => Value::known(SqlType::Bool, false),
            Literal::Null => Value::null(),
            Literal::Placeholder(text) => {
                let span = self.places.span(literal.span);
                self.parameters.value(text.trim_start_matches(':'), span)
            }
            _ => Value::dynamic(),
        }
    }

    /// What the items of a list argument are; `None` for any other expression.
    pub(super) fn infer_list_item(&self, expr: &Expr) -> Option<Value> {
        let Expr::Value(literal) = expr else {
            return None;
        };
        let Literal::Placeholder(text) = &literal.value else {
            return None;
        };
        let span = self.places.span(literal.span);
        self.parameters.item(text.trim_start_matches(':'), span)
    }
}

// An integer too large for 64 bits is read as a real: <https://sqlite.org/lang_expr.html#literal_values_constants_>.
fn number_type(text: &str) -> SqlType {
    if digits(text).parse::<i64>().is_ok() {
        SqlType::Int
    } else {
        SqlType::Float
    }
}

/// A number without the signs between its digits.
pub(super) fn digits(text: &str) -> String {
    text.replace('_', "")
}
