//! What makes two calls the same call, and what makes them equal.

use sha2::{Digest, Sha256};

use super::{Call, CallOrigin};
use crate::server::limits::MAX_FORM_KEY_BYTES;
use crate::wire::frame::TabId;

/// The key of a call: equal keys mean the same call, sent again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CallKey(Vec<u8>);

/// What a call asks for, and for whom. The same call sent again has the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(super) who: Vec<u8>,
    pub(super) method: u64,
    pub(super) args_hash: [u8; 32],
}

impl CallKey {
    /// The key of a call; `None` where a form's key is empty or too long, or there is none.
    pub(super) fn of(call: &Call) -> Option<Self> {
        match &call.origin {
            CallOrigin::Tab { tab, n, .. } => Some(Self::of_tab(*tab, *n)),
            CallOrigin::Replayed { form_key, .. } | CallOrigin::Posted { form_key } => {
                Self::of_form(call, form_key)
            }
            CallOrigin::Remote { key } => key.as_ref().map(|key| Self::of_remote(call, key)),
        }
    }

    /// 24 bytes, so that the keys of a tab are a range.
    pub(super) fn of_tab(tab: TabId, n: u64) -> Self {
        Self([tab.0.as_slice(), &n.to_be_bytes()].concat())
    }

    /// 32 bytes. A form that was changed and sent again is another call, although its hidden key is the same.
    fn of_form(call: &Call, form_key: &str) -> Option<Self> {
        let usable = (1..=MAX_FORM_KEY_BYTES).contains(&form_key.len());
        let Fingerprint {
            who,
            method,
            args_hash,
        } = Fingerprint::of(call);
        let parts = [
            b"form".as_slice(),
            &who,
            form_key.as_bytes(),
            &method.to_be_bytes(),
            &args_hash,
        ];
        usable.then(|| Self(hash(&parts).to_vec()))
    }

    /// 32 bytes. With the same key anything else is a mistake, and refused.
    fn of_remote(call: &Call, key: &str) -> Self {
        let parts = [b"remote".as_slice(), call.who.bytes(), key.as_bytes()];
        Self(hash(&parts).to_vec())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.clone()
    }
}

impl Fingerprint {
    pub(super) fn of(call: &Call) -> Self {
        Self {
            who: call.who.bytes().to_vec(),
            method: call.method.0,
            args_hash: hash(&[call.client.name.as_bytes(), &call.params, &call.arguments]),
        }
    }
}

/// The SHA-256 of parts. Each part's length is part of the input, so that no two lists of parts agree.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
