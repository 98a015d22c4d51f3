//! The source of the standard library to a private sysroot for wasm32, built once for each compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::compiler::{Compiler, has_core, target_libraries};
use super::{Library, TARGET, WasmToolchain, linker, toml_string};
use crate::shell::failure::{Failure, Outcome};
use crate::shell::lock::Lock;
use crate::shell::{cache, report};

// Raised when the way it is built changes, so that a sysroot of the old way is not taken.
const RECIPE: u32 = 2;
const RECIPE_OF_TRAPPING: u32 = 3;

/// What a panic does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panics {
    /// It says what and where, and ends the program: as in the library that comes with compilers.
    Told,
    /// It ends the program. Bundles are smaller by all that formats and reports.
    Trapped,
}

/// A compiler whose standard library can be built for wasm32, with all that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// The compiler.
    pub compiler: Compiler,
    /// Source of its standard library.
    pub source: PathBuf,
    /// A linker of its LLVM; `None` where it ships one.
    pub linker: Option<PathBuf>,
    /// What a panic does with it.
    pub panics: Panics,
    /// Where the sysroot goes.
    pub sysroot: PathBuf,
}

impl Preparation {
    /// What it takes to build the library of `compiler`; `None` where source, linker or cache folder is missing.
    #[must_use]
    pub fn of(compiler: &Compiler, active: Option<&Compiler>, panics: Panics) -> Option<Self> {
        let source = compiler.library_source()?;
        let linker = match linker::is_shipped_with(compiler) {
            true => None,
            false => Some(linker::find(compiler, active)?),
        };
        let sysroot = cache::folder()?
            .join("sysroots")
            .join(key(compiler, panics));
        Some(Self {
            compiler: compiler.clone(),
            source,
            linker,
            panics,
            sysroot,
        })
    }

    /// The toolchain, where the sysroot has been built before.
    #[must_use]
    pub fn built(&self) -> Option<WasmToolchain> {
        has_core(&target_libraries(&self.sysroot)).then(|| WasmToolchain {
            compiler: self.compiler.clone(),
            library: Library::Private(self.sysroot.clone()),
            linker: self.linker.clone(),
        })
    }
}

// Libraries of one compiler are refused by any other, so its commit is part of the name.
fn key(compiler: &Compiler, panics: Panics) -> String {
    let version = &compiler.version;
    let commit: String = version.commit.chars().take(9).collect();
    let kind = match panics {
        Panics::Told => RECIPE.to_string(),
        Panics::Trapped => format!("{RECIPE_OF_TRAPPING}-trapping"),
    };
    format!("{}-{commit}-{TARGET}-{kind}", version.release)
}

/// Builds the sysroot, or waits for another process that is at it.
///
/// It is made in a folder of its own and renamed when whole, so that a build that was killed leaves none.
///
/// # Errors
/// Where the cache folder cannot be written or the library does not build.
pub fn build(preparation: &Preparation) -> Outcome<WasmToolchain> {
    let sysroots = parent(&preparation.sysroot)?;
    fs::create_dir_all(sysroots).map_err(|error| Failure::file("create", sysroots, &error))?;
    let lock = preparation.sysroot.with_added_extension("lock");
    let _held = Lock::take(&lock, "prepares the standard library")?;
    if let Some(built) = preparation.built() {
        return Ok(built);
    }
    remove_leftovers(preparation);
    let compiler = &preparation.compiler;
    let purpose = match preparation.panics {
        Panics::Told => "",
        Panics::Trapped => " in releases",
    };
    report::step(
        "Preparing",
        format!("the standard library of {compiler} for {TARGET}{purpose}; once, about a minute"),
    );
    let work = tempfile::Builder::new()
        .prefix(&leftover_prefix(preparation))
        .tempdir_in(sysroots)
        .map_err(|error| Failure::file("create a folder in", sysroots, &error))?;
    compile_library(preparation, work.path())?;
    let sysroot = collect_libraries(work.path())?;
    // A folder without `core` at the final place is of no use to anyone.
    let _absent = fs::remove_dir_all(&preparation.sysroot);
    fs::rename(&sysroot, &preparation.sysroot)
        .map_err(|error| Failure::file("create", &preparation.sysroot, &error))?;
    preparation.built().ok_or_else(|| {
        Failure::new("the standard library was built, but `core` is not in it")
            .help("`rallyc doctor` shows which compiler and source were used")
    })
}

