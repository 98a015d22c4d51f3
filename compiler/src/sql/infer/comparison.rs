//! Comparisons to what no value of the two sides can make true, by SQLite's conversions before a comparison:
//! <https://sqlite.org/datatype3.html#type_conversions_prior_to_comparison>.
//!
//! Speaks only where both sides are known: a text that may be a number, or a value that may be any text, is let be.

use rally_idl::source::Span;
use sqlparser::ast::{BinaryOperator, Expr, Function, Value as Literal};

use super::{Inference, identifiers};
use crate::sql::error::{Mistake, Reason, Shown, SqlError, nearest_candidate};
use crate::sql::types::{DeclaredTypes, EnumId, SqlType, Value};

/// What a comparison asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `=`, `<>`, `IN` and the `WHEN` of a `CASE` with an operand.
    Equal,
    /// Which comes first.
    Order,
    /// `IS`, to which NULL is a value like any other.
    Is,
}

impl Comparison {
    pub(super) fn of(operator: &BinaryOperator) -> Self {
        match operator {
            BinaryOperator::Eq | BinaryOperator::NotEq => Self::Equal,
            _ => Self::Order,
        }
    }
}

/// What the values of one side look like to a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form<'e> {
    Number(SqlType),
    Bytes,
    /// A text as it is written.
    Literal(&'e str),
    Date,
    /// A text of SQLite's with a time of day.
    Clock,
    /// Seconds since 1970.
    Seconds,
    Uuid,
    Decimal,
    Enum(EnumId),
    /// Any text.
    Text,
}

