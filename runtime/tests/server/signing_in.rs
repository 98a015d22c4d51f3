//! Signing in over a socket: the token, whom it is for, what redeeming it does, and what does not work.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::page::{Failure, MethodId};
use rally_runtime::wire::frame::{ClientFrame, Farewell, Refusal, ServerFrame, Stamp, TabId};
use rally_runtime::wire::redemption::{Redeemed, Redemption};
use rally_runtime::wire::{Parting, decode_all, to_bytes};

use crate::harness::{Browser, Page, environment};
use crate::member_server::{MemberServer, submit, tab};
use crate::members::{
    SECRET, SIGN_IN, SIGN_IN_NOTED, SIGN_IN_NOWHERE, SIGN_IN_SLOWLY, SIGN_OUT, Secret, SignIn,
};
use crate::tab::{Socket, Tab, call};

const ADDRESS: &str = "/_rally/redeem/public";

fn sign_in(n: u64, stamp: Stamp, subject: &str) -> rally_runtime::wire::frame::CallFrame {
    let subject = subject.to_owned();
    call(n, stamp, SIGN_IN, to_bytes(&SignIn { subject }))
}

fn empty(n: u64, stamp: Stamp, method: MethodId) -> rally_runtime::wire::frame::CallFrame {
    call(n, stamp, method, to_bytes(&Secret {}))
}

fn said(text: &str) -> Result<Vec<u8>, Failure> {
    Ok(to_bytes(&Ok::<String, String>(text.to_owned())))
}

impl Browser {
    /// The same browser, or somebody who has its cookie.
    fn copy(&self) -> Self {
        Self {
            address: self.address,
            cookie: self.cookie.clone(),
        }
    }

    pub async fn redeem(&mut self, tab: TabId, token: &[u8]) -> Page {
        let origin = self.origin();
        self.redeem_from(&[("origin", &origin)], tab, token).await
    }

    async fn redeem_from(&mut self, from: &[(&str, &str)], tab: TabId, token: &[u8]) -> Page {
        let token = token.to_vec();
        let body = to_bytes(&Redemption { tab, token });
        let mut headers = vec![("content-type", "application/msgpack")];
        headers.extend(from);
        self.send(Method::POST, ADDRESS, &headers, body).await
    }
}

impl Page {
    fn redeemed(&self) -> Redeemed {
        assert_eq!(self.status, 200);
        decode_all(&self.body).unwrap()
    }
}

/// A tab whose call has been answered with a token for subject 7.
async fn tab_with_token(server: &MemberServer) -> (Tab, Socket, Vec<u8>) {
    let (tab, mut socket, stamp) = tab(server.browser()).await;
    let (answer, token) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    assert_eq!(answer, said("7"));
    (tab, socket, token)
}

/// Goes on as whoever the server says.
async fn go_on(tab: &mut Tab, redeemed: Redeemed) -> (Socket, Stamp) {
    tab.who = redeemed.who;
    tab.connect().await
}

#[actix_web::test]
async fn an_answer_with_a_token_signs_nobody_in() {
    let server = MemberServer::start().await;
    let (tab, mut socket, token) = tab_with_token(&server).await;
    assert_eq!(token.len(), 32);
    assert!(server.subjects().await.is_empty());
    let mut browser = tab.browser;
    assert_eq!(browser.get("/secret").await.status, 303);
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong, "the tab goes on");
    server.running.stop().await;
}

#[actix_web::test]
async fn a_redeemed_token_is_a_new_session_for_the_very_tab() {
    let server = MemberServer::start().await;
    let (mut tab, _socket, token) = tab_with_token(&server).await;
    let planted = tab.browser.cookie.clone();
    let page = tab.browser.redeem(tab.id, &token).await;
    let cookie = page.header("set-cookie").to_owned();
    assert!(cookie.starts_with("rally_session="), "{cookie}");
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/;", "; Max-Age="] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(
        !cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_ne!(tab.browser.cookie, planted);
    let redeemed = page.redeemed();
    assert_ne!(redeemed.who, tab.who);
    let context: Option<String> = decode_all(&redeemed.context.clone().unwrap().0).unwrap();
    assert_eq!(
        context.as_deref(),
        Some("7"),
        "made for whoever has signed in"
    );
    let (mut socket, stamp) = go_on(&mut tab, redeemed).await;
    assert_eq!(socket.call(&empty(2, stamp, SECRET)).await, said("7"));
    assert_eq!(tab.browser.get("/secret").await.status, 200);
    assert_eq!(server.subjects().await, ["7"]);
    server.running.stop().await;
}

