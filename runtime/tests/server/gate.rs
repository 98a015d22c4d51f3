//! The gate from outside: who is sent to sign in, who is refused, and what signing in by a form does to a session.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::db::{self, Query};
use rally_runtime::page::Failure;
use rally_runtime::wire::frame::{
    ClientFrame, Farewell, FromModel, Navigated, ServerFrame, ToModel,
};
use rally_runtime::wire::to_bytes;
use rally_runtime::wire::{Parting, decode_all};

use crate::harness::{Browser, encode_form};
use crate::member_server::{MemberServer, fields, submit, tab};
use crate::members::{SECRET, Secret};
use crate::tab::call;

#[actix_web::test]
async fn nobody_is_sent_to_sign_in_with_the_way_back() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/secret?tab=a&x=1").await;
    assert_eq!(
        (page.status.as_u16(), page.header("location")),
        (303, "/sign-in?next=%2Fsecret%3Ftab%3Da%26x%3D1")
    );
    assert_eq!(server.runs(), 0);
    server.running.stop().await;
}

#[actix_web::test]
async fn nobody_calls_nothing_by_socket_form_or_parting() {
    let server = MemberServer::start().await;
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let secret = call(1, stamp, SECRET, to_bytes(&Secret {}));
    assert_eq!(
        socket.call(&secret).await,
        Err(Failure::Unauthorized),
        "by a socket"
    );
    let page = tab.browser.get("/sign-in").await;
    let answer = submit(&mut tab.browser, "/sign-in", &page, 1, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text_of("said")),
        (403, "Err(Failed(Unauthorized))".to_owned()),
        "by a form of a page that everybody may see"
    );
    let answer = submit(&mut tab.browser, "/secret", &page, 1, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/sign-in?next=%2Fsecret"),
        "by a form of a page that they may not see"
    );
    let parting = Parting {
        hello: tab.hello(),
        calls: vec![call(2, stamp, SECRET, to_bytes(&Secret {}))],
    };
    let origin = tab.browser.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/msgpack"),
    ];
    let path = "/_rally/calls/public";
    let taken = tab
        .browser
        .send(Method::POST, path, &headers, to_bytes(&parting))
        .await;
    assert_eq!(taken.status, 202);
    let app = server.app.clone();
    server.running.stop().await;
    assert_eq!(app.runs.load(Ordering::SeqCst), 0, "nothing has run");
}

