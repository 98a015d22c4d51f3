//! A page before its wasm lives, and without it: what is done there counts, once, and what is typed there stays.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use std::time::Duration;

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::proxy::Proxy;
use rally_tests::{http, wait};
use serde_json::{Value, json};

/// The page `/desk` behind a network that holds the wasm.
struct Scene {
    app: App,
    network: Proxy,
    browser: Browser,
}

impl Scene {
    async fn set(scripts: Scripts) -> Self {
        let mut app = App::new("tour");
        app.start().await;
        let network = Proxy::start(app.port()).await;
        Self {
            app,
            network,
            browser: Browser::start(scripts).await,
        }
    }

    async fn open(&self) {
        let address = format!("http://localhost:{}/desk", self.network.port());
        self.browser.open(&address).await;
    }

    /// The page is there, and its wasm is not.
    async fn waiting() -> Self {
        let scene = Self::set(Scripts::On).await;
        scene.network.hold(".wasm");
        scene.open().await;
        scene.browser.run("window.marked = true").await;
        scene
    }

    async fn live(&self) {
        self.network.release();
        self.browser.await_connection("online").await;
    }

    /// What the server has kept, in order.
    async fn stored(&self) -> Vec<String> {
        let page = http::get(self.app.port(), "/desk").await.unwrap().text();
        let (_, list) = page.split_once("id=\"kept\">").unwrap();
        let (list, _) = list.split_once("</ul>").unwrap();
        let rows = list.split("<li>").skip(1);
        rows.map(|row| row.replace("</li>", "")).collect()
    }

    async fn await_stored(&self, expected: &[&str]) {
        wait::until(&format!("the server to keep {expected:?}"), || async {
            (self.stored().await == expected).then_some(())
        })
        .await;
    }

    async fn model_says(&self, summary: &str) {
        self.browser.await_text("#model", summary).await;
    }

    async fn property(&self, selector: &str, name: &str) -> Value {
        let script = format!("return document.querySelector('{selector}').{name}");
        self.browser.run(&script).await
    }

    async fn is_same_document(&self) -> bool {
        self.browser.run("return window.marked === true").await == json!(true)
    }

    async fn close(self) {
        self.browser.close().await;
    }
}

