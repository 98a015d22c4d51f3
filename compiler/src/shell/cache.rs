//! Where `rallyc` keeps what is costly to make again: one folder of the user's, never the app's.

use std::path::PathBuf;

/// `$RALLY_CACHE`, `$XDG_CACHE_HOME/rally`, or `rally` in the system's folder for caches below the home folder.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    locate(variable)
}

// Relative paths are ignored, as the XDG specification asks.
fn locate(variable: impl Fn(&'static str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    let system = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    absolute("RALLY_CACHE")
        .or_else(|| Some(absolute("XDG_CACHE_HOME")?.join("rally")))
        .or_else(|| Some(absolute("LOCALAPPDATA")?.join("rally")))
        .or_else(|| Some(absolute("HOME")?.join(system).join("rally")))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_first_absolute_folder_counts() {
        let with = |set: &'static [(&str, &str)]| {
            locate(move |name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, path)| PathBuf::from(path))
            })
        };
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[("HOME", "/h")]), Some("/h/.cache/rally".into()));
        let both: &[_] = &[("HOME", "/h"), ("XDG_CACHE_HOME", "/x")];
        assert_eq!(with(both), Some("/x/rally".into()));
        let relative: &[_] = &[("HOME", "/h"), ("RALLY_CACHE", "here")];
        assert_eq!(with(relative), Some("/h/.cache/rally".into()));
    }
}
