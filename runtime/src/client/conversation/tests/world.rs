//! A network and a server for one conversation. It checks, at every action, what must hold at any time.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::conversation::{
    Action, Conversation, Input, Millis, NewCall, Speaker, Subscriptions, call_size, models,
    read_client_frame,
};
use crate::page::{Answer, Connection, Failure, MethodId};
use crate::wire::frame::{
    CallFrame, ClientFrame, Cursor, Hello, ServerFrame, Stamp, Sub, TabId, ToModel,
};
use crate::wire::{Parting, decode_all, to_bytes};

pub(super) struct World {
    pub(super) conversation: Conversation,
    pub(super) now: Millis,
    pub(super) wake_at: Option<Millis>,
    /// The socket that the browser holds, and whether it has opened.
    pub(super) socket: Option<(u64, bool)>,
    pub(super) connections: u64,
    pub(super) shown: Connection,
    /// Every call made, with its deadline.
    pub(super) made: BTreeMap<u64, Option<Millis>>,
    pub(super) ended: BTreeMap<u64, Answer>,
    /// The first frame of each call that left the browser, by socket or `Parting`.
    pub(super) sent: BTreeMap<u64, CallFrame>,
    pub(super) hellos: Vec<Hello>,
    pub(super) partings: Vec<Parting>,
    pub(super) navigations: Vec<(u64, String)>,
    pub(super) pings: usize,
    /// What was asked for on this connection, and given up.
    pub(super) subs: Vec<Sub>,
    pub(super) unsubs: Vec<u64>,
    /// What was said about or to models on this connection.
    pub(super) to_model: Vec<(u64, ToModel)>,
    /// What the page was told.
    pub(super) events: Vec<(String, Vec<u8>)>,
    /// What its model has told it.
    pub(super) told: Vec<Vec<u8>>,
    pub(super) log: Vec<Action>,
    /// The calls that the server heard on this connection, in order.
    heard: Vec<u64>,
    welcomes: i64,
}

pub(super) fn document_stamp() -> Stamp {
    Stamp {
        database: [1; 16],
        at: 1_000,
    }
}

impl World {
    pub(super) fn new() -> Self {
        let speaker = Speaker {
            version: 7,
            tab: TabId([9; 16]),
            who: vec![3],
            url: "/".to_owned(),
            stamp: document_stamp(),
        };
        let document = Cursor { epoch: 1, seq: 0 };
        Self {
            conversation: Conversation::new(speaker, 42, call_size)
                .following(Subscriptions::of_page(document))
                .conversing(models(call_size)),
            now: 100,
            wake_at: None,
            socket: None,
            connections: 0,
            shown: Connection::Connecting,
            made: BTreeMap::new(),
            ended: BTreeMap::new(),
            sent: BTreeMap::new(),
            hellos: Vec::new(),
            partings: Vec::new(),
            navigations: Vec::new(),
            pings: 0,
            subs: Vec::new(),
            unsubs: Vec::new(),
            to_model: Vec::new(),
            events: Vec::new(),
            told: Vec::new(),
            log: Vec::new(),
            heard: Vec::new(),
            welcomes: 0,
        }
    }

    /// A world whose page lives and is connected.
    pub(super) fn online() -> Self {
        let mut world = Self::new();
        world.input(Input::Started);
        world.connect();
        world
    }

    pub(super) fn input(&mut self, input: Input<'_>) {
        let actions = self.conversation.handle(input, self.now);
        self.perform(actions);
    }

    pub(super) fn call(&mut self, deadline: Option<Millis>) -> u64 {
        let (n, actions) = self.conversation.call(new_call(deadline), self.now);
        assert!(self.made.insert(n, deadline).is_none(), "numbers are new");
        self.perform(actions);
        n
    }

    pub(super) fn follow(&mut self, channels: &[&str]) {
        let channels = channels.iter().map(|&channel| channel.to_owned());
        let actions = self.conversation.follow(channels.collect(), self.now);
        self.perform(actions);
    }

    /// A page with a model begins.
    pub(super) fn begin_model(&mut self) {
        let actions = self.conversation.begin_model(self.now);
        self.perform(actions);
    }

    pub(super) fn send_to_model(&mut self, message: Vec<u8>, deadline: Option<Millis>) {
        let actions = self.conversation.send_to_model(message, deadline, self.now);
        self.perform(actions);
    }

    /// The socket opens and the server says `Welcome`, if the browser is trying at all.
    pub(super) fn connect(&mut self) {
        self.open();
        self.welcome();
    }

    pub(super) fn open(&mut self) {
        if let Some((connection, false)) = self.socket {
            self.socket = Some((connection, true));
            self.input(Input::Opened { connection });
        }
    }

    pub(super) fn welcome(&mut self) {
        self.welcomes += 1;
        let stamp = Stamp {
            database: [2; 16],
            at: 2_000 + self.welcomes,
        };
        self.say(&ServerFrame::Welcome { stamp });
    }

    pub(super) fn say(&mut self, frame: &ServerFrame) {
        if let Some((connection, true)) = self.socket {
            self.say_on(connection, frame);
        }
    }

    pub(super) fn say_on(&mut self, connection: u64, frame: &ServerFrame) {
        let bytes = to_bytes(frame);
        self.input(Input::Received {
            connection,
            bytes: &bytes,
        });
    }

    pub(super) fn reply(&mut self, n: u64) {
        let answer = Ok(vec![0x92, 0, 5]);
        self.say(&ServerFrame::Reply { n, answer });
    }

    pub(super) fn cut(&mut self) {
        if let Some((connection, _)) = self.socket.take() {
            self.input(Input::Closed { connection });
        }
    }

    pub(super) fn advance(&mut self, millis: Millis) {
        self.now += millis;
        self.input(Input::Tick);
    }

