//! Sessions: the cookie that names a browser, who has signed in with it, and the proof of whom a page was rendered for.
//!
//! A session's name is 256 random bits. The server keeps nothing of an anonymous session: its cookie alone makes it,
//! and what the server stores for it (receipts, sign-ins) is bound to a hash of the name, never to the name.

mod change;
mod cookie;
mod pending;
pub(crate) mod store;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::env::{Purpose, Secret};

pub(crate) use change::{Changes, CookieChanges};
pub use change::{Session, SessionChange};
pub(crate) use cookie::{
    MAX_AGE, name_on_wire, read_cookie, secure_attribute, value_in, write_cookie,
};
pub(crate) use pending::{Bearer, PendingChanges};

/// The name of a session, as only the browser and a request in progress know it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SessionToken([u8; 32]);

/// The hash of a session's name: what may be stored and compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionHash([u8; 32]);

/// That somebody has signed in to a client with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) session: SessionHash,
    pub(crate) client: String,
}

/// The proof of whom a page was rendered for: an HMAC of client, session and, where somebody has signed in, subject.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who([u8; 32]);

impl SessionToken {
    /// A new session.
    ///
    /// # Errors
    /// Where the system has no random bytes to give.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(crate) fn hash(&self) -> SessionHash {
        SessionHash(Sha256::digest(self.0).into())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == bytes.len()).then_some(Self(bytes))
    }

    fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl Who {
    /// The proof for a page of this client in this session, for this subject.
    pub(crate) fn of(
        secret: &Secret,
        client: &str,
        session: SessionHash,
        subject: Option<&str>,
    ) -> Self {
        Self(secret.sign(Purpose::Who, &who_parts(client, &session, subject)))
    }

    /// Whose calls those are that bring credentials of this subject.
    pub(crate) fn of_credentials(secret: &Secret, client: &str, subject: &str) -> Self {
        let parts = [client.as_bytes(), b"credentials", subject.as_bytes()];
        Self(secret.sign(Purpose::Who, &parts))
    }

    /// Whose calls those are that bring nothing at all.
    pub(crate) fn of_nobody(secret: &Secret, client: &str) -> Self {
        Self(secret.sign(Purpose::Who, &[client.as_bytes(), b"nobody"]))
    }

    /// Whether `proof` is the one for this client, session and subject; takes the same time wherever they differ.
    pub(crate) fn is_proven(
        secret: &Secret,
        client: &str,
        session: SessionHash,
        subject: Option<&str>,
        proof: &[u8],
    ) -> bool {
        secret.verifies(Purpose::Who, &who_parts(client, &session, subject), proof)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As forms carry it.
    pub(crate) fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The bytes of a proof that a form carries; whether they prove anything is another question.
    pub(crate) fn bytes_of_text(text: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(text).ok()
    }
}

/// Nobody is fewer parts than somebody, so that the two never agree.
fn who_parts<'a>(
    client: &'a str,
    session: &'a SessionHash,
    subject: Option<&'a str>,
) -> Vec<&'a [u8]> {
    let parts = [client.as_bytes(), &session.0];
    parts
        .into_iter()
        .chain(subject.map(str::as_bytes))
        .collect()
}

impl SessionHash {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A session that no cookie names.
    pub(crate) fn for_test() -> Self {
        Self([0; 32])
    }
}

impl fmt::Debug for SessionHash {
    /// Eight digits are enough to follow a session through the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .take(4)
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests;
