//! Everything that touches the world: disk, processes, network, terminal. The core is called from here and never
//! calls back.
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "the shell is the one place that touches the world, and where a person is spoken to"
)]

pub mod ansi;
pub mod app;
pub mod build;
pub mod bundle;
pub mod cache;
pub mod cargo;
pub mod codegen;
pub mod command_line;
pub mod database;
pub mod dev;
pub mod diagnostics;
pub mod diff;
pub mod doctor;
pub mod failure;
pub mod fmt;
pub mod format;
pub mod hash;
pub mod init;
pub mod load;
pub mod load_rust;
pub mod lock;
mod lsp;
pub mod manifest;
pub mod memory;
pub mod migrate;
pub mod place;
pub mod problem;
pub mod program;
pub mod report;
pub mod reset;
pub mod routes;
pub mod seed;
pub mod tee;
pub mod toolchain;
pub mod write;

use std::path::Path;
use std::process::ExitCode;

use app::App;
use clap::{CommandFactory, Parser};
use command_line::{
    CheckArguments, Command, CommandLine, CompletionArguments, DoctorArguments, RoutesArguments,
};
use doctor::Health;
use failure::Outcome;

/// Runs the command that was typed.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    match execute(line) {
        Ok(code) => code,
        Err(failure) => {
            report::fail(failure);
            ExitCode::FAILURE
        }
    }
}

fn execute(line: CommandLine) -> Outcome<ExitCode> {
    let app = line.app.as_deref();
    match line.command {
        Command::Check(arguments) => check(app, arguments)?,
        Command::Build(arguments) => build::build(&App::find(app)?, &arguments)?,
        Command::Fmt(arguments) => fmt::fmt(app, &arguments)?,
        Command::Routes(arguments) => print_routes(app, arguments)?,
        Command::Doctor(arguments) => return examine(app, &arguments),
        Command::Completions(arguments) => complete(&arguments),
        Command::Init(arguments) => init::init(&arguments)?,
        Command::Migrate(arguments) => return migrate::migrate(&App::find(app)?, &arguments),
        Command::Seed(arguments) => seed::seed(&App::find(app)?, &arguments)?,
        Command::Reset(arguments) => reset::reset(&App::find(app)?, &arguments)?,
        Command::Dev(arguments) => dev::dev(&App::find(app)?, &arguments)?,
        Command::Lsp(_) => return Ok(lsp::serve()),
    }
    Ok(ExitCode::SUCCESS)
}

fn check(app: Option<&Path>, arguments: CheckArguments) -> Outcome<()> {
    let app = App::find(app)?;
    let schema = codegen::check(&app, arguments)?;
    report::step("Checked", routes::summary(schema.schema()));
    Ok(())
}

fn print_routes(app: Option<&Path>, arguments: RoutesArguments) -> Outcome<()> {
    let schema = codegen::check(&App::find(app)?, arguments.check)?;
    report::answer(routes::render(schema.schema(), arguments));
    Ok(())
}

fn examine(app: Option<&Path>, arguments: &DoctorArguments) -> Outcome<ExitCode> {
    if arguments.prepare {
        doctor::prepare()?;
    }
    let here = std::env::current_dir().unwrap_or_default();
    Ok(match doctor::examine(app.unwrap_or(&here)) {
        Health::Good => ExitCode::SUCCESS,
        Health::Missing => ExitCode::FAILURE,
    })
}

fn complete(arguments: &CompletionArguments) {
    let mut command = CommandLine::command();
    clap_complete::generate(
        arguments.shell,
        &mut command,
        "rallyc",
        &mut std::io::stdout(),
    );
}
