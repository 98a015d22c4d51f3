//! Parameters as segments of a path, and topics as names.
//!
//! Some texts cannot stand in a path as they are: an empty one would vanish, browsers take `.` and `..` for steps even
//! when their dots are encoded (URL Standard, "double-dot URL path segment"), and a static segment of another page
//! would be taken for that page. A `~` before such a text keeps it apart; every other text stands as it is.

use std::borrow::Cow;

use crate::route::{Param, decode_segment, path};

/// The segment of a parameter; `taken` are the static segments that other pages have in its place.
#[must_use]
pub fn segment<P: Param>(value: &P, taken: &[&str]) -> String {
    let text = value.to_text();
    if needs_mark(&text, taken) {
        ["~", &text].concat()
    } else {
        text.into_owned()
    }
}

/// The parameter of a segment; `None` where it is no value of its type.
#[must_use]
pub fn parameter<P: Param>(segment: &str, taken: &[&str]) -> Option<P> {
    let marked = segment.strip_prefix('~');
    P::from_text(
        marked
            .filter(|text| needs_mark(text, taken))
            .unwrap_or(segment),
    )
}

// Also where marks stand before it, so that marking can be undone.
fn needs_mark(text: &str, taken: &[&str]) -> bool {
    let bare = text.trim_start_matches('~');
    matches!(bare, "" | "." | "..") || taken.contains(&bare)
}

/// The canonical name of a topic: its own and its arguments, percent-encoded, with slashes between.
#[must_use]
pub fn channel(name: &str, arguments: &[Cow<'_, str>]) -> String {
    let mut channel = name.to_owned();
    for argument in arguments {
        channel.push('/');
        channel.push_str(&path(&[argument])[1..]);
    }
    channel
}

/// The name in the schema of the topic whose canonical name this is.
#[must_use]
pub fn topic_name(channel: &str) -> &str {
    channel.split('/').next().unwrap_or(channel)
}

/// The arguments in a topic's name, still encoded; `None` where it is another topic's, or their number another.
#[must_use]
pub fn channel_arguments<'a, const N: usize>(name: &str, channel: &'a str) -> Option<[&'a str; N]> {
    if topic_name(channel) != name {
        return None;
    }
    let parts = channel.split('/').skip(1);
    parts.collect::<Vec<_>>().try_into().ok()
}

/// An argument in a topic's name; `None` where it is no value of its type, or not its canonical text.
#[must_use]
pub fn channel_argument<P: Param>(encoded: &str) -> Option<P> {
    let text = decode_segment(encoded.as_bytes())?;
    let is_canonical = path(&[&text])[1..] == *encoded;
    let value = P::from_text(&text).filter(|_| is_canonical)?;
    (value.to_text() == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{channel, channel_argument, channel_arguments, parameter, segment};
    use crate::route::Path;

    #[test]
    fn a_mark_keeps_apart_what_cannot_stand_in_a_path() {
        let segment = |text: &str| segment(&text.to_owned(), &["new"]);
        assert_eq!(segment("rust"), "rust");
        assert_eq!(segment(""), "~");
        assert_eq!(segment(".."), "~..");
        assert_eq!(segment("new"), "~new");
        assert_eq!(segment("~new"), "~~new");
        assert_eq!(segment("~bob"), "~bob");
    }

    #[test]
    fn a_topic_has_one_name() {
        assert_eq!(channel("chat", &["a/b".into(), "".into()]), "chat/a%2Fb/");
        let [room, tag] = channel_arguments("chat", "chat/a%2Fb/").unwrap_or_default();
        assert_eq!(channel_argument(room), Some("a/b".to_owned()));
        assert_eq!(channel_argument(tag), Some(String::new()));
        assert_eq!(channel_argument::<String>("%61"), None);
        assert_eq!(channel_argument::<String>("a%2fb"), None);
        assert_eq!(channel_argument::<i64>("03"), None);
        assert!(channel_arguments::<2>("chat", "chat/a").is_none());
        assert!(channel_arguments::<1>("chat", "game/a").is_none());
    }

    proptest::proptest! {
        #[test]
        fn every_text_can_be_a_parameter(text in "~*(new|\\.\\.?|.*)") {
            let taken = ["new", "old"];
            let marked = segment(&text, &taken);
            proptest::prop_assert!(!taken.contains(&marked.as_str()));
            let url = crate::route::path(&["tag", &marked]);
            let path = Path::parse(&url);
            let segments = path.as_ref().map(Path::segments).unwrap_or_default();
            proptest::prop_assert_eq!(segments.len(), 2);
            proptest::prop_assert_eq!(parameter::<String>(segments[1], &taken), Some(text));
        }
    }
}
