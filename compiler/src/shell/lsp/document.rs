//! The texts that are open in the editor, which count instead of what the disk has.

use std::collections::BTreeMap;
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::home::Home;
use super::position::{Encoding, Lines};
use super::uri;

/// An open text.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// The client's count of its changes.
    pub(super) version: i32,
    /// The whole text.
    pub(super) text: Arc<str>,
    /// Where it belongs; `None` of a text of no app.
    pub(super) home: Option<Home>,
}

/// All open texts, by the client's own addresses.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<String, Document>,
}

impl Documents {
    /// Adds a text that was opened.
    pub(super) fn open(&mut self, item: TextDocumentItem) {
        let document = Document {
            version: item.version,
            text: item.text.into(),
            home: uri::path(&item.uri).as_deref().and_then(Home::of),
        };
        self.open.insert(item.uri.0, document);
    }

    /// Applies changes, each to what the one before left; false where the text is not open.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.open.get_mut(&uri.0) else {
            return false;
        };
        let mut text = String::from(&*document.text);
        for change in changes {
            apply(&mut text, change, encoding);
        }
        document.version = version;
        document.text = text.into();
        true
    }

    /// Forgets a text that was closed; false where it is not open.
    pub(super) fn close(&mut self, uri: &Uri) -> bool {
        self.open.remove(&uri.0).is_some()
    }

    /// An open text.
    pub(super) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(&uri.0)
    }

    /// All of them, by address.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Uri, &Document)> {
        self.open
            .iter()
            .map(|(uri, document)| (Uri::from(uri.as_str()), document))
    }
}

fn apply(text: &mut String, change: TextDocumentContentChangeEvent, encoding: Encoding) {
    match change {
        TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
            let bytes = Lines::of(text, encoding).bytes(part.range);
            text.replace_range(bytes, &part.text);
        }
        TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
            *text = whole.text;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn changed(text: &str, changes: serde_json::Value) -> String {
        let mut documents = Documents::default();
        let uri = Uri::from("file:///a.rally");
        let item = json!({"uri": uri, "languageId": "rally", "version": 1, "text": text});
        documents.open(serde_json::from_value(item).unwrap());
        let changes = serde_json::from_value(changes).unwrap();
        assert!(documents.change(&uri, 2, changes, Encoding::Utf16));
        let document = documents.get(&uri).unwrap();
        assert_eq!(document.version, 2);
        document.text.to_string()
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let insert = |line, character, text| {
            let at = json!({"line": line, "character": character});
            json!({"range": {"start": at, "end": at}, "text": text})
        };
        let changes = json!([insert(0, 3, "X"), insert(0, 4, "Y"), insert(9, 9, "!")]);
        assert_eq!(changed("🎉ab", changes), "🎉aXYb!");
        assert_eq!(
            changed("a", json!([{"text": "b"}, insert(0, 1, "c")])),
            "bc"
        );
    }

    #[test]
    fn a_text_that_is_not_open_is_not_changed() {
        let mut documents = Documents::default();
        let uri = Uri::from("file:///a.rally");
        assert!(!documents.change(&uri, 1, vec![], Encoding::Utf8));
        assert!(!documents.close(&uri));
    }
}
