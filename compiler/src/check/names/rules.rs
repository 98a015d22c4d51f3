//! What every name is held to: its case, that nothing generated has it, and that no other becomes the same.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;

use super::super::codes;
use crate::ir::Name;
use crate::resolve::case::{is_snake, is_upper_camel, snake, upper_camel};

pub(super) fn check_snake(what: &str, name: &Name, found: &mut Vec<Diagnostic>) {
    if !name.text.is_ascii() {
        // The parser has said that names are ASCII.
    } else if is_not_in_rust(&name.text) {
        found.push(not_in_rust(what, name));
    } else if !is_snake(&name.text) {
        let corrected =
            Some(snake(&name.text)).filter(|name| is_snake(name) && !is_not_in_rust(name));
        found.push(wrong_case(what, name, "snake_case", corrected));
    }
}

pub(super) fn check_upper_camel(what: &str, name: &Name, found: &mut Vec<Diagnostic>) {
    if !name.text.is_ascii() {
        // The parser has said that names are ASCII.
    } else if is_not_in_rust(&name.text) {
        found.push(not_in_rust(what, name));
    } else if !is_upper_camel(&name.text) {
        let corrected = Some(upper_camel(&name.text)).filter(|name| is_upper_camel(name));
        found.push(wrong_case(what, name, "UpperCamelCase", corrected));
    }
}

// The Reference, "Raw identifiers": these four and `_` have no raw form.
fn is_not_in_rust(name: &str) -> bool {
    matches!(name, "self" | "Self" | "super" | "crate" | "_")
}

fn not_in_rust(what: &str, name: &Name) -> Diagnostic {
    let message = format!("the {what} cannot be called `{}`", name.text);
    Diagnostic::error(codes::GENERATED_NAME, name.span, message)
        .label("nothing in Rust can have this name")
        .help("choose another name")
}

fn wrong_case(what: &str, name: &Name, case: &str, corrected: Option<String>) -> Diagnostic {
    let message = format!("the {what} `{}` is not in {case}", name.text);
    let problem = Diagnostic::error(codes::WRONG_CASE, name.span, message);
    match corrected {
        Some(corrected) => problem.help(format!("rename it to `{corrected}`")),
        None if name
            .text
            .starts_with(|first: char| first.is_ascii_alphabetic()) =>
        {
            problem.help("choose another name")
        }
        None => problem.help("begin it with a letter"),
    }
}

pub(super) fn built_in(name: &Name) -> Diagnostic {
    let message = format!("`{}` is a type of the language already", name.text);
    Diagnostic::error(codes::BUILT_IN_NAME, name.span, message).help("choose another name")
}

pub(super) fn check_free(what: &str, name: &Name, taken: &[&str], found: &mut Vec<Diagnostic>) {
    if !taken.contains(&name.text.as_str()) {
        return;
    }
    let message = format!("the {what} cannot be called `{}`", name.text);
    let taken_by = match what {
        "rpc" => "what is generated for every page has this name",
        "type" => "generated code has a type of this name",
        "parameter" => "the route has its search string under this name",
        "page" => "generated code has this name already",
        _ => "generated code has a module of this name",
    };
    found.push(
        Diagnostic::error(codes::GENERATED_NAME, name.span, message)
            .label(taken_by)
            .help("choose another name"),
    );
}

pub(super) fn check_distinct<'n>(
    what: &str,
    names: impl Iterator<Item = &'n Name>,
    convert: impl Fn(&str) -> String,
    found: &mut Vec<Diagnostic>,
) {
    let mut first: BTreeMap<String, &Name> = BTreeMap::new();
    for name in names {
        let converted = convert(&name.text);
        match first.get(&converted) {
            Some(earlier) => found.push(same_generated(what, name, earlier, &converted)),
            None => drop(first.insert(converted, name)),
        }
    }
}

fn same_generated(what: &str, name: &Name, earlier: &Name, converted: &str) -> Diagnostic {
    let message = format!(
        "the {what} names `{}` and `{}` both become `{converted}`",
        earlier.text, name.text
    );
    Diagnostic::error(codes::SAME_GENERATED_NAME, name.span, message)
        .label("the second")
        .also(earlier.span, "the first")
        .help("rename one of them")
}
