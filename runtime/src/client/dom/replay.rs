//! Events from before the view was live, delivered to its handlers as if they happened now.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::events::{Occurrence, Rerun, list_fields, path_to, read_form};
use super::{Dispatched, Root};
use crate::client::property::{text, text_or_empty};
use crate::html::tree::{EventSource, chain_at, dispatch};
use crate::html::{EventData, Needs};

#[wasm_bindgen]
extern "C" {
    /// A form with the hidden fields of the server.
    #[wasm_bindgen(extends = web_sys::Node)]
    type CallForm;
    #[wasm_bindgen(method, structural, js_name = "querySelector")]
    fn query_selector(this: &CallForm, selector: &str) -> JsValue;
}

/// An event that the inline script kept.
pub struct Captured {
    /// Its name: `click`.
    pub name: String,
    /// The node that it happened to.
    pub target: web_sys::Node,
    /// What was known of it then. The fields of a submitted form are read from the document if there are none here.
    pub data: EventData,
}

impl Captured {
    /// An event that the inline script kept; for a submitted form with the `FormData` that it had then, for another with
    /// the value of its control.
    pub fn of(event: &web_sys::Event, fields: &JsValue, value: &JsValue) -> Option<Captured> {
        let target: web_sys::Node = event.target()?.unchecked_into();
        let mut data = Occurrence::new(event, &target).read(Needs::All);
        if fields.is_object() {
            data.form = list_fields(fields);
        }
        if let Some(value) = value.as_string() {
            data.value = value;
        }
        Some(Captured {
            name: text_or_empty(event, "type"),
            target,
            data,
        })
    }
}

impl Root {
    /// Delivers an event that happened before the view was live. Nothing is dispatched to the document.
    ///
    /// A call that it makes carries the key of the form that the server rendered, so that it is the same call as the
    /// one the browser may have posted.
    pub fn replay(&self, captured: Captured) {
        let Captured {
            name,
            target,
            mut data,
        } = captured;
        let mut form_key = None;
        if name == "submit" {
            form_key = key_of(&target);
            if data.form.0.is_empty() {
                data.form = read_form(&target, &JsValue::NULL);
            }
        }
        let outcome = {
            let state = self.shared.state.borrow();
            path_to(&self.shared.container, &target)
                .map(|path| dispatch(&chain_at(&state.tree, &path), &Rerun { name: &name, data }))
        };
        for (dispatched, _) in outcome
            .map(|outcome| outcome.deliveries)
            .unwrap_or_default()
        {
            (self.shared.dispatch)(match dispatched {
                Dispatched::Rpc(effect) => Dispatched::Rpc(effect.form_key(form_key.as_deref())),
                message => message,
            });
        }
    }
}

/// The key that the server wrote into a form.
fn key_of(form: &web_sys::Node) -> Option<String> {
    let form: &CallForm = form.unchecked_ref();
    let field = form.query_selector("input[name=_rally_key]");
    if field.is_null() {
        return None;
    }
    text(&field, "value")
}
