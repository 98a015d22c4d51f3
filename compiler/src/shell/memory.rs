//! What the last run read and wrote, kept in `target/rally`: a run in which nothing changed ends at once, and a text
//! that did not change is not formatted again. Losing it costs time and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::app::App;
use super::failure::{Failure, Outcome};
use super::program;

/// What one run left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Stands for all that was read, for the options and for `rallyc` itself.
    pub input: String,
    /// The programs that decide what a formatted text looks like.
    pub formatters: BTreeMap<PathBuf, Stamp>,
    /// Every file of the run, skeletons included.
    pub files: BTreeMap<String, Remembered>,
    /// Files of the user's and the module lines that they must hold.
    pub modules: Vec<(String, String)>,
    /// What else the run found out.
    pub generated: Generated,
}

/// What the later steps of a build need to know of the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// Name of the app.
    pub app: String,
    /// Names of the clients.
    pub clients: Vec<String>,
}

/// One file as it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The hash of the text before it was formatted; `None` of a skeleton, which is the user's.
    pub unformatted: Option<String>,
    /// The file on the disk.
    pub stamp: Stamp,
}

/// Length and time of the last change: enough to notice that a file was edited or replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    length: u64,
    // Nanoseconds since 1970.
    modified: u128,
}

impl Stamp {
    /// The stamp of a file; `None` where there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::symlink_metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)?;
        let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            length: metadata.len(),
            modified: since.as_nanos(),
        })
    }
}

impl Memory {
    /// What the last run left; nothing where there was none, or where it cannot be read.
    #[must_use]
    pub fn recall(app: &App) -> Self {
        let text = fs::read_to_string(place(app)).ok();
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Keeps it for the next run.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, app: &App) -> Outcome<()> {
        let place = place(app);
        let text = serde_json::to_string(self).expect("paths of an app are UTF-8");
        fs::create_dir_all(app.memory())
            .and_then(|()| fs::write(&place, text))
            .map_err(|error| Failure::file("write", &place, &error))
    }

    /// Drops what the last run left.
    pub fn forget(app: &App) {
        // Nothing to forget is as good.
        let _absent = fs::remove_file(place(app));
    }

    /// Whether every file is as the run left it; a skeleton only has to be there.
    #[must_use]
    pub fn holds(&self, root: &Path) -> bool {
        self.files.iter().all(|(path, remembered)| {
            let stamp = Stamp::of(&root.join(path));
            match remembered.unformatted {
                Some(_) => stamp == Some(remembered.stamp),
                None => stamp.is_some(),
            }
        })
    }

    /// Whether the file at `path` was made from this unformatted text by the same formatter, and still is as it was.
    #[must_use]
    pub fn is_current(&self, root: &Path, path: &str, unformatted: &str) -> bool {
        self.files.get(path).is_some_and(|remembered| {
            remembered.unformatted.as_deref() == Some(unformatted)
                && Stamp::of(&root.join(path)) == Some(remembered.stamp)
        })
    }
}

fn place(app: &App) -> PathBuf {
    app.memory().join("codegen.json")
}

/// The files that stand for the rustfmt that would run: itself and, where rustup chooses it, what it is chosen by.
#[must_use]
pub fn formatters() -> BTreeMap<PathBuf, Stamp> {
    let Some(rustfmt) = program::find("rustfmt") else {
        return BTreeMap::new();
    };
    let mut files = vec![rustfmt.clone()];
    let rustup = rustfmt.with_file_name(format!("rustup{}", std::env::consts::EXE_SUFFIX));
    if rustup.is_file() {
        let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let default = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".rustup"));
        files.extend(home.or_else(default).into_iter().flat_map(chosen_by_rustup));
    }
    let stamped = |file: PathBuf| Some((file.clone(), Stamp::of(&file.canonicalize().ok()?)?));
    files.into_iter().filter_map(stamped).collect()
}

// The rustfmt of every toolchain: asking rustup which one counts would take longer than all else.
fn chosen_by_rustup(home: PathBuf) -> Vec<PathBuf> {
    let toolchains = home.join("toolchains").read_dir();
    let programs = toolchains.into_iter().flatten().flatten().map(|toolchain| {
        toolchain
            .path()
            .join("bin")
            .join(format!("rustfmt{}", std::env::consts::EXE_SUFFIX))
    });
    std::iter::once(home.join("settings.toml"))
        .chain(programs)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_edit_or_a_removal_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.rs");
        fs::write(&file, "fn a() {}\n").unwrap();
        let remembered = |unformatted| Remembered {
            unformatted,
            stamp: Stamp::of(&file).unwrap(),
        };
        let memory = |unformatted: Option<&str>| Memory {
            files: [("a.rs".into(), remembered(unformatted.map(str::to_owned)))].into(),
            ..Memory::default()
        };
        let (generated, skeleton) = (memory(Some("h")), memory(None));
        assert!(generated.holds(root.path()) && skeleton.holds(root.path()));
        assert!(generated.is_current(root.path(), "a.rs", "h"));
        assert!(!generated.is_current(root.path(), "a.rs", "other"));
        fs::write(&file, "fn mine() {}\n").unwrap();
        assert!(!generated.holds(root.path()) && skeleton.holds(root.path()));
        assert!(!generated.is_current(root.path(), "a.rs", "h"));
        fs::remove_file(&file).unwrap();
        assert!(!skeleton.holds(root.path()));
    }
}
