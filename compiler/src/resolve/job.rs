//! Jobs with their settings, and times of cron with the place of what is wrong in them.

use std::time::Duration;

use rally_idl::ast::{self, ValueKind};
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use super::cron::check_cron;
use super::quoted::inside;
use super::scope::Scope;
use super::settings::{count, duration, known_settings, value_span};
use super::types::resolve_fields;
use crate::ir;

const KEYS: [&str; 4] = ["retries", "backoff", "timeout", "every"];

// With a backoff that doubles, ten retries after five seconds are an hour and a half.
const RETRIES: u32 = 10;
const MOST_RETRIES: u32 = 100;
const BACKOFF: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Binds a job.
pub(crate) fn resolve_job(job: &ast::Job, context: &mut Context) -> ir::Job {
    let mut resolved = ir::Job {
        name: name(&job.name),
        docs: job.docs.clone(),
        file: context.path(job.name.span),
        arguments: resolve_fields("argument", &job.arguments, Scope::Data, context),
        retries: RETRIES,
        backoff: BACKOFF,
        timeout: TIMEOUT,
        every: None,
    };
    for setting in known_settings("job", &job.options, &KEYS, context) {
        resolve_setting(setting, &mut resolved, context);
    }
    if let (Some(every), Some(argument)) = (&resolved.every, resolved.arguments.first()) {
        context.report(arguments_by_the_clock(argument, every.span));
    }
    resolved
}

fn resolve_setting(setting: &ast::Setting, job: &mut ir::Job, context: &mut Context) {
    match setting.key.text.as_str() {
        "retries" => job.retries = count(setting, MOST_RETRIES, context).unwrap_or(RETRIES),
        "backoff" => job.backoff = duration(setting, context).unwrap_or(BACKOFF),
        "timeout" => job.timeout = duration(setting, context).unwrap_or(TIMEOUT),
        _ => job.every = resolve_every(setting, context),
    }
}

fn resolve_every(setting: &ast::Setting, context: &mut Context) -> Option<ir::Name> {
    let Some(ValueKind::Text(text)) = setting.value.as_ref().map(|value| &value.kind) else {
        context.report(
            Diagnostic::error(
                codes::BAD_CRON,
                value_span(setting),
                "`every` takes a time of cron in quotes",
            )
            .help("write `every \"0 3 * * *\"` for every day at 03:00 UTC"),
        );
        return None;
    };
    let span = value_span(setting);
    for bad in check_cron(text) {
        let place = inside(span, text, bad.range, context.sources);
        context.report(Diagnostic::error(codes::BAD_CRON, place, bad.message).help(bad.help));
    }
    Some(ir::Name {
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        span,
    })
}

fn arguments_by_the_clock(argument: &ir::Field, every: Span) -> Diagnostic {
    Diagnostic::error(
        codes::JOB_ARGUMENTS,
        argument.name.span,
        "a job that runs by the clock has no arguments",
    )
    .label("nobody is there to give it")
    .also(every, "it runs by the clock")
    .help("remove its arguments, or declare a second job that this one enqueues")
}
