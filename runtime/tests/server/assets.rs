//! Files: bundles under their hashed names, assets under both of theirs, and nothing else.

use actix_web::http::Method;

use crate::harness::{TestServer, WASM};

const BUNDLE: &str = "/_rally/app/public/app-2_bg.wasm";

#[actix_web::test]
async fn a_bundle_is_sent_in_the_best_form_that_is_accepted() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    for (accepted, coding, body) in [
        ("", "", WASM),
        ("gzip", "gzip", b"gzip".as_slice()),
        ("gzip, deflate, br", "br", b"brotli"),
        ("br;q=0", "", WASM),
    ] {
        let headers = [("accept-encoding", accepted)];
        let file = browser.send(Method::GET, BUNDLE, &headers, "").await;
        assert_eq!(
            (file.status.as_u16(), file.header("content-encoding")),
            (200, coding),
            "{accepted}"
        );
        assert_eq!(file.body, body);
        assert_eq!(file.header("content-type"), "application/wasm");
        assert_eq!(
            file.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(file.header("vary"), "Accept-Encoding");
    }
    server.stop().await;
}

#[actix_web::test]
async fn the_document_names_the_bundle() {
    let server = TestServer::start().await;
    let text = server.browser().get("/").await.text();
    assert!(
        text.contains("<link rel=\"modulepreload\" href=\"/_rally/app/public/app-1.js\">"),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "<link rel=\"preload\" href=\"{BUNDLE}\" as=\"fetch\""
        )),
        "{text}"
    );
    server.stop().await;
}

#[actix_web::test]
async fn without_a_bundle_the_page_is_plain_html() {
    let server = TestServer::start().await;
    std::fs::remove_file(server.dist().join("public/manifest.json")).unwrap();
    let text = server.browser().get("/").await.text();
    assert!(text.contains("id=\"count\">0<"), "{text}");
    assert!(!text.contains("<script"), "{text}");
    server.stop().await;
}

#[actix_web::test]
async fn an_asset_has_a_plain_and_a_hashed_name() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let text = browser.get("/").await.text();
    let (_, rest) = text.split_once("<link rel=\"stylesheet\" href=\"").unwrap();
    let hashed = rest.split_once('"').unwrap().0.to_owned();
    assert!(
        hashed.starts_with("/app.")
            && hashed.ends_with(".css")
            && hashed.len() == "/app..css".len() + 16,
        "{hashed}"
    );
    let file = browser.get(&hashed).await;
    assert_eq!(file.text(), "p { color: red }");
    assert_eq!(
        file.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let plain = browser.get("/app.css").await;
    assert_eq!(
        (plain.text(), plain.header("cache-control")),
        (file.text(), "public, no-cache")
    );
    assert_eq!(plain.header("content-type"), "text/css; charset=utf-8");
    let again = browser
        .send(
            Method::GET,
            "/app.css",
            &[("if-none-match", plain.header("etag"))],
            "",
        )
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(browser.get("/img/a%20b.svg").await.text(), "<svg/>");
    server.stop().await;
}

#[actix_web::test]
async fn no_path_leads_out_of_the_folders() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    for path in [
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/img/..%2f..%2fsecret.txt",
        "/img/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/_rally/app/public/..%2f..%2fsecret.txt",
        "/_rally/app/..%2fsecret.txt",
        "/_rally/app/..%2f/secret.txt",
        "/_rally/app/public/%2fetc%2fpasswd",
        "/_rally/app/public/manifest.json",
        "/_rally/app/nobody/app-1.js",
        "/app.css%00",
        "/%ff",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret\n"), "{path}");
    }
    server.stop().await;
}