    /// Lets the timer that was asked for go off.
    pub(super) fn wake_once(&mut self) {
        if let Some(at) = self.wake_at {
            self.now = self.now.max(at);
            self.input(Input::Tick);
        }
    }

    /// Lets timers go off until one does something: some come too early and only ask for another.
    pub(super) fn wake(&mut self) {
        for _ in 0..20 {
            let before = self.log.len();
            self.wake_once();
            let done = |action: &Action| !matches!(action, Action::WakeAt(_));
            if self.log.iter().skip(before).any(done) {
                return;
            }
        }
    }

    /// A network as it should be, and a server that answers what it hears on this connection and has forgotten all else,
    /// until nothing is unanswered.
    pub(super) fn settle(&mut self) {
        self.input(Input::Returned);
        for _ in 0..1_000 {
            if self.conversation.unanswered() == 0 {
                return;
            }
            self.connect();
            for n in self.heard.clone() {
                self.reply(n);
            }
            self.wake();
        }
        panic!("{} calls never end", self.conversation.unanswered());
    }

    pub(super) fn unended(&self) -> BTreeSet<u64> {
        self.made
            .keys()
            .filter(|n| !self.ended.contains_key(n))
            .copied()
            .collect()
    }

    pub(super) fn perform(&mut self, actions: Vec<Action>) {
        for action in actions {
            self.log.push(action.clone());
            match action {
                Action::Open { connection } => self.check_opening(connection),
                Action::Send { connection, bytes } => self.check_frame(connection, &bytes),
                Action::Close { connection } => {
                    assert_eq!(self.socket.map(|(number, _)| number), Some(connection));
                    self.socket = None;
                }
                Action::Deliver { n, answer } => self.check_end(n, answer),
                Action::Show(shown) => {
                    assert_ne!(self.shown, shown, "only changes are shown");
                    self.shown = shown;
                }
                Action::WakeAt(at) => self.wake_at = Some(at),
                Action::Event { channel, body } => self.events.push((channel, body)),
                Action::Tell { message } => self.told.push(message),
                Action::Part { bytes } => self.check_parting(&bytes),
                Action::Navigated { .. }
                | Action::LoadDocument { .. }
                | Action::Redeem { .. }
                | Action::ReplaceContext { .. }
                | Action::Reload => {}
            }
        }
    }

    fn check_opening(&mut self, connection: u64) {
        assert_eq!(self.socket, None, "one socket at a time");
        assert_eq!(connection, self.connections + 1, "numbers rise by one");
        self.connections = connection;
        self.socket = Some((connection, false));
        self.heard.clear();
        self.subs.clear();
        self.unsubs.clear();
        self.to_model.clear();
    }

    fn check_frame(&mut self, connection: u64, bytes: &[u8]) {
        assert_eq!(
            self.socket,
            Some((connection, true)),
            "sent on an open socket"
        );
        match read_client_frame(bytes).unwrap() {
            ClientFrame::Hello(hello) => {
                assert_eq!(hello.connection, connection);
                assert!(
                    self.hellos
                        .iter()
                        .all(|earlier| earlier.connection < connection)
                );
                self.hellos.push(hello);
            }
            ClientFrame::Call(call) => {
                assert_eq!(
                    self.hellos.last().unwrap().connection,
                    connection,
                    "after `Hello`"
                );
                let last = self.heard.last().copied().unwrap_or_default();
                assert!(call.n > last, "in order, once a connection");
                self.heard.push(call.n);
                self.check_call(call);
            }
            ClientFrame::Nav { id, url } => self.navigations.push((id, url)),
            ClientFrame::Ping => self.pings += 1,
            ClientFrame::Sub(sub) => {
                let is_new = self.subs.iter().all(|earlier| earlier.id < sub.id);
                assert!(is_new, "asked for once a connection");
                self.subs.push(sub);
            }
            ClientFrame::Unsub { id } => self.unsubs.push(id),
            ClientFrame::Model { id, said } => self.to_model.push((id, said)),
        }
    }

    fn check_call(&mut self, call: CallFrame) {
        assert!(
            !self.ended.contains_key(&call.n),
            "what has ended is never sent"
        );
        if let Some(lowest) = self.unended().first() {
            assert!(call.done <= *lowest, "`done` passes nothing unanswered");
        }
        let first = self.sent.entry(call.n).or_insert_with(|| call.clone());
        assert!(call.done >= first.done, "`done` never falls");
        assert_eq!(
            &CallFrame {
                done: first.done,
                ..call
            },
            first,
            "all else stays"
        );
    }

    fn check_end(&mut self, n: u64, answer: Answer) {
        match &answer {
            Err(Failure::Disconnected) => {
                assert!(!self.sent.contains_key(&n), "certainly not done")
            }
            _ => assert!(
                self.sent.contains_key(&n),
                "only what was sent has an outcome"
            ),
        }
        let earlier = self.ended.insert(n, answer);
        assert_eq!(earlier, None, "each call ends once");
    }

    fn check_parting(&mut self, bytes: &[u8]) {
        assert!(bytes.len() <= crate::wire::limits::MAX_PARTING_BYTES);
        let parting: Parting = decode_all(bytes).unwrap();
        let numbers: Vec<u64> = parting.calls.iter().map(|call| call.n).collect();
        let all: Vec<u64> = self.unended().into_iter().collect();
        assert_eq!(numbers, all[..numbers.len()], "the first ones, in order");
        for call in &parting.calls {
            self.check_call(call.clone());
        }
        self.partings.push(parting);
    }
}

pub(super) fn new_call(deadline: Option<Millis>) -> NewCall {
    NewCall {
        method: MethodId(5),
        params: vec![0x90],
        arguments: vec![0x91, 1],
        deadline,
        form_key: None,
    }
}
