//! What a tab does between calls, by steps, without a server around it.
#![allow(clippy::unwrap_used)]

use futures_util::FutureExt as _;

use super::registry::new_tab;
use super::*;
use crate::env::{Environment, Mode};
use crate::migrate::Migrations;
use crate::page::{Entry, FormError, FormFields, MethodId, Time};
use crate::server::application::{Application, Called, LocalFuture, Opened, Rendered};
use crate::server::limits::Limits;
use crate::server::state::State;
use crate::test_db;

static CLIENT: ClientDefinition = ClientDefinition {
    name: "public",
    mount: "/",
    version: 1,
    has_auth: false,
    protocol: crate::wire::Protocol::Msgpack,
};

/// An app whose only handler never answers.
struct Endless;

impl Application for Endless {
    fn clients(&self) -> &'static [ClientDefinition] {
        std::slice::from_ref(&CLIENT)
    }

    fn open<'a>(&'a self, _: &'a Request, _: &'static str, _: &'a str) -> LocalFuture<'a, Opened> {
        Box::pin(async { Opened::NotFound })
    }

    fn mount(&self, _: &'static str, _: &str, _: &[u8], _: Time, _: Entry<'_>) -> Option<Rendered> {
        None
    }

    fn call<'a>(
        &'a self,
        _: &'a Request,
        _: &'static str,
        _: MethodId,
        _: &'a [u8],
        _: &'a [u8],
    ) -> LocalFuture<'a, Called> {
        Box::pin(pending())
    }

    fn form(
        &self,
        _: &'static str,
        _: &str,
        _: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        None
    }
}

pub(super) async fn state() -> Shared {
    let db = test_db::open(&Migrations::default()).unwrap();
    let environment = Environment::from_lookup(|_| None, Mode::Test).unwrap();
    let dist = tempfile::tempdir().unwrap();
    State::new(
        Box::new(Endless),
        db,
        environment,
        dist.path(),
        Limits::default(),
    )
    .await
    .unwrap()
}

pub(super) fn delivery<'a>(state: &'a Shared, tab: u8, request: &'a Request) -> Delivery<'a> {
    Delivery {
        state,
        client: &CLIENT,
        tab: TabId([tab; 16]),
        who: crate::server::visitor::proof(state, &CLIENT, request),
        request,
        since: Instant::now(),
    }
}

fn tab(state: &Shared) -> Tab {
    let (_, mailbox) = tokio::sync::mpsc::unbounded_channel();
    new_tab(&delivery(state, 1, &Request::for_test()), mailbox)
}

pub(super) fn frame(state: &Shared, n: u64, form_key: Option<String>) -> CallFrame {
    CallFrame {
        n,
        stamp: Stamp {
            database: state.database.0,
            at: now_millis(),
        },
        method: MethodId(1),
        params: Vec::new(),
        arguments: Vec::new(),
        done: 0,
        form_key,
    }
}

#[actix_web::test]
async fn a_tab_that_is_left_while_it_works_sleeps_until_the_work_is_done() {
    let state = state().await;
    let mut tab = tab(&state);
    tab.take_call(frame(&state, 1, None));
    tab.begin_next();
    tab.idle_since = Instant::now().checked_sub(TAB_IDLE * 2).unwrap();
    for _ in 0..100 {
        assert!(tab.next().now_or_never().is_none(), "nothing has happened");
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn whatever_a_waiting_call_holds_counts() {
    let state = state().await;
    let mut tab = tab(&state);
    for n in 1..=64 {
        tab.take_call(frame(&state, n, Some("k".repeat(1 << 20))));
    }
    let held: usize = tab
        .waiting
        .iter()
        .map(|call| call.form_key.as_ref().map_or(0, String::len))
        .sum();
    assert!(held <= MAX_WAITING_BYTES, "{held} bytes of keys wait");
}

#[actix_web::test]
async fn a_navigation_of_a_replaced_connection_stops_no_other() {
    let state = state().await;
    let mut tab = tab(&state);
    let outbox = || crate::server::socket::outbox(1 << 20, crate::wire::Protocol::Msgpack).0;
    let sockets = [SocketId::next(), SocketId::next()];
    for (connection, socket) in (1..).zip(sockets) {
        tab.take(ToTab::Attach {
            connection,
            socket,
            outbox: outbox(),
            request: Request::for_test(),
        });
    }
    let nav = |socket, id| ToTab::Nav {
        socket,
        id,
        url: "/".to_owned(),
    };
    tab.take(nav(sockets[1], 8));
    tab.take(nav(sockets[0], 7));
    let loaded = tab.navigation.as_mut().unwrap().await;
    assert_eq!(loaded.0, 8);
}

#[actix_web::test]
async fn a_tab_whose_session_has_ended_begins_nothing_more() {
    let state = state().await;
    let mut tab = tab(&state);
    let outbox = crate::server::socket::outbox(1 << 20, crate::wire::Protocol::Msgpack).0;
    let socket = SocketId::next();
    tab.take(ToTab::Attach {
        connection: 1,
        socket,
        outbox,
        request: Request::for_test(),
    });
    for n in 1..=3 {
        tab.take_call(frame(&state, n, None));
        tab.begin_next();
    }
    tab.take(ToTab::End);
    assert!(tab.is_running(1), "what runs ends by itself");
    assert!(tab.waiting.is_empty() && tab.waiting_bytes == 0);
    assert!(tab.connection.is_none());
    tab.take(ToTab::Call {
        socket: Some(socket),
        frame: frame(&state, 4, None),
    });
    assert!(tab.waiting.is_empty());
}
