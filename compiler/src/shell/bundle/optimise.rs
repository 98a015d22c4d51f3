//! Wasm to smaller wasm, by Binaryen's `wasm-opt` where there is one; without it as it is.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::shell::failure::{Failure, Outcome};
use crate::shell::report;
use crate::shell::toolchain::wasm_opt::{self, WasmOpt};

/// Optimises, or gives back what it got and says why.
///
/// # Errors
/// Where no temporary file can be written.
pub fn optimise(app: &Path, wasm: Vec<u8>) -> Outcome<Vec<u8>> {
    match wasm_opt::find(app) {
        WasmOpt::Found { program, .. } => run(&program, wasm),
        WasmOpt::TooOld { program, version } => {
            let oldest = wasm_opt::OLDEST;
            report::step(
                "Skipping",
                format!("{} {version}: older than {oldest}", program.display()),
            );
            Ok(wasm)
        }
        WasmOpt::Missing => {
            report::step(
                "Skipping",
                "wasm-opt: not found; `npm install binaryen` makes bundles smaller",
            );
            Ok(wasm)
        }
    }
}

fn run(program: &Path, wasm: Vec<u8>) -> Outcome<Vec<u8>> {
    let fail =
        |error: std::io::Error| Failure::new(format!("cannot write a temporary file: {error}"));
    let work = tempfile::tempdir().map_err(fail)?;
    let (from, to) = (work.path().join("in.wasm"), work.path().join("out.wasm"));
    fs::write(&from, &wasm).map_err(fail)?;
    // Which features may be used stands in the wasm itself.
    let status = Command::new(program)
        .arg(&from)
        .args([
            "-Oz",
            "--converge",
            // The alignment that an access says it has is a hint, which no browser takes: all the same, they compress.
            "--dealign",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
            "-o",
        ])
        .arg(&to)
        .stdin(Stdio::null())
        .status();
    let done = status.is_ok_and(|status| status.success());
    match fs::read(&to) {
        Ok(smaller) if done => Ok(smaller),
        _ => {
            report::warn(format!(
                "{} failed; the bundle is not optimised by it",
                program.display()
            ));
            Ok(wasm)
        }
    }
}
