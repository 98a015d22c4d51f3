//! The order in which the wasm32 target is looked for, and what is done where it is missing.

use std::path::Path;
use std::process::Stdio;

use super::compiler::{Compiler, MINIMUM};
use super::sysroot::{self, Panics, Preparation};
use super::{Library, TARGET, WasmToolchain, linker};
use crate::shell::failure::{Failure, Outcome};
use crate::shell::{program, report};

/// What a look at the machine found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It can build at once.
    Ready(WasmToolchain),
    /// Its standard library can be built from source.
    Preparable(Preparation),
    /// Neither.
    Missing,
}

/// Looks, and changes nothing.
#[must_use]
pub fn look(active: Option<&Compiler>) -> Found {
    let compilers = compilers(active);
    let ready = compilers
        .iter()
        .find_map(|compiler| installed(compiler, active));
    if let Some(ready) = ready {
        return Found::Ready(ready);
    }
    let preparations: Vec<_> = compilers
        .iter()
        .filter_map(|compiler| Preparation::of(compiler, active, Panics::Told))
        .collect();
    if let Some(built) = preparations.iter().find_map(Preparation::built) {
        return Found::Ready(built);
    }
    match preparations.into_iter().next() {
        Some(preparation) => Found::Preparable(preparation),
        None => Found::Missing,
    }
}

/// Looks and prepares what is missing, as far as that needs no administrator.
///
/// # Errors
/// Where nothing can be had: says what to install.
pub fn prepare() -> Outcome<WasmToolchain> {
    let active = Compiler::active();
    let found = match look(active.as_ref()) {
        Found::Ready(toolchain) => return Ok(toolchain),
        found => found,
    };
    if let Some(added) = active.as_ref().and_then(add_by_rustup) {
        return Ok(added);
    }
    match found {
        Found::Preparable(preparation) => sysroot::build(&preparation),
        Found::Ready(_) | Found::Missing => Err(missing()),
    }
}

/// What [`prepare`] gives, with a standard library whose panics trap where its source is at hand: so that bundles hold
/// no code that formats messages which nobody reads.
///
/// # Errors
/// As those of [`prepare`]. A library that does not build is none: the other serves.
pub fn prepare_release() -> Outcome<WasmToolchain> {
    let toolchain = prepare()?;
    let active = Compiler::active();
    let preparation = Preparation::of(&toolchain.compiler, active.as_ref(), Panics::Trapped);
    let Some(preparation) = preparation else {
        let hint = "`rustup component add rust-src` makes bundles smaller";
        report::step(
            "Skipping",
            format!("a standard library without messages: {hint}"),
        );
        return Ok(toolchain);
    };
    let built = match preparation.built() {
        Some(built) => Ok(built),
        None => sysroot::build(&preparation),
    };
    Ok(built.unwrap_or_else(|failure| {
        report::warn(format!("{failure}\nbundles are larger without it"));
        toolchain
    }))
}

/// What to do where there is no wasm32 target and no way to one.
#[must_use]
pub fn missing() -> Failure {
    Failure::new(format!("no Rust standard library for {TARGET} was found")).help(format!(
        "with rustup: `rustup target add {TARGET}`\n{DEBIAN}"
    ))
}

const DEBIAN: &str = "on Debian: `apt-get install rustc-web cargo-web rust-web-src lld-22`, then `rallyc doctor --prepare`";

// The active one, then the distribution's.
fn compilers(active: Option<&Compiler>) -> Vec<Compiler> {
    let distribution = Compiler::in_folder(Path::new("/usr/bin"));
    let mut found: Vec<Compiler> = active.cloned().into_iter().collect();
    if let Some(distribution) = distribution
        && !found
            .iter()
            .any(|known| known.sysroot == distribution.sysroot)
    {
        found.push(distribution);
    }
    found.retain(|compiler| compiler.version.suffices());
    found
}

fn installed(compiler: &Compiler, active: Option<&Compiler>) -> Option<WasmToolchain> {
    if !compiler.has_wasm_library() {
        return None;
    }
    let linker = match linker::is_shipped_with(compiler) {
        true => None,
        false => Some(linker::find(compiler, active)?),
    };
    Some(WasmToolchain {
        compiler: compiler.clone(),
        library: Library::Installed,
        linker,
    })
}

// Fails fast where there is no network: rustup would try three times over.
fn add_by_rustup(active: &Compiler) -> Option<WasmToolchain> {
    let rustup = program::find("rustup")?;
    let toolchain = active.sysroot.file_name()?.to_str()?;
    let managed = active.sysroot.parent()?.ends_with("toolchains");
    if !managed || !active.version.suffices() {
        return None;
    }
    report::step("Adding", format!("{TARGET} to {toolchain} by rustup"));
    let status = std::process::Command::new(rustup)
        .args(["target", "add", TARGET, "--toolchain", toolchain])
        .env("RUSTUP_MAX_RETRIES", "0")
        .stdin(Stdio::null())
        .status();
    if !status.is_ok_and(|status| status.success()) {
        report::step("Skipping", "rustup: it could not add the target");
        return None;
    }
    installed(active, Some(active))
}

/// Whether a compiler is too old, as a line for people.
#[must_use]
pub fn too_old(compiler: &Compiler) -> Option<String> {
    (!compiler.version.suffices()).then(|| {
        format!("{compiler} is older than {MINIMUM}: `rustup update stable`, or a newer package of your system")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_is_found_both_ways_are_named() {
        let text = missing().to_string();
        assert!(
            text.contains("rustup target add wasm32-unknown-unknown"),
            "{text}"
        );
        assert!(text.contains("apt-get install rustc-web"), "{text}");
    }
}
