//! Going from page to page over the socket: what is seen meanwhile, and where focus and scroll position are then.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use rally_tests::app::App;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::http;
use serde_json::{Value, json};

struct Scene {
    app: App,
    browser: Browser,
}

const FOCUS: &str = "const it = document.activeElement; return it.id || it.localName";
const SCROLL: &str = "return Math.round(scrollY)";
const PATH: &str = "return location.pathname + location.search + location.hash";

impl Scene {
    /// Opens an address in a document that is marked, so that loading another one shows.
    async fn open_live(path: &str) -> Self {
        let mut app = App::new("tour");
        app.start().await;
        let browser = Browser::start(Scripts::On).await;
        browser
            .open(&format!("http://localhost:{}{path}", app.port()))
            .await;
        browser.await_connection("online").await;
        browser.run("window.marked = true").await;
        Self { app, browser }
    }

    async fn run(&self, script: &str) -> Value {
        self.browser.run(script).await
    }

    async fn says(&self, selector: &str, text: &str) {
        self.browser.await_text(selector, text).await;
    }

    /// Follows a link as a keyboard does.
    async fn enter(&self, link: &str) {
        let script = format!("document.querySelector({}).focus()", json!(link));
        self.run(&script).await;
        self.browser.press("Enter", 13).await;
    }

    async fn close(self) {
        assert_eq!(
            self.run("return window.marked === true").await,
            true,
            "one document"
        );
        self.browser.close().await;
    }
}

const BAR: &str = "
    const bar = document.querySelector('#rally-progress'), look = getComputedStyle(bar);
    return [look.display, look.borderTopWidth, look.borderTopColor, look.animationName]";

#[tokio::test]
async fn the_old_page_stays_and_after_a_moment_a_bar_says_that_the_next_is_awaited() {
    let scene = Scene::open_live("/finds").await;
    let browser = &scene.browser;
    assert_eq!(scene.run(BAR).await[0], "none");
    browser
        .run(
            "window.states = [];
             new MutationObserver(() => states.push(document.documentElement.dataset.rallyNavigation || ''))
                 .observe(document.documentElement, { attributeFilter: ['data-rally-navigation'] });
             document.documentElement.style.setProperty('--rally-progress-color', 'rgb(1, 2, 3)')",
        )
        .await;
    browser.click("#slow").await;
    browser
        .await_value(
            BAR,
            json!(["block", "3px", "rgb(1, 2, 3)", "rally-progress"]),
        )
        .await;
    assert_eq!(browser.text("#seen").await.as_deref(), Some("1 30"));
    assert_eq!(scene.run(PATH).await, "/finds");
    let bar = browser
        .client()
        .find(fantoccini::Locator::Css("#rally-progress"))
        .await
        .unwrap();
    assert_eq!(
        bar.attr("role").await.unwrap().as_deref(),
        Some("progressbar")
    );
    let calm = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    browser.command("Emulation.setEmulatedMedia", calm).await;
    assert_eq!(scene.run(BAR).await[3], "none");
    scene.says("#seen", "2 30").await;
    browser
        .await_value("return window.states", json!(["pending", ""]))
        .await;
    assert_eq!(scene.run(BAR).await[0], "none");
    let refused = browser.console().await;
    assert!(
        refused
            .iter()
            .all(|line| !line.message.contains("Content Security Policy")),
        "{refused:?}"
    );
    scene.close().await;
}

#[tokio::test]
async fn the_bar_comes_after_a_hundred_milliseconds_and_not_before() {
    let scene = Scene::open_live("/finds").await;
    // A clock that never comes to a hundred milliseconds.
    scene
        .run(
            "window.states = 0, window.asked = 0;
             new MutationObserver(list => list.forEach(change => states += change.target.dataset.rallyNavigation ? 1 : 0))
                 .observe(document.documentElement, { attributeFilter: ['data-rally-navigation'] });
             const start = setTimeout;
             window.setTimeout = (run, delay, ...more) => delay === 100 ? ++asked : start(run, delay, ...more)",
        )
        .await;
    scene.browser.click("#next").await;
    scene.says("#seen", "2 30").await;
    assert_eq!(
        scene.run("return [window.asked, window.states]").await,
        json!([1, 0])
    );
    scene.close().await;
}

