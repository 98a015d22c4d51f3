//! One rustc of the machine: its version, and what stands beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::TARGET;
use crate::shell::program;

/// A rustc with its cargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiler {
    /// The program `rustc`.
    pub rustc: PathBuf,
    /// The program `cargo` that belongs to it.
    pub cargo: PathBuf,
    /// What it says of itself.
    pub version: Version,
    /// The folder that its libraries are below.
    pub sysroot: PathBuf,
}

/// What `rustc -vV` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// `1.96.0`
    pub release: String,
    /// The commit, or `unknown`.
    pub commit: String,
    /// `x86_64-unknown-linux-gnu`
    pub host: String,
    /// The major version of its LLVM.
    pub llvm: u32,
}

impl Compiler {
    /// Asks a rustc what it is; `None` where it cannot be run or does not answer as one.
    #[must_use]
    pub fn query(rustc: PathBuf, cargo: PathBuf) -> Option<Self> {
        let version = Version::parse(&program::output(&rustc, &["-vV"])?)?;
        let sysroot = program::output(&rustc, &["--print", "sysroot"])?;
        let sysroot = PathBuf::from(sysroot.trim_end());
        Some(Self {
            rustc,
            cargo,
            version,
            sysroot,
        })
    }

    /// The compiler that `rustc` and `cargo` on `PATH` are. Under cargo the variables `RUSTC` and `CARGO` say which.
    #[must_use]
    pub fn active() -> Option<Self> {
        let named = |variable, name| {
            let path = std::env::var_os(variable).map(PathBuf::from);
            path.filter(|path| program::is_program(path))
                .or_else(|| program::find(name))
        };
        Self::query(named("RUSTC", "rustc")?, named("CARGO", "cargo")?)
    }

    /// The compiler in a folder of programs.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Option<Self> {
        let (rustc, cargo) = (folder.join("rustc"), folder.join("cargo"));
        let both = program::is_program(&rustc) && program::is_program(&cargo);
        both.then(|| Self::query(rustc, cargo)).flatten()
    }

    /// Whether a standard library for the browser is installed with it.
    #[must_use]
    pub fn has_wasm_library(&self) -> bool {
        has_core(&target_libraries(&self.sysroot))
    }

    /// The source of its standard library, where that is installed.
    #[must_use]
    pub fn library_source(&self) -> Option<PathBuf> {
        let source = self.sysroot.join("lib/rustlib/src/rust/library");
        source.join("std/Cargo.toml").is_file().then_some(source)
    }

    /// Folder of the programs that it ships for its own use, such as `rust-lld`.
    #[must_use]
    pub fn own_programs(&self) -> PathBuf {
        let rustlib = self.sysroot.join("lib/rustlib");
        rustlib.join(&self.version.host).join("bin")
    }

    /// Its cargo, with no compiler flags but those that are added: flags meant for the host would break wasm.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(&self.cargo);
        cargo.env("RUSTC", &self.rustc);
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(variable);
        }
        cargo
    }
}

impl std::fmt::Display for Compiler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "rustc {} ({})",
            self.version.release,
            self.rustc.display()
        )
    }
}

impl Version {
    /// Reads the output of `rustc -vV`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let field = |name: &str| {
            let mut lines = text.lines();
            lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        };
        let llvm = field("LLVM version")?.split('.').next()?;
        Some(Self {
            release: field("release")?.to_owned(),
            commit: field("commit-hash").unwrap_or("unknown").to_owned(),
            host: field("host")?.to_owned(),
            llvm: llvm.parse().ok()?,
        })
    }

    /// Whether it is at least as new as the version that apps need.
    #[must_use]
    pub fn suffices(&self) -> bool {
        let number = |text: &str| {
            let mut parts = text.split(['.', '-']).map(|part| part.parse::<u32>().ok());
            Some((parts.next()??, parts.next()??))
        };
        number(&self.release) >= number(MINIMUM)
    }
}

/// The oldest compiler that apps build with.
pub const MINIMUM: &str = env!("CARGO_PKG_RUST_VERSION");

/// The folder of the browser's libraries below a sysroot.
#[must_use]
pub fn target_libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// Whether a folder of libraries holds `core`; a leftover empty folder does not count.
#[must_use]
pub fn has_core(libraries: &Path) -> bool {
    let Ok(entries) = libraries.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libcore-") && name.ends_with(".rlib")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const DEBIAN: &str = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)
binary: rustc
commit-hash: ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96
commit-date: 2026-05-25
host: x86_64-unknown-linux-gnu
release: 1.96.0
LLVM version: 22.1.8
";

    #[test]
    fn reads_what_rustc_says_of_itself() {
        let version = Version::parse(DEBIAN).unwrap();
        assert_eq!(version.release, "1.96.0");
        assert_eq!(version.commit, "ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96");
        assert_eq!(version.host, "x86_64-unknown-linux-gnu");
        assert_eq!(version.llvm, 22);
        assert_eq!(Version::parse("rustc 1.96.0"), None);
    }

    #[test]
    fn an_old_distribution_compiler_does_not_suffice() {
        let release = |release: &str| {
            let text = DEBIAN.replace("release: 1.96.0", &format!("release: {release}"));
            Version::parse(&text).unwrap()
        };
        assert!(!release("1.63.0").suffices());
        assert!(release(MINIMUM).suffices());
        assert!(release("1.99.0-nightly").suffices());
        assert!(!release("strange").suffices());
    }

    #[test]
    fn an_empty_folder_is_no_library() {
        let sysroot = tempfile::tempdir().unwrap();
        let libraries = target_libraries(sysroot.path());
        assert!(!has_core(&libraries));
        std::fs::create_dir_all(&libraries).unwrap();
        assert!(!has_core(&libraries));
        std::fs::write(libraries.join("libcore-0f.rlib"), "").unwrap();
        assert!(has_core(&libraries));
    }
}
