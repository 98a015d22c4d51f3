//! A browser's tab, natively: the conversation and the page that browsers run, between a socket and a clock. What
//! `rally_runtime`'s loop of a live page does with a browser, this does without one.

mod loading;
mod model;
mod page;
mod redeeming;

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rally_runtime::client::conversation::{Action, Conversation, Input, Millis, NewCall, Purpose};
use rally_runtime::effect::Call;
use rally_runtime::page::{Answer, Connection, Message, Running};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::call::{Deed, Made, Manner, Outcome, Said, Way};
use super::clock::Clock;
use super::document::Document;
use super::sabotage::Sabotage;
use super::script::Place;
use super::session::Session;
use super::socket::{Event, Socket};

/// How long nothing may happen to a socket that has fallen silent before the clock leaps to when the tab would notice.
const QUIET: Duration = Duration::from_millis(20);
/// How often the clock leaps over quiet times before a tab counts as stuck.
const MOST_LEAPS: u32 = 5;

/// How much may happen to a tab before it comes to rest.
const MOST_STEPS: usize = 10_000;

/// Counts the pages that a tab has shown: what was meant for an earlier one is dropped.
type Generation = u32;

/// A tab of a session.
pub struct Tab {
    session: Rc<Session>,
    sabotage: Sabotage,
    clock: Clock,
    conversation: Conversation,
    /// What the server has sent for the document on show.
    pub document: Document,
    documents: u64,
    seed: u64,
    place: Place,
    page: Box<dyn Running>,
    generation: Generation,
    replies: Vec<PendingReply>,
    work: VecDeque<Work>,
    socket: Option<Socket>,
    /// Whether the server has said something over this socket.
    is_greeted: bool,
    wake_at: Option<Millis>,
    shown: Connection,
    going: Option<Going>,
    partings: JoinSet<Option<u16>>,
    redeeming: Option<JoinHandle<Option<Vec<u8>>>>,
    /// Whether it goes on as another person than its document was rendered for.
    is_redeemed: bool,
    leaps: u32,
    made: Vec<Made>,
    /// How many of them were made by documents that are gone.
    made_before: usize,
    said: Vec<Said>,
    /// Counts the pages that have had a model of their own.
    pages: u64,
    /// How much the page had heard of its model when it last came to speak for somebody.
    noted_before: usize,
    doing: Option<(Deed, String, Manner)>,
    /// What must never happen and did.
    wrong: Vec<String>,
    is_judged: bool,
}

/// Something that waits for the page.
enum Work {
    Message(Generation, Message),
    Arrive {
        purpose: Purpose,
        url: String,
        data: Vec<u8>,
        now: i64,
    },
}

/// A call whose answer will be a message.
struct PendingReply {
    n: u64,
    generation: Generation,
    reply: Box<dyn FnOnce(Answer) -> Message>,
}

/// Why another document is loaded.
enum Going {
    /// Somebody goes there.
    To(String),
    /// The server has refused this one.
    Again,
}

/// The tab did not come to rest.
#[derive(Debug)]
pub struct Stuck;

impl Tab {
    /// All calls that were made so far, in order.
    #[must_use]
    pub fn made(&self) -> &[Made] {
        &self.made
    }

    /// What must never happen and did.
    #[must_use]
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    /// Does something on the page on show.
    pub fn act(&mut self, deed: Deed, text: String, manner: Manner) {
        self.doing = Some((deed, text.clone(), manner));
        let message = deed.message(self.place, text);
        let generation = self.generation;
        self.work.push_back(Work::Message(generation, message));
        self.run();
    }

    /// Goes to another page of the client.
    pub fn navigate(&mut self, url: &str) {
        self.input(Input::Navigate { url });
    }

    /// Loads a document in the place of this one.
    pub fn go_to(&mut self, url: &str) {
        self.going = Some(Going::To(url.to_owned()));
    }

    /// The session of this tab.
    pub(super) fn session(&self) -> Rc<Session> {
        Rc::clone(&self.session)
    }

    /// Goes away, with the page kept as it is.
    pub fn leave(&mut self) {
        self.input(Input::Left);
    }

    /// Comes back to the page that was kept.
    pub fn come_back(&mut self) {
        self.input(Input::Returned);
    }

    /// The network comes back, or somebody looks at the page again.
    pub fn nudge(&mut self) {
        self.input(Input::Nudged);
    }

    /// Lets as much time pass.
    pub fn sleep(&mut self, millis: Millis) {
        let now = self.clock.now();
        self.clock.leap_to(now + millis);
        self.input(Input::Tick);
    }

