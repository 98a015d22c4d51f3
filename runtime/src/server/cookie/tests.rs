//! What may be a cookie, how it is written, and what is read of those that were sent.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::private::status_of_option;
use crate::server::{Loaded, Request};

fn dark() -> Cookie {
    Cookie::new("theme", "dark").unwrap()
}

#[test]
fn a_cookie_is_for_this_site_and_no_script_unless_it_says_so() {
    assert_eq!(
        dark().header(Mode::Test),
        "theme=dark; Path=/; HttpOnly; SameSite=Lax"
    );
    assert_eq!(
        dark().header(Mode::Production),
        "__Host-theme=dark; Path=/; HttpOnly; SameSite=Lax; Secure"
    );
    let other = dark()
        .max_age(Duration::from_secs(60))
        .same_site(SameSite::Strict)
        .readable_by_scripts();
    assert_eq!(
        other.header(Mode::Production),
        "__Host-theme=dark; Path=/; Max-Age=60; SameSite=Strict; Secure"
    );
}

#[test]
fn a_cookie_lives_for_400_days_at_most() {
    for time in [Duration::from_secs(1 << 40), Duration::MAX] {
        let header = dark().max_age(time).header(Mode::Test);
        assert!(header.contains("; Max-Age=34560000;"), "{header}");
    }
}

#[test]
fn a_removal_ends_at_once() {
    let removal = Cookie::removal("theme").unwrap();
    assert_eq!(
        removal.header(Mode::Production),
        "__Host-theme=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    );
    assert_eq!(removal.value(), None);
    assert_eq!(Cookie::new("theme", "").unwrap().value(), Some(""));
}

#[test]
fn what_no_header_carries_is_no_cookie() {
    let names = [
        "", "a b", "a=b", "a;b", "a\r\nb", "a,b", "\u{e4}", "a\0", "\"a\"", "a/b",
    ];
    for name in names {
        let refused = Cookie::new(name, "x").unwrap_err();
        assert_eq!(refused, CookieError::Name(name.to_owned()));
    }
    let values = [
        "a b",
        "a;b",
        "a,b",
        "a\"b",
        "a\\b",
        "a\r\nSet-Cookie: b=c",
        "a\n",
        "\u{e4}",
        "\0",
        "\u{7f}",
        "\t",
    ];
    for value in values {
        let refused = Cookie::new("theme", value).unwrap_err();
        let name = "theme".to_owned();
        assert_eq!(refused, CookieError::Value { name }, "{value:?}");
        let said = refused.to_string();
        assert!(!said.contains(value), "the value may be a secret: {said}");
    }
}

#[test]
fn names_of_the_runtime_and_of_browsers_are_not_taken() {
    let names = [
        "rally_session",
        "RALLY_session",
        "rally_",
        "__Host-rally_session",
        "__host-theme",
        "__Secure-theme",
        "__Http-theme",
        "__",
    ];
    for name in names {
        let refused = Cookie::new(name, "x").unwrap_err();
        assert_eq!(refused, CookieError::Reserved(name.to_owned()));
        assert_eq!(Cookie::removal(name), Err(refused));
        let jar = Jar::new(Mode::Test, &format!("{name}=secret"));
        assert_eq!(jar.value(name), None, "nor read");
    }
}

#[test]
fn a_cookie_is_as_large_as_browsers_keep_it() {
    let room = MAX_COOKIE_BYTES - "__Host-theme".len();
    assert!(Cookie::new("theme", "x".repeat(room)).is_ok());
    let refused = Cookie::new("theme", "x".repeat(room + 1)).unwrap_err();
    let (name, bytes) = ("theme".to_owned(), MAX_COOKIE_BYTES + 1);
    assert_eq!(refused, CookieError::TooLarge { name, bytes });
}

#[test]
fn a_cookie_is_read_under_the_name_that_it_was_set_by() {
    let header = "other=1; theme=plain;__Host-theme=bound ; theme=second; broken; =nameless";
    let read = |mode, name| Jar::new(mode, header).value(name);
    assert_eq!(read(Mode::Test, "theme").as_deref(), Some("plain"));
    assert_eq!(
        read(Mode::Production, "theme").as_deref(),
        Some("bound"),
        "what another host of the domain has set counts for nothing"
    );
    assert_eq!(read(Mode::Production, "other"), None);
    for name in ["Theme", "broken", "", "none"] {
        assert_eq!(read(Mode::Test, name), None, "{name}");
    }
}

#[test]
fn what_was_set_since_is_read_as_well() {
    let jar = Jar::new(Mode::Test, "theme=light; size=large").with([dark()]);
    assert_eq!(jar.value("theme").as_deref(), Some("dark"));
    assert_eq!(jar.value("size").as_deref(), Some("large"));
    let jar = jar.with([Cookie::removal("theme").unwrap()]);
    assert_eq!(jar.value("theme"), None);
}

#[test]
fn a_handler_sees_what_it_has_set() {
    let rq = Request::for_test().with_cookie(Cookie::new("theme", "light").unwrap());
    assert_eq!(rq.cookie("theme").as_deref(), Some("light"));
    assert!(rq.set_cookies().is_empty(), "the browser has it already");
    rq.set_cookie(Cookie::new("size", "large").unwrap());
    rq.set_cookie(Cookie::new("theme", "plain").unwrap());
    rq.set_cookie(dark());
    assert_eq!(rq.cookie("theme").as_deref(), Some("dark"));
    let names: Vec<_> = rq
        .set_cookies()
        .iter()
        .map(|set| set.name().to_owned())
        .collect();
    assert_eq!(names, ["size", "theme"], "the last of a name counts");
    rq.set_cookie(Cookie::removal("theme").unwrap());
    assert_eq!(rq.cookie("theme"), None);
}

#[test]
fn the_status_of_a_page_that_is_not_there_does_not_depend_on_cookies() {
    let found = |loaded: Loaded<Option<i64>>| status_of_option(200, &Ok(loaded));
    assert_eq!(
        found(Loaded::Page(None).with_cookie(dark()).with_cookie(dark())),
        404
    );
    assert_eq!(found(Loaded::Page(Some(1)).with_cookie(dark())), 200);
}

proptest! {
    #[test]
    fn whatever_is_taken_is_one_header_and_read_again(name in ".{0,12}", value in ".{0,24}") {
        let Ok(cookie) = Cookie::new(name.clone(), value.clone()) else {
            return Ok(());
        };
        for mode in [Mode::Test, Mode::Production] {
            let header = cookie.header(mode);
            prop_assert!(actix_web::http::header::HeaderValue::from_str(&header).is_ok());
            let attributes = header.strip_suffix(secure_attribute(mode)).unwrap();
            let pair = attributes.strip_suffix("; Path=/; HttpOnly; SameSite=Lax").unwrap();
            let jar = Jar::new(mode, &format!("a=b; {pair}; c=d"));
            prop_assert_eq!(jar.value(&name), Some(value.clone()));
        }
    }
}
