//! One tab: its calls, one at a time and in order, its navigations, and the connection that it has at present.
//!
//! A tab outlives its connections. Sockets and HTTP requests reach it over a channel and own none of its work, so a
//! lost connection cancels no call.

mod answers;
mod model;
mod models;
mod registry;
mod subscriptions;

use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::LocalBoxFuture;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Request;
use super::application::ClientDefinition;
use super::calls::{Call, CallOrigin, Performed, Repetition, perform};
use super::limits::{LONGEST_RECHECK, MAX_WAITING_BYTES, MAX_WAITING_CALLS, TAB_IDLE};
use super::navigation::navigate;
use super::recheck::{Rechecked, recheck};
use super::socket::Outbox;
use super::state::{Shared, now_millis};
use crate::page::{Answer, Failure};
use crate::session::{Bearer, Who};
use crate::wire::frame::{CallFrame, Farewell, Navigated, ServerFrame, Stamp, Sub, TabId, ToModel};
use answers::{Answers, Ended};
use model::Owner;
use models::{Models, Overload};
use subscriptions::{Subscriber, Subscriptions};

pub(crate) use registry::{Delivery, Registry, Undelivered};

/// One socket of this process. Numbers of connections are the browser's claim, and two sockets may claim the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SocketId(u64);

impl SocketId {
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What a tab is told.
pub(crate) enum ToTab {
    /// A connection has said `Hello`.
    Attach {
        connection: u64,
        socket: SocketId,
        outbox: Outbox,
        request: Request,
    },
    /// A connection has ended.
    Detach { socket: SocketId },
    /// A call, from a connection or, where the tab is being left, from none.
    Call {
        socket: Option<SocketId>,
        frame: CallFrame,
    },
    /// A navigation, which replaces an earlier one.
    Nav {
        socket: SocketId,
        id: u64,
        url: String,
    },
    /// A channel that the page follows.
    Sub { socket: SocketId, sub: Sub },
    /// One that it follows no more.
    Unsub { socket: SocketId, id: u64 },
    /// What the page says about or to its model.
    Model {
        socket: SocketId,
        id: u64,
        said: ToModel,
    },
    /// Its session has ended. It is in no registry any more: what runs ends, and nothing else begins.
    End,
    /// Says when nothing is left to do, for tests that wait for that.
    Rest(oneshot::Sender<()>),
    /// The server stops: finish, say good-bye, end.
    Stop,
}

impl ToTab {
    /// Whether a tab may begin with this. All else belongs to one that is gone.
    fn may_be_first(&self) -> bool {
        matches!(self, Self::Attach { .. } | Self::Call { socket: None, .. })
    }
}

/// The connection that a tab has at present.
struct Attached {
    connection: u64,
    socket: SocketId,
    outbox: Outbox,
}

/// A tab.
struct Tab {
    state: Shared,
    client: &'static ClientDefinition,
    id: TabId,
    who: Who,
    request: Request,
    mailbox: UnboundedReceiver<ToTab>,
    connection: Option<Attached>,
    answers: Answers,
    waiting: VecDeque<CallFrame>,
    waiting_bytes: usize,
    work: Work,
    navigation: Option<LocalBoxFuture<'static, (u64, Navigated)>>,
    /// Those of the present connection.
    subscriptions: Subscriptions,
    models: Models,
    /// The highest number of the calls that have had their turn.
    highest: u64,
    /// When the tab began here, in milliseconds since 1970-01-01T00:00:00Z.
    began: i64,
    idle_since: Instant,
    /// Who waits until nothing is left to do.
    waiting_for_rest: Vec<oneshot::Sender<()>>,
    stopping: bool,
    /// Its session has ended.
    has_ended: bool,
    /// Whether it still speaks for whom it spoke for, being asked.
    recheck: Option<LocalBoxFuture<'static, Rechecked>>,
    /// When that is asked next.
    recheck_at: Instant,
}

/// What becomes of the call whose turn it is.
enum Work {
    None,
    Running {
        n: u64,
        call: LocalBoxFuture<'static, Performed>,
    },
    Settling(LocalBoxFuture<'static, ()>),
}

/// What happened next to a tab.
enum Event {
    Told(ToTab),
    Performed(u64, Performed),
    Settled,
    Navigated(u64, Navigated),
    Subscription(subscriptions::Event),
    RecheckDue,
    Rechecked(Rechecked),
    Model(models::Event),
    Idle,
}

impl Tab {
    /// Lives until the tab has been idle for long enough, or the server stops.
    async fn run(mut self) {
        loop {
            match self.next().await {
                Event::Told(message) => self.take(message),
                Event::Performed(n, performed) => self.reply(n, performed),
                Event::Settled => self.work = Work::None,
                Event::Navigated(id, page) => self.send(&ServerFrame::NavReply { id, page }),
                Event::Subscription(event) => self.settle_subscription(event),
                Event::RecheckDue => self.recheck(),
                Event::Rechecked(rechecked) => self.take_rechecked(rechecked),
                Event::Model(event) => self.settle_model(event),
                Event::Idle => {}
            }
            self.begin_next();
            self.tell_of_rest();
            if self.has_ended && self.is_at_rest() {
                return self.state.tabs.note_end();
            }
            let over = self.stopping || self.is_idle_for_long();
            if over
                && !self.has_ended
                && self.is_at_rest()
                && self.state.tabs.forget(self.id, &self.mailbox)
            {
                return self.say_goodbye();
            }
        }
    }

