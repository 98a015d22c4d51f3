//! A page and its model on the server, in a real browser: what is kept, and when both begin again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use serde_json::json;

struct Scene {
    app: App,
    browser: Browser,
}

impl Scene {
    async fn open() -> Self {
        let mut app = App::new("tour");
        app.start().await;
        let browser = Browser::start(Scripts::On).await;
        let address = format!("http://localhost:{}/guide", app.port());
        browser.open(&address).await;
        browser.run("window.marked = true").await;
        Self { app, browser }
    }

    async fn hears(&self, text: &str) {
        self.browser.await_text("#heard", text).await;
    }

    async fn close(self) {
        let script = "return window.marked === true";
        assert_eq!(self.browser.run(script).await, json!(true), "one document");
        self.browser.close().await;
    }
}

#[tokio::test]
async fn a_page_and_its_model_converse_until_either_is_gone() {
    let mut scene = Scene::open().await;
    scene.hears("Welcome!").await;
    for question in ["#where", "#when", "#where"] {
        scene.browser.click(question).await;
    }
    scene
        .hears("Welcome! 1: Here. 2: Here. 3: As before.")
        .await;

    // Another visit is another conversation.
    scene.browser.click("#home").await;
    scene.browser.await_text("h1", "Places").await;
    scene.browser.client().back().await.unwrap();
    scene.hears("Welcome!").await;
    scene.browser.click("#where").await;
    scene.hears("Welcome! 1: Here.").await;

    // The server's memory is gone, and so the page begins again.
    scene.app.kill();
    scene.browser.await_connection("offline").await;
    scene.app.start().await;
    scene.hears("Welcome!").await;
    scene.browser.click("#where").await;
    scene.hears("Welcome! 1: Here.").await;

    // So it does where the model fails.
    scene.browser.click("#riddle").await;
    scene.hears("Welcome!").await;
    scene.browser.click("#when").await;
    scene.hears("Welcome! 1: Here.").await;
    scene.close().await;
}