fn parent(path: &Path) -> Outcome<&Path> {
    path.parent()
        .ok_or_else(|| Failure::new(format!("{} has no parent folder", path.display())))
}

fn leftover_prefix(preparation: &Preparation) -> String {
    format!(".{}.", key(&preparation.compiler, preparation.panics))
}

// Of builds that were killed: the lock is held, so no living build owns them.
fn remove_leftovers(preparation: &Preparation) {
    let prefix = leftover_prefix(preparation);
    let entries = preparation.sysroot.parent().and_then(|p| p.read_dir().ok());
    for entry in entries.into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            // What cannot be removed only takes space.
            let _kept = fs::remove_dir_all(entry.path());
        }
    }
}

const MANIFEST: &str = r#"[package]
name = "standard_library"
version = "0.0.0"
edition = "2024"

[workspace]

[profile.release]
panic = "abort"
"#;

fn compile_library(preparation: &Preparation, work: &Path) -> Outcome<()> {
    let write = |name: &str, text: &str| {
        let path = work.join(name);
        let parent = parent(&path)?;
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| Failure::file("write", &path, &error))
    };
    write("Cargo.toml", MANIFEST)?;
    write("src/lib.rs", "#![no_std]\n")?;
    let vendored = preparation.source.join("vendor");
    if vendored.is_dir() && run_cargo(preparation, work, Some(&vendored))? {
        return Ok(());
    }
    if run_cargo(preparation, work, None)? {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the standard library did not build from {}",
        preparation.source.display()
    ))
    .help("its own dependencies come from crates.io: is there a network?"))
}

// `RUSTC_BOOTSTRAP` allows the one unstable flag here; what is built with the sysroot later needs none.
fn run_cargo(preparation: &Preparation, work: &Path, vendored: Option<&Path>) -> Outcome<bool> {
    let mut cargo = preparation.compiler.cargo();
    cargo
        .current_dir(work)
        .args([
            "build",
            "-Zbuild-std=std,panic_abort",
            "--release",
            "--target",
            TARGET,
        ])
        .args(library_features(preparation.panics))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", work.join("target"))
        .stdin(Stdio::null());
    let flags: Vec<String> = flags(preparation.panics).map(toml_string).collect();
    let flags = format!("target.{TARGET}.rustflags=[{}]", flags.join(","));
    cargo.args(["--config", &flags]);
    if let Some(linker) = &preparation.linker {
        let linker = toml_string(&linker.display().to_string());
        cargo.args(["--config", &format!("target.{TARGET}.linker={linker}")]);
    }
    if let Some(vendored) = vendored {
        let folder = toml_string(&vendored.display().to_string());
        cargo
            .arg("--offline")
            .args([
                "--config",
                "source.crates-io.replace-with=\"rust-src-vendored\"",
            ])
            .args([
                "--config",
                &format!("source.rust-src-vendored.directory={folder}"),
            ]);
    }
    let status = cargo
        .status()
        .map_err(|error| Failure::file("run", &preparation.compiler.cargo, &error))?;
    Ok(status.success())
}

// Of two ways to do the same, the library then takes the shorter one: to format a number, to sort.
fn library_features(panics: Panics) -> &'static [&'static str] {
    match panics {
        Panics::Told => &[],
        Panics::Trapped => &["-Zbuild-std-features=optimize_for_size"],
    }
}

fn flags(panics: Panics) -> impl Iterator<Item = &'static str> {
    let trapping: &[&str] = match panics {
        Panics::Told => &[],
        // The condition by which the library leaves its messages out. The strategy of this name would be asked of every
        // crate, and is not to be had without unstable flags there; crates with `panic = "abort"` link with this one.
        Panics::Trapped => &[
            "--cfg=panic=\"immediate-abort\"",
            "-Aexplicit_builtin_cfgs_in_flags",
            "-Copt-level=z",
        ],
    };
    // Without the bitcode, bundles cannot be optimised as a whole.
    ["-Cembed-bitcode=yes"]
        .into_iter()
        .chain(trapping.iter().copied())
}

