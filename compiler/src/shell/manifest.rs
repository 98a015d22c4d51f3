//! `generated/manifest.json`: which files the last run made, so that those no longer wanted can be removed.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::failure::{Failure, Outcome};

/// The manifest's path below the app's root.
pub const PATH: &str = "generated/manifest.json";

/// The folder that all generated files are in.
pub const FOLDER: &str = "generated/";

/// The generated files of a run; the same on every machine, since it is committed with them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of `rallyc` that wrote them.
    pub rallyc: String,
    /// Their paths below the app's root.
    pub files: BTreeSet<String>,
}

impl Manifest {
    /// A manifest of this version.
    #[must_use]
    pub fn of(files: BTreeSet<String>) -> Self {
        Self {
            rallyc: env!("CARGO_PKG_VERSION").to_owned(),
            files,
        }
    }

    /// Reads the manifest of an app; an app without one has generated nothing yet.
    ///
    /// # Errors
    /// Where it cannot be read or names files outside `generated/`.
    pub fn read(root: &Path) -> Outcome<Self> {
        let path = root.join(PATH);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::file("read", &path, &error)),
        };
        Self::parse(&text).map_err(|problem| {
            Failure::file("read", &path, &problem)
                .help("remove the folder `generated` and build again")
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match manifest.files.iter().find(|path| !path.starts_with(FOLDER)) {
            Some(path) => Err(format!("it names {path:?}, which is not in `{FOLDER}`")),
            None => Ok(manifest),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings are always JSON");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let manifest = Manifest::of(["generated/a.rs".to_owned()].into());
        assert_eq!(Manifest::parse(&manifest.text()), Ok(manifest));
    }

    #[test]
    fn a_damaged_one_says_what_to_do() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(Manifest::read(root.path()), Ok(Manifest::default()));
        std::fs::create_dir(root.path().join("generated")).unwrap();
        for text in ["{", r#"{"rallyc":"0","files":["src/main.rs"]}"#] {
            std::fs::write(root.path().join(PATH), text).unwrap();
            let failure = Manifest::read(root.path()).unwrap_err().to_string();
            assert!(
                failure.contains("remove the folder `generated`"),
                "{failure}"
            );
        }
    }
}
