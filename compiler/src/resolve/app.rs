//! `app` and its settings.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use crate::ir;

const KEYS: [&str; 2] = ["database", "protocol"];

/// The one app; none and several are reported.
pub(crate) fn resolve_app(
    files: &[ast::File],
    apps: &[&ast::App],
    context: &mut Context,
) -> Option<ir::App> {
    let Some((&app, others)) = apps.split_first() else {
        report_missing(files, context);
        return None;
    };
    for other in others {
        context.report(second_app(app, other));
    }
    let settings = context.unique("setting", &app.settings, |setting| &setting.key);
    for setting in settings {
        check_setting(setting, context);
    }
    Some(ir::App {
        name: name(&app.name),
        docs: app.docs.clone(),
        protocol: ir::Protocol::Msgpack,
    })
}

fn report_missing(files: &[ast::File], context: &mut Context) {
    // A damaged item may be the app. Without any file there is no place to point at; whoever loads the files says so.
    let Some(file) = files.first().filter(|_| !context.damage.any()) else {
        return;
    };
    let start = Span::new(file.id, 0, 0);
    context.report(
        Diagnostic::error(codes::NO_APP, start, "no file declares the app")
            .note("every app has one `app`, by custom in `idl/app.rally`")
            .help("add `app my_app { database sqlite  protocol msgpack }`"),
    );
}

fn second_app(first: &ast::App, second: &ast::App) -> Diagnostic {
    Diagnostic::error(
        codes::SECOND_APP,
        second.name.span,
        "there is more than one `app`",
    )
    .label("a second app")
    .also(first.name.span, "the first one")
    .help("keep one of them; further browser bundles are declared with `client`")
}

fn check_setting(setting: &ast::Setting, context: &mut Context) {
    let (key, value) = (setting.key.text.as_str(), value_of(setting).text.as_str());
    let problem = match (key, value) {
        ("database", "sqlite") | ("protocol", "msgpack") => return,
        ("database", "postgres" | "postgresql") => not_yet(setting, "sqlite"),
        ("protocol", "json") => not_yet(setting, "msgpack"),
        ("database", _) => unknown_value(setting, &["sqlite"]),
        ("protocol", _) => unknown_value(setting, &["msgpack"]),
        _ => unknown_key(setting),
    };
    context.report(problem);
}

fn not_yet(setting: &ast::Setting, instead: &str) -> Diagnostic {
    let (key, value) = (&setting.key.text, &value_of(setting).text);
    let message = format!("`{key} {value}` is not supported yet");
    Diagnostic::error(codes::SETTING_NOT_YET, value_of(setting).span, message)
        .note("it is part of the language and will come with a later version")
        .help(format!("until then, write `{key} {instead}`"))
}

fn unknown_value(setting: &ast::Setting, known: &[&str]) -> Diagnostic {
    let (key, value) = (&setting.key.text, &value_of(setting).text);
    let message = format!("`{value}` is no value of the setting `{key}`");
    Diagnostic::error(
        codes::UNKNOWN_SETTING_VALUE,
        value_of(setting).span,
        message,
    )
    .help(format!("write `{key} {}`", known.join("` or `")))
}

fn unknown_key(setting: &ast::Setting) -> Diagnostic {
    let key = &setting.key.text;
    let message = format!("`app` has no setting `{key}`");
    let problem = Diagnostic::error(codes::UNKNOWN_SETTING, setting.key.span, message);
    match nearest(key, KEYS) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("the settings are `database` and `protocol`"),
    }
}

// The key itself where no word follows it.
fn value_of(setting: &ast::Setting) -> &ast::Name {
    let word = setting.value.as_ref().and_then(ast::Value::word);
    word.unwrap_or(&setting.key)
}
