//! Types as written to types with their names bound, with the rules that one type must keep by itself.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::carrier::is_message_type;
use super::codes;
use super::context::{Context, name};
use super::declare::TypeItem;
use super::message::{resolve_event, resolve_reply, resolve_to_client};
use super::scope::Scope;
use super::unknown::unknown_type;
use crate::ir;

// Rust implements `Debug`, `Clone` and the others for tuples of up to twelve.
const LARGEST_TUPLE: usize = 12;

/// Binds a declared struct or enum.
pub(crate) fn resolve_declaration(
    item: &TypeItem,
    home: ir::Home,
    scope: Scope,
    context: &mut Context,
) -> ir::TypeDeclaration {
    let (docs, kind) = match item {
        TypeItem::Struct(item) => {
            let fields = resolve_fields("field", &item.fields, scope, context);
            (&item.docs, ir::TypeDeclarationKind::Struct(fields))
        }
        TypeItem::Enum(item) => {
            let variants = resolve_variants(&item.variants, scope, context);
            (&item.docs, ir::TypeDeclarationKind::Enum(variants))
        }
    };
    ir::TypeDeclaration {
        name: name(item.name()),
        docs: docs.clone(),
        file: context.path(item.name().span),
        kind,
        home,
    }
}

/// Binds fields or arguments; `what` names them in messages.
pub(crate) fn resolve_fields(
    what: &str,
    fields: &[ast::Field],
    scope: Scope,
    context: &mut Context,
) -> Vec<ir::Field> {
    let fields = context.unique(what, fields, |field| &field.name);
    let resolve = |field: &ast::Field| resolve_field(field, scope, context);
    fields.into_iter().map(resolve).collect()
}

/// Binds one field.
pub(crate) fn resolve_field(field: &ast::Field, scope: Scope, context: &mut Context) -> ir::Field {
    ir::Field {
        name: name(&field.name),
        docs: field.docs.clone(),
        ty: resolve_type(&field.ty, scope, context),
    }
}

/// Binds the variants of an enum or of a `msg`.
pub(crate) fn resolve_variants(
    variants: &[ast::Variant],
    scope: Scope,
    context: &mut Context,
) -> Vec<ir::Variant> {
    let variants = context.unique("variant", variants, |variant| &variant.name);
    let resolve = |variant: &ast::Variant| ir::Variant {
        name: name(&variant.name),
        docs: variant.docs.clone(),
        payload: resolve_payload(&variant.payload, scope, context),
    };
    variants.into_iter().map(resolve).collect()
}

fn resolve_payload(payload: &ast::Payload, scope: Scope, context: &mut Context) -> ir::Payload {
    match payload {
        ast::Payload::Unit => ir::Payload::Unit,
        ast::Payload::Positional(types) => {
            ir::Payload::Positional(resolve_types(types, scope, context))
        }
        ast::Payload::Named(fields) => {
            ir::Payload::Named(resolve_fields("field", fields, scope, context))
        }
    }
}

fn resolve_types(types: &[ast::Type], scope: Scope, context: &mut Context) -> Vec<ir::Type> {
    let resolve = |ty| resolve_type(ty, scope, context);
    types.iter().map(resolve).collect()
}

/// Binds one type; [`ir::Type::Error`] where it does not bind, with its diagnostic.
pub(crate) fn resolve_type(ty: &ast::Type, scope: Scope, context: &mut Context) -> ir::Type {
    match &ty.kind {
        ast::TypeKind::Named { name, arguments } => {
            resolve_named(name, arguments, ty.span, scope, context)
        }
        ast::TypeKind::Tuple(items) => {
            if items.len() > LARGEST_TUPLE {
                context.report(large_tuple(ty.span, items.len()));
            }
            ir::Type::Tuple(resolve_types(items, scope, context))
        }
    }
}

