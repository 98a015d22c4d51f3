//! Paths of files to write: below the app's root, whatever the text says and wherever links lead.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::failure::{Failure, Outcome};

/// Turns paths below the root into places on the disk; remembers folders that it has looked at.
#[derive(Debug)]
pub struct Places<'a> {
    root: &'a Path,
    inside: BTreeSet<PathBuf>,
}

impl<'a> Places<'a> {
    /// Places below `root`, which must be free of symbolic links itself.
    #[must_use]
    pub fn below(root: &'a Path) -> Self {
        Self {
            root,
            inside: BTreeSet::new(),
        }
    }

    /// The place of a path with forward slashes.
    ///
    /// # Errors
    /// Where the path is absolute, has `..` or other parts that are no plain names, or where a symbolic link
    /// stands at it or leads out of the root on the way to it.
    pub fn of(&mut self, path: &str) -> Outcome<PathBuf> {
        let place = self.root.join(path);
        if !is_plain(path) {
            return Err(Failure::new(format!(
                "{path:?} is no plain path below the app"
            )));
        }
        if place.is_symlink() {
            let message = format!(
                "{} is a symbolic link, where a file is to be written",
                place.display()
            );
            return Err(Failure::new(message).help("remove the link"));
        }
        if let Some(folder) = place.parent() {
            self.check_folder(folder)?;
        }
        Ok(place)
    }

    fn check_folder(&mut self, folder: &Path) -> Outcome<()> {
        if self.inside.contains(folder) {
            return Ok(());
        }
        let existing = folder
            .ancestors()
            .find(|ancestor| ancestor.exists() || ancestor.is_symlink());
        let real = existing.unwrap_or(self.root);
        let real = real
            .canonicalize()
            .map_err(|error| Failure::file("open", real, &error))?;
        if !real.starts_with(self.root) {
            let message = format!(
                "{} leads out of the app, to {}",
                folder.display(),
                real.display()
            );
            return Err(Failure::new(message).help("remove the symbolic link"));
        }
        self.inside.insert(folder.to_path_buf());
        Ok(())
    }
}

// Backslashes and colons are separators or prefixes on some systems.
fn is_plain(path: &str) -> bool {
    let forbidden = |character: char| matches!(character, '\\' | ':') || character.is_control();
    let mut components = Path::new(path).components();
    !path.is_empty()
        && !path.contains(forbidden)
        && components.all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_plain_paths_are_places() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut places = Places::below(&root);
        assert_eq!(
            places.of("generated/a/b.rs").unwrap(),
            root.join("generated/a/b.rs")
        );
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../../b",
            "./a",
            "a\\b",
            "C:a",
            "a\0b",
            "a\nb",
        ] {
            assert!(places.of(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn links_are_not_written_through() {
        let outside = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        symlink(outside.path(), root.join("generated")).unwrap();
        symlink(outside.path().join("absent"), root.join("dangling")).unwrap();
        std::fs::write(root.join("real"), "").unwrap();
        symlink(root.join("real"), root.join("file")).unwrap();
        let mut places = Places::below(&root);
        for path in [
            "generated/a.rs",
            "generated/new/a.rs",
            "dangling/a.rs",
            "file",
        ] {
            assert!(places.of(path).is_err(), "{path}");
        }
    }
}
