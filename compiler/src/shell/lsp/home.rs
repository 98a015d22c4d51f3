//! A file as the client names it to the app that it belongs to and its path in there.

use std::path::{Path, PathBuf};

use super::super::app::App;

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// The app.
    pub(super) app: App,
    /// The app's folder as the client names it, which may lead through symbolic links.
    pub(super) folder: PathBuf,
    /// The file's path below it, with forward slashes.
    pub(super) below: String,
}

impl Home {
    /// Of a file that `rallyc` reads or may read; `None` of all others.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let app = App::around(path)?;
        let real = real(path)?;
        let below = real.strip_prefix(app.root()).ok()?;
        let folder = match path.ends_with(below) {
            true => path
                .ancestors()
                .nth(below.components().count())?
                .to_path_buf(),
            false => app.root().to_path_buf(),
        };
        let below = below.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        is_read(&below).then_some(Self { folder, app, below })
    }
}

// Links on the way are followed; the file itself may be one, or not be there.
fn real(path: &Path) -> Option<PathBuf> {
    let existing = path.parent()?.ancestors().find(|folder| folder.is_dir())?;
    let rest = path.strip_prefix(existing).ok()?;
    Some(existing.canonicalize().ok()?.join(rest))
}

fn is_read(below: &str) -> bool {
    let in_folder =
        |folder: &str, ending: &str| below.starts_with(folder) && below.ends_with(ending);
    let is_sql = |folder: &str| in_folder(folder, ".sql");
    in_folder("idl/", ".rally") || ["migrations/", "seeds/", "sql/"].into_iter().any(is_sql)
}

// Folders in which no app of the person's is, and how deep one is looked for.
const PASSED_OVER: [&str; 3] = ["target", "node_modules", "generated"];
const DEPTH: usize = 4;

/// The apps at, around or a few folders below a folder, each with its folder as the client names it.
pub(super) fn apps_of(folder: &Path) -> Vec<(App, PathBuf)> {
    if let Some(app) = App::around(folder) {
        let at = folder
            .ancestors()
            .find(|ancestor| ancestor.canonicalize().is_ok_and(|real| real == app.root()));
        let at = at.unwrap_or(app.root()).to_path_buf();
        return vec![(app, at)];
    }
    let mut found = Vec::new();
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..DEPTH {
        level = level.iter().flat_map(|folder| folders_in(folder)).collect();
        level.retain(|folder| match App::find(Some(folder)) {
            Ok(app) => {
                found.push((app, folder.clone()));
                false
            }
            Err(_) => true,
        });
    }
    found
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let named = folders.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !name.starts_with('.') && !PASSED_OVER.contains(&name.as_ref())
    });
    let mut folders: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;

    fn app_in(folder: &Path) {
        fs::create_dir_all(folder.join("idl/public")).unwrap();
        fs::write(folder.join("Cargo.toml"), "").unwrap();
    }

    #[test]
    fn a_file_is_at_home_in_the_nearest_app_also_before_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        app_in(&folder.path().join("a"));
        let home = |below: &str| Home::of(&folder.path().join(below)).map(|home| home.below);
        assert_eq!(
            home("a/idl/new/deep/home_.rally").as_deref(),
            Some("idl/new/deep/home_.rally")
        );
        assert_eq!(
            home("a/migrations/001_a.sql").as_deref(),
            Some("migrations/001_a.sql")
        );
        for other in [
            "a/home_.rally",
            "a/idl/notes.txt",
            "b/idl/home_.rally",
            "a/server/src/lib.rs",
        ] {
            assert_eq!(home(other), None, "{other}");
        }
    }

    #[test]
    fn the_folder_is_the_client_s_own_where_links_lead_to_it() {
        let folder = tempfile::tempdir().unwrap();
        app_in(&folder.path().join("real"));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("real"), &link).unwrap();
        let home = Home::of(&link.join("idl/app.rally")).unwrap();
        assert_eq!(home.folder, link);
        assert_eq!(
            home.app.root(),
            folder.path().join("real").canonicalize().unwrap()
        );
    }

    #[test]
    fn apps_are_found_around_and_below_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for app in ["examples/a", "examples/b", "target/c", ".d"] {
            app_in(&folder.path().join(app));
        }
        let found = |below: &str| {
            apps_of(&folder.path().join(below))
                .into_iter()
                .map(|(_, at)| at)
                .collect::<Vec<_>>()
        };
        let both = ["examples/a", "examples/b"].map(|app| folder.path().join(app));
        assert_eq!(found(""), both);
        assert_eq!(found("examples/a/idl/public"), both[..1]);
    }
}
