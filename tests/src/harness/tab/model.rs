//! What the page on show says to its model on the server, and hears of it.

use rally_runtime::client::conversation::Millis;

use super::{Tab, Work};
use crate::harness::call::Said;
use crate::harness::oracle::remarks::Talk;

impl Tab {
    /// What pages of this tab have said to their models so far.
    #[must_use]
    pub fn talk(&self) -> Talk<'_> {
        Talk {
            said: &self.said,
            page: self.pages,
        }
    }

    /// The page on show has just begun.
    pub(super) fn begin_model(&mut self) {
        self.pages += 1;
        self.noted_before = 0;
        if self.page.server_model().is_some() {
            let actions = self.conversation.begin_model(self.clock.now());
            self.carry_out(actions);
        }
    }

    /// The page goes on as another person: what it says from now on is said by another.
    pub(super) fn speak_for_another(&mut self) {
        self.pages += 1;
        self.noted_before = self.noted().len();
    }

    pub(super) fn say(&mut self, message: Vec<u8>, deadline: Option<Millis>) {
        let (_, text, _) = self.doing.take().expect("only a deed says something");
        self.said.push(Said {
            text,
            writer: self.writer(),
            page: self.pages,
        });
        let now = self.clock.now();
        let actions = self.conversation.send_to_model(message, deadline, now);
        self.carry_out(actions);
    }

    pub(super) fn hear_model(&mut self, message: &[u8]) {
        let read = self.page.server_model();
        match read.and_then(|read| read(message)) {
            Some(message) => self.work.push_back(Work::Message(self.generation, message)),
            None => self.wrong.push("a model of no page spoke".to_owned()),
        }
    }

    /// Whether the model has noted all that the page on show has said.
    pub(super) fn is_noted(&self) -> bool {
        let said = self.said.iter().rev();
        match said.take_while(|said| said.page == self.pages).count() {
            0 => true,
            said => self.noted().len() == self.noted_before + said,
        }
    }

    /// What the model has not noted, if anything.
    #[must_use]
    pub fn not_noted(&self) -> Option<String> {
        let said = self.said.iter().filter(|said| said.page == self.pages);
        let said: Vec<_> = said.collect();
        (!self.is_noted()).then(|| format!("noted {:?} of {said:?}", self.noted()))
    }
}
