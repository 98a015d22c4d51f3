//! One build of everything, and what came of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::outside::Outside;
use crate::shell::app::App;
use crate::shell::bundle;
use crate::shell::bundle::profile::Profile;
use crate::shell::cargo::{self, Built, Metadata};
use crate::shell::codegen::{self, Formatting};
use crate::shell::command_line::CheckArguments;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::memory::Stamp;
use crate::shell::problem::{Problem, Severity, Speaker};
use crate::shell::toolchain::compiler::Compiler;
use crate::shell::toolchain::{WasmToolchain, discover};

/// What a server serves: the program, every bundle and every asset, as one build left them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Results {
    files: Vec<(PathBuf, Stamp)>,
}

/// Builds one app again and again.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    app: &'a App,
    toolchain: Option<WasmToolchain>,
    program: Option<PathBuf>,
    name: String,
    outside: Outside,
}

impl<'a> Builder<'a> {
    /// A builder that has built nothing yet.
    pub(super) fn new(app: &'a App) -> Self {
        Self {
            app,
            toolchain: None,
            program: None,
            name: String::new(),
            outside: Outside::default(),
        }
    }

    /// Generates, builds the server, then the bundles: most mistakes show in the first, and are then not shown twice.
    pub(super) fn build(&mut self) -> Outcome<Results> {
        let generated =
            codegen::generate(self.app, CheckArguments::default(), Formatting::Rustfmt)?;
        let toolchain = self.toolchain()?.clone();
        let metadata = cargo::metadata(host_cargo()?, self.app)?;
        self.name.clone_from(&generated.app);
        let built = self.build_server(&metadata).and_then(|program| {
            self.program = Some(program);
            bundle::build(self.app, &generated, &toolchain, &metadata, Profile::Dev)
        });
        built.map_err(|failure| failure.after(missing_modules(self.app)))?;
        Ok(self.results())
    }

    /// Name of the app.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Packages outside of the app that it is built from.
    pub(super) fn outside(&mut self) -> BTreeSet<PathBuf> {
        let folders = host_cargo().map(|cargo| self.outside.folders(self.app, cargo).clone());
        folders.unwrap_or_default()
    }

    /// The server's program of the last build that succeeded.
    pub(super) fn program(&self) -> Outcome<&Path> {
        let program = self.program.as_deref();
        program.ok_or_else(|| Failure::new("the server has not been built yet"))
    }

    fn toolchain(&mut self) -> Outcome<&WasmToolchain> {
        let toolchain = match self.toolchain.take() {
            Some(toolchain) => toolchain,
            None => discover::prepare()?,
        };
        Ok(self.toolchain.insert(toolchain))
    }

    fn build_server(&self, metadata: &Metadata) -> Outcome<PathBuf> {
        let mut cargo = host_cargo()?;
        cargo
            .current_dir(self.app.root())
            .args(["build", "--package", &metadata.server.package]);
        let artifacts = match cargo::build(cargo)? {
            Built::Artifacts(artifacts) => artifacts,
            Built::Failed(problems) => {
                let failure = Failure::new("the app does not compile; see above");
                return Err(failure.because(problems));
            }
        };
        let is_program = |artifact: &&cargo::Artifact| artifact.target == metadata.server.program;
        let program = artifacts.iter().rfind(is_program);
        program.map(|program| program.file.clone()).ok_or_else(|| {
            Failure::new(format!(
                "cargo built no program `{}`",
                metadata.server.program
            ))
        })
    }

    fn results(&self) -> Results {
        let mut files: Vec<PathBuf> = self.program.iter().cloned().collect();
        collect(&self.app.dist(), &mut files);
        // Written at each build, with the same words where nothing changed.
        files.retain(|file| !file.ends_with("manifest.json"));
        files.sort();
        let stamped = files
            .into_iter()
            .filter_map(|file| Stamp::of(&file).map(|stamp| (file, stamp)));
        Results {
            files: stamped.collect(),
        }
    }
}

// What the compiler says about them is about generated code, which nobody has written.
fn missing_modules(app: &App) -> Vec<Problem> {
    let missing = codegen::remind_of_modules(app).into_iter();
    missing
        .map(|reminder| Problem {
            severity: Severity::Warning,
            ..Problem::error(Speaker::Command, reminder)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

fn host_cargo() -> Outcome<Command> {
    let active = Compiler::active().ok_or_else(|| {
        Failure::new("no rustc and cargo were found").help("install Rust from https://rustup.rs")
    })?;
    Ok(Command::new(active.cargo))
}
