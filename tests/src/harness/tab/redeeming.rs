//! The request that sets a cookie, through the same network as all else, and what its answer changes.

use std::rc::Rc;

use rally_runtime::client::conversation::Action;
use rally_runtime::page::Failure;

use super::Tab;
use crate::harness::call::Outcome;
use crate::harness::sabotage::Sabotage;

impl Tab {
    pub(super) fn redeem(&mut self, bytes: Vec<u8>) {
        let session = Rc::clone(&self.session);
        let request = async move { session.redeem(&bytes).await };
        self.redeeming = Some(tokio::task::spawn_local(request));
    }

    /// Waits for the answer, which the conversation hears of where there is one.
    pub(super) async fn await_redemption(&mut self) -> bool {
        let Some(redeeming) = self.redeeming.take() else {
            return false;
        };
        if let Ok(Some(response)) = redeeming.await {
            let actions = self.conversation.redeemed(&response, self.clock.now());
            let withdrawn: Vec<_> = actions.iter().filter_map(withdrawn).collect();
            self.carry_out(actions);
            for n in withdrawn {
                self.note(n, Outcome::Withdrawn);
            }
            self.run();
        }
        true
    }

    pub(super) fn replace_context(&mut self, bytes: &[u8]) {
        self.is_redeemed = true;
        self.speak_for_another();
        if !matches!(self.sabotage, Sabotage::KeepsItsName) && !self.page.replace_context(bytes) {
            self.wrong.push("this is no state of the client".to_owned());
        }
    }

    fn note(&mut self, n: u64, outcome: Outcome) {
        let mut made = self.made[self.made_before..].iter_mut();
        if let Some(made) = made.find(|made| made.n == n) {
            made.outcome = outcome;
        }
    }
}

/// The call that ends without an answer, since it was sent for another person.
fn withdrawn(action: &Action) -> Option<u64> {
    match action {
        Action::Deliver {
            n,
            answer: Err(Failure::Unknown),
        } => Some(*n),
        _ => None,
    }
}