#[tokio::test]
async fn the_focus_goes_to_the_heading_or_the_title_is_said() {
    let scene = Scene::open_live("/finds").await;
    scene.browser.click("main li a").await;
    scene.says("h1", "Harbour").await;
    assert_eq!(scene.run(FOCUS).await, "h1");
    let said = "return document.querySelector('#rally-title').textContent";
    assert_eq!(scene.run(said).await, "");
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(scene.run(outline).await, "none");
    scene.browser.press("Tab", 9).await;
    let name = "return document.activeElement.name";
    assert_eq!(
        scene.run(name).await,
        "name",
        "the first control after the heading"
    );
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Finds").await;
    scene.browser.click("#desk").await;
    scene.says("#model", "||large|red|false||0").await;
    assert_eq!(scene.run(FOCUS).await, "main");
    assert_eq!(scene.run(said).await, "Desk");
    scene.close().await;
}

#[tokio::test]
async fn back_and_forward_restore_scroll_position_and_focus() {
    let scene = Scene::open_live("/finds").await;
    scene.run("scrollTo(0, 333)").await;
    scene.enter("a[href='/places/25']").await;
    scene.says("h1", "Place 25").await;
    assert_eq!(scene.run(SCROLL).await, 0);
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Finds").await;
    let focused = "return document.activeElement.getAttribute('href')";
    scene
        .browser
        .await_value(focused, json!("/places/25"))
        .await;
    scene.browser.await_value(SCROLL, json!(333)).await;
    scene.browser.press("Enter", 13).await;
    scene.says("h1", "Place 25").await;
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Finds").await;
    scene.browser.client().forward().await.unwrap();
    scene.says("h1", "Place 25").await;
    assert_eq!(scene.run(FOCUS).await, "h1");
    scene.close().await;
}

#[tokio::test]
async fn a_fragment_of_the_page_is_the_browsers_and_back_leads_to_where_one_was() {
    let scene = Scene::open_live("/finds").await;
    scene.enter("#to-end").await;
    scene
        .browser
        .await_value(PATH, json!("/finds#the%20end"))
        .await;
    let end = scene.run(SCROLL).await.as_i64().unwrap();
    assert!(end > 500, "{end}");
    scene.browser.press("Tab", 9).await;
    assert_eq!(scene.run(FOCUS).await, "after");
    scene.run("scrollTo(0, 0)").await;
    scene.browser.client().back().await.unwrap();
    scene.browser.await_value(PATH, json!("/finds")).await;
    scene.browser.await_value(SCROLL, json!(0)).await;
    scene.close().await;
}

#[tokio::test]
async fn a_fragment_of_another_page_is_scrolled_to_and_gone_on_from() {
    let scene = Scene::open_live("/finds?page=2").await;
    scene.enter("#part").await;
    scene.says("#seen", "Place 1 30").await;
    scene
        .browser
        .await_value(PATH, json!("/finds?q=Place#the%20end"))
        .await;
    assert!(scene.run(SCROLL).await.as_i64().unwrap() > 500);
    let target = "return document.querySelector(':target')?.id";
    assert_eq!(scene.run(target).await, "the end");
    scene.browser.press("Tab", 9).await;
    assert_eq!(scene.run(FOCUS).await, "after");
    scene.enter("#far-part").await;
    scene.says("h1", "Harbour").await;
    scene.browser.await_value(target, json!("rating")).await;
    scene.browser.press("Tab", 9).await;
    assert_eq!(
        scene.run("return document.activeElement.name").await,
        "name"
    );
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Finds").await;
    scene.close().await;
}

