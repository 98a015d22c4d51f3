//! What cargo says of an app, and what it built: its JSON to paths.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::app::App;
use super::failure::{Failure, Outcome};

/// What cargo says of an app without building it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Where cargo builds.
    pub target: PathBuf,
    /// The package in `app/`.
    pub server: Server,
}

/// The package that serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Name of the package.
    pub package: String,
    /// Name of its program.
    pub program: String,
}

/// Asks cargo; `cargo` is the command without arguments.
///
/// # Errors
/// Where cargo cannot read the app's manifests, or there is no program in `app/`.
pub fn metadata(mut cargo: Command, app: &App) -> Outcome<Metadata> {
    let output = cargo
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(app.root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(
            "cargo cannot read the app's Cargo.toml files; it said why above",
        ));
    }
    let manifest = app.root().join("app/Cargo.toml");
    let parsed = serde_json::from_slice(&output.stdout).ok();
    parsed
        .and_then(|value| read_metadata(&value, &manifest))
        .ok_or_else(|| {
            Failure::new(format!(
                "{} is not a package of the workspace with a program",
                manifest.display()
            ))
            .help("the `members` of the workspace in the app's Cargo.toml must hold \"app\"")
        })
}

fn read_metadata(value: &Value, manifest: &Path) -> Option<Metadata> {
    let packages = value["packages"].as_array()?;
    let at = |package: &&Value| {
        package["manifest_path"]
            .as_str()
            .is_some_and(|path| Path::new(path) == manifest)
    };
    let package = packages.iter().find(at)?;
    let is_program = |target: &&Value| {
        target["kind"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind == "bin"))
    };
    let program = package["targets"].as_array()?.iter().find(is_program)?;
    Some(Metadata {
        target: PathBuf::from(value["target_directory"].as_str()?),
        server: Server {
            package: package["name"].as_str()?.to_owned(),
            program: program["name"].as_str()?.to_owned(),
        },
    })
}

/// A file that cargo built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Name of the crate or program it was built from.
    pub target: String,
    /// The file.
    pub file: PathBuf,
}

/// How a build ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Built {
    /// With these files.
    Artifacts(Vec<Artifact>),
    /// With errors, which cargo has printed.
    Failed,
}

/// Runs a build that prints JSON on standard output and people's text on standard error.
///
/// # Errors
/// Where cargo cannot be run.
pub fn build(mut cargo: Command) -> Outcome<Built> {
    let fail = |error: std::io::Error| Failure::new(format!("cannot run cargo: {error}"));
    let mut running = cargo
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(fail)?;
    let mut artifacts = Vec::new();
    if let Some(output) = running.stdout.take() {
        for line in BufReader::new(output).lines() {
            artifacts.extend(read_artifacts(&line.map_err(fail)?));
        }
    }
    let status = running.wait().map_err(fail)?;
    Ok(match status.success() {
        true => Built::Artifacts(artifacts),
        false => Built::Failed,
    })
}

// One line of https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages
fn read_artifacts(line: &str) -> Vec<Artifact> {
    let Ok(message) = serde_json::from_str::<Value>(line) else {
        return Vec::new();
    };
    if message["reason"] != "compiler-artifact" {
        return Vec::new();
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_server_is_the_program_of_the_package_in_app() {
        let value = json!({
            "target_directory": "/a/target",
            "packages": [
                {"name": "x_contract", "manifest_path": "/a/generated/contract/Cargo.toml", "targets": []},
                {"name": "x", "manifest_path": "/a/app/Cargo.toml", "targets": [
                    {"name": "tests", "kind": ["test"]}, {"name": "x-server", "kind": ["bin"]},
                ]},
            ],
        });
        let metadata = read_metadata(&value, Path::new("/a/app/Cargo.toml")).unwrap();
        assert_eq!(metadata.target, Path::new("/a/target"));
        assert_eq!(metadata.server.package, "x");
        assert_eq!(metadata.server.program, "x-server");
        assert_eq!(read_metadata(&value, Path::new("/b/app/Cargo.toml")), None);
    }

    #[test]
    fn artifacts_are_the_files_of_a_target() {
        let line = r#"{"reason":"compiler-artifact","target":{"name":"x_client_public"},"filenames":["/t/x.wasm"],"executable":null}"#;
        let artifact = Artifact {
            target: "x_client_public".into(),
            file: "/t/x.wasm".into(),
        };
        assert_eq!(read_artifacts(line), [artifact]);
        assert_eq!(
            read_artifacts(r#"{"reason":"build-finished","success":true}"#),
            []
        );
        assert_eq!(read_artifacts("warning"), []);
    }
}
