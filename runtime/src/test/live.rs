//! The loop of a live page, as the browser's: messages go to `update`, what it asks for is carried out, and the document
//! is brought up to date. Follows [`crate::client`]'s, whose conversation and hydration it runs.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::errand::Errand;
use super::link::{Arrival, Link};
use super::screen::Shell;
use super::timers::Due;
use super::trouble::{Attempt, Trouble};
use super::witness;
use crate::client::conversation::{
    Action, Conversation, Input, NewCall, Purpose, Speaker, Subscriptions, call_size,
    call_text_size, models,
};
use crate::effect::{Call, Command, Effect, History};
use crate::html::EventData;
use crate::html::dom::{hydrate, patch};
use crate::html::query::TestEvent;
use crate::html::tree::{Dispatched, Node, chain_at, dispatch};
use crate::page::{Answer, Connection, Entry, Message, Running, Time, posted};
use crate::server::application::{ClientDefinition, Rendered};
use crate::server::http::exchange::Ask;
use crate::wire::embedded::Embedded;
use crate::wire::frame::{ClientFrame, ServerFrame, TabId};
use crate::wire::{Protocol, decode_all, to_bytes};

/// Counts the pages that a tab has shown: what was meant for an earlier one is dropped.
pub(super) type Generation = u32;

/// Messages that code of the app's own has sent.
type Sent = Rc<RefCell<Vec<(Generation, Message)>>>;

enum Work {
    Message(Generation, Message),
    Effect(Effect<Message>),
    Arrive {
        purpose: Purpose,
        address: String,
        url: String,
        data: Vec<u8>,
        now: i64,
    },
}

/// What a page that arrives is to the one on show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Other,
    /// The same with another search string.
    Search,
    /// The same, whose data was loaded again.
    Again,
}

