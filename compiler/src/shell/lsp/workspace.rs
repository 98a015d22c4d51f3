//! The apps that the client has files of, each with what is known of it and what has changed since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use lsp_types::Uri;

use super::super::app::App;
use super::analysis::Snapshot;
use super::uri;

/// An app.
#[derive(Debug)]
pub(super) struct Known {
    /// Where it is.
    pub(super) app: App,
    /// Its folder as the client names it.
    pub(super) folder: PathBuf,
    /// How often it has changed.
    changes: u64,
    /// The change that the last analysis saw.
    seen: Option<u64>,
    /// Whether an analysis is under way.
    work: Work,
    /// When the next one is to begin.
    due: Option<Instant>,
    /// What the last one found.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// What the last one found that found nothing wrong: what is generated is told of that one.
    pub(super) good: Option<Arc<Snapshot>>,
    /// The addresses that problems are shown at, by path.
    pub(super) shown: BTreeMap<String, Uri>,
    /// Why files cannot be read, as the person was told.
    pub(super) told: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Idle,
    UnderWay,
}

impl Known {
    fn new(app: App, folder: PathBuf) -> Self {
        Self {
            app,
            folder,
            changes: 0,
            seen: None,
            work: Work::Idle,
            due: None,
            snapshot: None,
            good: None,
            shown: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    /// Something changed; what is wrong with it is to be looked at then, or earlier where that was said before.
    pub(super) fn changed(&mut self, due: Instant) {
        self.changes += 1;
        self.due = Some(due);
    }

    /// Somebody waits: look at it now, if anything is new.
    pub(super) fn hurry(&mut self, now: Instant) {
        if !self.is_current() {
            self.due = Some(now);
        }
    }

    /// Whether the last analysis saw everything.
    pub(super) fn is_current(&self) -> bool {
        self.seen == Some(self.changes)
    }

    /// Takes the next analysis in hand: the change that it sees.
    pub(super) fn begin(&mut self, now: Instant) -> Option<u64> {
        if self.work == Work::UnderWay || self.due.is_none_or(|due| due > now) {
            return None;
        }
        self.work = Work::UnderWay;
        self.due = None;
        Some(self.changes)
    }

    /// An analysis has ended; `None` where it did not come to an end.
    pub(super) fn end(&mut self, seen: u64, snapshot: Option<Snapshot>) {
        self.work = Work::Idle;
        self.seen = Some(seen);
        if let Some(snapshot) = snapshot.map(Arc::new) {
            if snapshot.is_good() {
                self.good = Some(Arc::clone(&snapshot));
            }
            self.snapshot = Some(snapshot);
        }
    }

    // Nothing begins while one is under way, so there is nothing to wake up for.
    fn wakes(&self) -> Option<Instant> {
        self.due.filter(|_| self.work == Work::Idle)
    }

    /// The address of a path below the app's folder.
    pub(super) fn uri(&self, below: &str) -> Uri {
        uri::of(&self.folder.join(below))
    }
}

/// All apps, by their folders.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    apps: BTreeMap<PathBuf, Known>,
}

impl Workspace {
    /// The app, which is known from now on; `folder` is its folder as the client names it.
    pub(super) fn add(&mut self, app: &App, folder: &Path) -> &mut Known {
        let new = || Known::new(app.clone(), folder.to_path_buf());
        self.apps
            .entry(app.root().to_path_buf())
            .or_insert_with(new)
    }

    /// A known app.
    pub(super) fn get(&self, root: &Path) -> Option<&Known> {
        self.apps.get(root)
    }

    /// A known app, to change it.
    pub(super) fn get_mut(&mut self, root: &Path) -> Option<&mut Known> {
        self.apps.get_mut(root)
    }

    /// Forgets an app.
    pub(super) fn remove(&mut self, root: &Path) -> Option<Known> {
        self.apps.remove(root)
    }

    /// Every app.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Known> {
        self.apps.values_mut()
    }

    /// The folders of all apps whose folder, as the client names it, is in this one.
    pub(super) fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let inside = self
            .apps
            .iter()
            .filter(|(_, known)| known.folder.starts_with(folder));
        inside.map(|(root, _)| root.clone()).collect()
    }

    /// When something is to be done next.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.apps.values().filter_map(Known::wakes).min()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    fn known() -> (tempfile::TempDir, Known) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("idl")).unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        let app = App::find(Some(folder.path())).unwrap();
        let root = app.root().to_path_buf();
        (folder, Known::new(app, root))
    }

    #[test]
    fn what_is_typed_during_an_analysis_makes_one_more_and_no_queue() {
        let (_folder, mut known) = known();
        let now = Instant::now();
        let later = now + Duration::from_secs(1);
        known.changed(later);
        assert_eq!(known.begin(now), None, "before it is due");
        assert_eq!(known.begin(later), Some(1));
        for _ in 0..100 {
            known.changed(now);
            assert_eq!(known.begin(later), None, "one at a time");
            assert_eq!(known.wakes(), None);
        }
        known.end(1, None);
        assert!(!known.is_current());
        assert_eq!(known.begin(now), Some(101));
        assert_eq!(known.begin(later), None);
        known.end(101, None);
        assert!(known.is_current());
        known.hurry(now);
        assert_eq!(known.begin(later), None, "nothing is new");
    }
}
