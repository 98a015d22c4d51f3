//! An answer that is delivered once its cookies are set: the tab goes on as whoever the server says it is then.
//!
//! Meanwhile nothing is sent. What was asked for as one person is not asked for as another: calls that wait end,
//! and messages to the page's model are dropped.

use super::{Action, Conversation, Millis, ModelInput};
use crate::page::Answer;
use crate::wire::redemption::{Redeemed, Redemption};
use crate::wire::{decode_all, to_bytes};

/// How long the server may take. Then the document is loaded again, which shows what has become of it.
const REDEEMING_MILLIS: Millis = 15_000;

/// A call whose answer waits.
#[derive(Debug)]
pub(super) struct Redeeming {
    n: u64,
    answer: Answer,
}

impl Conversation {
    pub(super) fn redeem(&mut self, n: u64, answer: Answer, token: Vec<u8>, now: Millis) {
        if !self.calls.end(n) {
            return;
        }
        self.redeeming = Some(Redeeming { n, answer });
        // Before the request: the server closes the connections of the session that ends with it.
        let connection = self.link.connection();
        self.actions.push(Action::Close { connection });
        let tab = self.speaker.tab;
        let bytes = to_bytes(&Redemption { tab, token });
        self.actions.push(Action::Redeem { bytes });
        self.link.refuse(now + REDEEMING_MILLIS);
    }

    /// Takes the response to [`Action::Redeem`]: its body, or no bytes where it is no success. What is to be done.
    pub fn redeemed(&mut self, response: &[u8], now: Millis) -> Vec<Action> {
        if let Some(redeeming) = self.redeeming.take() {
            match decode_all(response) {
                Ok(redeemed) => self.go_on(redeeming, redeemed, now),
                Err(_) => self.give_up(now),
            }
        }
        self.finish(now)
    }

    fn go_on(&mut self, redeeming: Redeeming, redeemed: Redeemed, now: Millis) {
        let (Redeeming { n, answer }, Redeemed { who, context }) = (redeeming, redeemed);
        let withdrawn = match who == self.speaker.who {
            true => Vec::new(),
            false => {
                self.with_model(ModelInput::IdentityChanged, now);
                self.calls.take_all()
            }
        };
        self.speaker.who = who;
        if let Some(context) = context {
            let bytes = context.0;
            self.actions.push(Action::ReplaceContext { bytes });
        }
        self.actions.push(Action::Deliver { n, answer });
        self.end_calls(withdrawn, now);
        self.open(now);
    }
}