fn path_of(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

struct PendingReply {
    n: u64,
    generation: Generation,
    reply: Box<dyn FnOnce(Answer) -> Message>,
}

/// A page that lives.
pub(super) struct Live {
    pub(super) client: &'static ClientDefinition,
    container: usize,
    page: Box<dyn Running>,
    tree: Vec<Node>,
    generation: Generation,
    conversation: Conversation,
    connection: Connection,
    tab: TabId,
    replies: Vec<PendingReply>,
    pub(super) link: Option<(u64, Link)>,
    work: VecDeque<Work>,
    sent: Sent,
    is_stale: bool,
    focus: Option<Cow<'static, str>>,
    /// How the visit under way changes the history.
    visit: Option<History>,
}

impl Live {
    /// Takes over the document that has arrived, as [`crate::client::start`] does.
    pub(super) fn start(shell: &mut Shell, embedded: Embedded, container: usize) -> Attempt<Self> {
        let client = shell.network.state.client_named(&embedded.client);
        let client = client.ok_or_else(|| Trouble::new("the document is of no client"))?;
        let now = Time::from_unix_millis(embedded.now);
        let mounted = mount(
            shell,
            client,
            &embedded.url,
            &embedded.data,
            now,
            Entry::Document,
        );
        let Rendered { mut page, effect } = mounted.ok_or_else(|| {
            Trouble::new("the page cannot be set up from the data that its document carries")
        })?;
        for posted in &embedded.posted {
            // The server has carried out what the page asked for then.
            let _ = posted::deliver(&mut *page, posted);
        }
        let tree = page.view().into_roots();
        hydrate(&mut shell.document, &container, &tree);
        let tab = tab_id();
        let mut live = Self {
            client,
            container,
            page,
            tree,
            generation: 0,
            conversation: converse(embedded, tab, client.protocol),
            connection: Connection::Connecting,
            tab,
            replies: Vec::new(),
            link: None,
            work: VecDeque::new(),
            sent: Rc::default(),
            is_stale: false,
            focus: None,
            visit: None,
        };
        live.follow(shell);
        live.begin_model(shell);
        live.carry_out(shell, effect);
        live.input(shell, Input::Started);
        Ok(live)
    }

    pub(super) fn page(&self) -> &dyn Running {
        &*self.page
    }

    /// Tells the page a message.
    pub(super) fn deliver(&mut self, shell: &mut Shell, generation: Generation, message: Message) {
        self.work.push_back(Work::Message(generation, message));
        self.run(shell);
    }

    fn carry_out(&mut self, shell: &mut Shell, effect: Effect<Message>) {
        self.work.push_back(Work::Effect(effect));
        self.run(shell);
    }

    /// Tells the conversation what happened.
    pub(super) fn input(&mut self, shell: &mut Shell, input: Input<'_>) {
        let actions = self.conversation.handle(input, shell.network.now());
        self.act(shell, actions);
        self.run(shell);
    }

    /// Tells the conversation what came of a token.
    pub(super) fn redeemed(&mut self, shell: &mut Shell, response: &[u8]) {
        let actions = self.conversation.redeemed(response, shell.network.now());
        self.act(shell, actions);
        self.run(shell);
    }

    /// Does what a timer was set for.
    pub(super) fn time_out(&mut self, shell: &mut Shell, due: Due) {
        match due {
            Due::Wake => self.input(shell, Input::Tick),
            Due::Message(generation, message) => self.deliver(shell, generation, message),
            Due::Repeated(message) => self.deliver(shell, self.generation, message),
            Due::Dispatched(dispatched) => self.take(shell, dispatched),
        }
    }

    fn run(&mut self, shell: &mut Shell) {
        loop {
            if let Some(work) = self.work.pop_front() {
                self.perform(shell, work);
            } else if std::mem::take(&mut self.is_stale) {
                self.show(shell);
                self.follow(shell);
            } else {
                return;
            }
        }
    }

    fn perform(&mut self, shell: &mut Shell, work: Work) {
        match work {
            Work::Message(generation, message) if generation == self.generation => {
                let effect = self.page.update(message);
                self.is_stale = true;
                self.command(shell, effect);
            }
            Work::Message(..) => {}
            Work::Effect(effect) => self.command(shell, effect),
            Work::Arrive {
                purpose,
                address,
                url,
                data,
                now,
            } => {
                let is_same = path_of(&shell.url) == path_of(&address);
                let kinship = match purpose {
                    Purpose::Visit if is_same => Kinship::Search,
                    Purpose::Visit => Kinship::Other,
                    Purpose::LoadAgain => Kinship::Again,
                };
                self.arrive(shell, kinship, (&address, &url), &data, now);
            }
        }
    }

    fn show(&mut self, shell: &mut Shell) {
        let next = self.page.view().into_roots();
        let shown = std::mem::replace(&mut self.tree, next);
        patch(&mut shell.document, &self.container, shown, &self.tree);
        if let Some(id) = self.focus.take()
            && let Some(node) = shell.by_id(&id)
        {
            self.move_focus(shell, Some(node));
        }
    }

    fn command(&mut self, shell: &mut Shell, effect: Effect<Message>) {
        shell.asked.extend(effect.inspect());
        for command in effect.into_commands() {
            match command {
                Command::Rpc(call) => self.call(shell, call),
                Command::Navigate { url, history } => self.go(shell, &url, history),
                Command::After { delay, msg } => {
                    let at = shell.due_in(delay);
                    shell.timers.set(at, Due::Message(self.generation, msg));
                }
                Command::Every { period, msg } => {
                    let (at, now) = (shell.due_in(period), shell.network.now());
                    shell.timers.repeat(at, msg, now);
                }
                Command::Focus(id) => {
                    self.focus = Some(id);
                    self.is_stale = true;
                }
                Command::SendToServer { message, deadline } => {
                    let (now, deadline) = (
                        shell.network.now(),
                        deadline.map(|it| it.as_millis() as u64),
                    );
                    let actions = self.conversation.send_to_model(message, deadline, now);
                    self.act(shell, actions);
                }
                // Not carried out by the browser either; the page itself changes the state that all share.
                Command::UpdateContext(_) => {}
                Command::Run(task) => {
                    let (sent, generation) = (Rc::clone(&self.sent), self.generation);
                    let dispatch = Box::new(move |message| {
                        sent.borrow_mut().push((generation, message));
                    });
                    shell.kept.lend(|| task.run(dispatch));
                }
            }
        }
    }

    fn call(&mut self, shell: &mut Shell, call: Call<Message>) {
        let new = NewCall {
            method: call.method,
            params: self.page.params().to_vec(),
            arguments: call.arguments,
            deadline: call.deadline.map(|deadline| deadline.as_millis() as u64),
            form_key: call.form_key,
        };
        let (n, actions) = self.conversation.call(new, shell.network.now());
        self.replies.push(PendingReply {
            n,
            generation: self.generation,
            reply: call.reply,
        });
        self.act(shell, actions);
    }

    fn act(&mut self, shell: &mut Shell, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Open { connection } => {
                    shell.errands.push_back(Errand::Open { connection });
                }
                Action::Send { connection, bytes } => self.send(shell, connection, &bytes),
                Action::Close { connection } => {
                    self.link.take_if(|(current, _)| *current == connection);
                }
                Action::Deliver { n, answer } => self.answer(n, answer),
                Action::Show(connection) => {
                    self.connection = connection;
                    self.page.set_connection(connection);
                    self.is_stale = true;
                }
                Action::Navigated {
                    purpose,
                    address,
                    url,
                    data,
                    now,
                } => self.work.push_back(Work::Arrive {
                    purpose,
                    address,
                    url,
                    data,
                    now,
                }),
                Action::Event { channel, body } => self.hear_event(&channel, &body),
                Action::Tell { message } => self.hear_model(&message),
                Action::Redeem { bytes } => shell.errands.push_back(Errand::Redeem {
                    url: format!("/_rally/redeem/{}", self.client.name),
                    body: bytes,
                }),
                Action::ReplaceContext { bytes } => {
                    self.page.replace_context(&bytes);
                    self.is_stale = true;
                }
                Action::LoadDocument { url } => shell.load(url, Ask::Get),
                Action::Reload => shell.load(shell.url.clone(), Ask::Get),
                Action::Part { bytes } => shell.errands.push_back(Errand::Part {
                    url: format!("/_rally/calls/{}", self.client.name),
                    body: bytes,
                }),
                Action::WakeAt(at) => shell.timers.wake_at(at),
            }
        }
    }

    fn send(&mut self, shell: &mut Shell, connection: u64, bytes: &[u8]) {
        let Some((_, link)) = self.link.as_mut().filter(|(it, _)| *it == connection) else {
            return;
        };
        if let Ok(ClientFrame::Call(call)) = decode_all(bytes)
            && let Some(answer) = shell.answers.take(call.method)
        {
            let n = call.n;
            return link.give_back(to_bytes(&ServerFrame::Reply { n, answer }));
        }
        link.send(bytes);
    }

    /// The socket that was asked for is open, and counts as the one of this number.
    pub(super) fn link_up(&mut self, shell: &mut Shell, link: Link, connection: u64) {
        self.link = Some((connection, link));
        self.input(shell, Input::Opened { connection });
    }

    /// The network is gone, or the page does as if it were.
    pub(super) fn link_down(&mut self, shell: &mut Shell) {
        if let Some((connection, _)) = self.link.take() {
            self.input(shell, Input::Closed { connection });
        }
    }

    /// Takes everything that has arrived; whether there was any.
    pub(super) fn hear(&mut self, shell: &mut Shell) -> bool {
        let mut has_heard = false;
        while let Some((connection, link)) = &mut self.link
            && let Some(arrival) = link.take()
        {
            has_heard = true;
            let connection = *connection;
            match arrival {
                Arrival::Frame(bytes) => {
                    let bytes = bytes.as_slice();
                    self.input(shell, Input::Received { connection, bytes });
                }
                Arrival::Closed => self.link_down(shell),
            }
        }
        let sent = self.sent.take();
        has_heard |= !sent.is_empty();
        for (generation, message) in sent {
            self.deliver(shell, generation, message);
        }
        has_heard
    }

    pub(super) fn has_heard(&self) -> bool {
        let link = self.link.as_ref();
        link.is_some_and(|(_, link)| link.has_heard()) || !self.sent.borrow().is_empty()
    }

    /// Tells the conversation what the page follows by now.
    fn follow(&mut self, shell: &mut Shell) {
        let subscriptions = self.page.subscriptions().into_iter();
        let channels = subscriptions.map(|followed| followed.channel).collect();
        let actions = self.conversation.follow(channels, shell.network.now());
        self.act(shell, actions);
    }

    /// Lets a page that has just begun have its model on the server, where it declares one.
    fn begin_model(&mut self, shell: &mut Shell) {
        if self.page.server_model().is_some() {
            let actions = self.conversation.begin_model(shell.network.now());
            self.act(shell, actions);
        }
    }

    fn hear_model(&mut self, message: &[u8]) {
        if let Some(message) = self.page.server_model().and_then(|read| read(message)) {
            self.work.push_back(Work::Message(self.generation, message));
        }
    }

    fn hear_event(&mut self, channel: &str, body: &[u8]) {
        let mut subscriptions = self.page.subscriptions().into_iter();
        let followed = subscriptions.find(|followed| followed.channel == channel);
        if let Some(message) = followed.and_then(|followed| followed.deliver(body)) {
            self.work.push_back(Work::Message(self.generation, message));
        }
    }

    fn answer(&mut self, n: u64, answer: Answer) {
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

    /// Goes to an address of the app, or out of it.
    pub(super) fn go(&mut self, shell: &mut Shell, url: &str, history: History) {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let client = shell.network.state.client_at(path);
        if client.is_some_and(|client| client.name == self.client.name) {
            self.visit = Some(history);
            let url = url.split('#').next().unwrap_or(url);
            self.input(shell, Input::Navigate { url });
        } else {
            shell.load(url.to_owned(), Ask::Get);
        }
    }

    fn arrive(
        &mut self,
        shell: &mut Shell,
        kinship: Kinship,
        (address, url): (&str, &str),
        data: &[u8],
        now: i64,
    ) {
        let shown = &mut *self.page;
        let entry = match kinship {
            Kinship::Other => Entry::Visit(shown),
            Kinship::Search => Entry::Search(shown),
            Kinship::Again => Entry::Again(shown),
        };
        let now = Time::from_unix_millis(now);
        let Some(rendered) = mount(shell, self.client, url, data, now, entry) else {
            return shell.load(address.to_owned(), Ask::Get);
        };
        let Rendered { mut page, effect } = rendered;
        page.set_connection(self.connection);
        shell
            .timers
            .keep_repeating(|message| page.is_for_what_stays(message));
        let visit = self.visit.take().filter(|_| kinship != Kinship::Again);
        shell.enter(address, visit);
        if let Some(status) = witness::take_status(self.tab) {
            shell.status = status;
        }
        if kinship != Kinship::Again && !page.outlives_pages() {
            self.clear(shell, kinship);
        }
        self.page = page;
        self.show(shell);
        self.follow(shell);
        self.begin_model(shell);
        self.command(shell, effect);
    }

    /// What the old page waits for belongs to it; so does what was typed there, unless the next one is the same with
    /// another search string.
    fn clear(&mut self, shell: &mut Shell, kinship: Kinship) {
        self.generation = self.generation.wrapping_add(1);
        if kinship == Kinship::Other {
            let shown = std::mem::take(&mut self.tree);
            patch(&mut shell.document, &self.container, shown, &[]);
        }
    }

    /// The document is left.
    pub(super) fn leave(&mut self, shell: &mut Shell) {
        self.input(shell, Input::Left);
    }

    /// Lets an event happen at a node; whether what the browser would do is prevented.
    pub(super) fn fire(
        &mut self,
        shell: &mut Shell,
        node: usize,
        name: &str,
        data: EventData,
    ) -> bool {
        let Some(path) = shell.document.path_to(self.container, node) else {
            return false;
        };
        let outcome = dispatch(&chain_at(&self.tree, &path), &TestEvent { name, data });
        if name == "submit" && !outcome.deliveries.is_empty() {
            for dispatched in shell.timers.take_waiting() {
                self.take(shell, dispatched);
            }
        }
        for (ordinal, (dispatched, timing)) in outcome.deliveries.into_iter().enumerate() {
            let now = shell.network.now();
            let place = (node, name, ordinal);
            if let Some(dispatched) = shell.timers.admit(now, dispatched, timing, place) {
                self.take(shell, dispatched);
            }
        }
        outcome.prevents_default
    }

    fn take(&mut self, shell: &mut Shell, dispatched: Dispatched) {
        match dispatched {
            Dispatched::Message(message) => self.deliver(shell, self.generation, message),
            Dispatched::Rpc(effect) => self.carry_out(shell, effect),
        }
    }

    /// Moves the focus, with the events that this makes.
    pub(super) fn move_focus(&mut self, shell: &mut Shell, to: Option<usize>) {
        if shell.focus == to {
            return;
        }
        if let Some(from) = std::mem::replace(&mut shell.focus, to) {
            if shell.edited.take_if(|edited| *edited == from).is_some() {
                let data = shell.data_of(from);
                self.fire(shell, from, "change", data);
            }
            self.fire(shell, from, "blur", EventData::default());
            self.fire(shell, from, "focusout", EventData::default());
        }
        if let Some(to) = to {
            self.fire(shell, to, "focus", EventData::default());
            self.fire(shell, to, "focusin", EventData::default());
        }
    }
}

fn mount(
    shell: &Shell,
    client: &ClientDefinition,
    url: &str,
    data: &[u8],
    now: Time,
    entry: Entry<'_>,
) -> Option<Rendered> {
    let application = &shell.network.state.application;
    application.mount(client.name, url, data, now, entry)
}

fn tab_id() -> TabId {
    let mut tab = [0; 16];
    // Where the system has no random bytes, the tabs of a test are told apart by the server's refusal.
    let _ = getrandom::fill(&mut tab);
    TabId(tab)
}

fn converse(embedded: Embedded, tab: TabId, protocol: Protocol) -> Conversation {
    let measure = match protocol {
        Protocol::Msgpack => call_size,
        Protocol::Json => call_text_size,
    };
    let following = Subscriptions::of_page(embedded.cursor);
    Conversation::new(Speaker::of(embedded, tab), 1, measure)
        .following(following)
        .conversing(models(measure))
}
