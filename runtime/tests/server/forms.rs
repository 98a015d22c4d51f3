//! Forms without JavaScript: one call each, and the page with its answer.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::wire::frame::{CallFrame, ClientFrame, ServerFrame};

use crate::harness::{Browser, Page, TestServer, encode_form};
use crate::tab::{Tab, counted, increment};

/// The fields of the form on a page, with this amount typed in.
fn fill(page: &Page, amount: &str) -> Vec<(&'static str, String)> {
    let hidden = ["_rally_key", "_rally_who", "_rally_method"].map(|name| (name, page.field(name)));
    hidden
        .into_iter()
        .chain([("amount", amount.to_owned())])
        .collect()
}

async fn submit(browser: &mut Browser, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post("/", &fields).await
}

#[actix_web::test]
async fn a_form_is_a_call_and_the_page_shows_its_answer() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    let answer = submit(&mut browser, &fill(&page, "4")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        (answer.text_of("count"), answer.text_of("said")),
        ("4".to_owned(), "added".to_owned())
    );
    assert_ne!(
        answer.field("_rally_key"),
        page.field("_rally_key"),
        "the next form is another call"
    );
    let posted = answer.embedded().posted;
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0].method, "public/home/increment");
    assert_eq!(
        posted[0].fields.0,
        [("amount".to_owned(), "4".to_owned())],
        "nothing hidden is embedded"
    );
    assert_eq!(posted[0].answer, counted(4));
    server.stop().await;
}

#[actix_web::test]
async fn a_form_that_is_posted_twice_counts_once() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    for _ in 0..3 {
        let answer = submit(&mut browser, &fill(&page, "4")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text_of("count")),
            (200, "4".to_owned())
        );
    }
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    let changed = submit(&mut browser, &fill(&page, "5")).await;
    assert_eq!(
        changed.text_of("count"),
        "9",
        "with another amount it is another call"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_form_that_is_posted_and_replayed_counts_once() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let page = tab.browser.get("/").await;
    let (mut socket, stamp) = tab.connect().await;
    let replayed = CallFrame {
        form_key: Some(page.field("_rally_key")),
        params: rally_runtime::wire::to_bytes("/"),
        ..increment(1, stamp, 4)
    };
    assert_eq!(socket.call(&replayed).await, counted(4));
    let answer = submit(&mut tab.browser, &fill(&page, "4")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text_of("count")),
        (200, "4".to_owned())
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    // And the other way round.
    let page = tab.browser.get("/").await;
    assert_eq!(
        submit(&mut tab.browser, &fill(&page, "4"))
            .await
            .text_of("count"),
        "8"
    );
    let replayed = CallFrame {
        n: 2,
        form_key: Some(page.field("_rally_key")),
        ..replayed
    };
    assert_eq!(socket.call(&replayed).await, counted(8));
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 2);
    server.stop().await;
}

#[actix_web::test]
async fn a_refusal_of_the_app_is_shown_by_the_page() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    let refused = submit(&mut browser, &fill(&page, "0")).await;
    assert_eq!(
        (refused.status.as_u16(), refused.text_of("said")),
        (422, "App(\"nothing to add\")".to_owned())
    );
    let wrong = submit(&mut browser, &fill(&page, "many")).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.text_of("said")),
        (400, "Failed(BadRequest)".to_owned())
    );
    assert_eq!(server.app.total().await, 0);
    server.stop().await;
}

#[actix_web::test]
async fn an_update_that_navigates_is_a_redirect() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    let answer = submit(&mut browser, &fill(&page, "1000")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/full")
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_form_rendered_for_somebody_else_does_nothing() {
    let server = TestServer::start().await;
    let (mut browser, mut other) = (server.browser(), server.browser());
    let page = browser.get("/").await;
    other.get("/").await;
    let answer = submit(&mut other, &fill(&page, "4")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text_of("count")),
        (409, "0".to_owned())
    );
    let again = submit(&mut other, &fill(&answer, "4")).await;
    assert_eq!(
        (again.status.as_u16(), again.text_of("count")),
        (200, "4".to_owned()),
        "the page that came back works"
    );
    server.stop().await;
}

#[actix_web::test]
async fn another_site_cannot_post() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    let fields = fill(&page, "4");
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let own = browser.origin();
    let cases = [
        (vec![kind, ("origin", "https://evil.example")], 403),
        (vec![kind, ("origin", "null")], 403),
        (
            vec![
                kind,
                ("origin", own.as_str()),
                ("sec-fetch-site", "cross-site"),
            ],
            403,
        ),
        // Without either header the cookie does not count, so the form is somebody else's.
        (vec![kind], 409),
        (
            vec![
                ("origin", own.as_str()),
                ("content-type", "multipart/form-data; boundary=x"),
            ],
            415,
        ),
        (
            vec![("origin", own.as_str()), ("content-type", "text/plain")],
            415,
        ),
    ];
    for (headers, status) in cases {
        let answer = browser
            .send(Method::POST, "/", &headers, encode_form(&fields))
            .await;
        assert_eq!(answer.status, status, "{headers:?}");
        browser.cookie = browser
            .cookie
            .take()
            .filter(|_| status != 409)
            .or(Some(String::new()));
    }
    assert_eq!(server.app.total().await, 0);
    server.stop().await;
}

#[actix_web::test]
async fn a_form_that_is_none_or_too_large_is_refused() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    assert_eq!(browser.post("/", &[("amount", "4")]).await.status, 400);
    let mut fields = fill(&page, &"9".repeat(300_000));
    assert_eq!(submit(&mut browser, &fields).await.status, 413);
    fields.truncate(3);
    fields.extend((0..1_000).map(|_| ("amount", "1".to_owned())));
    assert_eq!(submit(&mut browser, &fields).await.status, 413);
    let mut unknown = fill(&page, "4");
    unknown[2].1 = "public/home/explode".to_owned();
    assert_eq!(submit(&mut browser, &unknown).await.status, 409);
    for key in ["", &"k".repeat(65)] {
        let mut keyless = fill(&page, "4");
        keyless[0].1 = key.to_owned();
        assert_eq!(submit(&mut browser, &keyless).await.status, 400, "{key:?}");
    }
    let elsewhere = encode_form(&[
        ("_rally_key", "k"),
        ("_rally_who", &page.field("_rally_who")),
        ("_rally_method", "public/home/increment"),
        ("amount", "4"),
    ]);
    let origin = browser.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    assert_eq!(
        browser
            .send(Method::POST, "/nowhere", &headers, elsewhere)
            .await
            .status,
        404
    );
    assert_eq!(server.app.total().await, 0);
    server.stop().await;
}

#[actix_web::test]
async fn a_form_posted_while_its_replay_runs_waits_for_the_same_answer() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let page = tab.browser.get("/").await;
    let (mut socket, stamp) = tab.connect().await;
    let replayed = CallFrame {
        form_key: Some(page.field("_rally_key")),
        params: rally_runtime::wire::to_bytes("/"),
        ..increment(1, stamp, 4)
    };
    socket.send(&ClientFrame::Call(replayed)).await;
    let answer = submit(&mut tab.browser, &fill(&page, "4")).await;
    assert_eq!(answer.text_of("count"), "4");
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(4)
        }
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_cookie_that_does_not_count_is_not_replaced() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let page = browser.get("/").await;
    let fields = fill(&page, "4");
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let answer = browser
        .send(Method::POST, "/", &[kind], encode_form(&fields))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("set-cookie")),
        (409, "")
    );
    assert_eq!(
        submit(&mut browser, &fill(&page, "4")).await.status,
        200,
        "the session goes on"
    );
    server.stop().await;
}
