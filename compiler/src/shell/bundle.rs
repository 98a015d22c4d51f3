//! The clients of an app to what browsers load: wasm, the JavaScript around it, and the app's assets, in `dist/`.

pub mod assets;
pub mod bindgen;
mod closures;
pub mod compress;
pub mod dist;
mod glue;
pub mod optimise;
mod panics;
pub mod profile;

use std::path::{Path, PathBuf};

use super::app::App;
use super::cargo::{self, Artifact, Built, Metadata};
use super::failure::{Failure, Outcome};
use super::memory::Generated;
use super::report;
use super::toolchain::{TARGET, WasmToolchain};
use profile::Profile;

/// Builds the bundle of every client and copies the assets.
///
/// # Errors
/// Where the code does not compile, which cargo has printed, or `dist/` cannot be written.
pub fn build(
    app: &App,
    generated: &Generated,
    toolchain: &WasmToolchain,
    metadata: &Metadata,
    profile: Profile,
) -> Outcome<()> {
    let artifacts = compile(app, generated, toolchain, metadata, profile)?;
    for client in &generated.clients {
        let wasm = find(&artifacts, &package(&generated.app, client))?;
        let files = make(app.root(), wasm, profile)?;
        let sizes = dist::write(&app.dist().join(client), &files, profile)?;
        report::step("Bundled", format!("client {client}: {sizes}"));
    }
    assets::copy(
        &app.root().join("assets"),
        &app.dist().join("assets"),
        profile,
    )
}

fn package(app: &str, client: &str) -> String {
    format!("{app}_client_{client}")
}

// A folder of its own below cargo's: the compiler may differ from the one that builds the server.
fn compile(
    app: &App,
    generated: &Generated,
    toolchain: &WasmToolchain,
    metadata: &Metadata,
    profile: Profile,
) -> Outcome<Vec<Artifact>> {
    let mut cargo = toolchain.cargo();
    cargo
        .current_dir(app.root())
        .args(["build", "--target", TARGET, "--profile", profile.name()])
        .arg("--target-dir")
        .arg(metadata.target.join("wasm"));
    for setting in toolchain.settings().into_iter().chain(profile.settings()) {
        cargo.arg("--config").arg(setting);
    }
    for client in &generated.clients {
        cargo.arg("--package").arg(package(&generated.app, client));
    }
    match cargo::build(cargo)? {
        Built::Artifacts(artifacts) => Ok(artifacts),
        Built::Failed(problems) => Err(Failure::new(
            "the browser's part of the app does not compile; see above",
        )
        .because(problems)),
    }
}

fn find<'a>(artifacts: &'a [Artifact], package: &str) -> Outcome<&'a PathBuf> {
    let is_wasm = |file: &Path| {
        file.extension()
            .is_some_and(|extension| extension == "wasm")
    };
    let found = artifacts
        .iter()
        .find(|artifact| artifact.target == package && is_wasm(&artifact.file));
    found.map(|artifact| &artifact.file).ok_or_else(|| {
        Failure::new(format!("cargo built no wasm for the package {package}"))
            .help("build once with `cargo clean` before; if it stays so, this is a bug in rallyc")
    })
}

fn make(app: &Path, wasm: &Path, profile: Profile) -> Outcome<bindgen::Bundle> {
    let bundle = bindgen::generate(wasm, profile)?;
    match profile {
        Profile::Dev => Ok(bundle),
        Profile::Release => Ok(bindgen::Bundle {
            wasm: optimise::optimise(app, bundle.wasm)?,
            ..bundle
        }),
    }
}
