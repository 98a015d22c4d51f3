//! Values as the text of a path segment, a search string or a topic's name, and back.

use std::borrow::Cow;

/// A value that an address can hold. Printing and parsing are exact: `from_text(to_text(v)) == Some(v)`; of floats, the
/// finite ones.
pub trait Param: Sized {
    /// The value's only text.
    fn to_text(&self) -> Cow<'_, str>;

    /// The value of a text; `None` where it is no value of this type.
    fn from_text(text: &str) -> Option<Self>;
}

impl Param for i64 {
    fn to_text(&self) -> Cow<'_, str> {
        itoa::Buffer::new().format(*self).to_owned().into()
    }

    // As it is printed: `+3` and `03` are other texts, which other tools may take for other pages.
    fn from_text(text: &str) -> Option<Self> {
        let value = text.parse().ok()?;
        (itoa::Buffer::new().format(value) == text).then_some(value)
    }
}

impl Param for f64 {
    fn to_text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn from_text(text: &str) -> Option<Self> {
        let value: f64 = text.parse().ok()?;
        value.is_finite().then_some(value)
    }
}

impl Param for bool {
    fn to_text(&self) -> Cow<'_, str> {
        if *self { "true" } else { "false" }.into()
    }

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

impl Param for String {
    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Param;

    #[test]
    fn a_number_has_one_text() {
        assert_eq!(i64::from_text("-3"), Some(-3));
        assert_eq!(i64::from_text("+3"), None);
        assert_eq!(i64::from_text("03"), None);
        assert_eq!(i64::from_text("-0"), None);
        assert_eq!(i64::from_text("9223372036854775808"), None);
    }

    #[test]
    fn a_float_is_finite() {
        assert_eq!(f64::from_text("-1.5"), Some(-1.5));
        assert_eq!(f64::from_text("1e3"), Some(1000.0));
        for text in ["NaN", "inf", "-infinity", "1e999", ""] {
            assert_eq!(f64::from_text(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(
            int: i64,
            float in -f64::MAX..=f64::MAX,
            boolean: bool,
            text: String,
        ) {
            proptest::prop_assert_eq!(i64::from_text(&int.to_text()), Some(int));
            proptest::prop_assert_eq!(f64::from_text(&float.to_text()), Some(float));
            proptest::prop_assert_eq!(bool::from_text(&boolean.to_text()), Some(boolean));
            proptest::prop_assert_eq!(String::from_text(&text.to_text()), Some(text.clone()));
        }
    }
}
