//! What another web site can make a visitor's browser do to the app: nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::http;
use rally_tests::site::Site;
use serde_json::{Value, json};

/// What the site has its visitors' browsers send, knowing even what only the visitor's own page knows.
const ATTACK: &str = r#"<!DOCTYPE html><title>Elsewhere</title>
<form id="form" method="post" action="ORIGIN/desk" target="frame">
  <input name="text" value="stolen"><input name="choice" value="tea">HIDDEN
</form>
<iframe name="frame"></iframe>
<script>
window.results = {};
const done = (name, how) => results[name] = how;
const socket = new WebSocket("SOCKET/_rally/socket/public");
socket.onopen = () => done("socket", "open");
socket.onerror = () => done("socket", "refused");
const body = new URLSearchParams(new FormData(form));
fetch("ORIGIN/desk", { method: "POST", mode: "no-cors", credentials: "include", body })
  .then(() => done("post", "opaque"), () => done("post", "refused"));
fetch("ORIGIN/desk", { method: "POST", credentials: "include", body })
  .then(() => done("read", "read"), () => done("read", "refused"));
fetch("ORIGIN/_rally/calls/public", { method: "POST", mode: "no-cors", credentials: "include", keepalive: true, body: "x" })
  .then(() => done("calls", "opaque"), () => done("calls", "refused"));
fetch("ORIGIN/desk", { credentials: "include" })
  .then(() => done("page", "read"), () => done("page", "refused"));
form.submit();
document.querySelector("iframe").onload = () => done("form", "answered");
</script>"#;

async fn stored(app: &App) -> String {
    let page = http::get(app.port(), "/desk").await.unwrap().text();
    let (_, list) = page.split_once("id=\"kept\">").unwrap();
    list.split_once("</ul>").unwrap().0.to_owned()
}

/// The hidden fields of the form in the visitor's page.
async fn hidden_fields(browser: &Browser) -> String {
    let fields = browser
        .run("return [...document.querySelectorAll('#form input[type=hidden]')].map(it => it.outerHTML).join('')")
        .await;
    fields.as_str().unwrap().to_owned()
}

async fn attack(browser: &Browser, host: &str, app: &App, hidden: &str) -> Value {
    let origin = format!("localhost:{}", app.port());
    let page = ATTACK
        .replace("ORIGIN", &format!("http://{origin}"))
        .replace("SOCKET", &format!("ws://{origin}"))
        .replace("HIDDEN", hidden);
    let site = Site::start(page).await;
    browser
        .open(&format!("http://{host}:{}/", site.port()))
        .await;
    let all = "return Object.keys(window.results || {}).length";
    browser.await_value(all, json!(6)).await;
    browser.run("return window.results").await
}

#[tokio::test]
async fn another_site_can_neither_change_nor_read_nor_open_a_socket() {
    let mut app = App::new("tour");
    // As in production, where the origin is known; elsewhere every port of localhost is the developer's own.
    let origin = format!("http://localhost:{}", app.port());
    app.set("ORIGINS", &origin);
    app.start().await;
    let browser = Browser::start(Scripts::On).await;
    browser.open(&format!("{origin}/desk")).await;
    browser.await_connection("online").await;
    browser.type_into("#text", "own").await;
    browser.click("#keep").await;
    browser.await_text("#kept li", "own tea x1").await;
    let kept = stored(&app).await;
    // Of another site, and of the same one under another port, where cookies go along.
    for host in ["127.0.0.1", "localhost"] {
        browser.open(&format!("{origin}/desk")).await;
        let hidden = hidden_fields(&browser).await;
        assert!(hidden.contains("_rally_key"), "{hidden}");
        let results = attack(&browser, host, &app, &hidden).await;
        assert_eq!(results["socket"], "refused", "{host}");
        assert_eq!(results["read"], "refused", "{host}");
        assert_eq!(results["page"], "refused", "{host}");
        assert_eq!(stored(&app).await, kept, "{host}: {results}");
    }
    // The visitor's own page goes on.
    browser.open(&format!("{origin}/desk")).await;
    browser.await_connection("online").await;
    browser.type_into("#text", "still").await;
    browser.click("#keep").await;
    browser
        .await_text("#kept li:nth-child(2)", "still tea x1")
        .await;
    browser.close().await;
}
