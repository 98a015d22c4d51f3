//! What repeats and what the browser keeps, in a real browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use serde_json::json;

const TICKS: &str = "return Number(document.querySelector('#ticks').textContent) >= 3";
const SHOWS_WHAT_IS_KEPT: &str =
    "return document.querySelector('#kept').textContent === localStorage.getItem('watch')";

#[tokio::test]
async fn a_page_ticks_while_it_is_looked_at_and_the_browser_keeps_what_it_is_told() {
    let mut app = App::new("tour");
    app.start().await;
    let browser = Browser::start(Scripts::On).await;
    let address = format!("http://localhost:{}/watch", app.port());
    browser.open(&address).await;
    browser.await_text("#kept", "nothing").await;
    browser.await_value(TICKS, json!(true)).await;

    browser.click("#moon").await;
    browser.await_text("#face", "moon").await;
    browser.click("#keep").await;
    browser.await_value(SHOWS_WHAT_IS_KEPT, json!(true)).await;
    browser.open(&address).await;
    browser.await_text("#face", "moon").await;
    let cookie = browser.run("return document.cookie").await;
    assert_eq!(cookie, json!("watch_face=moon"), "no other is seen");
    browser.await_value(SHOWS_WHAT_IS_KEPT, json!(true)).await;

    // Another page, and the same one again: it ticks from the beginning, once.
    browser.click("a").await;
    browser.await_text("h1", "Places").await;
    browser.client().back().await.unwrap();
    browser.await_text("h1", "Watch").await;
    browser.await_value(TICKS, json!(true)).await;
    browser.click("#forget").await;
    browser.await_text("#kept", "nothing").await;
    let gone = browser.run("return localStorage.getItem('watch')").await;
    assert_eq!(gone, json!(null));
    browser.close().await;
}