    /// Whether every call has its answer, the page its data, and the server is there.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let mut made = self.made[self.made_before..].iter();
        made.all(|made| made.outcome != Outcome::Awaited)
            && self.shown == Connection::Online
            && self.is_greeted
            && self.going.is_none()
            && self.is_noted()
    }

    /// Takes part in what happens until the tab is settled.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn settle(&mut self) -> Result<(), Stuck> {
        self.until(Self::is_settled).await
    }

    /// Takes part in what happens until this is so.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until(&mut self, is_so: impl Fn(&Self) -> bool) -> Result<(), Stuck> {
        self.leaps = 0;
        for _ in 0..MOST_STEPS {
            if is_so(self) {
                return Ok(());
            }
            if self.leaps > MOST_LEAPS {
                break;
            }
            self.step().await?;
        }
        Err(Stuck)
    }

    /// Nobody does anything on it any more.
    pub(super) fn await_judgement(&mut self) {
        self.is_judged = true;
    }

    /// Waits until what was sent as pages were left has been answered, or is lost.
    pub async fn await_partings(&mut self) {
        while self.partings.join_next().await.is_some() {}
    }

    /// Takes part in the next thing that happens, or in nothing for long.
    async fn step(&mut self) -> Result<(), Stuck> {
        if let Some(going) = self.going.take() {
            self.go(going).await;
            return Ok(());
        }
        if self.await_redemption().await {
            return Ok(());
        }
        if let Some((connection, event)) = self.next_event().await {
            self.hear(connection, event);
            return Ok(());
        }
        self.clock.leap_to(self.wake_at.ok_or(Stuck)?);
        self.input(Input::Tick);
        Ok(())
    }

    /// What happens next to the socket; none where there is none, and where nothing will happen for all that one can tell.
    async fn next_event(&mut self) -> Option<(u64, Event)> {
        let socket = self.socket.as_mut()?;
        let began = Instant::now();
        while began.elapsed() < self.sabotage.patience(self.is_judged) {
            if let Ok(event) = timeout(QUIET, socket.next()).await {
                return Some((socket.connection, event));
            }
            if self.session.is_silent() {
                return None;
            }
        }
        self.leaps += 1;
        None
    }

    fn hear(&mut self, connection: u64, event: Event) {
        match event {
            Event::Opened => self.input(Input::Opened { connection }),
            Event::Message(bytes) => {
                if !std::mem::replace(&mut self.is_greeted, true) {
                    self.welcome();
                }
                if let Some(bytes) = self.sabotage.receive(bytes) {
                    self.input(Input::Received {
                        connection,
                        bytes: &bytes,
                    });
                }
            }
            Event::Closed => {
                self.socket = None;
                self.input(Input::Closed { connection });
            }
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let now = self.clock.now();
        let actions = self.conversation.handle(input, now);
        self.carry_out(actions);
        self.run();
    }

    fn call(&mut self, call: Call<Message>) {
        let (deed, text, manner) = self.doing.take().expect("only a deed calls");
        let way = match manner.form_key {
            Some(_) => Way::ByForm,
            None => Way::InLine,
        };
        let new = NewCall {
            method: call.method,
            params: self.page.params().to_vec(),
            arguments: call.arguments,
            deadline: manner.deadline,
            form_key: manner.form_key,
        };
        let (n, actions) = self.conversation.call(new, self.clock.now());
        self.replies.push(PendingReply {
            n,
            generation: self.generation,
            reply: call.reply,
        });
        self.made.push(Made {
            deed,
            text,
            writer: self.writer(),
            document: self.documents,
            n,
            way,
            outcome: Outcome::Awaited,
        });
        self.carry_out(actions);
    }

    fn carry_out(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Open { connection } => {
                    self.socket = Some(Socket::open(&self.session, connection));
                    self.is_greeted = false;
                }
                Action::Send { bytes, .. } => {
                    let frames = self.sabotage.send(bytes);
                    if let Some(socket) = &self.socket {
                        frames.into_iter().for_each(|bytes| socket.send(bytes));
                    }
                }
                Action::Close { .. } => {
                    self.socket = None;
                    self.is_greeted = false;
                }
                Action::Deliver { n, answer } => self.answer(n, answer),
                Action::Show(connection) => {
                    self.shown = connection;
                    self.page.set_connection(connection);
                }
                Action::Navigated {
                    purpose,
                    url,
                    data,
                    now,
                    ..
                } => self.work.push_back(Work::Arrive {
                    purpose,
                    url,
                    data,
                    now,
                }),
                Action::Event { channel, body } => {
                    self.tell(&channel, &body);
                    if matches!(self.sabotage, Sabotage::HearsTwice) {
                        self.tell(&channel, &body);
                    }
                }
                Action::Tell { message } => self.hear_model(&message),
                Action::Redeem { bytes } => self.redeem(bytes),
                Action::ReplaceContext { bytes } => self.replace_context(&bytes),
                Action::LoadDocument { url } => self.going = Some(Going::To(url)),
                Action::Reload => self.going = Some(Going::Again),
                Action::Part { bytes } => self.part(bytes),
                Action::WakeAt(at) => self.wake_at = Some(at),
            }
        }
    }

    fn welcome(&mut self) {
        let frames = self.sabotage.welcome(self.is_redeemed);
        if let Some(socket) = &self.socket {
            frames.into_iter().for_each(|bytes| socket.send(bytes));
        }
    }

    fn part(&mut self, bytes: Vec<u8>) {
        let session = Rc::clone(&self.session);
        self.partings
            .spawn_local(async move { session.part(&bytes).await });
    }

    fn answer(&mut self, n: u64, answer: Answer) {
        let made = self.made[self.made_before..]
            .iter_mut()
            .find(|made| made.n == n);
        match made {
            Some(made) if made.outcome == Outcome::Awaited => {
                made.outcome = Outcome::Answered(answer.clone());
            }
            _ => self
                .wrong
                .push(format!("call {n} was answered again, or never made")),
        }
        let Some(at) = self.replies.iter().position(|pending| pending.n == n) else {
            return;
        };
        let pending = self.replies.remove(at);
        if pending.generation == self.generation {
            let message = (pending.reply)(answer);
            self.work
                .push_back(Work::Message(pending.generation, message));
        }
    }
}
