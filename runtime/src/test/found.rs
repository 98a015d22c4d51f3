//! An element of a page as it was when it was found.

use std::collections::BTreeMap;
use std::fmt;

use super::name;
use super::screen::Shell;
use crate::html::dom::Dom as _;

/// An element of a page as it was when it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    role: String,
    name: String,
    text: String,
    value: String,
    attributes: BTreeMap<String, String>,
    is_checked: bool,
    is_disabled: bool,
    has_focus: bool,
}

impl Found {
    pub(super) fn of(shell: &Shell, node: usize) -> Self {
        let document = &shell.document;
        let attributes = document.all_attributes(node);
        let is_pressed = document.get(node, "aria-checked") == Some("true");
        Self {
            role: name::role(document, node).unwrap_or_default(),
            name: name::name(document, node),
            text: name::visible_text(document, node),
            value: name::value(document, node),
            attributes: attributes
                .filter(|(name, _)| *name != "data-on")
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            is_checked: document.is_checked(&node) || is_pressed,
            is_disabled: name::disabled_by(document, node).is_some(),
            has_focus: shell.focus == Some(node),
        }
    }

    /// The role that assistive technology is told: `button`. Empty where there is none.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The name that is read out.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that is seen, with a line for each block.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What a control holds; of a list, what its selected options say.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// An attribute by its whole name; the empty string for one without a value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether a box is checked.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.is_checked
    }

    /// Whether a control takes no part, by itself or by the fieldset around.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    /// Whether keys go there.
    #[must_use]
    pub fn has_focus(&self) -> bool {
        self.has_focus
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", self.role, self.name)
    }
}
