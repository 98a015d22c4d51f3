//! Which changes of files matter: those a person makes below the app's own folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
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
    "server",
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
}

impl Watch {
    /// Calls `changed` for every change that matters.
    pub(super) fn start(root: &Path, changed: impl Fn() + Send + 'static) -> Outcome<Self> {
        let base = root.to_path_buf();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| matters(&base, &event)) {
                changed();
            }
        });
        let mut watch = Self {
            root: root.to_path_buf(),
            watcher: watcher.map_err(|error| failed(root, &error))?,
            followed: BTreeSet::new(),
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

fn matters(root: &Path, event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
        && event.paths.iter().any(|path| is_ours(root, path))
}

fn is_ours(root: &Path, path: &Path) -> bool {
    let Some(below) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
        return false;
    };
    let folder = below.split(['/', '\\']).next().unwrap_or_default();
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let is_watched = FILES.contains(&below) || FOLDERS.contains(&folder);
    is_watched && !is_editors_own(name)
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
        assert!(!matters(Path::new("/app"), &event(read)));
        assert!(matters(Path::new("/app"), &event(EventKind::Any)));
    }
}
