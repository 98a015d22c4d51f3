//! Cookies that scripts may read and write, asked for as data. They are sent with every request of the app, so that the
//! first HTML can be made with them: a theme, a language.
//!
//! Those that identify somebody are the server's alone: no script sees them.

mod kept;

use std::time::Duration;

use super::task::Task;
use super::{Asked, Command, Dispatch, Effect};
#[cfg(feature = "server")]
pub(crate) use kept::{Cookies, keeping_in};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The value of a cookie.
    Get {
        /// Its name.
        name: String,
    },
    /// To keep a cookie.
    Set {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// How long it is kept.
        age: Duration,
    },
    /// To forget a cookie.
    Remove {
        /// Its name.
        name: String,
    },
}

/// Reads a cookie; `None` where there is none that scripts may read.
pub fn get<Msg: 'static>(
    name: impl Into<String>,
    to_msg: impl FnOnce(Option<String>) -> Msg + 'static,
) -> Effect<Msg> {
    let name = name.into();
    ask(Request::Get { name }, |dispatch, value| {
        dispatch(to_msg(value));
    })
}

/// Keeps a cookie for so long, for the whole site and this host: with TLS it is `Secure` and has `__Host-` before its name,
/// as those have in production that the server sets. Browsers keep none for more than 400 days.
///
/// A name is of letters, digits, `-` and `_`, and begins neither with `rally_` nor with `__`; a value is of visible ASCII
/// without space, quote, comma, semicolon and backslash. Anything else is not kept, and the console says so.
pub fn set<Msg: 'static>(
    name: impl Into<String>,
    value: impl Into<String>,
    age: Duration,
) -> Effect<Msg> {
    let (name, value) = (name.into(), value.into());
    ask(Request::Set { name, value, age }, |_, _| {})
}

/// Forgets a cookie.
pub fn remove<Msg: 'static>(name: impl Into<String>) -> Effect<Msg> {
    let name = name.into();
    ask(Request::Remove { name }, |_, _| {})
}

fn ask<Msg: 'static>(
    request: Request,
    then: impl FnOnce(Dispatch<Msg>, Option<String>) + 'static,
) -> Effect<Msg> {
    Effect::one(Command::Run(Box::new(Access { request, then })))
}

/// A request, and what is done with its answer.
struct Access<Then> {
    request: Request,
    then: Then,
}

impl<Msg, Then: FnOnce(Dispatch<Msg>, Option<String>)> Task<Msg> for Access<Then> {
    fn asked(&self) -> Asked {
        Asked::Cookie(self.request.clone())
    }

    fn run(self: Box<Self>, dispatch: Dispatch<Msg>) {
        let Self { request, then } = *self;
        then(dispatch, perform(&request));
    }
}

fn perform(request: &Request) -> Option<String> {
    match request {
        Request::Get { name } if is_name(name) => kept::get(name),
        Request::Set { name, value, age } if is_name(name) && is_value(value) => {
            kept::set(name, value, *age);
            None
        }
        Request::Remove { name } if is_name(name) => {
            kept::set(name, "", Duration::ZERO);
            None
        }
        Request::Get { .. } => None,
        Request::Set { name, .. } | Request::Remove { name } => {
            kept::refuse(name);
            None
        }
    }
}

// Fewer characters than a token of HTTP may have: enough for names, and none that could end one.
fn is_name(name: &str) -> bool {
    let is_reserved = name.starts_with("__") || name.starts_with("rally_");
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && !is_reserved && name.bytes().all(is_part)
}

/// RFC 6265, section 4.1.1: `cookie-octet`.
fn is_value(value: &str) -> bool {
    let is_octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    value.bytes().all(is_octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_end_a_cookie_is_part_of_none() {
        for name in ["theme", "a-b_C9"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "a b",
            "a=b",
            "a;b",
            "__Host-a",
            "rally_session",
            "\u{e9}",
            "a\n",
        ] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_value("dark!#%&()[]{}=") && is_value(""));
        for value in ["a b", "a;b", "a,b", "\"", "\\", "\u{e9}", "a\r\nb"] {
            assert!(!is_value(value), "{value}");
        }
    }
}
