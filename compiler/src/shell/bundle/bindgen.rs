//! The wasm that cargo built to the wasm that browsers run and the JavaScript that starts it.

use std::collections::BTreeMap;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use super::profile::Profile;
use super::{closures, glue, panics};
use crate::shell::failure::{Failure, Outcome};

/// What a browser loads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The module. Its default export takes the address of the wasm as `{ module_or_path }`.
    pub js: String,
    /// The wasm.
    pub wasm: Vec<u8>,
    /// Modules that the module imports, by path relative to it.
    pub modules: BTreeMap<String, String>,
}

/// Runs wasm-bindgen, and for release makes less of what it made.
///
/// # Errors
/// Where the wasm is not one that wasm-bindgen of this version made, or needs packages of npm.
pub fn generate(wasm: &Path, profile: Profile) -> Outcome<Bundle> {
    let release = profile == Profile::Release;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("app")
        .typescript(false)
        // `panics` and `closures` know functions by the names that people write.
        .demangle(true)
        .remove_name_section(release)
        .remove_producers_section(release);
    let output = bindgen.web(true).and_then(Bindgen::generate_output);
    let mut output = output.map_err(|error| failed(wasm, &error))?;
    if let Some(package) = output.npm_dependencies().keys().min() {
        return Err(
            Failure::new(format!("a crate imports the npm package `{package}`"))
                .help("bundles are loaded as they are: import a module by its path instead"),
        );
    }
    let js = match profile {
        Profile::Dev => output.js().to_owned(),
        Profile::Release => {
            panics::trap(&mut output);
            closures::drop_unused(&mut output);
            glue::shorten(&mut output)
        }
    };
    Ok(Bundle {
        js,
        modules: modules(output.snippets(), output.local_modules()),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

// The names that the generated module imports them by.
fn modules(
    snippets: &BTreeMap<String, Vec<String>>,
    local: &std::collections::HashMap<String, String>,
) -> BTreeMap<String, String> {
    let inline = snippets.iter().flat_map(|(name, texts)| {
        let numbered = texts.iter().enumerate();
        numbered.map(move |(at, text)| (format!("snippets/{name}/inline{at}.js"), text.clone()))
    });
    let local = local
        .iter()
        .map(|(path, text)| (format!("snippets/{path}"), text.clone()));
    inline.chain(local).collect()
}

fn failed(wasm: &Path, error: &dyn std::fmt::Debug) -> Failure {
    Failure::new(format!(
        "wasm-bindgen cannot read {}: {error:?}",
        wasm.display()
    ))
    .help(format!(
        "the app must use wasm-bindgen {}: `cargo update -p wasm-bindgen --precise {}`",
        VERSION, VERSION
    ))
}

/// The version of wasm-bindgen whose wasm is understood, exactly.
pub const VERSION: &str = "0.2.130";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_no_wasm_is_refused_with_the_version_to_use() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.wasm");
        std::fs::write(&path, "no wasm").unwrap();
        let failure = generate(&path, Profile::Dev).unwrap_err().to_string();
        assert!(failure.contains(VERSION), "{failure}");
    }

    #[test]
    fn a_release_bundle_has_its_own_short_loader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.wasm");
        let mut module = walrus::Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        module.emit_wasm_file(&path).unwrap();
        let loader = |profile| {
            let js = generate(&path, profile).unwrap().js;
            (js.contains("initSync"), js.contains(glue::LOADER))
        };
        assert_eq!(loader(Profile::Dev), (true, false));
        assert_eq!(loader(Profile::Release), (false, true));
    }

    #[test]
    fn the_version_is_that_of_the_library() {
        let manifest = include_str!("../../../../Cargo.toml");
        let line = format!("wasm-bindgen-cli-support = \"={VERSION}\"");
        assert!(manifest.contains(&line));
    }

    #[test]
    fn modules_lie_where_they_are_imported_from() {
        let snippets = [("a-1".to_owned(), vec!["x".to_owned(), "y".to_owned()])].into();
        let local = [("b-2/z.js".to_owned(), "z".to_owned())].into();
        let modules = modules(&snippets, &local);
        let paths: Vec<_> = modules.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "snippets/a-1/inline0.js",
                "snippets/a-1/inline1.js",
                "snippets/b-2/z.js"
            ]
        );
    }
}
