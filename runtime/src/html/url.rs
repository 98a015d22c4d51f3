//! URLs in attributes: what may be one, and refusing those that run script.

use std::borrow::Cow;

use super::attribute::Attr;
use super::tree::Tag;

/// What stands in place of a URL that would run script.
pub const BLOCKED_URL: &str = "about:blank#blocked";

/// Anything that is a URL: a text, or a route of the app.
pub trait ToUrl {
    /// The URL, percent-encoded.
    fn to_url(&self) -> Cow<'static, str>;
}

impl ToUrl for &'static str {
    fn to_url(&self) -> Cow<'static, str> {
        Cow::Borrowed(self)
    }
}

impl ToUrl for String {
    fn to_url(&self) -> Cow<'static, str> {
        Cow::Owned(self.clone())
    }
}

impl ToUrl for &String {
    fn to_url(&self) -> Cow<'static, str> {
        Cow::Owned((*self).clone())
    }
}

impl ToUrl for Cow<'static, str> {
    fn to_url(&self) -> Cow<'static, str> {
        self.clone()
    }
}

/// Attributes whose value a browser follows or loads, or that SVG animation can turn into one.
const URL_ATTRIBUTES: [&str; 17] = [
    "action",
    "background",
    "by",
    "cite",
    "codebase",
    "data",
    "formaction",
    "from",
    "href",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "to",
    "values",
    "xlink:href",
];

/// Whether the attribute of this name (in any case) holds a URL.
pub(crate) fn is_url_attribute(name: &str) -> bool {
    URL_ATTRIBUTES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

#[inline(never)]
pub(crate) fn block_script_urls(tag: Tag, attributes: &mut [Attr]) {
    for attribute in attributes {
        if let Some((name, value)) = attribute.url_mut()
            && !is_allowed(tag.name, name, value)
        {
            *value = Cow::Borrowed(BLOCKED_URL);
        }
    }
}

fn is_allowed(tag: &str, name: &str, value: &str) -> bool {
    // `values` of an SVG animation is a list.
    let list = name.eq_ignore_ascii_case("values");
    value
        .as_bytes()
        .split(|&byte| list && byte == b';')
        .all(|url| is_allowed_url(tag, url))
}

fn is_allowed_url(tag: &str, url: &[u8]) -> bool {
    if has_scheme(url, b"javascript:") || has_scheme(url, b"vbscript:") {
        return false;
    }
    !has_scheme(url, b"data:") || has_media_type(tag, url)
}

/// Data URLs are allowed where the browser shows them as a picture, sound or film and runs nothing in them.
fn has_media_type(tag: &str, url: &[u8]) -> bool {
    match tag {
        "img" | "image" | "input" | "link" => has_scheme(url, b"data:image/"),
        "audio" | "video" | "source" => {
            has_scheme(url, b"data:image/")
                || has_scheme(url, b"data:audio/")
                || has_scheme(url, b"data:video/")
        }
        _ => false,
    }
}

/// Whether a browser reads `url` as beginning with `prefix` (in lower case).
///
/// The URL standard's basic parser removes leading control characters and spaces, and tabs and newlines anywhere;
/// schemes have no case.
#[inline(never)]
fn has_scheme(url: &[u8], prefix: &[u8]) -> bool {
    let mut rest = url
        .iter()
        .copied()
        .skip_while(|&byte| byte <= b' ')
        .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r'))
        .map(|byte| byte.to_ascii_lowercase());
    prefix.iter().all(|&expected| rest.next() == Some(expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_urls_are_refused_however_they_are_written() {
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " \u{1}\tjavascript:alert(1)",
            "java\nscr\tipt\r:alert(1)",
            "javascript\t:alert(1)",
            "vbscript:x",
            "data:text/html,<script>alert(1)</script>",
            "DATA:text/html;base64,PHNj",
        ] {
            assert!(!is_allowed("a", "href", url), "{url:?}");
        }
    }

    #[test]
    fn ordinary_urls_are_kept() {
        for url in [
            "/games/3",
            "https://example.org/javascript:",
            "?q=javascript:",
            "#data:",
            "",
            "javascript",
            "mailto:a@b.c",
        ] {
            assert!(is_allowed("a", "href", url), "{url:?}");
        }
    }

    #[test]
    fn data_urls_are_for_media_only() {
        assert!(is_allowed("img", "src", "data:image/png;base64,AAAA"));
        assert!(!is_allowed("iframe", "src", "data:image/svg+xml,<svg/>"));
        assert!(!is_allowed("img", "src", "data:text/html,x"));
        assert!(is_allowed("audio", "src", "data:audio/ogg;base64,AAAA"));
    }

    #[test]
    fn animation_cannot_make_a_script_url() {
        assert!(is_url_attribute("TO") && is_url_attribute("values"));
        assert!(!is_allowed("animate", "values", "/a; javascript:alert(1)"));
    }
}
