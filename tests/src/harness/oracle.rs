//! What must have come of a session, whatever the network did: compared with the database and with what pages show.

pub mod persons;
pub mod remarks;

use std::path::Path;

use rally_runtime::page::{Answer, Failure};
use rally_runtime::wire::decode_all;
use rusqlite::{Connection, OpenFlags};

use super::call::{Deed, Made, Outcome, Way};

/// A line of a book, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number over all books.
    pub id: i64,
    /// Who wrote it.
    pub writer: String,
    /// What it says.
    pub text: String,
    /// Where a model has added it.
    pub remark: Option<Remark>,
}

/// What a model has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// Names the model, over all books and servers.
    pub sitting: i64,
    /// The how-manieth line of it, from 1.
    pub number: i64,
}

/// Whether an answer may be `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Never: no server was killed, and no call got too old.
    Never,
    /// Here it may.
    Allowed,
}

/// Whether a call may be turned away because of who makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persons {
    /// Never: nobody signs in or out.
    Stay,
    /// Where its page was rendered for somebody else.
    Change,
}

/// Whether pages may lose the models that they converse with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Models {
    /// Never: pages stay, and so does their server.
    Stay,
    /// With their pages, or with the server.
    Go,
}

/// The lines of a book, in the order of their commits.
///
/// # Panics
/// Where the database cannot be read.
#[must_use]
pub fn stored(database: &Path, book: &str) -> Vec<Line> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the database opens");
    let mut statement = connection
        .prepare(
            "SELECT id, writer, text, sitting, number FROM line LEFT JOIN remark ON remark.line = line.id \
             WHERE book = ? ORDER BY id",
        )
        .expect("the tables are there");
    let lines = statement.query_map([book], |row| {
        let sitting: Option<i64> = row.get(3)?;
        let remark = match sitting {
            Some(sitting) => Some(Remark {
                sitting,
                number: row.get(4)?,
            }),
            None => None,
        };
        Ok(Line {
            id: row.get(0)?,
            writer: row.get(1)?,
            text: row.get(2)?,
            remark,
        })
    });
    lines
        .and_then(Iterator::collect)
        .expect("the lines can be read")
}

/// What is wrong with what is stored, after these calls of some tabs (each of them in order).
#[must_use]
pub fn check(stored: &[Line], tabs: &[&[Made]], unknown: Unknown, persons: Persons) -> Vec<String> {
    let mut wrong = Vec::new();
    for made in tabs.iter().copied().flatten() {
        check_call(made, stored, unknown, persons, &mut wrong);
    }
    for line in stored.iter().filter(|line| line.remark.is_none()) {
        let by = tabs.iter().copied().flatten();
        if !by.into_iter().any(|made| made.text == line.text) {
            wrong.push(format!("nobody wrote `{}`", line.text));
        }
    }
    wrong.extend(tabs.iter().filter_map(|made| check_order(made, stored)));
    wrong
}

fn check_call(
    made: &Made,
    stored: &[Line],
    unknown: Unknown,
    persons: Persons,
    wrong: &mut Vec<String>,
) {
    let lines: Vec<_> = stored
        .iter()
        .filter(|line| line.text == made.text)
        .collect();
    let mut complain = |what: &str| {
        wrong.push(format!("{what}: {made:?}, stored as {lines:?}"));
    };
    if lines.iter().any(|line| line.writer != made.writer) {
        complain("written as another person");
    }
    let expected = match (&made.outcome, made.deed.leaves_a_line()) {
        (_, false)
        | (Outcome::Answered(Err(Failure::Disconnected | Failure::Unauthorized)), true) => 0..=0,
        (Outcome::Answered(Ok(_)), true) => 1..=1,
        (_, true) => 0..=1,
    };
    if lines.len() > *expected.end() {
        complain("twice, or never to be done");
    }
    if lines.len() < *expected.start() {
        complain("lost");
    }
    match &made.outcome {
        Outcome::Answered(Err(Failure::Unknown)) if unknown == Unknown::Never => {
            complain("unknown without a reason");
        }
        Outcome::Answered(Err(Failure::Unauthorized)) if persons == Persons::Stay => {
            complain("turned away without a reason");
        }
        Outcome::Answered(Err(
            Failure::Unknown | Failure::Disconnected | Failure::Unauthorized,
        ))
        | Outcome::Parted
        | Outcome::Dropped => {}
        Outcome::Withdrawn if persons == Persons::Stay => {
            complain("withdrawn without a reason");
        }
        Outcome::Withdrawn => {}
        Outcome::Awaited => complain("never answered"),
        Outcome::Answered(answer) => {
            if !is_fit(made.deed, answer, lines.first().map(|line| line.id)) {
                complain("answered wrongly");
            }
        }
    }
}

/// Whether this is what the handler answers, given the line that it has left.
fn is_fit(deed: Deed, answer: &Answer, line: Option<i64>) -> bool {
    match (deed, answer) {
        (Deed::Write | Deed::WriteSlowly, Ok(bytes)) => {
            decode_all::<Result<i64, ()>>(bytes).ok() == line.map(Ok)
        }
        (Deed::Count, Ok(bytes)) => matches!(decode_all::<Result<i64, ()>>(bytes), Ok(Ok(_))),
        (Deed::Strike, Ok(bytes)) => matches!(decode_all::<Result<i64, String>>(bytes), Ok(Err(_))),
        (Deed::Stumble, Err(Failure::Internal { .. })) => true,
        (Deed::Enter(_) | Deed::Depart, Ok(bytes)) => {
            matches!(decode_all::<Result<(), ()>>(bytes), Ok(Ok(())))
        }
        _ => false,
    }
}

