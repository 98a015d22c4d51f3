//! Several pages and two clients, in a real browser: navigation, history, errors, hostile data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::http;
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
        self.browser
            .open(&format!("http://localhost:{}{path}", self.app.port()))
            .await;
    }

    async fn open_live(&self, path: &str) {
        self.open(path).await;
        self.browser.await_connection("online").await;
    }

    async fn path(&self) -> String {
        let path = self
            .browser
            .run("return location.pathname + location.search")
            .await;
        path.as_str().unwrap().to_owned()
    }

    /// Marks the document, so that loading another one shows.
    async fn mark_document(&self) {
        self.browser.run("window.marked = true").await;
    }

    async fn is_same_document(&self) -> bool {
        self.browser.run("return window.marked === true").await == json!(true)
    }

    async fn close(self) {
        self.browser.close().await;
    }
}

#[tokio::test]
async fn a_link_changes_page_and_address_without_loading_a_document() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/").await;
    scene.mark_document().await;
    scene.browser.click("a[href='/places/1']").await;
    scene.browser.await_text("h1", "Harbour").await;
    assert_eq!(scene.path().await, "/places/1");
    assert_eq!(
        scene.browser.run("return document.title").await,
        json!("Harbour")
    );
    scene.browser.click("#home").await;
    scene.browser.await_text("h1", "Places").await;
    assert_eq!(scene.path().await, "/");
    assert_eq!(
        scene.browser.run("return document.title").await,
        json!("Places")
    );
    assert!(scene.is_same_document().await);
    scene.close().await;
}

#[tokio::test]
async fn back_and_forward_show_the_page_where_it_was_left() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/").await;
    scene.mark_document().await;
    scene.browser.run("window.scrollTo(0, 700)").await;
    let before = scene.browser.run("return Math.round(window.scrollY)").await;
    assert!(
        before.as_i64().unwrap() > 400,
        "the list is long enough to scroll: {before}"
    );
    scene
        .browser
        .run("document.querySelector(\"a[href='/places/20']\").click()")
        .await;
    scene.browser.await_text("h1", "Place 20").await;
    assert_eq!(
        scene.browser.run("return Math.round(window.scrollY)").await,
        json!(0)
    );
    scene.browser.client().back().await.unwrap();
    scene.browser.await_text("h1", "Places").await;
    rally_tests::wait::until("the scroll position to be restored", || async {
        (scene.browser.run("return Math.round(window.scrollY)").await == before).then_some(())
    })
    .await;
    scene.browser.client().forward().await.unwrap();
    scene.browser.await_text("h1", "Place 20").await;
    assert!(scene.is_same_document().await);
    scene.close().await;
}

#[tokio::test]
async fn what_one_browser_changes_another_sees() {
    let scene = Scene::set(Scripts::On).await;
    let watcher = Browser::start(Scripts::On).await;
    let address = format!("http://localhost:{}/places/2", scene.app.port());
    watcher.open(&address).await;
    watcher.await_connection("online").await;
    watcher.run("window.marked = true").await;
    scene.open_live("/places/2").await;
    for name in ["Mill", "Old mill"] {
        let type_name = format!(
            "const name = document.querySelector('#rename input[name=name]');
             name.value = '{name}';
             name.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        );
        scene.browser.run(&type_name).await;
        scene.browser.click("#rename button").await;
        scene.browser.await_text("h1", name).await;
        watcher.await_text("h1", name).await;
    }
    assert_eq!(watcher.run("return window.marked").await, json!(true));
    // Of a page that it has left, it hears nothing more; of the next one, it does.
    watcher.click("#home").await;
    watcher.await_text("h1", "Places").await;
    watcher.click("a[href='/places/2']").await;
    watcher.await_text("h1", "Old mill").await;
    scene
        .browser
        .run("document.querySelector('#rename input[name=loud]').checked = true")
        .await;
    scene.browser.click("#rename button").await;
    watcher.await_text("h1", "OLD MILL").await;
    watcher.close().await;
    scene.close().await;
}

#[tokio::test]
async fn an_update_can_navigate() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/").await;
    scene.browser.click("#surprise").await;
    scene.browser.await_text("#id", "3").await;
    assert_eq!(scene.path().await, "/places/3");
    scene.close().await;
}

#[tokio::test]
async fn a_redirect_of_load_is_followed_by_link_and_by_address() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/").await;
    scene.browser.click("#old").await;
    scene.browser.await_text("h1", "Harbour").await;
    assert_eq!(scene.path().await, "/places/1");
    scene.open("/old").await;
    assert_eq!(scene.path().await, "/places/1");
    let answer = http::get(scene.app.port(), "/old").await.unwrap();
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/places/1"))
    );
    scene.close().await;
}

#[tokio::test]
async fn missing_pages_are_404_and_failing_ones_500_without_the_reason() {
    let scene = Scene::set(Scripts::On).await;
    let port = scene.app.port();
    for path in [
        "/nowhere",
        "/places/x",
        "/places/999",
        "/places/%ff",
        "/a/b/c/d",
    ] {
        assert_eq!(http::get(port, path).await.unwrap().status, 404, "{path}");
    }
    let broken = http::get(port, "/broken").await.unwrap();
    assert_eq!(broken.status, 500);
    assert!(
        !broken.text().contains("secret reason"),
        "{}",
        broken.text()
    );
    scene.open_live("/").await;
    scene.browser.click("#nowhere").await;
    scene.browser.await_text("h1", "NotFound").await;
    scene.close().await;
}

