//! What a tab asks of the server beside the frames on its socket.

use super::trouble::Trouble;
use crate::server::http::exchange::{Ask, Exchange};

/// Browsers give up after so many redirects.
pub(super) const MAX_REDIRECTS: usize = 20;

/// Something that is to be asked of the server.
pub(super) enum Errand {
    /// A document, to be shown in place of the present one.
    Load {
        /// Path, search string and fragment.
        url: String,
        ask: Ask,
    },
    /// A socket.
    Open { connection: u64 },
    /// What an answer on a socket cannot set.
    Redeem { url: String, body: Vec<u8> },
    /// The calls of a document that is left.
    Part { url: String, body: Vec<u8> },
}

/// A document that has arrived.
pub(super) struct Loaded {
    pub(super) url: String,
    pub(super) exchange: Exchange,
}

pub(super) fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

pub(super) fn endless(url: &str) -> Trouble {
    Trouble::new(format!(
        "the app redirects without end, the last time to `{url}`"
    ))
}

pub(super) fn outside(url: &str) -> Trouble {
    Trouble::new(format!(
        "the page goes to `{url}`, which is outside of the app, where a test cannot follow"
    ))
}

pub(super) fn unreachable(url: &str) -> Trouble {
    Trouble::new(format!(
        "the page goes to `{url}` while it is offline: a browser shows an error of its own"
    ))
}
