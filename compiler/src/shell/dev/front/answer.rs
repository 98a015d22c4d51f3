//! What the front answers itself where there is no server: a page that shows what is wrong, the stream that open pages
//! listen to, and nothing to others.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::shell::dev::page;

// A browser that has lost the stream asks again after so many milliseconds.
const RETRY: &str = "retry: 300\n";

/// A page in place of the one that was asked for.
pub(super) fn page(out: &mut impl Write, html: &str) -> io::Result<()> {
    let policy = policy();
    write!(
        out,
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n\
         Connection: close\r\n\r\n{html}",
        html.len()
    )
}

/// The head of an event stream.
pub(super) fn begin_events(out: &mut impl Write) -> io::Result<()> {
    write!(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n"
    )
}

/// An event: there is no build, and this is wrong.
pub(super) fn event(out: &mut impl Write, problems: &Value) -> io::Result<()> {
    let data = json!({ "build": null, "problems": problems });
    write!(out, "{RETRY}data: {data}\n\n")?;
    out.flush()
}

/// Nothing but a sign of life: a browser that is gone is noticed so.
pub(super) fn beat(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b":\n\n")?;
    out.flush()
}

/// What another site gets.
pub(super) fn refuse(out: &mut impl Write) -> io::Result<()> {
    let text = "This is for pages of this app at its own address: http://localhost and its port.\n";
    write!(
        out,
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

// Only the page's own style and script run, whatever may stand in the page.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; connect-src 'self'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hash(page::STYLE),
        hash(page::SCRIPT)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
        let (_, rest) = text.split_once(begin).unwrap();
        rest.split_once(end).unwrap().0
    }

    #[test]
    fn the_policy_allows_the_pages_own_style_and_script_and_no_other() {
        let mut answer = Vec::new();
        page(&mut answer, &page::waiting()).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
            let text = between(body, &format!("<{element}>"), &format!("</{element}>"));
            let hash = STANDARD.encode(Sha256::digest(text));
            let allowed = between(head, &format!("{directive} "), ";");
            assert_eq!(allowed, format!("'sha256-{hash}'"));
        }
        assert!(head.contains("default-src 'none'"), "{head}");
        assert!(
            head.contains(&format!("Content-Length: {}", body.len())),
            "{head}"
        );
    }

    #[test]
    fn an_event_is_one_line_of_json_without_a_build() {
        let mut answer = Vec::new();
        event(&mut answer, &json!({ "html": "a\nb" })).unwrap();
        assert_eq!(
            String::from_utf8(answer).unwrap(),
            "retry: 300\ndata: {\"build\":null,\"problems\":{\"html\":\"a\\nb\"}}\n\n"
        );
    }
}
