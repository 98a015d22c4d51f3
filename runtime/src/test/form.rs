//! Forms as browsers send them: which fields, which button, and what keeps one from being sent.

use super::name::{disabled_by, name};
use super::purpose::is_text_field;
use super::screen::Shell;
use super::trouble::{Attempt, Trouble};
use crate::html::dom::Dom as _;
use crate::html::memory::Document;
use crate::page::FormFields;

/// The form that a control belongs to.
pub(super) fn form_of(shell: &Shell, control: usize) -> Option<usize> {
    match shell.document.get(control, "form") {
        Some(id) => shell.by_id(id),
        None => {
            let mut around = shell.document.around(control);
            around.find(|&node| shell.document.tag_name(node) == "form")
        }
    }
}

/// Whether a click here sends the form.
pub(super) fn is_submitter(document: &Document, node: usize) -> bool {
    matches!(
        (document.tag_name(node), document.get(node, "type")),
        ("button", None | Some("submit")) | ("input", Some("submit" | "image"))
    )
}

/// The button that Enter in a field stands for.
pub(super) fn default_button(shell: &Shell, form: usize) -> Option<usize> {
    let mut all = shell.document.inside(0).into_iter();
    all.find(|&node| is_submitter(&shell.document, node) && form_of(shell, node) == Some(form))
}

/// How many fields of a form take text.
pub(super) fn count_text_fields(shell: &Shell, form: usize) -> usize {
    let controls = controls_of(shell, form).into_iter();
    let document = &shell.document;
    let texts = controls.filter(|&node| {
        document.tag_name(node) == "input" && is_text_field("input", document.get(node, "type"))
    });
    texts.count()
}

fn controls_of(shell: &Shell, form: usize) -> Vec<usize> {
    let document = &shell.document;
    let mut all = document.inside(0);
    all.retain(|&node| {
        matches!(
            document.tag_name(node),
            "input" | "select" | "textarea" | "button"
        ) && form_of(shell, node) == Some(form)
    });
    all
}

/// The fields as they are sent (HTML, "Constructing the entry list").
pub(super) fn fields(shell: &Shell, form: usize, submitter: Option<usize>) -> FormFields {
    let document = &shell.document;
    let mut fields = Vec::new();
    for control in controls_of(shell, form) {
        let Some(field) = document
            .get(control, "name")
            .filter(|field| !field.is_empty())
        else {
            continue;
        };
        let is_native = |it: &&str| !it.contains("aria");
        if disabled_by(document, control).filter(is_native).is_some() {
            continue;
        }
        for value in values(document, control, submitter) {
            fields.push((field.to_owned(), value));
        }
    }
    FormFields(fields)
}

fn values(document: &Document, control: usize, submitter: Option<usize>) -> Vec<String> {
    match (document.tag_name(control), document.get(control, "type")) {
        ("button", _) | ("input", Some("submit" | "button" | "reset" | "image")) => {
            let is_pressed = submitter == Some(control);
            let value = document.get(control, "value").unwrap_or_default();
            is_pressed.then(|| value.to_owned()).into_iter().collect()
        }
        ("input", Some("checkbox" | "radio")) => {
            let value = document.get(control, "value").unwrap_or("on");
            let is_checked = document.is_checked(&control);
            is_checked.then(|| value.to_owned()).into_iter().collect()
        }
        ("input", Some("file")) => Vec::new(),
        ("select", _) => {
            let selected = document.selected(control).into_iter();
            selected
                .map(|option| document.option_value(option))
                .collect()
        }
        _ => vec![document.value(&control)],
    }
}

/// Whether a browser would send the form, as far as `required` and the types of fields say.
///
/// # Errors
/// With the field that it would complain about, which hears of it too.
pub(super) fn check(
    shell: &Shell,
    form: usize,
    submitter: Option<usize>,
) -> Result<(), (usize, Trouble)> {
    let document = &shell.document;
    let skips = document.get(form, "novalidate").is_some()
        || submitter.is_some_and(|it| document.get(it, "formnovalidate").is_some());
    if skips {
        return Ok(());
    }
    for control in controls_of(shell, form) {
        if disabled_by(document, control).is_some() || document.get(control, "readonly").is_some() {
            continue;
        }
        if let Err(why) = check_control(document, control) {
            let field = name(document, control);
            let text = format!("the browser does not send the form: \"{field}\" {why}");
            return Err((control, Trouble::new(text)));
        }
    }
    Ok(())
}

fn check_control(document: &Document, control: usize) -> Result<(), String> {
    let kind = document.get(control, "type");
    let value = document.value(&control);
    if document.get(control, "required").is_some() && is_missing(document, control, &value) {
        return Err("is required, and empty".to_owned());
    }
    if value.is_empty() {
        return Ok(());
    }
    match kind {
        Some("email") if !value.contains('@') => Err(format!("is to be an address, not {value:?}")),
        Some("number" | "range") => check_number(document, control, &value),
        _ => check_length(document, control, &value),
    }
}

fn is_missing(document: &Document, control: usize, value: &str) -> bool {
    match document.get(control, "type") {
        Some("checkbox" | "radio") => !document.is_checked(&control),
        _ => value.is_empty(),
    }
}

fn check_number(document: &Document, control: usize, value: &str) -> Result<(), String> {
    let Ok(number) = value.trim().parse::<f64>() else {
        return Err(format!("is to be a number, not {value:?}"));
    };
    let bound = |name| {
        document
            .get(control, name)
            .and_then(|text| text.parse::<f64>().ok())
    };
    match (bound("min"), bound("max")) {
        (Some(least), _) if number < least => Err(format!("is to be {least} or more, not {value}")),
        (_, Some(most)) if number > most => Err(format!("is to be {most} or less, not {value}")),
        _ => Ok(()),
    }
}

fn check_length(document: &Document, control: usize, value: &str) -> Result<(), String> {
    let least = document.get(control, "minlength");
    let least: Option<usize> = least.and_then(|text| text.parse().ok());
    let length = value.encode_utf16().count();
    match least {
        Some(least) if length < least => Err(format!(
            "is to have {least} characters or more, and has {length}"
        )),
        _ => Ok(()),
    }
}

/// What is posted, as a browser without JavaScript does it.
pub(super) fn encode(fields: &FormFields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&fields.0);
    query.finish()
}

/// Where a form goes that nobody handles: path and search string.
pub(super) fn action(shell: &Shell, form: usize) -> Attempt<String> {
    let action = shell.document.get(form, "action").unwrap_or_default();
    let url = match action {
        "" => &shell.url,
        action if action.starts_with('/') && !action.starts_with("//") => action,
        action => {
            return Err(Trouble::new(format!(
                "the form is sent to `{action}`, which is outside of the app"
            )));
        }
    };
    Ok(url.split('#').next().unwrap_or_default().to_owned())
}
