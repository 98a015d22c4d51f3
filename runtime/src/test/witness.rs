//! What goes wrong on the server, told to the test that drives it. Without such a test nobody listens.

use std::cell::RefCell;

thread_local! {
    // A test and the server that it drives are one thread.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Notes a failure that is logged and answered with a trace id alone.
pub(crate) fn note(what: impl FnOnce() -> String) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            heard.push(what());
        }
    });
}

/// Listens from now on, on this thread.
pub(super) fn listen() {
    HEARD.with_borrow_mut(|heard| {
        heard.get_or_insert_default();
    });
}

/// What was heard since.
pub(super) fn take() -> Vec<String> {
    HEARD.with_borrow_mut(|heard| heard.as_mut().map(std::mem::take).unwrap_or_default())
}
