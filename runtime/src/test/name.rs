//! What an element is to whoever uses the page: its role, its name as it is read out, whether it is seen, its text.
//!
//! Roles follow "HTML Accessibility API Mappings", names "Accessible Name and Description Computation", as far as they
//! matter to finding things.

use crate::html::dom::Dom as _;
use crate::html::memory::{Document, Kind};
use crate::html::query::implicit_role;

/// The role: the attribute, else that of the element.
pub(super) fn role(document: &Document, node: usize) -> Option<String> {
    let own = document
        .get(node, "role")
        .and_then(|role| role.split_ascii_whitespace().next());
    let own = own.map(str::to_owned);
    own.or_else(|| {
        let attribute = |name: &str| document.get(node, name).map(str::to_owned);
        implicit_role(document.tag_name(node), attribute).map(str::to_owned)
    })
}

/// The name that is read out; empty where there is none.
pub(super) fn name(document: &Document, node: usize) -> String {
    let attribute = |name: &str| document.get(node, name).map(str::trim);
    let given = |name: &str| attribute(name).filter(|it| !it.is_empty());
    labelled_by(document, node)
        .or_else(|| given("aria-label").map(tidy))
        .or_else(|| native_name(document, node))
        .or_else(|| named_by_content(document, node).then(|| text_in(document, node)))
        .filter(|name| !name.is_empty())
        .or_else(|| given("title").map(tidy))
        .or_else(|| given("placeholder").map(tidy))
        .unwrap_or_default()
}

fn labelled_by(document: &Document, node: usize) -> Option<String> {
    let ids = document.get(node, "aria-labelledby")?;
    let texts = ids.split_ascii_whitespace().filter_map(|id| {
        let mut all = document.inside(0).into_iter();
        let labels = all.find(|&it| document.get(it, "id") == Some(id))?;
        Some(text_in(document, labels))
    });
    let name = texts.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

fn native_name(document: &Document, node: usize) -> Option<String> {
    let own = |name: &str| {
        document
            .get(node, name)
            .map(tidy)
            .filter(|it| !it.is_empty())
    };
    match (document.tag_name(node), document.get(node, "type")) {
        ("input", Some("submit")) => own("value").or(Some("Submit".to_owned())),
        ("input", Some("reset")) => own("value").or(Some("Reset".to_owned())),
        ("input", Some("button")) => own("value"),
        ("input", Some("image")) => own("alt").or_else(|| own("value")),
        ("input" | "textarea" | "select" | "meter" | "progress" | "output", _) => {
            label(document, node)
        }
        ("img" | "area", _) => own("alt"),
        ("fieldset", _) => child_text(document, node, "legend"),
        ("table", _) => child_text(document, node, "caption"),
        ("figure", _) => child_text(document, node, "figcaption"),
        ("details", _) => child_text(document, node, "summary"),
        ("optgroup", _) => own("label"),
        ("option", _) => own("label").or_else(|| Some(text_in(document, node))),
        _ => None,
    }
}

fn child_text(document: &Document, node: usize, tag: &str) -> Option<String> {
    let mut children = document.nodes[node].children.iter();
    let child = children.find(|&&child| document.tag_name(child) == tag)?;
    Some(text_in(document, *child))
}

/// The text of the labels of a control: those around it, and those that name its id.
fn label(document: &Document, control: usize) -> Option<String> {
    let labels = labels_of(document, control);
    let texts = labels.into_iter().map(|label| {
        let mut text = String::new();
        collect_label(document, label, control, &mut text);
        tidy(&text)
    });
    let text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>();
    (!text.is_empty()).then(|| text.join(" "))
}

fn labels_of(document: &Document, control: usize) -> Vec<usize> {
    let id = document.get(control, "id");
    let is_around: Vec<usize> = document.around(control).collect();
    let all = document.inside(0).into_iter();
    let labels = all.filter(|&node| document.tag_name(node) == "label");
    let is_label = |&node: &usize| match document.get(node, "for") {
        Some(of) => id == Some(of),
        None => is_around.contains(&node),
    };
    labels.filter(is_label).collect()
}

/// The control that a label is for: the one that it names, else the first one inside.
pub(super) fn control_of_label(document: &Document, label: usize) -> Option<usize> {
    let all = |root| document.inside(root).into_iter();
    match document.get(label, "for") {
        Some(id) => all(0).find(|&node| document.get(node, "id") == Some(id)),
        None => all(label).find(|&node| {
            matches!(
                document.tag_name(node),
                "input" | "textarea" | "select" | "button"
            ) && document.get(node, "type") != Some("hidden")
        }),
    }
}

/// The text of a label without that of the control inside, such as its options.
fn collect_label(document: &Document, node: usize, control: usize, into: &mut String) {
    if node == control || matches!(document.tag_name(node), "select" | "textarea") {
        return;
    }
    if let Kind::Text(text) = &document.nodes[node].kind {
        into.push_str(text);
    }
    for &child in &document.nodes[node].children {
        collect_label(document, child, control, into);
        into.push(' ');
    }
}

fn named_by_content(document: &Document, node: usize) -> bool {
    let role = role(document, node);
    matches!(
        role.as_deref(),
        Some(
            "button"
                | "link"
                | "heading"
                | "cell"
                | "columnheader"
                | "rowheader"
                | "row"
                | "tab"
                | "menuitem"
                | "menuitemcheckbox"
                | "menuitemradio"
                | "option"
                | "switch"
                | "radio"
                | "checkbox"
                | "tooltip"
                | "treeitem"
        )
    ) || document.tag_name(node) == "summary"
}

/// All text inside in one line, with what stands for images.
fn text_in(document: &Document, node: usize) -> String {
    let mut text = String::new();
    collect_text(document, node, &mut text);
    tidy(&text)
}

fn collect_text(document: &Document, node: usize, into: &mut String) {
    match &document.nodes[node].kind {
        Kind::Text(text) => into.push_str(text),
        Kind::Element { name, .. } => {
            let hides = document.get(node, "aria-hidden") == Some("true");
            if hides || is_hidden_itself(document, node) {
                return;
            }
            let stands_for = document.get(node, "aria-label").or_else(|| {
                let is_image = name == "img";
                document.get(node, "alt").filter(|_| is_image)
            });
            if let Some(text) = stands_for {
                into.push_str(text);
                return;
            }
            for &child in &document.nodes[node].children {
                collect_text(document, child, into);
            }
            if is_block(name) {
                into.push(' ');
            }
        }
    }
}

/// White space as a browser shows it.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether nobody can see a node, by its own attributes or those of one around. Style sheets are not read.
pub(super) fn is_hidden(document: &Document, node: usize) -> bool {
    is_hidden_itself(document, node)
        || document
            .around(node)
            .any(|it| is_hidden_itself(document, it))
        || is_folded_away(document, node)
}

fn is_hidden_itself(document: &Document, node: usize) -> bool {
    let style = document.get(node, "style").unwrap_or_default();
    let declares = |wanted: (&str, &str)| {
        let mut all = style.split(';').filter_map(|it| it.split_once(':'));
        all.any(|(name, value)| (name.trim(), value.trim()) == wanted)
    };
    let tag = document.tag_name(node);
    document.get(node, "hidden").is_some()
        || declares(("display", "none"))
        || declares(("visibility", "hidden"))
        || matches!(
            tag,
            "head" | "script" | "style" | "template" | "noscript" | "datalist"
        )
        || tag == "input" && document.get(node, "type") == Some("hidden")
        || tag == "dialog" && document.get(node, "open").is_none()
}

/// Whether it is in a `details` that is closed, outside of its `summary`.
fn is_folded_away(document: &Document, node: usize) -> bool {
    let mut inner = node;
    for outer in document.around(node) {
        if document.tag_name(outer) == "details"
            && document.get(outer, "open").is_none()
            && document.tag_name(inner) != "summary"
        {
            return true;
        }
        inner = outer;
    }
    false
}

/// Why a control takes no part, in words.
pub(super) fn disabled_by(document: &Document, node: usize) -> Option<&'static str> {
    let is_control = matches!(
        document.tag_name(node),
        "button" | "input" | "select" | "textarea" | "option" | "optgroup" | "fieldset"
    );
    if is_control && document.get(node, "disabled").is_some() {
        return Some("is disabled");
    }
    let of_fieldset =
        |it| document.tag_name(it) == "fieldset" && document.get(it, "disabled").is_some();
    if is_control && document.around(node).any(of_fieldset) {
        return Some("is in a disabled fieldset");
    }
    (document.get(node, "aria-disabled") == Some("true")).then_some("is disabled (aria-disabled)")
}

