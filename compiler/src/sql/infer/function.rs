//! Function calls to values, by the function table.

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Ident,
    NamedWindowDefinition, NamedWindowExpr, OrderByExpr, WindowFrame, WindowFrameBound,
    WindowFrameUnits, WindowSpec, WindowType,
};

use super::comparison::Comparison;
use super::expression::Branches;
use super::{Inference, identifiers};
use crate::sql::error::SqlError;
use crate::sql::function_table::{
    FunctionRule, Kind, Nulls, Operand, Returns, expected_counts, find_function, functions,
    is_left_out,
};
use crate::sql::parameter::Demand;
use crate::sql::types::{SqlType, Type, Value};

/// How a call stands in its query, as far as NULL depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    /// Over the rows of a group, of which there is at least one.
    Group,
    /// Over the rows of a window that holds the current row.
    Frame,
    /// Over rows of which there may be none.
    PerhapsNone,
}

impl<'a> Inference<'a> {
    pub(super) fn infer_function(&mut self, function: &'a Function) -> Value {
        let name = identifiers(&function.name)
            .last()
            .map(|ident| ident.value.clone())
            .unwrap_or_default();
        let arguments = call_arguments(function);
        self.infer_around(function);
        self.note_aggregate(function);
        let setting = self.setting(function);
        let mut value =
            self.infer_call(&name, &arguments, argument_count(function), setting, || {
                self_span(function)
            });
        if value.nullable && all_literal(&arguments) {
            value.nullable = !self.is_constant(function);
        }
        value
    }

