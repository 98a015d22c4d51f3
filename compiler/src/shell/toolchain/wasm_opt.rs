//! Binaryen's `wasm-opt`, where one is found that is new enough for what rustc writes today.

use std::path::{Path, PathBuf};

use crate::shell::program;

/// The oldest version that is used; older ones refuse features that compilers now turn on by default.
pub const OLDEST: u32 = 119;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WasmOpt {
    /// One that is used.
    Found {
        /// The program.
        program: PathBuf,
        /// Its version.
        version: u32,
    },
    /// One that is not used.
    TooOld {
        /// The program.
        program: PathBuf,
        /// Its version.
        version: u32,
    },
    /// None; bundles are a little larger.
    Missing,
}

/// Looks at `$WASM_OPT`, at `node_modules/.bin` of the app and the folders above it, and on `PATH`.
#[must_use]
pub fn find(app: &Path) -> WasmOpt {
    let named = std::env::var_os("WASM_OPT").map(PathBuf::from);
    let local = app
        .ancestors()
        .map(|folder| folder.join("node_modules/.bin/wasm-opt"));
    let candidates = named
        .into_iter()
        .chain(local)
        .chain(program::find("wasm-opt"));
    choose(candidates.filter_map(|program| {
        let version = program::is_program(&program)
            .then(|| program::output(&program, &["--version"]))
            .flatten()?;
        Some((program, parse_version(&version)?))
    }))
}

fn choose(found: impl Iterator<Item = (PathBuf, u32)>) -> WasmOpt {
    let mut old = WasmOpt::Missing;
    for (program, version) in found {
        if version >= OLDEST {
            return WasmOpt::Found { program, version };
        }
        if old == WasmOpt::Missing {
            old = WasmOpt::TooOld { program, version };
        }
    }
    old
}

/// The number in `wasm-opt version 132 (version_132)`.
#[must_use]
pub fn parse_version(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("version ")?;
    let digits = version.split(|character: char| !character.is_ascii_digit());
    digits.into_iter().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version() {
        assert_eq!(
            parse_version("wasm-opt version 132 (version_132)"),
            Some(132)
        );
        assert_eq!(parse_version("wasm-opt version 108\n"), Some(108));
        assert_eq!(parse_version("wasm-opt"), None);
    }

    #[test]
    fn one_that_is_new_enough_is_taken_before_an_old_one() {
        let old = (PathBuf::from("/usr/bin/wasm-opt"), 108);
        let new = (PathBuf::from("/app/wasm-opt"), 132);
        let found = choose([old.clone(), new].into_iter());
        assert!(matches!(found, WasmOpt::Found { version: 132, .. }));
        assert!(matches!(
            choose([old].into_iter()),
            WasmOpt::TooOld { version: 108, .. }
        ));
        assert_eq!(choose(std::iter::empty()), WasmOpt::Missing);
    }
}
