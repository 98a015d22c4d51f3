//! The loop of a live page: messages go to `update`, what it asks for is carried out, and the document is brought up to
//! date.
//!
//! The document is changed before an event's handler returns, not at the next frame: a click is then seen in the very
//! next frame, and scripts and tests see its effect at once. Browsers deliver pointer moves once a frame by themselves.
//! What arrives while the loop runs joins it, and is shown together.

mod model;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use super::browser::{
    anything, element_by_id, let_be, mark_document, now, post, reload_document, replace_url,
};
use super::conversation::{Action, Conversation, Input, NewCall, Purpose, Subscriptions};
use super::dom::{Dispatched, Root};
use super::head::ShownHead;
use super::redeem::redeem;
use super::router::{Kinship, Router};
use super::socket::Socket;
use super::timers::Timers;
use super::{App, MountedPage};
use crate::effect::{Call, Command, Effect};
use crate::html::tree::Node;
use crate::page::{Answer, Connection, Entry, Message, Running, Time};
use crate::wire::frame::Cursor;
pub(super) use model::ModelParts;

/// Counts the pages that a tab has shown: what was meant for an earlier one is dropped.
pub(super) type Generation = u32;

/// Something that waits for the loop.
enum Work {
    Message(Generation, Message),
    Effect(Effect<Message>),
    Arrive(Arrival),
}

/// A page's data that has arrived.
struct Arrival {
    purpose: Purpose,
    address: String,
    url: String,
    data: Vec<u8>,
    now: i64,
}

/// A call whose answer will be a message.
struct PendingReply {
    n: u64,
    generation: Generation,
    reply: Box<dyn FnOnce(Answer) -> Message>,
}

/// Everything of a live tab.
pub(super) struct Live {
    pub(super) app: App,
    client: String,
    root: OnceCell<Root>,
    page: RefCell<Box<dyn Running>>,
    pub(super) generation: Cell<Generation>,
    head: RefCell<ShownHead>,
    connection: Cell<Connection>,
    // Never borrowed while code of the app runs: after a panic there, a tab that is left still sends its calls.
    conversation: RefCell<Conversation>,
    replies: RefCell<Vec<PendingReply>>,
    socket: RefCell<Option<Socket>>,
    listener: OnceCell<js_sys::Function>,
    pub(super) timers: Timers,
    pub(super) router: Router,
    work: RefCell<Vec<Work>>,
    is_working: Cell<bool>,
    is_stale: Cell<bool>,
    focus: RefCell<Option<Cow<'static, str>>>,
}

impl Live {
    pub(super) fn new(
        app: App,
        client: &str,
        page: Box<dyn Running>,
        conversation: Conversation,
    ) -> Rc<Self> {
        let head = ShownHead::rendered(page.head());
        Rc::new_cyclic(|live: &Weak<Self>| Self {
            app,
            client: client.to_owned(),
            root: OnceCell::new(),
            page: RefCell::new(page),
            generation: Cell::new(0),
            head: RefCell::new(head),
            connection: Cell::new(Connection::Connecting),
            conversation: RefCell::new(conversation),
            replies: RefCell::default(),
            socket: RefCell::default(),
            listener: OnceCell::new(),
            timers: Timers::new(live.clone()),
            router: Router::new(),
            work: RefCell::default(),
            is_working: Cell::new(false),
            is_stale: Cell::new(false),
            focus: RefCell::default(),
        })
    }

    /// Takes over what the server rendered.
    pub(super) fn hydrate(self: &Rc<Self>, container: &web_sys::Element) -> &Root {
        self.root.get_or_init(|| {
            let view = self.page.borrow().view();
            let live = Rc::downgrade(self);
            Root::hydrate(container, view, move |dispatched| {
                if let Some(live) = live.upgrade() {
                    live.dispatch(dispatched);
                }
            })
        })
    }