impl<'a> Inference<'a> {
    /// Reports two sides of a comparison that can never be equal, or whose order is always the same.
    pub(super) fn check_comparison(
        &mut self,
        comparison: Comparison,
        left: (&Value, &'a Expr),
        right: (&Value, &'a Expr),
    ) {
        if comparison != Comparison::Is {
            for (side, other) in [(right, left), (left, right)] {
                if is_null(side.1) {
                    let span = self.places.node(side.1);
                    let other = self.quote(other.1);
                    return self
                        .report(SqlError::mistake(Mistake::ComparedWithNull { span, other }));
                }
            }
        }
        let (Some(a), Some(b)) = (self.form(left.0, left.1), self.form(right.0, right.1)) else {
            return;
        };
        // The side that is written is the one to change.
        let turned = matches!(a, Form::Literal(_)) && !matches!(b, Form::Literal(_));
        let (known, (form, wrong)) = match turned {
            false => ((a, left), (b, right)),
            true => ((b, right), (a, left)),
        };
        if let Some(reason) = self.mismatch(comparison, known.0, known.1.1, form) {
            self.report_mismatch(self.shown(known.1.0, known.1.1), wrong, reason);
        }
    }

    /// The same of columns that are compared without an expression for each.
    pub(super) fn check_compared_columns(
        &mut self,
        span: Span,
        left: (&str, &Value),
        right: (&str, &Value),
    ) {
        let form = |value: &Value| value_form(value);
        let (Some(a), Some(b)) = (form(left.1), form(right.1)) else {
            return;
        };
        if never_equal(a, b, &self.catalog.types) {
            let shown = |(name, value): (&str, &Value)| Shown {
                text: format!("`{name}`"),
                ty: value.ty.known(),
                declared: None,
            };
            self.report(SqlError::mistake(Mistake::NeverEqual {
                span,
                known: shown(left),
                other: shown(right),
                reason: Reason::OtherType,
            }));
        }
    }

    fn report_mismatch(&mut self, known: Shown, wrong: (&Value, &'a Expr), reason: Reason) {
        let (value, expr) = wrong;
        let error = Mistake::NeverEqual {
            span: self.places.node(expr),
            known,
            other: self.shown(value, expr),
            reason,
        };
        self.report(SqlError::mistake(error));
    }

    fn shown(&self, value: &Value, expr: &Expr) -> Shown {
        let source = value.source.as_ref();
        let column =
            source.and_then(|source| self.catalog.table(&source.table)?.column(&source.column));
        Shown {
            text: self.quote(expr),
            ty: value.ty.known(),
            declared: column.and_then(|column| column.declared),
        }
    }

    fn form(&self, value: &Value, expr: &'a Expr) -> Option<Form<'a>> {
        match expr {
            Expr::Nested(inner) => self.form(value, inner),
            Expr::Value(literal) => match &literal.value {
                Literal::SingleQuotedString(text) => Some(Form::Literal(text)),
                Literal::Placeholder(_) => None,
                _ => value_form(value),
            },
            Expr::Function(function) => called_form(function).or_else(|| value_form(value)),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Plus | BinaryOperator::Minus,
                right,
            } if is_seconds(left) && is_number(right) => Some(Form::Seconds),
            // Its rules are its own, and the sides may be anything.
            Expr::Collate { .. } | Expr::Tuple(_) => None,
            _ => value_form(value),
        }
    }

    fn mismatch(
        &self,
        comparison: Comparison,
        known: Form<'a>,
        known_expr: &Expr,
        other: Form<'a>,
    ) -> Option<Reason> {
        let Form::Literal(text) = other else {
            return self.unlike(comparison, known, other);
        };
        let ordered = comparison == Comparison::Order;
        match known {
            Form::Number(ty) if !is_numeric_text(text) => Some(Reason::NoNumber(ty)),
            Form::Number(_) if has_no_affinity(known_expr) => Some(Reason::TextOfNumber),
            Form::Bytes => Some(Reason::NoBytes),
            Form::Seconds if !is_numeric_text(text) => Some(Reason::NoNumber(SqlType::Int)),
            // A text that is calculated may be compared with any.
            Form::Date if matches!(known_expr, Expr::Function(_)) => None,
            Form::Date if ordered => (!begins_like_date(text)).then_some(Reason::NoDate),
            Form::Date => (!is_date(text)).then_some(Reason::NoDate),
            Form::Uuid if !ordered => (!is_uuid(text)).then_some(Reason::NoUuid),
            Form::Decimal if !ordered => {
                (!is_numeric_text(text)).then_some(Reason::NoNumber(SqlType::Decimal))
            }
            Form::Enum(id) if !ordered => self.no_variant(id, text),
            _ => None,
        }
    }

    fn unlike(&self, comparison: Comparison, a: Form<'a>, b: Form<'a>) -> Option<Reason> {
        let (time, seconds) = (Form::Number(SqlType::Time), Form::Seconds);
        match (a, b) {
            _ if (a, b) == (time, seconds) || (b, a) == (time, seconds) => {
                Some(Reason::SecondsForTime)
            }
            _ if (a == time && is_text(b)) || (b == time && is_text(a)) => {
                Some(Reason::TextForTime)
            }
            (Form::Date, Form::Clock) | (Form::Clock, Form::Date)
                if comparison == Comparison::Order =>
            {
                None
            }
            _ => never_equal(a, b, &self.catalog.types).then_some(Reason::OtherType),
        }
    }

    fn no_variant(&self, id: EnumId, text: &str) -> Option<Reason> {
        let declared = self.catalog.types.enums.get(&id)?;
        let is = |variant: &String| match self.ignores_case() {
            true => variant.eq_ignore_ascii_case(text),
            false => variant == text,
        };
        if declared.variants.iter().any(is) {
            return None;
        }
        let variants = declared
            .variants
            .iter()
            .map(|variant| (variant.as_str(), None));
        Some(Reason::NoVariant {
            id,
            nearest: nearest_candidate(text, variants).map(|found| found.name),
        })
    }

    // Whether a table in sight gives a column a collation of its own.
    fn ignores_case(&self) -> bool {
        let tables = self.scopes.iter().flat_map(|scope| &scope.relations);
        let mut tables =
            tables.filter_map(|relation| self.catalog.table(relation.table.as_deref()?));
        tables.any(|table| table.sql.to_ascii_uppercase().contains("NOCASE"))
    }
}

fn value_form<'e>(value: &Value) -> Option<Form<'e>> {
    Some(match value.ty.known()? {
        ty @ (SqlType::Int | SqlType::Float | SqlType::Bool | SqlType::Time) => Form::Number(ty),
        SqlType::Bytes => Form::Bytes,
        SqlType::Date => Form::Date,
        SqlType::Uuid => Form::Uuid,
        SqlType::Decimal => Form::Decimal,
        SqlType::Enum(id) => Form::Enum(id),
        SqlType::String | SqlType::Json | SqlType::Document(_) => Form::Text,
    })
}

// <https://sqlite.org/lang_datefunc.html>
fn called_form<'e>(function: &Function) -> Option<Form<'e>> {
    let name = identifiers(&function.name)
        .last()?
        .value
        .to_ascii_lowercase();
    match name.as_str() {
        "datetime" | "time" | "current_timestamp" | "current_time" => Some(Form::Clock),
        "date" | "current_date" => Some(Form::Date),
        "unixepoch" => Some(Form::Seconds),
        _ => None,
    }
}

fn is_text(form: Form<'_>) -> bool {
    matches!(form, Form::Date | Form::Clock)
}

fn never_equal(a: Form<'_>, b: Form<'_>, types: &DeclaredTypes) -> bool {
    let is_number = |form| matches!(form, Form::Number(_) | Form::Seconds);
    match (a, b) {
        (Form::Bytes, other) | (other, Form::Bytes) => other != Form::Bytes,
        (Form::Text | Form::Literal(_), _) | (_, Form::Text | Form::Literal(_)) => false,
        // A Decimal is a text that is a number.
        (Form::Decimal, other) | (other, Form::Decimal) => {
            !is_number(other) && other != Form::Decimal
        }
        (Form::Enum(a), Form::Enum(b)) => match (types.enums.get(&a), types.enums.get(&b)) {
            (Some(a), Some(b)) => !a
                .variants
                .iter()
                .any(|variant| b.variants.contains(variant)),
            _ => false,
        },
        (a, b) => !(is_number(a) && is_number(b)) && a != b,
    }
}

fn is_null(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_null(inner),
        Expr::Value(literal) => literal.value == Literal::Null,
        _ => false,
    }
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(literal) if matches!(literal.value, Literal::Number(..)))
}

fn is_seconds(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_seconds(inner),
        Expr::Function(function) => called_form(function) == Some(Form::Seconds),
        _ => false,
    }
}

