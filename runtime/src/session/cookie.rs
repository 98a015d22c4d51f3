//! The session cookie: header text to a session's name and back.

use super::SessionToken;
use crate::env::Mode;

/// How long a browser keeps the cookie, in seconds: 400 days, the longest that browsers allow.
pub(crate) const MAX_AGE: u32 = 400 * 24 * 60 * 60;

/// The cookie's name; with `__Host-` a browser accepts it from this host only, over TLS, for the whole site.
fn name(mode: Mode) -> &'static str {
    match mode {
        Mode::Production => "__Host-rally_session",
        Mode::Development | Mode::Test => "rally_session",
    }
}

/// The session that a `Cookie` header names. A value that is not one of ours counts as none.
pub(crate) fn read_cookie(mode: Mode, header: &str) -> Option<SessionToken> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(cookie, _)| *cookie == name(mode))
        .and_then(|(_, value)| SessionToken::parse(value))
}

/// The value of `Set-Cookie` for a session.
pub(crate) fn write_cookie(mode: Mode, session: &SessionToken) -> String {
    let secure = match mode {
        Mode::Production => "; Secure",
        Mode::Development | Mode::Test => "",
    };
    format!(
        "{}={}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{secure}",
        name(mode),
        session.to_text()
    )
}
