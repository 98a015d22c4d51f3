//! What is left of a page whose code has panicked. The wasm ends there (`panic = "abort"`), and its state is not to be
//! trusted; the page must not stand there as if it worked.
//!
//! The document is loaded again, and what was unanswered is sent as it is left. A page that panics right after its
//! loading is not loaded again, or it would be for ever: it becomes what it is without JavaScript.

use super::browser::{element_by_id, let_be, mark_document, now, reload_document};
use crate::wire::embedded::{CONTAINER_ID, Environment};

/// How long a page must have lived to be loaded again.
const RELOAD_AFTER_MILLIS: u64 = 5_000;

pub(super) fn install(environment: Environment) {
    std::panic::set_hook(Box::new(move |panic| {
        if environment == Environment::Development {
            report(panic);
        }
        mark_document("data-rally-connection", "failed");
        if now() < RELOAD_AFTER_MILLIS {
            abandon();
        } else {
            reload_document();
        }
    }));
}

/// Puts a copy in the place of the page: it has no handlers, so that links and forms are the browser's.
fn abandon() {
    if let Some(container) = element_by_id(CONTAINER_ID)
        && let Ok(copy) = container.clone_node_with_deep(true)
        && let Some(parent) = container.parent_node()
    {
        let_be(parent.replace_child(&copy, &container));
    }
}

#[cfg(debug_assertions)]
fn report(panic: &std::panic::PanicHookInfo<'_>) {
    web_sys::console::error_1(&panic.to_string().into());
}

/// The bundle is smaller without the code that prints.
#[cfg(not(debug_assertions))]
fn report(_: &std::panic::PanicHookInfo<'_>) {}
