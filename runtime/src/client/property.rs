//! Properties of objects of the browser, read and set by name: a handful of imports for all of them, where a declared
//! property would be an import each, in the wasm and in the JavaScript.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// Any object.
    type Object;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_object(this: &Object, name: &str) -> JsValue;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_text(this: &Object, name: &str) -> Option<String>;
    // `undefined` becomes NaN, which no property of a number holds, and false.
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_number(this: &Object, name: &str) -> f64;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_flag(this: &Object, name: &str) -> bool;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_text(this: &Object, name: &str, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_flag(this: &Object, name: &str, value: bool);
}

fn object(of: &JsValue) -> &Object {
    of.unchecked_ref()
}

/// An object; `undefined` where there is none.
#[inline(never)]
pub(super) fn value(of: &JsValue, name: &str) -> JsValue {
    object(of).get_object(name)
}

/// A text, where it is one and not `null` or absent.
#[inline(never)]
pub(super) fn text(of: &JsValue, name: &str) -> Option<String> {
    object(of).get_text(name)
}

/// A text; empty where there is none.
#[inline(never)]
pub(super) fn text_or_empty(of: &JsValue, name: &str) -> String {
    text(of, name).unwrap_or_default()
}

/// A number, where there is one.
#[inline(never)]
pub(super) fn number(of: &JsValue, name: &str) -> Option<f64> {
    let number = object(of).get_number(name);
    (!number.is_nan()).then_some(number)
}

/// A number; 0 where there is none.
#[inline(never)]
pub(super) fn number_or_zero(of: &JsValue, name: &str) -> f64 {
    number(of, name).unwrap_or_default()
}

/// Whether it is there and true.
#[inline(never)]
pub(super) fn flag(of: &JsValue, name: &str) -> bool {
    object(of).get_flag(name)
}

/// Sets a text.
#[inline(never)]
pub(super) fn set_text(of: &JsValue, name: &str, value: &str) {
    object(of).set_text(name, value);
}

/// Sets a flag.
#[inline(never)]
pub(super) fn set_flag(of: &JsValue, name: &str, value: bool) {
    object(of).set_flag(name, value);
}
