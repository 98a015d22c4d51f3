//! What a test looks for an element for: which elements come into question, and how it is told of them.

use super::name::{name, role};
use crate::html::memory::Document;

/// What a control is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Click,
    Type,
    Select,
    Check,
    Submit,
    /// To be looked at.
    Look,
    /// To look inside of.
    Within,
}

impl Purpose {
    /// Whether an element is what is looked for.
    pub(super) fn fits(self, document: &Document, node: usize) -> bool {
        let (tag, kind) = (document.tag_name(node), document.get(node, "type"));
        let role = role(document, node);
        let role = role.as_deref();
        match self {
            Self::Type => is_text_field(tag, kind) || matches!(role, Some("textbox" | "searchbox")),
            Self::Select => tag == "select",
            Self::Check => {
                tag == "input" && matches!(kind, Some("checkbox" | "radio"))
                    || matches!(role, Some("checkbox" | "radio" | "switch"))
            }
            Self::Submit => tag == "form",
            Self::Click => {
                matches!(tag, "summary" | "label") && !name(document, node).is_empty()
                    || matches!(
                        role,
                        Some(
                            "button"
                                | "link"
                                | "checkbox"
                                | "radio"
                                | "switch"
                                | "tab"
                                | "menuitem"
                                | "menuitemcheckbox"
                                | "menuitemradio"
                                | "treeitem"
                        )
                    )
                    || role == Some("option") && tag != "option"
            }
            Self::Look => role.is_some() || is_text_field(tag, kind),
            Self::Within => {
                matches!(
                    role,
                    Some(
                        "article"
                            | "cell"
                            | "complementary"
                            | "dialog"
                            | "figure"
                            | "form"
                            | "group"
                            | "list"
                            | "listitem"
                            | "main"
                            | "navigation"
                            | "region"
                            | "row"
                            | "search"
                            | "table"
                            | "tabpanel"
                            | "status"
                            | "alert"
                    )
                ) || matches!(tag, "section" | "header" | "footer")
            }
        }
    }

    pub(super) fn sought(self) -> &'static str {
        match self {
            Self::Click => "button, link or other control",
            Self::Type => "field",
            Self::Select => "list of options",
            Self::Check => "box",
            Self::Submit => "form, or control of one,",
            Self::Look => "element",
            Self::Within => "part of the page",
        }
    }

    pub(super) fn many(self) -> &'static str {
        match self {
            Self::Click => "controls",
            Self::Type => "fields",
            Self::Select => "lists of options",
            Self::Check => "boxes",
            Self::Submit => "forms",
            Self::Look => "elements",
            Self::Within => "parts",
        }
    }

    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Click => "What can be clicked:",
            Self::Type => "What can be typed into:",
            Self::Select => "What can be selected from:",
            Self::Check => "What can be checked:",
            Self::Submit => "The forms:",
            Self::Look => "What has a name:",
            Self::Within => "The parts:",
        }
    }

    pub(super) fn unfit(self) -> &'static str {
        match self {
            Self::Type => "cannot be typed into",
            Self::Select => "is no list to select from",
            Self::Check => "is no box to check",
            Self::Submit => "is no form",
            Self::Click | Self::Look | Self::Within => "cannot be used so",
        }
    }

    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Type => "text",
            Self::Select => "selection",
            Self::Submit => "submission",
            Self::Click | Self::Check | Self::Look | Self::Within => "click",
        }
    }
}

/// Whether it takes text from a keyboard.
pub(super) fn is_text_field(tag: &str, kind: Option<&str>) -> bool {
    tag == "textarea"
        || tag == "input"
            && !matches!(
                kind,
                Some(
                    "checkbox"
                        | "radio"
                        | "button"
                        | "submit"
                        | "reset"
                        | "image"
                        | "hidden"
                        | "file"
                )
            )
}
