//! Where the wasm32 target comes from: the active toolchain, rustup, or a private sysroot built from source.

pub mod compiler;
pub mod discover;
pub mod linker;
pub mod sysroot;
pub mod wasm_opt;

use std::path::PathBuf;
use std::process::Command;

use compiler::Compiler;

/// The target that browsers run.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What builds crates for [`TARGET`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasmToolchain {
    /// The compiler.
    pub compiler: Compiler,
    /// Where its standard library for [`TARGET`] comes from.
    pub library: Library,
    /// The linker; `None` where the compiler ships one.
    pub linker: Option<PathBuf>,
}

/// Where a standard library comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Library {
    /// It is installed with the compiler.
    Installed,
    /// `rallyc` built it into this sysroot.
    Private(PathBuf),
}

impl WasmToolchain {
    /// `cargo` of this toolchain; [`Self::settings`] go after the subcommand.
    #[must_use]
    pub fn cargo(&self) -> Command {
        self.compiler.cargo()
    }

    /// What cargo must be told, as values of `--config`. They concern [`TARGET`] alone, so build scripts and
    /// procedural macros find the compiler's own standard library.
    #[must_use]
    pub fn settings(&self) -> Vec<String> {
        let mut flags = Vec::new();
        if let Library::Private(sysroot) = &self.library {
            flags.push(format!("--sysroot={}", sysroot.display()));
        }
        if let Some(linker) = &self.linker {
            flags.push(format!("-Clinker={}", linker.display()));
        }
        if flags.is_empty() {
            return Vec::new();
        }
        let flags: Vec<String> = flags.iter().map(|flag| toml_string(flag)).collect();
        vec![format!("target.{TARGET}.rustflags=[{}]", flags.join(","))]
    }
}

/// A basic string of TOML.
#[must_use]
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_for_cargo() {
        assert_eq!(toml_string(r#"C:\a "b""#), r#""C:\\a \"b\"""#);
        assert_eq!(toml_string("a\n"), "\"a\\u000A\"");
    }
}
