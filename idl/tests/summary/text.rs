//! The parts of a tree that fit into one line.

use rally_idl::ast::{
    Field, Payload, Row, Setting, Shape, Type, TypeKind, Value, ValueKind, Variant,
};

pub(super) fn arguments_text(arguments: &[Field]) -> String {
    let arguments: Vec<String> = arguments.iter().map(field_text).collect();
    arguments.join(", ")
}

pub(super) fn field_text(field: &Field) -> String {
    format!("{}: {}", field.name.text, type_text(&field.ty))
}

pub(super) fn variant_text(variant: &Variant) -> String {
    let payload = match &variant.payload {
        Payload::Unit => String::new(),
        Payload::Positional(types) => format!("({})", types_text(types)),
        Payload::Named(fields) => format!("({})", arguments_text(fields)),
    };
    format!("{}{payload}", variant.name.text)
}

pub(super) fn setting_text(setting: &Setting) -> String {
    match &setting.value {
        Some(value) => format!("{} = {}", setting.key.text, value_text(value)),
        None => setting.key.text.clone(),
    }
}

/// A value with its kind, where that does not show.
pub(super) fn value_text(value: &Value) -> String {
    match &value.kind {
        ValueKind::Word(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            names.join(".")
        }
        ValueKind::Number(number) => format!("number {number}"),
        ValueKind::Text(text) => format!("{text:?}"),
        ValueKind::EmptyList => "[]".to_owned(),
    }
}

pub(super) fn shape_text(shape: &Shape) -> String {
    match shape {
        Shape::Changes => "changes".to_owned(),
        Shape::List(row) => format!("list of {}", row_text(row)),
        Shape::Option(row) => format!("option of {}", row_text(row)),
        Shape::One(row) => format!("one {}", row_text(row)),
    }
}

fn row_text(row: &Row) -> String {
    match row {
        Row::Inferred(_) => "_".to_owned(),
        Row::Declared(ty) => type_text(ty),
    }
}

fn types_text(types: &[Type]) -> String {
    types.iter().map(type_text).collect::<Vec<_>>().join(", ")
}

pub(super) fn type_text(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Named { name, arguments } if arguments.is_empty() => name.text.clone(),
        TypeKind::Named { name, arguments } => format!("{}<{}>", name.text, types_text(arguments)),
        TypeKind::Tuple(types) => format!("({})", types_text(types)),
    }
}