/// Calls of a document take effect in the order in which they were made, but for what the browser may post.
fn check_order(made: &[Made], stored: &[Line]) -> Option<String> {
    let places: Vec<_> = made
        .iter()
        .filter(|made| made.way == Way::InLine)
        .filter_map(|made| {
            let place = stored.iter().position(|line| line.text == made.text)?;
            Some((made.document, place))
        })
        .collect();
    (!places.is_sorted()).then(|| format!("out of order: {places:?}"))
}

/// What is wrong with what a page shows and was told.
#[must_use]
pub fn check_page(stored: &[Line], shown: &[String], heard: &[i64]) -> Vec<String> {
    let mut wrong = Vec::new();
    let texts: Vec<_> = stored.iter().map(|line| line.text.clone()).collect();
    if shown != texts {
        wrong.push(format!("the page shows {shown:?}, stored are {texts:?}"));
    }
    if !heard.is_sorted_by(|earlier, later| earlier < later) {
        wrong.push(format!("events twice or out of order: {heard:?}"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: i64, text: &str) -> Line {
        Line {
            id,
            writer: "ann".to_owned(),
            text: text.to_owned(),
            remark: None,
        }
    }

    fn made(n: u64, text: &str, outcome: Outcome) -> Made {
        Made {
            deed: Deed::Write,
            text: text.to_owned(),
            writer: "ann".to_owned(),
            document: 0,
            n,
            way: Way::InLine,
            outcome,
        }
    }

    fn done(n: u64, text: &str, id: u8) -> Made {
        made(n, text, Outcome::Answered(Ok(vec![0x92, 0, id])))
    }

    fn wrongs(stored: &[Line], made: &[Made]) -> usize {
        check(stored, &[made], Unknown::Never, Persons::Stay).len()
    }

    #[test]
    fn what_was_done_once_and_in_order_is_right() {
        let stored = [line(4, "a"), line(7, "b")];
        assert_eq!(wrongs(&stored, &[done(1, "a", 4), done(2, "b", 7)]), 0);
    }

    #[test]
    fn what_is_lost_doubled_reordered_or_foreign_is_noticed() {
        let calls = [done(1, "a", 4), done(2, "b", 7)];
        assert_eq!(wrongs(&[line(4, "a")], &calls), 2, "lost, and its id");
        let doubled = [line(4, "a"), line(7, "b"), line(8, "b")];
        assert_eq!(wrongs(&doubled, &calls), 1);
        let reordered = [line(4, "b"), line(7, "a")];
        assert_eq!(wrongs(&reordered, &calls), 3, "and the ids are exchanged");
        let foreign = [line(4, "a"), line(5, "x"), line(7, "b")];
        assert_eq!(wrongs(&foreign, &calls), 1);
    }

    #[test]
    fn unknown_may_be_done_once_or_not_and_only_for_a_reason() {
        let unknown = [made(1, "a", Outcome::Answered(Err(Failure::Unknown)))];
        assert_eq!(wrongs(&[], &unknown), 1);
        for lines in [vec![], vec![line(1, "a")]] {
            let wrong = check(&lines, &[&unknown], Unknown::Allowed, Persons::Stay);
            assert_eq!(wrong, Vec::<String>::new());
        }
        let twice = [line(1, "a"), line(2, "a")];
        let wrong = check(&twice, &[&unknown], Unknown::Allowed, Persons::Stay);
        assert_eq!(wrong.len(), 1);
    }

    #[test]
    fn what_was_withdrawn_has_left_nothing() {
        let withdrawn = [made(1, "a", Outcome::Answered(Err(Failure::Disconnected)))];
        assert_eq!(wrongs(&[], &withdrawn), 0);
        assert_eq!(wrongs(&[line(1, "a")], &withdrawn), 1);
    }

    #[test]
    fn a_line_of_another_writer_is_noticed() {
        let mut call = done(1, "a", 1);
        call.writer = "bob".to_owned();
        assert_eq!(wrongs(&[line(1, "a")], &[call]), 1);
    }

    #[test]
    fn whoever_is_turned_away_has_left_nothing_and_somebody_has_signed_in_or_out() {
        let refused = [made(1, "a", Outcome::Answered(Err(Failure::Unauthorized)))];
        let wrongs =
            |lines: &[Line], persons| check(lines, &[&refused], Unknown::Never, persons).len();
        assert_eq!(wrongs(&[], Persons::Change), 0);
        assert_eq!(wrongs(&[], Persons::Stay), 1);
        assert_eq!(wrongs(&[line(1, "a")], Persons::Change), 1);
    }

    #[test]
    fn what_was_withdrawn_by_another_person_may_be_done() {
        let withdrawn = [made(1, "a", Outcome::Withdrawn)];
        for lines in [vec![], vec![line(1, "a")]] {
            let wrong = check(&lines, &[&withdrawn], Unknown::Never, Persons::Change);
            assert_eq!(wrong, Vec::<String>::new());
        }
        assert_eq!(wrongs(&[], &withdrawn), 1);
    }

    #[test]
    fn a_page_shows_what_is_stored_and_hears_each_event_once() {
        let stored = [line(1, "a"), line(2, "b")];
        let shown = ["a".to_owned(), "b".to_owned()];
        assert!(check_page(&stored, &shown, &[1, 2]).is_empty());
        assert_eq!(check_page(&stored, &shown[..1], &[1]).len(), 1);
        assert_eq!(check_page(&stored, &shown, &[2, 2]).len(), 1);
    }
}
