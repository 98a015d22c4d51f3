//! A value as written to a value of its type.

use std::str::FromStr;

use rally_idl::ast::{self, ValueKind};
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_runtime::value::{Date, Decimal, Time, Uuid};

use super::codes;
use super::context::Context;
use super::types::plain_enum;
use crate::ir::{Literal, Type, TypeId};

/// The value of a field's default; `None` where it is none of this type, with its diagnostic.
pub(crate) fn resolve_literal(
    value: &ast::Value,
    field: &ast::SearchField,
    ty: &Type,
    context: &mut Context,
) -> Option<Literal> {
    // An enum without variants was reported, and has no right value.
    if *ty == Type::Error || is_empty(ty, context) {
        return None;
    }
    let found = match ty {
        Type::Declared(id) => variant(value, *id, context).map(Literal::Variant),
        ty => scalar(&value.kind, ty),
    };
    if found.is_none() {
        context.report(wrong_value(value, field, ty, context));
    }
    found
}

fn is_empty(ty: &Type, context: &Context) -> bool {
    let Type::Declared(id) = ty else {
        return false;
    };
    plain_enum(*id, context).is_some_and(|declared| declared.variants.is_empty())
}

/// A value of this type, as it would be written.
pub(crate) fn example(ty: &Type, context: &Context) -> String {
    match ty {
        Type::Declared(id) => plain_enum(*id, context)
            .and_then(|declared| declared.variants.first())
            .map_or_else(|| "…".to_owned(), |variant| variant.name.text.clone()),
        Type::Int => "1".to_owned(),
        Type::Float => "1.0".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::List(_) => "[]".to_owned(),
        Type::Date => "\"2026-01-31\"".to_owned(),
        Type::Time => "\"2026-01-31T12:00:00Z\"".to_owned(),
        Type::Uuid => "\"00000000-0000-0000-0000-000000000000\"".to_owned(),
        Type::Decimal => "\"9.90\"".to_owned(),
        _ => "\"…\"".to_owned(),
    }
}

fn scalar(value: &ValueKind, ty: &Type) -> Option<Literal> {
    match (ty, value) {
        (Type::Int, ValueKind::Number(text)) => text.parse().ok().map(Literal::Int),
        (Type::Float, ValueKind::Number(text)) => float(text).map(Literal::Float),
        (Type::Bool, ValueKind::Word(names)) => match names.as_slice() {
            [name] if name.text == "true" => Some(Literal::Bool(true)),
            [name] if name.text == "false" => Some(Literal::Bool(false)),
            _ => None,
        },
        (Type::String, ValueKind::Text(text)) => Some(Literal::Text(text.clone())),
        (Type::Date, ValueKind::Text(text)) => canonical::<Date>(text),
        (Type::Time, ValueKind::Text(text)) => canonical::<Time>(text),
        (Type::Uuid, ValueKind::Text(text)) => canonical::<Uuid>(text),
        (Type::Decimal, ValueKind::Text(text) | ValueKind::Number(text)) => {
            canonical::<Decimal>(text)
        }
        (Type::List(_), ValueKind::EmptyList) => Some(Literal::EmptyList),
        _ => None,
    }
}

// The runtime reads addresses with the same types, so the two cannot disagree.
fn canonical<T: FromStr + ToString>(text: &str) -> Option<Literal> {
    let value: T = text.parse().ok()?;
    Some(Literal::Text(value.to_string()))
}

// Rust reads `inf` and `nan` too, and what is too large as infinite.
fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn variant(value: &ast::Value, id: TypeId, context: &Context) -> Option<usize> {
    let word = value.word()?;
    let variants = &plain_enum(id, context)?.variants;
    variants
        .iter()
        .position(|variant| variant.name.text == word.text)
}

