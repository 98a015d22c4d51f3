//! The browser's half of a tab's conversation, as a pure state machine: what happened goes in, what is to be done comes
//! out. Knows no socket, no clock and no page, so that fault tests drive the very code that browsers run.
//!
//! `spec/wire.md` has the tables that this follows.

mod calls;
mod exchange;
mod link;
mod model;
mod navigation;
mod redeeming;
mod size;
mod subscriptions;
#[cfg(test)]
mod tests;

use crate::page::{Answer, Connection, Failure};
use crate::wire::frame::{ClientFrame, Hello, Navigated, ServerFrame, Stamp};
use crate::wire::limits::MAX_PARTING_BYTES;
use crate::wire::{Decode, DecodeError, Parting, Reader, decode_all, read_plain_frame, to_bytes};
use calls::Calls;
use exchange::Sending;
use link::{Due, Link};
use navigation::{Navigation, Outcome};
use redeeming::Redeeming;

pub use exchange::{Action, Input, NewCall, Speaker};
pub use model::{ModelAction, ModelInput, Models, models};
pub use navigation::Purpose;
pub use size::{Measure, call_size, call_text_size};
pub use subscriptions::{Following, Hearing, Subscriptions};

/// Milliseconds of a clock that never goes back, counted from the loading of the document.
pub type Millis = u64;

/// How soon after its loading a document is not loaded again because of a refusal.
const REFUSED_MILLIS: Millis = 5_000;

/// What the heads of a `Parting` and of its list take at most.
const PARTING_HEADS: usize = 8;

/// The conversation of one tab.
#[derive(Debug)]
pub struct Conversation {
    speaker: Speaker,
    measure: Measure,
    link: Link,
    calls: Calls,
    navigation: Navigation,
    following: Option<Box<dyn Following>>,
    models: Option<Box<dyn Models>>,
    read: fn(&[u8]) -> Result<ServerFrame, DecodeError>,
    redeeming: Option<Redeeming>,
    shown: Connection,
    wake_at: Option<Millis>,
    actions: Vec<Action>,
}

impl Conversation {
    /// A conversation that has not begun. `seed` spreads the waiting times of many tabs; `measure` is that of the
    /// protocol.
    #[must_use]
    pub fn new(speaker: Speaker, seed: u64, measure: Measure) -> Self {
        Self {
            following: None,
            read: read_plain_frame,
            speaker,
            measure,
            link: Link::new(seed),
            calls: Calls::default(),
            navigation: Navigation::default(),
            redeeming: None,
            models: None,
            shown: Connection::Connecting,
            wake_at: None,
            actions: Vec::new(),
        }
    }

    /// The same, in a client whose pages follow channels: see [`Subscriptions::of_page`].
    #[must_use]
    pub fn following(mut self, following: Box<dyn Following>) -> Self {
        self.following = Some(following);
        self.read = decode_all;
        self
    }

    /// The same, in a client whose pages have models on the server: see [`models`].
    #[must_use]
    pub fn conversing(mut self, models: Box<dyn Models>) -> Self {
        self.models = Some(models);
        self.read = decode_all;
        self
    }

