//! A condition that rows have passed, or have not, to what cannot be NULL in them: a row passes only where the
//! condition is true, and most operators give NULL, which is not true, of NULL.
//!
//! <https://sqlite.org/nulls.html>; what AND, OR and NOT make of NULL decides what follows from each side of them.

use std::collections::BTreeSet;
use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value as Literal};

use super::Inference;
use super::strict::{is_one_parameter, null_with};
use crate::sql::error::SqlError;
use crate::sql::scope::{FieldId, Lookup, Scope};
use crate::sql::types::{Type, Value};

/// What is known of a condition that has three outcomes: true, false and NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    True,
    False,
    NotTrue,
    NotFalse,
}

/// What is not NULL in the rows that go on.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts<'a> {
    fields: BTreeSet<FieldId>,
    /// The relations whose rows are there.
    present: BTreeSet<usize>,
    /// Expressions that are more than a column.
    expressions: Vec<&'a Expr>,
}

/// More than a query has a use for; a text that was made to be slow ends here.
const MOST_EXPRESSIONS: usize = 32;

impl Outcome {
    fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::NotTrue => Self::NotFalse,
            Self::NotFalse => Self::NotTrue,
        }
    }

    fn negated_if(self, negated: bool) -> Self {
        if negated { self.negated() } else { self }
    }

    // Of a condition that is never NULL itself.
    fn holds(self) -> bool {
        matches!(self, Self::True | Self::NotFalse)
    }
}

impl<'a> Facts<'a> {
    /// Both hold.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self.present.extend(other.present);
        let room = MOST_EXPRESSIONS.saturating_sub(self.expressions.len());
        self.expressions
            .extend(other.expressions.into_iter().take(room));
        self
    }

    // One of them holds.
    fn or(mut self, other: &Self) -> Self {
        self.fields.retain(|id| other.fields.contains(id));
        self.present.retain(|at| other.present.contains(at));
        self.expressions
            .retain(|expr| other.expressions.contains(expr));
        self
    }
}

/// What a scope was before something was known for a while.
struct Before {
    fields: Vec<(FieldId, Value)>,
    absent: Vec<(usize, bool)>,
    expressions: usize,
}

impl<'a> Inference<'a> {
    /// Notes what a WHERE or HAVING says of the rows of the innermost scope.
    pub(super) fn refine(&mut self, condition: &'a Expr) {
        let facts = self.facts(condition, Outcome::True);
        self.warn_of_nulls(&facts);
        if let Some(scope) = self.scopes.last_mut() {
            learn(scope, &facts);
        }
    }

    // Of every `Option` argument that must not be NULL for any row to pass.
    fn warn_of_nulls(&mut self, facts: &Facts<'a>) {
        for expr in &facts.expressions {
            let Expr::Value(literal) = expr else {
                continue;
            };
            let value = self.infer_literal(literal);
            let Type::Parameter { index, span } = value.ty else {
                continue;
            };
            let parameter = self.parameters.get(index);
            if let (true, Some((_, argument))) = (value.nullable, parameter.declared) {
                let name = parameter.name.clone();
                self.warn(SqlError::NeverTrue {
                    span,
                    name,
                    argument,
                });
            }
        }
    }

    /// Notes what an ON says of the columns of `relations`; with `is_inner`, of whether their rows are there, too.
    pub(super) fn refine_join(&mut self, on: &'a Expr, relations: Range<usize>, is_inner: bool) {
        let mut facts = self.facts(on, Outcome::True);
        facts.fields.retain(|id| relations.contains(&id.relation));
        // They would have to be forgotten where a later join leaves rows out.
        facts.expressions.clear();
        if !is_inner {
            facts.present.clear();
        }
        if let Some(scope) = self.scopes.last_mut() {
            learn(scope, &facts);
        }
    }

