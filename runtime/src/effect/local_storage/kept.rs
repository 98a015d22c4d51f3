//! Where it is kept: in the browser, or in a map of a test.

#[cfg(all(target_family = "wasm", feature = "client"))]
pub(super) use browser::{get, remove, set};
#[cfg(feature = "server")]
pub(crate) use map::{Items, keeping_in};
#[cfg(not(all(target_family = "wasm", feature = "client")))]
pub(super) use map::{get, remove, set};

#[cfg(all(target_family = "wasm", feature = "client"))]
mod browser {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        // `localStorage` itself throws where the user has forbidden it.
        #[wasm_bindgen(js_namespace = localStorage, js_name = "getItem", catch)]
        fn get_item(key: &str) -> Result<Option<String>, JsValue>;
        #[wasm_bindgen(js_namespace = localStorage, js_name = "setItem", catch)]
        fn set_item(key: &str, value: &str) -> Result<(), JsValue>;
        #[wasm_bindgen(js_namespace = localStorage, js_name = "removeItem", catch)]
        fn remove_item(key: &str) -> Result<(), JsValue>;
    }

    pub(in super::super) fn get(key: &str) -> Option<String> {
        get_item(key).ok().flatten()
    }

    pub(in super::super) fn set(key: &str, value: &str) {
        warn(set_item(key, value));
    }

    pub(in super::super) fn remove(key: &str) {
        warn(remove_item(key));
    }

    fn warn(outcome: Result<(), JsValue>) {
        if let Err(error) = outcome {
            web_sys::console::warn_2(&"Rally: the browser does not keep it.".into(), &error);
        }
    }
}

#[cfg(not(all(target_family = "wasm", feature = "client")))]
mod map {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::rc::Rc;

    /// What a browser of a test keeps.
    pub(crate) type Items = Rc<RefCell<BTreeMap<String, String>>>;

    thread_local! {
        static ITEMS: RefCell<Option<Items>> = const { RefCell::new(None) };
    }

    /// Runs code in a browser that keeps these.
    #[cfg(feature = "server")]
    pub(crate) fn keeping_in<T>(items: &Items, run: impl FnOnce() -> T) -> T {
        let before = ITEMS.replace(Some(Rc::clone(items)));
        let outcome = run();
        ITEMS.set(before);
        outcome
    }

    fn with<T>(read: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Option<T> {
        ITEMS.with_borrow(|items| items.as_ref().map(|items| read(&mut items.borrow_mut())))
    }

    pub(in super::super) fn get(key: &str) -> Option<String> {
        with(|items| items.get(key).cloned()).flatten()
    }

    pub(in super::super) fn set(key: &str, value: &str) {
        with(|items| items.insert(key.to_owned(), value.to_owned()));
    }

    pub(in super::super) fn remove(key: &str) {
        with(|items| items.remove(key));
    }
}