    /// How many calls have no answer yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.calls.len()
    }

    /// Makes a call: its number, under which the answer is delivered, and what is to be done.
    pub fn call(&mut self, call: NewCall, now: Millis) -> (u64, Vec<Action>) {
        let n = match self.calls.add(call, self.measure, now) {
            Ok(n) => {
                self.send_calls(now);
                n
            }
            Err(n) => {
                let answer = Err(Failure::BadRequest);
                self.actions.push(Action::Deliver { n, answer });
                n
            }
        };
        (n, self.finish(now))
    }

    /// Notes which channels the page follows from now on, by their canonical names: what is to be done.
    pub fn follow(&mut self, channels: Vec<String>, now: Millis) -> Vec<Action> {
        if let Some(following) = &mut self.following {
            let sending = Sending {
                connection: self.link.connection(),
                actions: &mut self.actions,
            };
            let sending = self.link.is_live().then_some(sending);
            following.follow(channels, &self.speaker.url, sending);
        }
        self.finish(now)
    }

    /// The page on show has just begun and has a model on the server: what is to be done.
    pub fn begin_model(&mut self, now: Millis) -> Vec<Action> {
        let url = self.speaker.url.clone();
        self.with_model(ModelInput::Begin { url }, now);
        self.finish(now)
    }

    /// Sends a message to the page's model: what is to be done. With a deadline, one that was not sent by then is
    /// withdrawn.
    pub fn send_to_model(
        &mut self,
        message: Vec<u8>,
        deadline: Option<Millis>,
        now: Millis,
    ) -> Vec<Action> {
        self.with_model(ModelInput::Send { message, deadline }, now);
        self.finish(now)
    }

    /// Takes what happened: what is to be done.
    pub fn handle(&mut self, input: Input<'_>, now: Millis) -> Vec<Action> {
        match input {
            Input::Started | Input::Returned => self.begin(now),
            Input::Opened { connection } if self.link.is_opening(connection) => self.greet(now),
            Input::Received { connection, bytes } if self.link.is_current(connection) => {
                self.receive(bytes, now);
            }
            Input::Closed { connection } if self.link.is_current(connection) => self.lose(0, now),
            Input::Tick => {
                // That timer is spent, also where it came too early: browsers blur their clocks.
                self.wake_at = None;
                self.tick(now);
            }
            Input::Navigate { url } => self.navigate(url, now),
            Input::Stay => self.navigation.forget_visit(),
            Input::Nudged => self.nudge(now),
            Input::Left => self.leave(),
            // Events of a socket that has been replaced.
            Input::Opened { .. } | Input::Received { .. } | Input::Closed { .. } => {}
        }
        self.finish(now)
    }

    fn with_model(&mut self, input: ModelInput, now: Millis) {
        let Some(models) = &mut self.models else {
            return;
        };
        for action in models.handle(input, self.link.is_live(), now) {
            match action {
                ModelAction::Say { id, said } => {
                    self.send(&ClientFrame::Model { id, said });
                    self.link.spoke(now);
                }
                ModelAction::Tell { message } => self.actions.push(Action::Tell { message }),
                ModelAction::LoadAgain => self.catch_up(now),
            }
        }
    }

    fn begin(&mut self, now: Millis) {
        if self.link.is_idle() {
            self.open(now);
        }
    }

    fn open(&mut self, now: Millis) {
        let connection = self.link.open(now);
        self.actions.push(Action::Open { connection });
    }

    fn greet(&mut self, now: Millis) {
        self.link.greet(now);
        let hello = ClientFrame::Hello(self.hello());
        self.send(&hello);
    }

    fn hello(&self) -> Hello {
        Hello {
            version: self.speaker.version,
            tab: self.speaker.tab,
            connection: self.link.connection(),
            who: self.speaker.who.clone(),
            url: self.speaker.url.clone(),
        }
    }

    fn send(&mut self, frame: &ClientFrame) {
        let connection = self.link.connection();
        let actions = &mut self.actions;
        let mut sending = Sending {
            connection,
            actions,
        };
        sending.send(frame);
    }

    fn receive(&mut self, bytes: &[u8], now: Millis) {
        let Ok(frame) = (self.read)(bytes) else {
            // Another version of the server, or no Rally at all: `Hello` on a new connection tells.
            return self.close(0, now);
        };
        self.link.heard(now);
        match frame {
            ServerFrame::Welcome { stamp } if self.link.is_greeting() => self.welcome(stamp, now),
            ServerFrame::Refuse(_) => self.refuse(now),
            ServerFrame::Reply { n, answer } if self.link.is_live() => self.answer(n, answer, now),
            ServerFrame::Redeem { n, answer, token } if self.link.is_live() => {
                self.redeem(n, answer, token, now);
            }
            ServerFrame::NavReply { id, page } if self.link.is_live() => {
                self.arrive(id, page, now);
            }
            frame @ (ServerFrame::Following { .. }
            | ServerFrame::Event(_)
            | ServerFrame::Reset { .. }) => self.hear(frame, now),
            ServerFrame::Model { id, said } => self.with_model(ModelInput::Heard { id, said }, now),
            ServerFrame::Bye { after_millis, .. } => self.close(Millis::from(after_millis), now),
            // Frames out of their turn say nothing; a frame that the server could not read stays unanswered, and its
            // call ends by its deadline or with the document.
            ServerFrame::Welcome { .. }
            | ServerFrame::Reply { .. }
            | ServerFrame::NavReply { .. }
            | ServerFrame::Error(_)
            | ServerFrame::Denied { .. }
            | ServerFrame::Redeem { .. }
            | ServerFrame::Pong => {}
        }
    }

    fn welcome(&mut self, stamp: Stamp, now: Millis) {
        self.speaker.stamp = stamp;
        self.link.live(now);
        self.show(Connection::Online);
        self.end_overdue(now);
        self.calls.forget_sendings();
        self.send_calls(now);
        if let Some((id, url)) = self.navigation.to_send() {
            self.send(&ClientFrame::Nav { id, url });
        }
        if let Some(following) = &mut self.following {
            let connection = self.link.connection();
            let actions = &mut self.actions;
            following.resume(
                &self.speaker.url,
                Sending {
                    connection,
                    actions,
                },
            );
        }
        self.with_model(ModelInput::Welcome, now);
    }

    fn hear(&mut self, frame: ServerFrame, now: Millis) {
        let following = self.following.as_mut();
        match following.map_or(Hearing::Nothing, |following| following.hear(frame)) {
            Hearing::Nothing => {}
            Hearing::Gap => self.catch_up(now),
            Hearing::Event { channel, body } => self.actions.push(Action::Event { channel, body }),
        }
    }

    /// Events are missing: only the page's data can tell what has become of what they told of.
    fn catch_up(&mut self, now: Millis) {
        if !self.navigation.is_pending() {
            self.load_again(now);
        }
    }

    /// Sends what has not been sent on this connection, in order.
    fn send_calls(&mut self, now: Millis) {
        if !self.link.is_live() {
            return;
        }
        for call in self.calls.take_to_send(self.speaker.stamp) {
            self.send(&ClientFrame::Call(call));
            self.link.spoke(now);
        }
    }

    fn answer(&mut self, n: u64, answer: Answer, now: Millis) {
        if !self.calls.end(n) {
            return;
        }
        let unknown = matches!(answer, Err(Failure::Unknown));
        self.actions.push(Action::Deliver { n, answer });
        if unknown {
            self.load_again(now);
        }
    }

    fn load_again(&mut self, now: Millis) {
        if self.navigation.is_visiting() {
            return;
        }
        let url = self.speaker.url.clone();
        self.ask_for(&url, Purpose::LoadAgain, now);
    }

    fn navigate(&mut self, url: &str, now: Millis) {
        if self.shown == Connection::Offline || self.link.is_over() {
            let url = url.to_owned();
            self.actions.push(Action::LoadDocument { url });
        } else {
            self.ask_for(url, Purpose::Visit, now);
        }
    }

    fn ask_for(&mut self, url: &str, purpose: Purpose, now: Millis) {
        self.navigation.start(url, purpose, now);
        self.send_navigation(now);
    }

    fn send_navigation(&mut self, now: Millis) {
        if self.link.is_live()
            && let Some((id, url)) = self.navigation.to_send()
        {
            self.send(&ClientFrame::Nav { id, url });
            self.link.spoke(now);
        }
    }

    fn arrive(&mut self, id: u64, page: Navigated, now: Millis) {
        match self.navigation.arrive(id, page) {
            Outcome::Ignore => {}
            Outcome::AskAgain => self.send_navigation(now),
            Outcome::Document(url) => self.actions.push(Action::LoadDocument { url }),
            Outcome::Page {
                purpose,
                address,
                url,
                data,
                now: loaded_at,
                cursor,
            } => {
                self.speaker.url.clone_from(&address);
                if let Some(following) = &mut self.following {
                    let connection = self.link.connection();
                    let actions = &mut self.actions;
                    following.turn(
                        cursor,
                        Sending {
                            connection,
                            actions,
                        },
                    );
                }
                self.with_model(ModelInput::Leave, now);
                self.actions.push(Action::Navigated {
                    purpose,
                    address,
                    url,
                    data,
                    now: loaded_at,
                });
            }
        }
    }

    fn close(&mut self, at_least: Millis, now: Millis) {
        let connection = self.link.connection();
        self.actions.push(Action::Close { connection });
        self.lose(at_least, now);
    }

    fn lose(&mut self, at_least: Millis, now: Millis) {
        self.link.wait(at_least, now);
        self.show(Connection::Offline);
        if let Some(url) = self.navigation.give_up() {
            self.actions.push(Action::LoadDocument { url });
        }
    }

    fn refuse(&mut self, now: Millis) {
        let connection = self.link.connection();
        self.actions.push(Action::Close { connection });
        self.give_up(now);
    }

    /// Drops what is unanswered, and loads the document again.
    fn give_up(&mut self, now: Millis) {
        self.calls.drop_all();
        self.navigation = Navigation::default();
        self.link.refuse(now.max(REFUSED_MILLIS));
        self.show(Connection::Offline);
        self.tick(now);
    }

    fn end_overdue(&mut self, now: Millis) {
        let overdue = self.calls.take_overdue(now);
        self.end_calls(overdue, now);
    }

    /// Ends calls without an answer: their numbers, and whether they were ever sent.
    fn end_calls(&mut self, calls: Vec<(u64, bool)>, now: Millis) {
        for (n, was_sent) in calls {
            let failure = if was_sent {
                Failure::Unknown
            } else {
                Failure::Disconnected
            };
            let answer = Err(failure);
            self.actions.push(Action::Deliver { n, answer });
            if was_sent {
                self.load_again(now);
            }
        }
    }

    fn tick(&mut self, now: Millis) {
        self.end_overdue(now);
        self.with_model(ModelInput::Tick, now);
        if let Some(url) = self.navigation.overdue(now) {
            self.actions.push(Action::LoadDocument { url });
        }
        match self.link.due(self.is_waiting_for_answers(), now) {
            Due::Nothing => {}
            Due::Open => self.open(now),
            Due::Ping => self.send(&ClientFrame::Ping),
            Due::Close => self.close(0, now),
            Due::Reload => {
                self.redeeming = None;
                self.actions.push(Action::Reload);
            }
        }
    }

    fn is_waiting_for_answers(&self) -> bool {
        let models = self.models.as_ref();
        self.calls.len() > 0
            || self.navigation.is_pending()
            || models.is_some_and(|models| models.is_waiting())
    }

    fn nudge(&mut self, now: Millis) {
        match self.link.nudge(now) {
            Due::Open => self.open(now),
            Due::Ping => self.send(&ClientFrame::Ping),
            Due::Nothing | Due::Close | Due::Reload => {}
        }
    }

    fn leave(&mut self) {
        if self.link.is_over() {
            return;
        }
        let hello = self.hello();
        let taken = to_bytes(&hello).len() + PARTING_HEADS;
        let room = MAX_PARTING_BYTES.saturating_sub(taken);
        let calls = self.calls.take_to_part_with(self.speaker.stamp, room);
        if !calls.is_empty() {
            let bytes = to_bytes(&Parting { hello, calls });
            self.actions.push(Action::Part { bytes });
        }
        if self.link.has_socket() {
            let connection = self.link.connection();
            self.actions.push(Action::Close { connection });
        }
        self.link.leave();
    }

    fn show(&mut self, connection: Connection) {
        if self.shown != connection {
            self.shown = connection;
            self.actions.push(Action::Show(connection));
        }
    }

    /// Hands out the actions, with the next time to wake up where that has moved forward. Later times need no new
    /// timer: a tick that comes too early finds nothing to do and asks again.
    fn finish(&mut self, now: Millis) -> Vec<Action> {
        let mut wish = self.link.wakes_at(self.is_waiting_for_answers());
        let models = self.models.as_ref().and_then(|models| models.wakes_at());
        for other in [self.calls.wakes_at(), self.navigation.wakes_at(), models] {
            if wish.is_none_or(|wish| other.is_some_and(|other| other < wish)) {
                wish = other;
            }
        }
        let standing = self.wake_at.filter(|standing| *standing > now);
        if let Some(wish) = wish
            && standing.is_none_or(|standing| wish < standing)
        {
            self.wake_at = Some(wish);
            self.actions.push(Action::WakeAt(wish));
        }
        std::mem::take(&mut self.actions)
    }
}

/// Reads one frame of the browser; for tests that play the server.
///
/// # Errors
/// Where the bytes are no frame.
pub fn read_client_frame(bytes: &[u8]) -> Result<ClientFrame, DecodeError> {
    ClientFrame::decode(&mut Reader::new(bytes))
}
