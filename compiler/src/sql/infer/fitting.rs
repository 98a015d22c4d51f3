//! A column and an expression to whether every value of the expression can be read as what the column holds.

use rally_runtime::value::{Date, Decimal, Uuid};
use sqlparser::ast::{BinaryOperator, Expr, Function, UnaryOperator, Value as Literal};

use super::function::call_arguments;
use super::identifiers;
use super::literal::digits;
use crate::sql::catalog::TableColumn;
use crate::sql::types::{DeclaredTypes, SqlType, Type};

/// What a column takes.
pub(in crate::sql) struct Fitting<'c> {
    pub(in crate::sql) column: &'c TableColumn,
    pub(in crate::sql) holds: SqlType,
    pub(in crate::sql) types: &'c DeclaredTypes,
}

impl Fitting<'_> {
    /// Whether it can be read after it was stored; `expr` is where the value comes from, if that is known.
    pub(in crate::sql) fn takes(&self, found: Type, expr: Option<&Expr>) -> bool {
        if let Some(number) = expr.and_then(number) {
            return self.takes_number(found, number);
        }
        match (found, expr) {
            (Type::Null, _) => true,
            (Type::Known(SqlType::String), Some(Expr::Value(literal))) => match &literal.value {
                Literal::SingleQuotedString(text) => self.takes_text(text),
                _ => self.takes_type(SqlType::String),
            },
            (Type::Known(found), expr) => {
                self.takes_type(found) || expr.is_some_and(|expr| self.takes_made(expr))
            }
            (Type::Dynamic, Some(expr)) => self.takes_made(expr),
            (Type::Dynamic | Type::Parameter { .. }, _) => false,
        }
    }

    fn takes_type(&self, found: SqlType) -> bool {
        let stored = found.stored_as();
        match self.holds {
            holds if holds == found => true,
            // Whether it is the JSON that is meant is seen where it is read.
            SqlType::Document(_) => found.is_json(),
            SqlType::Int | SqlType::Time => matches!(stored, SqlType::Int | SqlType::Bool),
            SqlType::Float => stored.is_numeric(),
            SqlType::String if self.makes_texts() => stored != SqlType::Bytes,
            SqlType::String => stored == SqlType::String && !found.is_json(),
            SqlType::Decimal => found == SqlType::Int,
            SqlType::Json => found.is_json() || stored.is_numeric(),
            SqlType::Bool | SqlType::Bytes | SqlType::Date | SqlType::Uuid | SqlType::Enum(_) => {
                false
            }
        }
    }

    /// Its affinity makes a text of every number.
    fn makes_texts(&self) -> bool {
        SqlType::of_cast(&self.column.declared_type) == Some(SqlType::String)
    }

    // A whole real becomes an integer, where there is one.
    fn takes_number(&self, found: Type, number: f64) -> bool {
        const MOST: f64 = 9e18;
        let is_integer = found == Type::Known(SqlType::Int);
        match self.holds {
            SqlType::Int | SqlType::Time => {
                is_integer || (number.fract() == 0.0 && number.abs() < MOST)
            }
            SqlType::Bool => number == 0.0 || number == 1.0,
            SqlType::Float => true,
            SqlType::Json | SqlType::Document(_) | SqlType::Decimal => number.is_finite(),
            SqlType::String => self.makes_texts(),
            SqlType::Bytes | SqlType::Date | SqlType::Uuid | SqlType::Enum(_) => false,
        }
    }

    fn takes_text(&self, text: &str) -> bool {
        match self.holds {
            SqlType::String => true,
            SqlType::Date => text.parse::<Date>().is_ok(),
            SqlType::Uuid => text.parse::<Uuid>().is_ok(),
            SqlType::Decimal => text.parse::<Decimal>().is_ok(),
            SqlType::Json | SqlType::Document(_) => {
                serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
            }
            SqlType::Enum(id) => {
                let found = self.types.enums.get(&id);
                found.is_some_and(|found| found.variants.iter().any(|variant| variant == text))
            }
            SqlType::Int | SqlType::Float | SqlType::Bool | SqlType::Bytes | SqlType::Time => false,
        }
    }

    // More is known of some expressions than their type.
    fn takes_made(&self, expr: &Expr) -> bool {
        match (self.holds, made(expr)) {
            (SqlType::Date, Some(Made::Day)) | (SqlType::Decimal, Some(Made::Numeral)) => true,
            (SqlType::Float | SqlType::Json, Some(Made::Number)) => true,
            (SqlType::String, Some(Made::Number | Made::NoBytes)) => self.makes_texts(),
            _ => false,
        }
    }
}

