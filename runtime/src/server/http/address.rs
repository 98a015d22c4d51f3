//! The address of the browser behind the proxies that are trusted.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;

use crate::env::Network;

/// The browser's address: that of the connection, or, where a trusted proxy made it, the last one in
/// `X-Forwarded-For` that is not a trusted proxy's own. What stands further left is anybody's claim.
pub(crate) fn of_browser(request: &HttpRequest, trusted: &[Network]) -> IpAddr {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
            peer.ip().to_canonical()
        });
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(*address));
    if !is_trusted(&peer) {
        return peer;
    }
    let lines = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let mut nearest = peer;
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !is_trusted(&nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use actix_web::test::TestRequest;

    use super::*;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut request = TestRequest::default().peer_addr(peer.parse().unwrap());
        for line in forwarded {
            request = request.append_header(("x-forwarded-for", *line));
        }
        let trusted = [Network::parse("10.0.0.0/8").unwrap()];
        of_browser(&request.to_http_request(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_who_it_is() {
        assert_eq!(address("8.8.8.8:1", &["1.1.1.1"]), "8.8.8.8");
    }

    #[test]
    fn the_nearest_untrusted_hop_is_the_browser() {
        assert_eq!(
            address("10.0.0.1:1", &["6.6.6.6, 8.8.8.8, 10.0.0.2"]),
            "8.8.8.8"
        );
        assert_eq!(address("10.0.0.1:1", &["6.6.6.6", "8.8.8.8"]), "8.8.8.8");
    }

    #[test]
    fn what_cannot_be_read_ends_the_trust() {
        assert_eq!(address("10.0.0.1:1", &["8.8.8.8, unknown"]), "10.0.0.1");
        assert_eq!(address("10.0.0.1:1", &[]), "10.0.0.1");
    }
}