/// Whether a text is converted where it meets a number: <https://sqlite.org/datatype3.html#type_affinity>.
pub(super) fn is_numeric_text(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    // Not `inf` or `nan`, which Rust reads.
    let signs = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    text.chars().all(signs) && text.parse::<f64>().is_ok()
}

// Only columns, CASTs and what stands for them convert what they are compared with.
fn has_no_affinity(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => has_no_affinity(inner),
        Expr::Function(_) | Expr::BinaryOp { .. } | Expr::Value(_) | Expr::Case { .. } => true,
        Expr::UnaryOp { .. } => true,
        _ => false,
    }
}

/// Whether a text is a day such as `2026-01-31`.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month), Some(day)) => (1..=days(year, month)).contains(&day),
        _ => false,
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

// In order a part of a date has its place among the dates: `day >= '2026'`.
fn begins_like_date(text: &str) -> bool {
    text.chars()
        .next()
        .is_none_or(|first| first.is_ascii_digit())
}

/// Whether a text is a UUID with its hyphens.
pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    lengths.eq([8, 4, 4, 4, 12])
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_numeric_text, is_uuid};

    #[test]
    fn a_text_is_a_number_where_sqlite_converts_it() {
        let connection = rusqlite::Connection::open_in_memory().expect("in memory");
        let texts = [
            "5", " 5 ", "5.", ".5", "-1e3", "+7", "1e", "0x10", "abc", "", "inf", "nan", "1 2",
            "--1", "1_0", ".",
        ];
        for text in texts {
            let table = "CREATE TEMP TABLE IF NOT EXISTS numbers (n NUMERIC)";
            connection.execute_batch(table).expect("a table");
            connection
                .execute("DELETE FROM numbers", [])
                .expect("emptied");
            connection
                .execute("INSERT INTO numbers VALUES (?1)", [text])
                .expect("a row");
            let converted: bool = connection
                .query_row("SELECT typeof(n) <> 'text' FROM numbers", [], |row| {
                    row.get(0)
                })
                .expect("a type");
            assert_eq!(is_numeric_text(text), converted, "{text:?}");
        }
    }

    #[test]
    fn dates_and_uuids_are_whole() {
        assert!(
            is_date("2024-02-29")
                && !is_date("2026-02-29")
                && !is_date("2026-1-1")
                && !is_date("today")
        );
        assert!(
            is_uuid("00000000-0000-0000-0000-00000000000F")
                && !is_uuid("0")
                && !is_uuid("00000000-0000-0000-0000-00000000000g")
        );
    }
}
