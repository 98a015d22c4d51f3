//! Types as written to types with their names bound, with the rules that one type must keep by itself.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::context::{Context, name};
use super::declare::TypeItem;
use super::unknown::{is_later, unknown_type};
use super::{case, codes};
use crate::ir;

/// The rpcs of a page by name, with their places in [`ir::Page::rpcs`].
pub(crate) type Rpcs<'a> = BTreeMap<&'a str, usize>;

/// Where a type stands, which decides whether `Reply<…>` may be written.
pub(crate) enum Scope<'s> {
    /// In the `msg` of a page with these rpcs.
    Message(&'s Rpcs<'s>),
    /// Anywhere else.
    Data,
}

// Rust implements `Debug`, `Clone` and the others for tuples of up to twelve.
const LARGEST_TUPLE: usize = 12;

/// Binds every declared struct and enum, in the order of their ids.
pub(crate) fn resolve_declarations(
    items: &[TypeItem],
    context: &mut Context,
) -> Vec<ir::TypeDeclaration> {
    let resolve = |item: &TypeItem| resolve_declaration(item, context);
    items.iter().map(resolve).collect()
}

fn resolve_declaration(item: &TypeItem, context: &mut Context) -> ir::TypeDeclaration {
    let (docs, kind) = match item {
        TypeItem::Struct(item) => {
            let fields = resolve_fields("field", &item.fields, &Scope::Data, context);
            (&item.docs, ir::TypeDeclarationKind::Struct(fields))
        }
        TypeItem::Enum(item) => {
            let variants = resolve_variants(&item.variants, &Scope::Data, context);
            (&item.docs, ir::TypeDeclarationKind::Enum(variants))
        }
    };
    ir::TypeDeclaration {
        name: name(item.name()),
        docs: docs.clone(),
        file: context.path(item.name().span),
        kind,
        home: ir::Home::Data,
    }
}

/// Binds fields or arguments; `what` names them in messages.
pub(crate) fn resolve_fields(
    what: &str,
    fields: &[ast::Field],
    scope: &Scope,
    context: &mut Context,
) -> Vec<ir::Field> {
    let fields = context.unique(what, fields, |field| &field.name);
    let resolve = |field: &ast::Field| ir::Field {
        name: name(&field.name),
        docs: field.docs.clone(),
        ty: resolve_type(&field.ty, scope, context),
    };
    fields.into_iter().map(resolve).collect()
}

/// Binds the variants of an enum or of a `msg`.
pub(crate) fn resolve_variants(
    variants: &[ast::Variant],
    scope: &Scope,
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

fn resolve_payload(payload: &ast::Payload, scope: &Scope, context: &mut Context) -> ir::Payload {
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

fn resolve_types(types: &[ast::Type], scope: &Scope, context: &mut Context) -> Vec<ir::Type> {
    let resolve = |ty| resolve_type(ty, scope, context);
    types.iter().map(resolve).collect()
}

/// Binds one type; [`ir::Type::Error`] where it does not bind, with its diagnostic.
pub(crate) fn resolve_type(ty: &ast::Type, scope: &Scope, context: &mut Context) -> ir::Type {
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
    scope: &Scope,
    context: &mut Context,
) -> ir::Type {
    let mut bind = |ty: &ast::Type| Box::new(resolve_type(ty, scope, context));
    match (name.text.as_str(), arguments) {
        ("Int", []) => ir::Type::Int,
        ("Float", []) => ir::Type::Float,
        ("Bool", []) => ir::Type::Bool,
        ("String", []) => ir::Type::String,
        ("Unit", []) => ir::Type::Unit,
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
        _ => resolve_declared(name, arguments, span, scope, context),
    }
}

fn resolve_declared(
    name: &ast::Name,
    arguments: &[ast::Type],
    span: Span,
    scope: &Scope,
    context: &mut Context,
) -> ir::Type {
    let declared = context.type_ids.get(name.text.as_str()).copied();
    let expected = arity(&name.text).or(declared.map(|_| ""));
    // What stands between the brackets of `Reply` is an rpc and not a type, in `Event` a topic.
    if name.text != "Reply" && !is_later(&name.text) {
        resolve_types(arguments, scope, context);
    }
    match (expected, declared) {
        (Some(""), Some(id)) if arguments.is_empty() => ir::Type::Declared(id),
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

/// How the type arguments of a built-in type are written.
pub(crate) fn arity(name: &str) -> Option<&'static str> {
    match name {
        "Int" | "Float" | "Bool" | "String" | "Unit" => Some(""),
        "List" | "Option" => Some("<T>"),
        "Map" => Some("<K, V>"),
        "Result" => Some("<T, E>"),
        "Reply" => Some("<rpc>"),
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
        _ => return,
    };
    context.report(problem);
}

fn check_map_key(span: Span, key: &ir::Type, context: &mut Context) {
    let label = match key {
        ir::Type::Int | ir::Type::String | ir::Type::Bool | ir::Type::Error => return,
        ir::Type::Declared(id) => match context.types[id.0] {
            TypeItem::Struct(_) => "a struct",
            TypeItem::Enum(item) if has_payload(item) => "an enum that carries values",
            TypeItem::Enum(_) => return,
        },
        ir::Type::Float => "two floats that look equal may differ",
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
                "a key is an `Int`, a `String`, a `Bool` or an enum whose variants carry nothing",
            ),
    );
}

fn has_payload(item: &ast::Enum) -> bool {
    let carries = |variant: &ast::Variant| variant.payload != ast::Payload::Unit;
    item.variants.iter().any(carries)
}

fn resolve_reply(rpc: &ast::Type, span: Span, scope: &Scope, context: &mut Context) -> ir::Type {
    let Scope::Message(rpcs) = scope else {
        context.report(reply_outside(span));
        return ir::Type::Error;
    };
    let name = context.sources.slice(rpc.span);
    // An rpc in the wrong case is reported where it is declared, with this very name as the right one.
    let renamed = || case::misspelt_snake(name, rpcs.keys().copied());
    if let Some(&at) = rpcs.get(name).or_else(|| rpcs.get(renamed()?)) {
        return ir::Type::Reply(ir::RpcId::Page(at));
    }
    if !context.damage.may_declare(name) {
        context.report(unknown_rpc(name, rpc.span, rpcs));
    }
    ir::Type::Error
}

fn reply_outside(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::REPLY_OUTSIDE_MSG,
        span,
        "`Reply` may only stand in the `msg` of a page",
    )
    .label("not in a `msg`")
    .note("a reply belongs to one call of one page; it is no data that can be stored or sent")
    .help("take the reply in a message, `Got(Reply<…>)`, and keep in the model what `update` reads from it")
}

fn unknown_rpc(name: &str, span: Span, rpcs: &Rpcs) -> Diagnostic {
    let message = format!("this page has no rpc `{name}`");
    let problem = Diagnostic::error(codes::UNKNOWN_RPC, span, message);
    let known: Vec<&str> = rpcs.keys().copied().collect();
    match nearest(name, known.iter().copied()) {
        Some(meant) => problem.help(format!("did you mean `Reply<{meant}>`?")),
        None if known.is_empty() => problem
            .label("the page declares no rpc")
            .help(format!("add `rpc {name}() -> Unit` to the page")),
        None => problem.help(format!("its rpcs are `{}`", known.join("`, `"))),
    }
}
