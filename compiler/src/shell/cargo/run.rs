//! One build by cargo: its messages to the terminal and to problems.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::messages::{self, Artifact, Message};
use crate::shell::failure::{Failure, Outcome};
use crate::shell::problem::{Problem, Speaker};
use crate::shell::tee::Tee;
use crate::shell::{ansi, report};

// Enough for a manifest with its snippet, and for what a build script has written.
const LAST_LINES: usize = 60;

/// How a build ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Built {
    /// With these files.
    Artifacts(Vec<Artifact>),
    /// With errors, which have been printed.
    Failed(Vec<Problem>),
}

/// Runs a build; what cargo and rustc say is printed as it comes.
///
/// # Errors
/// Where cargo cannot be run.
pub fn build(mut cargo: Command) -> Outcome<Built> {
    cargo
        .arg("--message-format=json-diagnostic-rendered-ansi")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if report::has_colours() {
        show_all_on_terminal(&mut cargo);
    }
    let mut running = cargo.spawn().map_err(|error| failed(&error))?;
    let said = running
        .stderr
        .take()
        .map(|output| Tee::start(output, std::io::stderr()));
    let (artifacts, mut problems) = read_messages(&mut running)?;
    let status = running.wait().map_err(|error| failed(&error))?;
    if status.success() {
        return Ok(Built::Artifacts(artifacts));
    }
    if problems.is_empty() {
        let said = said.map(|said| said.last_lines(LAST_LINES));
        problems.push(problem_of_cargo(&said.unwrap_or_default()));
    }
    Ok(Built::Failed(problems))
}

fn failed(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run cargo: {error}"))
}

// cargo sees a pipe, and would show neither colours nor how far it is.
fn show_all_on_terminal(cargo: &mut Command) {
    let usual = [
        ("CARGO_TERM_COLOR", "always"),
        ("CARGO_TERM_PROGRESS_WHEN", "always"),
        ("CARGO_TERM_PROGRESS_WIDTH", "80"),
    ];
    for (name, value) in usual {
        if std::env::var_os(name).is_none() {
            cargo.env(name, value);
        }
    }
}

fn read_messages(running: &mut Child) -> Outcome<(Vec<Artifact>, Vec<Problem>)> {
    let (mut artifacts, mut problems) = (Vec::new(), Vec::new());
    let Some(output) = running.stdout.take() else {
        return Ok((artifacts, problems));
    };
    for line in BufReader::new(output).lines() {
        match messages::parse(&line.map_err(|error| failed(&error))?) {
            Some(Message::Built(files)) => artifacts.extend(files),
            Some(Message::Compiler { rendered, problem }) => {
                report::rendered(&rendered);
                // A crate may be built for two targets, with the same mistake in both.
                problems.extend(problem.filter(|problem| !problems.contains(problem)));
            }
            None => {}
        }
    }
    Ok((artifacts, problems))
}

/// What cargo wrote on standard error, to one problem.
pub(super) fn problem_of_cargo(said: &str) -> Problem {
    let plain = ansi::plain(said);
    let error = "error: ";
    // What stands before is what went well.
    let begin = plain.lines().position(|line| line.starts_with(error));
    let lines: Vec<&str> = plain.lines().skip(begin.unwrap_or(0)).collect();
    let (title, text) = lines.split_first().unwrap_or((&"", &[]));
    let title = title.strip_prefix(error).unwrap_or(title);
    let title = match title.is_empty() {
        true => "cargo failed and did not say why",
        false => title,
    };
    Problem::error(Speaker::Cargo, title).text(text.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_well_before_an_error_of_cargo_is_left_out() {
        let said = "    Updating index\n\u{1b}[1;31merror\u{1b}[0m: no matching package named `nope` found\nlocation searched: crates.io index\n";
        let expected = Problem::error(Speaker::Cargo, "no matching package named `nope` found")
            .text("location searched: crates.io index");
        assert_eq!(problem_of_cargo(said), expected);
        assert_eq!(problem_of_cargo("killed").title, "killed");
        assert_eq!(
            problem_of_cargo("").title,
            "cargo failed and did not say why"
        );
    }
}
