//! Sessions: what a cookie says, and what a proof proves.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::env::{Environment, Mode};

fn secret(text: &str) -> Secret {
    let lookup = |name: &str| (name == "APP_SECRET").then(|| text.repeat(32));
    Environment::from_lookup(lookup, Mode::Test)
        .unwrap()
        .secret()
        .clone()
}

#[test]
fn a_cookie_names_its_session_again() {
    let session = SessionToken::generate().unwrap();
    for mode in [Mode::Development, Mode::Test, Mode::Production] {
        let cookie = write_cookie(mode, &session);
        let header = format!("theme=dark; {}; other=1", cookie.split(';').next().unwrap());
        assert!(
            read_cookie(mode, &header) == Some(session.clone()),
            "{mode:?}"
        );
    }
}

#[test]
fn production_cookies_are_bound_to_host_and_tls() {
    let cookie = write_cookie(Mode::Production, &SessionToken([7; 32]));
    assert!(cookie.starts_with("__Host-rally_session="));
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/;"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
}

#[test]
fn a_cookie_of_another_shape_is_no_session() {
    let long = "A".repeat(44);
    for value in ["", "short", "!!!", long.as_str(), "\u{e9}"] {
        assert!(
            read_cookie(Mode::Test, &format!("rally_session={value}")).is_none(),
            "{value}"
        );
    }
    assert!(
        read_cookie(
            Mode::Production,
            &format!("rally_session={}", SessionToken([7; 32]).to_text())
        )
        .is_none()
    );
}

#[test]
fn a_proof_is_for_one_client_one_session_one_subject_and_one_secret() {
    let (key, session, other) = (
        secret("a"),
        SessionToken([1; 32]).hash(),
        SessionToken([2; 32]).hash(),
    );
    let who = Who::of(&key, "public", session, None);
    assert!(Who::is_proven(&key, "public", session, None, who.bytes()));
    assert!(!Who::is_proven(&key, "admin", session, None, who.bytes()));
    assert!(!Who::is_proven(&key, "public", other, None, who.bytes()));
    assert!(!Who::is_proven(
        &secret("b"),
        "public",
        session,
        None,
        who.bytes()
    ));
    assert!(!Who::is_proven(
        &key,
        "public",
        session,
        None,
        &who.bytes()[..31]
    ));
    assert!(!Who::is_proven(&key, "public", session, None, &[]));
    for subject in ["", "7"] {
        let somebody = Who::of(&key, "public", session, Some(subject));
        assert!(!Who::is_proven(
            &key,
            "public",
            session,
            None,
            somebody.bytes()
        ));
        assert!(!Who::is_proven(
            &key,
            "public",
            session,
            Some("8"),
            somebody.bytes()
        ));
    }
}

#[test]
fn a_proof_survives_a_form_field() {
    let who = Who::of(&secret("a"), "public", SessionToken([1; 32]).hash(), None);
    assert_eq!(Who::bytes_of_text(&who.to_text()).unwrap(), who.bytes());
    assert_eq!(Who::bytes_of_text("not base64!"), None);
}
