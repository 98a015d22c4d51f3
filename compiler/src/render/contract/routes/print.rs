//! A route as an expression that prints its address.
//!
//! A page may have several paths, with different parameters. The one is printed that has all parameters which are there;
//! what no path can say goes into the search string, under keys that no field can have, so that every value has an
//! address and every address of it leads back: `:x=3` for a parameter that the path lacks, and `-` where those in the
//! path do not count, since no path has so few.

use std::collections::BTreeSet;

use super::super::super::ident::literal;
use super::super::super::page;
use super::taken::{Paths, slice};
use super::{bound, paths_of};
use crate::ir::{Client, Page, Param, Presence, Segment};

/// The expression.
pub(super) fn printed(client: &Client, paths: &Paths<'_>, page: &Page) -> String {
    let printer = Printer {
        client,
        paths,
        page,
    };
    let choices = choices(page);
    match choices.as_slice() {
        [] => printer.address(&printer.nowhere(), &[], &[]),
        [only] if sometimes(page).is_empty() => printer.path(only),
        _ => printer.choose(&choices),
    }
}

/// The value of a parameter that a path lacks.
pub(super) fn absent(page: &Page, path: &[Segment], param: &Param) -> String {
    let name = param.name.as_str();
    let says = |choice: &Choice<'_>| choice.path == path && choice.beside.contains(name);
    if choices(page).iter().any(says) {
        let key = literal(&format!(":{name}"));
        format!("SearchReader::new(url).value({key})")
    } else {
        "None".to_owned()
    }
}

/// The value of a parameter that a path has and others lack.
pub(super) fn present(page: &Page, path: &[Segment], param: &Param, value: &str) -> String {
    let name = param.name.as_str();
    let says = |choice: &Choice<'_>| choice.path == path && choice.lacking.contains(name);
    if choices(page).iter().any(says) {
        let key = literal(&format!(":{name}"));
        format!(
            "if SearchReader::new(url).has(\"-\") {{ SearchReader::new(url).value({key}) }} else {{ Some({value}) }}"
        )
    } else {
        format!("Some({value})")
    }
}

/// A path to print, and for which values.
#[derive(Clone)]
struct Choice<'a> {
    path: &'a [Segment],
    /// The parameters that must be there, of those that other paths lack.
    needs: BTreeSet<&'a str>,
    /// The parameters that may be there too, which the path lacks.
    beside: BTreeSet<&'a str>,
    /// The parameters in the path that do not count, since the value may lack them.
    lacking: BTreeSet<&'a str>,
}

fn sometimes(page: &Page) -> Vec<&Param> {
    let is_sometimes = |param: &&Param| param.presence == Presence::Sometimes;
    page.params.iter().filter(is_sometimes).collect()
}

// The paths with most parameters first; each is for the values that none before it is for.
fn choices(page: &Page) -> Vec<Choice<'_>> {
    let mut choices: Vec<Choice<'_>> = Vec::new();
    let mut paths: Vec<_> = paths_of(page)
        .into_iter()
        .map(|path| (path, needs(page, path)))
        .collect();
    let first = paths.first().map(|(path, needs)| (*path, needs.clone()));
    paths.sort_by_key(|(_, needs)| std::cmp::Reverse(needs.len()));
    for (path, needs) in paths {
        if !choices.iter().any(|choice| choice.needs.is_subset(&needs)) {
            let beside = beside(page, &needs, &choices);
            choices.push(Choice {
                path,
                needs,
                beside,
                lacking: BTreeSet::new(),
            });
        }
    }
    match first {
        Some((path, all)) if !choices.iter().any(|choice| choice.needs.is_empty()) => {
            let beside = beside(page, &BTreeSet::new(), &choices);
            choices.push(Choice {
                path,
                needs: BTreeSet::new(),
                beside,
                lacking: all,
            });
        }
        _ => {}
    }
    choices
}

fn needs<'a>(page: &'a Page, path: &[Segment]) -> BTreeSet<&'a str> {
    let has = |param: &&Param| {
        path.iter()
            .any(|segment| matches!(segment, Segment::Param { name, .. } if *name == param.name))
    };
    let names = sometimes(page).into_iter().filter(has);
    names.map(|param| param.name.as_str()).collect()
}

