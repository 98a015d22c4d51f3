//! Time stands still until a test moves it; what waits for the network waits until it is back.

use std::time::Duration;

use rally_runtime::page::{Failure, RpcError};
use rally_runtime::test::Asked;

use crate::app::{AddNote, app, count, visit};

#[test]
fn a_message_comes_when_its_time_has_come() {
    let page = visit("/buttons");
    page.click("Later");
    assert_eq!(page.effects(), [Asked::After(Duration::from_secs(5))]);
    page.advance(Duration::from_millis(4_999));
    assert!(!page.has("late"));
    page.advance(Duration::from_millis(1));
    assert!(page.has("late"));
}

#[test]
fn a_message_comes_again_and_again_until_the_page_is_left() {
    let page = visit("/buttons");
    let ticks = || page.text().matches("tick").count();
    page.click("Often");
    assert_eq!(page.effects(), [Asked::Every(Duration::from_secs(1))]);
    page.advance(Duration::from_millis(999));
    assert_eq!(ticks(), 0);
    page.advance(Duration::from_millis(2_001));
    assert_eq!(ticks(), 3);
    page.click("Away");
    page.advance(Duration::from_secs(5));
    assert_eq!(ticks(), 0);
    page.back();
    page.advance(Duration::from_secs(5));
    assert_eq!(ticks(), 0, "nobody has asked for it there");
}

#[test]
fn what_is_typed_fast_is_heard_once() {
    let page = visit("/fields");
    page.type_into("Search", "abc");
    page.advance(Duration::from_millis(299));
    assert!(!page.text().contains("search"));
    page.advance(Duration::from_millis(1));
    assert!(page.text().contains("search abc") && !page.text().contains("search ab\n"));
}

#[test]
fn a_call_waits_for_the_network() {
    let (app, db) = app();
    let page = app.visit("/buttons");
    page.offline();
    page.click("Add a note");
    assert_eq!(app.run(count(&db)), 0);
    page.online();
    assert!(page.has("1 notes"));
    assert_eq!(app.run(count(&db)), 1);
}

#[test]
fn a_call_that_waits_too_long_is_withdrawn() {
    let (app, db) = app();
    let page = app.visit("/buttons");
    page.offline();
    page.click("Add a note");
    page.advance(Duration::from_secs(61));
    assert!(page.has("Disconnected"));
    page.online();
    assert_eq!(app.run(count(&db)), 0);
}

#[test]
fn a_test_answers_in_the_place_of_a_handler() {
    let (app, db) = app();
    let page = app.visit("/buttons");
    page.answer_next::<AddNote>(Ok(41));
    page.answer_next::<AddNote>(Err(RpcError::App("no paper".to_owned())));
    page.answer_next::<AddNote>(Err(RpcError::Failed(Failure::Forbidden)));
    for expected in ["41 notes", "no paper", "Forbidden", "1 notes"] {
        page.click("Add a note");
        assert_eq!(page.find_all("listitem").last().unwrap().text(), expected);
    }
    assert_eq!(app.run(count(&db)), 1);
}
