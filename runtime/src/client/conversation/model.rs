//! The page's conversation with its model on the server: messages in order, each to one model and no other, until the
//! server has them; and what the model says, in order.
//!
//! Behind a trait, so that the bundle of an app without models has no code for them.

use std::fmt;

use super::{Measure, Millis, NewCall};
use crate::page::MethodId;
use crate::wire::frame::{Cursor, FromModel, ToModel};
use crate::wire::limits::{MAX_FRAME_BYTES, MAX_UNTAKEN_BYTES, MAX_UNTAKEN_MESSAGES};

/// How soon after a model was lost the page does not load its data again because the next one is lost too.
const LOST_MILLIS: Millis = 5_000;

/// The conversation of the page on show with its model.
pub trait Models: fmt::Debug {
    /// Takes what happened: what is to be done, in order.
    fn handle(&mut self, input: ModelInput, is_live: bool, now: Millis) -> Vec<ModelAction>;

    /// When there is something to be done by itself.
    fn wakes_at(&self) -> Option<Millis>;

    /// Whether the server has been told something and has not said that it has it.
    fn is_waiting(&self) -> bool;
}

/// Something that happened.
#[derive(Debug)]
pub enum ModelInput {
    /// A page with a model begins.
    Begin {
        /// Path and search string.
        url: String,
    },
    /// The page on show is about to be another one, or itself anew.
    Leave,
    /// The page sends a message.
    Send {
        /// The encoded message.
        message: Vec<u8>,
        /// How long it may wait to be sent.
        deadline: Option<Millis>,
    },
    /// A connection lives.
    Welcome,
    /// The server has said something.
    Heard {
        /// Of which model.
        id: u64,
        /// What it was.
        said: FromModel,
    },
    /// The tab goes on as another person: what was said before is said to nobody.
    IdentityChanged,
    /// Time has passed.
    Tick,
}

/// Something to be done.
#[derive(Debug)]
pub enum ModelAction {
    /// Say something to the server; only while the connection lives.
    Say {
        /// About which model.
        id: u64,
        /// What.
        said: ToModel,
    },
    /// Give the page a message of its model.
    Tell {
        /// The encoded message.
        message: Vec<u8>,
    },
    /// The model is lost: load the page's data again.
    LoadAgain,
}

/// What is known of the page's model.
#[derive(Debug)]
enum Phase {
    /// The page has none.
    Absent,
    /// Nothing has been heard of it yet.
    Wanted,
    /// It has begun, and the messages up to a number were heard of it.
    Begun(Cursor),
    /// There will be none on this connection.
    Denied,
    /// It is gone. The page's data is loaded again, or at this time.
    Lost { load_at: Option<Millis> },
}

/// A message that the server is not known to have.
#[derive(Debug)]
struct Untaken {
    /// Its number; none before it is sent for the first time.
    k: Option<u64>,
    message: Vec<u8>,
    overdue_at: Option<Millis>,
}

/// The one implementation of [`Models`].
#[derive(Debug)]
struct PageModel {
    measure: Measure,
    /// The number of the page's model; none is used twice.
    id: u64,
    url: String,
    phase: Phase,
    /// Whether the model answers on this connection.
    is_open: bool,
    /// Those that have a number first, in rising order.
    untaken: Vec<Untaken>,
    untaken_bytes: usize,
    /// The number of the last message sent.
    last: u64,
    /// When a model was lost for the last time.
    lost_at: Option<Millis>,
    actions: Vec<ModelAction>,
}

/// What [`Conversation::conversing`](super::Conversation::conversing) is given; `measure` is that of the protocol.
#[must_use]
pub fn models(measure: Measure) -> Box<dyn Models> {
    Box::new(PageModel {
        measure,
        id: 0,
        url: String::new(),
        phase: Phase::Absent,
        is_open: false,
        untaken: Vec::new(),
        untaken_bytes: 0,
        last: 0,
        lost_at: None,
        actions: Vec::new(),
    })
}

