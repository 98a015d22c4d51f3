//! What the connection of a tab follows: asked for, let through by the gate, heard.
//!
//! Subscriptions belong to a connection: a tab that comes back asks for them again, from where it was, and the gate is
//! passed again.

use std::collections::HashMap;
use std::future::pending;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;

use crate::page::Failure;
use crate::server::Request;
use crate::server::application::{ClientDefinition, Subscribed};
use crate::server::channels::{Event, Followed, Listener};
use crate::server::limits::{MAX_CHANNEL_BYTES, MAX_URL_BYTES, SUBSCRIPTIONS};
use crate::server::socket::Outbox;
use crate::server::state::Shared;
use crate::server::trace::catch_panic;
use crate::server::visitor::{identify, is_proven};
use crate::session::Who;
use crate::wire::frame::{Cursor, EventFrame, ServerFrame, Sub};

/// Whom a subscription is for.
pub(super) struct Subscriber {
    pub(super) state: Shared,
    pub(super) client: &'static ClientDefinition,
    pub(super) request: Request,
    pub(super) who: Who,
}

/// The subscriptions of one connection.
#[derive(Default)]
pub(super) struct Subscriptions {
    by_id: HashMap<u64, Place>,
    gate: FuturesUnordered<LocalBoxFuture<'static, (Sub, Subscribed)>>,
}

/// How far a subscription is.
enum Place {
    AtTheGate,
    Following { _followed: Followed },
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
        self.by_id.insert(sub.id, Place::AtTheGate);
        self.gate.push(Box::pin(async move {
            let passed = pass(&subscriber, &sub).await;
            (sub, passed)
        }));
        true
    }

    /// Whether the gate has dealt with all of them.
    pub(super) fn is_at_rest(&self) -> bool {
        self.gate.is_empty()
    }

    /// The next subscription that the gate has dealt with.
    pub(super) async fn next(&mut self) -> (Sub, Subscribed) {
        match self.gate.next().await {
            Some(done) => done,
            None => pending().await,
        }
    }

    /// Follows the channel that the gate has let through, unless it was given up meanwhile.
    pub(super) fn settle(
        &mut self,
        state: &Shared,
        sub: &Sub,
        passed: Subscribed,
        outbox: &Outbox,
    ) {
        if !matches!(self.by_id.get(&sub.id), Some(Place::AtTheGate)) {
            return;
        }
        let id = sub.id;
        if passed.is_err() {
            self.by_id.remove(&id);
            return outbox.send(&ServerFrame::Denied { id });
        }
        let outbox = outbox.clone();
        let listener = Ear { id, outbox };
        match state.db.hub().follow(&sub.channel, sub.cursor, listener) {
            Some(followed) => {
                let following = Place::Following {
                    _followed: followed,
                };
                self.by_id.insert(id, following);
            }
            None => {
                self.by_id.remove(&id);
            }
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
    } = subscriber;
    let internal = || Failure::Internal {
        trace_id: request.trace_id().to_owned(),
    };
    let identified = identify(state, client, request.clone()).await;
    let request = identified.map_err(|_| internal())?;
    if !is_proven(state, client, &request, who.bytes()) {
        return Err(Failure::Unauthorized);
    }
    let gate = state
        .application
        .subscribe(&request, client.name, &sub.url, &sub.channel);
    let passed = catch_panic(request.trace(), "authorize", gate).await;
    passed.unwrap_or_else(|_| Err(internal()))
}

/// A subscription's end of the connection.
struct Ear {
    id: u64,
    outbox: Outbox,
}

impl Listener for Ear {
    fn begin(&self, cursor: Cursor) {
        let id = self.id;
        self.outbox.send(&ServerFrame::Following { id, cursor });
    }

    fn hear(&self, event: &Event) -> bool {
        self.outbox.send_event(EventFrame {
            id: self.id,
            previous: event.previous,
            seq: event.seq,
            body: event.body.to_vec(),
        })
    }

    fn reset(&self) {
        self.outbox.send(&ServerFrame::Reset { id: self.id });
    }
}
