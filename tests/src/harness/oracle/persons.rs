//! Who must be there in the end, after some have signed in and out.

use std::collections::BTreeSet;

use rally_runtime::page::Failure;

use crate::harness::call::{Made, Outcome};
use crate::harness::session::NOBODY;

/// Whether somebody has come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Surely,
    /// Or the browser did not hear of it: then its session has ended, and nobody is there.
    Perhaps,
    Never,
}

/// What is wrong with who is there: whom the server says, and whom each page speaks for. `made` are the calls of the one
/// tab that has signed anybody in or out, where it was one.
#[must_use]
pub fn check(server: &str, pages: &[String], made: Option<&[Made]>) -> Vec<String> {
    let mut wrong = Vec::new();
    if pages.iter().any(|page| page != server) {
        wrong.push(format!(
            "pages speak for {pages:?}, the server says {server}"
        ));
    }
    if let Some(made) = made {
        let expected = expected(made);
        if !expected.contains(server) {
            wrong.push(format!("{server} is there, and not any of {expected:?}"));
        }
    }
    wrong
}

/// Who may be there after these calls.
fn expected(made: &[Made]) -> BTreeSet<&'static str> {
    let mut expected = BTreeSet::from([NOBODY]);
    for made in made {
        let Some(name) = made.deed.introduces() else {
            continue;
        };
        match came(&made.outcome) {
            Came::Surely => expected = [name].into(),
            Came::Perhaps => expected.extend([name, NOBODY]),
            Came::Never => {}
        }
    }
    expected
}

fn came(outcome: &Outcome) -> Came {
    match outcome {
        Outcome::Answered(Ok(_)) => Came::Surely,
        Outcome::Answered(Err(Failure::Unknown))
        | Outcome::Awaited
        | Outcome::Parted
        | Outcome::Dropped
        | Outcome::Withdrawn => Came::Perhaps,
        Outcome::Answered(Err(_)) => Came::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::call::{Deed, Way};

    fn made(deed: Deed, outcome: Outcome) -> Made {
        Made {
            deed,
            text: String::new(),
            writer: NOBODY.to_owned(),
            document: 0,
            n: 1,
            way: Way::InLine,
            outcome,
        }
    }

    fn wrongs(server: &str, made: &[Made]) -> usize {
        check(server, &[server.to_owned()], Some(made)).len()
    }

    #[test]
    fn whoever_was_let_in_is_there() {
        let made = [made(Deed::Enter("ann"), Outcome::Answered(Ok(vec![])))];
        assert_eq!(wrongs("ann", &made), 0);
        assert_eq!(wrongs(NOBODY, &made), 1);
        assert_eq!(wrongs("bob", &made), 1);
    }

    #[test]
    fn whoever_heard_nothing_is_there_or_nobody_is() {
        let made = [
            made(Deed::Enter("ann"), Outcome::Answered(Ok(vec![]))),
            made(Deed::Enter("bob"), Outcome::Dropped),
        ];
        for name in ["ann", "bob", NOBODY] {
            assert_eq!(wrongs(name, &made), 0, "{name}");
        }
        assert_eq!(wrongs("eve", &made), 1);
    }

    #[test]
    fn a_page_that_speaks_for_another_is_noticed() {
        let pages = ["ann".to_owned(), "bob".to_owned()];
        assert_eq!(check("ann", &pages, None).len(), 1);
        assert_eq!(check("ann", &pages[..1], None).len(), 0);
    }
}
