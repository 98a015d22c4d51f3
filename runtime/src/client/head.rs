//! What a page says of itself, brought into the document's `<head>`.

use super::browser::{document, let_be, mark_document};
use super::property::set_text;
use crate::page::{Head, Meta};

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
        for gone in &self.head.metas {
            if !next.metas.iter().any(|meta| meta.name == gone.name)
                && let Some(element) = find_meta(gone)
            {
                element.remove();
            }
        }
        for meta in &next.metas {
            if !self.head.metas.contains(meta) {
                set_meta(meta);
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

fn find_meta(meta: &Meta) -> Option<web_sys::Element> {
    let metas = document().get_elements_by_tag_name("meta");
    (0..metas.length())
        .filter_map(|index| metas.item(index))
        .find(|element| element.get_attribute("name").as_deref() == Some(&*meta.name))
}

fn set_meta(meta: &Meta) {
    match find_meta(meta) {
        Some(element) => let_be(element.set_attribute("content", &meta.content)),
        None => add("meta", &[("name", &meta.name), ("content", &meta.content)]),
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