    fn infer_call(
        &mut self,
        name: &str,
        arguments: &[&'a Expr],
        count: usize,
        setting: Setting,
        call: impl Fn() -> Expr,
    ) -> Value {
        let Some(rule) = find_function(name, count) else {
            arguments
                .iter()
                .for_each(|argument| drop(self.infer_expression(argument)));
            if !is_left_out(name) {
                self.report_function(name, count, &call());
            }
            return Value::dynamic();
        };
        match (rule.name, arguments) {
            ("json_array_length", [list]) if self.infer_list_item(list).is_some() => {
                Value::known(SqlType::Int, false)
            }
            ("coalesce" | "ifnull", _) => self.infer_coalesce(arguments),
            ("iif" | "if", [condition, results @ ..]) => self.infer_iif(condition, results),
            ("nullif", [left, right]) => {
                self.infer_comparison(Comparison::Is, left, right);
                Value::new(self.infer_expression(left).ty, true)
            }
            ("max" | "min", [_, _, ..]) => self.infer_alternatives(arguments, "an alternative to"),
            ("lag" | "lead", [value, offset, default]) => {
                self.infer_operand(offset, Operand::Integer, name);
                self.infer_alternatives(&[value, default], "an alternative to")
            }
            _ => self.infer_by_rule(rule, arguments, setting),
        }
    }

    fn infer_by_rule(
        &mut self,
        rule: &FunctionRule,
        arguments: &[&'a Expr],
        setting: Setting,
    ) -> Value {
        let mut values = vec![];
        for (at, argument) in arguments.iter().enumerate() {
            let operand = rule
                .operands
                .get(at)
                .or(rule.operands.last())
                .copied()
                .unwrap_or(Operand::Any);
            values.push(self.infer_operand(argument, operand, rule.name));
        }
        let first = values.first().map_or(Type::Dynamic, |value| value.ty);
        let ty = match rule.returns {
            Returns::Fixed(ty) => Type::Known(ty),
            Returns::First => first,
            Returns::Number => number_type(self.parameters.resolve(first)),
            Returns::TextOrBytes => text_or_bytes(self.parameters.resolve(first)),
            Returns::Join => values
                .iter()
                .fold(Type::Null, |all, value| all.join(value.ty)),
            Returns::Dynamic => Type::Dynamic,
        };
        Value::new(ty, self.is_nullable(rule, &values, setting))
    }

    fn is_nullable(&self, rule: &FunctionRule, values: &[Value], setting: Setting) -> bool {
        let first = values.first().is_some_and(|value| value.nullable);
        let any = values.iter().any(|value| value.nullable);
        let known = |value: &Value| self.known(value).known();
        let is_number = |value: &Value| known(value).is_some_and(|ty| ty.stored_as().is_numeric());
        let may_be_blob = |value: &Value| known(value).is_none_or(|ty| ty == SqlType::Bytes);
        match rule.nulls {
            Nulls::Never => false,
            Nulls::Any => any,
            Nulls::First => first,
            Nulls::All => values.iter().all(|value| value.nullable),
            Nulls::Sometimes => true,
            Nulls::UnlessNumbers => any || !values.iter().all(is_number),
            Nulls::UnlessBlobs => any || values.iter().any(may_be_blob),
            Nulls::EmptyGroup => first || setting == Setting::PerhapsNone,
        }
    }

    fn infer_operand(&mut self, expr: &'a Expr, operand: Operand, function: &str) -> Value {
        let value = self.infer_expression(expr);
        let (ty, demand) = match operand {
            Operand::Any => return value,
            Operand::Text => (SqlType::String, Demand::Assigned),
            Operand::Integer => (SqlType::Int, Demand::Assigned),
            Operand::Number => (SqlType::Float, Demand::Compared),
        };
        self.demand(&value, Type::Known(ty), demand, |_| {
            format!("given to `{function}`")
        });
        value
    }

    fn infer_coalesce(&mut self, arguments: &[&'a Expr]) -> Value {
        let mut value = self.infer_alternatives(arguments, "an alternative to");
        value.nullable = arguments
            .iter()
            .all(|argument| self.infer_expression(argument).nullable);
        value
    }

    // The arguments are conditions and results in turn; the last, where it is over, is the result otherwise.
    fn infer_iif(&mut self, condition: &'a Expr, rest: &[&'a Expr]) -> Value {
        let mut branches = Branches::default();
        let mut condition = Some(condition);
        for expr in rest {
            match condition.take() {
                Some(condition) => self.infer_branch(&mut branches, condition, expr),
                None => condition = Some(expr),
            }
        }
        self.infer_otherwise(branches, condition)
    }

    pub(super) fn infer_operand_condition(&mut self, condition: &'a Expr) {
        let value = self.infer_expression(condition);
        self.demand(&value, Type::Known(SqlType::Bool), Demand::Assigned, |_| {
            "as a condition".to_owned()
        });
    }

    // FILTER, OVER and ORDER BY say nothing of the result, but may hold parameters.
    fn infer_around(&mut self, function: &'a Function) {
        if let Some(filter) = &function.filter {
            self.infer_operand_condition(filter);
        }
        if let FunctionArguments::List(list) = &function.args {
            for clause in &list.clauses {
                if let FunctionArgumentClause::OrderBy(order) = clause {
                    self.infer_order(order);
                }
            }
        }
        if let Some(WindowType::WindowSpec(window)) = &function.over {
            self.infer_window(window);
        }
    }

    pub(super) fn infer_window(&mut self, window: &'a WindowSpec) {
        window
            .partition_by
            .iter()
            .for_each(|expr| drop(self.infer_expression(expr)));
        self.infer_order(&window.order_by);
        if let Some(frame) = &window.window_frame {
            self.infer_frame(frame);
        }
    }

    // Rows and groups are counted; a range is as wide as a number that the order is by.
    fn infer_frame(&mut self, frame: &'a WindowFrame) {
        let (ty, demand) = match frame.units {
            WindowFrameUnits::Range => (SqlType::Float, Demand::Compared),
            WindowFrameUnits::Rows | WindowFrameUnits::Groups => (SqlType::Int, Demand::Assigned),
        };
        for bound in std::iter::once(&frame.start_bound).chain(&frame.end_bound) {
            if let WindowFrameBound::Preceding(Some(expr))
            | WindowFrameBound::Following(Some(expr)) = bound
            {
                let value = self.infer_expression(expr);
                let reason = |_: &Self| format!("as a bound of `{}`", frame.units);
                self.demand(&value, Type::Known(ty), demand, reason);
            }
        }
    }

    pub(super) fn infer_order(&mut self, order: &'a [OrderByExpr]) {
        order
            .iter()
            .for_each(|term| drop(self.infer_expression(&term.expr)));
    }

    fn setting(&self, function: &Function) -> Setting {
        let scope = self.scopes.last();
        let grouped = scope.is_some_and(|scope| scope.grouped);
        let windows = scope.map_or(&[][..], |scope| scope.windows);
        match (&function.filter, &function.over) {
            (Some(_), _) => Setting::PerhapsNone,
            (None, Some(over)) if window_holds_row(over, windows) => Setting::Frame,
            (None, Some(_)) => Setting::PerhapsNone,
            (None, None) if grouped => Setting::Group,
            (None, None) => Setting::PerhapsNone,
        }
    }

    // Whether SQLite, asked now, has a value for a call of literals: `date('now')` always has one.
    fn is_constant(&self, function: &Function) -> bool {
        let scalar =
            function.over.is_none() && function.filter.is_none() && !is_aggregate(function);
        let sql = format!("SELECT {function} IS NOT NULL");
        let (found, _) = self.catalog.guard.query(|| {
            self.catalog
                .connection
                .query_row(&sql, [], |row| row.get(0))
        });
        scalar && found.unwrap_or(false)
    }

    fn report_function(&mut self, name: &str, given: usize, call: &Expr) {
        let span = self.places.node(call);
        let name_length = name.len().min(span.range().len());
        let start = span.start as usize;
        let span = rally_idl::source::Span::new(span.file, start, start + name_length);
        let error = match expected_counts(name) {
            None => SqlError::UnknownFunction {
                span,
                name: name.to_owned(),
                nearest: rally_idl::diagnostic::nearest(name, functions().map(|rule| rule.name))
                    .map(str::to_owned),
            },
            Some(expected) => SqlError::ArgumentCount {
                span,
                name: name.to_owned(),
                given,
                expected,
            },
        };
        self.report(error);
    }
}

// Whether the frame of every row has that row itself, so that it is never empty.
fn window_holds_row(window: &WindowType, windows: &[NamedWindowDefinition]) -> bool {
    match window {
        WindowType::WindowSpec(spec) => spec_holds_row(spec, windows),
        WindowType::NamedWindow(name) => {
            named_window(name, windows).is_some_and(|spec| spec_holds_row(spec, windows))
        }
    }
}

// A window that others are made from has no frame of its own.
fn spec_holds_row(spec: &WindowSpec, windows: &[NamedWindowDefinition]) -> bool {
    let base_is_known = spec
        .window_name
        .as_ref()
        .is_none_or(|base| named_window(base, windows).is_some());
    base_is_known && spec.window_frame.as_ref().is_none_or(frame_holds_row)
}

fn named_window<'w>(name: &Ident, windows: &'w [NamedWindowDefinition]) -> Option<&'w WindowSpec> {
    windows.iter().find_map(|window| match &window.1 {
        NamedWindowExpr::WindowSpec(spec) if window.0.value.eq_ignore_ascii_case(&name.value) => {
            Some(spec)
        }
        _ => None,
    })
}

