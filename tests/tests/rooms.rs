//! Layouts and the state that all pages of a client share, in a real browser: what stays while pages come and go.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use fantoccini::Locator;
use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::wait;
use serde_json::json;

struct Scene {
    app: App,
    browser: Browser,
}

impl Scene {
    async fn set(scripts: Scripts) -> Self {
        let mut app = App::new("tour");
        app.start().await;
        Self {
            app,
            browser: Browser::start(scripts).await,
        }
    }

    async fn open(&self, path: &str) {
        let address = format!("http://localhost:{}{path}", self.app.port());
        self.browser.open(&address).await;
    }

    /// Opens an address in a document that is marked, so that loading another one shows.
    async fn open_live(path: &str) -> Self {
        let scene = Self::set(Scripts::On).await;
        scene.open(path).await;
        scene.browser.await_connection("online").await;
        scene.browser.run("window.marked = true").await;
        scene
    }

    async fn go(&self, link: &str, title: &str) {
        self.browser.click(link).await;
        self.browser.await_text("h1", title).await;
    }

    async fn says(&self, selector: &str, text: &str) {
        self.browser.await_text(selector, text).await;
    }

    async fn type_into(&self, selector: &str, text: &str) {
        let input = self.browser.client().find(Locator::Css(selector)).await;
        input.unwrap().send_keys(text).await.unwrap();
    }

    async fn value(&self, selector: &str) -> serde_json::Value {
        let script = format!("return document.querySelector('{selector}').value");
        self.browser.run(&script).await
    }

    /// Keeps the nodes that a selector finds, to see later whether they are the same.
    async fn keep(&self, selectors: &str) {
        let script = format!("window.kept = [...document.querySelectorAll('{selectors}')]");
        self.browser.run(&script).await;
    }

    async fn are_kept(&self, selectors: &str) -> bool {
        let script = format!(
            "const now = [...document.querySelectorAll('{selectors}')];
             return now.length === kept.length && now.every((node, at) => node === kept[at])"
        );
        self.browser.run(&script).await == json!(true)
    }

    async fn close(self) {
        let script = "return window.marked === true";
        assert_eq!(self.browser.run(script).await, json!(true), "one document");
        self.browser.close().await;
    }
}

#[tokio::test]
async fn a_layout_keeps_its_state_and_its_nodes_while_pages_change() {
    let scene = Scene::open_live("/rooms").await;
    scene.says("#entered", "/rooms").await;
    scene.says("#ticks", "1").await;
    scene.browser.click("#toggle").await;
    scene.says("#menu", "open").await;
    scene.type_into("#typed", "kept").await;
    scene.type_into("#word", "of the page").await;
    let frame = "#shell, #top, #top *, #bottom, #bottom *";
    scene.keep(frame).await;
    scene.go("#to-hall", "Hall").await;
    assert!(scene.are_kept(frame).await);
    scene.says("#menu", "open").await;
    scene.says("#here", "/rooms/hall").await;
    scene.says("#entered", "/rooms").await;
    assert_eq!(scene.value("#typed").await, json!("kept"));
    assert_eq!(
        scene.value("#word").await,
        json!(""),
        "the page's own are other ones"
    );
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Home").await;
    assert!(scene.are_kept(frame).await);
    assert_eq!(scene.value("#word").await, json!(""));
    scene.says("#ticks", "1").await;
    scene.close().await;
}

#[tokio::test]
async fn an_inner_layout_comes_and_goes_and_the_outer_one_stays() {
    let scene = Scene::open_live("/rooms/attic").await;
    scene.says("h1", "Attic").await;
    scene.browser.click("#toggle").await;
    scene.browser.click("#step").await;
    scene.says("#steps", "1").await;
    scene.keep("#shell, #inner").await;
    scene.go("#to-cellar", "Cellar").await;
    scene.says("#steps", "1").await;
    assert!(scene.are_kept("#shell, #inner").await);
    scene.go("#to-hall", "Hall").await;
    scene.says("#menu", "open").await;
    assert_eq!(scene.browser.text("#inner").await, None);
    scene.go("#to-attic", "Attic").await;
    scene.says("#steps", "0").await;
    scene.says("#menu", "open").await;
    scene.go("#to-yard", "Yard").await;
    scene.says("#trees", "7").await;
    assert_eq!(scene.browser.text("#shell").await, None);
    scene.go("#to-attic", "Attic").await;
    scene.says("#menu", "closed").await;
    scene.says("#entered", "/rooms/attic").await;
    scene.close().await;
}

