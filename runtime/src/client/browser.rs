//! What the client asks of the browser, beside the view: each function here is one import of the wasm, so that there
//! are few.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::property::{number, number_or_zero, set_text, text, text_or_empty, value};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = "window")]
    static WINDOW: web_sys::EventTarget;

    type History;
    #[wasm_bindgen(method, structural, catch, js_name = "pushState")]
    fn push_state(this: &History, state: &JsValue, title: &str, url: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = "replaceState")]
    fn replace_state(
        this: &History,
        state: &JsValue,
        title: &str,
        url: &str,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = "scrollTo")]
    pub(super) fn scroll_to(x: f64, y: f64);
    #[wasm_bindgen(js_namespace = location, js_name = "assign")]
    pub(super) fn load_document(url: &str);
    #[wasm_bindgen(js_namespace = location, js_name = "replace")]
    pub(super) fn replace_document(url: &str);
    #[wasm_bindgen(js_namespace = location, js_name = "reload")]
    pub(super) fn reload_document();

    #[wasm_bindgen(js_namespace = performance, js_name = "now")]
    fn milliseconds_since_load() -> f64;
    #[wasm_bindgen(js_name = "setTimeout")]
    pub(super) fn set_timeout(run: &js_sys::Function, milliseconds: f64, id: u32) -> i32;
    #[wasm_bindgen(js_name = "clearTimeout")]
    pub(super) fn clear_timeout(timer: i32);
    #[wasm_bindgen(js_namespace = crypto, js_name = "getRandomValues")]
    fn fill_with_random_bytes(bytes: &js_sys::Uint8Array);
    #[wasm_bindgen(js_name = "atob", catch)]
    fn decode_base64(text: &str) -> Result<String, JsValue>;

    /// Of the inline script: the events that it kept, as arrays of the event and, for a submitted form, its fields.
    #[wasm_bindgen(js_namespace = __rally, js_name = "take", catch)]
    pub(super) fn take_captured() -> Result<js_sys::Array, JsValue>;
    /// Of the inline script: a request that outlives the page. A promise of its response; of `undefined` where it fails.
    #[wasm_bindgen(js_namespace = __rally, js_name = "post", catch)]
    pub(super) fn post(
        url: &str,
        body: &js_sys::Uint8Array,
        content_type: &str,
    ) -> Result<JsValue, JsValue>;

    /// An element, a promise, a response.
    pub(super) type Anything;
    #[wasm_bindgen(method, structural, catch, js_name = "focus")]
    pub(super) fn focus(this: &Anything) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = "then")]
    pub(super) fn then(this: &Anything, run: &js_sys::Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = "arrayBuffer")]
    pub(super) fn array_buffer(this: &Anything) -> Result<JsValue, JsValue>;
}

#[inline(never)]
fn of_window(name: &str) -> JsValue {
    WINDOW.with(|window| value(window, name))
}

/// The control in which the user is composing text with an input method. The inline script notes it from the start on.
pub(super) fn composing() -> JsValue {
    value(&of_window("__rally"), "composing")
}

/// The document.
pub(super) fn document() -> web_sys::Document {
    of_window("document").unchecked_into()
}

fn history() -> History {
    of_window("history").unchecked_into()
}

fn location() -> JsValue {
    of_window("location")
}

/// Hears events of the window.
pub(super) fn listen_to_window(name: &str, listener: &js_sys::Function) {
    WINDOW.with(|window| {
        let_be(window.add_event_listener_with_callback_and_bool(name, listener, false))
    });
}

/// Milliseconds since the document began to load.
pub(super) fn now() -> u64 {
    milliseconds_since_load() as u64
}

/// So many random bytes.
pub(super) fn random_bytes(count: u32) -> Vec<u8> {
    let bytes = js_sys::Uint8Array::new_with_length(count);
    fill_with_random_bytes(&bytes);
    bytes.to_vec()
}

