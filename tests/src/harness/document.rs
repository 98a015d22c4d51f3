//! What a document of the server holds: the state that its page is set up from, and its forms.

use base64::Engine as _;
use rally_runtime::wire::decode_all;
use rally_runtime::wire::embedded::Embedded;
use url::form_urlencoded::Serializer;

use crate::http::Response;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// What the wasm is given.
    pub embedded: Embedded,
    html: String,
}

impl Document {
    pub(super) fn read(answer: &Response) -> Self {
        let html = answer.text();
        let state = between(&html, "id=\"rally-state\">", "<").expect("a document has its state");
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(state)
            .expect("the state is base64");
        let embedded = decode_all(&bytes).expect("the state can be read");
        Self { embedded, html }
    }

    /// The items of the list with this id.
    #[must_use]
    pub fn items(&self, list: &str) -> Vec<String> {
        items(&self.html, list)
    }

    /// The body of a post of the form with this id.
    pub(super) fn form(&self, id: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let mut body = Serializer::new(String::new());
        for name in ["_rally_key", "_rally_who", "_rally_method"] {
            body.append_pair(name, &self.hidden(id, name));
        }
        body.extend_pairs(fields).finish().into_bytes()
    }

    /// The key of the form with this id.
    #[must_use]
    pub fn key(&self, form: &str) -> String {
        self.hidden(form, "_rally_key")
    }

    fn hidden(&self, form: &str, name: &str) -> String {
        let form = between(&self.html, &format!("id=\"{form}\""), "</form>");
        let value = form.and_then(|form| between(form, &format!("name=\"{name}\" value=\""), "\""));
        value.expect("a form has its hidden fields").to_owned()
    }
}

/// The items of the list with this id, in HTML that the runtime has rendered.
pub(super) fn items(html: &str, list: &str) -> Vec<String> {
    let list = between(html, &format!("id=\"{list}\">"), "</ol>").unwrap_or_default();
    list.split("<li>")
        .skip(1)
        .map(|item| item.trim_end_matches("</li>").to_owned())
        .collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
