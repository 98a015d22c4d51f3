//! Documents as their text: what is escaped, and what the policy allows.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::env::Mode;
use crate::wire::embedded;
use crate::wire::frame::Cursor;

fn environment(variables: &'static [(&'static str, &'static str)]) -> Environment {
    let lookup = |name: &str| {
        variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Environment::from_lookup(lookup, Mode::Development).unwrap()
}

fn render(environment: &Environment, head: &Head, bundle: Option<&Bundle>) -> Document {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded {
        version: 1,
        client: "public".to_owned(),
        url: "/".to_owned(),
        data: b"</script><script>".to_vec(),
        now: 0,
        who: vec![1],
        database: [0; 16],
        environment: embedded::Environment::Development,
        posted: Vec::new(),
        cursor: Cursor { epoch: 1, seq: 0 },
    };
    let assets = Assets::open(folder.path(), &[], environment);
    let parts = PageParts {
        head,
        content: "<p>hi</p>",
        embedded: &embedded,
        bundle,
        assets: &assets,
    };
    Documents::new(environment).page(&parts)
}

fn bundle() -> Bundle {
    Bundle {
        js: "/_rally/app/public/app-1.js".to_owned(),
        wasm: "/_rally/app/public/app-1_bg.wasm".to_owned(),
    }
}

/// The texts of the inline scripts that a browser would run.
fn scripts(html: &str) -> Vec<&str> {
    let elements = html.split("<script").skip(1);
    let parts = elements.map(|element| element.split_once('>').unwrap());
    let run = parts.filter(|(attributes, _)| !attributes.contains("application/rally"));
    run.map(|(_, rest)| rest.split_once("</script>").unwrap().0)
        .collect()
}

#[test]
fn the_policy_names_each_inline_script_by_its_hash() {
    use sha2::{Digest, Sha256};
    let environment = environment(&[("RALLY_DEV_BUILD", "7")]);
    let document = render(&environment, &Head::title("x"), Some(&bundle()));
    let scripts = scripts(&document.html);
    assert_eq!(scripts.len(), 3, "dev, capture, start: {scripts:?}");
    let policy = document.policy.header();
    for script in &scripts {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        assert!(policy.contains(&hash), "{script}");
    }
    let style = document.html.split_once("<style>").unwrap().1;
    let style = style.split_once("</style>").unwrap().0;
    let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
    assert!(policy.contains(&format!("style-src 'self' {hash}; ")));
    assert_eq!(policy.matches("sha256-").count(), scripts.len() + 1);
}

#[test]
fn a_head_cannot_break_out_of_its_elements() {
    let head = Head::title("</title><script>alert(1)</script>")
        .meta("description\"", "\"><script>alert(2)</script>")
        .stylesheet("/a.css\"><script>alert(3)</script>");
    let document = render(&environment(&[]), &head, None);
    assert_eq!(scripts(&document.html), Vec::<&str>::new());
    assert!(
        document
            .html
            .contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>"),
        "{}",
        document.html
    );
}

#[test]
fn without_a_bundle_nothing_waits_for_one() {
    let document = render(&environment(&[]), &Head::title("x"), None);
    assert!(
        document
            .html
            .contains("<div id=\"rally\"><p>hi</p></div></body>")
    );
    assert_eq!(document.html.matches("<script").count(), 0);
}

#[test]
fn the_state_is_one_element_of_base64() {
    let document = render(&environment(&[]), &Head::title("x"), Some(&bundle()));
    let (_, rest) = document
        .html
        .split_once("<script type=\"application/rally\" id=\"rally-state\">")
        .unwrap();
    let text = rest.split_once("</script>").unwrap().0;
    let state: Embedded = crate::wire::decode_all(&STANDARD.decode(text).unwrap()).unwrap();
    assert_eq!(state.data, b"</script><script>");
}

#[test]
fn the_script_of_rallyc_dev_is_there_under_rallyc_dev_only() {
    let with = environment(&[("RALLY_DEV_BUILD", "</script>")]);
    assert_eq!(
        scripts(&render(&with, &Head::title("x"), None).html).len(),
        1
    );
    let production: &[_] = &[
        ("RALLY_DEV_BUILD", "7"),
        ("APP_ENV", "prod"),
        ("APP_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ORIGINS", "https://example.org"),
    ];
    assert!(
        !render(&environment(production), &Head::title("x"), None)
            .html
            .contains("EventSource")
    );
}

#[test]
fn the_scripts_of_the_runtime_are_small_and_closed() {
    let capture = script::capture();
    let (mut html, mut policy) = (String::new(), ContentPolicy::default());
    capture.write(&mut html, &mut policy);
    assert_eq!(html.matches("</script").count(), 1);
    assert!(
        html.len() < 4096,
        "the capture script has {} bytes",
        html.len()
    );
}

#[test]
fn a_page_can_name_its_own_address() {
    let environment = environment(&[]);
    let html = |head: Head| render(&environment, &head, None).html;
    assert!(!html(Head::title("x")).contains("canonical"));
    let named = html(Head::title("x").canonical("/finds?q=\"><script>"));
    assert!(
        named.contains("<link rel=\"canonical\" href=\"/finds?q=&quot;&gt;"),
        "{named}"
    );
    assert_eq!(scripts(&named).len(), 0);
}

#[test]
fn what_shows_that_a_page_is_awaited_is_there_and_hidden() {
    let html = render(&environment(&[]), &Head::title("x"), Some(&bundle())).html;
    let bar =
        "<div id=\"rally-progress\" role=\"progressbar\" aria-label=\"Loading\" lang=\"en\"></div>";
    assert!(html.contains(bar), "{html}");
    assert!(html.contains("<div id=\"rally-title\" role=\"status\"></div>"));
    assert!(html.contains("html:not([data-rally-navigation]) #rally-progress{display:none}"));
    assert!(html.contains("prefers-reduced-motion"));
}

#[test]
fn the_language_stands_on_the_document_and_cannot_leave_its_quotes() {
    let environment = environment(&[]);
    let html = |head: Head| render(&environment, &head, None).html;
    assert!(html(Head::title("x")).starts_with("<!DOCTYPE html><html><head>"));
    let head = Head::title("x").language("pt-BR");
    assert!(html(head).starts_with("<!DOCTYPE html><html lang=\"pt-BR\"><head>"));
    let head = Head::title("x").language("\"><script>");
    assert!(!html(head).contains("<html lang=\"\"><script>"));
}
