//! The books without a browser: writers sign in over the socket, and hear of what others write.

use generated_server::queries;
use rally_runtime::db::Db;
use rally_runtime::test::{App, Browser};
use rally_runtime::test_db;

fn app() -> (App, Db) {
    let db = test_db::open(&generated_app::migrations()).expect("the migrations run");
    let context = server::ServerContext { db: db.clone() };
    let app = App::new(generated_app::App::new(context), db.clone());
    (app, db)
}

fn sign_in(browser: &Browser, name: &str) {
    let door = browser.visit("/door");
    door.type_into("Name", name);
    door.press("Enter");
}

#[test]
fn lines_are_of_whoever_has_signed_in() {
    let (app, db) = app();
    let (ada, bob) = (app.browser(), app.browser());
    sign_in(&ada, "ada");
    sign_in(&bob, "bob");
    let (page, other) = (ada.visit("/books/log"), bob.visit("/books/log"));
    for (page, text) in [(&page, "high water"), (&other, "low water")] {
        page.type_into("Text", text);
        page.press("Enter");
    }
    let lines = page.within("#lines").text();
    assert_eq!(lines, "high water\nlow water");
    assert_eq!(other.within("#lines").text(), lines);
    let lines = app
        .run(queries::lines_of(&db, "log"))
        .expect("the query runs");
    let writers: Vec<_> = lines.iter().map(|line| line.writer.as_str()).collect();
    assert_eq!(writers, ["ada", "bob"]);
}

#[test]
fn whoever_leaves_is_nobody_again() {
    let (app, db) = app();
    let browser = app.browser();
    sign_in(&browser, "ada");
    let page = browser.visit("/books/log");
    browser.visit("/door").click("Leave");
    page.reload();
    page.type_into("Text", "who was it");
    page.press("Enter");
    let lines = app
        .run(queries::lines_of(&db, "log"))
        .expect("the query runs");
    assert!(lines.iter().all(|line| line.writer != "ada"), "{lines:?}");
}