fn collect_libraries(work: &Path) -> Outcome<PathBuf> {
    let sysroot = work.join("sysroot");
    let libraries = target_libraries(&sysroot);
    fs::create_dir_all(&libraries).map_err(|error| Failure::file("create", &libraries, &error))?;
    let built = work.join("target").join(TARGET).join("release/deps");
    let entries = built
        .read_dir()
        .map_err(|error| Failure::file("read", &built, &error))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libstandard_library-") {
            let to = libraries.join(&name);
            fs::rename(entry.path(), &to).map_err(|error| Failure::file("create", &to, &error))?;
        }
    }
    Ok(sysroot)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::shell::toolchain::compiler::Version;

    fn preparation(folder: &Path) -> Preparation {
        let version = Version {
            release: "1.96.0".into(),
            commit: "ac68faa20c58".into(),
            host: "x86_64-unknown-linux-gnu".into(),
            llvm: 22,
        };
        let compiler = Compiler {
            rustc: folder.join("rustc"),
            cargo: folder.join("cargo"),
            version,
            sysroot: folder.to_path_buf(),
        };
        let panics = Panics::Told;
        let sysroot = folder.join("sysroots").join(key(&compiler, panics));
        Preparation {
            compiler,
            source: folder.join("library"),
            linker: None,
            panics,
            sysroot,
        }
    }

    // A cargo that makes the libraries, or dies halfway.
    fn cargo(folder: &Path, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.join("cargo");
        let deps = format!("target/{TARGET}/release/deps");
        fs::write(
            &path,
            format!("#!/bin/sh\nmkdir -p {deps}\ncd {deps}\n{script}\n"),
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn the_name_holds_the_compilers_version_and_commit() {
        let folder = tempfile::tempdir().unwrap();
        let name = preparation(folder.path()).sysroot;
        assert!(name.ends_with("1.96.0-ac68faa20-wasm32-unknown-unknown-2"));
    }

    #[test]
    fn the_library_of_releases_lies_beside_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let compiler = preparation(folder.path()).compiler;
        assert_eq!(
            key(&compiler, Panics::Told),
            "1.96.0-ac68faa20-wasm32-unknown-unknown-2"
        );
        assert_eq!(
            key(&compiler, Panics::Trapped),
            "1.96.0-ac68faa20-wasm32-unknown-unknown-3-trapping"
        );
    }

    #[test]
    fn libraries_are_collected_and_a_second_build_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let preparation = preparation(folder.path());
        assert_eq!(preparation.built(), None);
        cargo(
            folder.path(),
            "touch libcore-1.rlib libcore-1.rmeta libstandard_library-2.rlib",
        );
        let toolchain = build(&preparation).unwrap();
        assert_eq!(
            toolchain.library,
            Library::Private(preparation.sysroot.clone())
        );
        let libraries = target_libraries(&preparation.sysroot).read_dir().unwrap();
        let names: Vec<_> = libraries.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["libcore-1.rlib"]);
        cargo(folder.path(), "exit 1");
        assert_eq!(build(&preparation), Ok(toolchain));
    }

    #[test]
    fn a_build_that_fails_leaves_no_sysroot_and_the_next_one_cleans_up() {
        let folder = tempfile::tempdir().unwrap();
        let preparation = preparation(folder.path());
        cargo(folder.path(), "touch libcore-1.rlib; exit 101");
        assert!(build(&preparation).is_err());
        assert_eq!(preparation.built(), None);
        let killed = preparation
            .sysroot
            .with_file_name(leftover_prefix(&preparation) + "x");
        fs::create_dir_all(killed.join("target")).unwrap();
        cargo(folder.path(), "touch libcore-1.rlib");
        assert!(build(&preparation).is_ok());
        assert!(!killed.exists());
    }
}