fn wrong_value(
    value: &ast::Value,
    field: &ast::SearchField,
    ty: &Type,
    context: &Context,
) -> Diagnostic {
    let (name, written) = (&field.name.text, context.sources.slice(field.ty.span));
    let text = context.sources.slice(value.span);
    let problem = |message: String| Diagnostic::error(codes::BAD_DEFAULT, value.span, message);
    if let Type::Option(_) = ty {
        return problem("an `Option` has no default of its own".to_owned())
            .note("where the address does not say, it is `None`")
            .help(format!("write `{name}: {written}`, or leave out `Option`"));
    }
    let problem = problem(format!("`{text}` is no `{written}`"));
    match meant(value, ty, context) {
        Some(meant) => problem.help(format!("write `{name}: {written} = {meant}`")),
        None => problem.help(format!(
            "write it as in `{name}: {written} = {}`",
            example(ty, context)
        )),
    }
}

// What was meant, where that can be known: the nearest variant, or the same text with quotes.
fn meant(value: &ast::Value, ty: &Type, context: &Context) -> Option<String> {
    match (ty, &value.kind) {
        (Type::Declared(id), ValueKind::Word(names)) => {
            let variants = &plain_enum(*id, context)?.variants;
            let known = variants.iter().map(|variant| variant.name.text.as_str());
            nearest(&names.last()?.text, known).map(str::to_owned)
        }
        (_, ValueKind::Word(_) | ValueKind::Number(_)) => {
            let text = context.sources.slice(value.span);
            let quoted = ValueKind::Text(text.to_owned());
            scalar(&quoted, ty).map(|_| format!("\"{text}\""))
        }
        (_, ValueKind::Text(text)) => {
            let bare = ValueKind::Number(text.clone());
            scalar(&bare, ty).map(|_| text.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> ValueKind {
        ValueKind::Text(text.to_owned())
    }

    fn number(text: &str) -> ValueKind {
        ValueKind::Number(text.to_owned())
    }

    #[test]
    fn a_value_of_its_type_is_read() {
        let kept = |kept: &str| Some(Literal::Text(kept.to_owned()));
        for (value, ty, expected) in [
            (
                number("-9223372036854775808"),
                Type::Int,
                Some(Literal::Int(i64::MIN)),
            ),
            (number("-2"), Type::Float, Some(Literal::Float(-2.0))),
            (number("1.5e-3"), Type::Float, Some(Literal::Float(0.0015))),
            (text("all"), Type::String, kept("all")),
            (text("2024-02-29"), Type::Date, kept("2024-02-29")),
            (
                text("2026-01-31T12:00:00.5Z"),
                Type::Time,
                kept("2026-01-31T12:00:00.500Z"),
            ),
            (
                text("01234567-89AB-cdef-0123-456789abcdef"),
                Type::Uuid,
                kept("01234567-89ab-cdef-0123-456789abcdef"),
            ),
            (number("007.5"), Type::Decimal, kept("7.5")),
            (text("-0.25"), Type::Decimal, kept("-0.25")),
            (
                ValueKind::EmptyList,
                Type::List(Box::new(Type::Int)),
                Some(Literal::EmptyList),
            ),
        ] {
            assert_eq!(scalar(&value, &ty), expected, "{value:?}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_none() {
        for (value, ty) in [
            (number("9223372036854775808"), Type::Int),
            (number("1.0"), Type::Int),
            (number("5s"), Type::Int),
            (number("1e400"), Type::Float),
            (text("1"), Type::Int),
            (number("1"), Type::String),
            (text("2023-02-29"), Type::Date),
            (text("31.01.2026"), Type::Date),
            (text("2026-01-31T24:00:00Z"), Type::Time),
            (text("0123"), Type::Uuid),
            (text("9,90"), Type::Decimal),
            (number("9.9e1"), Type::Decimal),
            (ValueKind::EmptyList, Type::Int),
            (text("x"), Type::Json),
        ] {
            assert_eq!(scalar(&value, &ty), None, "{value:?}");
        }
    }
}
