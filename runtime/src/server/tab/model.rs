//! The model that one page converses with: what it is told, one message at a time and in order, and what it says, which
//! is kept for a tab that comes back.
//!
//! Knows neither the gate nor the app: [`handlers`] runs both. A model that anything goes wrong with is dropped, never
//! kept half changed.

mod handlers;

use std::any::Any;
use std::collections::VecDeque;
use std::future::pending;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use futures_util::future::LocalBoxFuture;

use crate::server::application::ModelBegun;
use crate::server::channels::Ring;
use crate::server::limits::{MAX_WAITING_BYTES, MAX_WAITING_MESSAGES};
use crate::server::socket::Outbox;
use crate::wire::frame::{Cursor, FromModel, ServerFrame};
pub(super) use handlers::Owner;

/// What a handler has left: the model, and what it says to its page.
pub(super) type Worked = ModelBegun;

/// What one waiting message takes beside its bytes, roughly.
const MESSAGE_OVERHEAD: usize = 32;

/// The model of one page.
pub(super) struct Model {
    id: u64,
    /// Tells this model from every other one, of earlier processes too.
    epoch: u64,
    /// Path and search string of its page.
    url: String,
    owner: Owner,
    phase: Phase,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    /// The number of the last message that has come.
    taken: u64,
    /// The same, as the page knows it.
    told: u64,
    said: Ring,
    hearing: Hearing,
}

enum Phase {
    /// `server_init` runs.
    Beginning(LocalBoxFuture<'static, Worked>),
    /// `server_update` runs.
    Working(LocalBoxFuture<'static, Worked>),
    Resting(Box<dyn Any>),
    /// It is gone.
    Dropped,
}

/// Whether the page hears what the model says.
enum Hearing {
    /// It has not asked for the model on this connection.
    Deaf,
    /// It has asked, from this place on, and waits until the model has begun.
    Waiting(Option<Cursor>),
    Live,
}

/// Whether a message was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was, now or before.
    Yes,
    /// Some before it are missing.
    Gap,
    /// Too much is waiting.
    Overload,
}

/// The model is gone, or cannot go on with its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// Its page is to begin again.
    Reset,
    /// It never began, and would not.
    Denied,
}