#[tokio::test]
async fn what_is_done_while_the_wasm_takes_three_seconds_counts_once() {
    let scene = Scene::waiting().await;
    let browser = &scene.browser;
    browser.type_into("#text", "one").await;
    browser.click("#twice").await;
    browser.click("#keep").await;
    browser.click("#press").await;
    browser.click("#press").await;
    browser.type_into("#line", "first\u{e007}").await;
    assert_eq!(scene.property("#form", "ariaBusy").await, "true");
    tokio::time::sleep(Duration::from_secs(3)).await;
    scene.model_says("||large|red|false||0").await;
    scene.live().await;
    scene.model_says("one||large|red|false|first|2").await;
    browser.await_text("#kept li", "one tea x2").await;
    assert_eq!(scene.property("#form", "ariaBusy").await, Value::Null);
    assert_eq!(scene.property("#line", "value").await, "");
    assert_eq!(scene.stored().await, ["one tea x2"]);
    browser.click("#keep").await;
    scene.await_stored(&["one tea x2", "one tea x1"]).await;
    assert!(scene.is_same_document().await);
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_is_left_before_it_lives_posts_its_forms_once() {
    let scene = Scene::waiting().await;
    scene.browser.type_into("#text", "left").await;
    scene.browser.click("#twice").await;
    scene.browser.click("#home").await;
    scene.browser.await_text("h1", "Places").await;
    scene.await_stored(&["left tea x2"]).await;
    // Back it is the same form, whether the browser kept the page or loads it again.
    scene.browser.client().back().await.unwrap();
    scene.network.release();
    scene.browser.await_connection("online").await;
    scene.browser.type_into("#text", " and back").await;
    scene.browser.click("#keep").await;
    wait::until("the second to be kept", || async {
        (scene.stored().await.len() > 1).then_some(())
    })
    .await;
    let stored = scene.stored().await;
    assert_eq!(stored.len(), 2, "{stored:?}");
    assert_eq!(stored[0], "left tea x2");
    scene.close().await;
}

#[tokio::test]
async fn a_form_is_submitted_natively_when_the_wasm_fails() {
    let scene = Scene::waiting().await;
    scene.browser.type_into("#text", "one").await;
    scene.browser.click("#twice").await;
    assert!(scene.is_same_document().await);
    scene.network.fail(".wasm");
    scene.browser.await_text("#kept li", "one tea x2").await;
    assert!(!scene.is_same_document().await);
    assert_eq!(scene.stored().await, ["one tea x2"]);
    // The next document does not live either, and nothing waits for it.
    scene.browser.click("#keep").await;
    scene
        .browser
        .await_text("#kept li:nth-child(2)", "one tea x1")
        .await;
    assert_eq!(scene.stored().await, ["one tea x2", "one tea x1"]);
    scene.close().await;
}

#[tokio::test]
async fn a_form_is_submitted_natively_after_ten_seconds() {
    let scene = Scene::waiting().await;
    scene.browser.type_into("#text", "slow").await;
    scene.browser.click("#keep").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(scene.stored().await, Vec::<String>::new());
    scene.browser.await_text("#kept li", "slow tea x1").await;
    scene.live().await;
    scene.model_says("slow||large|red|false||0").await;
    scene.browser.click("#press").await;
    scene.model_says("slow||large|red|false||1").await;
    assert_eq!(scene.stored().await, ["slow tea x1"]);
    scene.close().await;
}

#[tokio::test]
async fn without_scripts_a_form_goes_through_the_same_update() {
    let scene = Scene::set(Scripts::Off).await;
    scene.open().await;
    scene.browser.type_into("#text", "plain").await;
    scene.browser.click("#twice").await;
    scene.browser.await_text("#kept li", "plain tea x2").await;
    scene.model_says("plain||large|red|false||0").await;
    assert_eq!(scene.stored().await, ["plain tea x2"]);
    scene.close().await;
}

#[tokio::test]
async fn what_controls_hold_before_the_page_lives_is_told_and_stays() {
    let scene = Scene::waiting().await;
    let browser = &scene.browser;
    browser.type_into("#text", "typed").await;
    browser.click("#small").await;
    browser.click("#agreed").await;
    browser.type_into("#colour", "g").await;
    browser.type_into("#choice", "m").await;
    // As browsers fill in what they know: no event says so.
    browser
        .run("document.querySelector('#shout').value = 'filled in'")
        .await;
    browser
        .run("const text = document.querySelector('#text'); text.focus(); text.setSelectionRange(2, 3)")
        .await;
    scene.live().await;
    scene
        .model_says("typed|FILLED IN|small|green|true||0")
        .await;
    assert_eq!(scene.property("#text", "value").await, "typed");
    assert_eq!(scene.property("#text", "selectionStart").await, 2);
    assert_eq!(scene.property("#text", "selectionEnd").await, 3);
    assert_eq!(scene.property("#small", "checked").await, true);
    assert_eq!(scene.property("#large", "checked").await, false);
    assert_eq!(scene.property("#agreed", "checked").await, true);
    assert_eq!(scene.property("#colour", "value").await, "green");
    // Nobody hears of that one: it is the document's, whatever else changes.
    assert_eq!(scene.property("#choice", "value").await, "milk");
    browser.click("#press").await;
    scene
        .model_says("typed|FILLED IN|small|green|true||1")
        .await;
    assert_eq!(scene.property("#choice", "value").await, "milk");
    browser.click("#keep").await;
    browser.await_text("#kept li", "typed milk x1").await;
    scene.close().await;
}

#[tokio::test]
async fn what_the_browser_restores_is_told_and_stays() {
    let scene = Scene::waiting().await;
    scene.browser.type_into("#text", "restored").await;
    scene.browser.click("#medium").await;
    // Away and back, in a browser that keeps no page in its back/forward cache.
    let address = format!("http://localhost:{}/finds", scene.network.port());
    scene
        .browser
        .run("addEventListener('unload', () => {}); new BroadcastChannel('open')")
        .await;
    scene.browser.open(&address).await;
    scene.browser.client().back().await.unwrap();
    scene
        .browser
        .await_value(
            "return document.querySelector('#text')?.value",
            json!("restored"),
        )
        .await;
    assert!(!scene.is_same_document().await);
    scene.live().await;
    scene.model_says("restored||medium|red|false||0").await;
    assert_eq!(scene.property("#text", "value").await, "restored");
    scene.close().await;
}

impl Scene {
    /// Composes text with an input method.
    async fn compose(&self, text: &str) {
        let length = text.encode_utf16().count();
        let parameters = json!({ "text": text, "selectionStart": length, "selectionEnd": length });
        self.browser
            .command("Input.imeSetComposition", parameters)
            .await;
    }

    /// Ends the composition with this text.
    async fn commit(&self, text: &str) {
        self.browser
            .command("Input.insertText", json!({ "text": text }))
            .await;
    }
}

#[tokio::test]
async fn what_is_composed_when_the_page_comes_alive_goes_on() {
    let scene = Scene::waiting().await;
    let browser = &scene.browser;
    browser
        .run(
            "window.ended = 0; const shout = document.querySelector('#shout'); shout.focus();
             shout.addEventListener('compositionend', () => window.ended++)",
        )
        .await;
    scene.compose("ni").await;
    scene.live().await;
    scene.model_says("||large|red|false||0").await;
    assert_eq!(scene.property("#shout", "value").await, "ni");
    scene.compose("nihao").await;
    scene.model_says("|NIHAO|large|red|false||0").await;
    // Shown again for another reason.
    browser
        .run("document.querySelector('#press').click()")
        .await;
    scene.model_says("|NIHAO|large|red|false||1").await;
    assert_eq!(scene.property("#shout", "value").await, "nihao");
    assert_eq!(browser.run("return window.ended").await, 0);
    scene.commit("n\u{ec}h\u{1ce}o").await;
    scene
        .model_says("|N\u{cc}H\u{1cd}O|large|red|false||1")
        .await;
    assert_eq!(scene.property("#shout", "value").await, "N\u{cc}H\u{1cd}O");
    assert_eq!(browser.run("return window.ended").await, 1);
    scene.close().await;
}

#[tokio::test]
async fn what_is_composed_and_done_before_the_page_sees_it_is_told_at_its_end() {
    let scene = Scene::waiting().await;
    scene
        .browser
        .run("document.querySelector('#text').focus()")
        .await;
    scene.compose("ka").await;
    scene.live().await;
    scene.model_says("||large|red|false||0").await;
    scene.commit("ka").await;
    scene.model_says("ka||large|red|false||0").await;
    assert_eq!(scene.property("#text", "value").await, "ka");
    scene.close().await;
}

#[tokio::test]
async fn a_key_that_an_input_method_takes_is_not_the_pages() {
    for waits in [true, false] {
        let scene = Scene::waiting().await;
        if !waits {
            scene.live().await;
        }
        scene
            .browser
            .run("document.querySelector('#line').focus()")
            .await;
        scene.compose("ki").await;
        scene.browser.press("Enter", 13).await;
        scene.commit("ki").await;
        scene.live().await;
        scene.browser.press("Enter", 13).await;
        scene.model_says("||large|red|false|ki|0").await;
        scene.close().await;
    }
}

#[tokio::test]
async fn nodes_of_a_browser_extension_do_no_harm() {
    let scene = Scene::waiting().await;
    let browser = &scene.browser;
    browser
        .run(
            "const stranger = (parent, before, name = 'div') => {
                 const node = document.createElement(name);
                 node.className = 'stranger';
                 node.textContent = 'Autofill?';
                 parent.insertBefore(node, before);
             };
             const main = document.querySelector('main'), form = document.querySelector('#form');
             stranger(document.querySelector('#rally'), main);
             stranger(main, main.firstChild);
             stranger(main, main.children[3], 'button');
             stranger(form, document.querySelector('#text').nextSibling, 'span');
             stranger(form, null, 'input');
             stranger(document.querySelector('#kept'), null);
             stranger(document.body, document.body.firstChild, 'style');
             document.querySelector('#text').setAttribute('data-lpignore', 'true');
             window.kept = [...document.querySelectorAll('#rally *')]",
        )
        .await;
    browser.type_into("#text", "one").await;
    browser.click("#keep").await;
    browser.click("#press").await;
    scene.live().await;
    scene.model_says("one||large|red|false||1").await;
    browser.await_text("#kept li", "one tea x1").await;
    let survives = "return kept.every(node => node.isConnected)";
    assert_eq!(browser.run(survives).await, true, "nothing was made afresh");
    browser.type_into("#text", "!").await;
    browser.click("#keep").await;
    browser
        .await_text("#kept li:nth-of-type(2)", "one! tea x1")
        .await;
    let strangers = "return document.querySelectorAll('#rally .stranger').length";
    assert_eq!(browser.run(strangers).await, 6);
    assert_eq!(scene.stored().await, ["one tea x1", "one! tea x1"]);
    scene.close().await;
}

#[tokio::test]
async fn modified_clicks_are_the_browsers() {
    let scene = Scene::waiting().await;
    let browser = &scene.browser;
    for is_live in [false, true] {
        if is_live {
            scene.live().await;
        }
        browser.click_with_control("#home").await;
        let opened = || async { browser.client().windows().await.ok() };
        let windows = wait::until("another tab", || async {
            opened().await.filter(|windows| windows.len() == 2)
        })
        .await;
        assert!(scene.is_same_document().await);
        assert_eq!(
            browser.run("return location.pathname").await,
            json!("/desk")
        );
        let here = browser.client().window().await.unwrap();
        let other = windows.into_iter().find(|window| *window != here).unwrap();
        browser.client().switch_to_window(other).await.unwrap();
        browser.await_text("h1", "Places").await;
        browser.client().close_window().await.unwrap();
        browser.client().switch_to_window(here).await.unwrap();
    }
    scene.close().await;
}
