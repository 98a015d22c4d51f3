//! What a test is told where it cannot go on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::app::{app, visit};

/// What the test ends with.
fn failure(run: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    *payload.downcast().unwrap()
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let page = visit("/list");
    assert_eq!(
        failure(|| page.click("Delete")),
        "no button, link or other control is named \"Delete\" on the page `/list`\n\
         What can be clicked:\n  \
         button \"Remove\", in main > ul > li \"Lamp\"\n  \
         button \"Remove\", in main > ul > li \"Chair\""
    );
    assert_eq!(
        failure(|| page.type_into("Name", "Ada")),
        "no field is named \"Name\" on the page `/list`\n\
         There is none at all. The page says:\n  Lamp\n  Remove\n  Chair\n  Remove\n  nobody is at /list"
    );
    assert_eq!(
        failure(|| drop(page.find("#lamp"))).lines().next(),
        Some("nothing has the id `lamp` on the page `/list`")
    );
}

#[test]
fn a_name_that_is_nearly_right_is_offered() {
    let page = visit("/form");
    assert_eq!(
        failure(|| page.click("Ad")),
        "no button, link or other control is named \"Ad\" on the page `/form`; did you mean \"Add\"?\n\
         What can be clicked:\n  button \"Add\", in main > form \"New note\""
    );
}

#[test]
fn a_name_that_is_there_twice_is_told_with_both() {
    let page = visit("/list");
    assert_eq!(
        failure(|| page.click("Remove")),
        "2 controls are named \"Remove\" on the page `/list`\n\
         Which one is meant?\n  \
         button \"Remove\", in main > ul > li \"Lamp\"\n  \
         button \"Remove\", in main > ul > li \"Chair\"\n\
         Look inside of the part that has it: `page.within(\"…\")`."
    );
}

#[test]
fn what_users_cannot_do_tests_cannot() {
    let page = visit("/buttons");
    assert_eq!(
        failure(|| page.click("Never")),
        "button \"Never\" is disabled: it takes no click"
    );
    assert_eq!(
        failure(|| page.click("Unseen")),
        "button \"Unseen\" is hidden: a user neither sees nor reaches it"
    );
    let page = visit("/fields");
    assert_eq!(
        failure(|| page.type_into("Old", "x")),
        "textbox \"Old\" is disabled: it takes no text"
    );
    assert_eq!(
        failure(|| page.type_into("Fixed", "x")),
        "field \"Fixed\" is read-only: nobody can type into it"
    );
    assert_eq!(
        failure(|| page.select("Kind", "Huge")),
        "\"Kind\" has no option \"Huge\"\nThe options:\n  Small\n  Large"
    );
    let page = visit("/form");
    assert_eq!(
        page.try_click("Add"),
        Err("the browser does not send the form: \"Text\" is required, and empty".to_owned())
    );
}

#[test]
fn the_app_ends_where_it_ends() {
    let page = visit("/buttons");
    assert_eq!(
        failure(|| page.click("Elsewhere")),
        "link \"Elsewhere\" leads out of the app, to `https://example.org/`, where a test cannot follow; \
         `page.find(\"…\").attribute(\"href\")` shows where it leads"
    );
    page.offline();
    assert_eq!(
        failure(|| page.click("List")),
        "the page goes to `/list?sorted=1` while it is offline: a browser shows an error of its own"
    );
    assert_eq!(
        failure(|| drop(visit("list"))),
        "`list` is no address of the app: one begins with `/`"
    );
}

#[test]
fn a_handler_that_fails_ends_the_test_with_its_words() {
    let page = visit("/buttons");
    assert_eq!(
        failure(|| page.click("Break")),
        "a handler failed: the pen is dry"
    );
    let page = visit("/buttons");
    assert_eq!(
        failure(|| page.click("Panic")),
        "`handler` panicked: the pen has burst"
    );
}

#[test]
fn a_page_that_differs_from_its_document_ends_the_test() {
    let told = failure(|| drop(visit("/torn")));
    assert!(
        told.starts_with("hydration: the document differs from the view at /0/0/0: expected \""),
        "{told}"
    );
}

#[test]
fn failures_that_a_test_asks_for_end_nothing() {
    let (app, _) = app();
    assert!(app.failures().is_empty());
    let page = app.visit("/buttons");
    page.click("Panic");
    assert!(page.text().contains("Internal"));
    assert_eq!(app.failures(), ["`handler` panicked: the pen has burst"]);
}

#[test]
fn an_async_test_is_told_what_to_do() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let told = failure(|| runtime.block_on(async { drop(app()) }));
    assert!(
        told.starts_with("a page cannot be driven inside of an async runtime"),
        "{told}"
    );
}
