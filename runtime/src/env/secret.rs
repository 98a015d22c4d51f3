//! The key of all HMACs, and the HMACs made with it. Never printed, never compared in variable time.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of the shortest secret that is accepted, in bytes.
const SHORTEST: usize = 32;

/// The key of a server in development or test when `APP_SECRET` is not set. It is the same for everybody and proves
/// nothing; it is fixed so that pages stay valid while the server restarts.
const DEVELOPMENT: &[u8] = b"rally development secret: not a secret";

/// The key of all HMACs: `APP_SECRET`.
#[derive(Clone)]
pub struct Secret(Arc<Hmac<Sha256>>);

/// What an HMAC is for. Values made for one purpose are never valid for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Purpose {
    /// Whom a page was rendered for.
    Who,
    /// A code that is sent to somebody.
    LoginCode,
    /// What such a code is for.
    LoginScope,
    /// Where somebody tries to sign in from.
    Address,
}

impl Secret {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() < SHORTEST {
            return Err(format!(
                "has {} characters; at least {SHORTEST} are needed",
                text.len()
            ));
        }
        Ok(Self::from_key(text.as_bytes()))
    }

    pub(crate) fn development() -> Self {
        Self::from_key(DEVELOPMENT)
    }

    fn from_key(key: &[u8]) -> Self {
        let hmac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
        Self(Arc::new(hmac))
    }

    /// The HMAC-SHA-256 of these parts. Each part's length is part of the input, so that no two lists of parts agree.
    pub(crate) fn sign(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether `signature` is that of these parts; takes the same time wherever they differ.
    pub(crate) fn verifies(&self, purpose: Purpose, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.mac(purpose, parts).verify_slice(signature).is_ok()
    }

    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::clone(&self.0);
        for part in std::iter::once(&purpose.label()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Who => b"who",
            Self::LoginCode => b"login code",
            Self::LoginScope => b"login scope",
            Self::Address => b"address",
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
