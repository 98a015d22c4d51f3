//! What is left of a page whose code has panicked. The wasm ends there (`panic = "abort"`), and its state is not to be
//! trusted; the page must not stand there as if it worked.
//!
//! A panic ends in a trap, which the window hears of as an error: so release bundles need none of the code that
//! formats and reports panics. The document is loaded again, and what was unanswered is sent as it is left. A page that
//! panics right after its loading is not loaded again, or it would be for ever: it becomes what it is without
//! JavaScript.

use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};

use super::browser::{
    element_by_id, let_be, listen_to_window, mark_document, now, reload_document,
};
use super::property::value;
use crate::wire::embedded::{CONTAINER_ID, Environment};

/// How long a page must have lived to be loaded again.
const RELOAD_AFTER_MILLIS: u64 = 5_000;

#[wasm_bindgen]
extern "C" {
    /// What the browser throws where wasm traps.
    #[wasm_bindgen(js_namespace = WebAssembly, js_name = "RuntimeError")]
    type Trap;
}

pub(super) fn install(environment: Environment) {
    if cfg!(debug_assertions) && environment == Environment::Development {
        std::panic::set_hook(Box::new(report));
    }
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| hear(&event));
    let listener = listener.into_js_value();
    // The second where the page is being set up, in a promise.
    for name in ["error", "unhandledrejection"] {
        listen_to_window(name, listener.unchecked_ref());
    }
}

fn hear(event: &JsValue) {
    if ["error", "reason"]
        .iter()
        .any(|name| value(event, name).has_type::<Trap>())
    {
        fail();
    }
}

fn fail() {
    mark_document("data-rally-connection", "failed");
    if now() < RELOAD_AFTER_MILLIS {
        abandon();
    } else {
        reload_document();
    }
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

fn report(panic: &std::panic::PanicHookInfo<'_>) {
    web_sys::console::error_1(&panic.to_string().into());
}