/// Bytes from base64. The browser gives each byte as the character of that number.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text = decode_base64(text.trim_ascii()).ok()?;
    text.chars().map(|byte| u8::try_from(byte).ok()).collect()
}

/// The element of this id.
pub(super) fn element_by_id(id: &str) -> Option<web_sys::Element> {
    document().get_element_by_id(id)
}

/// Sets an attribute of `<html>`.
pub(super) fn mark_document(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        let_be(html.set_attribute(name, value));
    }
}

/// Takes an attribute of `<html>` away.
pub(super) fn unmark_document(name: &str) {
    if let Some(html) = document().document_element() {
        let_be(html.remove_attribute(name));
    }
}

/// Any object by its possible properties.
pub(super) fn anything<T: JsCast>(object: &T) -> &Anything {
    object.unchecked_ref()
}

/// Path and search string of the address bar.
pub(super) fn present_url() -> String {
    url_of(&location())
}

/// `https://example.org`
pub(super) fn present_origin() -> String {
    origin_of(&location())
}

/// What follows the address in the address bar, with its `#`, or nothing.
pub(super) fn present_hash() -> String {
    fragment_of(&location())
}

/// Path and search string of a link or of the page's own address.
pub(super) fn url_of(place: &JsValue) -> String {
    let mut url = text_or_empty(place, "pathname");
    url.push_str(&text_or_empty(place, "search"));
    url
}

/// Its fragment, with its `#`, or nothing.
pub(super) fn fragment_of(place: &JsValue) -> String {
    text_or_empty(place, "hash")
}

/// Its origin.
pub(super) fn origin_of(place: &JsValue) -> String {
    text_or_empty(place, "origin")
}

/// Leaves scrolling to the client: the browser would scroll before the page is there.
pub(super) fn take_over_scrolling() {
    set_text(&history(), "scrollRestoration", "manual");
}

/// How far the page is scrolled, in pixels.
pub(super) fn scroll_position() -> (f64, f64) {
    WINDOW.with(|window| {
        (
            number_or_zero(window, "scrollX"),
            number_or_zero(window, "scrollY"),
        )
    })
}

/// Where somebody was in a page.
#[derive(Default)]
pub(super) struct Place {
    /// How far it was scrolled.
    pub(super) scrolled: (f64, f64),
    /// A selector of the element that had the focus, where it has a name to be found by again.
    pub(super) focused: Option<String>,
}

/// Keeps in the present entry of the history where somebody is in the page.
pub(super) fn save_place() {
    let (x, y) = scroll_position();
    let place = js_sys::Array::of3(&x.into(), &y.into(), &focused().into());
    let_be(history().replace_state(&place, "", &full_url()));
}

fn focused() -> Option<String> {
    let element = document().active_element()?;
    ["id", "href"].into_iter().find_map(|name| {
        let value = element.get_attribute(name)?;
        Some(["[", name, "=\"", &value, "\"]"].concat())
    })
}

fn full_url() -> String {
    let mut url = present_url();
    url.push_str(&present_hash());
    url
}

/// The place that is kept in the present entry of the history.
pub(super) fn saved_place() -> Option<Place> {
    let place = value(&history(), "state");
    // Null where nothing was kept, and anything where the history is not ours alone.
    if !place.is_object() {
        return None;
    }
    Some(Place {
        scrolled: (number(&place, "0")?, number(&place, "1")?),
        focused: text(&place, "2"),
    })
}

/// Adds an entry to the history.
pub(super) fn push_url(url: &str) {
    let_be(history().push_state(&JsValue::NULL, "", url));
}

/// Changes the present entry of the history.
pub(super) fn replace_url(url: &str) {
    let_be(history().replace_state(&JsValue::NULL, "", url));
}

/// Where the browser refuses (a document sandboxed, a name it does not know, too many changes of the history), things
/// stay as they are.
pub(super) fn let_be<T>(_: Result<T, JsValue>) {}
