//! Diagnostics to the terminal or, one JSON object a line, to tools.

use std::io::IsTerminal;

use rally_idl::diagnostic::render::{self, Style};
use rally_idl::diagnostic::{Diagnostic, Label, Severity};
use rally_idl::source::{SourceMap, Span};
use serde_json::{Value, json};

use super::command_line::{CheckArguments, MessageFormat};
use super::failure::{Failure, Outcome};
use super::report;

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
    judge(diagnostics, arguments)
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

// https://no-color.org
fn style() -> Style {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !refused {
        Style::Coloured
    } else {
        Style::Plain
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