    async fn next(&mut self) -> Event {
        let until_idle = self.idle_since + TAB_IDLE;
        // Work wakes the tab by itself; a time that is past would wake it at once, again and again.
        let may_go = self.connection.is_none() && self.is_at_rest();
        let may_recheck =
            self.client.has_auth && self.connection.is_some() && self.recheck.is_none();
        tokio::select! {
            // What a tab is told is cheap to take, and says whom to answer.
            biased;
            Some(message) = self.mailbox.recv() => Event::Told(message),
            event = self.work.next() => event,
            (id, page) = load(&mut self.navigation) => {
                self.navigation = None;
                Event::Navigated(id, page)
            }
            event = self.subscriptions.next() => Event::Subscription(event),
            rechecked = rechecked(&mut self.recheck) => {
                self.recheck = None;
                Event::Rechecked(rechecked)
            }
            () = tokio::time::sleep_until(self.recheck_at), if may_recheck => Event::RecheckDue,
            event = self.models.next() => Event::Model(event),
            () = tokio::time::sleep_until(until_idle), if may_go => Event::Idle,
        }
    }

    fn take(&mut self, message: ToTab) {
        self.idle_since = Instant::now();
        match message {
            ToTab::Attach {
                connection,
                socket,
                outbox,
                request,
            } => {
                let attached = Attached {
                    connection,
                    socket,
                    outbox,
                };
                self.attach(attached, request);
            }
            ToTab::Detach { socket } => {
                self.connection.take_if(|current| current.socket == socket);
                self.navigation.take_if(|_| self.connection.is_none());
                if self.connection.is_none() {
                    self.forget_connection();
                }
            }
            ToTab::Call { socket, frame }
                if socket.is_none_or(|socket| self.listens_to(socket)) =>
            {
                self.take_call(frame)
            }
            ToTab::Nav { socket, id, url } if self.listens_to(socket) => {
                let request = self.request.next();
                let load = navigate(self.state.clone(), self.client, request, self.who, url);
                self.navigation = Some(Box::pin(async move { (id, load.await) }));
            }
            ToTab::Sub { socket, sub } if self.listens_to(socket) => self.subscribe(sub),
            ToTab::Unsub { socket, id } if self.listens_to(socket) => self.subscriptions.end(id),
            ToTab::Model { socket, id, said } if self.listens_to(socket) => {
                self.hear_page(id, said);
            }
            ToTab::Call { .. }
            | ToTab::Nav { .. }
            | ToTab::Sub { .. }
            | ToTab::Unsub { .. }
            | ToTab::Model { .. } => {}
            ToTab::End => self.end(),
            ToTab::Rest(waiting) => self.waiting_for_rest.push(waiting),
            ToTab::Stop => {
                self.stopping = true;
                self.navigation = None;
            }
        }
    }

    fn recheck(&mut self) {
        self.recheck_at = recheck_at(&self.state, self.client);
        let request = self.request.next();
        let asked = recheck(self.state.clone(), self.client, request, self.who);
        self.recheck = Some(Box::pin(asked));
    }

    fn take_rechecked(&mut self, rechecked: Rechecked) {
        match rechecked {
            Rechecked::Same => {}
            Rechecked::Another => {
                let session = self.request.session_hash();
                self.state.tabs.end_sign_in(session, self.client.name);
            }
            // Nobody is let through of whom nobody can tell. It is asked again as soon as the tab is back.
            Rechecked::Unknown => {
                self.recheck_at = Instant::now();
                self.subscriptions = Subscriptions::default();
                if let Some(current) = self.connection.take() {
                    current.outbox.say_goodbye(Farewell::Overload);
                }
            }
        }
    }

