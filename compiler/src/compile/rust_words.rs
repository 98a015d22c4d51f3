//! The names that stand in an app's own Rust, as far as warnings look at it. What they mean there is rustc's to know.

use std::collections::BTreeMap;

/// How often each name stands in the Rust files of an app, comments and texts left out.
#[derive(Debug, Default, Clone)]
pub struct RustWords {
    /// In `server/` and `app/`; `None` where these were not read.
    pub server: Option<BTreeMap<String, usize>>,
    /// In `pages/NAME/`, by client; a client is absent where its files were not read.
    pub pages: BTreeMap<String, BTreeMap<String, usize>>,
}

/// Adds the names of one Rust text.
pub fn count_words(text: &str, into: &mut BTreeMap<String, usize>) {
    for word in crate::editor::rust::words(text) {
        match into.get_mut(word) {
            Some(times) => *times += 1,
            None => drop(into.insert(word.to_owned(), 1)),
        }
    }
}
