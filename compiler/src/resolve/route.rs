//! Paths as written after `at` to segments, each mistake with its own place inside the quotes.

use std::ops::Range;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::Context;
use super::param::parse_param;
use super::quoted::inside;
use crate::ir::{ParamType, Segment};

/// The path of a route below its client's mount; `None` where it is unusable, with its diagnostics.
pub(crate) fn parse_route(text: &ast::Text, context: &mut Context) -> Option<Vec<Segment>> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut usable = true;
    for (range, piece) in pieces(text, "route", context)? {
        let span = inside(text.span, &text.value, range, context.sources);
        if !usable && span == text.span {
            // Without a place of its own it would be the same problem again.
            continue;
        }
        match parse_segment(piece, span, context) {
            Some(segment) if is_new(&segment, &segments, span, context) => segments.push(segment),
            _ => usable = false,
        }
    }
    usable.then_some(segments)
}

/// The path that a client is mounted at; `None` where it is unusable, with its diagnostics.
pub(crate) fn parse_mount(text: &ast::Text, context: &mut Context) -> Option<String> {
    let mut usable = true;
    for (range, piece) in pieces(text, "mount", context)? {
        let span = inside(text.span, &text.value, range, context.sources);
        if !usable && span == text.span {
            continue;
        }
        if piece.starts_with(':') {
            context.report(param_in_mount(piece, span));
            usable = false;
        } else {
            usable &= parse_segment(piece, span, context).is_some();
        }
    }
    usable.then(|| text.value.clone())
}

/// What a parameter of this name parses to where no type is written.
pub(crate) fn default_param_type(name: &str) -> ParamType {
    match name == "id" || name.ends_with("_id") {
        true => ParamType::Int,
        false => ParamType::String,
    }
}

/// Whether a parameter, written without its `:`, can be a field in Rust.
pub(crate) fn is_param_name(name: &str) -> bool {
    super::case::is_snake(name)
}

type Piece<'t> = (Range<usize>, &'t str);

fn pieces<'t>(text: &'t ast::Text, what: &str, context: &mut Context) -> Option<Vec<Piece<'t>>> {
    let Some(below) = text.value.strip_prefix('/') else {
        context.report(no_slash(text, what));
        return None;
    };
    if below.is_empty() {
        return Some(vec![]);
    }
    if below.ends_with('/') {
        context.report(slash_at_end(text, what));
        return None;
    }
    let mut start = 1;
    let piece = |piece: &'t str| {
        let range = start..start + piece.len();
        start = range.end + 1;
        (range, piece)
    };
    Some(below.split('/').map(piece).collect())
}

fn no_slash(text: &ast::Text, what: &str) -> Diagnostic {
    let message = format!("a {what} must begin with `/`");
    // Of a whole address, the path.
    let path = match text.value.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => &text.value,
    };
    Diagnostic::error(codes::NO_LEADING_SLASH, text.span, message)
        .help(format!("write `\"/{path}\"`"))
}

fn slash_at_end(text: &ast::Text, what: &str) -> Diagnostic {
    let message = format!("a {what} must not end with `/`");
    let without = text.value.trim_end_matches('/');
    let without = if without.is_empty() { "/" } else { without };
    Diagnostic::error(codes::BAD_SEGMENT, text.span, message)
        .note("a path with a slash at the end is redirected to the one without")
        .help(format!("write `\"{without}\"`"))
}

fn param_in_mount(piece: &str, span: Span) -> Diagnostic {
    let message = format!("a mount cannot have the parameter `{piece}`");
    Diagnostic::error(codes::BAD_MOUNT, span, message).help(
        "mount the client at a fixed path, and write the parameter in the routes of its pages",
    )
}

fn parse_segment(piece: &str, span: Span, context: &mut Context) -> Option<Segment> {
    if let Some(param) = piece.strip_prefix(':') {
        return parse_param(param, span, context);
    }
    let Some((message, help)) = bad_static(piece) else {
        return Some(Segment::Static(piece.to_owned()));
    };
    context.report(Diagnostic::error(codes::BAD_SEGMENT, span, message).help(help));
    None
}

// The unreserved characters of RFC 3986, section 2.3: a path of these is never percent-encoded.
fn bad_static(piece: &str) -> Option<(String, String)> {
    let is_unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if piece.is_empty() {
        return Some((
            "a path must not have two slashes in a row".to_owned(),
            "remove one of them".to_owned(),
        ));
    }
    if piece == "." || piece == ".." {
        return Some((
            format!("a path must not have the segment `{piece}`"),
            "browsers resolve it before they ask; write the path that is meant".to_owned(),
        ));
    }
    let bad = piece.chars().find(|&c| !is_unreserved(c))?;
    let message = format!("`{}` cannot stand in a path", bad.escape_debug());
    if let Some(param) = foreign_param(piece) {
        return Some((
            message,
            format!("a parameter is written `:name`: write `{param}`"),
        ));
    }
    let help = match bad {
        '{' | '}' | '<' | '>' | '[' | ']' | '$' => {
            "a parameter is written `:name`, or `:name<Int>`"
        }
        '*' => {
            "a parameter is one segment, written `:name`; nothing stands for several, so write a route for each depth"
        }
        '?' | '#' => {
            "a route is the path alone; what stands behind `?` is declared with `search { … }`"
        }
        _ => "a path has letters, digits, `-`, `.`, `_` and `~`",
    };
    Some((message, help.to_owned()))
}

// The parameters of other routers, `{id}`, `[id]`, `<int:id>`, `<id:Int>`, `$id`, as they are written here.
fn foreign_param(piece: &str) -> Option<String> {
    let brackets = [("{", "}"), ("[", "]"), ("<", ">"), ("$", "")];
    let unwrap = |(open, close): &(&str, &str)| piece.strip_prefix(open)?.strip_suffix(close);
    let inner = brackets.iter().find_map(unwrap)?;
    let (name, ty) = match inner.rsplit_once(':') {
        Some((name, ty)) if ty.starts_with(|c: char| c.is_ascii_uppercase()) => {
            (name, format!("<{ty}>"))
        }
        Some((_, name)) => (name, String::new()),
        None => (inner, String::new()),
    };
    is_param_name(name).then(|| format!(":{name}{ty}"))
}

fn is_new(segment: &Segment, before: &[Segment], span: Span, context: &mut Context) -> bool {
    let Segment::Param { name, .. } = segment else {
        return true;
    };
    let is_same =
        |other: &Segment| matches!(other, Segment::Param { name: earlier, .. } if earlier == name);
    let repeated = before.iter().any(is_same);
    if repeated {
        let message = format!("the parameter `{name}` stands twice in one route");
        context.report(
            Diagnostic::error(codes::REPEATED_PARAM, span, message)
                .label("the second one")
                .help("give each parameter a name of its own, such as `:game_id` and `:team_id`"),
        );
    }
    !repeated
}
