//! What a user does with a control: the events that a browser makes of it, in its order, and what it does by itself.

use super::form::{self, form_of};
use super::keys::{data_of, parse_key};
use super::name::{control_of_label, disabled_by, name, tidy};
use super::purpose::is_text_field;
use super::screen::Window;
use super::trouble::{Attempt, Trouble};
use crate::effect::History;
use crate::html::dom::Dom as _;
use crate::html::{EventData, KeyPress};
use crate::server::http::exchange::Ask;

impl Window {
    /// A click of the main button.
    pub(super) fn click(&mut self, node: usize) -> Attempt<()> {
        self.fire(node, "pointerdown", EventData::default());
        self.fire(node, "mousedown", EventData::default());
        self.focus_by_click(node);
        self.fire(node, "pointerup", EventData::default());
        self.fire(node, "mouseup", EventData::default());
        self.activate(node)
    }

    /// What a click leads to, however it was made.
    fn activate(&mut self, node: usize) -> Attempt<()> {
        if !self.shell.has(node) {
            return Ok(());
        }
        let document = &self.shell.document;
        let kind = document.get(node, "type").map(str::to_owned);
        let is_box = document.tag_name(node) == "input"
            && matches!(kind.as_deref(), Some("checkbox" | "radio"));
        if is_box {
            return self.toggle(node, kind.as_deref() == Some("radio"));
        }
        let data = self.shell.data_of(node);
        if self.fire(node, "click", data) || !self.shell.has(node) {
            return Ok(());
        }
        self.act_by_default(node)
    }

    /// The browser checks a box before it tells anybody, and takes that back where the click is prevented.
    fn toggle(&mut self, node: usize, is_radio: bool) -> Attempt<()> {
        let was_checked = self.shell.document.is_checked(&node);
        let is_checked = is_radio || !was_checked;
        self.shell.document.set_checked(node, is_checked);
        let data = self.shell.data_of(node);
        if self.fire(node, "click", data) {
            self.shell.document.set_checked(node, was_checked);
        } else if is_checked != was_checked {
            for event in ["input", "change"] {
                let data = EventData {
                    checked: is_checked,
                    ..self.shell.data_of(node)
                };
                self.fire(node, event, data);
            }
        }
        Ok(())
    }

    /// What the browser does at a click: of the innermost element that has something to do.
    fn act_by_default(&mut self, node: usize) -> Attempt<()> {
        let around = self.shell.document.around(node);
        let chain: Vec<usize> = std::iter::once(node).chain(around).collect();
        for node in chain {
            let document = &self.shell.document;
            match document.tag_name(node) {
                "a" | "area" if document.get(node, "href").is_some() => return self.follow(node),
                "button" | "input" if form::is_submitter(document, node) => {
                    let Some(form) = form_of(&self.shell, node) else {
                        return Ok(());
                    };
                    return self.submit(form, Some(node));
                }
                "button" | "input" | "select" | "textarea" => return Ok(()),
                "label" => {
                    let control = control_of_label(document, node);
                    let control =
                        control.filter(|&it| disabled_by(&self.shell.document, it).is_none());
                    return control.map_or(Ok(()), |control| self.activate(control));
                }
                "summary" => return self.unfold(node),
                _ => {}
            }
        }
        Ok(())
    }

    fn follow(&mut self, link: usize) -> Attempt<()> {
        let document = &self.shell.document;
        let href = document.get(link, "href").unwrap_or_default().to_owned();
        if href.starts_with('#') {
            return Ok(());
        }
        if !href.starts_with('/') || href.starts_with("//") {
            return Err(Trouble::new(format!(
                "link \"{}\" leads out of the app, to `{href}`, where a test cannot follow; \
                 `page.find(\"…\").attribute(\"href\")` shows where it leads",
                name(document, link)
            )));
        }
        let history = if href.split('#').next() == Some(self.shell.url.as_str()) {
            History::Replace
        } else {
            History::Push
        };
        self.go(&href, history);
        Ok(())
    }

    fn unfold(&mut self, summary: usize) -> Attempt<()> {
        let document = &mut self.shell.document;
        let Some(details) = document.nodes[summary].parent else {
            return Ok(());
        };
        if document.tag_name(details) == "details" {
            let attributes = document.attributes(details);
            if attributes.remove("open").is_none() {
                attributes.insert("open".to_owned(), String::new());
            }
            self.fire(details, "toggle", EventData::default());
        }
        Ok(())
    }

    fn focus_by_click(&mut self, node: usize) {
        let document = &self.shell.document;
        let takes_focus = |&node: &usize| {
            matches!(
                document.tag_name(node),
                "button" | "input" | "select" | "textarea" | "summary"
            ) || document.get(node, "tabindex").is_some()
                || document.tag_name(node) == "a" && document.get(node, "href").is_some()
        };
        let chain: Vec<usize> = std::iter::once(node).chain(document.around(node)).collect();
        let to = chain.into_iter().find(takes_focus);
        self.move_focus(to);
    }