    /// The function that events of the window and of sockets come to.
    pub(super) fn listen_with(&self, listener: js_sys::Function) -> &js_sys::Function {
        self.listener.get_or_init(|| listener)
    }

    fn dispatch(self: &Rc<Self>, dispatched: Dispatched) {
        match dispatched {
            Dispatched::Message(message) => self.deliver(self.generation.get(), message),
            Dispatched::Rpc(effect) => self.carry_out(effect),
        }
    }

    /// Delivers a message to the page that it is meant for.
    pub(super) fn deliver(self: &Rc<Self>, generation: Generation, message: Message) {
        self.work
            .borrow_mut()
            .push(Work::Message(generation, message));
        self.run();
    }

    /// Carries out what an update asked for.
    pub(super) fn carry_out(self: &Rc<Self>, effect: Effect<Message>) {
        self.work.borrow_mut().push(Work::Effect(effect));
        self.run();
    }

    /// Tells the conversation what happened.
    pub(super) fn input(self: &Rc<Self>, input: Input<'_>) {
        let actions = self.conversation.borrow_mut().handle(input, now());
        self.act(actions);
        self.run();
    }

    /// Tells the conversation what the page follows by now.
    pub(super) fn follow(self: &Rc<Self>) {
        if let Some(following) = &self.app.following {
            (following.follow)(self);
        }
    }

    /// Lets messages come in, and then works on all of them before anything is shown.
    pub(super) fn gather(self: &Rc<Self>, deliver: impl FnOnce()) {
        self.is_working.set(true);
        deliver();
        self.is_working.set(false);
        self.run();
    }

    /// Lets a page that has just begun have its model on the server, where it declares one.
    pub(super) fn begin_model(self: &Rc<Self>) {
        if let Some(models) = &self.app.models {
            (models.begin)(self);
        }
    }

    /// Works until nothing waits, and then shows the outcome.
    fn run(self: &Rc<Self>) {
        if self.is_working.replace(true) {
            return;
        }
        loop {
            let batch = self.work.take();
            if batch.is_empty() && !self.is_stale.replace(false) {
                break;
            }
            if batch.is_empty() {
                self.show();
                self.follow();
            }
            for work in batch {
                self.perform(work);
            }
        }
        self.is_working.set(false);
    }

    fn perform(self: &Rc<Self>, work: Work) {
        match work {
            Work::Message(generation, message) if generation == self.generation.get() => {
                let effect = self.page.borrow_mut().update(message);
                self.is_stale.set(true);
                self.command(effect);
            }
            Work::Message(..) => {}
            Work::Effect(effect) => self.command(effect),
            Work::Arrive(arrival) => self.arrive(&arrival),
        }
    }

    fn show(&self) {
        let page = self.page.borrow();
        if let Some(root) = self.root.get() {
            root.patch(page.view());
        }
        self.head.borrow_mut().show(page.head());
        if let Some(id) = self.focus.take()
            && let Some(element) = element_by_id(&id)
        {
            let_be(anything(&element).focus());
        }
    }

    fn command(self: &Rc<Self>, effect: Effect<Message>) {
        for command in effect.into_commands() {
            match command {
                Command::Rpc(call) => self.call(call),
                Command::Navigate { url, history } => self.go(&url, history),
                Command::After { delay, msg } => self.timers.deliver_after(
                    delay.as_secs_f64() * 1000.0,
                    self.generation.get(),
                    msg,
                ),
                Command::Every { period, msg } => {
                    self.timers.repeat(period.as_secs_f64() * 1000.0, msg);
                }
                // After the next view, which may be the one that has the element.
                Command::Focus(id) => {
                    self.focus.replace(Some(id));
                    self.is_stale.set(true);
                }
                Command::SendToServer { message, deadline } => {
                    if let Some(models) = &self.app.models {
                        (models.send)(self, message, deadline);
                    }
                }
                // Carried out by the page, where the state is; this one's client has none.
                Command::UpdateContext(_) => {}
                Command::Run(task) => {
                    let (live, generation) = (Rc::downgrade(self), self.generation.get());
                    task.run(Box::new(move |message| {
                        if let Some(live) = live.upgrade() {
                            live.deliver(generation, message);
                        }
                    }));
                }
            }
        }
    }

