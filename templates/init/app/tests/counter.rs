//! The counter as its users meet it: the pages, the handlers and a database in memory, without a browser.

use contract::public::home::ServerIncrement;
use rally_runtime::page::{Failure, RpcError};
use rally_runtime::test::App;
use rally_runtime::test_db;

fn app() -> App {
    let db = test_db::open(&generated_app::migrations()).expect("the migrations run");
    App::new(
        generated_app::App::new(server::ServerContext { db: db.clone() }),
        db,
    )
}

#[test]
fn a_click_is_counted_for_everybody() {
    let app = app();
    let page = app.visit("/");
    page.click("Increment");
    page.click("Increment");
    assert_eq!(page.find("#count").text(), "2");
    assert_eq!(app.visit("/").text(), "Counter\n2\nIncrement");
}

#[test]
fn clicks_wait_for_the_connection() {
    let page = app().visit("/");
    page.offline();
    page.click("Increment");
    assert!(page.has("You are offline. Your clicks will be counted."));
    page.online();
    assert_eq!(page.find("#count").text(), "1");
}

#[test]
fn a_click_that_fails_is_explained() {
    let page = app().visit("/");
    page.answer_next::<ServerIncrement>(Err(RpcError::Failed(Failure::Forbidden)));
    page.click("Increment");
    assert_eq!(
        page.find_all("listitem")[0].text(),
        "The click was not counted."
    );
}
