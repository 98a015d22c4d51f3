//! The `Authorization` header of a request, for the app to say whose it is.

use std::fmt;

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

/// What an `Authorization` header says (RFC 9110, section 11.4): a scheme and what is given under it. Anybody's claim.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Credentials<'a> {
    scheme: &'a str,
    value: &'a str,
}

/// Headers that are no credentials: there are two, or they are no text of this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl<'a> Credentials<'a> {
    /// Reads the header's value: `Bearer 8c1f…`; `None` where it is something else.
    #[must_use]
    pub fn parse(header: &'a str) -> Option<Self> {
        let (scheme, value) = header.split_once(' ')?;
        let value = value.trim_matches(' ');
        let is_token = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        (is_token(scheme) && !value.is_empty()).then_some(Self { scheme, value })
    }

    /// The scheme as it was sent. Schemes are the same in capitals and small letters.
    #[must_use]
    pub fn scheme(self) -> &'a str {
        self.scheme
    }

    /// What is given under the scheme.
    #[must_use]
    pub fn value(self) -> &'a str {
        self.value
    }

    /// The token of the scheme `Bearer` (RFC 6750); `None` under any other.
    #[must_use]
    pub fn bearer(self) -> Option<&'a str> {
        let is_bearer = self.scheme.eq_ignore_ascii_case("Bearer");
        is_bearer.then_some(self.value)
    }
}

/// The credentials of a request; `None` where it brings none.
pub(crate) fn credentials(headers: &HeaderMap) -> Result<Option<Credentials<'_>>, Unreadable> {
    let mut lines = headers.get_all(AUTHORIZATION);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let text = line.to_str().ok().filter(|_| lines.next().is_none());
    text.and_then(Credentials::parse)
        .map(Some)
        .ok_or(Unreadable)
}

/// What is given is secret.
impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({} …)", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_and_what_is_given_under_it() {
        let bearer = |text| Credentials::parse(text).and_then(Credentials::bearer);
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        for none in ["", "Bearer", "Bearer ", "abc", " abc"] {
            assert_eq!(Credentials::parse(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_is_given_is_not_shown() {
        let shown = format!("{:?}", Credentials::parse("Bearer hush"));
        assert!(shown.contains("Bearer") && !shown.contains("hush"));
    }
}