    /// What was asked for as one person is not done for another.
    fn end(&mut self) {
        self.has_ended = true;
        self.waiting.clear();
        self.waiting_bytes = 0;
        self.navigation = None;
        self.recheck = None;
        self.subscriptions = Subscriptions::default();
        self.models.end();
        if let Some(current) = self.connection.take() {
            current.outbox.say_goodbye(Farewell::Identity);
        }
    }

    fn attach(&mut self, attached: Attached, request: Request) {
        let current = self.connection.as_ref().map(|current| current.connection);
        if current.is_some_and(|current| attached.connection <= current) {
            return attached.outbox.say_goodbye(Farewell::Replaced);
        }
        if let Some(replaced) = self.connection.replace(attached) {
            replaced.outbox.say_goodbye(Farewell::Replaced);
        }
        self.forget_connection();
        self.request = request.of_tab(self.id);
        let stamp = Stamp {
            database: self.state.database.0,
            // After the tab began, even within the same millisecond.
            at: now_millis().max(self.began + 1),
        };
        self.send(&ServerFrame::Welcome { stamp });
    }

    fn subscribe(&mut self, sub: Sub) {
        let id = sub.id;
        let subscriber = self.subscriber();
        if !self.subscriptions.ask(subscriber, sub) {
            self.send(&ServerFrame::Denied { id });
        }
    }

    fn settle_subscription(&mut self, event: subscriptions::Event) {
        let subscriber = self.subscriber();
        if let Some(current) = &self.connection {
            self.subscriptions
                .settle(event, subscriber, &current.outbox);
        }
    }

    fn subscriber(&self) -> Subscriber {
        Subscriber {
            state: self.state.clone(),
            client: self.client,
            tab: self.id,
            request: self.request.next(),
            who: self.who,
        }
    }

    /// What belongs to a connection ends with it.
    fn forget_connection(&mut self) {
        self.subscriptions = Subscriptions::default();
        self.models.fall_deaf();
    }

    fn hear_page(&mut self, id: u64, said: ToModel) {
        let Some(current) = &self.connection else {
            return;
        };
        let owner = || Owner {
            state: self.state.clone(),
            client: self.client,
            who: self.who,
            request: self.request.clone(),
        };
        let heard = self.models.hear(id, said, owner, &current.outbox);
        if let Err(Overload) = heard {
            self.turn_away();
        }
    }

    fn settle_model(&mut self, event: models::Event) {
        self.idle_since = Instant::now();
        let outbox = self.connection.as_ref().map(|current| &current.outbox);
        self.models.settle(event, outbox);
    }

    /// What was not taken is sent again when the client is back.
    fn turn_away(&mut self) {
        if let Some(current) = self.connection.take() {
            current.outbox.say_goodbye(Farewell::Overload);
            self.forget_connection();
        }
    }

    /// A connection that was told to go sends its calls again when it is back, and in order: those that come meanwhile
    /// would overtake the one that was not taken.
    fn listens_to(&self, socket: SocketId) -> bool {
        let current = self.connection.as_ref();
        current.is_some_and(|current| current.socket == socket)
    }

    fn take_call(&mut self, frame: CallFrame) {
        self.answers.forget_below(frame.done);
        if self.is_running(frame.n) || self.waiting.iter().any(|waiting| waiting.n == frame.n) {
            return;
        }
        if let Some(ended) = self.answers.get(frame.n) {
            return self.send_ended(frame.n, ended);
        }
        if frame.n < self.answers.done() {
            // Its receipt is gone: nobody can tell any more.
            return self.send_reply(frame.n, Err(Failure::Unknown));
        }
        self.enqueue(frame);
    }

    fn enqueue(&mut self, frame: CallFrame) {
        let bytes = self.waiting_bytes.saturating_add(size_of_call(&frame));
        if self.waiting.len() >= MAX_WAITING_CALLS || bytes > MAX_WAITING_BYTES {
            return self.turn_away();
        }
        self.waiting_bytes = bytes;
        self.waiting.push_back(frame);
    }

    fn begin_next(&mut self) {
        if !matches!(self.work, Work::None) {
            return;
        }
        if let Some(frame) = self.waiting.pop_front() {
            self.waiting_bytes = self.waiting_bytes.saturating_sub(size_of_call(&frame));
            let (n, call, state) = (frame.n, self.call_of(frame), self.state.clone());
            self.work = Work::Running {
                n,
                call: Box::pin(async move { perform(&state, call).await }),
            };
        }
    }

