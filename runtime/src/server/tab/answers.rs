//! The answers of a tab's calls, kept until the browser says that it has them.

use std::collections::BTreeMap;

use crate::page::Answer;
use crate::server::limits::{MAX_WAITING_BYTES, MAX_WAITING_CALLS};
use crate::session::CookieChanges;

/// The answer of a call that has ended.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) answer: Answer,
    /// What its handler asks of cookies, until the browser has redeemed it.
    pub(super) changes: CookieChanges,
}

/// The answers that the browser may still ask for, by the numbers of their calls.
#[derive(Default)]
pub(super) struct Answers {
    kept: BTreeMap<u64, Ended>,
    bytes: usize,
    /// Every call below is answered, and the browser has the answer.
    done: u64,
}

impl Answers {
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    pub(super) fn get(&self, n: u64) -> Option<&Ended> {
        self.kept.get(&n)
    }

    /// Keeps an answer. Where there are too many, the oldest goes: asked for again, it is answered from its receipt, or
    /// run again where it wrote nothing.
    pub(super) fn remember(&mut self, n: u64, ended: Ended) {
        self.bytes += size_of_ended(&ended);
        self.kept.insert(n, ended);
        while self.kept.len() > MAX_WAITING_CALLS
            || (self.bytes > MAX_WAITING_BYTES && self.kept.len() > 1)
        {
            if let Some((_, oldest)) = self.kept.pop_first() {
                self.bytes = self.bytes.saturating_sub(size_of_ended(&oldest));
            }
        }
    }

    pub(super) fn forget_below(&mut self, done: u64) {
        if done > self.done {
            self.done = done;
            self.kept = self.kept.split_off(&done);
            self.bytes = self.kept.values().map(size_of_ended).sum();
        }
    }
}

fn size_of_ended(ended: &Ended) -> usize {
    size_of::<Ended>() + ended.answer.as_ref().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn ended(bytes: usize) -> Ended {
        Ended {
            answer: Ok(vec![0; bytes]),
            changes: CookieChanges::default(),
        }
    }

    #[test]
    fn answers_are_kept_until_they_are_done() {
        let mut answers = Answers::default();
        for n in 1..=3 {
            answers.remember(n, ended(1));
        }
        answers.forget_below(3);
        assert!(answers.get(2).is_none() && answers.get(3).is_some());
        answers.forget_below(2);
        assert_eq!(answers.done(), 3, "what is done stays done");
    }

    #[test]
    fn the_oldest_answers_make_room() {
        let mut answers = Answers::default();
        for n in 1..=5 {
            answers.remember(n, ended(MAX_WAITING_BYTES / 2));
        }
        assert!(answers.get(3).is_none() && answers.get(5).is_some());
        assert!(answers.bytes <= MAX_WAITING_BYTES);
        answers.remember(6, ended(MAX_WAITING_BYTES * 2));
        assert!(
            answers.get(6).is_some(),
            "the newest is kept whatever its size"
        );
    }
}
