//! The headers of every response: what a browser must not do with it.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::env::{Environment, Mode, Origin};

/// A page as it is: kept for going back, asked for again each time, never by anybody else.
pub(crate) const PRIVATE: &str = "private, no-cache";

/// Contents that belong to their name for ever.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Contents that may change under their name: asked for again by `ETag`.
pub(crate) const REVALIDATED: &str = "public, no-cache";

/// Adds what a response does not say itself.
pub(crate) fn complete(headers: &mut HeaderMap, environment: &Environment) {
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // `no-referrer` would make the browser send `Origin: null` with a form of our own.
    default(header::REFERRER_POLICY, "same-origin");
    default(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    default(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    default(header::CACHE_CONTROL, "no-store");
    if is_secure(environment) {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

fn is_secure(environment: &Environment) -> bool {
    environment.mode() == Mode::Production && environment.origins().iter().all(Origin::is_secure)
}