    fn call(self: &Rc<Self>, call: Call<Message>) {
        let new = NewCall {
            method: call.method,
            params: self.page.borrow().params().to_vec(),
            arguments: call.arguments,
            deadline: call.deadline.map(|deadline| deadline.as_millis() as u64),
            form_key: call.form_key,
        };
        let (n, actions) = self.conversation.borrow_mut().call(new, now());
        self.replies.borrow_mut().push(PendingReply {
            n,
            generation: self.generation.get(),
            reply: call.reply,
        });
        self.act(actions);
    }

    fn act(self: &Rc<Self>, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Open { connection } => self.open(connection),
                Action::Send { bytes, .. } => {
                    if let Some(socket) = &*self.socket.borrow() {
                        (self.app.format.send)(socket, &bytes);
                    }
                }
                Action::Close { .. } => {
                    if let Some(socket) = self.socket.take() {
                        socket.close();
                    }
                }
                Action::Deliver { n, answer } => self.answer(n, answer),
                Action::Redeem { bytes } => redeem(self, &bytes),
                Action::ReplaceContext { bytes } => {
                    self.page.borrow_mut().replace_context(&bytes);
                    self.is_stale.set(true);
                }
                Action::Show(connection) => self.connect(connection),
                Action::Navigated {
                    purpose,
                    address,
                    url,
                    data,
                    now,
                } => self.work.borrow_mut().push(Work::Arrive(Arrival {
                    purpose,
                    address,
                    url,
                    data,
                    now,
                })),
                Action::Event { channel, body } => {
                    if let Some(following) = &self.app.following {
                        (following.hear)(self, &channel, &body);
                    }
                }
                Action::Tell { message } => {
                    if let Some(models) = &self.app.models {
                        (models.hear)(self, &message);
                    }
                }
                Action::LoadDocument { url } => self.router.leave_for(&url),
                Action::Reload => reload_document(),
                Action::Part { bytes } => {
                    let body = js_sys::Uint8Array::from(bytes.as_slice());
                    let content_type = "application/msgpack";
                    let_be(post(&self.path("calls"), &body, content_type));
                }
                Action::WakeAt(at) => self.timers.wake_in(at.saturating_sub(now()) as f64),
            }
        }
    }

    /// An address of the runtime for this client.
    pub(super) fn path(&self, what: &str) -> String {
        ["/_rally/", what, "/", &self.client].concat()
    }

    /// Tells the conversation what came of a token: the response's body, or nothing.
    pub(super) fn redeemed(self: &Rc<Self>, response: &[u8]) {
        let actions = self.conversation.borrow_mut().redeemed(response, now());
        self.act(actions);
        self.run();
    }

    fn open(self: &Rc<Self>, connection: u64) {
        let listener = self.listener.get();
        let socket =
            listener.and_then(|listener| Socket::open(&self.path("socket"), connection, listener));
        let is_open = socket.is_some();
        self.socket.replace(socket);
        if !is_open {
            self.input(Input::Closed { connection });
        }
    }

    /// The number of the socket that this is an event of, if it is the present one.
    pub(super) fn connection_of(&self, event: &web_sys::Event) -> Option<u64> {
        let socket = self.socket.borrow();
        let socket = socket
            .as_ref()
            .filter(|socket| socket.is_target_of(event))?;
        Some(socket.connection)
    }

    fn answer(&self, n: u64, answer: Answer) {
        let mut replies = self.replies.borrow_mut();
        let Some(at) = replies.iter().position(|pending| pending.n == n) else {
            return;
        };
        let pending = replies.remove(at);
        drop(replies);
        if pending.generation == self.generation.get() {
            let message = (pending.reply)(answer);
            self.work
                .borrow_mut()
                .push(Work::Message(pending.generation, message));
        }
    }

    fn connect(&self, connection: Connection) {
        self.connection.set(connection);
        mark_connection(connection);
        self.page.borrow_mut().set_connection(connection);
        self.is_stale.set(true);
    }

    fn arrive(self: &Rc<Self>, arrival: &Arrival) {
        let time = Time::from_unix_millis(arrival.now);
        let kinship = self.router.kinship(&arrival.address);
        let Some((mut page, effect)) = self.mount(arrival, kinship, time) else {
            // An address of another client, or data of another contract: the document knows.
            return self.router.leave_for(&arrival.address);
        };
        page.set_connection(self.connection.get());
        self.timers
            .keep_repeating(|message| page.is_for_what_stays(message));
        let visit = match arrival.purpose {
            Purpose::Visit => {
                let visit = self.router.enter(&arrival.address, kinship);
                if !page.outlives_pages() {
                    self.clear(kinship);
                }
                visit
            }
            Purpose::LoadAgain => {
                if self.router.is_elsewhere(&arrival.address) {
                    replace_url(&arrival.address);
                }
                None
            }
        };
        self.page.replace(page);
        self.show();
        self.follow();
        self.begin_model();
        if let Some(visit) = visit {
            visit.settle(kinship);
        }
        self.command(effect);
    }

    fn mount(&self, arrival: &Arrival, kinship: Kinship, now: Time) -> Option<MountedPage> {
        let mut shown = self.page.borrow_mut();
        let entry = match (arrival.purpose, kinship) {
            (Purpose::Visit, Kinship::Other) => Entry::Visit(&mut **shown),
            (Purpose::Visit, Kinship::Same) => Entry::Search(&mut **shown),
            (Purpose::LoadAgain, _) => Entry::Again(&mut **shown),
        };
        (self.app.mount)(&arrival.url, &arrival.data, now, entry)
    }

    /// What the old page waits for belongs to it; so does what was typed there, unless the next one is the same with
    /// another search string.
    fn clear(&self, kinship: Kinship) {
        self.generation.set(self.generation.get().wrapping_add(1));
        if kinship == Kinship::Other
            && let Some(root) = self.root.get()
        {
            root.patch(Node::Fragment(Vec::new()));
        }
    }
}

