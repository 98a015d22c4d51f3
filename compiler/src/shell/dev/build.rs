//! One build of everything, and whether anything came of it that a server must be started anew for.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::app::App;
use crate::shell::bundle;
use crate::shell::bundle::profile::Profile;
use crate::shell::cargo::{self, Built, Metadata};
use crate::shell::codegen::{self, Formatting};
use crate::shell::command_line::CheckArguments;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::memory::Stamp;
use crate::shell::toolchain::compiler::Compiler;
use crate::shell::toolchain::{WasmToolchain, discover};

/// What a build came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// All is as it was.
    Nothing,
    /// The program, a bundle or an asset is another.
    Something,
}

/// Builds one app again and again.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    app: &'a App,
    toolchain: Option<WasmToolchain>,
    program: Option<PathBuf>,
    results: Vec<(PathBuf, Stamp)>,
}

impl<'a> Builder<'a> {
    /// A builder that has built nothing yet.
    pub(super) fn new(app: &'a App) -> Self {
        Self {
            app,
            toolchain: None,
            program: None,
            results: Vec::new(),
        }
    }

    /// Generates, builds the server, then the bundles: most mistakes show in the first, and are then not shown twice.
    pub(super) fn build(&mut self) -> Outcome<Change> {
        let generated =
            codegen::generate(self.app, CheckArguments::default(), Formatting::Rustfmt)?;
        let toolchain = self.toolchain()?.clone();
        let metadata = cargo::metadata(host_cargo()?, self.app)?;
        let built = self.build_server(&metadata).and_then(|program| {
            self.program = Some(program);
            bundle::build(self.app, &generated, &toolchain, &metadata, Profile::Dev)
        });
        built.inspect_err(|_| codegen::remind_of_modules(self.app))?;
        let results = self.results();
        let change = match results == self.results {
            true => Change::Nothing,
            false => Change::Something,
        };
        self.results = results;
        Ok(change)
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
        let Built::Artifacts(artifacts) = cargo::build(cargo)? else {
            return Err(Failure::new("the app does not compile; see above"));
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

    // The program, and every file that browsers load.
    fn results(&self) -> Vec<(PathBuf, Stamp)> {
        let mut files: Vec<PathBuf> = self.program.iter().cloned().collect();
        collect(&self.app.dist(), &mut files);
        let stamped = files
            .into_iter()
            .filter_map(|file| Stamp::of(&file).map(|stamp| (file, stamp)));
        let mut stamped: Vec<_> = stamped.collect();
        stamped.sort_by(|one, other| one.0.cmp(&other.0));
        // Written at each build, with the same words where nothing changed.
        stamped.retain(|(file, _)| !file.ends_with("manifest.json"));
        stamped
    }
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
