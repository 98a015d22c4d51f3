//! The functions of SQLite: how many arguments each takes, what it gives, and when that is NULL.
//!
//! Tests ask SQLite itself for its functions, and hold each to what the table says of it.

mod aggregate;
mod json;
mod math;
mod rule;
mod scalar;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod value_tests;

pub(crate) use rule::{FunctionRule, Kind, Nulls, Operand, Returns};

/// Functions of the linked SQLite of which the table says nothing, and why. What they give has no type of its own.
const LEFT_OUT: &[(&str, &str)] = &[
    ("->", "an operator, inferred as one"),
    ("->>", "an operator, inferred as one"),
    ("fts3_tokenizer", "denied: it takes the address of code"),
    ("fts5", "gives a pointer for extensions"),
    (
        "fts5_get_locale",
        "only in tables with locales, which few have",
    ),
    ("fts5_insttoken", "changes how a full-text query is read"),
    (
        "fts5_locale",
        "gives what only a full-text table understands",
    ),
    ("load_extension", "denied: it runs code"),
    (
        "match",
        "the operator MATCH, which full-text tables give a meaning",
    ),
    ("matchinfo", "of FTS3, whose tables no migration can make"),
    ("offsets", "of FTS3, whose tables no migration can make"),
    ("optimize", "of FTS3, whose tables no migration can make"),
    ("rtreecheck", "looks for damage in the shadow tables"),
    ("rtreedepth", "reads the nodes of the shadow tables"),
    ("rtreenode", "reads the nodes of the shadow tables"),
    ("sqlite_log", "writes to the log of the process"),
];

/// What is known of a function by its name, in any case, and the number of its arguments.
pub(crate) fn find_function(name: &str, arguments: usize) -> Option<&'static FunctionRule> {
    named(name).find(|rule| (rule.least..=rule.most).contains(&arguments))
}

/// Every rule of a name.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static FunctionRule> {
    functions().filter(move |rule| rule.name.eq_ignore_ascii_case(name))
}

/// How many arguments a function takes, in words; `None` where there is no such function.
pub(crate) fn expected_counts(name: &str) -> Option<String> {
    let one = |rule: &FunctionRule| match (rule.least, rule.most) {
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, usize::MAX) => format!("{least} or more arguments"),
        (least, most) if least + 1 == most => format!("{least} or {most} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    };
    let counts: Vec<_> = named(name).map(one).collect();
    (!counts.is_empty()).then(|| counts.join(" or "))
}

/// Every function that is known.
pub(crate) fn functions() -> impl Iterator<Item = &'static FunctionRule> {
    let families = [
        scalar::SCALARS,
        math::MATH,
        json::JSON_FUNCTIONS,
        aggregate::AGGREGATES,
    ];
    families.into_iter().flatten()
}

/// Whether SQLite has it though the table does not.
pub(crate) fn is_left_out(name: &str) -> bool {
    LEFT_OUT
        .iter()
        .any(|(left_out, _)| left_out.eq_ignore_ascii_case(name))
}
