//! What cargo says of an app without building it: its JSON to paths. Building is [`build`]'s.

mod messages;
mod run;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::app::App;
use super::failure::{Failure, Outcome};
use super::tee::Tee;
pub use messages::Artifact;
pub use run::{Built, build};

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
    let failed = |error: std::io::Error| Failure::new(format!("cannot run cargo: {error}"));
    let mut running = cargo
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(app.root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let said = running
        .stderr
        .take()
        .map(|output| Tee::start(output, std::io::stderr()));
    let output = running.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        let said = said.map(|said| said.last_lines(usize::MAX));
        let problem = run::problem_of_cargo(&said.unwrap_or_default());
        return Err(Failure::new(
            "cargo cannot read the app's Cargo.toml files; it said why above",
        )
        .because(vec![problem]));
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
}
