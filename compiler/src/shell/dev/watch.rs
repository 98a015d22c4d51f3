//! Which changes of files matter: those a person makes below the app's own folders, and in packages outside of it that
//! the app uses by their path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Wake;
use crate::shell::failure::{Failure, Outcome};

// Folders that are watched with all that is in them. `target`, `dist` and `generated` are written by the build.
const FOLDERS: &[&str] = &[
    ".cargo",
    "app",
    "assets",
    "idl",
    "migrations",
    "pages",
    "seeds",
    "server",
    "sql",
];

// Files of the app's own folder.
const FILES: &[&str] = &["Cargo.toml", "rust-toolchain.toml"];

// An editor that saves writes several times; a change counts once nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(50);

// But a program that writes all the time does not put off the build for longer than this.
const LONGEST: Duration = Duration::from_secs(1);

/// Watches as long as it lives.
pub(super) struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    followed: BTreeSet<&'static str>,
    /// Packages outside of the app, and what is watched of them.
    outside: Arc<RwLock<BTreeSet<PathBuf>>>,
    places: BTreeMap<PathBuf, RecursiveMode>,
}

impl Watch {
    /// Calls `changed` for every change that matters.
    pub(super) fn start(root: &Path, changed: impl Fn() + Send + 'static) -> Outcome<Self> {
        let base = root.to_path_buf();
        let outside = Arc::new(RwLock::new(BTreeSet::new()));
        let known = Arc::clone(&outside);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            if event.is_ok_and(|event| matters(&base, &known, &event)) {
                changed();
            }
        });
        let mut watch = Self {
            root: root.to_path_buf(),
            watcher: watcher.map_err(|error| failed(root, &error))?,
            followed: BTreeSet::new(),
            outside,
            places: BTreeMap::new(),
        };
        let own = watch.watcher.watch(root, RecursiveMode::NonRecursive);
        own.map_err(|error| failed(root, &error))?;
        watch.follow_new_folders();
        Ok(watch)
    }

    /// Begins to watch folders that were not there before.
    pub(super) fn follow_new_folders(&mut self) {
        for folder in FOLDERS {
            let path = self.root.join(folder);
            if !path.is_dir() {
                self.followed.remove(folder);
            } else if !self.followed.contains(folder)
                && self.watcher.watch(&path, RecursiveMode::Recursive).is_ok()
            {
                self.followed.insert(folder);
            }
        }
    }

    /// Watches these packages, and no others, outside of the app.
    pub(super) fn follow_outside(&mut self, packages: &BTreeSet<PathBuf>) {
        let wanted: BTreeMap<_, _> = packages
            .iter()
            .flat_map(|package| places(package, &self.root))
            .collect();
        for gone in self
            .places
            .keys()
            .filter(|path| !wanted.contains_key(*path))
        {
            // It may have been removed, and is not watched then.
            let _gone = self.watcher.unwatch(gone);
        }
        for (path, mode) in wanted
            .iter()
            .filter(|(path, _)| !self.places.contains_key(*path))
        {
            // What cannot be watched is built at the next change of the app itself.
            let _unwatched = self.watcher.watch(path, *mode);
        }
        self.places = wanted;
        self.outside
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(packages);
    }

    /// Waits until nothing more happens.
    pub(super) fn settle(&self, woken: &Receiver<Wake>) {
        let began = Instant::now();
        while began.elapsed() < LONGEST && woken.recv_timeout(QUIET).is_ok() {}
    }
}

fn failed(root: &Path, error: &notify::Error) -> Failure {
    Failure::file("watch", root, error)
        .help("where the system's limit is reached: `sysctl fs.inotify.max_user_watches=524288`")
}

fn matters(root: &Path, outside: &BTreeSet<PathBuf>, event: &Event) -> bool {
    let is_source = |path: &PathBuf| match path.starts_with(root) {
        true => is_ours(root, path),
        false => outside.iter().any(|package| is_source_of(package, path)),
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_source)
}