/// What an expression is known to make.
enum Made {
    /// The text of a day.
    Day,
    /// The text of a number with so many digits.
    Numeral,
    /// An integer or a real.
    Number,
    /// A number or a text.
    NoBytes,
}

fn made(expr: &Expr) -> Option<Made> {
    use BinaryOperator as Op;
    match expr {
        Expr::Nested(inner) => made(inner),
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            ..
        } => Some(Made::Number),
        Expr::BinaryOp { op, .. } => match op {
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo => Some(Made::Number),
            // Of JSON nothing is a BLOB.
            Op::LongArrow => Some(Made::NoBytes),
            _ => None,
        },
        Expr::Function(function) => made_by(function),
        _ => None,
    }
}

fn made_by(function: &Function) -> Option<Made> {
    let name = identifiers(&function.name)
        .last()?
        .value
        .to_ascii_lowercase();
    match name.as_str() {
        "date" | "current_date" => Some(Made::Day),
        "strftime" => matches!(format_of(function)?, "%Y-%m-%d" | "%F").then_some(Made::Day),
        "format" | "printf" => is_numeral(format_of(function)?).then_some(Made::Numeral),
        "json_extract" => Some(Made::NoBytes),
        "unixepoch" | "sum" | "total" | "avg" | "abs" => Some(Made::Number),
        _ => None,
    }
}

// `%d`, or `%.2f` with any number of digits.
fn is_numeral(format: &str) -> bool {
    let Some(rest) = format.strip_prefix('%') else {
        return false;
    };
    let places = rest
        .strip_prefix('.')
        .and_then(|rest| rest.strip_suffix('f'));
    rest == "d" || places.is_some_and(|places| places.bytes().all(|byte| byte.is_ascii_digit()))
}

fn format_of(function: &Function) -> Option<&str> {
    match call_arguments(function).first()? {
        Expr::Value(literal) => match &literal.value {
            Literal::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The expressions of which an expression gives one, unchanged.
pub(in crate::sql) fn leaves(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => leaves(inner),
        Expr::Case {
            conditions,
            else_result,
            ..
        } => {
            let results = conditions.iter().map(|when| &when.result);
            let mut found: Vec<_> = results.flat_map(leaves).collect();
            found.extend(else_result.iter().flat_map(|expr| leaves(expr)));
            found
        }
        Expr::Function(function) => match alternatives(function) {
            Some(exprs) => exprs.into_iter().flat_map(leaves).collect(),
            None => vec![expr],
        },
        _ => vec![expr],
    }
}

fn alternatives(function: &Function) -> Option<Vec<&Expr>> {
    let name = identifiers(&function.name)
        .last()?
        .value
        .to_ascii_lowercase();
    let exprs = call_arguments(function);
    match (name.as_str(), exprs.as_slice()) {
        ("coalesce" | "ifnull", _) => Some(exprs),
        ("max" | "min", [_, _, ..]) => Some(exprs),
        ("nullif", [first, _]) => Some(vec![first]),
        ("iif" | "if", [_, _, ..]) => {
            let last = exprs.len() - 1;
            let is_result = |at: usize| at % 2 == 1 || at == last;
            let results = exprs.iter().enumerate().filter(|(at, _)| is_result(*at));
            Some(results.map(|(_, expr)| *expr).collect())
        }
        _ => None,
    }
}

// A number as it is written, with its sign.
fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Nested(inner) => number(inner),
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => Some(-number(expr)?),
        Expr::UnaryOp {
            op: UnaryOperator::Plus,
            expr,
        } => number(expr),
        Expr::Value(literal) => match &literal.value {
            Literal::Number(text, _) => digits(text).parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