fn frame_holds_row(frame: &WindowFrame) -> bool {
    use WindowFrameBound as Bound;
    matches!(frame.start_bound, Bound::CurrentRow | Bound::Preceding(_))
        && matches!(
            frame.end_bound,
            None | Some(Bound::CurrentRow | Bound::Following(_))
        )
}

fn self_span(function: &Function) -> Expr {
    Expr::Function(function.clone())
}

/// Whether a call gathers several rows into one.
pub(super) fn is_aggregate(function: &Function) -> bool {
    let name = identifiers(&function.name)
        .last()
        .map(|ident| ident.value.as_str())
        .unwrap_or_default();
    let rule = find_function(name, argument_count(function));
    function.over.is_none() && rule.is_some_and(|rule| rule.kind == Kind::Aggregate)
}

/// The argument without which a call has no value.
///
/// The first is one wherever any argument may be: not so the last of `replace(x, '', NULL)`.
pub(super) fn strict_argument(function: &Function) -> Option<&Expr> {
    let name = identifiers(&function.name).last()?.value.as_str();
    let rule = find_function(name, argument_count(function))?;
    let is_strict = matches!(
        rule.nulls,
        Nulls::Any | Nulls::First | Nulls::UnlessNumbers | Nulls::UnlessBlobs
    );
    let first = call_arguments(function).into_iter().next();
    first.filter(|_| is_strict && rule.kind == Kind::Scalar)
}

fn argument_count(function: &Function) -> usize {
    let FunctionArguments::List(list) = &function.args else {
        return 0;
    };
    let star = |argument: &&FunctionArg| {
        matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Wildcard))
    };
    list.args.iter().filter(|argument| !star(argument)).count()
}

pub(super) fn call_arguments(function: &Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else {
        return vec![];
    };
    let exprs = list.args.iter().filter_map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    exprs.collect()
}

fn all_literal(arguments: &[&Expr]) -> bool {
    arguments.iter().all(|argument| match argument {
        Expr::Value(value) => !matches!(value.value, sqlparser::ast::Value::Placeholder(_)),
        _ => false,
    })
}

fn number_type(argument: Type) -> Type {
    match argument {
        Type::Known(SqlType::Bool) => Type::Known(SqlType::Int),
        Type::Known(SqlType::Int | SqlType::Float) | Type::Parameter { .. } => argument,
        Type::Known(SqlType::Time) => Type::Known(SqlType::Int),
        _ => Type::Dynamic,
    }
}

fn text_or_bytes(argument: Type) -> Type {
    match argument {
        Type::Known(SqlType::Bytes) => argument,
        Type::Dynamic => Type::Dynamic,
        _ => Type::Known(SqlType::String),
    }
}
