//! A parameter of a path, `:day<Date>`, to its name and type.

use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::case::snake;
use super::codes;
use super::context::Context;
use super::route::{default_param_type, is_param_name};
use super::types::plain_enum;
use super::unknown::foreign;
use crate::ir::{ParamType, Segment};

const SCALARS: [(&str, ParamType); 7] = [
    ("Int", ParamType::Int),
    ("String", ParamType::String),
    ("Bool", ParamType::Bool),
    ("Date", ParamType::Date),
    ("Time", ParamType::Time),
    ("Uuid", ParamType::Uuid),
    ("Decimal", ParamType::Decimal),
];

/// Reads what stands behind the `:`; `None` where it is unusable, with its diagnostic.
pub(crate) fn parse_param(param: &str, span: Span, context: &mut Context) -> Option<Segment> {
    let (name, ty) = match param.split_once('<') {
        None => (param, None),
        Some((name, rest)) => (name, Some(rest)),
    };
    if !is_param_name(name) {
        context.report(bad_name(name, span));
        return None;
    }
    let ty = match ty {
        None => default_param_type(name),
        Some(ty) => parse_type(name, ty, span, context)?,
    };
    let name = name.to_owned();
    Some(Segment::Param { name, ty })
}

fn parse_type(name: &str, rest: &str, span: Span, context: &mut Context) -> Option<ParamType> {
    let Some(ty) = rest.strip_suffix('>') else {
        context.report(unclosed(name, rest, span));
        return None;
    };
    if let Some(&(_, scalar)) = SCALARS.iter().find(|(scalar, _)| *scalar == ty) {
        return Some(scalar);
    }
    let declared = context.type_ids.get(ty).copied();
    if let Some(id) = declared.filter(|&id| plain_enum(id, context).is_some()) {
        return Some(ParamType::Enum(id));
    }
    if declared.is_some() || !context.damage.may_declare(ty) {
        context.report(bad_type(name, ty, span, context));
    }
    None
}

fn bad_name(name: &str, span: Span) -> Diagnostic {
    let corrected = snake(name);
    let problem = if name.is_empty() {
        Diagnostic::error(codes::BAD_PARAM, span, "a parameter needs a name")
    } else {
        let message = format!("`{name}` cannot be the name of a parameter");
        Diagnostic::error(codes::BAD_PARAM, span, message).label("it becomes a field of `Params`")
    };
    match is_param_name(&corrected) {
        true => problem.help(format!("write `:{corrected}`")),
        false => problem.help("write a name in snake case, such as `:game_id`"),
    }
}

fn unclosed(name: &str, ty: &str, span: Span) -> Diagnostic {
    let ty: String = ty.chars().filter(char::is_ascii_alphanumeric).collect();
    Diagnostic::error(
        codes::BAD_PARAM,
        span,
        "the type of a parameter stands between `<` and `>`",
    )
    .help(format!("write `:{name}<{ty}>`"))
}

fn bad_type(name: &str, ty: &str, span: Span, context: &Context) -> Diagnostic {
    let message = format!("a parameter cannot be of type `{ty}`");
    let problem = Diagnostic::error(codes::BAD_PARAM, span, message);
    let declared = context.type_ids.get(ty).copied();
    if let Some(id) = declared {
        return problem
            .also(context.types[id.0].name().span, "declared here")
            .note("a parameter is one segment of a path")
            .help("write a scalar, or an enum whose variants carry nothing");
    }
    let is_scalar = |meant: &&str| SCALARS.iter().any(|(scalar, _)| scalar == meant);
    if let Some(meant) = foreign(ty).filter(is_scalar) {
        return problem.help(format!("write `:{name}<{meant}>`"));
    }
    let enums = context.type_ids.iter();
    let enums = enums.filter(|&(_, &id)| plain_enum(id, context).is_some());
    let known = SCALARS.iter().map(|(scalar, _)| *scalar);
    match nearest(ty, known.chain(enums.map(|(name, _)| *name))) {
        Some(meant) => problem.help(format!("write `:{name}<{meant}>`")),
        None => problem.help(format!("write `:{name}<Int>` or `:{name}<String>`")),
    }
}