// A parameter may be there beside those needed unless an earlier choice is for that.
fn beside<'a>(
    page: &'a Page,
    needs: &BTreeSet<&'a str>,
    earlier: &[Choice<'a>],
) -> BTreeSet<&'a str> {
    let names = sometimes(page).into_iter().map(|param| param.name.as_str());
    let others = names.filter(|name| !needs.contains(name));
    let reaches = |name: &&str| {
        let mut with = needs.clone();
        with.insert(name);
        !earlier.iter().any(|choice| choice.needs.is_subset(&with))
    };
    others.filter(reaches).collect()
}

struct Printer<'a> {
    client: &'a Client,
    paths: &'a Paths<'a>,
    page: &'a Page,
}

impl Printer<'_> {
    fn choose(&self, choices: &[Choice<'_>]) -> String {
        let sometimes = sometimes(self.page);
        let names: Vec<_> = sometimes
            .iter()
            .map(|param| bound(self.page, &param.name))
            .collect();
        let arm = |choice: &Choice<'_>| {
            let part = |param: &&Param| match choice.needs.contains(param.name.as_str()) {
                true => format!("Some({})", bound(self.page, &param.name)),
                false => "_".to_owned(),
            };
            let parts: Vec<_> = sometimes.iter().map(part).collect();
            let pattern = match choice.needs.is_empty() {
                true => "_".to_owned(),
                false => tuple(&parts),
            };
            format!("{pattern} => {},", self.path(choice))
        };
        let arms: String = choices.iter().map(arm).collect();
        format!("match {} {{ {arms} }}", tuple(&names))
    }

    fn path(&self, choice: &Choice<'_>) -> String {
        let segment = |(at, segment): (usize, &Segment)| match segment {
            Segment::Static(text) => literal(text),
            Segment::Param { name, .. } => self.param(choice, at, name),
        };
        let segments: Vec<_> = choice.path.iter().enumerate().map(segment).collect();
        let beside: Vec<_> = choice.beside.iter().copied().collect();
        let lacking: Vec<_> = choice.lacking.iter().copied().collect();
        self.address(&segments, &beside, &lacking)
    }

    fn param(&self, choice: &Choice<'_>, at: usize, name: &str) -> String {
        let taken = self.paths.taken(choice.path, at);
        if choice.lacking.contains(name) {
            // Any text will do: the key `-` says that it does not count.
            let texts = (1..).map(|length| "-".repeat(length));
            let free = texts
                .into_iter()
                .find(|text| !taken.contains(text.as_str()));
            return literal(&free.unwrap_or_default());
        }
        let (name, taken) = (bound(self.page, name), slice(&taken));
        format!("&segment({name}, {taken})")
    }

    fn address(&self, segments: &[String], beside: &[&str], lacking: &[&str]) -> String {
        let mount = page::mount_segments(self.client).into_iter().map(literal);
        let segments: Vec<_> = mount.chain(segments.iter().cloned()).collect();
        let path = format!("path(&[{}])", segments.join(", "));
        if beside.is_empty() && lacking.is_empty() && self.page.search.is_empty() {
            return path;
        }
        let mut text = format!("{{ let mut url = SearchWriter::new({path});");
        if !lacking.is_empty() {
            text += "url.mark(\"-\");";
        }
        for name in beside {
            let (name, key) = (bound(self.page, name), literal(&format!(":{name}")));
            text += &format!("if let Some(value) = {name} {{ url.value({key}, value); }}");
        }
        if !self.page.search.is_empty() {
            text += "Search::write(param_search, &mut url);";
        }
        text + "url.finish() }"
    }

    // Segments that no other route of the client takes.
    fn nowhere(&self) -> Vec<String> {
        let is_free = |count: &usize| !self.paths.takes_all("not_found", *count);
        let count = (1..).find(is_free).unwrap_or(1);
        vec![literal("not_found"); count]
    }
}

fn tuple(parts: &[String]) -> String {
    match parts {
        [only] => only.clone(),
        _ => format!("({})", parts.join(", ")),
    }
}
