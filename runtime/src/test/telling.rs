//! What a test is told that has not found what it named, or found it twice: what there is, and where.

use super::find::Search;
use super::name::{disabled_by, is_hidden, name, role, visible_text};
use super::purpose::Purpose;
use super::trouble::Trouble;

/// How many lines a list of what there is may have.
const MAX_LISTED: usize = 20;

impl Search<'_> {
    pub(super) fn not_found(&self, purpose: Purpose, wanted: &str, all: &[usize]) -> Trouble {
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

    pub(super) fn ambiguous(&self, purpose: Purpose, wanted: &str, found: &[usize]) -> Trouble {
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
        let is_part = |&it: &usize| it != 0 && Purpose::Within.fits(self.document, it);
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
