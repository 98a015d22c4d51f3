//! Keys and values between braces: each key known and once, each value of the form that its key takes.

use std::time::Duration;

use rally_idl::ast::{Name, Setting, Value, ValueKind};
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::codes;
use super::context::Context;
use super::duration::{BadDuration, LONGEST_DAYS, parse_duration};

/// The settings whose keys `owner` has, each once; the others are reported.
pub(crate) fn known_settings<'s>(
    owner: &str,
    settings: &'s [Setting],
    keys: &[&str],
    context: &mut Context,
) -> Vec<&'s Setting> {
    let mut known = context.unique("setting", settings, |setting| &setting.key);
    known.retain(|setting| {
        let is_known = keys.contains(&setting.key.text.as_str());
        if !is_known {
            context.report(unknown_key(owner, setting, keys));
        }
        is_known
    });
    known
}

fn unknown_key(owner: &str, setting: &Setting, keys: &[&str]) -> Diagnostic {
    let key = &setting.key.text;
    let message = format!("`{owner}` has no setting `{key}`");
    let problem = Diagnostic::error(codes::UNKNOWN_SETTING, setting.key.span, message);
    match nearest(key, keys.iter().copied()) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!("the settings are {}", listed(keys, "and"))),
    }
}

/// The names in backticks, with a word before the last.
pub(crate) fn listed(names: &[&str], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// The place of a setting's value; of its key where it has none.
pub(crate) fn value_span(setting: &Setting) -> Span {
    let value = setting.value.as_ref().map(|value| value.span);
    value.unwrap_or(setting.key.span)
}

/// A value that its key does not take.
pub(crate) fn wrong_value(setting: &Setting, takes: &str, example: &str) -> Diagnostic {
    let key = &setting.key.text;
    let message = format!("`{key}` takes {takes}");
    let problem = Diagnostic::error(codes::UNKNOWN_SETTING_VALUE, value_span(setting), message)
        .help(format!("write `{key} {example}`"));
    match setting.value {
        Some(_) => problem,
        None => problem.label("no value follows"),
    }
}

/// The one word that a setting is given.
pub(crate) fn word<'s>(
    setting: &'s Setting,
    takes: &str,
    example: &str,
    context: &mut Context,
) -> Option<&'s Name> {
    let word = setting.value.as_ref().and_then(Value::word);
    if word.is_none() {
        context.report(wrong_value(setting, takes, example));
    }
    word
}

/// One of several words, by its place among them.
pub(crate) fn choice(setting: &Setting, words: &[&str], context: &mut Context) -> Option<usize> {
    let word = setting.value.as_ref().and_then(Value::word);
    let position = word.and_then(|word| words.iter().position(|known| *known == word.text));
    if position.is_none() {
        context.report(no_choice(setting, word, words));
    }
    position
}

fn no_choice(setting: &Setting, word: Option<&Name>, words: &[&str]) -> Diagnostic {
    let key = &setting.key.text;
    let problem = match word {
        Some(word) => {
            let message = format!("`{}` is no value of the setting `{key}`", word.text);
            Diagnostic::error(codes::UNKNOWN_SETTING_VALUE, word.span, message)
        }
        None => wrong_value(setting, "a word", ""),
    };
    let meant = word.and_then(|word| nearest(&word.text, words.iter().copied()));
    let written = |word: &str| format!("`{key} {word}`");
    match meant {
        Some(meant) => problem.help(format!("write {}", written(meant))),
        None => {
            let all: Vec<String> = words.iter().map(|word| written(word)).collect();
            problem.help(format!("write {}", all.join(" or ")))
        }
    }
}

/// Checks that nothing follows a key that says all by itself.
pub(crate) fn check_alone(setting: &Setting, context: &mut Context) {
    if let Some(value) = &setting.value {
        let key = &setting.key.text;
        let message = format!("`{key}` takes no value");
        context.report(
            Diagnostic::error(codes::UNKNOWN_SETTING_VALUE, value.span, message)
                .help(format!("write `{key}` alone")),
        );
    }
}

/// A whole number from 0 to `highest`.
pub(crate) fn count(setting: &Setting, highest: u32, context: &mut Context) -> Option<u32> {
    let number = match setting.value.as_ref().map(|value| &value.kind) {
        Some(ValueKind::Number(text)) => text.parse().ok().filter(|&number| number <= highest),
        _ => None,
    };
    if number.is_none() {
        let takes = format!("a whole number from 0 to {highest}");
        context.report(wrong_value(setting, &takes, "5"));
    }
    number
}

/// A time such as `30m`.
pub(crate) fn duration(setting: &Setting, context: &mut Context) -> Option<Duration> {
    let text = match setting.value.as_ref().map(|value| &value.kind) {
        Some(ValueKind::Number(text) | ValueKind::Text(text)) => text.as_str(),
        Some(ValueKind::Word(names)) => names.first().map_or("", |name| name.text.as_str()),
        Some(ValueKind::EmptyList) | None => "",
    };
    let is_quoted = setting
        .value
        .as_ref()
        .is_some_and(|value| matches!(value.kind, ValueKind::Text(_)));
    match parse_duration(text) {
        Ok(duration) if !is_quoted => return Some(duration),
        Ok(_) => context.report(
            bad_duration(setting, "a duration stands without quotes")
                .help(format!("write `{} {text}`", setting.key.text)),
        ),
        Err(bad) => context.report(explain_duration(setting, text, bad)),
    }
    None
}

fn bad_duration(setting: &Setting, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::BAD_DURATION, value_span(setting), message)
}

fn explain_duration(setting: &Setting, text: &str, bad: BadDuration) -> Diagnostic {
    let key = &setting.key.text;
    match bad {
        BadDuration::NoNumber => bad_duration(setting, format!("`{key}` takes a duration"))
            .help(format!("write a number and a unit, such as `{key} 30m`")),
        BadDuration::NoUnit => bad_duration(setting, format!("`{text}` has no unit")).help(
            format!("write `{key} {text}s` for seconds; the units are `ms`, `s`, `m`, `h` and `d`"),
        ),
        BadDuration::Fraction => {
            bad_duration(setting, format!("`{text}` is no whole number of its unit"))
                .help("use a smaller unit: `1.5h` is `90m`")
        }
        BadDuration::UnknownUnit(unit, meant) => {
            let problem = bad_duration(setting, format!("`{unit}` is no unit of time"));
            match meant {
                Some(meant) => problem.help(format!("write `{key} {meant}`")),
                None => problem.help("the units are `ms`, `s`, `m`, `h` and `d`"),
            }
        }
        BadDuration::Zero => bad_duration(setting, "a duration cannot be zero")
            .help(format!("write one that is longer, such as `{key} 5s`")),
        BadDuration::TooLong => bad_duration(setting, format!("`{text}` is too long"))
            .help(format!("the longest is `{LONGEST_DAYS}d`, a hundred years")),
    }
}
