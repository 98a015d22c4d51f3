//! What a client whose pages have models on the server needs beside: bundles of other clients do not contain it.

use std::rc::Rc;
use std::time::Duration;

use super::super::browser::now;
use super::super::conversation::{Conversation, Measure, models};
use super::{Live, Work};

/// Its parts, by pointers that only generated code of such clients brings along.
pub(in super::super) struct ModelParts {
    /// Lets a conversation carry what pages and models say.
    pub(in super::super) join: fn(Conversation, Measure) -> Conversation,
    pub(super) begin: fn(&Rc<Live>),
    pub(super) send: fn(&Rc<Live>, Vec<u8>, Option<Duration>),
    pub(super) hear: fn(&Live, &[u8]),
}

impl ModelParts {
    pub(in super::super) const fn new() -> Self {
        Self {
            join: |conversation, measure| conversation.conversing(models(measure)),
            begin,
            send,
            hear,
        }
    }
}

fn begin(live: &Rc<Live>) {
    if live.page.borrow().server_model().is_some() {
        let actions = live.conversation.borrow_mut().begin_model(now());
        live.act(actions);
    }
}

fn send(live: &Rc<Live>, message: Vec<u8>, deadline: Option<Duration>) {
    let deadline = deadline.map(|deadline| deadline.as_millis() as u64);
    let mut conversation = live.conversation.borrow_mut();
    let actions = conversation.send_to_model(message, deadline, now());
    drop(conversation);
    live.act(actions);
}

fn hear(live: &Live, message: &[u8]) {
    let read = live.page.borrow().server_model();
    if let Some(message) = read.and_then(|read| read(message)) {
        let message = Work::Message(live.generation.get(), message);
        live.work.borrow_mut().push(message);
    }
}
