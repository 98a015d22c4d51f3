//! The files a run wants to exist, before anything is written.

use std::collections::BTreeMap;

/// Whose a file is once it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// Below `generated/`: rewritten whenever it differs, removed when no longer wanted.
    Generated,
    /// A skeleton: written where nothing is, and the user's from then on.
    Skeleton,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The text; Rust is not yet formatted.
    pub text: String,
    /// Whose it is.
    pub ownership: Ownership,
}

/// Module lines that a user's `lib.rs` must hold for its skeletons to be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleLine {
    /// The file that must declare the module: `pages/public/src/lib.rs`.
    pub file: String,
    /// The line: `pub mod home;`.
    pub line: String,
}

/// The files of a run, by path below the app's root, with forward slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, File>,
    module_lines: Vec<ModuleLine>,
}

impl FileSet {
    /// Adds a file; a path that is already there is a bug of `rallyc`.
    pub fn insert(&mut self, path: impl Into<String>, ownership: Ownership, text: String) {
        let path = path.into();
        let previous = self.files.insert(path.clone(), File { text, ownership });
        debug_assert!(previous.is_none(), "{path} is rendered twice");
    }

    /// Requires a module line in a file of the user's.
    pub fn require_module(&mut self, file: impl Into<String>, line: impl Into<String>) {
        self.module_lines.push(ModuleLine {
            file: file.into(),
            line: line.into(),
        });
    }

    /// The file of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Every file, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The module lines that files of the user's must hold.
    #[must_use]
    pub fn module_lines(&self) -> &[ModuleLine] {
        &self.module_lines
    }
}
