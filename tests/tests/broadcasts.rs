//! Two tabs of one browser and another browser: what is called out reaches whom it is meant for.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};

async fn enter(browser: &Browser, app: &App, lobby: u32) {
    let address = format!("http://localhost:{}/lobbies/{lobby}", app.port());
    browser.open(&address).await;
    browser.await_connection("online").await;
}

#[tokio::test]
async fn what_is_called_out_is_heard_as_far_as_it_carries() {
    let mut app = App::new("tour");
    app.start().await;
    let (browser, stranger) = (
        Browser::start(Scripts::On).await,
        Browser::start(Scripts::On).await,
    );
    enter(&stranger, &app, 1).await;
    enter(&browser, &app, 1).await;
    let first = browser.client().window().await.unwrap();
    let second = browser.client().new_window(true).await.unwrap().handle;
    browser.client().switch_to_window(second).await.unwrap();
    enter(&browser, &app, 2).await;
    browser.click("#lobby").await;
    browser.await_text("#heard", "lobby").await;
    browser.click("#session").await;
    browser.await_text("#heard", "lobby session").await;
    browser.click("#everybody").await;
    browser
        .await_text("#heard", "lobby session everybody")
        .await;
    stranger.await_text("#heard", "everybody").await;
    browser.client().switch_to_window(first).await.unwrap();
    browser.await_text("#heard", "session everybody").await;
    // Whoever calls out to the others hears nothing of it, and loses nothing of what comes then.
    browser.click("#others").await;
    stranger.await_text("#heard", "everybody others").await;
    browser.click("#lobby").await;
    browser
        .await_text("#heard", "session everybody lobby")
        .await;
    stranger
        .await_text("#heard", "everybody others lobby")
        .await;
    // The next lobby is another page to be told.
    stranger.click("#next").await;
    stranger.await_text("h1", "Lobby 2").await;
    stranger.await_text("#heard", "").await;
    browser.click("#lobby").await;
    browser
        .await_text("#heard", "session everybody lobby lobby")
        .await;
    browser.click("#everybody").await;
    stranger.await_text("#heard", "everybody").await;
    stranger.close().await;
    browser.close().await;
}
