//! A linker for wasm: found by name, taken where its LLVM is not older than the compiler's.

use std::path::{Path, PathBuf};

use super::compiler::Compiler;
use crate::shell::program;

/// Whether the compiler ships its own linker, which it then finds by itself.
#[must_use]
pub fn is_shipped_with(compiler: &Compiler) -> bool {
    program::is_program(&compiler.own_programs().join("rust-lld"))
}

/// The first `wasm-ld` that understands the objects of `compiler`: of its own LLVM by name, of the active
/// toolchain, or simply `wasm-ld`.
#[must_use]
pub fn find(compiler: &Compiler, active: Option<&Compiler>) -> Option<PathBuf> {
    let llvm = compiler.version.llvm;
    let versioned = program::find(&format!("wasm-ld-{llvm}"));
    let of_llvm = PathBuf::from(format!("/usr/lib/llvm-{llvm}/bin/wasm-ld"));
    let of_rustup = active.map(|active| active.own_programs().join("gcc-ld/wasm-ld"));
    let candidates = [
        versioned,
        Some(of_llvm),
        of_rustup,
        program::find("wasm-ld"),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|candidate| version(candidate).is_some_and(|found| found >= llvm))
}

fn version(linker: &Path) -> Option<u32> {
    program::is_program(linker)
        .then(|| program::output(linker, &["--version"]))
        .flatten()
        .and_then(|text| parse_version(&text))
}

/// The major version in `Debian LLD 22.1.8` or `LLD 22.1.2 (…)`.
#[must_use]
pub fn parse_version(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("LLD ")?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(parse_version("Debian LLD 22.1.8\n"), Some(22));
        assert_eq!(
            parse_version("LLD 14.0.6 (compatible with GNU linkers)"),
            Some(14)
        );
        assert_eq!(parse_version("GNU ld 2.40"), None);
        assert_eq!(parse_version("LLD next"), None);
    }
}
