//! Declared types to the functions that write them as JSON for a column, in the form in which they are read from it.

use super::{function_name, has_words, type_name};
use crate::ir::{Field, Payload, Type, TypeDeclarationKind, TypeId, Variant};
use crate::render::Context;
use crate::render::ident::{ident, literal, snake_case};

/// A function that writes a value of the type. What leads back to `outer`, the type that it stands in, is in a box, but for
/// what a list or map holds.
pub(in crate::render) fn encoder(
    context: &Context<'_>,
    outer: Option<TypeId>,
    ty: &Type,
) -> String {
    let item = |ty: &Type| encoder(context, None, ty);
    let inner = |ty: &Type| encoder(context, outer, ty);
    let call = |call: String| format!("|value, out| db::json::write::{call}");
    match ty {
        Type::Declared(id) if has_words(context, *id) => {
            call("text(value.as_str(), out)".to_owned())
        }
        Type::Declared(id) => format!("crate::json::write::{}", function_name(context, *id)),
        Type::List(ty) => call(format!("list(value, out, {})", item(ty))),
        Type::Option(ty) if outer.is_some_and(|outer| context.order.is_boxed(outer, ty)) => {
            call(format!("optional_box(value, out, {})", inner(ty)))
        }
        Type::Option(ty) => call(format!("optional(value, out, {})", inner(ty))),
        Type::Map(key, value) => call(format!(
            "map(value, out, {}, {})",
            key_text(key),
            item(value)
        )),
        Type::Result(ok, error) => call(format!(
            "result(value, out, {}, {})",
            inner(ok),
            inner(error)
        )),
        Type::Tuple(items) => {
            let place = |at: usize| format!("&value.{at}");
            call(items_call(context, outer, items, place))
        }
        Type::Int => "db::json::write::int".to_owned(),
        Type::Float => "db::json::write::float".to_owned(),
        Type::Bool => "db::json::write::boolean".to_owned(),
        Type::String => "db::json::write::text".to_owned(),
        Type::Unit => "db::json::write::unit".to_owned(),
        Type::Bytes => "db::json::write::bytes".to_owned(),
        Type::Time => "db::json::write::time".to_owned(),
        Type::Date => "db::json::write::date".to_owned(),
        Type::Uuid => "db::json::write::uuid".to_owned(),
        Type::Decimal => "db::json::write::decimal".to_owned(),
        Type::Json => "db::json::write::json".to_owned(),
        Type::Reply(_) | Type::Event(_) | Type::ToClient | Type::Error => {
            unreachable!("checked never to be stored")
        }
    }
}

// An array of values that stand at places of their own.
fn items_call(
    context: &Context<'_>,
    outer: Option<TypeId>,
    items: &[Type],
    place: impl Fn(usize) -> String,
) -> String {
    let next = |(at, item): (usize, &Type)| {
        let write = encoder(context, outer, item);
        format!("items.next({}, {write});", place(at))
    };
    let written: String = items.iter().enumerate().map(next).collect();
    format!("items(out, |items| {{ {written} }})")
}

fn key_text(key: &Type) -> &'static str {
    match key {
        Type::Declared(_) => "|key| key.as_str().to_owned()",
        _ => "ToString::to_string",
    }
}

/// An encoder as its template prints it.
pub(super) struct EncoderView {
    pub(super) name: String,
    pub(super) function: String,
    pub(super) path: String,
    /// The parameter.
    pub(super) value: &'static str,
    pub(super) body: String,
}

pub(super) fn encoder_view(context: &Context<'_>, id: TypeId) -> EncoderView {
    let declared = &context.checked.schema().types[id.0];
    let path = type_name(context, id);
    let (value, body) = match &declared.kind {
        TypeDeclarationKind::Struct(fields) => {
            let place = |at: usize| format!("&value.{}", ident(&fields[at].name.text));
            let value = if fields.is_empty() { "_value" } else { "value" };
            (value, fields_call(context, id, fields, place))
        }
        TypeDeclarationKind::Enum(variants) => ("value", enum_body(context, id, &path, variants)),
    };
    EncoderView {
        name: declared.name.text.clone(),
        function: function_name(context, id),
        path,
        value,
        body,
    }
}

fn fields_call(
    context: &Context<'_>,
    outer: TypeId,
    fields: &[Field],
    place: impl Fn(usize) -> String,
) -> String {
    let put = |(at, field): (usize, &Field)| {
        let (name, write) = (
            literal(&field.name.text),
            encoder(context, Some(outer), &field.ty),
        );
        format!("fields.put({name}, {}, {write});", place(at))
    };
    let written: String = fields.iter().enumerate().map(put).collect();
    let parameter = if fields.is_empty() {
        "_fields"
    } else {
        "fields"
    };
    format!("db::json::write::fields(out, |{parameter}| {{ {written} }})")
}

fn enum_body(context: &Context<'_>, id: TypeId, path: &str, variants: &[Variant]) -> String {
    let arms: String = variants
        .iter()
        .map(|variant| arm(context, id, path, variant))
        .collect();
    format!("match value {{ {arms} }}")
}

// What a variant carries is bound by numbers, which are the names of nothing else.
fn arm(context: &Context<'_>, id: TypeId, path: &str, variant: &Variant) -> String {
    let word = literal(&snake_case(&variant.name.text));
    let path = format!("{path}::{}", ident(&variant.name.text));
    let place = |at: usize| format!("value_{at}");
    let carried = |write: String| format!("db::json::write::variant({word}, out, |out| {write})");
    match &variant.payload {
        Payload::Unit => format!("{path} => db::json::write::text({word}, out),"),
        Payload::Positional(types) => {
            let write = match types.as_slice() {
                [one] => {
                    let write = encoder(context, Some(id), one);
                    format!("db::json::write::value(value_0, out, {write})")
                }
                several => {
                    let call = items_call(context, Some(id), several, place);
                    format!("db::json::write::{call}")
                }
            };
            let values: Vec<_> = (0..types.len()).map(place).collect();
            format!("{path}({}) => {},", values.join(", "), carried(write))
        }
        Payload::Named(fields) => {
            let bound =
                |(at, field): (usize, &Field)| format!("{}: value_{at}", ident(&field.name.text));
            let values: Vec<_> = fields.iter().enumerate().map(bound).collect();
            let write = fields_call(context, id, fields, place);
            format!("{path} {{ {} }} => {},", values.join(", "), carried(write))
        }
    }
}
