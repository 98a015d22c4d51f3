//! A type name that nothing declares, to a message that says what was meant.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::case::misspelt_camel;
use super::codes;
use super::context::Context;
use super::types::arity;

const BUILT_IN: [&str; 18] = [
    "Bool", "Bytes", "Date", "Decimal", "Event", "Float", "Int", "Json", "List", "Map", "Option",
    "Reply", "Result", "String", "Time", "ToClient", "Unit", "Uuid",
];

/// Reports a name that is no type, unless a damaged item may have declared it, or an item in the wrong case, which is told
/// to be called so.
pub(crate) fn unknown_type(
    name: &ast::Name,
    arguments: &[ast::Type],
    span: Span,
    context: &mut Context,
) {
    let declared = context.type_ids.keys().copied();
    if context.damage.may_declare(&name.text) || misspelt_camel(&name.text, declared).is_some() {
        return;
    }
    context.report(unknown(name, arguments, span, context));
}

fn unknown(name: &ast::Name, arguments: &[ast::Type], span: Span, context: &Context) -> Diagnostic {
    let message = format!("unknown type `{}`", name.text);
    let problem = Diagnostic::error(codes::UNKNOWN_TYPE, name.span, message);
    if let Some(meant) = foreign(&name.text) {
        let written = as_written(meant, name, arguments, span, context);
        return problem.help(format!("in Rally this is `{written}`"));
    }
    let declared = context.type_ids.keys().copied();
    match nearest(&name.text, declared.chain(BUILT_IN)) {
        Some(meant) => {
            let written = as_written(meant, name, arguments, span, context);
            let problem = problem.help(format!("did you mean `{written}`?"));
            with_declaration(problem, meant, context)
        }
        None => problem.help(declare_it(&name.text)),
    }
}

fn with_declaration(problem: Diagnostic, meant: &str, context: &Context) -> Diagnostic {
    match context.type_ids.get(meant) {
        Some(id) => problem.also(context.types[id.0].name().span, "declared here"),
        None => problem,
    }
}

fn declare_it(name: &str) -> String {
    let name = super::case::upper_camel(name);
    format!("declare it: `struct {name} {{ … }}` or `enum {name} {{ … }}`")
}

// The right name with the arguments that were written, so that the help can be pasted.
fn as_written(
    meant: &str,
    name: &ast::Name,
    arguments: &[ast::Type],
    span: Span,
    context: &Context,
) -> String {
    if arguments.is_empty() {
        return format!("{meant}{}", arity(meant).unwrap_or_default());
    }
    if arity(meant) == Some("") {
        return meant.to_owned();
    }
    let after = Span::new(span.file, name.span.range().end, span.range().end);
    format!("{meant}{}", context.sources.slice(after))
}

/// What other languages call the built-in types.
pub(crate) fn foreign(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "varchar" | "char" | "&str" => "String",
        "int" | "integer" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16"
        | "u32" | "u64" | "u128" | "usize" | "int32" | "int64" | "long" | "bigint" | "number" => {
            "Int"
        }
        "float" | "double" | "f32" | "f64" | "real" => "Float",
        "bool" | "boolean" => "Bool",
        "list" | "array" | "vec" | "vector" | "slice" | "seq" => "List",
        "option" | "optional" | "maybe" | "nullable" => "Option",
        "map" | "dict" | "dictionary" | "hashmap" | "btreemap" | "record" => "Map",
        "unit" | "void" | "nil" | "null" | "none" | "nothing" => "Unit",
        "result" | "either" => "Result",
        "reply" => "Reply",
        "time" | "datetime" | "timestamp" | "instant" => "Time",
        "date" => "Date",
        "uuid" | "guid" => "Uuid",
        "bytes" | "blob" | "binary" => "Bytes",
        "json" => "Json",
        "decimal" | "money" => "Decimal",
        "event" => "Event",
        "toclient" | "to_client" => "ToClient",
        _ => return None,
    })
}
