//! What pages hear of what users do.

use rally_runtime::effect::local_storage;
use rally_runtime::server::Cookie;
use rally_runtime::test::Asked;

use crate::app::{app, visit};

/// What the page has heard, without the first line, which says where it is.
fn heard(page: &rally_runtime::test::Page) -> Vec<String> {
    let page = page.within("Heard");
    let all = page.find_all("listitem").into_iter().skip(1);
    all.map(|item| item.text().to_owned()).collect()
}

#[test]
fn a_browser_keeps_for_all_its_pages_what_one_asks_it_to_keep() {
    let browser = app().0.browser();
    let (page, other) = (browser.visit("/buttons"), browser.visit("/buttons"));
    page.click("Recall");
    assert!(page.has("recalled None"));
    page.click("Keep");
    let (key, value) = ("color".to_owned(), "red".to_owned());
    let kept = local_storage::Request::Set { key, value };
    assert_eq!(page.effects(), [Asked::LocalStorage(kept)]);
    assert_eq!(browser.local_item("color"), Some("red".to_owned()));
    other.click("Recall");
    assert!(other.has(r#"recalled Some("red")"#));
    other.click("Forget");
    assert_eq!(browser.local_item("color"), None);
}

#[test]
fn a_script_keeps_cookies_that_the_server_is_sent_and_sees_none_that_are_the_servers_alone() {
    let browser = app().0.browser();
    let page = browser.visit("/buttons");
    page.click("Dark");
    assert_eq!(browser.cookie("theme"), Some("dark".to_owned()));
    page.click("Which theme");
    assert!(page.has(r#"theme Some("dark")"#));
    page.click("Hostile");
    assert_eq!(browser.cookie("theme"), Some("dark".to_owned()), "refused");
    page.click("No theme");
    assert_eq!(browser.cookie("theme"), None);
    let hidden = Cookie::new("theme", "light").unwrap();
    let browser = browser.with_cookie(&hidden);
    page.click("Which theme");
    assert!(page.has("theme None"));
    let browser = browser.with_cookie(&hidden.readable_by_scripts());
    page.click("Which theme");
    assert!(page.has(r#"theme Some("light")"#));
    assert_eq!(browser.cookie("theme"), Some("light".to_owned()));
}

#[test]
fn typing_takes_the_place_of_what_was_there_and_is_heard_key_by_key() {
    let page = visit("/fields");
    page.type_into("Name", "Ada");
    assert_eq!(page.find("Name").value(), "ADA", "the view is in charge");
}

#[test]
fn a_field_says_what_has_changed_when_it_is_left() {
    let page = visit("/fields");
    page.type_into("City", "Rome");
    assert_eq!(heard(&page), ["focus"]);
    page.press("Tab");
    assert_eq!(heard(&page), ["focus", "city Rome", "blur"]);
    assert_eq!(page.focused().unwrap().name(), "Search");
    page.press("Escape");
    assert_eq!(heard(&page).last().unwrap(), "escape");
}

#[test]
fn lists_and_boxes_say_what_was_chosen() {
    let page = visit("/fields");
    assert_eq!(page.find("Kind").value(), "Small");
    page.select("Kind", "Large");
    assert_eq!(page.find("Kind").value(), "Large");
    page.check("I agree");
    page.check("I agree");
    assert!(page.find("I agree").is_checked());
    page.click("I agree");
    assert_eq!(heard(&page), ["kind Large", "agreed true", "agreed false"]);
}

#[test]
fn parts_of_a_page_are_told_apart_by_what_they_hold() {
    let page = visit("/list");
    page.within("Chair").click("Remove");
    assert_eq!(heard(&page), ["remove Chair"]);
    assert_eq!(page.within("Lamp").text(), "Lamp\nRemove");
}

#[test]
fn a_form_sends_what_its_fields_hold() {
    let page = visit("/form");
    page.type_into("Text", "milk");
    page.click("Add");
    assert_eq!(heard(&page), ["sending", "1 notes"]);
    page.type_into("Text", "bread");
    page.press("Enter");
    page.submit("New note");
    assert_eq!(heard(&page).last().unwrap(), "3 notes");
}

#[test]
fn effects_are_carried_out_and_can_be_looked_at() {
    let page = visit("/buttons");
    page.click("Add a note");
    let asked = page.effects();
    assert!(matches!(
        asked[..],
        [Asked::Rpc {
            name: "public/home/add_note",
            ..
        }]
    ));
    assert_eq!(heard(&page), ["1 notes"]);
    page.click("Add nothing");
    assert_eq!(heard(&page), ["1 notes", "an empty note"]);
}

#[test]
fn pages_are_gone_to_by_links_and_effects() {
    let page = visit("/buttons");
    page.click("List");
    assert_eq!(
        (page.url(), page.title()),
        ("/list?sorted=1".into(), "Notes at /list?sorted=1".into())
    );
    page.back();
    assert_eq!(page.url(), "/buttons");
    page.click("Away");
    assert_eq!(page.url(), "/list");
    page.reload();
    assert_eq!((page.url(), page.status()), ("/list".into(), 200));
    page.go("/nowhere");
    assert_eq!(
        (page.status(), page.text().as_str()),
        (404, "Not found\nThere is no such page.")
    );
    assert_eq!(visit("/old").url(), "/list");
}

#[test]
fn the_focus_goes_where_an_effect_sends_it() {
    let page = visit("/fields");
    assert!(page.focused().is_none());
    page.click("I agree");
    assert!(page.find("I agree").has_focus());
}

#[test]
fn a_page_is_shown_as_html_and_as_text() {
    let page = visit("/form");
    let expected = r#"<main>
  <form aria-label="New note" method="post">
    <label>
      Text
      <input name="text" required>
    </label>
    <button>Add</button>
  </form>
  <ol aria-label="Heard">
    <li>nobody is at /form</li>
  </ol>
</main>
"#;
    assert_eq!(page.html(), expected);
    assert_eq!(page.text(), "Text\nAdd\nnobody is at /form");
}
