//! Sign-ins that end from outside of their sessions: by a transaction, everywhere at once, and because nobody is there.

use std::sync::atomic::Ordering;
use std::time::Duration;

use rally_runtime::auth::{SignIns, revoke};
use rally_runtime::db::DbError;
use rally_runtime::wire::frame::{CallFrame, ClientFrame, Farewell, Refusal, ServerFrame, Stamp};
use rally_runtime::wire::to_bytes;

use crate::harness::environment;
use crate::member_server::{MemberServer, tab};
use crate::members::{Known, Members, SECRET, SIGN_OUT_EVERYWHERE, Secret};
use crate::tab::{Socket, Tab, call};

fn secret(n: u64, stamp: Stamp) -> CallFrame {
    call(n, stamp, SECRET, to_bytes(&Secret {}))
}

impl Socket {
    /// Waits for the word that somebody else is there, or nobody, and for the end.
    async fn hears_of_an_end(&mut self) {
        let bye = ServerFrame::Bye {
            why: Farewell::Identity,
            after_millis: 500,
        };
        assert_eq!(self.receive().await, bye);
        assert_eq!(self.next().await, None);
    }

    async fn goes_on(&mut self) {
        self.send(&ClientFrame::Ping).await;
        assert_eq!(self.receive().await, ServerFrame::Pong);
    }
}

impl Tab {
    async fn is_refused(&mut self) {
        let mut socket = self.browser.connect().await;
        socket.send(&ClientFrame::Hello(self.hello())).await;
        assert_eq!(
            socket.receive().await,
            ServerFrame::Refuse(Refusal::Identity)
        );
    }
}

async fn end(server: &MemberServer, sign_ins: SignIns) -> usize {
    let ended = server
        .db
        .transaction(async |tx| revoke(tx, &sign_ins).await);
    ended.await.unwrap()
}

#[actix_web::test]
async fn revoking_closes_the_sockets_of_every_session() {
    let server = MemberServer::start().await;
    let (mut first, mut one, _) = tab(server.signed_in("7").await).await;
    let (mut second, mut two, _) = tab(server.signed_in("7").await).await;
    let (_third, mut other, _) = tab(server.signed_in("3").await).await;
    assert_eq!(end(&server, SignIns::of("public", "7")).await, 2);
    one.hears_of_an_end().await;
    two.hears_of_an_end().await;
    other.goes_on().await;
    for tab in [&mut first, &mut second] {
        tab.is_refused().await;
        assert_eq!(tab.browser.get("/secret").await.status, 303);
    }
    assert_eq!(server.subjects().await, ["3"]);
    assert_eq!(end(&server, SignIns::of("public", "7")).await, 0);
    assert_eq!(
        end(&server, SignIns::of("admin", "3")).await,
        0,
        "another client"
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn what_is_rolled_back_ends_nothing() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, _) = tab(server.signed_in("7").await).await;
    let undone = server.db.transaction(async |tx| {
        assert_eq!(revoke(tx, &SignIns::of("public", "7")).await, Ok(1));
        Err::<(), _>(DbError::Closed)
    });
    assert_eq!(undone.await, Err(DbError::Closed));
    socket.goes_on().await;
    assert_eq!(tab.browser.get("/secret").await.status, 200);
    server.running.stop().await;
}

#[actix_web::test]
async fn one_session_ends_or_all_but_one() {
    let server = MemberServer::start().await;
    let (_first, mut one, stamp) = tab(server.signed_in("7").await).await;
    let (_second, mut two, _) = tab(server.signed_in("7").await).await;
    one.call(&secret(1, stamp)).await.unwrap();
    let session = server.app.last_session();
    let others = SignIns::of("public", "7").except(session);
    assert_eq!(end(&server, others).await, 1);
    two.hears_of_an_end().await;
    one.goes_on().await;
    assert_eq!(
        end(&server, SignIns::of_session(session).except(session)).await,
        0
    );
    one.goes_on().await;
    assert_eq!(end(&server, SignIns::of_session(session)).await, 1);
    one.hears_of_an_end().await;
    server.running.stop().await;
}

#[actix_web::test]
async fn signing_out_everywhere_answers_and_ends_the_others() {
    let server = MemberServer::start().await;
    let (mut first, mut socket, stamp) = tab(server.signed_in("7").await).await;
    let (mut second, mut other, _) = tab(server.signed_in("7").await).await;
    let out = call(1, stamp, SIGN_OUT_EVERYWHERE, to_bytes(&Secret {}));
    let (answer, token) = socket.call_to_redeem(&out).await;
    assert!(answer.is_ok());
    other.goes_on().await;
    let page = first.browser.redeem(first.id, &token).await;
    assert_eq!(page.status, 200);
    other.hears_of_an_end().await;
    second.is_refused().await;
    for tab in [&mut first, &mut second] {
        assert_eq!(tab.browser.get("/secret").await.status, 303);
    }
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

/// A server that asks all the time who is there.
async fn curious() -> MemberServer {
    let app = Members {
        recheck: Duration::from_millis(20),
        ..Members::default()
    };
    MemberServer::start_app(app, environment(&[])).await
}

#[actix_web::test]
async fn whoever_is_nobody_any_more_does_not_stay() {
    let server = curious().await;
    let (mut member, mut socket, _) = tab(server.signed_in("7").await).await;
    let (_stranger, mut strange, _) = tab(server.browser()).await;
    socket.goes_on().await;
    server.app.known.store(Known::Gone as u8, Ordering::SeqCst);
    socket.hears_of_an_end().await;
    member.is_refused().await;
    assert!(server.subjects().await.is_empty());
    strange.goes_on().await;
    server.running.stop().await;
}

#[actix_web::test]
async fn of_whom_nobody_can_tell_nobody_is_let_through_or_signed_out() {
    let server = curious().await;
    let (mut member, mut socket, _) = tab(server.signed_in("7").await).await;
    server
        .app
        .known
        .store(Known::Unknown as u8, Ordering::SeqCst);
    let bye = ServerFrame::Bye {
        why: Farewell::Overload,
        after_millis: 5_000,
    };
    assert_eq!(socket.receive().await, bye);
    let (mut again, _) = member.connect().await;
    assert_eq!(again.receive().await, bye, "asked at once when it is back");
    server.app.known.store(Known::Well as u8, Ordering::SeqCst);
    let (mut again, stamp) = member.connect().await;
    assert!(again.call(&secret(1, stamp)).await.is_ok());
    assert_eq!(server.subjects().await, ["7"]);
    server.running.stop().await;
}
