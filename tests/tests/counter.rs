//! The counter as people meet it, in a real browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::console::Line;
use rally_tests::proxy::{CutAt, Direction, Proxy};
use rally_tests::{http, wait};

const COUNT: &str = "#count";
const BUTTON: &str = "button";

/// The counter behind a network that the test commands, and a browser.
struct Scene {
    app: App,
    network: Proxy,
    browser: Browser,
}

impl Scene {
    async fn set(scripts: Scripts) -> Self {
        let mut app = App::new("counter");
        app.start().await;
        let network = Proxy::start(app.port()).await;
        Self {
            app,
            network,
            browser: Browser::start(scripts).await,
        }
    }

    fn address(&self) -> String {
        format!("http://localhost:{}/", self.network.port())
    }

    async fn open(&self) {
        self.browser.open(&self.address()).await;
    }

    async fn open_live(&self) {
        self.open().await;
        self.browser.await_connection("online").await;
    }

    /// What the server itself says, however the browser sees it.
    async fn stored(&self) -> String {
        let page = http::get(self.app.port(), "/")
            .await
            .expect("the server answers")
            .text();
        let (_, rest) = page
            .split_once(r#"id="count""#)
            .expect("the page shows the count");
        let (_, rest) = rest.split_once('>').expect("a tag ends");
        rest.split('<').next().expect("a text ends").to_owned()
    }

    async fn close(self) {
        self.browser.close().await;
    }
}

// What a developer would have to look at; the favicon that nobody asked for is not.
fn complaints(lines: Vec<Line>) -> Vec<Line> {
    lines
        .into_iter()
        .filter(|line| !line.message.contains("favicon"))
        .collect()
}

#[tokio::test]
async fn the_count_is_in_the_first_html() {
    let mut app = App::new("counter");
    app.start().await;
    let page = http::get(app.port(), "/").await.unwrap();
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains(r#"<output id="count">0</output>"#),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("<title>Counter</title>"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_click_is_stored_and_survives_reload_and_restart() {
    let mut scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "1").await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "2").await;
    scene.open_live().await;
    scene.browser.await_text(COUNT, "2").await;
    assert_eq!(complaints(scene.browser.console().await), []);
    scene.app.terminate().await;
    scene.app.start().await;
    scene.open_live().await;
    scene.browser.await_text(COUNT, "2").await;
    scene.close().await;
}

#[tokio::test]
async fn hydration_keeps_the_nodes_and_says_nothing() {
    let scene = Scene::set(Scripts::On).await;
    scene.network.hold(".wasm");
    scene.open().await;
    scene
        .browser
        .run(
            "window.kept = [...document.querySelectorAll('#rally *')];
             window.changes = [];
             new MutationObserver(list => window.changes.push(...list.map(change => change.type + ' ' + (change.attributeName || ''))))
                 .observe(document.getElementById('rally'), {subtree: true, childList: true, characterData: true, attributes: true});",
        )
        .await;
    scene.network.release();
    scene.browser.await_connection("online").await;
    let same = scene
        .browser
        .run(
            "const now = [...document.querySelectorAll('#rally *')];
             return now.length > 5 && now.length === window.kept.length && now.every((node, at) => node === window.kept[at]);",
        )
        .await;
    assert_eq!(same, true, "every element is the one that the server sent");
    let changes = scene.browser.run("return window.changes").await;
    assert_eq!(changes, serde_json::json!([]), "nothing flashes");
    assert_eq!(complaints(scene.browser.console().await), []);
    scene.close().await;
}

#[tokio::test]
async fn a_click_before_the_wasm_lives_counts_once() {
    let scene = Scene::set(Scripts::On).await;
    scene.network.hold(".wasm");
    scene.open().await;
    scene.browser.click(BUTTON).await;
    // A second one while the first is on its way is the same click to the server.
    scene.browser.click(BUTTON).await;
    scene.network.release();
    scene.browser.await_text(COUNT, "1").await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "2").await;
    assert_eq!(scene.stored().await, "2");
    scene.close().await;
}

