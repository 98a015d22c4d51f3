//! The head of one HTTP request: what is asked for, and whether a page of another site asks.

use std::io::{self, Read};
use std::time::Duration;

// More than any browser sends to an app of this machine.
const LONGEST: usize = 64 << 10;

// A browser sends its head at once; a connection that it opened in advance may say nothing for long.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// The event stream that open pages listen to.
    Events,
    /// Anything else: a page, as a rule.
    Other,
    /// Whatever it is, a page of another site or of another name asks for it.
    Foreign,
}

/// Reads a head; `None` where it does not end or is no HTTP.
pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while head.len() < LONGEST {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        head.extend(&buffer[..length]);
        if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
            return Ok(std::str::from_utf8(&head[..end]).ok().and_then(parse));
        }
    }
    Ok(None)
}

fn parse(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (_method, target, _version) = (words.next()?, words.next()?, words.next()?);
    let headers: Vec<(&str, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name, value.trim()))
        .collect();
    let path = target.split('?').next().unwrap_or(target);
    Some(match (is_of_our_own(&headers), path) {
        (false, _) => Request::Foreign,
        (true, "/_rally/dev") => Request::Events,
        (true, _) => Request::Other,
    })
}

// What is answered has source code in it. A name of another site may lead to this machine, and a page of another site
// may ask for an address of it: only a person who goes there, and the app's own pages, are answered.
fn is_of_our_own(headers: &[(&str, &str)]) -> bool {
    let value = |name: &str| {
        let mut found = headers
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name));
        let first = found.next().map(|(_, value)| *value);
        (first, found.next().is_some())
    };
    let (Some(host), false) = value("host") else {
        return false;
    };
    let origin_is_ours = match value("origin") {
        (None, _) => true,
        (Some(origin), twice) => !twice && origin == format!("http://{host}"),
    };
    let goes_there = value("sec-fetch-mode") == (Some("navigate"), false);
    let site_is_ours = match value("sec-fetch-site") {
        (None, _) => true,
        (Some(site), twice) => !twice && (goes_there || matches!(site, "same-origin" | "none")),
    };
    is_local(host) && origin_is_ours && site_is_ours
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn request(head: &str) -> Option<Request> {
        let text = format!("{}\r\n\r\n", head.replace('\n', "\r\n"));
        read(&mut text.as_bytes()).unwrap()
    }

    #[test]
    fn the_stream_is_told_from_pages() {
        let host = "Host: localhost:8080";
        let events = request(&format!("GET /_rally/dev HTTP/1.1\n{host}"));
        assert_eq!(events, Some(Request::Events));
        for path in ["/", "/_rally/development", "/a?b=/_rally/dev"] {
            let other = request(&format!("GET {path} HTTP/1.1\n{host}"));
            assert_eq!(other, Some(Request::Other), "{path}");
        }
    }

    #[test]
    fn another_site_and_another_name_are_foreign() {
        let own = [
            "Host: localhost:8080",
            "Host: LOCALHOST",
            "host: 127.0.0.1:1\nOrigin: http://127.0.0.1:1",
            "Host: [::1]:8080\nSec-Fetch-Site: same-origin",
            "Host: app.localhost:8080\nSec-Fetch-Site: none",
            "Host: localhost\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate",
        ];
        for headers in own {
            let found = request(&format!("GET /_rally/dev HTTP/1.1\n{headers}"));
            assert_eq!(found, Some(Request::Events), "{headers}");
        }
        let foreign = [
            "Accept: */*",
            "Host: example.org",
            "Host: localhost.example.org",
            "Host: xlocalhost",
            "Host: localhost\nHost: localhost",
            "Host: localhost\nOrigin: http://example.org",
            "Host: localhost:8080\nOrigin: http://localhost:3000",
            "Host: localhost\nOrigin: null",
            "Host: localhost\nSec-Fetch-Site: cross-site",
            "Host: localhost\nSec-Fetch-Site: same-site\nSec-Fetch-Mode: no-cors",
            "Host: localhost\nSec-Fetch-Site: none\nSec-Fetch-Site: cross-site",
        ];
        for headers in foreign {
            let found = request(&format!("GET /_rally/dev HTTP/1.1\n{headers}"));
            assert_eq!(found, Some(Request::Foreign), "{headers}");
        }
    }

    #[test]
    fn what_is_no_http_is_nothing() {
        assert_eq!(read(&mut &b"GET / HTTP/1.1\r\nHost: a"[..]).unwrap(), None);
        assert_eq!(request("hello"), None);
        assert_eq!(request("\u{0}\u{1} \n:"), None);
        let endless = vec![b'a'; LONGEST * 2];
        assert_eq!(read(&mut endless.as_slice()).unwrap(), None);
    }
}
