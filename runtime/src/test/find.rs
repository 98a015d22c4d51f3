//! Finding what a test names, as users do: by the name that is read out.

use super::name::{disabled_by, is_hidden, name, role, visible_text};
use super::purpose::Purpose;
use super::screen::Shell;
use super::trouble::{Attempt, Trouble};
use crate::html::memory::Document;

/// Where a test looks.
pub(super) struct Search<'a> {
    pub(super) shell: &'a Shell,
    pub(super) document: &'a Document,
    pub(super) root: usize,
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
        all.retain(|&node| node != 0 && purpose.fits(self.document, node));
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

    fn check(&self, purpose: Purpose, node: usize) -> Attempt<usize> {
        if matches!(purpose, Purpose::Look | Purpose::Within) {
            return Ok(node);
        }
        let refuse = |why: &str| Err(Trouble::new(format!("{} {why}", self.describe(node))));
        if !purpose.fits(self.document, node) && purpose != Purpose::Click {
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
}
