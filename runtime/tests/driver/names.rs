//! The names by which things are found, and what is seen.

use crate::app::visit;

#[test]
fn names_are_those_that_are_read_out() {
    let page = visit("/names");
    for (name, role) in [
        ("Sign up", "heading"),
        ("E-mail", "textbox"),
        ("Country", "combobox"),
        ("Billing", "group"),
        ("Street", "textbox"),
        ("Close", "button"),
        ("Logo", "img"),
        ("Go", "button"),
        ("Help", "button"),
        ("Prices", "table"),
        ("More", "button"),
    ] {
        let found: Vec<_> = page
            .find_all(role)
            .into_iter()
            .filter(|it| it.name() == name)
            .collect();
        assert_eq!(found.len(), 1, "{role} {name}");
    }
    assert_eq!(page.find("Country").value(), "Chad");
    assert!(page.find("Street").is_disabled());
    assert_eq!(page.find("#mail").attribute("type"), Some("email"));
    assert_eq!(page.within("Sign up").find_all("textbox").len(), 2);
}

#[test]
fn a_link_is_named_by_its_picture() {
    let page = visit("/names");
    page.click("Logo");
    assert_eq!(page.url(), "/list");
}

#[test]
fn what_is_folded_away_is_seen_once_it_is_opened() {
    let page = visit("/names");
    assert!(!page.has("Inner"));
    page.click("More");
    assert!(page.has("Inner"));
}

#[test]
fn the_text_is_what_is_seen() {
    let page = visit("/names");
    let expected = "Sign up\nE-mail\nCountry\nBilling\nx\nPrices\n1 2\nMore\n1 < 2, and\nso on\nnobody is at /names";
    assert_eq!(page.text(), expected);
}

#[test]
fn a_disabled_fieldset_takes_no_text_and_a_wrong_address_is_not_sent() {
    let page = visit("/names");
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        page.type_into("Street", "High");
    }));
    let told: Box<String> = told.unwrap_err().downcast().unwrap();
    assert_eq!(
        *told,
        "textbox \"Street\" is in a disabled fieldset: it takes no text"
    );
    page.type_into("E-mail", "nobody");
    assert_eq!(
        page.try_click("Go"),
        Err(
            "the browser does not send the form: \"E-mail\" is to be an address, not \"nobody\""
                .to_owned()
        )
    );
}
