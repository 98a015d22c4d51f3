//! Events of the browser as plain data, and the place in the tree where they happen.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::browser::{as_part, is_owned};
use crate::html::tree::EventSource;
use crate::html::{EventData, KeyPress, Modifiers, Needs, Pointer};
use crate::page::FormFields;

#[wasm_bindgen]
extern "C" {
    /// Any event, with the properties that some have.
    #[wasm_bindgen(extends = web_sys::Event)]
    type AnyEvent;

    #[wasm_bindgen(method, getter, structural)]
    fn key(this: &AnyEvent) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn code(this: &AnyEvent) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn repeat(this: &AnyEvent) -> Option<bool>;
    #[wasm_bindgen(method, getter, structural, js_name = "altKey")]
    fn alt_key(this: &AnyEvent) -> Option<bool>;
    #[wasm_bindgen(method, getter, structural, js_name = "ctrlKey")]
    fn ctrl_key(this: &AnyEvent) -> Option<bool>;
    #[wasm_bindgen(method, getter, structural, js_name = "metaKey")]
    fn meta_key(this: &AnyEvent) -> Option<bool>;
    #[wasm_bindgen(method, getter, structural, js_name = "shiftKey")]
    fn shift_key(this: &AnyEvent) -> Option<bool>;
    #[wasm_bindgen(method, getter, structural, js_name = "clientX")]
    fn client_x(this: &AnyEvent) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural, js_name = "clientY")]
    fn client_y(this: &AnyEvent) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural, js_name = "offsetX")]
    fn offset_x(this: &AnyEvent) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural, js_name = "offsetY")]
    fn offset_y(this: &AnyEvent) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural)]
    fn button(this: &AnyEvent) -> Option<i16>;
    #[wasm_bindgen(method, getter, structural)]
    fn buttons(this: &AnyEvent) -> Option<u16>;
    #[wasm_bindgen(method, getter, structural, js_name = "pointerId")]
    fn pointer_id(this: &AnyEvent) -> Option<i32>;
    #[wasm_bindgen(method, getter, structural)]
    fn submitter(this: &AnyEvent) -> JsValue;

    /// A form's fields as the browser would send them.
    #[wasm_bindgen(js_name = "FormData")]
    type Fields;
    #[wasm_bindgen(constructor, js_class = "FormData", catch)]
    fn of(form: &JsValue, submitter: &JsValue) -> Result<Fields, JsValue>;

    /// A control that belongs to a form.
    #[wasm_bindgen(extends = web_sys::Node)]
    type FormPart;
    #[wasm_bindgen(method, getter, structural)]
    fn form(this: &FormPart) -> JsValue;
}

/// An event of the browser.
pub(super) struct Occurrence<'a> {
    event: &'a web_sys::Event,
    target: &'a web_sys::Node,
    name: String,
}

impl<'a> Occurrence<'a> {
    pub(super) fn new(event: &'a web_sys::Event, target: &'a web_sys::Node) -> Occurrence<'a> {
        Occurrence {
            event,
            target,
            name: event.type_(),
        }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn target(&self) -> &web_sys::Node {
        self.target
    }

    fn any(&self) -> &AnyEvent {
        self.event.unchecked_ref()
    }
}

impl EventSource for Occurrence<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn bubbles(&self) -> bool {
        self.event.bubbles()
    }

    fn is_key(&self, key: &str) -> bool {
        self.any().key().as_deref() == Some(key)
    }

    fn read(&self, needs: Needs) -> EventData {
        let mut data = EventData::default();
        let reads = |what| needs == what || needs == Needs::All;
        let part = as_part(self.target);
        if reads(Needs::Value) {
            data.value = part.value().unwrap_or_default();
        }
        if reads(Needs::Checked) {
            data.checked = part.checked().unwrap_or_default();
        }
        if reads(Needs::Key) {
            data.key = read_key(self.any());
        }
        if reads(Needs::Pointer) {
            data.pointer = read_pointer(self.any());
        }
        if needs == Needs::All {
            data.modifiers = read_modifiers(self.any());
        }
        if reads(Needs::Form) {
            data.form = read_form(self.target, &self.any().submitter());
        }
        data
    }
}

fn read_modifiers(event: &AnyEvent) -> Modifiers {
    Modifiers {
        alt: event.alt_key().unwrap_or_default(),
        control: event.ctrl_key().unwrap_or_default(),
        meta: event.meta_key().unwrap_or_default(),
        shift: event.shift_key().unwrap_or_default(),
    }
}

fn read_key(event: &AnyEvent) -> KeyPress {
    KeyPress {
        key: event.key().unwrap_or_default(),
        code: event.code().unwrap_or_default(),
        repeat: event.repeat().unwrap_or_default(),
        modifiers: read_modifiers(event),
    }
}

fn read_pointer(event: &AnyEvent) -> Pointer {
    Pointer {
        x: event.client_x().unwrap_or_default(),
        y: event.client_y().unwrap_or_default(),
        offset_x: event.offset_x().unwrap_or_default(),
        offset_y: event.offset_y().unwrap_or_default(),
        button: event.button().unwrap_or_default(),
        buttons: event.buttons().unwrap_or_default(),
        id: event.pointer_id().unwrap_or_default(),
        modifiers: read_modifiers(event),
    }
}

/// The fields of the form that `target` is or belongs to, the submitting button's included, the runtime's own left out.
/// Files are left out: they have no text.
pub(super) fn read_form(target: &web_sys::Node, submitter: &JsValue) -> FormFields {
    let own: JsValue = target.unchecked_ref::<FormPart>().form();
    let form: &JsValue = if own.is_object() { &own } else { target };
    // A submitter that is undefined counts as none; null is what the constructor takes for it.
    let submitter = if submitter.is_object() {
        submitter.clone()
    } else {
        JsValue::NULL
    };
    let Ok(fields) = Fields::of(form, &submitter) else {
        return FormFields::default();
    };
    list_fields(&fields)
}

/// The entries of a `FormData` that are texts and not the runtime's own.
pub(super) fn list_fields(fields: &JsValue) -> FormFields {
    let mut list = Vec::new();
    for entry in js_sys::Array::from(fields).iter() {
        let entry: js_sys::Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string())
            && !name.starts_with("_rally_")
        {
            list.push((name, value));
        }
    }
    FormFields(list)
}

/// The child indices from the container to `target`, of the view's nodes only. None where the target is in no node of
/// the view, or where somebody put a node of the view into one of their own.
pub(super) fn path_to(container: &web_sys::Node, target: &web_sys::Node) -> Option<Vec<u32>> {
    let mut path = Vec::new();
    let mut node = target.clone();
    while node != *container {
        if is_owned(&node) {
            path.push(index_of(&node));
        } else if !path.is_empty() {
            return None;
        }
        node = node.parent_node()?;
    }
    path.reverse();
    Some(path)
}

fn index_of(node: &web_sys::Node) -> u32 {
    let mut index = 0;
    let mut sibling = node.previous_sibling();
    while let Some(earlier) = sibling {
        index += u32::from(is_owned(&earlier));
        sibling = earlier.previous_sibling();
    }
    index
}

/// An event that happened before, with what was known of it then.
pub(super) struct Rerun<'a> {
    pub(super) name: &'a str,
    pub(super) data: EventData,
}

impl EventSource for Rerun<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn bubbles(&self) -> bool {
        true
    }

    fn is_key(&self, key: &str) -> bool {
        self.data.key.key == key
    }

    fn read(&self, _: Needs) -> EventData {
        self.data.clone()
    }
}