    /// Sends a form, if a browser would, and nobody prevents it.
    pub(super) fn submit(&mut self, form: usize, submitter: Option<usize>) -> Attempt<()> {
        self.commit();
        if let Err((control, trouble)) = form::check(&self.shell, form, submitter) {
            self.fire(control, "invalid", EventData::default());
            return Err(trouble);
        }
        let mut fields = form::fields(&self.shell, form, submitter);
        let posted = form::encode(&fields);
        fields.0.retain(|(name, _)| !name.starts_with("_rally_"));
        let data = EventData {
            form: fields,
            ..EventData::default()
        };
        if self.fire(form, "submit", data) {
            return Ok(());
        }
        let url = form::action(&self.shell, form)?;
        let is_post = self.shell.document.get(form, "method");
        let is_post = is_post.is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if is_post {
            let (content_type, body) = ("application/x-www-form-urlencoded", posted.into());
            self.shell.load(url, Ask::Post { content_type, body });
        } else {
            let path = url.split('?').next().unwrap_or_default();
            self.shell.load(format!("{path}?{posted}"), Ask::Get);
        }
        Ok(())
    }

    /// Types a text in the place of what a field holds, key by key.
    pub(super) fn type_into(&mut self, field: usize, text: &str) -> Attempt<()> {
        if self.shell.document.get(field, "readonly").is_some() {
            return Err(Trouble::new(format!(
                "field \"{}\" is read-only: nobody can type into it",
                name(&self.shell.document, field)
            )));
        }
        self.move_focus(Some(field));
        if !self.shell.document.value(&field).is_empty() {
            self.shell.edited = Some(field);
            self.shell.document.set_value(field, String::new());
            if text.is_empty() {
                let data = self.shell.data_of(field);
                self.fire(field, "input", data);
            }
        }
        for (at, character) in text.char_indices() {
            if !self.shell.has(field) {
                return Err(Trouble::new(format!(
                    "the field was taken out of the page when \"{}\" had been typed",
                    &text[..at]
                )));
            }
            self.type_character(field, character)?;
        }
        Ok(())
    }

    fn type_character(&mut self, field: usize, character: char) -> Attempt<()> {
        let is_line = self.shell.document.tag_name(field) == "textarea";
        if character == '\n' && !is_line {
            return self.press("Enter");
        }
        let key = if character == '\n' {
            "Enter".to_owned()
        } else {
            character.to_string()
        };
        let press = parse_key(&key);
        let is_prevented = self.fire(field, "keydown", data_of(&press));
        if !is_prevented && self.shell.has(field) && !self.is_full(field) {
            self.shell.edited = Some(field);
            let mut value = self.shell.document.value(&field);
            value.push(character);
            self.shell.document.set_value(field, value);
            let data = self.shell.data_of(field);
            self.fire(field, "input", data);
        }
        self.fire(field, "keyup", data_of(&press));
        Ok(())
    }

    fn is_full(&self, field: usize) -> bool {
        let most = self.shell.document.get(field, "maxlength");
        let most: Option<usize> = most.and_then(|most| most.parse().ok());
        let length = self.shell.document.value(&field).encode_utf16().count();
        most.is_some_and(|most| length >= most)
    }

    /// What was typed counts as changed, as when the field is left.
    fn commit(&mut self) {
        if let Some(field) = self.shell.edited.take()
            && self.shell.has(field)
        {
            let data = self.shell.data_of(field);
            self.fire(field, "change", data);
        }
    }

    /// Selects an option by what it says, or by its value.
    pub(super) fn select(&mut self, list: usize, wanted: &str) -> Attempt<()> {
        let document = &self.shell.document;
        let options = document.options(list);
        let says = |&option: &usize| tidy(&name(document, option)) == wanted;
        let stands_for = |&option: &usize| document.option_value(option) == wanted;
        let found = options.iter().copied().find(says);
        let Some(option) = found.or_else(|| options.iter().copied().find(stands_for)) else {
            let all = options
                .iter()
                .map(|&option| format!("\n  {}", name(document, option)));
            return Err(Trouble::new(format!(
                "\"{}\" has no option \"{wanted}\"\nThe options:{}",
                name(document, list),
                all.collect::<String>()
            )));
        };
        if let Some(why) = disabled_by(document, option) {
            return Err(Trouble::new(format!("option \"{wanted}\" {why}")));
        }
        self.move_focus(Some(list));
        self.shell.document.set_selected(list, option, true);
        for event in ["input", "change"] {
            let data = self.shell.data_of(list);
            self.fire(list, event, data);
        }
        Ok(())
    }

