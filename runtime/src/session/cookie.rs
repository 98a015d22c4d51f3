//! The session cookie: header text to a session's name and back. How any cookie of the app is named on the wire.

use std::borrow::Cow;

use super::SessionToken;
use crate::env::Mode;

/// How long a browser keeps the cookie, in seconds: 400 days, the longest that browsers allow.
pub(crate) const MAX_AGE: u32 = 400 * 24 * 60 * 60;

const NAME: &str = "rally_session";

/// A cookie's name on the wire; with `__Host-` a browser accepts it from this host only, over TLS, for the whole site.
pub(crate) fn name_on_wire(mode: Mode, name: &str) -> Cow<'_, str> {
    match mode {
        Mode::Production => format!("__Host-{name}").into(),
        Mode::Development | Mode::Test => name.into(),
    }
}

/// What a browser accepts a cookie by: over TLS only, where there is TLS.
pub(crate) fn secure_attribute(mode: Mode) -> &'static str {
    match mode {
        Mode::Production => "; Secure",
        Mode::Development | Mode::Test => "",
    }
}

/// The value that a `Cookie` header has for a cookie of this name.
pub(crate) fn value_in<'a>(mode: Mode, header: &'a str, name: &str) -> Option<&'a str> {
    let wanted = name_on_wire(mode, name);
    let mut pairs = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(cookie, _)| *cookie == wanted);
    found.map(|(_, value)| value)
}

/// The session that a `Cookie` header names. A value that is not one of ours counts as none.
pub(crate) fn read_cookie(mode: Mode, header: &str) -> Option<SessionToken> {
    value_in(mode, header, NAME).and_then(SessionToken::parse)
}

/// The value of `Set-Cookie` for a session.
pub(crate) fn write_cookie(mode: Mode, session: &SessionToken) -> String {
    format!(
        "{}={}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{}",
        name_on_wire(mode, NAME),
        session.to_text(),
        secure_attribute(mode)
    )
}
