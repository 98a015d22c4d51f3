//! Diagnostics to the terminal or, one JSON object a line, to tools.

use rally_idl::diagnostic::render::{self, Style};
use rally_idl::diagnostic::{Diagnostic, Label, Severity};
use rally_idl::source::{SourceMap, Span};
use serde_json::{Value, json};

use super::command_line::{CheckArguments, MessageFormat};
use super::failure::{Failure, Outcome};
use super::problem::{Problem, Speaker};
use super::report;

// More of them nobody reads in a page; all of them are in the terminal.
const MOST_KEPT: usize = 100;

/// Prints everything found.
///
/// # Errors
/// Where an error is among it, or a warning and warnings are denied.
pub fn print(
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    arguments: CheckArguments,
) -> Outcome<()> {
    match arguments.message_format {
        MessageFormat::Human => {
            for diagnostic in diagnostics {
                eprintln!("{}", render::render(diagnostic, sources, style()));
            }
        }
        MessageFormat::Json => {
            for diagnostic in diagnostics {
                report::answer(object(diagnostic, sources));
            }
        }
    }
    judge(diagnostics, arguments).map_err(|failure| failure.because(problems(diagnostics, sources)))
}

fn problems(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Problem> {
    // Errors first: they are why nothing was written.
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics
        .iter()
        .partition(|found| found.severity == Severity::Error);
    let found = errors.into_iter().chain(warnings).take(MOST_KEPT);
    found.map(|found| problem(found, sources)).collect()
}

fn problem(diagnostic: &Diagnostic, sources: &SourceMap) -> Problem {
    let rendered = render::render(diagnostic, sources, Style::Coloured);
    // The first line is the title with its code.
    let text = rendered.split_once('\n').map_or("", |(_, text)| text);
    Problem {
        speaker: Speaker::Schema,
        severity: diagnostic.severity,
        code: Some(diagnostic.code.0.to_owned()),
        title: diagnostic.message.clone(),
        text: text.to_owned(),
        help: None,
    }
}

fn judge(diagnostics: &[Diagnostic], arguments: CheckArguments) -> Outcome<()> {
    let failed = diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    let summary = render::summary(diagnostics);
    if failed {
        return Err(Failure::new(format!("{summary}; nothing was written")));
    }
    if arguments.deny_warnings && !diagnostics.is_empty() {
        return Err(Failure::new(format!(
            "{summary}, and warnings are denied; nothing was written"
        )));
    }
    Ok(())
}

fn style() -> Style {
    match report::has_colours() {
        true => Style::Coloured,
        false => Style::Plain,
    }
}

fn object(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    json!({
        "code": diagnostic.code.0,
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.message,
        "place": place(&diagnostic.primary, sources),
        "other_places": diagnostic.secondary.iter().map(|label| place(label, sources)).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

fn place(label: &Label, sources: &SourceMap) -> Value {
    let Span { start, end, file } = label.span;
    let source = sources.file(file);
    let (first, last) = (
        source.position(start as usize),
        source.position(end as usize),
    );
    json!({
        "file": source.path,
        "start": { "byte": start, "line": first.line, "column": first.column },
        "end": { "byte": end, "line": last.line, "column": last.column },
        "label": label.text,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use rally_idl::diagnostic::Code;

    fn arguments(deny_warnings: bool) -> CheckArguments {
        CheckArguments {
            message_format: MessageFormat::Human,
            deny_warnings,
        }
    }

    #[test]
    fn tools_get_every_place_in_bytes_lines_and_columns() {
        let mut sources = SourceMap::default();
        let file = sources.add("idl/app.rally", "app é {}\napp b {}\n");
        let error = Diagnostic::error(Code("R0601"), Span::new(file, 14, 15), "two apps")
            .also(Span::new(file, 4, 6), "first")
            .help("remove one");
        let object = object(&error, &sources);
        assert_eq!(
            object["place"]["start"],
            json!({"byte": 14, "line": 2, "column": 5})
        );
        assert_eq!(
            object["other_places"][0]["end"],
            json!({"byte": 6, "line": 1, "column": 6})
        );
        assert_eq!(object["other_places"][0]["label"], "first");
        assert_eq!(object["help"], "remove one");
    }

    #[test]
    fn a_failure_has_each_diagnostic_as_the_terminal_shows_it_errors_first() {
        let mut sources = SourceMap::default();
        let file = sources.add("idl/app.rally", "app a {}\napp b {}\n");
        let warning = Diagnostic::warning(Code("R0602"), Span::new(file, 0, 3), "odd");
        let error = Diagnostic::error(Code("R0601"), Span::new(file, 13, 14), "two apps")
            .label("again here")
            .note("one is enough")
            .help("remove one");
        let failure = print(&[warning, error], &sources, arguments(false));
        let problems = failure.map_err(Failure::into_problems).unwrap_err();
        let [error, warning] = problems.as_slice() else {
            panic!("two problems: {problems:?}");
        };
        assert_eq!(error.code.as_deref(), Some("R0601"));
        assert_eq!(error.title, "two apps");
        assert_eq!(
            crate::shell::ansi::plain(&error.text),
            "  ┌─ idl/app.rally:2:5\n2 │ app b {}\n  │     ^ again here\n  = note: one is enough\n  = help: remove one\n"
        );
        assert_eq!(warning.severity, Severity::Warning);
    }

    #[test]
    fn warnings_stop_only_where_they_are_denied() {
        let mut sources = SourceMap::default();
        let file = sources.add("idl/app.rally", "app a {}");
        let span = Span::new(file, 0, 3);
        let warning = [Diagnostic::warning(Code("R0601"), span, "odd")];
        assert!(judge(&warning, arguments(false)).is_ok());
        assert!(judge(&warning, arguments(true)).is_err());
        assert!(judge(&[], arguments(true)).is_ok());
        let error = [Diagnostic::error(Code("R0601"), span, "wrong")];
        assert!(judge(&error, arguments(false)).is_err());
    }
}