    fn call_of(&mut self, frame: CallFrame) -> Call {
        let CallFrame {
            n,
            stamp,
            method,
            params,
            arguments,
            form_key,
            ..
        } = frame;
        let origin = match form_key {
            Some(form_key) => CallOrigin::Replayed { form_key, stamp },
            None => CallOrigin::Tab {
                tab: self.id,
                n,
                stamp,
                done: self.answers.done(),
                repetition: self.repetition(n, stamp),
            },
        };
        self.highest = self.highest.max(n);
        Call {
            client: self.client,
            request: self.request.next(),
            who: self.who,
            origin,
            method,
            params,
            arguments,
        }
    }

    /// A call that was stamped after the tab began here has been sent to nobody else.
    fn repetition(&self, n: u64, stamp: Stamp) -> Repetition {
        if n > self.highest && stamp.at > self.began {
            Repetition::RuledOut
        } else {
            Repetition::Possible
        }
    }

    /// The answer goes out first: the browser need not wait until it is stored.
    fn reply(&mut self, n: u64, performed: Performed) {
        self.idle_since = Instant::now();
        let ended = Ended {
            answer: performed.answer.clone(),
            changes: performed.changes.clone(),
        };
        self.send_ended(n, &ended);
        self.answers.remember(n, ended);
        let state = self.state.clone();
        self.work = Work::Settling(Box::pin(async move { performed.settle(&state).await }));
    }

    /// Sends an answer, with a token for what belongs to it and no socket can bring. Sent again, it has a new one.
    fn send_ended(&self, n: u64, ended: &Ended) {
        let answer = ended.answer.clone();
        if ended.changes.is_empty() || self.connection.is_none() {
            return self.send_reply(n, answer);
        }
        let bearer = Bearer {
            session: self.request.session_hash(),
            tab: self.id,
            client: self.client.name,
        };
        let pending = &self.state.pending;
        match pending.issue(bearer, ended.changes.clone(), now_millis()) {
            Ok(token) => self.send(&ServerFrame::Redeem {
                n,
                answer,
                token: token.to_vec(),
            }),
            Err(error) => {
                tracing::error!(%error, "the system has no random bytes for a token");
                self.send_reply(n, Err(Failure::Unknown));
            }
        }
    }

    fn send_reply(&self, n: u64, answer: Answer) {
        self.send(&ServerFrame::Reply { n, answer });
    }

    fn send(&self, frame: &ServerFrame) {
        if let Some(current) = &self.connection {
            current.outbox.send(frame);
        }
    }

    fn is_running(&self, n: u64) -> bool {
        matches!(self.work, Work::Running { n: running, .. } if running == n)
    }

    fn is_at_rest(&self) -> bool {
        matches!(self.work, Work::None) && self.waiting.is_empty() && self.models.is_at_rest()
    }

    /// What came before has been taken by now: messages wait in one line.
    fn tell_of_rest(&mut self) {
        let has_nothing_open = self.navigation.is_none() && self.subscriptions.is_at_rest();
        if self.is_at_rest() && has_nothing_open {
            for waiting in self.waiting_for_rest.drain(..) {
                // Whoever waited may have given up.
                let _ = waiting.send(());
            }
        }
    }

    fn is_idle_for_long(&self) -> bool {
        self.connection.is_none() && self.idle_since.elapsed() >= TAB_IDLE
    }

    fn say_goodbye(self) {
        if let Some(current) = self.connection {
            current.outbox.say_goodbye(Farewell::Restart);
        }
    }
}

impl Work {
    async fn next(&mut self) -> Event {
        match self {
            Self::None => pending().await,
            Self::Running { n, call } => Event::Performed(*n, call.await),
            Self::Settling(settling) => {
                settling.await;
                Event::Settled
            }
        }
    }
}

/// When it is to be asked who is there.
fn recheck_at(state: &Shared, client: &ClientDefinition) -> Instant {
    let after = state.application.recheck(client.name);
    Instant::now() + after.min(LONGEST_RECHECK)
}

async fn rechecked(recheck: &mut Option<LocalBoxFuture<'static, Rechecked>>) -> Rechecked {
    match recheck {
        Some(recheck) => recheck.await,
        None => pending().await,
    }
}

async fn load(
    navigation: &mut Option<LocalBoxFuture<'static, (u64, Navigated)>>,
) -> (u64, Navigated) {
    match navigation {
        Some(load) => load.await,
        None => pending().await,
    }
}

/// What a waiting call takes, roughly.
fn size_of_call(frame: &CallFrame) -> usize {
    let form_key = frame.form_key.as_ref().map_or(0, String::len);
    size_of::<CallFrame>() + frame.params.len() + frame.arguments.len() + form_key
}

#[cfg(test)]
mod tests;
