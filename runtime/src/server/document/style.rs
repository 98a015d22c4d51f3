//! The inline style sheet of a document, with the hash that the policy names: how it looks that a page is awaited.
//!
//! Its selectors have no weight, so that any rule of the app's own style sheets is preferred.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::policy::ContentPolicy;

/// The bar that is shown while a page is awaited, the element that says titles to screen readers, and no outline around
/// what has the focus only to begin there.
const NAVIGATION: &str = include_str!("style.css");

/// An inline style sheet and its hash.
#[derive(Debug)]
pub(super) struct Style {
    text: &'static str,
    /// As the policy names it: `'sha256-…'`.
    hash: String,
}

impl Style {
    /// That of navigation.
    pub(super) fn navigation() -> Self {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(NAVIGATION)));
        Self {
            text: NAVIGATION,
            hash,
        }
    }

    /// Writes the element and allows it. The text does not contain `</style`.
    pub(super) fn write(&self, html: &mut String, policy: &mut ContentPolicy) {
        policy.allow_style(&self.hash);
        html.push_str(&format!("<style>{}</style>", self.text));
    }
}
