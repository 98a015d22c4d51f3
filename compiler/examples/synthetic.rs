//! Writes an app of many pages to a folder, to measure `rallyc` on: `cargo run --example synthetic -- PAGES FOLDER`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a program that writes files"
)]

#[path = "../benches/synthetic/mod.rs"]
mod synthetic;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const MANIFEST: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"server\", \"pages/*\", \"generated/contract\", \"generated/server\", \"generated/app\", \"generated/clients/*\"]\n\n[workspace.dependencies]\nrally-runtime = \"0.1\"\n";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let pages = arguments.next().and_then(|pages| pages.parse().ok());
    let (Some(pages), Some(folder)) = (pages, arguments.next().map(PathBuf::from)) else {
        eprintln!("usage: synthetic PAGES FOLDER");
        return ExitCode::FAILURE;
    };
    match write(pages, &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(pages: usize, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    for file in synthetic::sources(pages) {
        let place = folder.join(file.path);
        if let Some(parent) = place.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(place, file.text)?;
    }
    Ok(())
}
