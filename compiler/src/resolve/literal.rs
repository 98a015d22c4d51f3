//! A value as written to a value of its type.

use rally_idl::ast::{self, ValueKind};
use rally_idl::diagnostic::{Diagnostic, nearest};

use super::canonical::{date, decimal, time, uuid};
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
    if *ty == Type::Error {
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
        (Type::Date, ValueKind::Text(text)) => date(text).map(Literal::Text),
        (Type::Time, ValueKind::Text(text)) => time(text).map(Literal::Text),
        (Type::Uuid, ValueKind::Text(text)) => uuid(text).map(Literal::Text),
        (Type::Decimal, ValueKind::Text(text) | ValueKind::Number(text)) => {
            decimal(text).map(Literal::Text)
        }
        (Type::List(_), ValueKind::EmptyList) => Some(Literal::EmptyList),
        _ => None,
    }
}

// Rust reads `inf`, `nan` and `1e5` too, which are no numbers of the language.
fn float(text: &str) -> Option<f64> {
    let is_plain = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let value: f64 = text.parse().ok()?;
    (text.chars().all(is_plain) && value.is_finite()).then_some(value)
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
