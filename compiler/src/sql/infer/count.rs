//! The numbers of columns that go together: parts of set operations, rows of VALUES.

use rally_idl::source::Span;
use sqlparser::ast::{Select, SelectItem, SetExpr, SetOperator};

use super::{Inference, Output};
use crate::sql::error::SqlError;

impl Inference<'_> {
    /// The part that has another number of columns than the one before it is wrong.
    pub(super) fn check_parts(
        &mut self,
        (left, right): (&SetExpr, &SetExpr),
        (one, other): (usize, usize),
        operator: SetOperator,
    ) {
        // A table that is not known has columns that are not known.
        if one == other || one == 0 || other == 0 {
            return;
        }
        let what = match operator {
            SetOperator::Union => "this part of the `UNION`",
            SetOperator::Intersect => "this part of the `INTERSECT`",
            SetOperator::Except | SetOperator::Minus => "this part of the `EXCEPT`",
        };
        self.report(SqlError::PartCount {
            first: (self.part_place(left), one),
            second: (self.part_place(right), other),
            what,
        });
    }

    /// The row of VALUES that has another number of values than the first is wrong.
    pub(super) fn check_rows(&mut self, first: &[Output], row: &[Output]) {
        let place = |row: &[Output]| match (row.first(), row.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => self.places.whole(),
        };
        if first.len() != row.len() {
            let error = SqlError::PartCount {
                first: (place(first), first.len()),
                second: (place(row), row.len()),
                what: "this row",
            };
            self.report(error);
        }
    }

    // The columns of a SELECT, which are too many or too few; all of anything else.
    fn part_place(&self, part: &SetExpr) -> Span {
        match part {
            SetExpr::Select(select) => self.projection_place(select),
            SetExpr::SetOperation { left, .. } => self.part_place(left),
            SetExpr::Query(query) => self.part_place(&query.body),
            SetExpr::Values(values) => {
                let row = values.rows.first().map(|row| row.content.as_slice());
                match row {
                    Some([first, .., last]) => self.places.node(first).to(self.places.node(last)),
                    Some([only]) => self.places.node(only),
                    _ => self.places.whole(),
                }
            }
            other => self.places.node(other),
        }
    }

    fn projection_place(&self, select: &Select) -> Span {
        let place = |item: &SelectItem| self.places.node(item);
        match select.projection.as_slice() {
            [first, .., last] => place(first).to(place(last)),
            [only] => place(only),
            [] => self.places.whole(),
        }
    }
}