    /// Checks a box, or no longer, by a click where it is not so already.
    pub(super) fn check(&mut self, node: usize, is_checked: bool) -> Attempt<()> {
        let document = &self.shell.document;
        let is_now = match document.get(node, "aria-checked") {
            Some(state) if document.tag_name(node) != "input" => state == "true",
            _ => document.is_checked(&node),
        };
        let is_radio = document.get(node, "type") == Some("radio");
        if !is_checked && is_radio {
            return Err(Trouble::new(format!(
                "radio button \"{}\" stays checked until another one is",
                name(document, node)
            )));
        }
        if is_now == is_checked {
            Ok(())
        } else {
            self.click(node)
        }
    }

    /// Presses a key where the focus is.
    pub(super) fn press(&mut self, key: &str) -> Attempt<()> {
        let press = parse_key(key);
        let shell = &self.shell;
        let focus = shell.focus.filter(|&node| shell.has(node));
        let at = focus.or_else(|| self.body()).unwrap_or(0);
        let is_prevented = self.fire(at, "keydown", data_of(&press));
        if !is_prevented && self.shell.has(at) {
            self.act_on_key(at, &press)?;
        }
        self.fire(at, "keyup", data_of(&press));
        Ok(())
    }

    /// Where keys go while nothing has the focus: the outermost element of the page.
    fn body(&self) -> Option<usize> {
        let document = &self.shell.document;
        let mut all = document.inside(0).into_iter();
        all.find(|&node| document.nodes[node].is_owned && node != 0)
    }

    fn act_on_key(&mut self, at: usize, press: &KeyPress) -> Attempt<()> {
        let document = &self.shell.document;
        let (tag, kind) = (document.tag_name(at), document.get(at, "type"));
        let is_field = is_text_field(tag, kind);
        let presses_button = matches!(tag, "button" | "summary") || tag == "input" && !is_field;
        match press.key.as_str() {
            "Tab" => self.move_on(press.modifiers.shift),
            "Enter" if tag == "a" || matches!(tag, "button" | "summary") => self.activate(at)?,
            "Enter" if tag == "input" => return self.submit_by_enter(at),
            " " if presses_button => self.activate(at)?,
            key if is_field && is_printed(key, press) => {
                for character in key
                    .chars()
                    .filter(|_| !self.is_full(at))
                    .collect::<Vec<_>>()
                {
                    self.insert(at, character);
                }
            }
            "Enter" if tag == "textarea" => self.insert(at, '\n'),
            "Backspace" if is_field => self.erase(at),
            _ => {}
        }
        Ok(())
    }

    fn insert(&mut self, field: usize, character: char) {
        let mut value = self.shell.document.value(&field);
        value.push(character);
        self.change_value(field, value);
    }

    fn erase(&mut self, field: usize) {
        let mut value = self.shell.document.value(&field);
        if value.pop().is_some() {
            self.change_value(field, value);
        }
    }

    fn change_value(&mut self, field: usize, value: String) {
        self.shell.edited = Some(field);
        self.shell.document.set_value(field, value);
        let data = self.shell.data_of(field);
        self.fire(field, "input", data);
    }

    /// Enter in a field presses the form's first button; a form without one is sent if it has one such field only.
    fn submit_by_enter(&mut self, field: usize) -> Attempt<()> {
        self.commit();
        let Some(form) = form_of(&self.shell, field) else {
            return Ok(());
        };
        match form::default_button(&self.shell, form) {
            Some(button) if disabled_by(&self.shell.document, button).is_some() => Ok(()),
            Some(button) => self.activate(button),
            None if form::count_text_fields(&self.shell, form) <= 1 => self.submit(form, None),
            None => Ok(()),
        }
    }

    /// Moves the focus to the next control, or the one before.
    fn move_on(&mut self, is_back: bool) {
        let document = &self.shell.document;
        let mut all = document.inside(0);
        all.retain(|&node| {
            let is_control = matches!(
                document.tag_name(node),
                "button" | "input" | "select" | "textarea" | "summary"
            );
            let is_link = document.tag_name(node) == "a" && document.get(node, "href").is_some();
            let index = document.get(node, "tabindex");
            (is_control || is_link || index.is_some())
                && index != Some("-1")
                && disabled_by(document, node).is_none()
                && !super::name::is_hidden(document, node)
        });
        if is_back {
            all.reverse();
        }
        let present = self
            .shell
            .focus
            .and_then(|focus| all.iter().position(|&it| it == focus));
        let next = present.map_or(0, |at| at + 1);
        self.move_focus(all.get(next).copied());
    }
}

fn is_printed(key: &str, press: &KeyPress) -> bool {
    let held = press.modifiers;
    key.chars().count() == 1 && !held.alt && !held.control && !held.meta
}
