//! What answers on sockets ask of cookies: kept until the browser fetches it with a token, once, within a minute.
//!
//! Nothing is done before. Until its token is redeemed a sign-in is nobody's: not the old session's, which others may know,
//! and not yet that of a new one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::{CookieChanges, SessionHash};
use crate::wire::frame::TabId;

/// How many tokens of a tab may wait; beyond, its oldest is worth nothing. A tab redeems one at a time.
const TOKENS_A_TAB: usize = 64;

/// How long a token may be redeemed, in milliseconds.
pub(crate) const TOKEN_MILLIS: i64 = 60_000;

/// A token, as the browser is sent it.
pub(crate) type Token = [u8; 32];

/// Whom a token is for: whoever redeems it must be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bearer {
    pub(crate) session: SessionHash,
    pub(crate) tab: TabId,
    pub(crate) client: &'static str,
}

/// Tokens that have not been redeemed.
#[derive(Default)]
pub(crate) struct PendingChanges(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    by_token: HashMap<[u8; 32], Entry>,
    /// In the order in which they end.
    ends: VecDeque<(i64, [u8; 32])>,
    /// The oldest first.
    by_tab: HashMap<TabId, VecDeque<[u8; 32]>>,
}

struct Entry {
    bearer: Bearer,
    changes: CookieChanges,
    end: i64,
}

impl PendingChanges {
    /// Keeps changes for a tab. Gives the token that it redeems them with.
    ///
    /// # Errors
    /// Where the system has no random bytes to give.
    pub(crate) fn issue(
        &self,
        bearer: Bearer,
        changes: CookieChanges,
        now: i64,
    ) -> Result<Token, getrandom::Error> {
        let mut token = [0; 32];
        getrandom::fill(&mut token)?;
        let (key, end) = (key(&token), now.saturating_add(TOKEN_MILLIS));
        let mut pending = self.lock();
        pending.forget_until(now);
        pending.make_room(bearer.tab);
        let entry = Entry {
            bearer,
            changes,
            end,
        };
        pending.by_token.insert(key, entry);
        pending.ends.push_back((end, key));
        pending.by_tab.entry(bearer.tab).or_default().push_back(key);
        Ok(token)
    }

    /// The changes that a token is for. Whoever presents it, in time or not, nobody can again.
    pub(crate) fn redeem(&self, token: &[u8], bearer: Bearer, now: i64) -> Option<CookieChanges> {
        let entry = self.lock().remove(&key(token))?;
        (entry.bearer == bearer && now < entry.end).then_some(entry.changes)
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn forget_until(&mut self, now: i64) {
        while let Some((_, key)) = self.ends.pop_front_if(|(end, _)| *end <= now) {
            self.remove(&key);
        }
    }

    fn make_room(&mut self, tab: TabId) {
        let oldest = self
            .by_tab
            .get(&tab)
            .filter(|keys| keys.len() >= TOKENS_A_TAB)
            .and_then(|keys| keys.front().copied());
        if let Some(oldest) = oldest {
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, key: &[u8; 32]) -> Option<Entry> {
        let entry = self.by_token.remove(key)?;
        let tab = entry.bearer.tab;
        if let Some(keys) = self.by_tab.get_mut(&tab) {
            keys.retain(|other| other != key);
            if keys.is_empty() {
                self.by_tab.remove(&tab);
            }
        }
        Some(entry)
    }
}

/// Tokens are looked up by their hashes, so that the time it takes says nothing about them.
fn key(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{SessionChange, SessionToken};
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn bearer() -> Bearer {
        Bearer {
            session: SessionToken([1; 32]).hash(),
            tab: TabId([2; 16]),
            client: "public",
        }
    }

    fn sign_in() -> CookieChanges {
        let change = SessionChange::SignIn {
            client: "public".to_owned(),
            subject: "7".to_owned(),
        };
        CookieChanges {
            session: vec![change],
            own: Vec::new(),
        }
    }

    #[test]
    fn a_token_is_redeemed_once() {
        let pending = PendingChanges::default();
        let token = pending.issue(bearer(), sign_in(), NOW).unwrap();
        assert_eq!(pending.redeem(&token, bearer(), NOW), Some(sign_in()));
        assert_eq!(pending.redeem(&token, bearer(), NOW), None);
    }

    #[test]
    fn a_token_is_for_one_session_one_tab_and_one_client() {
        let others = [
            Bearer {
                session: SessionToken([9; 32]).hash(),
                ..bearer()
            },
            Bearer {
                tab: TabId([9; 16]),
                ..bearer()
            },
            Bearer {
                client: "admin",
                ..bearer()
            },
        ];
        for other in others {
            let pending = PendingChanges::default();
            let token = pending.issue(bearer(), sign_in(), NOW).unwrap();
            assert_eq!(pending.redeem(&token, other, NOW), None, "{other:?}");
            assert_eq!(
                pending.redeem(&token, bearer(), NOW),
                None,
                "a token that somebody else has shown is known to somebody else"
            );
        }
    }

    #[test]
    fn a_token_ends_after_a_minute() {
        let pending = PendingChanges::default();
        let (early, late) = (
            pending.issue(bearer(), sign_in(), NOW).unwrap(),
            pending.issue(bearer(), sign_in(), NOW).unwrap(),
        );
        let end = NOW + TOKEN_MILLIS;
        assert!(pending.redeem(&early, bearer(), end - 1).is_some());
        assert!(pending.redeem(&late, bearer(), end).is_none());
    }

    #[test]
    fn what_nobody_fetches_takes_no_room() {
        let pending = PendingChanges::default();
        for n in 0..1_000 {
            pending
                .issue(bearer(), sign_in(), NOW + n * TOKEN_MILLIS)
                .unwrap();
        }
        let left = pending.lock();
        assert_eq!((left.by_token.len(), left.ends.len()), (1, 1));
        assert_eq!(left.by_tab.len(), 1);
    }

    #[test]
    fn a_tab_that_redeems_nothing_has_a_bounded_number_of_tokens() {
        let pending = PendingChanges::default();
        let other = Bearer {
            tab: TabId([3; 16]),
            ..bearer()
        };
        let spared = pending.issue(other, sign_in(), NOW).unwrap();
        let issue = || pending.issue(bearer(), sign_in(), NOW).unwrap();
        let tokens: Vec<_> = (0..=TOKENS_A_TAB).map(|_| issue()).collect();
        assert_eq!(pending.lock().by_token.len(), TOKENS_A_TAB + 1);
        assert_eq!(pending.redeem(&tokens[0], bearer(), NOW), None);
        assert!(pending.redeem(&tokens[1], bearer(), NOW).is_some());
        assert!(pending.redeem(&spared, other, NOW).is_some());
        pending.issue(bearer(), sign_in(), NOW).unwrap();
        assert!(
            pending.redeem(&tokens[2], bearer(), NOW).is_some(),
            "what was redeemed takes no room"
        );
    }

    #[test]
    fn no_text_is_a_token_by_chance() {
        let pending = PendingChanges::default();
        let token = pending.issue(bearer(), sign_in(), NOW).unwrap();
        for wrong in [&token[..31], &[], &[0; 32], &key(&token)] {
            assert_eq!(pending.redeem(wrong, bearer(), NOW), None);
        }
        assert!(pending.redeem(&token, bearer(), NOW).is_some());
    }
}
