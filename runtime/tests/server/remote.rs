//! Calls of other clients over HTTP: by names, by whoever they say they are, and once where they ask for that.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::db;
use rally_runtime::server::{Limits, RunningServer, Server};

use crate::harness::{Browser, Page, TestServer, environment};
use crate::member_server::submit;
use crate::members::Members;

const INCREMENT: &str = "/_rally/rpc/public/home/increment";
const SECRET: &str = "/_rally/rpc/public/secret/secret";
const SIGN_IN: &str = "/_rally/rpc/public/sign_in/sign_in";
const JSON: (&str, &str) = ("content-type", "application/json");
const PACKED: (&str, &str) = ("content-type", "application/msgpack");

/// Address, headers and body of a call, and the status and a part of the body of its answer.
type Refused<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, u16, &'a str);

fn key(key: &str) -> (&str, &str) {
    ("idempotency-key", key)
}

async fn call(
    browser: &mut Browser,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Vec<u8>>,
) -> (u16, String) {
    let answer = browser.send(Method::POST, path, headers, body).await;
    (answer.status.as_u16(), answer.text())
}

/// What the body of an answer says went wrong.
fn failure(answer: &Page) -> String {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(!body["message"].as_str().unwrap().is_empty());
    body["failure"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_call_is_made_by_names_and_answered_in_its_own_format() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    let answer = other
        .send(Method::POST, INCREMENT, &[JSON], r#"{"amount": 4}"#)
        .await;
    assert_eq!((answer.status.as_u16(), answer.text()), (200, "4\n".into()));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("set-cookie"), "", "nobody is given a session");
    let body = [&[0x81, 0xa6][..], b"amount", &[2]].concat();
    let answer = other.send(Method::POST, INCREMENT, &[PACKED], body).await;
    assert_eq!((answer.status.as_u16(), answer.body), (200, vec![6]));
    let path = "/_rally/rpc/public/games_id/increment?id=3";
    let answer = call(&mut other, path, &[JSON], r#"{"amount":1}"#).await;
    assert_eq!(answer, (200, "7\n".into()));
    assert_eq!(server.app.total().await, 7);
    server.stop().await;
}

#[actix_web::test]
async fn the_apps_own_error_is_told_as_such() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    assert_eq!(
        call(&mut other, INCREMENT, &[JSON], r#"{"amount":0}"#).await,
        (422, "{\"error\":\"nothing to add\"}\n".into())
    );
    server.stop().await;
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused_and_says_why() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    let large = format!(r#"{{"amount":1,"x":"{}"}}"#, "a".repeat(1 << 20));
    let games = "/_rally/rpc/public/games_id/increment";
    let cases: &[Refused<'_>] = &[
        (
            "/_rally/rpc/public/home/decrement",
            &[JSON],
            "{}",
            404,
            "public/home/decrement",
        ),
        ("/_rally/rpc/", &[JSON], "{}", 404, "no method"),
        (
            INCREMENT,
            &[],
            r#"{"amount":1}"#,
            415,
            "application/msgpack",
        ),
        (
            INCREMENT,
            &[("content-type", "application/json; charset=utf-8")],
            "{}",
            415,
            "exactly",
        ),
        (
            INCREMENT,
            &[("content-type", "text/plain")],
            r#"{"amount":1}"#,
            415,
            "exactly",
        ),
        (INCREMENT, &[JSON], "", 400, "not JSON"),
        (INCREMENT, &[JSON], "[1]", 400, "expected an object"),
        (
            INCREMENT,
            &[JSON],
            "{}",
            400,
            "$.amount: expected a whole number",
        ),
        (
            INCREMENT,
            &[JSON],
            r#"{"amount":"1"}"#,
            400,
            "found another text",
        ),
        (
            INCREMENT,
            &[JSON],
            r#"{"amount":1,"amount":2}"#,
            400,
            "twice",
        ),
        (
            INCREMENT,
            &[JSON],
            r#"{"ammount":1}"#,
            400,
            "expected \\\"amount\\\"",
        ),
        (INCREMENT, &[JSON], &"[".repeat(100_000), 400, "not JSON"),
        (INCREMENT, &[JSON], &large, 413, "1 MiB"),
        (
            games,
            &[JSON],
            r#"{"amount":1}"#,
            400,
            "in the address, $.id",
        ),
        (
            &format!("{games}?id=3&id=3"),
            &[JSON],
            r#"{"amount":1}"#,
            400,
            "once",
        ),
        (
            &format!("{games}?id=x"),
            &[JSON],
            r#"{"amount":1}"#,
            400,
            "in the address, $.id",
        ),
        (
            &format!("{games}?id={}", "1".repeat(9_000)),
            &[JSON],
            "{}",
            414,
            "8 KiB",
        ),
        (
            INCREMENT,
            &[JSON, key("short")],
            r#"{"amount":1}"#,
            400,
            "Idempotency-Key",
        ),
        (
            INCREMENT,
            &[JSON, key("with spaces inside of it")],
            r#"{"amount":1}"#,
            400,
            "UUID",
        ),
    ];
    for (path, headers, body, status, text) in cases {
        let answer = other.send(Method::POST, path, headers, *body).await;
        let said = answer.text();
        let shown = body.get(..40).unwrap_or(body);
        assert_eq!(
            answer.status.as_u16(),
            *status,
            "{path} {headers:?} {shown}: {said}"
        );
        assert!(said.contains(text), "{path} {shown}: {said}");
        failure(&answer);
    }
    let read = other.get(INCREMENT).await;
    assert_eq!((read.status.as_u16(), read.header("allow")), (405, "POST"));
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 0);
    server.stop().await;
}

#[actix_web::test]
async fn a_malformed_body_in_messagepack_is_told_in_messagepack() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    let answer = other
        .send(Method::POST, INCREMENT, &[PACKED], vec![0x81, 0xa6])
        .await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("content-type"), "application/msgpack");
    assert!(
        answer.body.starts_with(&[0x82, 0xa7]),
        "a map of two, \"failure\" first"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_call_with_a_key_is_done_once_also_by_the_next_server() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    let headers = [JSON, key("0b5c1a52-8c0e-4c0b-9d8e-1c2d3e4f5a6b")];
    for _ in 0..3 {
        let answer = call(&mut other, INCREMENT, &headers, r#"{"amount":4}"#).await;
        assert_eq!(answer, (200, "4\n".into()));
    }
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    let server = server.restart().await;
    let mut other = server.browser();
    let spaced = call(&mut other, INCREMENT, &headers, "{ \"amount\" : 4 }").await;
    assert_eq!(
        spaced,
        (200, "4\n".into()),
        "the same values, written otherwise"
    );
    let changed = other
        .send(Method::POST, INCREMENT, &headers, r#"{"amount":5}"#)
        .await;
    assert_eq!(
        (changed.status.as_u16(), failure(&changed)),
        (409, "key_reused".into())
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 0);
    let without = [JSON];
    for total in [5, 6] {
        let answer = call(&mut other, INCREMENT, &without, r#"{"amount":1}"#).await;
        assert_eq!(
            answer,
            (200, format!("{total}\n")),
            "without a key each is a call"
        );
    }
    server.stop().await;
}

#[actix_web::test]
async fn calls_with_one_key_that_meet_are_one() {
    let server = TestServer::start().await;
    let (mut first, mut second) = (server.browser(), server.browser());
    let headers = [JSON, key("meet-meet-meet-meet")];
    let slow = "/_rally/rpc/public/home/slow";
    server.app.gate.add_permits(1);
    let (one, two) = futures_util::join!(
        call(&mut first, slow, &headers, "{}"),
        call(&mut second, slow, &headers, "{}"),
    );
    assert_eq!((one, two), ((200, "1\n".into()), (200, "1\n".into())));
    assert_eq!(server.app.total().await, 1);
    server.stop().await;
}

#[actix_web::test]
async fn what_fails_inside_is_told_by_its_trace_id_alone() {
    let server = TestServer::start().await;
    let mut other = server.browser();
    for path in ["panic", "twice"] {
        let path = format!("/_rally/rpc/public/home/{path}");
        let answer = other.send(Method::POST, &path, &[JSON], "{}").await;
        assert_eq!(
            (answer.status.as_u16(), failure(&answer)),
            (500, "internal".into())
        );
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["trace_id"].as_str().unwrap().len(), 16, "{body}");
        assert!(!answer.text().contains("handler"));
    }
    assert_eq!(
        call(&mut other, "/_rally/rpc/public/home/count", &[JSON], "{}")
            .await
            .0,
        200
    );
    server.stop().await;
}

struct MemberServer {
    app: Members,
    running: RunningServer,
    _folder: tempfile::TempDir,
}

impl MemberServer {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = db::open(folder.path().join("test.db")).unwrap();
        let app = Members::default();
        let server = Server::new(app.clone(), db)
            .address(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .dist(folder.path().join("dist"))
            .workers(1);
        Self {
            app,
            running: server.start(environment(&[])).await.unwrap(),
            _folder: folder,
        }
    }

    fn browser(&self) -> Browser {
        Browser {
            address: self.running.address(),
            cookie: None,
        }
    }
}

#[actix_web::test]
async fn the_app_says_whose_an_authorization_is() {
    let server = MemberServer::start().await;
    let cases = [
        (None, 401, "unauthorized"),
        (Some("Bearer token-7"), 200, "7"),
        (Some("bearer token-7"), 200, "7"),
        (Some("Bearer stolen"), 401, "unauthorized"),
        (Some("Basic dG9rZW4tNzo="), 401, "unauthorized"),
        (Some("token-7"), 401, "unauthorized"),
        (Some("Bearer fault"), 500, "internal"),
        (Some("Bearer token-8"), 403, "forbidden"),
        (Some("Bearer token-9"), 403, "forbidden"),
        (Some("Bearer token-gone"), 401, "unauthorized"),
        (Some("Bearer token-broken"), 500, "internal"),
    ];
    for (authorization, status, text) in cases {
        let mut other = server.browser();
        let authorization = authorization.map(|value| ("authorization", value));
        let headers: Vec<_> = [JSON].into_iter().chain(authorization).collect();
        let answer = other.send(Method::POST, SECRET, &headers, "{}").await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{authorization:?}: {}",
            answer.text()
        );
        assert!(
            answer.text().contains(text),
            "{authorization:?}: {}",
            answer.text()
        );
        let asked = if status == 401 { "Bearer" } else { "" };
        assert_eq!(answer.header("www-authenticate"), asked);
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 2);
    server.running.stop().await;
}

#[actix_web::test]
async fn a_cookie_counts_for_our_own_pages_alone() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let origin = browser.origin();
    let own = [JSON, ("origin", origin.as_str())];
    let refused = call(&mut browser, SIGN_IN, &own, r#"{"subject":""}"#).await;
    assert_eq!(refused, (422, "{\"error\":\"no\"}\n".into()));
    assert_eq!(
        call(&mut browser, SECRET, &own, "{}").await.0,
        401,
        "nothing has changed"
    );
    let before = browser.cookie.clone();
    let signed_in = call(&mut browser, SIGN_IN, &own, r#"{"subject":"7"}"#).await;
    assert_eq!(signed_in, (200, "\"7\"\n".into()));
    assert_ne!(browser.cookie, before, "a session of another name");
    assert_eq!(
        call(&mut browser, SECRET, &own, "{}").await,
        (200, "\"7\"\n".into())
    );
    assert_eq!(
        call(&mut browser, SECRET, &[JSON], "{}").await.0,
        401,
        "from nowhere"
    );
    let credentials = [own[0], own[1], ("authorization", "Bearer token-3")];
    assert_eq!(
        call(&mut browser, SECRET, &credentials, "{}").await,
        (200, "\"3\"\n".into()),
        "what is brought on purpose counts alone"
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn whoever_has_no_session_yet_is_given_one_by_signing_in() {
    let server = MemberServer::start().await;
    let mut browser = server.browser();
    let origin = browser.origin();
    let own = [JSON, ("origin", origin.as_str())];
    let signed_in = browser
        .send(Method::POST, SIGN_IN, &own, r#"{"subject":"7"}"#)
        .await;
    assert_eq!(
        (signed_in.status.as_u16(), signed_in.text()),
        (200, "\"7\"\n".into())
    );
    let cookies: Vec<_> = signed_in.headers.get_all("set-cookie").collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let secret = call(&mut browser, SECRET, &own, "{}").await;
    assert_eq!(secret, (200, "\"7\"\n".into()));
    server.running.stop().await;
}

#[actix_web::test]
async fn nobody_signs_in_where_no_cookie_counts() {
    let server = MemberServer::start().await;
    let origin = server.browser().origin();
    let credentials = ("authorization", "Bearer token-3");
    let nowhere: [&[(&str, &str)]; 3] = [
        &[JSON],
        &[JSON, credentials],
        &[JSON, credentials, ("origin", &origin)],
    ];
    for headers in nowhere {
        let mut other = server.browser();
        let answer = other
            .send(Method::POST, SIGN_IN, headers, r#"{"subject":"7"}"#)
            .await;
        let said = (answer.status.as_u16(), failure(&answer));
        assert_eq!(said, (403, "no_session".into()), "{headers:?}");
        assert!(answer.text().contains("`Origin`"), "{}", answer.text());
        assert_eq!(answer.header("set-cookie"), "");
        let secret = call(&mut other, SECRET, &[JSON, ("origin", &origin)], "{}").await;
        assert_eq!(secret.0, 401, "nobody has signed in");
    }
    let mut other = server.browser();
    let refused = call(&mut other, SIGN_IN, &[JSON], r#"{"subject":""}"#).await;
    assert_eq!(
        refused,
        (422, "{\"error\":\"no\"}\n".into()),
        "the app's own error comes first"
    );
    server.running.stop().await;
}

#[actix_web::test]
async fn a_key_is_of_whoever_has_made_it() {
    let server = TestServer::start().await;
    let key = key("one-key-of-two-people");
    let mut nobody = server.browser();
    let mut somebody = server.browser();
    somebody.get("/").await;
    let origin = somebody.origin();
    let own = [JSON, key, ("origin", origin.as_str())];
    for total in ["1\n", "1\n"] {
        let answer = call(&mut nobody, INCREMENT, &[JSON, key], r#"{"amount":1}"#).await;
        assert_eq!(answer, (200, total.into()));
    }
    for total in ["2\n", "2\n"] {
        let answer = call(&mut somebody, INCREMENT, &own, r#"{"amount":1}"#).await;
        assert_eq!(answer, (200, total.into()), "another session, another call");
    }
    server.stop().await;
}

#[actix_web::test]
async fn an_address_has_so_many_calls_under_way_and_no_more() {
    let limits = Limits {
        calls_an_address: 2,
        ..Limits::default()
    };
    let server = TestServer::start_limited(limits).await;
    let slow = || {
        let mut other = server.browser();
        actix_web::rt::spawn(async move {
            call(&mut other, "/_rally/rpc/public/home/slow", &[JSON], "{}").await
        })
    };
    let (first, given_up) = (slow(), slow());
    while server.app.runs.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    let count = "/_rally/rpc/public/home/count";
    let mut browser = server.browser();
    let page = browser.get("/").await;
    for caller in ["both wait", "one has gone, and its handler goes on"] {
        let answer = browser.send(Method::POST, count, &[JSON], "{}").await;
        assert_eq!(
            (answer.status.as_u16(), failure(&answer)),
            (429, "too_many".into()),
            "{caller}"
        );
        assert_eq!(answer.header("retry-after"), "1");
        let answer = submit(&mut browser, "/", &page, 0, &[("amount", "1")]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("retry-after")),
            (429, "1"),
            "{caller}"
        );
        given_up.abort();
    }
    server.app.gate.add_permits(2);
    assert_eq!(first.await.unwrap().0, 200);
    // That of the one that has gone is done as well.
    while server.app.total().await < 2 {
        tokio::task::yield_now().await;
    }
    while call(&mut browser, count, &[JSON], "{}").await.0 == 429 {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

/// The command in the documentation, with the address of this server.
fn documented_command(server: &TestServer) -> String {
    let text = include_str!("../../../spec/runtime.md");
    let (_, rest) = text.split_once("```sh\ncurl ").unwrap();
    let (command, _) = rest.split_once("```").unwrap();
    assert!(command.contains("localhost:8080"), "{command}");
    format!("curl --silent {command}").replace("localhost:8080", &server.address.to_string())
}

#[actix_web::test]
async fn the_documented_command_counts_once_however_often_it_is_run() {
    let server = TestServer::start().await;
    for _ in 0..2 {
        let command = documented_command(&server);
        let run = move || {
            std::process::Command::new("sh")
                .args(["-c", &command])
                .output()
        };
        let output = actix_web::web::block(run).await.unwrap().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, "1\n", "{}; the command curl is needed", output.status);
    }
    assert_eq!(server.app.total().await, 1);
    server.stop().await;
}
