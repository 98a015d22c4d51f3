//! What may be written as text: strings and numbers, formatted without `core::fmt` where that costs size.

use std::borrow::Cow;

/// Anything that is shown as text or stands in an attribute.
///
/// A borrowed string that is not `'static` is given as `&String` or copied with `to_owned()`.
pub trait ToText {
    /// The text.
    fn to_text(self) -> Cow<'static, str>;
}

impl ToText for &'static str {
    fn to_text(self) -> Cow<'static, str> {
        Cow::Borrowed(self)
    }
}

impl ToText for String {
    fn to_text(self) -> Cow<'static, str> {
        Cow::Owned(self)
    }
}

impl ToText for &String {
    fn to_text(self) -> Cow<'static, str> {
        Cow::Owned(self.clone())
    }
}

impl ToText for Cow<'static, str> {
    fn to_text(self) -> Cow<'static, str> {
        self
    }
}

impl ToText for char {
    fn to_text(self) -> Cow<'static, str> {
        Cow::Owned(self.into())
    }
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl ToText for $integer {
            fn to_text(self) -> Cow<'static, str> {
                Cow::Owned(itoa::Buffer::new().format(self).to_owned())
            }
        }
    )* };
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

macro_rules! floats {
    ($($float:ty)*) => { $(
        impl ToText for $float {
            /// The shortest decimal that reads back as the same number.
            fn to_text(self) -> Cow<'static, str> {
                Cow::Owned(self.to_string())
            }
        }
    )* };
}

floats! { f32 f64 }