fn is_ours(root: &Path, path: &Path) -> bool {
    let Some(below) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
        return false;
    };
    let folder = below.split(['/', '\\']).next().unwrap_or_default();
    let is_watched = FILES.contains(&below) || FOLDERS.contains(&folder);
    is_watched && !is_editors_own(name(path))
}

// A package may be built from any of its files.
fn is_source_of(package: &Path, path: &Path) -> bool {
    path.strip_prefix(package).is_ok_and(|below| {
        let is_passed_over = |part: &std::ffi::OsStr| part.to_str().is_none_or(is_passed_over);
        below.iter().next().is_some()
            && !below.iter().any(is_passed_over)
            && !is_editors_own(name(path))
    })
}

// What the folder of a package holds, apart from what is built and from the app, which may lie in it.
fn places(package: &Path, root: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let entries = package.read_dir().into_iter().flatten().flatten();
    let folders = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !entry.file_name().to_str().is_none_or(is_passed_over))
        .map(|entry| entry.path())
        .filter(|folder| !root.starts_with(folder))
        .map(|folder| (folder, RecursiveMode::Recursive));
    std::iter::once((package.to_path_buf(), RecursiveMode::NonRecursive))
        .chain(folders)
        .collect()
}

fn is_passed_over(folder: &str) -> bool {
    folder.starts_with('.') || matches!(folder, "target" | "node_modules" | "Cargo.lock")
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

// Swap files, backups, lock files, and the file with which Vim tries whether it may write.
fn is_editors_own(name: &str) -> bool {
    let hidden = name.starts_with('.') && name != ".cargo";
    hidden
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "4913"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_people_write_matter() {
        let root = Path::new("/app");
        let ours = |path: &str| is_ours(root, &root.join(path));
        for path in [
            "idl/public/home_.rally",
            "pages/public/src/home.rs",
            "Cargo.toml",
            "assets/a.css",
            "seeds/001_demo.sql",
            "sql/games.sql",
            ".cargo/config.toml",
        ] {
            assert!(ours(path), "{path}");
        }
        for path in [
            "target/debug/app",
            "generated/contract/src/lib.rs",
            "dist/public/app.js",
            "counter.db-wal",
            "Cargo.lock",
            "idl/.home_.rally.swp",
            "idl/home_.rally~",
            "idl/4913",
            "../other/idl/a.rally",
        ] {
            assert!(!ours(path), "{path}");
        }
    }

    #[test]
    fn reading_is_no_change() {
        let event = |kind| Event::new(kind).add_path("/app/idl/app.rally".into());
        let read = EventKind::Access(notify::event::AccessKind::Read);
        let none = BTreeSet::new();
        assert!(!matters(Path::new("/app"), &none, &event(read)));
        assert!(matters(Path::new("/app"), &none, &event(EventKind::Any)));
    }

    #[test]
    fn packages_outside_count_with_their_sources() {
        let outside = BTreeSet::from([PathBuf::from("/shared")]);
        let changed = |path: &str| {
            let event = Event::new(EventKind::Any).add_path(path.into());
            matters(Path::new("/shared/examples/app"), &outside, &event)
        };
        for path in [
            "/shared/src/lib.rs",
            "/shared/Cargo.toml",
            "/shared/sql/a.sql",
        ] {
            assert!(changed(path), "{path}");
        }
        for path in [
            "/shared",
            "/shared/target/debug/a",
            "/shared/.git/index",
            "/shared/src/.lib.rs.swp",
            "/shared/examples/app/app.db",
            "/other/src/lib.rs",
        ] {
            assert!(!changed(path), "{path}");
        }
    }

    #[test]
    fn what_is_built_in_a_package_is_not_watched() {
        let package = tempfile::tempdir().expect("a temporary folder");
        for folder in ["src", "target", ".git", "app"] {
            std::fs::create_dir(package.path().join(folder)).expect("a folder");
        }
        let places = places(package.path(), &package.path().join("app"));
        let expected = [
            (package.path().to_path_buf(), RecursiveMode::NonRecursive),
            (package.path().join("src"), RecursiveMode::Recursive),
        ];
        assert_eq!(places, expected);
    }
}