fn resolve_named(
    name: &ast::Name,
    arguments: &[ast::Type],
    span: Span,
    scope: Scope,
    context: &mut Context,
) -> ir::Type {
    let mut bind = |ty: &ast::Type| Box::new(resolve_type(ty, scope, context));
    match (name.text.as_str(), arguments) {
        ("Int", []) => ir::Type::Int,
        ("Float", []) => ir::Type::Float,
        ("Bool", []) => ir::Type::Bool,
        ("String", []) => ir::Type::String,
        ("Unit", []) => ir::Type::Unit,
        ("Bytes", []) => ir::Type::Bytes,
        ("Time", []) => ir::Type::Time,
        ("Date", []) => ir::Type::Date,
        ("Uuid", []) => ir::Type::Uuid,
        ("Decimal", []) => ir::Type::Decimal,
        ("Json", []) => ir::Type::Json,
        ("List", [item]) => ir::Type::List(bind(item)),
        ("Result", [ok, error]) => ir::Type::Result(bind(ok), bind(error)),
        ("Option", [item]) => {
            let item = bind(item);
            check_option(span, &item, context);
            ir::Type::Option(item)
        }
        ("Map", [key, value]) => {
            let (bound, value) = (bind(key), bind(value));
            check_map_key(key.span, &bound, context);
            ir::Type::Map(bound, value)
        }
        ("Reply", [rpc]) => resolve_reply(rpc, span, scope, context),
        ("Event", [topic]) => resolve_event(topic, span, scope, context),
        ("ToClient", []) => resolve_to_client(span, scope, context),
        _ => resolve_declared(name, arguments, span, scope, context),
    }
}

fn resolve_declared(
    name: &ast::Name,
    arguments: &[ast::Type],
    span: Span,
    scope: Scope,
    context: &mut Context,
) -> ir::Type {
    let declared = context.type_ids.get(name.text.as_str()).copied();
    let expected = arity(&name.text).or(declared.map(|_| ""));
    // What stands between the brackets of `Reply` is an rpc and not a type, in `Event` a topic.
    if !is_message_type(&name.text) {
        resolve_types(arguments, scope, context);
    }
    match (expected, declared) {
        (Some(""), Some(id)) if arguments.is_empty() => {
            check_home(id, span, scope, context);
            ir::Type::Declared(id)
        }
        (Some(parameters), _) => {
            context.report(wrong_arity(name, parameters, arguments.len(), span));
            ir::Type::Error
        }
        (None, _) => {
            unknown_type(name, arguments, span, context);
            ir::Type::Error
        }
    }
}

// An enum of messages is no data.
fn check_home(id: ir::TypeId, span: Span, scope: Scope, context: &mut Context) {
    let (Scope::Data, Some(carrier)) = (scope, context.carriers.get_mut(&id)) else {
        return;
    };
    carrier.misplaced = true;
    let carried = carrier.carried;
    let name = &context.types[id.0].name().text;
    let message =
        format!("`{name}` is an enum of messages, and may only stand in the `msg` of a page");
    context.report(
        Diagnostic::error(codes::MESSAGES_AS_DATA, span, message)
            .label("not in a `msg`")
            .also(carried, "it carries this")
            .help("declare another enum without it for what is stored or sent"),
    );
}

/// How the type arguments of a built-in type are written.
pub(crate) fn arity(name: &str) -> Option<&'static str> {
    match name {
        "Int" | "Float" | "Bool" | "String" | "Unit" | "Bytes" | "Time" | "Date" | "Uuid"
        | "Decimal" | "Json" | "ToClient" => Some(""),
        "List" | "Option" => Some("<T>"),
        "Map" => Some("<K, V>"),
        "Result" => Some("<T, E>"),
        "Reply" => Some("<rpc>"),
        "Event" => Some("<topic>"),
        _ => None,
    }
}