#[tokio::test]
async fn another_search_string_leaves_focus_caret_and_what_was_typed() {
    let scene = Scene::open_live("/finds").await;
    let browser = &scene.browser;
    browser.type_into("#note", "mine").await;
    scene
        .run("window.field = document.querySelector('#q'); window.entries = history.length; scrollTo(0, 40)")
        .await;
    browser.type_into("#q", "lace 1").await;
    scene.says("#seen", "lace 1 1 10").await;
    assert_eq!(scene.run(PATH).await, "/finds?q=lace%201");
    assert_eq!(
        scene.run("return document.activeElement === field").await,
        true
    );
    scene.run("field.setSelectionRange(0, 0)").await;
    browser.press_text("P").await;
    scene.says("#seen", "Place 1 1 10").await;
    assert_eq!(
        scene
            .run("return [field.value, field.selectionStart]")
            .await,
        json!(["Place 1", 1])
    );
    assert_eq!(
        scene
            .run("return document.querySelector('#note').value")
            .await,
        "mine"
    );
    assert_eq!(scene.run("return history.length === entries").await, true);
    assert_eq!(scene.run(SCROLL).await, 40);
    assert_eq!(scene.run("return document.title").await, "Finds Place 1");
    scene.enter("#next").await;
    scene.says("#seen", "Place 1 2 0").await;
    assert_eq!(scene.run(FOCUS).await, "next");
    assert_eq!(scene.run(SCROLL).await, 0);
    assert_eq!(
        scene.run("return history.length === entries + 1").await,
        true
    );
    browser.client().back().await.unwrap();
    scene.says("#seen", "Place 1 1 10").await;
    scene.close().await;
}

const HEAD: &str = "
    const all = (selector, name) => [...document.head.querySelectorAll(selector)].map(it => it.getAttribute(name));
    return [document.title, all('meta[name=description]', 'content'), all('meta[name=author]', 'content'),
        all('link[rel=canonical]', 'href'), all('meta[name=viewport]', 'name')]";

#[tokio::test]
async fn the_head_is_that_of_the_page_on_show_without_doubles() {
    let scene = Scene::open_live("/finds").await;
    let first = json!([
        "Finds",
        ["Page 1"],
        ["one", "two"],
        ["/finds"],
        ["viewport"]
    ]);
    assert_eq!(scene.run(HEAD).await, first);
    scene.browser.click("#next").await;
    scene.says("#seen", "2 30").await;
    let second = json!([
        "Finds",
        ["Page 2"],
        ["one", "two"],
        ["/finds"],
        ["viewport"]
    ]);
    assert_eq!(scene.run(HEAD).await, second);
    scene.browser.click("#desk").await;
    scene.says("#model", "||large|red|false||0").await;
    assert_eq!(
        scene.run(HEAD).await,
        json!(["Desk", [], [], [], ["viewport"]])
    );
    scene.browser.client().back().await.unwrap();
    scene.says("#seen", "2 30").await;
    assert_eq!(scene.run(HEAD).await, second);
    scene.close().await;
}

#[tokio::test]
async fn where_a_page_has_nothing_the_clients_own_page_for_lost_visitors_stands() {
    let scene = Scene::open_live("/finds").await;
    scene.browser.click("#lost").await;
    scene.says("h1", "NotFound").await;
    assert_eq!(scene.run(PATH).await, "/places/999");
    scene.browser.client().back().await.unwrap();
    scene.says("h1", "Finds").await;
    scene.browser.client().forward().await.unwrap();
    scene.says("h1", "NotFound").await;
    for path in ["/places/999?q=1", "/places/x", "/nowhere", "/places/%ff"] {
        let page = http::get(scene.app.port(), path).await.unwrap();
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.text().contains("<h1>NotFound</h1>"),
            "{path}: {}",
            page.text()
        );
    }
    let address = format!("http://localhost:{}/places/999", scene.app.port());
    scene.browser.open(&address).await;
    scene.browser.await_connection("online").await;
    let console = scene.browser.console().await;
    assert!(
        console.iter().all(|line| !line.message.contains("hydrat")),
        "{console:?}"
    );
    scene.run("window.marked = true").await;
    scene.close().await;
}

#[tokio::test]
async fn a_visit_that_is_taken_back_does_not_come_later() {
    let scene = Scene::open_live("/finds?wait=700").await;
    scene.browser.click("#desk").await;
    scene.says("#model", "||large|red|false||0").await;
    scene
        .run("history.back(); setTimeout(() => history.forward(), 200)")
        .await;
    scene.browser.await_value(PATH, json!("/desk")).await;
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(scene.run(PATH).await, "/desk");
    scene.says("#model", "||large|red|false||0").await;
    assert_eq!(scene.run(BAR).await[0], "none");
    scene.close().await;
}
