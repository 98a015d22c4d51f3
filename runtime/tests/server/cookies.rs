//! Cookies of the app's own: set by pages, forms, calls over HTTP and calls on sockets, and read by what comes next.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::page::Failure;
use rally_runtime::wire::frame::{CallFrame, ClientFrame, Navigated, ServerFrame, Stamp};
use rally_runtime::wire::redemption::Redeemed;
use rally_runtime::wire::{decode_all, to_bytes};

use crate::harness::{Browser, Page, environment};
use crate::member_server::{submit, tab};
use crate::tab::call;
use crate::themes::{CHOOSE, Choose, SEEN, ThemeServer};

const DARK: &str = "theme=dark; Path=/; HttpOnly; SameSite=Lax";
const DARK_FOR_A_MINUTE: &str = "theme=dark; Path=/; Max-Age=60; HttpOnly; SameSite=Lax";
const FORGET: &str = "theme=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
const CALL: &str = "/_rally/rpc/public/home/choose";

async fn start() -> ThemeServer {
    ThemeServer::start(environment(&[])).await
}

fn choose(n: u64, stamp: Stamp, theme: &str) -> CallFrame {
    let theme = theme.to_owned();
    call(n, stamp, CHOOSE, to_bytes(&Choose { theme }))
}

fn seen(n: u64, stamp: Stamp) -> CallFrame {
    call(n, stamp, SEEN, Vec::new())
}

fn said(text: &str) -> Result<Vec<u8>, Failure> {
    Ok(to_bytes(&Ok::<String, String>(text.to_owned())))
}

/// Posts the form of the page at `/` without JavaScript.
async fn post(browser: &mut Browser, theme: &str) -> Page {
    let page = browser.get("/").await;
    submit(browser, "/", &page, 0, &[("theme", theme)]).await
}

async fn call_over_http(browser: &mut Browser, headers: &[(&str, &str)], theme: &str) -> Page {
    let headers = [&[("content-type", "application/json")], headers].concat();
    let body = serde_json::json!({ "theme": theme }).to_string();
    browser.send(Method::POST, CALL, &headers, body).await
}

#[actix_web::test]
async fn a_load_sets_cookies_whatever_it_answers() {
    let server = start().await;
    for (path, status, cookies) in [
        ("/", 200, vec![]),
        ("/dark", 200, vec![DARK]),
        ("/to-dark", 303, vec![DARK]),
        ("/lost", 404, vec![DARK]),
        (
            "/two",
            200,
            vec![DARK, "size=large; Path=/; HttpOnly; SameSite=Lax"],
        ),
        ("/broken", 500, vec![]),
        ("/hostile", 500, vec![]),
        ("/vast", 500, vec![]),
    ] {
        let page = server.browser().get(path).await;
        assert_eq!(
            (page.status.as_u16(), page.own_cookies()),
            (status, cookies),
            "{path}"
        );
    }
    let mut browser = server.browser();
    browser.get("/to-dark").await;
    assert_eq!(browser.get("/").await.text_of("said"), "dark");
    server.running.stop().await;
}

#[actix_web::test]
async fn a_form_without_javascript_is_answered_by_a_page_that_has_the_cookie() {
    let server = start().await;
    let mut browser = server.browser();
    let page = post(&mut browser, "dark").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.own_cookies(), [DARK_FOR_A_MINUTE]);
    assert_eq!(page.text_of("said"), "dark", "its `load` sees it already");
    assert_eq!(browser.get("/").await.text_of("said"), "dark");
    let page = post(&mut browser, "").await;
    assert_eq!(page.own_cookies(), [FORGET]);
    assert_eq!(page.text_of("said"), "none");
    assert_eq!(browser.get("/").await.text_of("said"), "none");
    server.running.stop().await;
}

#[actix_web::test]
async fn what_is_refused_or_fails_sets_nothing() {
    let server = start().await;
    let mut browser = server.browser();
    let origin = browser.origin();
    for (theme, status) in [
        ("plain", 422),
        ("a b", 500),
        ("a\r\nx: y", 500),
        ("vast", 500),
    ] {
        let page = post(&mut browser, theme).await;
        assert_eq!(page.status, status, "{theme}");
        assert!(page.own_cookies().is_empty(), "{theme}");
        let answer = call_over_http(&mut browser, &[("origin", &origin)], theme).await;
        assert_eq!(answer.status, status, "{theme}");
        assert!(answer.own_cookies().is_empty(), "{theme}");
    }
    let (_tab, mut socket, stamp) = tab(browser).await;
    let refused = Ok(to_bytes(&Err::<String, String>("no".to_owned())));
    assert_eq!(socket.call(&choose(1, stamp, "plain")).await, refused);
    for (n, theme) in [(2, "a;b"), (3, "vast")] {
        let answer = socket.call(&choose(n, stamp, theme)).await;
        assert!(matches!(answer, Err(Failure::Internal { .. })), "{theme}");
    }
    server.running.stop().await;
}

#[actix_web::test]
async fn calls_over_http_set_cookies_wherever_they_come_from() {
    let server = start().await;
    let own = server.browser().origin();
    let callers: [&[(&str, &str)]; 3] = [
        &[("origin", &own)],
        &[],
        &[("authorization", "Bearer token")],
    ];
    for headers in callers {
        let mut browser = server.browser();
        let answer = call_over_http(&mut browser, headers, "dark").await;
        assert_eq!(
            (answer.status.as_u16(), answer.text()),
            (200, "\"dark\"\n".into())
        );
        assert_eq!(answer.own_cookies(), [DARK_FOR_A_MINUTE], "{headers:?}");
        assert_eq!(browser.get("/").await.text_of("said"), "dark");
    }
    server.running.stop().await;
}