#[actix_web::test]
async fn a_navigation_passes_the_same_gate() {
    let server = MemberServer::start().await;
    let (_, mut socket, _) = tab(server.browser()).await;
    let nav = |id, url: &str| ClientFrame::Nav {
        id,
        url: url.to_owned(),
    };
    socket.send(&nav(1, "/secret")).await;
    let expected = Navigated::Redirect {
        url: "/sign-in?next=%2Fsecret".to_owned(),
    };
    let reply = ServerFrame::NavReply {
        id: 1,
        page: expected,
    };
    assert_eq!(socket.receive().await, reply);
    assert_eq!(server.runs(), 0);
    let (_, mut socket, _) = tab(server.signed_in("8").await).await;
    socket.send(&nav(1, "/secret")).await;
    let expected = Navigated::Document {
        url: "/secret".to_owned(),
    };
    let reply = ServerFrame::NavReply {
        id: 1,
        page: expected,
    };
    assert_eq!(
        socket.receive().await,
        reply,
        "the document says that it is forbidden"
    );
    socket.send(&nav(2, "/enter")).await;
    let expected = Navigated::Document {
        url: "/enter".to_owned(),
    };
    let reply = ServerFrame::NavReply {
        id: 2,
        page: expected,
    };
    assert_eq!(
        socket.receive().await,
        reply,
        "only a document sets a cookie"
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn somebody_who_has_signed_in_may() {
    let server = MemberServer::start().await;
    let mut browser = server.signed_in("7").await;
    let page = browser.get("/secret").await;
    assert_eq!(
        (page.status.as_u16(), page.text_of("said")),
        (200, "7".to_owned())
    );
    let answer = submit(&mut browser, "/secret", &page, 1, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text_of("said")),
        (200, "Ok(\"7\")".to_owned())
    );
    let (_, mut socket, stamp) = tab(browser).await;
    let answer = socket
        .call(&call(1, stamp, SECRET, to_bytes(&Secret {})))
        .await;
    let answer: Result<String, String> = decode_all(&answer.unwrap()).unwrap();
    assert_eq!(answer, Ok("7".to_owned()));
    server.running.stop().await;
}

#[actix_web::test]
async fn whom_authorize_refuses_is_told_what_it_says() {
    let server = MemberServer::start().await;
    for (subject, status) in [("8", 403), ("9", 404)] {
        let mut browser = server.signed_in(subject).await;
        assert_eq!(browser.get("/secret").await.status, status, "{subject}");
        let (_, mut socket, stamp) = tab(browser).await;
        let secret = call(1, stamp, SECRET, to_bytes(&Secret {}));
        assert_eq!(
            socket.call(&secret).await,
            Err(Failure::Forbidden),
            "{subject}"
        );
    }
    assert_eq!(server.runs(), 0);
    server.running.stop().await;
}

#[actix_web::test]
async fn whom_nobody_can_tell_is_an_error_and_stays_signed_in() {
    let server = MemberServer::start().await;
    let mut browser = server.signed_in("broken").await;
    let page = browser.get("/secret").await;
    assert_eq!((page.status.as_u16(), page.header("location")), (500, ""));
    assert!(!page.text().contains("members cannot"), "{}", page.text());
    assert_eq!(server.subjects().await, ["broken"]);
    let mut browser = server.signed_in("gone").await;
    let page = browser.get("/secret").await;
    assert_eq!(page.status, 303, "somebody who is no more has to sign in");
    assert_eq!(server.runs(), 0);
    server.running.stop().await;
}

#[actix_web::test]
async fn signing_in_gives_the_session_another_name() {
    let server = MemberServer::start().await;
    let mut victim = server.browser();
    let page = victim.get("/sign-in").await;
    let planted = victim.cookie.clone().unwrap();
    submit(&mut victim, "/sign-in", &page, 0, &[("subject", "7")]).await;
    assert_ne!(victim.cookie.as_ref(), Some(&planted));
    let mut attacker = server.browser();
    attacker.cookie = Some(planted);
    assert_eq!(attacker.get("/secret").await.status, 303);
    assert_eq!(victim.get("/secret").await.status, 200);
    let signed_in = victim.cookie.clone().unwrap();
    let again = victim.get("/sign-in").await;
    submit(&mut victim, "/sign-in", &again, 0, &[("subject", "7")]).await;
    attacker.cookie = Some(signed_in);
    assert_eq!(
        attacker.get("/secret").await.status,
        303,
        "the old name is worth nothing"
    );
    assert_eq!(server.subjects().await, ["7"]);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_form_that_is_posted_twice_at_once_signs_in_both_times() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/sign-in").await;
    let mut second = Browser {
        address: browser.address,
        cookie: browser.cookie.clone(),
    };
    let (first, again) = futures_util::future::join(
        submit(&mut browser, "/sign-in", &page, 0, &[("subject", "7")]),
        submit(&mut second, "/sign-in", &page, 0, &[("subject", "7")]),
    )
    .await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (303, 303));
    assert_eq!(browser.get("/secret").await.status, 200);
    assert_eq!(second.get("/secret").await.status, 200);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_refusal_signs_nobody_in() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/sign-in").await;
    let before = browser.cookie.clone();
    let answer = submit(&mut browser, "/sign-in", &page, 0, &[("subject", "")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(browser.cookie, before);
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn a_load_signs_in_and_out_by_a_redirect() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let entered = browser.get("/enter").await;
    assert_eq!(
        (entered.status.as_u16(), entered.header("location")),
        (303, "/secret")
    );
    assert_eq!(browser.get("/secret").await.status, 200);
    let signed_in = browser.cookie.clone();
    assert_eq!(browser.get("/leave").await.status, 303);
    assert_eq!(browser.get("/secret").await.status, 303);
    browser.cookie = signed_in;
    assert_eq!(
        browser.get("/secret").await.status,
        303,
        "the old name is worth nothing"
    );
    assert!(server.subjects().await.is_empty());
    for wrong in ["/enter-page", "/enter-another"] {
        let before = browser.cookie.clone();
        let page = browser.get(wrong).await;
        assert_eq!(
            (page.status.as_u16(), page.header("set-cookie")),
            (500, ""),
            "{wrong}"
        );
        assert_eq!(browser.cookie, before);
    }
    assert!(server.subjects().await.is_empty());
    server.running.stop().await;
}

#[actix_web::test]
async fn a_tab_of_somebody_who_is_signed_in_no_more_calls_nothing() {
    static FORGET: Query = Query {
        name: "forget",
        sql: "DELETE FROM rally_session",
    };
    let server = MemberServer::start().await;
    let (_tab, mut socket, stamp) = tab(server.signed_in("7").await).await;
    let forgotten = server
        .db
        .transaction(async |tx| db::execute(tx, &FORGET, Vec::new()).await);
    assert_eq!(forgotten.await, Ok(1));
    let secret = call(1, stamp, SECRET, to_bytes(&Secret {}));
    assert_eq!(socket.call(&secret).await, Err(Failure::Unauthorized));
    socket
        .send(&ClientFrame::Nav {
            id: 1,
            url: "/secret".to_owned(),
        })
        .await;
    let expected = Navigated::Document {
        url: "/secret".to_owned(),
    };
    let reply = ServerFrame::NavReply {
        id: 1,
        page: expected,
    };
    assert_eq!(
        socket.receive().await,
        reply,
        "it is to load its document again"
    );
    assert_eq!(server.runs(), 0);
    server.running.stop().await;
}

#[actix_web::test]
async fn each_message_to_a_model_passes_the_gate() {
    let server = MemberServer::start().await;
    for subject in ["", "8", "9", "gone", "broken"] {
        let browser = match subject {
            "" => server.browser(),
            _ => server.signed_in(subject).await,
        };
        let (_tab, mut socket, _) = tab(browser).await;
        socket.open(1, "/secret", None).await;
        assert_eq!(socket.hear_model(1).await, FromModel::Denied, "{subject}");
    }
    let (tab, mut socket, _) = tab(server.signed_in("7").await).await;
    socket.open(1, "/secret", None).await;
    let FromModel::Begun { epoch, .. } = socket.hear_model(1).await else {
        panic!("no model")
    };
    let body = to_bytes(&"7".to_owned());
    assert_eq!(
        socket.hear_model(1).await,
        FromModel::Message { seq: 1, body }
    );
    let message = to_bytes(&"hello".to_owned());
    let send = |k| ToModel::Send {
        epoch,
        k,
        message: message.clone(),
    };
    socket.say_to_model(1, send(1)).await;
    let echo = FromModel::Message {
        seq: 2,
        body: message.clone(),
    };
    assert_eq!(socket.hear_model(1).await, echo);
    assert_eq!(socket.hear_model(1).await, FromModel::Taken { k: 1 });
    let before = server.runs();
    let mut browser = tab.browser;
    assert_eq!(browser.get("/leave").await.status, 303);
    socket.say_to_model(1, send(2)).await;
    let why = Farewell::Identity;
    let after_millis = 500;
    let bye = ServerFrame::Bye { why, after_millis };
    assert_eq!(socket.receive().await, bye, "somebody has left");
    assert_eq!(server.runs(), before);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_page_for_one_person_is_not_posted_by_another() {
    let server = MemberServer::start().await;
    let mut browser = server.signed_in("7").await;
    let page = browser.get("/secret").await;
    let fields = fields(&page, 1, &[]);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut other = server.signed_in("3").await;
    assert_eq!(other.post("/secret", &fields).await.status, 409);
    let evil = [
        ("origin", "https://evil.example"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let before = server.runs();
    let answer = browser
        .send(Method::POST, "/secret", &evil, encode_form(&fields))
        .await;
    assert_eq!(answer.status, 403, "another site");
    assert_eq!(server.runs(), before);
    server.running.stop().await;
}