#[actix_web::test]
async fn production_binds_the_cookie_to_host_and_tls() {
    let production = environment(&[
        ("APP_ENV", "prod"),
        ("APP_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ORIGINS", "https://example.org"),
    ]);
    let server = MemberServer::start_with(production).await;
    let host = ("host", "example.org");
    let origin = ("origin", "https://example.org");
    let mut browser = server.browser();
    let page = browser.send(Method::GET, "/sign-in", &[host], "").await;
    let mut tab = Tab {
        browser,
        id: TabId([7; 16]),
        connection: 0,
        who: page.who_proof(),
    };
    let mut socket = tab.browser.upgrade(&[host, origin]).await.unwrap();
    socket.send(&ClientFrame::Hello(tab.hello())).await;
    let ServerFrame::Welcome { stamp } = socket.receive().await else {
        panic!("no welcome");
    };
    let (_, token) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    let page = tab
        .browser
        .redeem_from(&[host, origin], tab.id, &token)
        .await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-rally_session="), "{cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/;"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    server.running.stop().await;
}

#[actix_web::test]
async fn a_token_is_redeemed_once() {
    let server = MemberServer::start().await;
    let (tab, _socket, token) = tab_with_token(&server).await;
    let (mut browser, mut old) = (tab.browser.copy(), tab.browser);
    assert_eq!(browser.redeem(tab.id, &token).await.status, 200);
    let signed_in = browser.cookie.clone();
    for again in [&mut old, &mut browser] {
        let page = again.redeem(tab.id, &token).await;
        assert_eq!((page.status.as_u16(), page.header("set-cookie")), (403, ""));
    }
    assert_eq!(browser.cookie, signed_in);
    assert_eq!(old.get("/secret").await.status, 303);
    assert_eq!(server.subjects().await, ["7"]);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_token_is_worth_nothing_to_anybody_else() {
    let server = MemberServer::start().await;
    for thief in ["another session", "no session", "another tab"] {
        let (mut tab, _socket, token) = tab_with_token(&server).await;
        let mut browser = server.browser();
        let mut id = tab.id;
        match thief {
            "another session" => drop(browser.get("/sign-in").await),
            "another tab" => {
                browser = tab.browser.copy();
                id = TabId([9; 16]);
            }
            _ => {}
        }
        let page = browser.redeem(id, &token).await;
        assert_eq!(
            (page.status.as_u16(), page.header("set-cookie")),
            (403, ""),
            "{thief}"
        );
        let page = tab.browser.redeem(tab.id, &token).await;
        assert_eq!(
            page.status, 403,
            "{thief} knows it, so it is worth nothing any more"
        );
    }
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn another_site_redeems_nothing() {
    let server = MemberServer::start().await;
    let (mut tab, _socket, token) = tab_with_token(&server).await;
    let origin = tab.browser.origin();
    let own = ("origin", origin.as_str());
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[own, ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        // No browser of today says neither.
        &[],
    ];
    for from in foreign {
        let page = tab.browser.redeem_from(from, tab.id, &token).await;
        assert_eq!(
            (page.status.as_u16(), page.header("set-cookie")),
            (403, ""),
            "{from:?}"
        );
    }
    assert!(server.subjects().await.is_empty());
    let page = tab.browser.redeem(tab.id, &token).await;
    assert_eq!(page.status, 200, "nor is it used up");
    server.running.stop().await;
}

#[actix_web::test]
async fn what_is_no_redemption_is_refused() {
    let server = MemberServer::start().await;
    let (mut tab, _socket, token) = tab_with_token(&server).await;
    let origin = tab.browser.origin();
    let body = to_bytes(&Redemption {
        tab: tab.id,
        token: token.clone(),
    });
    let msgpack = "application/msgpack";
    let long = to_bytes(&Redemption {
        tab: tab.id,
        token: vec![0; 2_000],
    });
    let cases = [
        (ADDRESS, "text/plain", body.clone(), 415),
        (
            ADDRESS,
            "application/msgpack; charset=utf-8",
            body.clone(),
            415,
        ),
        (ADDRESS, msgpack, b"garbage".to_vec(), 400),
        (ADDRESS, msgpack, Vec::new(), 400),
        (ADDRESS, msgpack, long, 413),
        ("/_rally/redeem/nowhere", msgpack, body, 404),
    ];
    for (path, content_type, body, status) in cases {
        let headers = [("origin", origin.as_str()), ("content-type", content_type)];
        let page = tab.browser.send(Method::POST, path, &headers, body).await;
        assert_eq!(
            (page.status.as_u16(), page.header("set-cookie")),
            (status, ""),
            "{path}"
        );
    }
    assert_eq!(tab.browser.get(ADDRESS).await.status, 404);
    assert_eq!(tab.browser.redeem(tab.id, &[]).await.status, 403);
    assert_eq!(tab.browser.redeem(tab.id, &token).await.status, 200);
    server.running.stop().await;
}

#[actix_web::test]
async fn whoever_has_planted_the_session_stays_nobody() {
    let server = MemberServer::start().await;
    let mut attacker = server.browser();
    attacker.get("/sign-in").await;
    let (mut eavesdropper, mut listening, _) = tab(attacker.copy()).await;
    let (mut victim, mut socket, stamp) = tab(attacker.copy()).await;
    let (_, token) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    assert_eq!(
        attacker.get("/secret").await.status,
        303,
        "before it is redeemed"
    );
    let redeemed = victim.browser.redeem(victim.id, &token).await.redeemed();
    let bye = ServerFrame::Bye {
        why: Farewell::Identity,
        after_millis: 500,
    };
    assert_eq!(
        listening.receive().await,
        bye,
        "the other sockets of that session are closed"
    );
    assert_eq!(listening.next().await, None);
    assert_eq!(attacker.get("/secret").await.status, 303);
    let mut again = eavesdropper.browser.connect().await;
    again.send(&ClientFrame::Hello(eavesdropper.hello())).await;
    assert!(
        matches!(again.receive().await, ServerFrame::Welcome { .. }),
        "as nobody, which it was"
    );
    let stamp = Stamp {
        at: stamp.at + 1,
        ..stamp
    };
    let answer = again.call(&empty(2, stamp, SECRET)).await;
    assert_eq!(answer, Err(Failure::Unauthorized));
    eavesdropper.who.clone_from(&redeemed.who);
    let mut forged = eavesdropper.browser.connect().await;
    forged.send(&ClientFrame::Hello(eavesdropper.hello())).await;
    assert_eq!(
        forged.receive().await,
        ServerFrame::Refuse(Refusal::Identity),
        "the victim's proof is nothing without its cookie"
    );
    let mut intruder = attacker.connect().await;
    let hello = rally_runtime::wire::frame::Hello {
        tab: victim.id,
        ..eavesdropper.hello()
    };
    let (mut own, _) = go_on(&mut victim, redeemed).await;
    intruder.send(&ClientFrame::Hello(hello)).await;
    assert_eq!(
        intruder.receive().await,
        ServerFrame::Refuse(Refusal::Identity)
    );
    own.send(&ClientFrame::Ping).await;
    assert_eq!(own.receive().await, ServerFrame::Pong);
    server.running.stop().await;
}

#[actix_web::test]
async fn the_other_tabs_are_told_and_load_again() {
    let server = MemberServer::start().await;
    let (mut first, mut socket, stamp) = tab(server.browser()).await;
    let (mut second, mut other, _) = tab(first.browser.copy()).await;
    let (_, token) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    assert_eq!(first.browser.redeem(first.id, &token).await.status, 200);
    assert!(matches!(
        other.receive().await,
        ServerFrame::Bye {
            why: Farewell::Identity,
            ..
        }
    ));
    assert_eq!(other.next().await, None);
    // Tabs of one browser have one cookie.
    second.browser.cookie.clone_from(&first.browser.cookie);
    let mut other = second.browser.connect().await;
    other.send(&ClientFrame::Hello(second.hello())).await;
    assert_eq!(
        other.receive().await,
        ServerFrame::Refuse(Refusal::Identity)
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn a_form_closes_the_sockets_of_the_old_session_too() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, _) = tab(server.browser()).await;
    let page = tab.browser.get("/sign-in").await;
    let answer = submit(&mut tab.browser, "/sign-in", &page, 0, &[("subject", "7")]).await;
    assert_eq!(answer.status, 303);
    assert!(matches!(
        socket.receive().await,
        ServerFrame::Bye {
            why: Farewell::Identity,
            ..
        }
    ));
    server.running.stop().await;
}

#[actix_web::test]
async fn a_connection_that_has_not_said_hello_is_told_too() {
    let server = MemberServer::start().await;
    let (mut tab, _socket, token) = tab_with_token(&server).await;
    let mut silent = tab.browser.connect().await;
    let mut old = Tab {
        browser: tab.browser.copy(),
        id: TabId([8; 16]),
        connection: 0,
        who: tab.who.clone(),
    };
    assert_eq!(tab.browser.redeem(tab.id, &token).await.status, 200);
    silent.send(&ClientFrame::Hello(old.hello())).await;
    assert!(matches!(
        silent.receive().await,
        ServerFrame::Bye {
            why: Farewell::Identity,
            ..
        }
    ));
    server.running.stop().await;
}

#[actix_web::test]
async fn signing_out_over_a_socket_is_the_same() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, stamp) = tab(server.signed_in("7").await).await;
    let known = tab.browser.copy();
    assert_eq!(socket.call(&empty(1, stamp, SECRET)).await, said("7"));
    let (answer, token) = socket.call_to_redeem(&empty(2, stamp, SIGN_OUT)).await;
    assert_eq!(answer, said("out"));
    let redeemed = tab.browser.redeem(tab.id, &token).await.redeemed();
    let context: Option<String> = decode_all(&redeemed.context.clone().unwrap().0).unwrap();
    assert_eq!(context, None);
    let (mut socket, stamp) = go_on(&mut tab, redeemed).await;
    let answer = socket.call(&empty(3, stamp, SECRET)).await;
    assert_eq!(answer, Err(Failure::Unauthorized));
    for mut browser in [tab.browser, known] {
        assert_eq!(browser.get("/secret").await.status, 303);
    }
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn a_refusal_and_a_mistake_have_no_token() {
    let server = MemberServer::start().await;
    let (_tab, mut socket, stamp) = tab(server.browser()).await;
    let answer = socket.call(&sign_in(1, stamp, "")).await;
    assert_eq!(
        answer,
        Ok(to_bytes(&Err::<String, String>("no".to_owned())))
    );
    let answer = socket.call(&empty(2, stamp, SIGN_IN_NOWHERE)).await;
    assert!(
        matches!(answer, Err(Failure::Internal { .. })),
        "{answer:?}"
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn an_answer_that_was_lost_comes_again_with_a_token_that_works() {
    let server = MemberServer::start().await;
    let (mut tab, socket, token) = tab_with_token(&server).await;
    drop(socket);
    let (mut socket, stamp) = tab.connect().await;
    let (answer, again) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    assert_eq!(answer, said("7"));
    assert_ne!(again, token);
    assert_eq!(tab.browser.redeem(tab.id, &again).await.status, 200);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_sign_in_that_another_process_has_answered_is_unknown() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let call = empty(1, stamp, SIGN_IN_NOTED);
    assert_eq!(socket.call_to_redeem(&call).await.0, said("7"));
    let server = server.restart().await;
    tab.browser.address = server.running.address();
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&call).await,
        Err(Failure::Unknown),
        "the token is gone, and `Ok` would be untrue"
    );
    assert_eq!(
        server.app.sign_ins.load(Ordering::SeqCst),
        0,
        "nor does it run again"
    );
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn a_tab_that_is_left_signs_nobody_in() {
    let server = MemberServer::start().await;
    let (mut tab, socket, stamp) = tab(server.browser()).await;
    drop(socket);
    let parting = Parting {
        hello: tab.hello(),
        calls: vec![sign_in(1, stamp, "7")],
    };
    let origin = tab.browser.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/msgpack"),
    ];
    let body = to_bytes(&parting);
    let page = tab
        .browser
        .send(Method::POST, "/_rally/calls/public", &headers, body)
        .await;
    assert_eq!((page.status.as_u16(), page.header("set-cookie")), (202, ""));
    assert_eq!(tab.browser.get("/secret").await.status, 303);
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn what_waits_when_somebody_signs_in_is_not_done() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let (other, mut slow, slow_stamp) = crate::member_server::tab(tab.browser.copy()).await;
    // The other tab works, and more waits behind it.
    slow.send(&ClientFrame::Call(empty(1, slow_stamp, SIGN_IN_SLOWLY)))
        .await;
    slow.send(&ClientFrame::Call(empty(2, slow_stamp, SIGN_IN_SLOWLY)))
        .await;
    slow.send(&ClientFrame::Ping).await;
    assert_eq!(slow.receive().await, ServerFrame::Pong);
    let (_, token) = socket.call_to_redeem(&sign_in(1, stamp, "7")).await;
    assert_eq!(tab.browser.redeem(tab.id, &token).await.status, 200);
    assert!(matches!(
        slow.receive().await,
        ServerFrame::Bye {
            why: Farewell::Identity,
            ..
        }
    ));
    server.app.gate.add_permits(2);
    drop(other);
    // It is waited for until it has ended.
    let app = server.app.clone();
    server.running.stop().await;
    assert_eq!(
        app.sign_ins.load(Ordering::SeqCst),
        1,
        "what ran ends, what waited never begins"
    );
}
