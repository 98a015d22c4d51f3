//! The tour without a browser: several pages and clients, frames around pages, a state that they share, live data.

use std::time::Duration;

use contract::public::places_id::ServerRename;
use rally_runtime::page::{Failure, RpcError};
use rally_runtime::test::App;
use rally_runtime::test_db;

fn app() -> App {
    let db = test_db::open(&generated_app::migrations()).expect("the migrations run");
    let context = server::ServerContext { db: db.clone() };
    App::new(generated_app::App::new(context), db)
}

#[test]
fn a_list_is_filtered_and_leads_to_its_places() {
    let page = app().visit("/");
    assert_eq!(page.title(), "Places");
    page.type_into("#filter", "Har");
    assert_eq!(page.find_all("listitem").len(), 1);
    page.click("Harbour");
    assert_eq!(
        (page.url().as_str(), page.title().as_str()),
        ("/places/1", "Harbour")
    );
    assert_eq!(page.find("#rating").text(), "4 stars");
    page.back();
    assert_eq!(page.find("#filter").value(), "");
    page.click("Surprise me");
    assert_eq!(page.url(), "/places/3");
}

#[test]
fn what_is_renamed_is_renamed_for_all_who_look_at_it() {
    let app = app();
    let (page, other) = (app.visit("/places/1"), app.visit("/places/1"));
    page.type_into("Name", "Old harbour");
    page.check("loud");
    page.click("Rename");
    assert_eq!(page.title(), "OLD HARBOUR");
    assert_eq!(other.title(), "OLD HARBOUR", "it follows the topic");
    page.type_into("Name", " ");
    page.press("Enter");
    assert!(page.has("Give it a name."));
    page.answer_next::<ServerRename>(Err(RpcError::Failed(Failure::Forbidden)));
    page.click("Rename");
    assert!(page.has("Not renamed."));
}

#[test]
fn the_guide_remembers_what_each_visitor_asks_and_all_hear_it() {
    let app = app();
    let (page, other) = (app.visit("/guide"), app.visit("/guide"));
    for question in ["where", "when", "where"] {
        page.click(question);
    }
    let answers = "Welcome! 1: Here. 2: Here. 3: As before.";
    assert_eq!(page.find("#heard").text(), answers);
    assert_eq!(
        other.find("#heard").text(),
        "Welcome! (Where?) (When?) (Where?)"
    );
    other.click("when");
    assert!(other.find("#heard").text().ends_with("1: Here."));
    assert_eq!(page.find("#heard").text(), format!("{answers} (When?)"));
    // Another visit is another conversation.
    page.click("All places");
    page.back();
    assert_eq!(page.find("#heard").text(), "Welcome!");
}

#[test]
fn a_handler_that_panics_is_heard_of() {
    let app = app();
    assert!(app.failures().is_empty());
    let page = app.visit("/places/2");
    page.click("Break");
    assert!(page.text().contains("Trace "));
    assert_eq!(app.failures(), ["`handler` panicked: broken on purpose"]);
}

#[test]
fn addresses_lead_where_the_app_says() {
    let app = app();
    let page = app.visit("/");
    page.click("Old address");
    assert!(page.url() != "/old", "it is moved");
    page.go("/places/9999");
    assert!(page.has("NotFound"), "the client's own page stands in");
    assert_eq!(app.visit("/places/9999").status(), 404);
    let page = app.visit("/");
    page.click("Admin");
    assert_eq!(page.url(), "/admin");
}

#[test]
fn frames_and_what_pages_share_stay_from_page_to_page() {
    let page = app().visit("/rooms");
    assert_eq!(
        page.find("#page-context").text(),
        "off new, visits 1, notes []"
    );
    page.click("toggle");
    page.type_into("#typed", "kept");
    page.click("mark");
    page.click("to-hall");
    assert_eq!(page.url(), "/rooms/hall");
    assert_eq!(page.find("#menu").text(), "open");
    assert_eq!(page.find("#typed").value(), "kept");
    page.click("Light a candle");
    let context = || page.find("#page-context").text().to_owned();
    assert_eq!(context(), "candle new, visits 1, notes [from the frame]");
    page.advance(Duration::from_millis(50));
    assert_eq!(context(), "candle burns, visits 1, notes [from the frame]");
    page.click("search");
    assert_eq!(
        page.focused().expect("an effect moves it").attribute("id"),
        Some("typed")
    );
    page.type_into("#note", "bread");
    page.click("Keep");
    assert_eq!(
        context(),
        "candle burns, visits 1, notes [from the frame, bread]"
    );
    page.click("to-yard");
    assert_eq!(page.find("#trees").role(), "paragraph");
    assert_eq!(
        context(),
        "candle burns, visits 1, notes [from the frame, bread]"
    );
}

#[test]
fn a_frame_that_leaves_hears_what_it_waits_for() {
    let page = app().visit("/rooms");
    assert_eq!(page.find("#ticks").text(), "1");
    page.click("leave");
    assert_eq!(
        (page.url().as_str(), page.find("#ticks").text()),
        ("/rooms/attic", "2")
    );
    page.advance(Duration::from_millis(300));
    assert_eq!(page.find("#ticks").text(), "3");
}

#[test]
fn forms_work_with_javascript_off() {
    let page = app().browser().without_javascript().visit("/places/1");
    page.type_into("Name", "Quay");
    page.click("Rename");
    assert_eq!(page.find_all("heading")[0].text(), "Quay");
}

#[test]
fn a_look_is_kept_by_the_browser_and_shown_by_the_first_document() {
    let app = app();
    for browser in [app.browser(), app.browser().without_javascript()] {
        let page = browser.visit("/looks");
        assert_eq!(page.find("#look").text(), "plain");
        page.click("Dark");
        assert_eq!(page.find("#look").text(), "dark");
        assert_eq!(browser.cookie("look").as_deref(), Some("dark"));
        let next = browser.visit("/looks");
        assert!(next.html().contains("class=\"dark\""), "{}", next.html());
        next.click("Forget it");
        assert_eq!(browser.cookie("look"), None);
        assert_eq!(browser.visit("/looks").find("#look").text(), "plain");
    }
}
