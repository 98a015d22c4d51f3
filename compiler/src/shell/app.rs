//! The folder of an app: where it is, and where things lie in it.

use std::path::{Path, PathBuf};

use super::failure::{Failure, Outcome};

/// The folder of an app, with symbolic links resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    root: PathBuf,
}

impl App {
    /// The folder that was named, or the nearest one at or above the current folder that holds an app.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(named: Option<&Path>) -> Outcome<Self> {
        let start = match named {
            Some(named) => named.to_path_buf(),
            None => std::env::current_dir()
                .map_err(|error| Failure::new(format!("there is no current folder: {error}")))?,
        };
        let start = start
            .canonicalize()
            .map_err(|error| Failure::file("open", &start, &error))?;
        let mut folders = match named {
            Some(_) => start.ancestors().take(1),
            None => start.ancestors().take(usize::MAX),
        };
        match folders.find(|folder| is_app(folder)) {
            Some(root) => Ok(Self {
                root: root.to_path_buf(),
            }),
            None => Err(Failure::new(format!(
                "no app in {}: an app has a folder `idl` and a `Cargo.toml`",
                start.display()
            ))
            .help("`rallyc init NAME` writes a new one; `--app DIR` names one elsewhere")),
        }
    }

    /// The app that a file belongs to, which need not exist yet: the nearest at or above it.
    #[must_use]
    pub fn around(path: &Path) -> Option<Self> {
        let existing = path.ancestors().find(|folder| folder.is_dir())?;
        let real = existing.canonicalize().ok()?;
        let root = real.ancestors().find(|folder| is_app(folder))?;
        Some(Self {
            root: root.to_path_buf(),
        })
    }

    /// The app's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of what was built for the browser and the assets, as the server reads it.
    #[must_use]
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The folder of what `rallyc` remembers between two runs; nothing is lost with it but time.
    #[must_use]
    pub fn memory(&self) -> PathBuf {
        self.root.join("target/rally")
    }
}

fn is_app(folder: &Path) -> bool {
    folder.join("idl").is_dir() && folder.join("Cargo.toml").is_file()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_named_folder_must_be_an_app_itself() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("idl/public")).unwrap();
        assert!(App::find(Some(&root)).is_err());
        std::fs::write(root.join("Cargo.toml"), "").unwrap();
        assert_eq!(App::find(Some(&root)).unwrap().root(), root);
        let below = App::find(Some(&root.join("idl"))).unwrap_err();
        assert!(below.to_string().contains("rallyc init"), "{below}");
    }
}
