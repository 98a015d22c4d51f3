//! The files of a new app: what `templates/init/` holds, with the app's name put in.

use std::path::{Path, PathBuf};

use crate::shell::toolchain::toml_string;

// What stands for the name in the templates.
const NAME: &str = "__app__";

macro_rules! templates {
    ($($path:literal from $template:literal,)+) => {
        &[$(($path, include_str!(concat!("../../../../templates/init/", $template)))),+]
    };
}

const TEMPLATES: &[(&str, &str)] = templates! {
    ".cargo/config.toml" from "cargo/config.toml",
    ".gitignore" from "gitignore",
    "Cargo.toml" from "Cargo.toml",
    "app/Cargo.toml" from "app/Cargo.toml",
    "app/src/main.rs" from "app/src/main.rs",
    "app/tests/counter.rs" from "app/tests/counter.rs",
    "app/tests/refusals.rs" from "app/tests/refusals.rs",
    "assets/app.css" from "assets/app.css",
    "idl/app.rally" from "idl/app.rally",
    "idl/public/home_.rally" from "idl/public/home_.rally",
    "migrations/001_counter.sql" from "migrations/001_counter.sql",
    "pages/public/Cargo.toml" from "pages/public/Cargo.toml",
    "pages/public/src/home.rs" from "pages/public/src/home.rs",
    "pages/public/src/lib.rs" from "pages/public/src/lib.rs",
    "server/Cargo.toml" from "server/Cargo.toml",
    "server/src/lib.rs" from "server/src/lib.rs",
    "server/src/public.rs" from "server/src/public.rs",
    "server/src/public/home.rs" from "server/src/public/home.rs",
};

/// Every file by its path in the app. Where the runtime's source is at hand, cargo is told to take it from there.
#[must_use]
pub(super) fn render(name: &str, runtime: Option<&Path>) -> Vec<(&'static str, String)> {
    let rendered = TEMPLATES.iter().map(|(path, template)| {
        let mut text = template.replace(NAME, name);
        if let (".cargo/config.toml", Some(runtime)) = (*path, runtime) {
            text.push_str(&patch(runtime));
        }
        (*path, text)
    });
    rendered.collect()
}

fn patch(runtime: &Path) -> String {
    let path = toml_string(&runtime.display().to_string());
    format!(
        "\n# The runtime beside the rallyc that wrote this app.\n[patch.crates-io]\nrally-runtime = {{ path = {path} }}\n"
    )
}

/// The runtime's source beside the source that this `rallyc` was built from, where that is still there.
#[must_use]
pub(super) fn runtime() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()?
        .join("runtime");
    beside.join("Cargo.toml").is_file().then_some(beside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_template_is_used_and_the_name_is_put_in() {
        let files = render("score_board", None);
        assert!(files.iter().all(|(_, text)| !text.contains(NAME)));
        let package = files
            .iter()
            .find(|(path, _)| *path == "app/Cargo.toml")
            .unwrap();
        assert!(package.1.contains("name = \"score_board\""));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/init");
        assert_eq!(count(&folder), TEMPLATES.len());
    }

    fn count(folder: &Path) -> usize {
        let entries = folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }

    #[test]
    fn the_runtime_is_patched_in_where_it_is_at_hand() {
        let config = |runtime| render("a", runtime).remove(0).1;
        assert!(!config(None).contains("[patch"));
        let text = config(Some(Path::new("/rally/runtime")));
        assert!(
            text.ends_with("rally-runtime = { path = \"/rally/runtime\" }\n"),
            "{text}"
        );
    }
}
