//! Signing in and out in a living page, in a real browser: the document and the frame stay, and so does nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use fantoccini::Locator;
use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use serde_json::json;

async fn enter(browser: &Browser, password: &str) {
    for (name, text) in [("name", "Ada"), ("password", password)] {
        let input = format!("#enter input[name={name}]");
        let input = browser.client().find(Locator::Css(&input)).await.unwrap();
        input.clear().await.unwrap();
        input.send_keys(text).await.unwrap();
    }
    browser.click("#enter button").await;
}

async fn says(browser: &Browser, texts: &[(&str, &str)]) {
    for (selector, text) in texts {
        browser.await_text(selector, text).await;
    }
}

/// Marks the document, so that loading another one shows.
async fn mark(browser: &Browser) {
    browser.await_connection("online").await;
    browser.run("window.marked = true").await;
}

async fn is_marked(browser: &Browser) -> bool {
    browser.run("return window.marked === true").await == json!(true)
}

#[tokio::test]
async fn a_page_goes_on_as_whoever_has_signed_in_or_out() {
    let mut app = App::new("tour");
    app.start().await;
    let browser = Browser::start(Scripts::On).await;
    let vault = format!("http://localhost:{}/admin/vault", app.port());
    browser.open(&vault).await;
    says(&browser, &[("h1", "Enter"), ("#badge", "nobody")]).await;
    mark(&browser).await;
    browser.click("#ask").await;

    enter(&browser, "correct horse").await;
    let inside = [
        ("h1", "Vault"),
        ("#secret", "What Ada has put away"),
        ("#badge", "Ada"),
    ];
    says(&browser, &inside).await;
    browser.await_text("#ask", "1").await;
    assert!(is_marked(&browser).await, "one document");
    browser.await_connection("online").await;
    assert_eq!(
        browser.run("return document.cookie").await,
        json!(""),
        "no script sees the session"
    );

    browser.open(&vault).await;
    says(&browser, &inside).await;
    mark(&browser).await;
    browser.click("#leave").await;
    says(&browser, &[("h1", "Enter"), ("#badge", "nobody")]).await;
    assert!(is_marked(&browser).await, "one document");

    enter(&browser, "wrong horse").await;
    browser.await_text("#problem", "That is not it").await;
    says(&browser, &[("h1", "Enter"), ("#badge", "nobody")]).await;
    enter(&browser, "correct horse").await;
    says(&browser, &inside).await;
    browser.close().await;
}
