//! GET: what stands in a document, and which statuses and headers it has.

use actix_web::http::Method;
use base64::Engine as _;
use sha2::{Digest, Sha256};

use crate::app::VERSION;
use crate::harness::{TestServer, environment};

#[actix_web::test]
async fn a_page_is_rendered_with_its_data() {
    let server = TestServer::start().await;
    let page = server.browser().get("/?tab=a%20b").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.text_of("count"), "0");
    let embedded = page.embedded();
    assert_eq!(
        (embedded.version, embedded.client.as_str()),
        (VERSION, "public")
    );
    assert_eq!(embedded.url, "/?tab=a%20b");
    assert_eq!(embedded.data, rally_runtime::wire::to_bytes(&0_i64));
    server.stop().await;
}

#[actix_web::test]
async fn text_cannot_become_markup() {
    let server = TestServer::start().await;
    let text = server.browser().get("/").await.text();
    assert!(
        text.contains("<title>&lt;/title&gt;&amp;</title>"),
        "{text}"
    );
    assert!(text.contains("content=\"&quot;quoted&quot;\""), "{text}");
    assert!(text.contains("&lt;script&gt;alert("), "{text}");
    assert!(!text.contains("<script>alert("), "{text}");
    server.stop().await;
}

#[actix_web::test]
async fn the_policy_allows_exactly_the_inline_scripts() {
    let server = TestServer::start().await;
    let page = server.browser().get("/").await;
    let text = page.text();
    let policy = page.header("content-security-policy");
    let inline = text
        .split("<script")
        .skip(1)
        .map(|element| element.split_once('>').unwrap());
    let run: Vec<_> = inline
        .filter(|(attributes, _)| !attributes.contains("application/rally"))
        .collect();
    assert_eq!(run.len(), 2, "capture and start");
    for (_, rest) in run {
        let script = rest.split_once("</script>").unwrap().0;
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script));
        assert!(
            policy.contains(&format!("'sha256-{hash}'")),
            "{script} in {policy}"
        );
    }
    assert!(
        policy.starts_with("default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-")
    );
    assert!(policy.ends_with(
        "; style-src-attr 'unsafe-inline'; img-src 'self' data: https: http:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    ));
    server.stop().await;
}

#[actix_web::test]
async fn every_response_has_the_protective_headers() {
    let server = TestServer::start().await;
    for path in [
        "/",
        "/nowhere",
        "/panic",
        "/app.css",
        "/_rally/health",
        "/_rally/nothing",
    ] {
        let page = server.browser().get(path).await;
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
    }
    assert_eq!(
        server.browser().get("/").await.header("cache-control"),
        "private, no-cache"
    );
    server.stop().await;
}

#[actix_web::test]
async fn addresses_have_their_statuses() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    assert_eq!(browser.get("/nowhere").await.status, 404);
    assert_eq!(browser.get("/_rally/nowhere").await.status, 404);
    let moved = browser.get("/old").await;
    assert_eq!(
        (moved.status.as_u16(), moved.header("location")),
        (303, "/")
    );
    let moved = browser.get("/away").await;
    assert_eq!(
        (moved.status.as_u16(), moved.header("location")),
        (303, "/")
    );
    let long = format!("/{}", "a".repeat(9_000));
    assert_eq!(browser.get(&long).await.status, 414);
    assert_eq!(
        browser
            .send(
                Method::DELETE,
                "/",
                &[("sec-fetch-site", "same-origin")],
                ""
            )
            .await
            .status,
        405
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_redirect_never_leaves_the_origin() {
    let server = TestServer::start().await;
    let page = server.browser().get("/outside").await;
    assert_eq!(page.status, 500);
    assert_eq!(page.header("location"), "");
    server.stop().await;
}

#[actix_web::test]
async fn a_load_that_panics_is_a_status_500_with_a_trace_id() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    for path in ["/panic", "/fault", "/panic"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 500);
        assert!(page.text().contains("log has it as "), "{}", page.text());
        assert!(
            !page.text().contains("panics"),
            "no detail leaves the server"
        );
    }
    assert_eq!(browser.get("/").await.status, 200, "the server goes on");
    server.stop().await;
}

#[actix_web::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let server = TestServer::start().await;
    let page = server.browser().send(Method::HEAD, "/", &[], "").await;
    assert_eq!((page.status.as_u16(), page.body.len()), (200, 0));
    assert!(page.headers.contains_key("content-security-policy"));
    server.stop().await;
}

#[actix_web::test]
async fn a_session_begins_with_the_first_page_and_stays() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let first = browser.get("/").await;
    let cookie = first.header("set-cookie").to_owned();
    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/;"),
        "{cookie}"
    );
    let second = browser.get("/").await;
    assert_eq!(second.header("set-cookie"), "");
    assert_eq!(first.embedded().who, second.embedded().who);
    let other = server.browser().get("/").await;
    assert_ne!(first.embedded().who, other.embedded().who);
    server.stop().await;
}

#[actix_web::test]
async fn names_that_are_not_ours_are_not_answered() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    assert_eq!(
        browser
            .send(Method::GET, "/", &[("host", "rebound.example")], "")
            .await
            .status,
        421
    );
    assert_eq!(
        browser
            .send(Method::GET, "/_rally/health", &[("host", "10.0.0.3")], "")
            .await
            .status,
        200
    );
    server.stop().await;
}

#[actix_web::test]
async fn production_binds_cookies_to_host_and_tls_and_names_its_origin() {
    let production = environment(&[
        ("APP_ENV", "prod"),
        ("APP_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ORIGINS", "https://example.org"),
    ]);
    let server = TestServer::start_with(production).await;
    let mut browser = server.browser();
    assert_eq!(
        browser.get("/").await.status,
        421,
        "localhost is not the app's name in production"
    );
    let page = browser
        .send(Method::GET, "/", &[("host", "example.org")], "")
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.header("set-cookie")
            .starts_with("__Host-rally_session=")
    );
    assert!(page.header("set-cookie").ends_with("; Secure"));
    assert!(
        page.header("strict-transport-security")
            .starts_with("max-age=")
    );
    server.stop().await;
}
