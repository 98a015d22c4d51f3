//! What the machine has of what building needs, and what to do where something is missing.

use std::path::{Path, PathBuf};

use super::failure::Outcome;
use super::toolchain::compiler::Compiler;
use super::toolchain::discover::{self, Found};
use super::toolchain::wasm_opt::{self, WasmOpt};
use super::toolchain::{Library, TARGET};
use super::{program, report};

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    what: &'static str,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Found(String),
    // Building works without; what for and how to get it.
    Optional(String),
    // Building does not work without; how to get it.
    Required(String),
}

/// What the examination says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// All that is required was found.
    Good,
    /// Something required is missing.
    Missing,
}

/// Examines the machine and prints what it found; `app` is where `node_modules` is looked for.
#[must_use]
pub fn examine(app: &Path) -> Health {
    let findings = findings(app);
    for finding in &findings {
        report::answer(line(finding));
    }
    let missing = findings
        .iter()
        .any(|finding| matches!(finding.state, State::Required(_)));
    if missing {
        Health::Missing
    } else {
        Health::Good
    }
}

/// Prepares the wasm32 target, as far as that needs no administrator.
///
/// # Errors
/// Where it can be had neither by rustup nor from source.
pub fn prepare() -> Outcome<()> {
    discover::prepare().map(|toolchain| {
        report::step("Ready", format!("{TARGET} with {}", toolchain.compiler));
    })
}

fn findings(app: &Path) -> Vec<Finding> {
    let active = Compiler::active();
    let finding = |what, state| Finding { what, state };
    vec![
        finding("rustc and cargo", compiler(active.as_ref())),
        finding("rustfmt", rustfmt()),
        finding("C compiler", c_compiler()),
        finding("wasm32 target", wasm_target(active.as_ref())),
        finding("wasm-opt", wasm_opt(app)),
        finding("browser", browser()),
        finding("browser driver", driver()),
    ]
}

fn line(finding: &Finding) -> String {
    let (mark, text) = match &finding.state {
        State::Found(text) => ("ok", text),
        State::Optional(text) => ("--", text),
        State::Required(text) => ("!!", text),
    };
    format!(
        "{mark}  {:16}{}",
        finding.what,
        text.replace('\n', "\n                    ")
    )
}

fn compiler(active: Option<&Compiler>) -> State {
    let Some(active) = active else {
        return State::Required("missing: install Rust from https://rustup.rs".into());
    };
    match discover::too_old(active) {
        Some(old) => State::Required(old),
        None => State::Found(format!("{active}, {}", active.cargo.display())),
    }
}

fn rustfmt() -> State {
    let found = program::find("rustfmt");
    let version = found.and_then(|rustfmt| program::output(&rustfmt, &["--version"]));
    match version {
        Some(version) => State::Found(version.trim_end().to_owned()),
        None => State::Required(
            "missing: `rustup component add rustfmt`, or build with `--no-format`".into(),
        ),
    }
}

fn c_compiler() -> State {
    let named = std::env::var_os("CC").map(PathBuf::from);
    let found = named.or_else(|| {
        ["cc", "gcc", "clang", "cl"]
            .into_iter()
            .find_map(program::find)
    });
    match found {
        Some(found) => State::Found(found.display().to_string()),
        None => State::Required(
            "missing, SQLite is compiled with it: on Debian `apt-get install gcc libc6-dev`".into(),
        ),
    }
}

fn wasm_target(active: Option<&Compiler>) -> State {
    match discover::look(active) {
        Found::Ready(toolchain) => {
            let origin = match &toolchain.library {
                Library::Installed => "installed with".to_owned(),
                Library::Private(sysroot) => format!("built into {} for", sysroot.display()),
            };
            let linker = match &toolchain.linker {
                Some(linker) => format!("\nlinker {}", linker.display()),
                None => String::new(),
            };
            State::Found(format!("{origin} {}{linker}", toolchain.compiler))
        }
        Found::Preparable(preparation) => State::Required(format!(
            "not built yet: `rallyc doctor --prepare` builds it from {} (the first build does so too)",
            preparation.source.display()
        )),
        Found::Missing => State::Required(discover::missing().to_string()),
    }
}

fn wasm_opt(app: &Path) -> State {
    let advice = "for smaller bundles: `npm install binaryen` in the app's folder";
    match wasm_opt::find(app) {
        WasmOpt::Found { program, version } => {
            State::Found(format!("version {version} ({})", program.display()))
        }
        WasmOpt::TooOld { program, version } => State::Optional(format!(
            "{} is version {version}, older than {}; {advice}",
            program.display(),
            wasm_opt::OLDEST
        )),
        WasmOpt::Missing => State::Optional(format!("none; {advice}")),
    }
}

fn browser() -> State {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    for_tests(&names, "chromium")
}

fn driver() -> State {
    for_tests(&["chromedriver"], "chromium-driver")
}

fn for_tests(names: &[&str], package: &str) -> State {
    match names.iter().copied().find_map(program::find) {
        Some(found) => State::Found(found.display().to_string()),
        None => State::Optional(format!(
            "none; for tests in a browser: on Debian `apt-get install {package}`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_lines_stand_below_the_first() {
        let state = State::Required("missing\n= help: this".into());
        let what = "wasm32 target";
        let text = line(&Finding { what, state });
        assert_eq!(
            text,
            "!!  wasm32 target   missing\n                    = help: this"
        );
    }
}
