//! Addresses of files as the protocol writes them to paths, and back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of a `file:` address; `None` of anything else, such as a text that was never saved.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = decode(path)?;
    (path.starts_with('/') && !path.contains('\0')).then(|| PathBuf::from(path))
}

/// The address of an absolute path; bytes that are no UTF-8 do not occur, since such files are never read.
pub(super) fn of(path: &Path) -> Uri {
    let mut uri = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            other => write!(uri, "%{other:02X}").expect("writing into a string cannot fail"),
        }
    }
    Uri(uri)
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                let digit = |digit: u8| char::from(digit).to_digit(16);
                let value = digit(digits[0])? * 16 + digit(digits[1])?;
                bytes.push(u8::try_from(value).ok()?);
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_from_their_addresses() {
        for text in ["/a/b.rally", "/größe/100% a+b/🎉#?.rally", "/a:b/c"] {
            let uri = of(Path::new(text));
            assert_eq!(path(&uri).as_deref(), Some(Path::new(text)), "{uri}");
        }
        assert_eq!(of(Path::new("/a b/é")).0, "file:///a%20b/%C3%A9");
    }

    #[test]
    fn other_ways_to_write_an_address_are_read() {
        let read = |text: &str| path(&Uri::from(text));
        assert_eq!(read("file:///a%3ab"), Some("/a:b".into()));
        assert_eq!(read("file://localhost/a"), Some("/a".into()));
        for text in [
            "untitled:Untitled-1",
            "file://host/a",
            "file:///a%",
            "file:///%ff",
            "file:///%00",
            "x",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
