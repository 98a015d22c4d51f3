//! The lines of JSON that cargo writes as it builds, to files and problems.
//! <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>

use std::path::PathBuf;

use serde_json::Value;

use crate::shell::problem::{Problem, Severity, Speaker};

/// A file that cargo built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Name of the crate or program it was built from.
    pub target: String,
    /// The file.
    pub file: PathBuf,
}

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message {
    /// These files are there.
    Built(Vec<Artifact>),
    /// rustc has something to say.
    Compiler {
        /// For the terminal, with colours.
        rendered: String,
        /// Where it is an error.
        problem: Option<Problem>,
    },
}

/// Reads a line; `None` of what is no message, or of no interest.
pub(super) fn parse(line: &str) -> Option<Message> {
    let message: Value = serde_json::from_str(line).ok()?;
    match message["reason"].as_str()? {
        "compiler-artifact" => Some(Message::Built(artifacts(&message))),
        "compiler-message" => compiler_message(&message["message"]),
        _ => None,
    }
}

fn artifacts(message: &Value) -> Vec<Artifact> {
    let target = message["target"]["name"].as_str().unwrap_or_default();
    let files = message["filenames"].as_array().into_iter().flatten();
    let artifact = |file: &Value| {
        Some(Artifact {
            target: target.to_owned(),
            file: PathBuf::from(file.as_str()?),
        })
    };
    files
        .chain([&message["executable"]])
        .filter_map(artifact)
        .collect()
}

fn compiler_message(message: &Value) -> Option<Message> {
    let rendered = message["rendered"].as_str()?;
    let title = message["message"].as_str()?;
    if is_count(title) {
        return None;
    }
    let is_error = message["level"]
        .as_str()
        .is_some_and(|level| level.starts_with("error"));
    let problem = is_error.then(|| Problem {
        speaker: Speaker::Rust,
        severity: Severity::Error,
        code: message["code"]["code"].as_str().map(str::to_owned),
        title: title.lines().next().unwrap_or_default().to_owned(),
        // The first line is the title with its code.
        text: rendered
            .split_once('\n')
            .map_or("", |(_, text)| text)
            .trim_end()
            .to_owned(),
        help: None,
    });
    Some(Message::Compiler {
        rendered: rendered.to_owned(),
        problem,
    })
}

// cargo counts the messages itself.
fn is_count(title: &str) -> bool {
    title.starts_with("aborting due to ")
        || title.ends_with(" warning emitted")
        || title.ends_with(" warnings emitted")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn artifacts_are_the_files_of_a_target() {
        let line = r#"{"reason":"compiler-artifact","target":{"name":"x_client_public"},"filenames":["/t/x.wasm"],"executable":null}"#;
        let artifact = Artifact {
            target: "x_client_public".into(),
            file: "/t/x.wasm".into(),
        };
        assert_eq!(parse(line), Some(Message::Built(vec![artifact])));
        assert_eq!(parse(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(parse("warning"), None);
        assert_eq!(parse("[]"), None);
    }

    fn message(level: &str, title: &str, rendered: &str) -> Option<Message> {
        let code = json!({ "code": "E0425" });
        let message =
            json!({ "level": level, "message": title, "rendered": rendered, "code": code });
        parse(&json!({ "reason": "compiler-message", "message": message }).to_string())
    }

    #[test]
    fn an_error_of_rustc_is_a_problem_with_its_code_and_all_its_lines() {
        let rendered = "error[E0425]: cannot find value `x`\n --> src/a.rs:1:1\n  |\n\n";
        let problem = Problem {
            code: Some("E0425".into()),
            ..Problem::error(Speaker::Rust, "cannot find value `x`").text(" --> src/a.rs:1:1\n  |")
        };
        let expected = Message::Compiler {
            rendered: rendered.to_owned(),
            problem: Some(problem),
        };
        assert_eq!(
            message("error", "cannot find value `x`", rendered),
            Some(expected)
        );
    }

    #[test]
    fn warnings_are_shown_and_are_no_problems_and_counts_are_neither() {
        let expected = Message::Compiler {
            rendered: "warning: unused\n".into(),
            problem: None,
        };
        assert_eq!(
            message("warning", "unused", "warning: unused\n"),
            Some(expected)
        );
        for count in [
            "aborting due to 2 previous errors",
            "1 warning emitted",
            "3 warnings emitted",
        ] {
            assert_eq!(message("error", count, count), None, "{count}");
        }
    }
}
