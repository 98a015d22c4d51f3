//! A cookie that a handler sets, in a real browser: by a call on a socket, and by a form without JavaScript.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use fantoccini::Locator;
use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use serde_json::json;

#[tokio::test]
async fn a_living_page_keeps_a_look_and_goes_on() {
    let mut app = App::new("tour");
    app.start().await;
    let browser = Browser::start(Scripts::On).await;
    let looks = format!("http://localhost:{}/looks", app.port());
    browser.open(&looks).await;
    browser.await_text("#look", "plain").await;
    browser.await_connection("online").await;
    browser.run("window.marked = true").await;
    let draft = browser.client().find(Locator::Css("#draft")).await.unwrap();
    draft.send_keys("half a thought").await.unwrap();
    browser.click("#dark").await;
    browser.await_text("#look", "dark").await;
    browser.await_connection("online").await;
    let kept = "return [window.marked, document.querySelector('#draft').value, document.cookie]";
    assert_eq!(
        browser.run(kept).await,
        json!([true, "half a thought", ""]),
        "one document, which no script has told of the cookie"
    );
    browser.open(&looks).await;
    browser.await_text("#look", "dark").await;
    browser.await_connection("online").await;
    browser.click("#forget").await;
    browser.await_text("#look", "plain").await;
    browser.open(&looks).await;
    browser.await_text("#look", "plain").await;
    browser.close().await;
}

#[tokio::test]
async fn without_javascript_the_answer_has_the_look_already() {
    let mut app = App::new("tour");
    app.start().await;
    let browser = Browser::start(Scripts::Off).await;
    let looks = format!("http://localhost:{}/looks", app.port());
    browser.open(&looks).await;
    browser.click("#dark").await;
    browser.await_text("#look", "dark").await;
    browser.open(&looks).await;
    browser.await_text("#look", "dark").await;
    browser.close().await;
}
