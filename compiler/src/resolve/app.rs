//! `app` and its settings.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use super::settings::{choice, known_settings, value_span};
use crate::ir;

/// The one app; none and several are reported.
pub(crate) fn resolve_app(
    files: &[ast::File],
    apps: &[&ast::App],
    context: &mut Context,
) -> Option<ir::App> {
    // Where there are several, the one in its usual file is the one that is meant.
    let is_usual = |app: &&&ast::App| context.path(app.name.span) == "idl/app.rally";
    let Some(&app) = apps.iter().find(is_usual).or(apps.first()) else {
        report_missing(files, context);
        return None;
    };
    for &other in apps.iter().filter(|other| other.name.span != app.name.span) {
        context.report(second_app(app, other));
    }
    let mut protocol = ir::Protocol::Msgpack;
    for setting in known_settings("app", &app.settings, &["database", "protocol"], context) {
        match setting.key.text.as_str() {
            "protocol" => protocol = resolve_protocol(setting, context).unwrap_or(protocol),
            _ => check_database(setting, context),
        }
    }
    Some(ir::App {
        name: name(&app.name),
        docs: app.docs.clone(),
        protocol,
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
    .label("another app")
    .also(first.name.span, "the app")
    .help("keep one of them; further browser bundles are declared with `client`")
}

fn resolve_protocol(setting: &ast::Setting, context: &mut Context) -> Option<ir::Protocol> {
    let place = choice(setting, &["msgpack", "json"], context)?;
    Some(match place {
        0 => ir::Protocol::Msgpack,
        _ => ir::Protocol::Json,
    })
}

fn check_database(setting: &ast::Setting, context: &mut Context) {
    let word = setting.value.as_ref().and_then(ast::Value::word);
    match word.map(|word| word.text.as_str()) {
        Some("postgres" | "postgresql") => context.report(not_yet(setting)),
        _ => drop(choice(setting, &["sqlite"], context)),
    }
}

fn not_yet(setting: &ast::Setting) -> Diagnostic {
    let message = "`database postgres` is not supported yet";
    Diagnostic::error(codes::SETTING_NOT_YET, value_span(setting), message)
        .note("it is part of the language and will come with a later version")
        .help("until then, write `database sqlite`")
}
