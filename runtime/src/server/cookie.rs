//! Cookies that handlers read and set beside that of the session: names and values that were checked to `Set-Cookie`
//! headers, and the `Cookie` header to values. Knows nothing of what carries them.

mod jar;

use std::fmt;
use std::time::Duration;

use crate::env::Mode;
use crate::session::{MAX_AGE, name_on_wire, secure_attribute};

pub(crate) use jar::Jar;

/// The longest name and value of a cookie together, in bytes: the most that browsers keep (RFC 6265bis, section 5.7).
pub const MAX_COOKIE_BYTES: usize = 4_096;

/// A cookie that a handler sets: see [`Request::set_cookie`](super::Request::set_cookie).
///
/// No script can read it, no other site's form or script sends it, and in production it is bound to TLS and to this very
/// host: its name begins with `__Host-` then, which `Request::cookie` takes into account. It is for the whole site, and
/// kept until the browser is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    value: String,
    /// In seconds; none until the browser is closed, 0 for one that ends at once.
    max_age: Option<u32>,
    same_site: SameSite,
    readers: Readers,
}

/// Whether a browser sends a cookie with what other sites have led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SameSite {
    /// With links that were followed, and with nothing else.
    #[default]
    Lax,
    /// Not even with links.
    Strict,
}

/// Who reads a cookie in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Nobody,
    Scripts,
}

/// Why there can be no such cookie. The value is not part of it: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CookieError {
    /// The name is no token of RFC 9110: letters, digits and a few signs.
    Name(String),
    /// The name is the runtime's or the browser's: it begins with `rally_` or `__`.
    Reserved(String),
    /// The value has characters that no header can carry as they are.
    Value {
        /// The cookie's name.
        name: String,
    },
    /// Name and value have more than [`MAX_COOKIE_BYTES`].
    TooLarge {
        /// The cookie's name.
        name: String,
        /// How many they have.
        bytes: usize,
    },
}

impl Cookie {
    /// A cookie that the browser keeps until it is closed.
    ///
    /// # Errors
    /// Where a name or a value cannot be written as it is: a value is of visible ASCII without space, `"`, `,`, `;` and
    /// `\`. Encode what else it may hold.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Result<Self, CookieError> {
        let (name, value) = (name.into(), value.into());
        if !is_token(&name) {
            return Err(CookieError::Name(name));
        }
        if is_reserved(&name) {
            return Err(CookieError::Reserved(name));
        }
        if !value.bytes().all(is_value_byte) {
            return Err(CookieError::Value { name });
        }
        let bytes = name_on_wire(Mode::Production, &name).len() + value.len();
        if bytes > MAX_COOKIE_BYTES {
            return Err(CookieError::TooLarge { name, bytes });
        }
        Ok(Self {
            name,
            value,
            max_age: None,
            same_site: SameSite::Lax,
            readers: Readers::Nobody,
        })
    }

    /// What makes the browser forget the cookie of this name.
    ///
    /// # Errors
    /// Where no cookie can have this name.
    pub fn removal(name: impl Into<String>) -> Result<Self, CookieError> {
        Ok(Self::new(name, "")?.max_age(Duration::ZERO))
    }

    /// Kept for this long, 400 days at most, also when the browser is closed.
    #[must_use]
    pub fn max_age(self, time: Duration) -> Self {
        let seconds = u32::try_from(time.as_secs()).unwrap_or(MAX_AGE);
        Self {
            max_age: Some(seconds.min(MAX_AGE)),
            ..self
        }
    }

    /// Sent with less, or more, of what other sites lead to.
    #[must_use]
    pub fn same_site(self, same_site: SameSite) -> Self {
        Self { same_site, ..self }
    }

    /// Also read by scripts of the app's pages, in production under its name with `__Host-` before it.
    #[must_use]
    pub fn readable_by_scripts(self) -> Self {
        Self {
            readers: Readers::Scripts,
            ..self
        }
    }

    /// The name, without what production puts before it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value; none where the browser is to forget it.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        (self.max_age != Some(0)).then_some(&self.value)
    }

    /// The value of `Set-Cookie`.
    pub(crate) fn header(&self, mode: Mode) -> String {
        let age = self.max_age.map(|seconds| format!("; Max-Age={seconds}"));
        let readers = match self.readers {
            Readers::Nobody => "; HttpOnly",
            Readers::Scripts => "",
        };
        let same_site = match self.same_site {
            SameSite::Lax => "Lax",
            SameSite::Strict => "Strict",
        };
        format!(
            "{}={}; Path=/{}{readers}; SameSite={same_site}{}",
            name_on_wire(mode, &self.name),
            self.value,
            age.unwrap_or_default(),
            secure_attribute(mode)
        )
    }
}

/// Puts a cookie among others, in the place of one of the same name.
pub(crate) fn put(cookies: &mut Vec<Cookie>, cookie: Cookie) {
    cookies.retain(|other| other.name != cookie.name);
    cookies.push(cookie);
}

/// RFC 9110, section 5.6.2.
fn is_token(name: &str) -> bool {
    let is_sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte))
}

/// Browsers compare prefixes such as `__Host-` without regard to case.
fn is_reserved(name: &str) -> bool {
    let own = name
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("rally_"));
    own || name.starts_with("__")
}

/// RFC 6265, section 4.1.1: `cookie-octet`.
fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(
                f,
                "{name:?} is no name of a cookie: it is made of letters, digits and !#$%&'*+-.^_`|~"
            ),
            Self::Reserved(name) => write!(
                f,
                "a cookie called {name:?} cannot be set: `rally_` is the runtime's own, and what begins with `__` is the \
                 browser's; in production each cookie is given `__Host-` by itself"
            ),
            Self::Value { name } => write!(
                f,
                "the value of cookie {name:?} has characters that a header cannot carry: encode all but visible ASCII \
                 without space, quote, comma, semicolon and backslash"
            ),
            Self::TooLarge { name, bytes } => write!(
                f,
                "cookie {name:?} has {bytes} bytes with its name, and browsers keep {MAX_COOKIE_BYTES}"
            ),
        }
    }
}

impl std::error::Error for CookieError {}

#[cfg(test)]
mod tests;
