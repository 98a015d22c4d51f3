//! The server behind a page is the real one: sessions, people, and forms without JavaScript.

use rally_runtime::server::Cookie;

use crate::app::{app, count};

#[test]
fn each_browser_is_a_visitor_of_its_own() {
    let (app, _) = app();
    let ada = app.signed_in("public", "ada");
    assert!(ada.visit("/").has("ada is at /"));
    assert!(app.visit("/").has("nobody is at /"));
    ada.sign_out("public");
    assert!(ada.visit("/").has("nobody is at /"));
}

#[test]
fn a_page_of_somebody_who_has_gone_is_loaded_again() {
    let (app, _) = app();
    let browser = app.signed_in("public", "eve");
    let page = browser.visit("/buttons");
    browser.sign_out("public");
    page.click("Away");
    assert!(page.has("nobody is at /list"), "{}", page.text());
    browser.sign_in("public", "ada");
    page.reload();
    assert!(page.has("ada is at /list"), "{}", page.text());
}

#[test]
fn forms_work_with_javascript_off() {
    let (app, db) = app();
    let page = app.browser().without_javascript().visit("/form");
    page.type_into("Text", "milk");
    page.click("Add");
    assert!(page.has("1 notes"), "{}", page.text());
    assert_eq!(app.run(count(&db)), 1);
    page.reload();
    assert_eq!(app.run(count(&db)), 1);
}

#[test]
fn tabs_see_what_others_have_done() {
    let (app, db) = app();
    let (one, other) = (app.visit("/buttons"), app.visit("/buttons"));
    one.click("Add a note");
    other.click("Add a note");
    assert!(one.has("1 notes") && other.has("2 notes"));
    assert_eq!(app.run(count(&db)), 2);
}

#[test]
fn a_browser_keeps_the_cookies_that_handlers_set() {
    let (app, _) = app();
    for browser in [app.browser(), app.browser().without_javascript()] {
        let page = browser.visit("/form");
        page.type_into("Text", "choose");
        page.click("Add");
        assert!(page.has("0 notes"), "{}", page.text());
        assert_eq!(browser.cookie("choice").as_deref(), Some("dark"));
        let other = browser.visit("/choice");
        assert!(
            other.has("Some(\"dark\") is at /choice"),
            "{}",
            other.text()
        );
        page.go("/forget");
        assert_eq!(page.url(), "/choice");
        assert!(page.has("None is at /choice"), "{}", page.text());
        assert_eq!(browser.cookie("choice"), None);
    }
    let light = Cookie::new("choice", "light").unwrap();
    let page = app.browser().with_cookie(&light).visit("/choice");
    assert!(page.has("Some(\"light\") is at /choice"), "{}", page.text());
}

#[test]
fn a_page_has_the_status_of_its_document_however_it_came() {
    let (app, _) = app();
    let page = app.visit("/");
    assert_eq!(page.status(), 200);
    page.go("/lost");
    assert!(page.has("nobody is at /lost"), "in the same document");
    assert_eq!((page.url().as_str(), page.status()), ("/lost", 404));
    assert_eq!(app.visit("/lost").status(), 404);
    page.go("/list");
    assert_eq!(page.status(), 200);
    page.go("/nowhere");
    assert_eq!(page.status(), 404, "a document of its own");
}
