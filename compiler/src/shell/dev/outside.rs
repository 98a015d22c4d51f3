//! Packages that an app uses by their path, outside of its own folder: a change there is a change of the app.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::shell::app::App;
use crate::shell::memory::Stamp;

/// The folders of those packages, asked again when the packages of the app are others.
#[derive(Debug, Default)]
pub(super) struct Outside {
    lock: Option<Stamp>,
    folders: BTreeSet<PathBuf>,
}

impl Outside {
    /// The folders. Where cargo does not say, those that it said last.
    pub(super) fn folders(&mut self, app: &App, cargo: Command) -> &BTreeSet<PathBuf> {
        // A package that is added or removed is so in the lock file too.
        let lock = Stamp::of(&app.root().join("Cargo.lock"));
        if lock.is_some()
            && lock != self.lock
            && let Some(value) = ask(app, cargo)
        {
            self.folders = folders(&value, app.root());
            self.lock = lock;
        }
        &self.folders
    }
}

// Offline: all packages are there once the app has been built.
fn ask(app: &App, mut cargo: Command) -> Option<Value> {
    let output = cargo
        .args(["metadata", "--offline", "--format-version", "1"])
        .current_dir(app.root())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

// A package without a source is one of this machine.
fn folders(metadata: &Value, root: &Path) -> BTreeSet<PathBuf> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .filter(|package| package["source"].is_null())
        .filter_map(|package| Path::new(package["manifest_path"].as_str()?).parent())
        .filter(|folder| !folder.starts_with(root))
        .map(Path::to_path_buf)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn packages_of_this_machine_outside_of_the_app_count() {
        let metadata = json!({ "packages": [
            { "manifest_path": "/home/app/server/Cargo.toml", "source": null },
            { "manifest_path": "/home/shared/Cargo.toml", "source": null },
            { "manifest_path": "/cargo/registry/serde/Cargo.toml", "source": "registry+https://x" },
            { "manifest_path": "/cargo/git/a/Cargo.toml", "source": "git+https://x" },
        ]});
        let expected = BTreeSet::from([PathBuf::from("/home/shared")]);
        assert_eq!(folders(&metadata, Path::new("/home/app")), expected);
        assert!(folders(&Value::Null, Path::new("/home/app")).is_empty());
    }
}
