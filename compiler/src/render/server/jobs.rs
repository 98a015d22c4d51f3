//! The module of jobs: how each is enqueued, and the trait that runs them.

use askama::Template;

use super::super::Context;
use super::super::docs::{docs_or, paragraph};
use super::super::ident::{ident, literal};
use super::super::rust_type::{Place, rust_type};
use crate::ir::{Field, Job};

/// A job as templates print it.
pub(in super::super) struct JobView {
    pub docs: Vec<String>,
    pub function: String,
    pub name_literal: String,
    pub arguments: Vec<JobArgument>,
    /// Whether the app enqueues it; those that run by the clock are not enqueued.
    pub is_enqueued: bool,
    pub about: String,
}

/// An argument of a job.
pub(in super::super) struct JobArgument {
    pub name: String,
    pub ty: String,
}

/// The jobs, by declaration.
pub(in super::super) fn job_methods(context: &Context<'_>, place: Place<'_>) -> Vec<JobView> {
    let jobs = context.checked.schema().jobs.iter();
    jobs.map(|job| view(context, place, job)).collect()
}

fn view(context: &Context<'_>, place: Place<'_>, job: &Job) -> JobView {
    let name = &job.name.text;
    let argument = |field: &Field| JobArgument {
        name: ident(&field.name.text),
        ty: rust_type(context, place, &field.ty),
    };
    JobView {
        docs: docs(job),
        function: ident(name),
        name_literal: literal(name),
        arguments: job.arguments.iter().map(argument).collect(),
        is_enqueued: job.every.is_none(),
        about: format!("the work of {name}"),
    }
}

fn docs(job: &Job) -> Vec<String> {
    let mut docs = docs_or(&job.docs, format!("The job `{}`.", job.name.text));
    let rules = match &job.every {
        Some(every) => format!("Runs by the clock: `{}`, in UTC.", every.text),
        None => format!(
            "Tried again {} times, the first time after {} s; one attempt may take {} s.",
            job.retries,
            job.backoff.as_secs_f64(),
            job.timeout.as_secs_f64()
        ),
    };
    paragraph(&mut docs, [rules]);
    docs
}

pub(super) fn jobs_file<'a>(context: &Context<'a>) -> JobsFile<'a> {
    JobsFile {
        app: context.app,
        jobs: job_methods(context, Place::ServerCrate),
    }
}

#[derive(Template)]
#[template(path = "server/jobs.rs")]
pub(super) struct JobsFile<'a> {
    app: &'a str,
    jobs: Vec<JobView>,
}
