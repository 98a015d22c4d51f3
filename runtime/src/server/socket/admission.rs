//! How many sockets a session and an address may have open.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use crate::server::limits::Limits;
use crate::session::SessionHash;

/// Counts open sockets.
pub(crate) struct Admission {
    limits: Limits,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    by_session: HashMap<SessionHash, usize>,
    by_address: HashMap<IpAddr, usize>,
}

/// The place of one socket; dropping it frees it.
pub(crate) struct Place {
    open: Arc<Mutex<Open>>,
    session: SessionHash,
    address: IpAddr,
}

impl Admission {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: Arc::default(),
        }
    }

    /// A place for one more socket; `None` where there are too many.
    pub(crate) fn admit(&self, session: SessionHash, address: IpAddr) -> Option<Place> {
        let address = network_of(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_session = open.by_session.get(&session).copied().unwrap_or(0);
        let of_address = open.by_address.get(&address).copied().unwrap_or(0);
        if of_session >= self.limits.sockets_a_session
            || of_address >= self.limits.sockets_an_address
        {
            return None;
        }
        *open.by_session.entry(session).or_insert(0) += 1;
        *open.by_address.entry(address).or_insert(0) += 1;
        Some(Place {
            open: Arc::clone(&self.open),
            session,
            address,
        })
    }
}

/// One customer has at least a /64 of IPv6.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        leave(&mut open.by_session, &self.session);
        leave(&mut open.by_address, &self.address);
    }
}

/// Counts one less; what is not there any more takes no room.
pub(crate) fn leave<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_socket_is_gone() {
        let admission = Admission::new(Limits::default());
        let (session, address) = (SessionHash::for_test(), "2001:db8::1".parse().unwrap());
        let places: Vec<_> = (0..Limits::default().sockets_a_session)
            .map(|_| admission.admit(session, address).unwrap())
            .collect();
        assert!(admission.admit(session, address).is_none());
        drop(places);
        assert!(admission.admit(session, address).is_some());
        assert!(admission.open.lock().unwrap().by_address.is_empty());
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        assert_eq!(
            network_of("2001:db8::1".parse().unwrap()),
            network_of("2001:db8::ffff:1".parse::<IpAddr>().unwrap())
        );
        assert_ne!(
            network_of("2001:db8::1".parse().unwrap()),
            network_of("2001:db8:0:1::1".parse::<IpAddr>().unwrap())
        );
    }
}