    /// Runs `body` where `facts` are known, such as in the branch of a CASE.
    pub(super) fn knowing<T>(&mut self, facts: &Facts<'a>, body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scopes.last_mut().map(|scope| {
            let before = remember(scope, facts);
            learn(scope, facts);
            before
        });
        let result = body(self);
        if let (Some(scope), Some(before)) = (self.scopes.last_mut(), before) {
            restore(scope, before);
        }
        result
    }

    /// What follows for the columns of the innermost scope where the condition has this outcome.
    pub(super) fn facts(&self, condition: &'a Expr, outcome: Outcome) -> Facts<'a> {
        match condition {
            Expr::Nested(inner) => self.facts(inner, outcome),
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => self.facts(expr, outcome.negated()),
            Expr::BinaryOp { left, op, right } => self
                .facts_of_binary(left, op, right, outcome)
                .unwrap_or_else(|| self.facts_of_value(condition, outcome)),
            Expr::IsNull(inner) => self.strict_if(!outcome.holds(), inner),
            Expr::IsNotNull(inner) => self.strict_if(outcome.holds(), inner),
            Expr::IsTrue(inner) | Expr::IsNotTrue(inner) => {
                let is_true = outcome.holds() == matches!(condition, Expr::IsTrue(_));
                let outcome = if is_true {
                    Outcome::True
                } else {
                    Outcome::NotTrue
                };
                self.facts(inner, outcome)
            }
            Expr::IsFalse(inner) | Expr::IsNotFalse(inner) => {
                let is_false = outcome.holds() == matches!(condition, Expr::IsFalse(_));
                let outcome = if is_false {
                    Outcome::False
                } else {
                    Outcome::NotFalse
                };
                self.facts(inner, outcome)
            }
            Expr::IsNotDistinctFrom(left, right) if outcome.holds() => {
                self.facts_of_same(left, right)
            }
            Expr::IsDistinctFrom(left, right) if !outcome.holds() => {
                self.facts_of_same(left, right)
            }
            Expr::IsNotDistinctFrom(..) | Expr::IsDistinctFrom(..) => Facts::default(),
            Expr::InSubquery { expr, negated, .. } => {
                // Nothing is in a subquery without rows, not even NULL.
                self.strict_if(outcome.negated_if(*negated) == Outcome::True, expr)
            }
            Expr::InList {
                expr,
                list,
                negated,
            } if is_one_parameter(list) => {
                // Nothing is in an empty list argument, either.
                let is_list = list.iter().any(|one| self.infer_list_item(one).is_some());
                let known = outcome.negated_if(*negated) == Outcome::True
                    || (!is_list && matches!(outcome, Outcome::True | Outcome::False));
                self.strict_if(known, expr)
            }
            // NULL in the list may be what is looked for.
            Expr::InList {
                expr,
                list,
                negated,
            } if outcome.negated_if(*negated) == Outcome::False && !list.is_empty() => {
                self.strict_all(list.iter().chain([expr.as_ref()]))
            }
            Expr::Between {
                expr,
                low,
                high,
                negated,
            } => match outcome.negated_if(*negated) {
                Outcome::True => self.strict_all([expr.as_ref(), low, high]),
                // One bound is enough to be outside.
                Outcome::False => self.strict(expr),
                _ => Facts::default(),
            },
            other => self.facts_of_value(other, outcome),
        }
    }

    // What is true or false is not NULL.
    fn facts_of_value(&self, expr: &'a Expr, outcome: Outcome) -> Facts<'a> {
        self.strict_if(matches!(outcome, Outcome::True | Outcome::False), expr)
    }

    fn facts_of_binary(
        &self,
        left: &'a Expr,
        operator: &BinaryOperator,
        right: &'a Expr,
        outcome: Outcome,
    ) -> Option<Facts<'a>> {
        let both = || (self.facts(left, outcome), self.facts(right, outcome));
        match (operator, left, right) {
            (BinaryOperator::And | BinaryOperator::Or, ..) => {
                let (left, right) = both();
                let all = outcome.holds() == (*operator == BinaryOperator::And);
                Some(if all {
                    left.and(right)
                } else {
                    left.or(&right)
                })
            }
            (_, Expr::Tuple(lefts), Expr::Tuple(rights)) => Some(match (operator, outcome) {
                (BinaryOperator::Eq, Outcome::True) => self.strict_all(lefts.iter().chain(rights)),
                // The first that differ decide, and nobody knows which these are.
                (_, Outcome::True) => {
                    self.strict_all(lefts.first().into_iter().chain(rights.first()))
                }
                _ => Facts::default(),
            }),
            _ => None,
        }
    }

    // The same as something that is not NULL is not NULL.
    fn facts_of_same(&self, left: &'a Expr, right: &'a Expr) -> Facts<'a> {
        let of_left = self.strict_if(self.is_never_null(right), left);
        of_left.and(self.strict_if(self.is_never_null(left), right))
    }

    fn is_never_null(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Nested(inner) => self.is_never_null(inner),
            Expr::Value(literal) => match &literal.value {
                Literal::Null => false,
                Literal::Placeholder(_) => !self.infer_literal(literal).nullable,
                _ => true,
            },
            _ => false,
        }
    }

    fn strict_if(&self, known: bool, expr: &'a Expr) -> Facts<'a> {
        match known {
            true => self.strict(expr),
            false => Facts::default(),
        }
    }

    fn strict_all(&self, exprs: impl IntoIterator<Item = &'a Expr>) -> Facts<'a> {
        let facts = exprs.into_iter().map(|expr| self.strict(expr));
        facts.fold(Facts::default(), Facts::and)
    }

    // What cannot be NULL where the expression is not.
    fn strict(&self, expr: &'a Expr) -> Facts<'a> {
        let mut facts = Facts::default();
        if let Some(scope) = self.scopes.last() {
            note_strict(scope, expr, true, &mut facts);
        }
        facts
    }
}

fn note_strict<'a>(scope: &Scope<'a>, expr: &'a Expr, aliases: bool, facts: &mut Facts<'a>) {
    let (qualifier, name) = match expr {
        Expr::Identifier(name) => (None, name.value.as_str()),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [.., qualifier, name] => (Some(qualifier.value.as_str()), name.value.as_str()),
            _ => return,
        },
        _ => {
            if facts.expressions.len() < MOST_EXPRESSIONS {
                facts.expressions.push(expr);
            }
            let parts = null_with(expr);
            return parts
                .into_iter()
                .for_each(|part| note_strict(scope, part, aliases, facts));
        }
    };
    match scope.find(qualifier, name) {
        Lookup::Field(id) if qualifier.is_some() || !scope.may_stand_for_others(id) => {
            facts.fields.insert(id);
            facts.present.insert(id.relation);
        }
        // An alias is not in sight in the expression that it stands for.
        Lookup::Alias(meant) if aliases => note_strict(scope, meant, false, facts),
        _ => {}
    }
}

fn learn<'a>(scope: &mut Scope<'a>, facts: &Facts<'a>) {
    for id in &facts.fields {
        scope.set_not_null(*id, false);
    }
    for relation in &facts.present {
        scope.relations[*relation].absent = false;
    }
    let room = MOST_EXPRESSIONS.saturating_sub(scope.not_null.len());
    scope.not_null.extend(facts.expressions.iter().take(room));
}

fn remember(scope: &Scope<'_>, facts: &Facts<'_>) -> Before {
    let field = |id: &FieldId| {
        let field = &scope.relations[id.relation].fields[id.field];
        (*id, field.value.clone())
    };
    Before {
        fields: facts.fields.iter().map(field).collect(),
        absent: facts
            .present
            .iter()
            .map(|at| (*at, scope.relations[*at].absent))
            .collect(),
        expressions: scope.not_null.len(),
    }
}

fn restore(scope: &mut Scope<'_>, before: Before) {
    for (id, value) in before.fields {
        scope.relations[id.relation].fields[id.field].value = value;
    }
    for (relation, absent) in before.absent {
        scope.relations[relation].absent = absent;
    }
    scope.not_null.truncate(before.expressions);
}
