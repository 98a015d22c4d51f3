//! Addresses to path segments and search strings, and back. Knows nothing of an app's routes.

mod param;
mod search;

pub use param::Param;
pub use search::{Search, SearchReader, SearchWriter};

/// The path of an address, split at its slashes and percent-decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    segments: Vec<String>,
}

impl Path {
    /// The path of an address such as `/games/3?tab=score#top`.
    ///
    /// One slash at the end is overlooked. `None` where the address is not below `/`, has an empty segment inside,
    /// or where percent-encoding does not give UTF-8.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        // Bytes, since searching for characters costs every bundle a kilobyte.
        let (&b'/', path) = url.as_bytes().split_first()? else {
            return None;
        };
        let is_end = |byte: &u8| matches!(byte, b'?' | b'#');
        let path = path.split(is_end).next().unwrap_or_default();
        let mut segments = Vec::new();
        if path.is_empty() {
            return Some(Self { segments });
        }
        let path = path.strip_suffix(b"/").unwrap_or(path);
        for segment in path.split(|&byte| byte == b'/') {
            if segment.is_empty() {
                return None;
            }
            segments.push(decode_segment(segment)?);
        }
        Some(Self { segments })
    }

    /// The segments, decoded; none for `/`.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }
}

pub(crate) fn decode_segment(segment: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.iter().copied();
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'%' => (hex_value(rest.next()?)? << 4) | hex_value(rest.next()?)?,
            other => other,
        };
        bytes.push(decoded);
    }
    String::from_utf8(bytes).ok()
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The address whose decoded segments these are; `/` for none.
#[must_use]
pub fn path(segments: &[&str]) -> String {
    if segments.is_empty() {
        return "/".to_owned();
    }
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        encode_segment(segment, &mut path);
    }
    path
}

// RFC 3986, section 3.3: what a segment holds as it is; all else is percent-encoded. A segment of dots alone
// would be taken for a step by the browser, so its dots are encoded too.
fn encode_segment(segment: &str, out: &mut String) {
    let dots = segment == "." || segment == "..";
    for &byte in segment.as_bytes() {
        match byte {
            b'.' if dots => push_encoded(byte, out),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' | b':' | b'@' => out.push(byte as char),
            _ => push_encoded(byte, out),
        }
    }
}

fn push_encoded(byte: u8, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(DIGITS[usize::from(byte >> 4)] as char);
    out.push(DIGITS[usize::from(byte & 15)] as char);
}

#[cfg(test)]
mod tests {
    use super::{Path, path};

    fn segments(url: &str) -> Option<Vec<String>> {
        Path::parse(url).map(|path| path.segments)
    }

    #[test]
    fn the_root_has_no_segments() {
        assert_eq!(segments("/"), Some(vec![]));
        assert_eq!(segments("/?page=2"), Some(vec![]));
    }

    #[test]
    fn search_and_fragment_are_not_part_of_the_path() {
        assert_eq!(
            segments("/games/3?tab=a/b#c/d"),
            Some(vec!["games".into(), "3".into()])
        );
    }

    #[test]
    fn one_slash_at_the_end_is_overlooked_and_an_empty_segment_is_not() {
        assert_eq!(segments("/about/"), Some(vec!["about".into()]));
        assert_eq!(segments("/about//"), None);
        assert_eq!(segments("//host/path"), None);
        assert_eq!(segments("//"), None);
    }

    #[test]
    fn segments_are_decoded_after_they_are_split() {
        assert_eq!(
            segments("/tag/a%2Fb%20%C3%A9"),
            Some(vec!["tag".into(), "a/b é".into()])
        );
    }

    #[test]
    fn damaged_encoding_is_no_path() {
        assert_eq!(segments("/%"), None);
        assert_eq!(segments("/%4"), None);
        assert_eq!(segments("/%zz"), None);
        assert_eq!(segments("/%ff"), None);
        assert_eq!(segments("about"), None);
        assert_eq!(segments(""), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(segments in proptest::collection::vec(".+", 0..5)) {
            let borrowed: Vec<&str> = segments.iter().map(String::as_str).collect();
            let printed = path(&borrowed);
            proptest::prop_assert_eq!(Path::parse(&printed).map(|path| path.segments), Some(segments));
        }

        #[test]
        fn no_text_is_too_strange_to_parse(url in ".*") {
            let _ = Path::parse(&url);
        }
    }
}