fn wrong_arity(name: &ast::Name, parameters: &str, found: usize, span: Span) -> Diagnostic {
    let name = &name.text;
    let takes = match parameters {
        "" => "no type arguments",
        "<K, V>" | "<T, E>" => "two type arguments",
        _ => "one type argument",
    };
    let message = format!("`{name}` takes {takes}");
    let label = match found {
        0 => "none is given".to_owned(),
        1 => "one is given".to_owned(),
        more => format!("{more} are given"),
    };
    Diagnostic::error(codes::TYPE_ARGUMENTS, span, message)
        .label(label)
        .help(right_arguments(name))
}

fn right_arguments(name: &str) -> String {
    match name {
        "List" | "Option" => format!("say of what: `{name}<String>`"),
        "Map" => "say from what to what: `Map<String, Int>`".to_owned(),
        "Result" => "say what success and failure carry: `Result<Int, String>`".to_owned(),
        "Reply" => "say of which rpc: `Reply<increment>`".to_owned(),
        "Event" => "say of which topic: `Event<game>`".to_owned(),
        plain => format!("write `{plain}`"),
    }
}

fn large_tuple(span: Span, size: usize) -> Diagnostic {
    let message = format!("a tuple of {size} values is too large");
    Diagnostic::error(codes::LARGE_TUPLE, span, message)
        .label(format!("{LARGEST_TUPLE} are the most"))
        .help("declare a `struct`, whose fields have names")
}

fn check_option(span: Span, item: &ir::Type, context: &mut Context) {
    let problem = match item {
        ir::Type::Option(_) => Diagnostic::error(
            codes::NESTED_OPTION,
            span,
            "an `Option` of an `Option` cannot cross the wire",
        )
        .label("both `None`s would arrive as the same")
        .help("write one `Option`, or an `enum` whose variants say what each absence means"),
        ir::Type::Unit => Diagnostic::error(
            codes::OPTION_OF_UNIT,
            span,
            "an `Option<Unit>` cannot cross the wire",
        )
        .label("`Some` of nothing would arrive as `None`")
        .help("write `Bool`"),
        ir::Type::Json => Diagnostic::error(
            codes::OPTION_OF_JSON,
            span,
            "an `Option<Json>` cannot cross the wire",
        )
        .label("`Some` of `null` would arrive as `None`")
        .help("write `Json`, which may be `null`"),
        _ => return,
    };
    context.report(problem);
}

fn check_map_key(span: Span, key: &ir::Type, context: &mut Context) {
    let label = match key {
        ir::Type::Int
        | ir::Type::String
        | ir::Type::Bool
        | ir::Type::Uuid
        | ir::Type::Date
        | ir::Type::Error => return,
        ir::Type::Declared(id) => match context.types[id.0] {
            TypeItem::Struct(_) => "a struct",
            TypeItem::Enum(item) if is_plain(item) => return,
            TypeItem::Enum(_) => "an enum that carries values",
        },
        ir::Type::Float => "two floats that look equal may differ",
        ir::Type::Time | ir::Type::Decimal | ir::Type::Bytes | ir::Type::Json => {
            "values of this type are no keys"
        }
        _ => "a type of several parts",
    };
    let message = format!(
        "`{}` cannot be the key of a `Map`",
        context.sources.slice(span)
    );
    context.report(
        Diagnostic::error(codes::MAP_KEY, span, message)
            .label(label)
            .help(
                "a key is an `Int`, a `String`, a `Bool`, a `Uuid`, a `Date` or an enum whose variants carry nothing",
            ),
    );
}

/// The enum of an id, where its variants carry nothing.
pub(crate) fn plain_enum<'a>(id: ir::TypeId, context: &Context<'a>) -> Option<&'a ast::Enum> {
    match context.types[id.0] {
        TypeItem::Enum(item) if is_plain(item) => Some(item),
        _ => None,
    }
}

fn is_plain(item: &ast::Enum) -> bool {
    let carries = |variant: &ast::Variant| variant.payload != ast::Payload::Unit;
    !item.variants.iter().any(carries)
}
