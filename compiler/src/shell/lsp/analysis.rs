//! One analysis of one app, on a thread of its own: files in, everything that is known of them out.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::Sender;
use std::thread;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::FileId;

use super::super::app::App;
use super::super::failure::Failure;
use super::super::load::{Loaded, Overlay, load_with};
use super::Event;
use crate::check::CheckedSchema;
use crate::compile::{Analysis, FileSet, Input, analyse};
use crate::editor::Index;

// As much as the main thread of a program has on most systems: deep nesting is no reason to end.
const STACK: usize = 8 << 20;

/// What came of an analysis.
#[derive(Debug)]
pub(super) struct Analysed {
    /// The folder of the app.
    pub(super) root: PathBuf,
    /// Which state of the app it saw.
    pub(super) changes: u64,
    /// What it found; the message of a panic where it did not come to an end.
    pub(super) result: Result<Snapshot, String>,
}

/// Everything that is known of an app as it was at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The texts.
    pub(super) input: Input,
    /// Every name in them.
    pub(super) index: Index,
    /// What is wrong with them.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why others could not be read.
    pub(super) problems: Vec<Failure>,
    schema: Option<CheckedSchema>,
    rendered: OnceLock<FileSet>,
}

impl Snapshot {
    fn of(app: &App, overlay: &Overlay) -> Self {
        let Loaded { input, problems } = load_with(app, overlay);
        let Analysis {
            schema,
            diagnostics,
            trees,
            relations,
        } = analyse(&input);
        Self {
            index: Index::new(&trees, &input.sources, relations),
            input,
            diagnostics,
            problems,
            schema,
            rendered: OnceLock::new(),
        }
    }

    /// The file of a path below the app's folder.
    pub(super) fn file(&self, below: &str) -> Option<FileId> {
        let mut files = self.input.sources.files();
        files.find(|(_, file)| file.path == below).map(|(id, _)| id)
    }

    /// Whether nothing is wrong with the texts.
    pub(super) fn is_good(&self) -> bool {
        self.schema.is_some()
    }

    /// What a build would write, rendered once it is asked for; `None` where something is wrong.
    pub(super) fn rendered(&self) -> Option<&FileSet> {
        let schema = self.schema.as_ref()?;
        Some(
            self.rendered
                .get_or_init(|| crate::render::render(schema, &self.input)),
        )
    }
}

/// Begins an analysis, which ends with an [`Event::Analysed`].
pub(super) fn begin(app: App, overlay: Overlay, changes: u64, events: Sender<Event>) {
    let root = app.root().to_path_buf();
    let analysed = move |result| {
        Event::Analysed(Box::new(Analysed {
            root,
            changes,
            result,
        }))
    };
    let run = move || {
        let result = guard(|| Snapshot::of(&app, &overlay));
        // The server has ended where nobody listens.
        let _ended = events.send(analysed(result));
    };
    thread::Builder::new()
        .name("analysis".to_owned())
        .stack_size(STACK)
        .spawn(run)
        .expect("a system that cannot start a thread cannot run an editor either");
}

/// Calls something of the core; a panic of it is a bug of `rallyc`, and no reason for the server to end.
pub(super) fn guard<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    // What panicked is dropped as a whole, so nobody sees it half changed.
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| message(panic.as_ref()))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::guard;

    #[test]
    fn a_panic_of_the_core_is_a_message() {
        assert_eq!(guard(|| 1), Ok(1));
        assert_eq!(guard::<i32>(|| panic!("a {}", "b")), Err("a b".to_owned()));
        assert_eq!(guard::<i32>(|| panic!("c")), Err("c".to_owned()));
    }
}