#[tokio::test]
async fn what_a_layout_asked_for_arrives_though_the_page_inside_is_left() {
    let scene = Scene::open_live("/rooms").await;
    scene.says("#ticks", "1").await;
    scene.browser.click("#ask").await;
    scene.go("#to-hall", "Hall").await;
    scene.says("#answer", "late, /rooms").await;
    scene.browser.click("#leave").await;
    scene.says("h1", "Attic").await;
    scene.says("#ticks", "3").await;
    scene.browser.click("#search").await;
    let focused = scene.browser.run("return document.activeElement.id").await;
    assert_eq!(focused, json!("typed"));
    scene.browser.click("#ask").await;
    scene.go("#to-yard", "Yard").await;
    scene.go("#to-attic", "Attic").await;
    wait::until("the layout to be the new one's", || async {
        let entered = scene.browser.text("#entered").await;
        entered.filter(|entered| entered == "/rooms/attic")
    })
    .await;
    // A call of its own is answered after that of the layout that is gone: calls of a tab are answered in order.
    scene.type_into("#note", "here").await;
    scene.browser.click("#keep").await;
    scene.says("#answer", "here").await;
    scene.close().await;
}

#[tokio::test]
async fn one_page_changes_what_another_and_the_frame_see() {
    let scene = Scene::open_live("/rooms").await;
    let first = "off new, visits 1, notes []";
    scene.says("#page-context", first).await;
    scene.says("#frame-context", first).await;
    scene.go("#to-hall", "Hall").await;
    scene.browser.click("#light").await;
    let lit = "candle burns, visits 1, notes []";
    scene.says("#page-context", lit).await;
    scene.says("#frame-context", lit).await;
    scene.browser.click("#mark").await;
    let marked = "candle burns, visits 1, notes [from the frame]";
    scene.says("#page-context", marked).await;
    scene.go("#to-cellar", "Cellar").await;
    scene.says("#page-context", marked).await;
    scene.go("#to-yard", "Yard").await;
    scene.says("#page-context", marked).await;
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Cellar").await;
    scene.go("#to-home", "Home").await;
    scene
        .says(
            "#page-context",
            "candle burns, visits 2, notes [from the frame]",
        )
        .await;
    scene.close().await;
}

#[tokio::test]
async fn frames_and_shared_state_work_without_scripts() {
    let scene = Scene::set(Scripts::Off).await;
    scene.open("/rooms").await;
    scene
        .says("#page-context", "off new, visits 1, notes []")
        .await;
    scene.type_into("#note", "on paper").await;
    scene.browser.click("#keep").await;
    scene.says("#answer", "on paper").await;
    let noted = "off new, visits 1, notes [on paper]";
    scene.says("#page-context", noted).await;
    scene.says("#frame-context", noted).await;
    scene.go("#to-attic", "Attic").await;
    scene.says("#steps", "0").await;
    scene.says("#menu", "closed").await;
    scene.browser.close().await;
}

#[tokio::test]
async fn what_was_posted_before_the_page_lived_is_known_when_it_does() {
    let scene = Scene::set(Scripts::On).await;
    let network = rally_tests::proxy::Proxy::start(scene.app.port()).await;
    network.hold(".wasm");
    let address = format!("http://localhost:{}/rooms/hall", network.port());
    scene.browser.open(&address).await;
    let post = "document.querySelector('#note').value = 'early';
        HTMLFormElement.prototype.submit.call(document.querySelector('#note').form)";
    scene.browser.run(post).await;
    scene.says("#answer", "early").await;
    network.release();
    scene.browser.await_connection("online").await;
    let noted = "off new, visits 0, notes [early]";
    scene.says("#answer", "early").await;
    scene.says("#page-context", noted).await;
    scene.browser.click("#toggle").await;
    scene.says("#menu", "open").await;
    let console = scene.browser.console().await;
    assert!(
        console.iter().all(|line| !line.message.contains("hydrat")),
        "the view is the one that the server rendered: {console:?}"
    );
    scene.browser.close().await;
}
