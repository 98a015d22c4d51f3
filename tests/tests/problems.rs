//! What is wrong with an app under `rallyc dev`, as its open pages show it: over the page, which goes on beneath, and
//! only until it is mended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use fantoccini::Locator;
use fantoccini::key::Key;
use rally_tests::browser::{Browser, Scripts};
use rally_tests::dev::{BUILD, Dev, NewApp};
use rally_tests::wait;

const VIEW: &str = "pages/public/src/home.rs";
const SCHEMA: &str = "idl/public/home_.rally";
const MAIN: &str = "app/src/main.rs";
const MIGRATION: &str = "migrations/001_counter.sql";

// What lies over the page, as a person reads it.
const PANEL: &str = "const over = document.querySelector('rally-problems');
    return over ? over.shadowRoot.querySelector('main').innerText : null;";

async fn panel(browser: &Browser) -> Option<String> {
    browser.run(PANEL).await.as_str().map(str::to_owned)
}

async fn await_panel(browser: &Browser, parts: &[&str]) -> String {
    wait::within(BUILD, &format!("a panel with {parts:?}"), || async {
        let text = panel(browser).await?;
        parts.iter().all(|part| text.contains(part)).then_some(text)
    })
    .await
}

async fn await_no_panel(browser: &Browser) {
    wait::within(BUILD, "the panel to go away", || async {
        panel(browser).await.is_none().then_some(())
    })
    .await;
}

async fn await_button(browser: &Browser, text: &str) {
    wait::within(BUILD, &format!("the button to say `{text}`"), || async {
        browser.text("button").await.filter(|found| found == text)
    })
    .await;
}

async fn press_escape(browser: &Browser) {
    let body = browser.client().find(Locator::Css("body")).await.unwrap();
    body.send_keys(&String::from(char::from(Key::Escape)))
        .await
        .unwrap();
}

// A document that is loaded anew has forgotten it.
async fn mark(browser: &Browser) {
    browser.run("window.marked = true").await;
}

async fn is_marked(browser: &Browser) -> bool {
    browser.run("return window.marked === true").await == true
}

async fn open(dev: &Dev) -> Browser {
    let browser = Browser::start(Scripts::On).await;
    let address = format!("http://localhost:{}/", dev.port());
    browser.open(&address).await;
    browser
}

#[tokio::test]
async fn what_is_wrong_lies_over_the_page_until_it_is_mended() {
    let app = NewApp::init("wrong_and_mended");
    app.edit(SCHEMA, "pending: Int", "pending: Nit");
    let dev = app.dev();
    let browser = without_a_server_it_stands_in_place_of_the_page(&dev).await;
    a_mistake_in_the_schema(&dev, &browser).await;
    a_mistake_in_rust(&dev, &browser).await;
    a_server_that_does_not_start(&dev, &browser).await;
    a_migration_that_is_not_as_it_was_applied(&dev, &browser).await;
    browser.close().await;
}

async fn without_a_server_it_stands_in_place_of_the_page(dev: &Dev) -> Browser {
    dev.await_terminal("unknown type `Nit`").await;
    let browser = open(dev).await;
    let text = browser.text("main").await.unwrap();
    for part in ["The schema has", "unknown type Nit", SCHEMA, "pending: Nit"] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    dev.edit(SCHEMA, "pending: Nit", "pending: Int");
    await_button(&browser, "Increment").await;
    browser
}

async fn a_mistake_in_the_schema(dev: &Dev, browser: &Browser) {
    browser.await_connection("online").await;
    browser.click("button").await;
    browser.await_text("#count", "1").await;
    browser
        .run("document.querySelector('button').focus()")
        .await;
    mark(browser).await;
    let hostile = "pending: Itn // <img src=x onerror=\"document.title='taken'\">";
    dev.edit(SCHEMA, "pending: Int", hostile);
    let text = await_panel(browser, &["unknown type Itn"]).await;
    for part in ["R0", "schema", SCHEMA, "<img src=x onerror=", "^^^"] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    assert_ne!(browser.run("return document.title").await, "taken");
    let focused = "return document.activeElement.localName";
    assert_eq!(browser.run(focused).await, "button", "the focus stays");

    press_escape(browser).await;
    assert_eq!(panel(browser).await, None);
    browser.click("button").await;
    browser.await_text("#count", "2").await;

    // The next build that fails opens it again, and so does a new document.
    dev.edit(SCHEMA, "Itn", "Imt");
    await_panel(browser, &["unknown type Imt"]).await;
    browser
        .run("document.querySelector('rally-problems').shadowRoot.querySelector('button').click()")
        .await;
    assert_eq!(panel(browser).await, None);
    assert!(is_marked(browser).await, "the page has gone on");
    browser.client().refresh().await.unwrap();
    await_panel(browser, &["unknown type Imt"]).await;

    mark(browser).await;
    dev.edit(SCHEMA, &hostile.replace("Itn", "Imt"), "pending: Int");
    await_no_panel(browser).await;
    browser.await_text("#count", "2").await;
    assert!(is_marked(browser).await, "nothing changed: nothing loads");
}

async fn a_mistake_in_rust(dev: &Dev, browser: &Browser) {
    dev.edit(VIEW, "\"Increment\"", "no_such_text");
    let said = ["cannot find value no_such_text", "E0425", VIEW];
    let text = await_panel(browser, &said).await;
    assert!(!text.contains("warning"), "warnings are no errors:\n{text}");
    dev.edit(VIEW, "no_such_text", "\"Add one\"");
    await_button(browser, "Add one").await;
    assert_eq!(panel(browser).await, None);
    assert!(!is_marked(browser).await, "another build loads anew");
}

async fn a_server_that_does_not_start(dev: &Dev, browser: &Browser) {
    mark(browser).await;
    let main = "fn main() -> ";
    dev.edit(
        MAIN,
        main,
        "fn main() -> std::process::ExitCode { panic!(\"the reactor is out\") }\nfn _main() -> ",
    );
    let said = ["The server does not run", "the reactor is out"];
    await_panel(browser, &said).await;
    assert!(is_marked(browser).await, "the page is there beneath");
    dev.edit(
        MAIN,
        "fn main() -> std::process::ExitCode { panic!(\"the reactor is out\") }\nfn _main() -> ",
        main,
    );
    await_no_panel(browser).await;
    browser.await_text("#count", "2").await;
}

async fn a_migration_that_is_not_as_it_was_applied(dev: &Dev, browser: &Browser) {
    browser.await_connection("online").await;
    mark(browser).await;
    let before = "CREATE TABLE";
    dev.edit(MIGRATION, before, "-- another\nCREATE TABLE");
    let said = [
        "was changed after it was applied",
        "rallyc migrate new",
        "rallyc reset",
    ];
    await_panel(browser, &said).await;
    press_escape(browser).await;
    browser.click("button").await;
    browser.await_text("#count", "3").await;
    assert!(is_marked(browser).await, "the server before goes on");
    // A database that is gone is made anew.
    dev.remove("wrong_and_mended.db");
    await_no_panel(browser).await;
    browser.await_text("#count", "0").await;
}