/// What is seen in a node: lines as a browser breaks them at blocks.
pub(super) fn visible_text(document: &Document, node: usize) -> String {
    let mut text = String::new();
    if !is_folded_away(document, node) {
        collect_visible(document, node, false, &mut text);
    }
    let lines = text.split('\n').map(|line| line.trim_matches([' ', '\t']));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn collect_visible(document: &Document, node: usize, is_kept: bool, into: &mut String) {
    match &document.nodes[node].kind {
        Kind::Text(text) if is_kept => into.push_str(text),
        Kind::Text(text) => push_collapsed(text, into),
        Kind::Element { name, .. } => {
            if is_hidden_itself(document, node) || matches!(name.as_str(), "textarea" | "select") {
                return;
            }
            let is_kept = is_kept || name == "pre";
            let breaks = is_block(name) || name == "br";
            if breaks {
                into.push('\n');
            }
            let is_closed = name == "details" && document.get(node, "open").is_none();
            for &child in &document.nodes[node].children {
                if !is_closed || document.tag_name(child) == "summary" {
                    collect_visible(document, child, is_kept, into);
                }
            }
            if matches!(name.as_str(), "td" | "th") {
                into.push(' ');
            }
            if breaks && name != "br" {
                into.push('\n');
            }
        }
    }
}

fn push_collapsed(text: &str, into: &mut String) {
    for character in text.chars() {
        let character = if character.is_ascii_whitespace() {
            ' '
        } else {
            character
        };
        if character != ' ' || !into.ends_with([' ', '\n']) {
            into.push(character);
        }
    }
}

/// Elements that stand on lines of their own; so do buttons and labels here, which would else run into each other.
fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "label"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// What a control holds, as text.
pub(super) fn value(document: &Document, node: usize) -> String {
    match document.tag_name(node) {
        "select" => {
            let selected = document.selected(node).into_iter();
            let names = selected.map(|option| name(document, option));
            names.collect::<Vec<_>>().join(", ")
        }
        _ => document.value(&node),
    }
}
