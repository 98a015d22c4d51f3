//! Typed search strings: `?page=2&tag=a&tag=b` to the values of its fields and back.
//!
//! Pairs are those of HTML forms (URL Standard, "application/x-www-form-urlencoded"), so that a plain form can make
//! them: `+` is a space, and keys may repeat.

use super::{Param, hex_value, push_encoded};

/// The search string of a page, as a generated contract declares it.
pub trait Search: Sized {
    /// Reads the fields; one that is absent, or is no value of its type, is its default.
    #[must_use]
    fn read(search: &SearchReader) -> Self;

    /// Writes the fields that are not their defaults.
    fn write(&self, search: &mut SearchWriter);

    /// The search string of an address.
    #[must_use]
    fn parse(url: &str) -> Self {
        Self::read(&SearchReader::new(url))
    }
}

/// The pairs of a search string, decoded.
pub struct SearchReader {
    pairs: Vec<(String, String)>,
}

impl SearchReader {
    /// The pairs of an address; one that is not UTF-8 when decoded is left out.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let mut parts = url.as_bytes().splitn(2, |&byte| byte == b'#');
        let before_fragment = parts.next().unwrap_or_default();
        let mut parts = before_fragment.splitn(2, |&byte| byte == b'?');
        let _path = parts.next();
        let search = parts.next().unwrap_or_default();
        let pairs = search.split(|&byte| byte == b'&').filter_map(pair);
        Self {
            pairs: pairs.collect(),
        }
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.of_key(key).next().is_some()
    }

    /// The value of a field: the first of its key, if it is one.
    #[must_use]
    pub fn value<T: Param>(&self, key: &str) -> Option<T> {
        T::from_text(self.of_key(key).next()?)
    }

    /// The values of a list: all of its key that are one, in order.
    #[must_use]
    pub fn values<T: Param>(&self, key: &str) -> Vec<T> {
        self.of_key(key).filter_map(T::from_text).collect()
    }

    fn of_key<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let of_key = self.pairs.iter().filter(move |(name, _)| name == key);
        of_key.map(|(_, value)| value.as_str())
    }
}

fn pair(text: &[u8]) -> Option<(String, String)> {
    if text.is_empty() {
        return None;
    }
    let mut parts = text.splitn(2, |&byte| byte == b'=');
    let key = decode(parts.next().unwrap_or_default())?;
    let value = decode(parts.next().unwrap_or_default())?;
    Some((key, value))
}

// A `%` without two digits behind it is itself (URL Standard, "percent-decode").
fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', &[high, low, ref after @ ..]) => match (hex_value(high), hex_value(low)) {
                (Some(high), Some(low)) => {
                    bytes.push((high << 4) | low);
                    rest = after;
                }
                _ => bytes.push(byte),
            },
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// An address to which the pairs of a search string are added.
pub struct SearchWriter {
    url: String,
    separator: char,
}

impl SearchWriter {
    /// Begins with a path.
    #[must_use]
    pub const fn new(path: String) -> Self {
        Self {
            url: path,
            separator: '?',
        }
    }

    /// The address.
    #[must_use]
    pub fn finish(self) -> String {
        self.url
    }

    /// Adds a value.
    pub fn value<T: Param>(&mut self, key: &str, value: &T) {
        self.key(key);
        self.url.push('=');
        encode(&value.to_text(), &mut self.url);
    }

    /// Adds a key without a value.
    pub fn mark(&mut self, key: &str) {
        self.key(key);
    }

    /// Adds each value of a list.
    pub fn values<T: Param>(&mut self, key: &str, values: &[T]) {
        for value in values {
            self.value(key, value);
        }
    }

    fn key(&mut self, key: &str) {
        self.url.push(self.separator);
        self.separator = '&';
        encode(key, &mut self.url);
    }
}

// What a query holds as it is (RFC 3986, section 3.4), without what separates pairs and without `+`, which is a space
// to many readers.
fn encode(text: &str, out: &mut String) {
    for &byte in text.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'(' | b')' | b'*' | b',' | b'/' | b':'
            | b';' | b'@' => out.push(byte as char),
            _ => push_encoded(byte, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SearchReader, SearchWriter};

    #[test]
    fn the_search_string_stands_between_question_mark_and_fragment() {
        let reader = SearchReader::new("/games?page=2#page=3");
        assert_eq!(reader.value("page"), Some(2_i64));
        assert_eq!(
            SearchReader::new("/games#?page=3").value::<i64>("page"),
            None
        );
        assert_eq!(SearchReader::new("/games").value::<i64>("page"), None);
    }

    #[test]
    fn a_bad_value_is_none_and_of_a_list_it_is_left_out() {
        let reader = SearchReader::new("/?page=two&id=1&id=x&id=3");
        assert_eq!(reader.value::<i64>("page"), None);
        assert_eq!(reader.values::<i64>("id"), [1, 3]);
    }

    #[test]
    fn the_first_of_a_key_counts() {
        assert_eq!(
            SearchReader::new("/?q=a&q=b").value::<String>("q"),
            Some("a".into())
        );
    }

    #[test]
    fn a_key_alone_is_there_and_its_value_is_empty() {
        let reader = SearchReader::new("/?q&p=");
        assert!(reader.has("q") && reader.has("p") && !reader.has("r"));
        assert_eq!(reader.value::<String>("q"), Some(String::new()));
    }

    #[test]
    fn pairs_are_decoded_as_those_of_forms() {
        let reader = SearchReader::new("/?q=a+b%26c%3D%E2%82%AC&rate=100%&x=%ff");
        assert_eq!(reader.value::<String>("q"), Some("a b&c=€".into()));
        assert_eq!(reader.value::<String>("rate"), Some("100%".into()));
        assert_eq!(reader.value::<String>("x"), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_to_the_same(text: String, list: Vec<String>, key in "[a-z:_]+") {
            let mut writer = SearchWriter::new("/".to_owned());
            writer.value(&key, &text);
            writer.values("LIST", &list);
            let reader = SearchReader::new(&writer.finish());
            proptest::prop_assert_eq!(reader.value(&key), Some(text));
            proptest::prop_assert_eq!(reader.values::<String>("LIST"), list);
        }

        #[test]
        fn no_text_is_too_strange_to_read(url: String) {
            let _ = SearchReader::new(&url).value::<String>("q");
        }
    }
}
