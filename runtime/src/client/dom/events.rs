//! Events of the browser as plain data, and the place in the tree where they happen.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::browser::is_owned;
use crate::client::property::{flag, number_or_zero, text, text_or_empty, value};
use crate::html::tree::EventSource;
use crate::html::{EventData, KeyPress, Modifiers, Needs, Pointer};
use crate::page::FormFields;

#[wasm_bindgen]
extern "C" {
    /// A form's fields as the browser would send them.
    #[wasm_bindgen(js_name = "FormData")]
    type Fields;
    #[wasm_bindgen(constructor, js_class = "FormData", catch)]
    fn of(form: &JsValue, submitter: &JsValue) -> Result<Fields, JsValue>;
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
            name: text_or_empty(event, "type"),
        }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

impl EventSource for Occurrence<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn bubbles(&self) -> bool {
        flag(self.event, "bubbles")
    }

    fn is_key(&self, key: &str) -> bool {
        // What an input method is told, such as to take a proposal, is not meant for the page.
        !flag(self.event, "isComposing") && text(self.event, "key").as_deref() == Some(key)
    }

    fn read(&self, needs: Needs) -> EventData {
        let mut data = EventData::default();
        let reads = |what| needs == what || needs == Needs::All;
        if reads(Needs::Value) {
            data.value = text_or_empty(self.target, "value");
        }
        if reads(Needs::Checked) {
            data.checked = flag(self.target, "checked");
        }
        if reads(Needs::Key) {
            data.key = read_key(self.event);
        }
        if reads(Needs::Pointer) {
            data.pointer = read_pointer(self.event);
        }
        if needs == Needs::All {
            data.modifiers = read_modifiers(self.event);
        }
        if reads(Needs::Form) {
            data.form = read_form(self.target, &value(self.event, "submitter"));
        }
        data
    }
}

fn read_modifiers(event: &JsValue) -> Modifiers {
    Modifiers {
        alt: flag(event, "altKey"),
        control: flag(event, "ctrlKey"),
        meta: flag(event, "metaKey"),
        shift: flag(event, "shiftKey"),
    }
}

fn read_key(event: &JsValue) -> KeyPress {
    KeyPress {
        key: text_or_empty(event, "key"),
        code: text_or_empty(event, "code"),
        repeat: flag(event, "repeat"),
        modifiers: read_modifiers(event),
    }
}

fn read_pointer(event: &JsValue) -> Pointer {
    Pointer {
        x: number_or_zero(event, "clientX"),
        y: number_or_zero(event, "clientY"),
        offset_x: number_or_zero(event, "offsetX"),
        offset_y: number_or_zero(event, "offsetY"),
        button: number_or_zero(event, "button") as i16,
        buttons: number_or_zero(event, "buttons") as u16,
        id: number_or_zero(event, "pointerId") as i32,
        modifiers: read_modifiers(event),
    }
}

/// The fields of the form that `target` is or belongs to, the submitting button's included, the runtime's own left out.
/// Files are left out: they have no text.
pub(super) fn read_form(target: &web_sys::Node, submitter: &JsValue) -> FormFields {
    let own = value(target, "form");
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