impl Model {
    /// Begins the model of a page.
    pub(super) fn begin(id: u64, url: String, owner: Owner) -> Self {
        Self {
            id,
            epoch: next_epoch(),
            phase: Phase::Beginning(owner.begin(url.clone())),
            url,
            owner,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            taken: 0,
            told: 0,
            said: Ring::after(0),
            hearing: Hearing::Waiting(None),
        }
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn is_of(&self, id: u64, epoch: u64) -> bool {
        self.id == id && self.epoch == epoch
    }

    pub(super) fn is_at_work(&self) -> bool {
        matches!(self.phase, Phase::Beginning(_) | Phase::Working(_))
    }

    /// A new connection has asked for nothing yet.
    pub(super) fn fall_deaf(&mut self) {
        self.hearing = Hearing::Deaf;
    }

    /// The page asks for its model on this connection; what it has not heard follows.
    pub(super) fn resume(
        &mut self,
        owner: Owner,
        cursor: Option<Cursor>,
        outbox: &Outbox,
    ) -> Result<(), Lost> {
        self.owner = owner;
        self.hearing = Hearing::Waiting(cursor);
        match self.phase {
            Phase::Beginning(_) => Ok(()),
            _ => self.greet(outbox),
        }
    }

    /// Tells the page where the two of them are.
    fn greet(&mut self, outbox: &Outbox) -> Result<(), Lost> {
        let Hearing::Waiting(cursor) = self.hearing else {
            return Ok(());
        };
        let heard = match cursor {
            Some(cursor) if cursor.epoch != self.epoch || cursor.seq > self.said.last() => {
                return Err(Lost::Reset);
            }
            Some(cursor) => cursor.seq,
            None => 0,
        };
        let missed = self.said.since(heard).ok_or(Lost::Reset)?;
        self.told = self.taken;
        let begun = FromModel::Begun {
            epoch: self.epoch,
            taken: self.taken,
        };
        tell(outbox, self.id, begun);
        for event in missed {
            let body = event.body.to_vec();
            let seq = event.seq;
            tell(outbox, self.id, FromModel::Message { seq, body });
        }
        self.hearing = Hearing::Live;
        Ok(())
    }

    /// Takes the message of this number over.
    pub(super) fn take(&mut self, k: u64, message: Vec<u8>) -> Taken {
        if k <= self.taken {
            return Taken::Yes;
        }
        if k != self.taken + 1 {
            return Taken::Gap;
        }
        let bytes = self.waiting_bytes + MESSAGE_OVERHEAD + message.len();
        if self.waiting.len() >= MAX_WAITING_MESSAGES || bytes > MAX_WAITING_BYTES {
            return Taken::Overload;
        }
        self.waiting_bytes = bytes;
        self.waiting.push_back(message);
        self.taken = k;
        self.work_on();
        Taken::Yes
    }

    pub(super) fn forget_waiting(&mut self) {
        self.waiting.clear();
        self.waiting_bytes = 0;
    }

    /// Gives the model the next message, where it rests.
    fn work_on(&mut self) {
        if !matches!(self.phase, Phase::Resting(_)) {
            return;
        }
        let Some(message) = self.waiting.pop_front() else {
            return;
        };
        self.waiting_bytes -= MESSAGE_OVERHEAD + message.len();
        if let Phase::Resting(model) = std::mem::replace(&mut self.phase, Phase::Dropped) {
            let worked = self.owner.update(self.url.clone(), model, message);
            self.phase = Phase::Working(worked);
        }
    }

    /// What the handler that runs has left; never where none runs.
    pub(super) async fn worked(&mut self) -> Worked {
        match &mut self.phase {
            Phase::Beginning(worked) | Phase::Working(worked) => worked.await,
            Phase::Resting(_) | Phase::Dropped => pending().await,
        }
    }

    /// Goes on after a handler, and says what it left to be said.
    pub(super) fn settle(&mut self, worked: Worked, outbox: Option<&Outbox>) -> Result<(), Lost> {
        let was = std::mem::replace(&mut self.phase, Phase::Dropped);
        let has_begun = matches!(was, Phase::Working(_));
        let (model, messages) = worked.map_err(|_| match has_begun {
            true => Lost::Reset,
            false => Lost::Denied,
        })?;
        self.phase = Phase::Resting(model);
        if let (false, Some(outbox)) = (has_begun, outbox) {
            self.greet(outbox)?;
        }
        for message in messages {
            self.say(message, outbox);
        }
        self.tell_taken(outbox);
        self.work_on();
        Ok(())
    }

    fn say(&mut self, message: Vec<u8>, outbox: Option<&Outbox>) {
        let seq = self.said.last() + 1;
        let event = self.said.push(seq, message.into(), None);
        if let (Hearing::Live, Some(outbox)) = (&self.hearing, outbox) {
            let body = event.body.to_vec();
            tell(outbox, self.id, FromModel::Message { seq, body });
        }
    }

    /// The page need not keep what has come.
    fn tell_taken(&mut self, outbox: Option<&Outbox>) {
        if let (Hearing::Live, Some(outbox)) = (&self.hearing, outbox)
            && self.told < self.taken
        {
            self.told = self.taken;
            tell(outbox, self.id, FromModel::Taken { k: self.taken });
        }
    }

    /// Its page is left: it takes what has come, and is dropped then.
    pub(super) async fn finish(mut self) {
        self.fall_deaf();
        while self.is_at_work() {
            let worked = self.worked().await;
            if self.settle(worked, None).is_err() {
                return;
            }
        }
    }
}

/// Tells the page something of its model.
pub(super) fn tell(outbox: &Outbox, id: u64, said: FromModel) {
    outbox.send(&ServerFrame::Model { id, said });
}

fn next_epoch() -> u64 {
    // Each state begins with random keys of the system.
    RandomState::new().build_hasher().finish()
}
