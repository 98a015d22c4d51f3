//! The app's own Rust to the names that stand in it, for warnings. Files that cannot be read are left out: rustc speaks
//! of those.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::load::LARGEST;
use crate::compile::{RustWords, count_words};

/// Counts the names in `server/`, `app/` and each folder of `pages/` below the app's folder.
#[must_use]
pub fn load_rust(root: &Path) -> RustWords {
    let mut server = BTreeMap::new();
    let read = ["server", "app"].map(|folder| count(&root.join(folder).join("src"), &mut server));
    let pages = root
        .join("pages")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten();
    let client = |entry: fs::DirEntry| {
        let mut words = BTreeMap::new();
        let read = count(&entry.path().join("src"), &mut words);
        let name = entry.file_name().into_string().ok()?;
        (read > 0).then_some((name, words))
    };
    RustWords {
        server: (read[0] > 0).then_some(server),
        pages: pages.filter_map(client).collect(),
    }
}

// Gives the number of files that were read. Links to folders could lead in a circle.
fn count(folder: &Path, words: &mut BTreeMap<String, usize>) -> usize {
    let mut read = 0;
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            read += count(&path, words);
        } else if let Some(text) = rust_text(&path) {
            count_words(&text, words);
            read += 1;
        }
    }
    read
}

fn rust_text(path: &Path) -> Option<String> {
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    let fits = path.metadata().is_ok_and(|file| file.len() <= LARGEST);
    (is_rust && fits).then(|| fs::read_to_string(path).ok())?
}
