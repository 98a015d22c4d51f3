//! Where they are kept: in the browser, or in a map of a test.

#[cfg(all(target_family = "wasm", feature = "client"))]
pub(super) use browser::{get, refuse, set};
#[cfg(feature = "server")]
pub(crate) use map::{Cookies, keeping_in};
#[cfg(not(all(target_family = "wasm", feature = "client")))]
pub(super) use map::{get, refuse, set};

#[cfg(all(target_family = "wasm", feature = "client"))]
mod browser {
    use std::time::Duration;

    use js_sys::Reflect;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// What a cookie of this host alone has before its name, in production.
    const PREFIX: &str = "__Host-";

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = "document")]
        static DOCUMENT: JsValue;
        #[wasm_bindgen(thread_local_v2, js_name = "location")]
        static LOCATION: JsValue;
    }

    pub(in super::super) fn get(name: &str) -> Option<String> {
        let cookies = text(DOCUMENT.with(|document| Reflect::get(document, &"cookie".into())));
        let value = |wanted: &str| {
            let mut pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value.to_owned())
        };
        value(&[PREFIX, name].concat()).or_else(|| value(name))
    }

    pub(in super::super) fn set(name: &str, value: &str, age: Duration) {
        let protocol = LOCATION.with(|location| Reflect::get(location, &"protocol".into()));
        let (prefix, secure) = match text(protocol).as_str() {
            "https:" => (PREFIX, "; Secure"),
            _ => ("", ""),
        };
        let seconds = age.as_secs();
        let cookie =
            format!("{prefix}{name}={value}; Path=/; SameSite=Lax; Max-Age={seconds}{secure}");
        let outcome = DOCUMENT
            .with(|document| Reflect::set(document, &"cookie".into(), &cookie.as_str().into()));
        if let Err(error) = outcome {
            web_sys::console::warn_2(&"Rally: the browser keeps no cookie.".into(), &error);
        }
    }

    pub(in super::super) fn refuse(name: &str) {
        let why = "Rally: a cookie with this name and value cannot be kept:";
        web_sys::console::warn_2(&why.into(), &name.into());
    }

    fn text(property: Result<JsValue, JsValue>) -> String {
        property
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }
}

#[cfg(not(all(target_family = "wasm", feature = "client")))]
mod map {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::rc::Rc;
    use std::time::Duration;

    /// The cookies of a test's browser that scripts may read.
    pub(crate) type Cookies = Rc<RefCell<BTreeMap<String, String>>>;

    thread_local! {
        static COOKIES: RefCell<Option<Cookies>> = const { RefCell::new(None) };
    }

    /// Runs code in a browser that keeps these.
    #[cfg(feature = "server")]
    pub(crate) fn keeping_in<T>(cookies: &Cookies, run: impl FnOnce() -> T) -> T {
        let before = COOKIES.replace(Some(Rc::clone(cookies)));
        let outcome = run();
        COOKIES.set(before);
        outcome
    }

    fn with<T>(read: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Option<T> {
        COOKIES.with_borrow(|cookies| {
            let cookies = cookies.as_ref()?;
            Some(read(&mut cookies.borrow_mut()))
        })
    }

    pub(in super::super) fn get(name: &str) -> Option<String> {
        with(|cookies| cookies.get(name).cloned()).flatten()
    }

    // Time that stands still ends no cookie but the one that ends at once.
    pub(in super::super) fn set(name: &str, value: &str, age: Duration) {
        with(|cookies| match age.as_secs() {
            0 => cookies.remove(name),
            _ => cookies.insert(name.to_owned(), value.to_owned()),
        });
    }

    pub(in super::super) fn refuse(name: &str) {
        // A test sees that nothing was kept.
        let _ = name;
    }
}
