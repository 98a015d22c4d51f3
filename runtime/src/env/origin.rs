//! The origins an app is reached at: text to scheme, host and port, as browsers serialise them.

use std::fmt;

/// An origin as browsers write it in `Origin`: scheme, host and, where it is not the scheme's own, port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    authority: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// A text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseOriginError {
    text: String,
}

impl Origin {
    /// Reads an origin such as `https://example.org`; a default port and upper case are brought to the browsers' form.
    ///
    /// # Errors
    /// Where anything but scheme, host and port stands there: a path, a user, a wildcard.
    pub fn parse(text: &str) -> Result<Self, ParseOriginError> {
        let wrong = || ParseOriginError {
            text: text.to_owned(),
        };
        let lower = text.to_ascii_lowercase();
        let (scheme, rest) = match lower.split_once("://") {
            Some(("http", rest)) => (Scheme::Http, rest),
            Some(("https", rest)) => (Scheme::Https, rest),
            _ => return Err(wrong()),
        };
        let authority = rest.strip_suffix(scheme.default_port()).unwrap_or(rest);
        if !is_authority(authority) {
            return Err(wrong());
        }
        Ok(Self {
            scheme,
            authority: authority.to_owned(),
        })
    }

    /// Whether a `Host` header names this origin.
    #[must_use]
    pub fn is_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        host.strip_suffix(self.scheme.default_port())
            .unwrap_or(&host)
            == self.authority
    }

    /// Whether the origin is reached over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Host and, where it is not the scheme's own, port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl Scheme {
    fn default_port(self) -> &'static str {
        match self {
            Self::Http => ":80",
            Self::Https => ":443",
        }
    }
}

/// A host name, IPv4 address or bracketed IPv6 address, and perhaps a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = split_port(text);
    let named = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host_is_good = bracketed.map_or_else(
        || named(host),
        |v6| v6.parse::<std::net::Ipv6Addr>().is_ok(),
    );
    host_is_good && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether a `Host` header names this machine itself: `localhost`, a name below it, or a loopback address.
pub(crate) fn is_local_host(host: &str) -> bool {
    let (name, port) = split_port(host);
    let name = name.to_ascii_lowercase();
    let local = matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]")
        || name.ends_with(".localhost");
    local && is_authority(host) && port.is_none_or(|port| !port.is_empty())
}

/// The host and the port after its last colon; the colons inside of brackets are the host's.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl fmt::Display for ParseOriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not an origin; write scheme, host and port only, such as `https://example.org`",
            self.text
        )
    }
}

impl std::error::Error for ParseOriginError {}