impl Models for PageModel {
    fn handle(&mut self, input: ModelInput, is_live: bool, now: Millis) -> Vec<ModelAction> {
        self.is_open &= is_live;
        match input {
            ModelInput::Begin { url } => self.begin(url, is_live),
            ModelInput::Leave => self.leave(is_live),
            ModelInput::Send { message, deadline } => self.send(message, deadline, now),
            ModelInput::Welcome => self.welcome(),
            ModelInput::Heard { id, said } if id == self.id => self.hear(said, now),
            ModelInput::Heard { .. } => {}
            ModelInput::IdentityChanged => self.forget_messages(),
            ModelInput::Tick => self.tick(now),
        }
        std::mem::take(&mut self.actions)
    }

    fn wakes_at(&self) -> Option<Millis> {
        let load_at = match self.phase {
            Phase::Lost { load_at } => load_at,
            _ => None,
        };
        let unsent = self.untaken.iter().filter(|untaken| untaken.k.is_none());
        let overdue_at = unsent.filter_map(|untaken| untaken.overdue_at).min();
        load_at.into_iter().chain(overdue_at).min()
    }

    fn is_waiting(&self) -> bool {
        self.untaken.iter().any(|untaken| untaken.k.is_some())
    }
}

impl PageModel {
    fn begin(&mut self, url: String, is_live: bool) {
        self.id += 1;
        self.url = url;
        self.last = 0;
        self.forget_messages();
        self.phase = Phase::Wanted;
        if is_live {
            self.open();
        }
    }

    fn leave(&mut self, is_live: bool) {
        let has_one = !matches!(self.phase, Phase::Absent);
        self.phase = Phase::Absent;
        self.is_open = false;
        self.forget_messages();
        if is_live && has_one {
            self.say(ToModel::Leave);
        }
    }

    fn welcome(&mut self) {
        self.is_open = false;
        match self.phase {
            Phase::Wanted | Phase::Begun(_) => self.open(),
            Phase::Denied => {
                self.phase = Phase::Wanted;
                self.open();
            }
            // Whether the server has heard of it is not known.
            Phase::Absent if self.id > 0 => self.say(ToModel::Leave),
            Phase::Absent | Phase::Lost { .. } => {}
        }
    }

    fn open(&mut self) {
        let cursor = match self.phase {
            Phase::Begun(cursor) => Some(cursor),
            _ => None,
        };
        let url = self.url.clone();
        self.say(ToModel::Open { url, cursor });
    }

    fn say(&mut self, said: ToModel) {
        let id = self.id;
        self.actions.push(ModelAction::Say { id, said });
    }

    fn send(&mut self, message: Vec<u8>, deadline: Option<Millis>, now: Millis) {
        if !matches!(self.phase, Phase::Wanted | Phase::Begun(_)) {
            return;
        }
        let (message, is_too_large) = self.measured(message);
        self.untaken_bytes += message.len();
        self.untaken.push(Untaken {
            k: None,
            message,
            overdue_at: deadline.map(|deadline| now.saturating_add(deadline)),
        });
        let too_many = self.untaken.len() > MAX_UNTAKEN_MESSAGES;
        if is_too_large || too_many || self.untaken_bytes > MAX_UNTAKEN_BYTES {
            // With a message missing, the model would go on as if nothing had been said.
            return self.lose(now);
        }
        self.send_waiting();
    }

    /// Whether a message is larger than a frame may be. It is measured as the arguments of a call, which takes more
    /// beside them.
    fn measured(&self, message: Vec<u8>) -> (Vec<u8>, bool) {
        let call = NewCall {
            method: MethodId(0),
            params: Vec::new(),
            arguments: message,
            deadline: None,
            form_key: None,
        };
        let is_too_large = (self.measure)(&call) > MAX_FRAME_BYTES;
        (call.arguments, is_too_large)
    }

