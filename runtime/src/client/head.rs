//! What a page says of itself, brought into the document's `<head>`.

use super::browser::{document, let_be, mark_document};
use super::property::set_text;
use crate::page::Head;

/// The head that the document shows.
pub(super) struct ShownHead {
    head: Head,
}

impl ShownHead {
    /// The server has rendered this head.
    pub(super) fn rendered(head: Head) -> Self {
        Self { head }
    }

    /// Shows the next head. Stylesheets stay once they are there: taking one away would make the page flash.
    pub(super) fn show(&mut self, next: Head) {
        if next == self.head {
            return;
        }
        if next.title != self.head.title {
            set_text(&document(), "title", &next.title);
        }
        if next.language != self.head.language {
            mark_document("lang", &next.language);
        }
        if next.metas != self.head.metas {
            for meta in &self.head.metas {
                remove(&["meta[name=\"", &meta.name, "\"]"].concat());
            }
            for meta in &next.metas {
                add("meta", &[("name", &meta.name), ("content", &meta.content)]);
            }
        }
        if next.canonical != self.head.canonical {
            remove("link[rel=canonical]");
            if !next.canonical.is_empty() {
                add("link", &[("rel", "canonical"), ("href", &next.canonical)]);
            }
        }
        let mut stylesheets = std::mem::take(&mut self.head.stylesheets);
        for address in &next.stylesheets {
            if !stylesheets.contains(address) {
                add("link", &[("rel", "stylesheet"), ("href", address)]);
                stylesheets.push(address.clone());
            }
        }
        self.head = Head {
            stylesheets,
            ..next
        };
    }
}

/// Takes an element away that the last head had.
fn remove(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.remove();
    }
}

fn add(name: &str, attributes: &[(&str, &str)]) {
    let (Ok(element), Some(head)) = (document().create_element(name), document().head()) else {
        return;
    };
    for (name, value) in attributes {
        let_be(element.set_attribute(name, value));
    }
    let_be(head.append_child(&element));
}