#[tokio::test]
async fn a_click_before_the_wasm_lives_counts_also_when_the_page_is_left() {
    let scene = Scene::set(Scripts::On).await;
    scene.network.hold(".wasm");
    scene.open().await;
    scene.browser.click(BUTTON).await;
    scene.browser.open("about:blank").await;
    wait::until("the click to arrive", || async {
        (scene.stored().await == "1").then_some(())
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn a_click_just_before_the_page_is_left_counts_once() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    let address = serde_json::json!("about:blank");
    scene
        .browser
        .run(&format!(
            "document.querySelector('button').click(); location.assign({address})"
        ))
        .await;
    wait::until("the click to arrive", || async {
        (scene.stored().await == "1").then_some(())
    })
    .await;
    scene.open_live().await;
    scene.browser.await_text(COUNT, "1").await;
    scene.close().await;
}

#[tokio::test]
async fn the_button_works_without_scripts() {
    let scene = Scene::set(Scripts::Off).await;
    scene.open().await;
    scene.browser.await_text(COUNT, "0").await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "1").await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "2").await;
    assert_eq!(scene.stored().await, "2");
    scene.close().await;
}

#[tokio::test]
async fn a_click_made_while_the_server_is_down_counts_once_when_it_is_back() {
    let mut scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    scene.app.terminate().await;
    scene.browser.await_connection("offline").await;
    scene
        .browser
        .await_text(".status", "You are offline. The count may be old.")
        .await;
    scene.browser.click(BUTTON).await;
    scene
        .browser
        .await_text(".status", "You are offline. Your clicks will be counted.")
        .await;
    scene.app.start().await;
    scene.browser.await_text(COUNT, "1").await;
    scene.browser.await_connection("online").await;
    assert_eq!(scene.stored().await, "1");
    scene.close().await;
}

#[tokio::test]
async fn a_cut_anywhere_in_a_click_counts_it_once() {
    let scene = Scene::set(Scripts::On).await;
    let mut expected = 0;
    for direction in [Direction::ToServer, Direction::ToBrowser] {
        for at in [CutAt::AfterFrame, CutAt::InsideFrame] {
            for frame in 1..=2 {
                scene.network.cut(direction, frame, at);
                scene.open().await;
                scene.browser.click(BUTTON).await;
                expected += 1;
                scene.browser.await_text(COUNT, &expected.to_string()).await;
                let case = format!("{direction:?} frame {frame} {at:?}");
                assert!(!scene.network.cut_is_pending(), "the cut happened: {case}");
                assert_eq!(scene.stored().await, expected.to_string(), "{case}");
            }
        }
    }
    scene.close().await;
}

#[tokio::test]
async fn a_second_tab_sees_what_the_first_has_counted() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "1").await;
    let client = scene.browser.client();
    let tab = client.new_window(true).await.unwrap();
    client.switch_to_window(tab.handle).await.unwrap();
    scene.open_live().await;
    scene.browser.await_text(COUNT, "1").await;
    scene.close().await;
}

// Traps as code that has panicked does, in a listener; the clock says when.
const PANIC: &str = "
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const code = new WebAssembly.Module(new Uint8Array(bytes));
    performance.now = () => MILLIS;
    window.isOld = true;
    setTimeout(() => new WebAssembly.Instance(code).exports.a());";

#[tokio::test]
async fn a_page_that_panics_at_once_goes_on_without_its_code() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    scene.browser.run(&PANIC.replace("MILLIS", "1000")).await;
    scene.browser.await_connection("failed").await;
    assert_eq!(scene.browser.run("return window.isOld").await, true);
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "1").await;
    // The form was posted by the browser itself.
    assert!(scene.browser.run("return window.isOld").await.is_null());
    assert_eq!(scene.stored().await, "1");
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_panics_later_is_loaded_again() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live().await;
    scene.browser.run(&PANIC.replace("MILLIS", "60000")).await;
    wait::until("the page to be loaded again", || async {
        let is_old = scene.browser.run("return window.isOld").await;
        is_old.is_null().then_some(())
    })
    .await;
    scene.browser.await_connection("online").await;
    scene.browser.click(BUTTON).await;
    scene.browser.await_text(COUNT, "1").await;
    assert_eq!(scene.stored().await, "1");
    scene.close().await;
}