    /// Sends what has not been sent to the model.
    fn send_waiting(&mut self) {
        let Phase::Begun(Cursor { epoch, .. }) = self.phase else {
            return;
        };
        if !self.is_open {
            return;
        }
        for untaken in &mut self.untaken {
            if untaken.k.is_none() {
                self.last += 1;
                untaken.k = Some(self.last);
                self.actions
                    .push(untaken.sending(self.id, epoch, self.last));
            }
        }
    }

    fn hear(&mut self, said: FromModel, now: Millis) {
        match (said, &mut self.phase) {
            (FromModel::Begun { epoch, taken }, Phase::Wanted) => {
                self.phase = Phase::Begun(Cursor { epoch, seq: 0 });
                self.go_on(taken);
            }
            (FromModel::Begun { epoch, taken }, Phase::Begun(cursor)) if cursor.epoch == epoch => {
                self.go_on(taken);
            }
            (FromModel::Message { seq, body }, Phase::Begun(cursor)) if seq == cursor.seq + 1 => {
                cursor.seq = seq;
                self.actions.push(ModelAction::Tell { message: body });
            }
            (FromModel::Message { seq, .. }, Phase::Begun(cursor)) if seq <= cursor.seq => {}
            (FromModel::Taken { k }, Phase::Begun(_)) => self.forget_taken(k),
            (FromModel::Denied, Phase::Wanted | Phase::Begun(_)) => {
                self.phase = Phase::Denied;
                self.forget_messages();
            }
            // It is another one, or some of what it said is missing.
            (_, Phase::Wanted | Phase::Begun(_)) => self.lose(now),
            (_, Phase::Absent | Phase::Denied | Phase::Lost { .. }) => {}
        }
    }

    /// The model is there, and has the messages up to this one: sends all others, again or for the first time.
    fn go_on(&mut self, taken: u64) {
        self.forget_taken(taken);
        self.is_open = true;
        if let Phase::Begun(Cursor { epoch, .. }) = self.phase {
            for untaken in &self.untaken {
                if let Some(k) = untaken.k {
                    self.actions.push(untaken.sending(self.id, epoch, k));
                }
            }
        }
        self.send_waiting();
    }

    fn forget_taken(&mut self, taken: u64) {
        let is_taken = |untaken: &Untaken| untaken.k.is_some_and(|k| k <= taken);
        self.forget(is_taken);
    }

    fn forget_messages(&mut self) {
        self.forget(|_| true);
    }

    fn forget(&mut self, is_forgotten: impl Fn(&Untaken) -> bool) {
        self.untaken.retain(|untaken| !is_forgotten(untaken));
        self.untaken_bytes = self
            .untaken
            .iter()
            .map(|untaken| untaken.message.len())
            .sum();
    }

    fn lose(&mut self, now: Millis) {
        let earliest = self.lost_at.map(|lost_at| lost_at + LOST_MILLIS);
        let load_at = earliest.filter(|earliest| now < *earliest);
        self.lost_at = Some(load_at.unwrap_or(now));
        self.phase = Phase::Lost { load_at };
        self.forget_messages();
        if load_at.is_none() {
            self.actions.push(ModelAction::LoadAgain);
        }
    }

    fn tick(&mut self, now: Millis) {
        let is_overdue = |untaken: &Untaken| {
            untaken.k.is_none()
                && untaken
                    .overdue_at
                    .is_some_and(|overdue_at| overdue_at <= now)
        };
        self.forget(is_overdue);
        if let Phase::Lost { load_at } = &mut self.phase
            && load_at.take_if(|load_at| *load_at <= now).is_some()
        {
            self.actions.push(ModelAction::LoadAgain);
        }
    }
}

impl Untaken {
    fn sending(&self, id: u64, epoch: u64, k: u64) -> ModelAction {
        let message = self.message.clone();
        let said = ToModel::Send { epoch, k, message };
        ModelAction::Say { id, said }
    }
}