#[actix_web::test]
async fn a_call_on_a_socket_sets_a_cookie_by_a_token_and_ends_nothing() {
    let server = start().await;
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let (other, mut listening, other_stamp) = crate::member_server::tab(tab.browser.clone()).await;
    let session = tab.browser.cookie.clone().unwrap();
    let (answer, token) = socket.call_to_redeem(&choose(1, stamp, "dark")).await;
    assert_eq!(answer, said("dark"));
    assert_eq!(
        tab.browser.get("/").await.text_of("said"),
        "none",
        "not yet"
    );
    let page = tab.browser.redeem(tab.id, &token).await;
    assert_eq!(
        (page.status.as_u16(), page.own_cookies()),
        (200, vec![DARK_FOR_A_MINUTE])
    );
    assert_eq!(
        tab.browser.cookie,
        Some(format!("{session}; theme=dark")),
        "the session is the same"
    );
    let redeemed: Redeemed = decode_all(&page.body).unwrap();
    let same = Redeemed {
        who: tab.who.clone(),
        context: None,
    };
    assert_eq!(redeemed, same, "so is whoever it is, and the pages' state");
    assert_eq!(
        listening.call(&seen(1, other_stamp)).await,
        said("none"),
        "another tab goes on, with what its browser had when it connected"
    );
    drop((socket, other));
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&seen(2, stamp)).await, said("dark"));
    server.running.stop().await;
}

#[actix_web::test]
async fn a_token_for_a_cookie_is_for_one_tab_and_once() {
    let server = start().await;
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let (_, token) = socket.call_to_redeem(&choose(1, stamp, "dark")).await;
    let mut stranger = server.browser();
    stranger.get("/").await;
    let page = stranger.redeem(tab.id, &token).await;
    assert_eq!((page.status.as_u16(), page.own_cookies()), (403, vec![]));
    let (_, token) = socket.call_to_redeem(&choose(2, stamp, "dark")).await;
    assert_eq!(tab.browser.redeem(tab.id, &token).await.status, 200);
    let page = tab.browser.redeem(tab.id, &token).await;
    assert_eq!((page.status.as_u16(), page.own_cookies()), (403, vec![]));
    server.running.stop().await;
}

#[actix_web::test]
async fn whoever_signs_in_with_a_cookie_gets_both() {
    let server = start().await;
    let signed_in = async |mut browser: Browser, page: Page| {
        let cookies = page.headers.get_all("set-cookie").count();
        assert_eq!((cookies, page.own_cookies().len()), (2, 1));
        browser.get("/").await.text_of("said")
    };
    let mut browser = server.browser();
    let page = browser.get("/mine").await;
    assert_eq!(signed_in(browser, page).await, "dark");
    let mut browser = server.browser();
    browser.get("/").await;
    let page = post(&mut browser, "mine").await;
    assert_eq!(signed_in(browser, page).await, "mine");
    let (mut tab, mut socket, stamp) = tab(server.browser()).await;
    let (_, token) = socket.call_to_redeem(&choose(1, stamp, "mine")).await;
    let page = tab.browser.redeem(tab.id, &token).await;
    let redeemed: Redeemed = decode_all(&page.body).unwrap();
    assert_ne!(redeemed.who, tab.who);
    assert_eq!(signed_in(tab.browser, page).await, "mine");
    server.running.stop().await;
}

#[actix_web::test]
async fn a_load_that_sets_cookies_while_navigating_is_run_again_for_the_document() {
    let server = start().await;
    let (mut tab, mut socket, _) = tab(server.browser()).await;
    for (id, path) in [(1, "/dark"), (2, "/to-dark"), (3, "/lost"), (4, "/mine")] {
        let before = server.app.loads.load(Ordering::SeqCst);
        let url = path.to_owned();
        socket.send(&ClientFrame::Nav { id, url }).await;
        let url = path.to_owned();
        let page = Navigated::Document { url };
        assert_eq!(socket.receive().await, ServerFrame::NavReply { id, page });
        assert_eq!(tab.browser.get(path).await.own_cookies(), [DARK], "{path}");
        let loads = server.app.loads.load(Ordering::SeqCst) - before;
        assert_eq!(
            loads, 2,
            "{path}: once over the socket, once for the document"
        );
    }
    server.running.stop().await;
}

#[actix_web::test]
async fn production_binds_cookies_of_the_app_to_host_and_tls() {
    let production = environment(&[
        ("APP_ENV", "prod"),
        ("APP_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ORIGINS", "https://example.org"),
    ]);
    let server = ThemeServer::start(production).await;
    let mut browser = server.browser();
    let host = [("host", "example.org")];
    let page = browser.send(Method::GET, "/dark", &host, "").await;
    let bound = "__Host-theme=dark; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert_eq!(page.own_cookies(), [bound]);
    let page = browser.send(Method::GET, "/", &host, "").await;
    assert_eq!(page.text_of("said"), "dark");
    browser.cookie = Some("theme=planted".to_owned());
    let page = browser.send(Method::GET, "/", &host, "").await;
    assert_eq!(
        page.text_of("said"),
        "none",
        "any host of the domain could have set that"
    );
    server.running.stop().await;
}
