//! `rallyc dev` as people work with it: save a file and see it; a mistake is told, and the page before goes on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::browser::{Browser, Scripts};
use rally_tests::dev::{BUILD, NewApp};
use rally_tests::wait;

const VIEW: &str = "pages/public/src/home.rs";
const SCHEMA: &str = "idl/public/home_.rally";

async fn await_button(browser: &Browser, text: &str) {
    wait::within(BUILD, &format!("the button to say `{text}`"), || async {
        browser.text("button").await.filter(|found| found == text)
    })
    .await;
}

#[tokio::test]
async fn what_is_saved_is_seen_and_a_mistake_leaves_the_page_before() {
    let app = NewApp::init("saved_and_seen");
    app.add_package(
        "words",
        "pub const ADD: &str = \"Increment\";\n",
        "pages/public",
    );
    let dev = app.dev();
    dev.await_page().await;
    let browser = Browser::start(Scripts::On).await;
    browser
        .open(&format!("http://localhost:{}/", dev.port()))
        .await;
    browser.await_connection("online").await;
    browser.click("button").await;
    browser.await_text("#count", "1").await;

    dev.edit(VIEW, "\"Increment\"", "\"Add one\"");
    await_button(&browser, "Add one").await;
    browser.await_text("#count", "1").await;

    // A package that the app uses by its path counts as the app does.
    dev.edit(VIEW, "\"Add one\"", "words::ADD");
    await_button(&browser, "Increment").await;
    dev.edit("../words/src/lib.rs", "Increment", "Add one");
    await_button(&browser, "Add one").await;

    dev.edit(SCHEMA, "pending: Int", "pending: Itn");
    dev.await_terminal("unknown type `Itn`").await;
    let page = dev.page().await.expect("the page goes on");
    assert!(page.contains("Add one"), "{page}");

    dev.edit(SCHEMA, "pending: Itn", "pending: Int");
    dev.edit(VIEW, "words::ADD", "no_such_text");
    dev.await_terminal("cannot find value `no_such_text`").await;
    let page = dev.page().await.expect("the page goes on");
    assert!(page.contains("Add one"), "{page}");

    dev.edit(VIEW, "no_such_text", "\"One more\"");
    await_button(&browser, "One more").await;
    browser.click("button").await;
    browser.await_text("#count", "2").await;
    browser.close().await;
}
