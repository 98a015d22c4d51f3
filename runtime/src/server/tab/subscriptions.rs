//! What the connection of a tab follows: asked for, let through by the gate, heard.
//!
//! Subscriptions belong to a connection: a tab that comes back asks for them again, from where it was, and the gate is
//! passed again.

use std::collections::HashMap;
use std::future::pending;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::page::Failure;
use crate::server::Request;
use crate::server::application::{ClientDefinition, Subscribed};
use crate::server::channels::{self, Followed, Listener, NotFollowed};
use crate::server::limits::{MAX_CHANNEL_BYTES, MAX_URL_BYTES, SUBSCRIPTIONS};
use crate::server::socket::Outbox;
use crate::server::state::Shared;
use crate::server::trace::catch_panic;
use crate::server::visitor::prove;
use crate::session::Who;
use crate::wire::frame::{Cursor, EventFrame, ServerFrame, Sub, TabId};

/// Whom a subscription is for.
pub(super) struct Subscriber {
    pub(super) state: Shared,
    pub(super) client: &'static ClientDefinition,
    pub(super) tab: TabId,
    pub(super) request: Request,
    pub(super) who: Who,
}

/// The subscriptions of one connection.
pub(super) struct Subscriptions {
    by_id: HashMap<u64, Place>,
    gate: FuturesUnordered<LocalBoxFuture<'static, Event>>,
    rechecks: UnboundedReceiver<Recheck>,
    recheck: UnboundedSender<Recheck>,
}

/// How far a subscription is.
enum Place {
    AtTheGate,
    Following { sub: Sub, _followed: Followed },
}

/// What has happened to a subscription.
pub(super) enum Event {
    /// The gate has dealt with it.
    Passed(Passed),
    /// It has to pass the gate again.
    Recheck(Recheck),
}

/// What the gate has said.
pub(super) struct Passed {
    sub: Sub,
    answer: Subscribed,
    /// How often followers had been authorized anew when it was asked.
    rechecks: u64,
}

/// A subscription that has to pass the gate again, and how far it has heard.
pub(super) struct Recheck {
    id: u64,
    at: Cursor,
}

impl Default for Subscriptions {
    fn default() -> Self {
        let (recheck, rechecks) = unbounded_channel();
        Self {
            by_id: HashMap::new(),
            gate: FuturesUnordered::new(),
            rechecks,
            recheck,
        }
    }
}

impl Subscriptions {
    /// Takes a subscription to the gate; false where it is refused at once.
    pub(super) fn ask(&mut self, subscriber: Subscriber, sub: Sub) -> bool {
        let is_too_long = sub.channel.len() > MAX_CHANNEL_BYTES || sub.url.len() > MAX_URL_BYTES;
        // Those that were given up while at the gate count until they are through.
        let open = self.by_id.len().max(self.gate.len());
        if is_too_long || open >= SUBSCRIPTIONS || self.by_id.contains_key(&sub.id) {
            return false;
        }
        self.take_to_gate(subscriber, sub);
        true
    }

    /// Whether the gate has dealt with all of them.
    pub(super) fn is_at_rest(&self) -> bool {
        self.gate.is_empty() && self.rechecks.is_empty()
    }

    fn take_to_gate(&mut self, subscriber: Subscriber, sub: Sub) {
        self.by_id.insert(sub.id, Place::AtTheGate);
        self.gate.push(Box::pin(async move {
            let rechecks = subscriber.state.db.hub().rechecks();
            let answer = pass(&subscriber, &sub).await;
            Event::Passed(Passed {
                sub,
                answer,
                rechecks,
            })
        }));
    }

    /// The next subscription that something has happened to.
    pub(super) async fn next(&mut self) -> Event {
        tokio::select! {
            Some(passed) = self.gate.next(), if !self.gate.is_empty() => passed,
            Some(recheck) = self.rechecks.recv() => Event::Recheck(recheck),
            else => pending().await,
        }
    }

    /// Goes on with a subscription, unless it was given up meanwhile.
    pub(super) fn settle(&mut self, event: Event, subscriber: Subscriber, outbox: &Outbox) {
        match event {
            Event::Passed(passed) => self.enter(passed, subscriber, outbox),
            Event::Recheck(Recheck { id, at }) => self.ask_again(id, at, subscriber),
        }
    }

    /// Follows the channel that the gate has let through.
    fn enter(&mut self, passed: Passed, subscriber: Subscriber, outbox: &Outbox) {
        let Passed {
            sub,
            answer,
            rechecks,
        } = passed;
        let id = sub.id;
        if !matches!(self.by_id.get(&id), Some(Place::AtTheGate)) {
            return;
        }
        let Ok(channel) = answer else {
            self.by_id.remove(&id);
            return outbox.send(&ServerFrame::Denied { id });
        };
        let listener = Ear {
            id,
            tab: subscriber.tab,
            left_out_after: None,
            outbox: outbox.clone(),
            recheck: self.recheck.clone(),
        };
        let hub = subscriber.state.db.hub();
        match hub.follow(&channel, sub.cursor, rechecks, listener) {
            Ok(_followed) => {
                self.by_id.insert(id, Place::Following { sub, _followed });
            }
            Err(NotFollowed::Lost) => {
                self.by_id.remove(&id);
            }
            Err(NotFollowed::Rechecked) => self.take_to_gate(subscriber, sub),
        }
    }

    /// Takes a subscription to the gate again: it goes on from where it was, if it goes on.
    fn ask_again(&mut self, id: u64, at: Cursor, subscriber: Subscriber) {
        if let Some(Place::Following { sub, .. }) = self.by_id.remove(&id) {
            let cursor = Some(at);
            self.take_to_gate(subscriber, Sub { cursor, ..sub });
        }
    }

    /// Ends a subscription.
    pub(super) fn end(&mut self, id: u64) {
        self.by_id.remove(&id);
    }
}

/// The gate: the page is that of whoever asks, declares the topic, and they may.
async fn pass(subscriber: &Subscriber, sub: &Sub) -> Subscribed {
    let Subscriber {
        state,
        client,
        request,
        who,
        ..
    } = subscriber;
    let request = prove(state, client, request.clone(), *who).await?;
    let gate = state
        .application
        .subscribe(&request, client.name, &sub.url, &sub.channel);
    let passed = catch_panic(request.trace(), "authorize", gate).await;
    passed.unwrap_or_else(|_| {
        Err(Failure::Internal {
            trace_id: request.trace_id().to_owned(),
        })
    })
}

/// A subscription's end of the connection.
struct Ear {
    id: u64,
    tab: TabId,
    /// The number of the event before the first of those that the tab was left out of since the last that it heard.
    left_out_after: Option<u64>,
    outbox: Outbox,
    recheck: UnboundedSender<Recheck>,
}

impl Listener for Ear {
    fn begin(&self, cursor: Cursor) {
        let id = self.id;
        self.outbox.send(&ServerFrame::Following { id, cursor });
    }

    fn hear(&mut self, event: &channels::Event) -> bool {
        if event.not_to == Some(self.tab) {
            self.left_out_after.get_or_insert(event.previous);
            return true;
        }
        // What the tab was left out of is no gap.
        let previous = self.left_out_after.take().unwrap_or(event.previous);
        self.outbox.send_event(EventFrame {
            id: self.id,
            previous,
            seq: event.seq,
            body: event.body.to_vec(),
        })
    }

    fn reset(&self) {
        self.outbox.send(&ServerFrame::Reset { id: self.id });
    }

    fn recheck(&self, at: Cursor) {
        // Fails only where the connection is gone, and the subscription with it.
        let _ = self.recheck.send(Recheck { id: self.id, at });
    }
}
