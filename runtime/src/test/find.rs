//! Finding what a test names, as users do: by the name that is read out. What is not found, or found twice, is said with
//! all that there is.

use super::name::{disabled_by, is_hidden, name, role, visible_text};
use super::screen::Shell;
use super::trouble::{Attempt, Trouble};
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

/// How many lines a list of what there is may have.
const MAX_LISTED: usize = 20;

/// Where a test looks.
pub(super) struct Search<'a> {
    shell: &'a Shell,
    document: &'a Document,
    root: usize,
}

impl<'a> Search<'a> {
    /// The part of the page inside of all these, each found inside the one before.
    pub(super) fn within(shell: &'a Shell, scopes: &[String]) -> Attempt<Self> {
        let document = &shell.document;
        let mut search = Self {
            shell,
            document,
            root: 0,
        };
        for scope in scopes {
            search.root = search.find(Purpose::Within, scope)?;
        }
        Ok(search)
    }

    pub(super) fn root(&self) -> usize {
        self.root
    }

    /// The one control of this name that can be seen. `#id` names one by its id.
    pub(super) fn find(&self, purpose: Purpose, wanted: &str) -> Attempt<usize> {
        let all = self.candidates(purpose);
        let mut found: Vec<usize> = match wanted.strip_prefix('#') {
            Some(id) => self.by_id(id),
            None => self.by_name(purpose, wanted, &all),
        };
        let seen = |&node: &usize| !is_hidden(self.document, node);
        if found.iter().any(seen) {
            found.retain(seen);
        }
        match found[..] {
            [one] => self.check(purpose, one),
            [] => Err(self.not_found(purpose, wanted, &all)),
            _ => Err(self.ambiguous(purpose, wanted, &found)),
        }
    }

    /// Whether an element of this name, however many there are, can be seen.
    pub(super) fn is_seen(&self, wanted: &str) -> bool {
        let all = self.candidates(Purpose::Look);
        let found = match wanted.strip_prefix('#') {
            Some(id) => self.by_id(id),
            None => self.by_name(Purpose::Look, wanted, &all),
        };
        found
            .into_iter()
            .any(|node| !is_hidden(self.document, node))
    }

    /// All elements of this role that can be seen.
    pub(super) fn all_of_role(&self, wanted: &str) -> Vec<usize> {
        let mut all = self.document.inside(self.root);
        all.retain(|&node| {
            role(self.document, node).as_deref() == Some(wanted) && !is_hidden(self.document, node)
        });
        all
    }

    fn candidates(&self, purpose: Purpose) -> Vec<usize> {
        let mut all = self.document.inside(self.root);
        // The first node stands for the window.
        all.retain(|&node| node != 0 && self.fits(purpose, node));
        all
    }

    fn by_id(&self, id: &str) -> Vec<usize> {
        let mut all = self.document.inside(self.root);
        all.retain(|&node| self.document.get(node, "id") == Some(id));
        all
    }

    fn by_name(&self, purpose: Purpose, wanted: &str, all: &[usize]) -> Vec<usize> {
        let named = |&node: &usize| name(self.document, node) == wanted;
        let found: Vec<usize> = all.iter().copied().filter(named).collect();
        match purpose {
            Purpose::Within if found.is_empty() => self.around_text(wanted, all),
            Purpose::Look if found.is_empty() => self.of_text(wanted),
            Purpose::Submit if found.is_empty() => self.forms_with(wanted, all),
            _ => found,
        }
    }

    /// The innermost parts that hold something of this name or text.
    fn around_text(&self, wanted: &str, all: &[usize]) -> Vec<usize> {
        let inner = self.document.inside(self.root).into_iter().filter(|&node| {
            name(self.document, node) == wanted || visible_text(self.document, node) == wanted
        });
        let mut parts: Vec<usize> = Vec::new();
        for node in inner {
            let part = self.document.around(node).find(|it| all.contains(it));
            let part = if all.contains(&node) {
                Some(node)
            } else {
                part
            };
            parts.extend(part.filter(|part| !parts.contains(part)));
        }
        let holds_another = |&part: &usize| {
            let others = parts.iter().filter(|&&other| other != part);
            others
                .clone()
                .any(|&other| self.document.around(other).any(|it| it == part))
        };
        parts
            .iter()
            .copied()
            .filter(|part| !holds_another(part))
            .collect()
    }

