//! What a test that drives the server is told beside what browsers hear: what goes wrong, and the status of a page that a
//! navigation brings, which is nowhere on the wire. Without such a test nobody listens.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::wire::frame::TabId;

thread_local! {
    // A test and the server that it drives are one thread.
    static HEARD: RefCell<Option<Heard>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Heard {
    failures: Vec<String>,
    /// Of the page that each tab has been brought last.
    statuses: HashMap<TabId, u16>,
}

/// Notes a failure that is logged and answered with a trace id alone.
pub(crate) fn note(what: impl FnOnce() -> String) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            heard.failures.push(what());
        }
    });
}

/// Notes the status of a page that a tab is brought: the one that its document would have.
pub(crate) fn note_status(tab: Option<TabId>, status: u16) {
    HEARD.with_borrow_mut(|heard| {
        if let (Some(heard), Some(tab)) = (heard, tab) {
            heard.statuses.insert(tab, status);
        }
    });
}

/// The status of the page that a tab has been brought.
pub(super) fn take_status(tab: TabId) -> Option<u16> {
    HEARD.with_borrow_mut(|heard| heard.as_mut()?.statuses.remove(&tab))
}

/// Listens from now on, on this thread.
pub(super) fn listen() {
    HEARD.with_borrow_mut(|heard| {
        heard.get_or_insert_default();
    });
}

/// What has failed since.
pub(super) fn take() -> Vec<String> {
    let failures = |heard: &mut Heard| std::mem::take(&mut heard.failures);
    HEARD.with_borrow_mut(|heard| heard.as_mut().map(failures).unwrap_or_default())
}