/// What a client whose pages follow something needs beside: bundles of other clients do not contain it.
pub(super) struct FollowingParts {
    /// Begins with the page of the document, whose data was read at this place.
    pub(super) begin: fn(Conversation, Cursor) -> Conversation,
    follow: fn(&Rc<Live>),
    hear: fn(&Live, &str, &[u8]),
}

impl FollowingParts {
    pub(super) const fn new() -> Self {
        Self {
            begin: |conversation, cursor| conversation.following(Subscriptions::of_page(cursor)),
            follow,
            hear,
        }
    }
}

fn follow(live: &Rc<Live>) {
    let subscriptions = live.page.borrow().subscriptions();
    let channels = subscriptions.into_iter().map(|followed| followed.channel);
    let channels = channels.collect();
    let actions = live.conversation.borrow_mut().follow(channels, now());
    live.act(actions);
}

fn hear(live: &Live, channel: &str, body: &[u8]) {
    let subscriptions = live.page.borrow().subscriptions();
    let mut subscriptions = subscriptions.into_iter();
    let message = subscriptions
        .find(|followed| followed.channel == channel)
        .and_then(|followed| followed.deliver(body));
    if let Some(message) = message {
        let message = Work::Message(live.generation.get(), message);
        live.work.borrow_mut().push(message);
    }
}

/// Sets `data-rally-connection` on `<html>`, for style sheets.
pub(super) fn mark_connection(connection: Connection) {
    let state = match connection {
        Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Offline => "offline",
    };
    mark_document("data-rally-connection", state);
}