    /// The innermost elements whose whole text this is.
    fn of_text(&self, wanted: &str) -> Vec<usize> {
        let has_text = |&node: &usize| {
            node != 0
                && !self.document.tag_name(node).is_empty()
                && visible_text(self.document, node) == wanted
        };
        let all: Vec<usize> = self
            .document
            .inside(self.root)
            .into_iter()
            .filter(has_text)
            .collect();
        let is_innermost = |&node: &usize| {
            !all.iter()
                .any(|&other| self.document.around(other).any(|it| it == node))
        };
        all.iter().copied().filter(is_innermost).collect()
    }

    fn forms_with(&self, wanted: &str, forms: &[usize]) -> Vec<usize> {
        let holds = |&form: &usize| {
            let inside = self.document.inside(form).into_iter();
            inside
                .skip(1)
                .any(|node| name(self.document, node) == wanted)
        };
        forms.iter().copied().filter(holds).collect()
    }

    fn fits(&self, purpose: Purpose, node: usize) -> bool {
        let document = self.document;
        let (tag, kind) = (document.tag_name(node), document.get(node, "type"));
        let role = role(document, node);
        let role = role.as_deref();
        match purpose {
            Purpose::Type => {
                is_text_field(tag, kind) || matches!(role, Some("textbox" | "searchbox"))
            }
            Purpose::Select => tag == "select",
            Purpose::Check => {
                tag == "input" && matches!(kind, Some("checkbox" | "radio"))
                    || matches!(role, Some("checkbox" | "radio" | "switch"))
            }
            Purpose::Submit => tag == "form",
            Purpose::Click => {
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
            Purpose::Look => role.is_some() || is_text_field(tag, kind),
            Purpose::Within => {
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

    fn check(&self, purpose: Purpose, node: usize) -> Attempt<usize> {
        if matches!(purpose, Purpose::Look | Purpose::Within) {
            return Ok(node);
        }
        let refuse = |why: &str| Err(Trouble::new(format!("{} {why}", self.describe(node))));
        if !self.fits(purpose, node) && purpose != Purpose::Click {
            return refuse(purpose.unfit());
        }
        if is_hidden(self.document, node) {
            return refuse("is hidden: a user neither sees nor reaches it");
        }
        match disabled_by(self.document, node) {
            Some(why) => refuse(&format!("{why}: it takes no {}", purpose.noun())),
            None => Ok(node),
        }
    }

    fn not_found(&self, purpose: Purpose, wanted: &str, all: &[usize]) -> Trouble {
        let mut text = match wanted.strip_prefix('#') {
            Some(id) => format!("nothing has the id `{id}`"),
            None => format!("no {} is named \"{wanted}\"", purpose.sought()),
        };
        text.push_str(&format!(" {}", self.place_of_search()));
        let listed: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&node| purpose != Purpose::Look || !name(self.document, node).is_empty())
            .filter(|&node| !is_hidden(self.document, node))
            .collect();
        if let Some(near) = self.nearest(wanted, &listed) {
            text.push_str(&format!("; did you mean \"{near}\"?"));
        }
        self.list(&mut text, purpose.heading(), &listed);
        Trouble::new(text)
    }

    fn ambiguous(&self, purpose: Purpose, wanted: &str, found: &[usize]) -> Trouble {
        let mut text = format!(
            "{} {} are named \"{wanted}\" {}",
            found.len(),
            purpose.many(),
            self.place_of_search()
        );
        self.list(&mut text, "Which one is meant?", found);
        text.push_str("\nLook inside of the part that has it: `page.within(\"…\")`.");
        Trouble::new(text)
    }

    fn place_of_search(&self) -> String {
        let page = format!("on the page `{}`", self.shell.url);
        if self.root == 0 {
            return page;
        }
        format!("in {} {page}", self.describe(self.root))
    }

    fn list(&self, text: &mut String, heading: &str, nodes: &[usize]) {
        if nodes.is_empty() {
            text.push_str("\nThere is none at all. The page says:");
            for line in visible_text(self.document, self.root)
                .lines()
                .take(MAX_LISTED)
            {
                text.push_str(&format!("\n  {line}"));
            }
            return;
        }
        text.push_str(&format!("\n{heading}"));
        for &node in nodes.iter().take(MAX_LISTED) {
            text.push_str(&format!("\n  {}", self.describe_with_place(node)));
        }
        if nodes.len() > MAX_LISTED {
            text.push_str(&format!("\n  and {} more", nodes.len() - MAX_LISTED));
        }
    }

    /// What an element is, in words: `button "Increment"`.
    pub(super) fn describe(&self, node: usize) -> String {
        let what = role(self.document, node);
        let tag = self.document.tag_name(node).to_owned();
        let what = what.filter(|role| role != "paragraph").unwrap_or(tag);
        match (name(self.document, node), self.document.get(node, "id")) {
            (name, _) if !name.is_empty() => format!("{what} \"{name}\""),
            (_, Some(id)) => format!("{what} #{id}"),
            _ => format!("{what} without a name"),
        }
    }

    fn describe_with_place(&self, node: usize) -> String {
        let mut text = self.describe(node);
        if let Some(why) = disabled_by(self.document, node) {
            text.push_str(&format!(", which {why}"));
        }
        if is_hidden(self.document, node) {
            text.push_str(", which is hidden");
        }
        let place = self.place(node);
        if !place.is_empty() {
            text.push_str(&format!(", in {place}"));
        }
        text
    }

    /// The parts around, from the outside in: `main > form "Sign in"`.
    fn place(&self, node: usize) -> String {
        let is_part = |&it: &usize| it != 0 && self.fits(Purpose::Within, it);
        let parts = self.document.around(node).filter(is_part);
        let mut parts: Vec<String> = parts.map(|part| self.part(part)).collect();
        parts.reverse();
        parts.join(" > ")
    }

    fn part(&self, node: usize) -> String {
        let tag = self.document.tag_name(node);
        let first = || {
            visible_text(self.document, node)
                .lines()
                .next()
                .map(str::to_owned)
        };
        match (name(self.document, node), self.document.get(node, "id")) {
            (name, _) if !name.is_empty() => format!("{tag} \"{name}\""),
            (_, Some(id)) => format!("{tag} #{id}"),
            // One of many is told by what it begins with.
            _ if matches!(tag, "li" | "tr" | "article" | "section") => match first() {
                Some(line) => format!("{tag} \"{line}\""),
                None => tag.to_owned(),
            },
            _ => tag.to_owned(),
        }
    }

    /// The name that is likely to be meant.
    fn nearest(&self, wanted: &str, nodes: &[usize]) -> Option<String> {
        let names = nodes.iter().map(|&node| name(self.document, node));
        let near = names.filter(|name| !name.is_empty()).map(|name| {
            let (one, other) = (name.to_lowercase(), wanted.to_lowercase());
            let is_part = one.contains(&other) || other.contains(&one);
            (if is_part { 1 } else { distance(&one, &other) }, name)
        });
        let limit = wanted.chars().count() / 3 + 1;
        let near = near.filter(|(distance, _)| *distance <= limit);
        near.min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    }
}

/// How many characters have to be added, dropped or exchanged.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, character) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, wanted) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(character != *wanted);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
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

impl Purpose {
    fn sought(self) -> &'static str {
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

    fn many(self) -> &'static str {
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

    fn heading(self) -> &'static str {
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

    fn unfit(self) -> &'static str {
        match self {
            Self::Type => "cannot be typed into",
            Self::Select => "is no list to select from",
            Self::Check => "is no box to check",
            Self::Submit => "is no form",
            Self::Click | Self::Look | Self::Within => "cannot be used so",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Type => "text",
            Self::Select => "selection",
            Self::Submit => "submission",
            Self::Click | Self::Check | Self::Look | Self::Within => "click",
        }
    }
}
