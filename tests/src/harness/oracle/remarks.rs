//! What models must have written of what pages have said to them: in order, each at most once, and each model what one page
//! has said and no other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Line, Models};
use crate::harness::call::Said;

/// The page of a tab.
type Page = (usize, u64);

/// What the pages of a tab have said.
#[derive(Debug, Clone, Copy)]
pub struct Talk<'a> {
    /// All of it, in order.
    pub said: &'a [Said],
    /// The number of the page on show.
    pub page: u64,
}

/// What is wrong with what models have added, after all that pages of some tabs have said.
#[must_use]
pub fn check(stored: &[Line], tabs: &[Talk<'_>], models: Models) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut sittings: BTreeMap<i64, BTreeSet<Page>> = BTreeMap::new();
    for line in stored {
        let Some(remark) = line.remark else { continue };
        let Some((page, said)) = said_by(tabs, &line.text) else {
            wrong.push(format!("nobody said `{}`", line.text));
            continue;
        };
        if said.writer != line.writer {
            wrong.push(format!(
                "said as one person, added as another: {said:?}, {line:?}"
            ));
        }
        sittings.entry(remark.sitting).or_default().insert(page);
    }
    for (sitting, pages) in &sittings {
        if pages.len() > 1 {
            wrong.push(format!(
                "sitting {sitting} was told by several pages: {pages:?}"
            ));
        }
        check_numbers(*sitting, stored, &mut wrong);
    }
    for (tab, talk) in tabs.iter().enumerate() {
        check_tab(tab, *talk, stored, models, &mut wrong);
    }
    wrong
}

fn said_by<'a>(tabs: &[Talk<'a>], text: &str) -> Option<(Page, &'a Said)> {
    let mut all = tabs
        .iter()
        .enumerate()
        .flat_map(|(tab, talk)| talk.said.iter().map(move |said| (tab, said)));
    let (tab, said) = all.find(|(_, said)| said.text == text)?;
    Some(((tab, said.page), said))
}

/// A sitting counts what it adds.
fn check_numbers(sitting: i64, stored: &[Line], wrong: &mut Vec<String>) {
    let remarks = stored.iter().filter_map(|line| line.remark);
    let numbers = remarks.filter(|remark| remark.sitting == sitting);
    let numbers: Vec<_> = numbers.map(|remark| remark.number).collect();
    if !numbers.iter().copied().eq(1..=numbers.len() as i64) {
        wrong.push(format!("sitting {sitting} has counted {numbers:?}"));
    }
}

fn check_tab(
    tab: usize,
    Talk { said, page: shown }: Talk<'_>,
    stored: &[Line],
    models: Models,
    wrong: &mut Vec<String>,
) {
    let pages: BTreeSet<_> = said.iter().map(|said| said.page).collect();
    for page in &pages {
        let said: Vec<_> = said.iter().filter(|said| said.page == *page).collect();
        let is_of_page = |line: &&Line| said.iter().any(|said| said.text == line.text);
        let lines: Vec<_> = stored.iter().filter(is_of_page).collect();
        let sittings: BTreeSet<_> = lines
            .iter()
            .filter_map(|line| Some(line.remark?.sitting))
            .collect();
        let mut complain = |what: &str| {
            wrong.push(format!(
                "{what}: tab {tab} said {said:?}, stored as {lines:?}"
            ));
        };
        if sittings.len() > 1 {
            complain("said to several models");
        }
        let added = lines.iter().map(|line| &line.text);
        if !added.eq(said.iter().map(|said| &said.text).take(lines.len())) {
            complain("said twice, out of order or with gaps");
        }
        let is_there = models == Models::Stay || *page == shown;
        if is_there && lines.len() < said.len() {
            complain("said, and lost");
        }
    }
}

/// What is wrong with what a page was told by its model.
#[must_use]
pub fn check_noted(noted: &[i64]) -> Vec<String> {
    match noted.iter().copied().eq(1..=noted.len() as i64) {
        true => Vec::new(),
        false => vec![format!(
            "the model's words twice or out of order: {noted:?}"
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::super::Remark;
    use super::*;

    fn line(id: i64, text: &str, sitting: i64, number: i64) -> Line {
        Line {
            id,
            writer: "ann".to_owned(),
            text: text.to_owned(),
            remark: Some(Remark { sitting, number }),
        }
    }

    fn said(text: &str, page: u64) -> Said {
        Said {
            text: text.to_owned(),
            writer: "ann".to_owned(),
            page,
        }
    }

    fn wrongs(stored: &[Line], all: &[Said], models: Models) -> usize {
        let page = all.iter().map(|said| said.page).max().unwrap_or_default();
        check(stored, &[Talk { said: all, page }], models).len()
    }

    #[test]
    fn what_was_added_once_and_in_order_is_right() {
        let stored = [line(3, "a", 7, 1), line(5, "b", 7, 2)];
        let all = [said("a", 1), said("b", 1)];
        assert_eq!(wrongs(&stored, &all, Models::Stay), 0);
    }

    #[test]
    fn what_is_lost_doubled_reordered_or_foreign_is_noticed() {
        let all = [said("a", 1), said("b", 1)];
        let wrongs = |stored: &[Line]| wrongs(stored, &all, Models::Stay);
        assert_eq!(wrongs(&[line(3, "a", 7, 1)]), 1, "lost");
        assert_eq!(wrongs(&[line(3, "b", 7, 1)]), 2, "a gap, and lost");
        assert_eq!(wrongs(&[line(3, "b", 7, 1), line(5, "a", 7, 2)]), 1);
        let twice = [line(3, "a", 7, 1), line(4, "a", 7, 2), line(5, "b", 7, 3)];
        assert_eq!(wrongs(&twice), 1);
        let foreign = [line(3, "a", 7, 1), line(4, "b", 7, 2), line(5, "x", 7, 3)];
        assert_eq!(wrongs(&foreign), 1);
    }

    #[test]
    fn a_page_that_is_gone_may_have_been_heard_in_part() {
        let all = [said("a", 1), said("b", 1), said("c", 2)];
        let stored = [line(3, "a", 7, 1), line(4, "c", 8, 1)];
        assert_eq!(wrongs(&stored, &all, Models::Go), 0);
        assert_eq!(wrongs(&stored, &all, Models::Stay), 1);
        assert_eq!(
            wrongs(&stored[..1], &all, Models::Go),
            1,
            "of the page on show"
        );
        let talk = Talk {
            said: &all,
            page: 3,
        };
        assert!(check(&stored[..1], &[talk], Models::Go).is_empty());
    }

    #[test]
    fn what_is_said_to_another_model_is_noticed() {
        let all = [said("a", 1), said("b", 2)];
        let stored = [line(3, "a", 7, 1), line(4, "b", 7, 2)];
        assert_eq!(wrongs(&stored, &all, Models::Go), 1, "two pages");
        let all = [said("a", 1), said("b", 1)];
        let stored = [line(3, "a", 7, 1), line(4, "b", 8, 1)];
        assert_eq!(wrongs(&stored, &all, Models::Go), 1, "two models");
    }

    #[test]
    fn what_is_said_as_one_person_is_not_added_as_another() {
        let mut all = [said("a", 1)];
        all[0].writer = "bob".to_owned();
        assert_eq!(wrongs(&[line(3, "a", 7, 1)], &all, Models::Stay), 1);
    }

    #[test]
    fn a_model_is_heard_in_order_from_its_beginning() {
        assert!(check_noted(&[1, 2]).is_empty());
        assert_eq!(check_noted(&[1, 1]).len(), 1);
        assert_eq!(check_noted(&[2]).len(), 1);
    }
}