#[tokio::test]
async fn the_other_client_is_another_document_and_another_bundle() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/").await;
    scene.mark_document().await;
    scene.browser.click("#admin").await;
    scene
        .browser
        .await_text("h1", "only-for-administrators")
        .await;
    scene.browser.await_connection("online").await;
    assert!(!scene.is_same_document().await);
    let dist = rally_tests::app::repository().join("tests/apps/tour/dist");
    assert!(bundle_contains(
        &dist.join("admin"),
        b"only-for-administrators"
    ));
    assert!(!bundle_contains(
        &dist.join("public"),
        b"only-for-administrators"
    ));
    scene.close().await;
}

fn bundle_contains(folder: &std::path::Path, text: &[u8]) -> bool {
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("a built bundle");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let wasm = manifest["wasm"].as_str().expect("a wasm file");
    let wasm = std::fs::read(folder.join(wasm)).expect("the manifest names files that are there");
    wasm.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn hostile_text_stays_text() {
    for scripts in [Scripts::On, Scripts::Off] {
        let scene = Scene::set(scripts).await;
        scene.open("/places/3").await;
        let name = "</script><script>alert(1)</script>";
        scene.browser.await_text("h1", name).await;
        if scripts == Scripts::On {
            scene.browser.await_connection("online").await;
            scene.browser.await_text("h1", name).await;
            assert_eq!(
                scene.browser.run("return document.title").await,
                json!(name)
            );
        }
        scene.open("/").await;
        scene
            .browser
            .await_text("a[href='/places/2']", "<b>Tower</b> & \"Keep\"")
            .await;
        let evil = scene
            .browser
            .client()
            .find(fantoccini::Locator::Css("#evil"))
            .await
            .unwrap();
        let href = evil.attr("href").await.unwrap().unwrap_or_default();
        assert!(!href.to_lowercase().contains("javascript"), "{href}");
        scene.close().await;
    }
}

#[tokio::test]
async fn a_form_calls_the_server_with_and_without_scripts() {
    for scripts in [Scripts::On, Scripts::Off] {
        let scene = Scene::set(scripts).await;
        scene.open("/places/1").await;
        if scripts == Scripts::On {
            scene.browser.await_connection("online").await;
        }
        let input = scene
            .browser
            .client()
            .find(fantoccini::Locator::Css("input[name=name]"));
        let input = input.await.unwrap();
        input.clear().await.unwrap();
        input.send_keys("Old Pier").await.unwrap();
        scene.browser.click("#rename button").await;
        scene.browser.await_text("h1", "Old Pier").await;
        scene.browser.click("input[name=loud]").await;
        scene.browser.click("#rename button").await;
        scene.browser.await_text("h1", "OLD PIER").await;
        let input = scene
            .browser
            .client()
            .find(fantoccini::Locator::Css("input[name=name]"));
        let input = input.await.unwrap();
        input.clear().await.unwrap();
        input.send_keys(" ").await.unwrap();
        scene.browser.click("#rename button").await;
        scene
            .browser
            .await_text("#errors li", "Give it a name.")
            .await;
        scene.browser.await_text("h1", "OLD PIER").await;
        assert_eq!(scene.path().await, "/places/1");
        scene.close().await;
    }
}

#[tokio::test]
async fn what_is_typed_before_the_page_lives_is_kept_and_known() {
    let scene = Scene::set(Scripts::On).await;
    let network = rally_tests::proxy::Proxy::start(scene.app.port()).await;
    network.hold(".wasm");
    scene
        .browser
        .open(&format!("http://localhost:{}/", network.port()))
        .await;
    let filter = scene
        .browser
        .client()
        .find(fantoccini::Locator::Css("#filter"))
        .await
        .unwrap();
    filter.send_keys("Harb").await.unwrap();
    network.release();
    scene.browser.await_connection("online").await;
    rally_tests::wait::until("the list to be filtered", || async {
        let rows = scene
            .browser
            .run("return document.querySelectorAll('#places li').length")
            .await;
        (rows == json!(1)).then_some(())
    })
    .await;
    assert_eq!(
        scene
            .browser
            .run("return document.querySelector('#filter').value")
            .await,
        "Harb"
    );
    filter.send_keys("our").await.unwrap();
    assert_eq!(
        scene
            .browser
            .run("return document.querySelector('#filter').value")
            .await,
        "Harbour"
    );
    scene.close().await;
}

#[tokio::test]
async fn a_panicking_handler_is_an_error_with_a_trace_and_the_server_goes_on() {
    let scene = Scene::set(Scripts::On).await;
    scene.open_live("/places/1").await;
    for _ in 0..3 {
        scene.browser.click("#break").await;
        rally_tests::wait::until("a trace id", || async {
            scene
                .browser
                .text("#errors li")
                .await
                .filter(|text| text.starts_with("Trace "))
        })
        .await;
    }
    scene.browser.click("#home").await;
    scene.browser.await_text("h1", "Places").await;
    scene.close().await;
}
