//! The server is killed around the commit of a click, and the click counts once all the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::proxy::Proxy;
use rally_tests::{http, wait};

// Where the server ends itself, as a power cut would; `runtime`'s feature `fault-injection` has the same names.
const FAULTS: [&str; 5] = [
    "before-run",
    "before-commit",
    "after-commit",
    "before-reply-is-stored",
    "after-reply-is-stored",
];

#[tokio::test]
async fn a_server_killed_around_the_commit_counts_the_click_once() {
    for fault in FAULTS {
        let mut app = App::new("counter");
        app.set("RALLY_FAULT", fault);
        app.start().await;
        let network = Proxy::start(app.port()).await;
        let browser = Browser::start(Scripts::On).await;
        browser
            .open(&format!("http://localhost:{}/", network.port()))
            .await;
        browser.await_connection("online").await;
        browser.click("button").await;
        app.ended().await;
        browser.await_connection("offline").await;
        app.unset("RALLY_FAULT");
        app.start().await;
        browser.await_text("#count", "1").await;
        assert_eq!(stored(&app).await, "1", "killed {fault}");
        browser.click("button").await;
        browser.await_text("#count", "2").await;
        browser.close().await;
    }
}

#[tokio::test]
async fn a_server_killed_at_any_moment_loses_no_click_and_doubles_none() {
    let mut app = App::new("counter");
    app.start().await;
    let network = Proxy::start(app.port()).await;
    let browser = Browser::start(Scripts::On).await;
    browser
        .open(&format!("http://localhost:{}/", network.port()))
        .await;
    browser.await_connection("online").await;
    let mut expected = 0;
    for delay in [0, 1, 2, 3, 5, 8] {
        browser
            .run("document.querySelector('button').click()")
            .await;
        expected += 1;
        tokio::time::sleep(std::time::Duration::from_millis(delay)).await;
        app.kill();
        browser.await_connection("offline").await;
        app.start().await;
        browser.await_text("#count", &expected.to_string()).await;
        assert_eq!(
            stored(&app).await,
            expected.to_string(),
            "killed after {delay} ms"
        );
        browser.await_connection("online").await;
    }
    browser.close().await;
}

async fn stored(app: &App) -> String {
    let port = app.port();
    let page = wait::until(
        "the page",
        || async move { http::get(port, "/").await.ok() },
    )
    .await;
    let text = page.text();
    let (_, rest) = text
        .split_once(r#"id="count""#)
        .expect("the page shows the count");
    let (_, rest) = rest.split_once('>').expect("a tag ends");
    rest.split('<').next().expect("a text ends").to_owned()
}
