//! The messages of a page or layout: the enums that nothing else uses, and how a value from outside becomes a message.

use super::super::Context;
use super::super::declaration::{Declaration, declaration};
use super::super::ident::ident;
use super::super::rust_type::Place;
use crate::ir::{Home, Payload, Type, TypeDeclarationKind, TypeId, Variant};

/// The enums that only the messages of this place use, in the order of their declaration.
pub(super) fn message_enums(
    context: &Context<'_>,
    place: Place<'_>,
    home: Home,
) -> Vec<Declaration> {
    let types = context.checked.schema().types.iter().enumerate();
    let own = types.filter(|(_, declared)| declared.home == home);
    own.map(|(at, declared)| declaration(context, place.message_enum(TypeId(at)), declared))
        .collect()
}

/// The function that makes a message of a value of this type, as Rust writes it: `Msg::Live`, or a closure where the
/// message is one of an enum inside.
///
/// # Panics
/// Never on a checked schema: there one message takes each topic that is subscribed to, and one what the server sends.
pub(super) fn message_of(context: &Context<'_>, messages: &[Variant], wanted: &Type) -> String {
    let message = find(context, "Msg", messages, wanted, &mut Vec::new())
        .expect("a checked page has a message for whatever it is sent");
    match message.strip_suffix("(value)") {
        Some(function) if !function.contains('(') => function.to_owned(),
        _ => format!("|value| {message}"),
    }
}

fn find(
    context: &Context<'_>,
    name: &str,
    variants: &[Variant],
    wanted: &Type,
    passed: &mut Vec<TypeId>,
) -> Option<String> {
    variants.iter().find_map(|variant| {
        let variant_name = ident(&variant.name.text);
        match &variant.payload {
            Payload::Positional(types) => match types.as_slice() {
                [only] => {
                    let value = find_in(context, only, wanted, passed)?;
                    Some(format!("{name}::{variant_name}({value})"))
                }
                _ => None,
            },
            Payload::Named(fields) => match fields.as_slice() {
                [only] => {
                    let value = find_in(context, &only.ty, wanted, passed)?;
                    let field = ident(&only.name.text);
                    Some(format!("{name}::{variant_name} {{ {field}: {value} }}"))
                }
                _ => None,
            },
            Payload::Unit => None,
        }
    })
}

fn find_in(
    context: &Context<'_>,
    ty: &Type,
    wanted: &Type,
    passed: &mut Vec<TypeId>,
) -> Option<String> {
    if ty == wanted {
        return Some("value".to_owned());
    }
    let Type::Declared(id) = ty else { return None };
    let declared = &context.checked.schema().types[id.0];
    let TypeDeclarationKind::Enum(variants) = &declared.kind else {
        return None;
    };
    if declared.home == Home::Data || passed.contains(id) {
        return None;
    }
    passed.push(*id);
    // Seen from the module of the codecs, below that of the page.
    let name = format!("super::{}", ident(&declared.name.text));
    find(context, &name, variants, wanted, passed)
}
