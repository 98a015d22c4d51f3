//! How many calls over HTTP and posted forms an address may have under way. Sockets are counted by themselves, and a tab
//! runs one call at a time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::server::socket::{leave, network_of};

/// Counts calls.
pub(crate) struct CallsUnderWay {
    limit: usize,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// The place of one call; dropping it frees it. A handler goes on without its caller, and so keeps the place.
pub(crate) struct CallPlace {
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl CallsUnderWay {
    pub(crate) fn new(limit: usize) -> Self {
        let by_address = Arc::default();
        Self { limit, by_address }
    }

    /// A place for one more call; `None` where there are too many.
    pub(crate) fn admit(&self, address: IpAddr) -> Option<CallPlace> {
        let address = network_of(address);
        let mut all = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_insert(0);
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        let by_address = Arc::clone(&self.by_address);
        Some(CallPlace {
            by_address,
            address,
        })
    }
}

impl Drop for CallPlace {
    fn drop(&mut self) {
        let mut all = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        leave(&mut all, &self.address);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_call_is_done() {
        let calls = CallsUnderWay::new(2);
        let admit = |address: &str| calls.admit(address.parse().unwrap());
        let places = [admit("2001:db8::1"), admit("2001:db8::2")];
        assert!(places.iter().all(Option::is_some), "one network, two calls");
        assert!(admit("2001:db8::3").is_none());
        assert!(admit("192.0.2.1").is_some());
        drop(places);
        assert!(admit("2001:db8::3").is_some());
        assert!(calls.by_address.lock().unwrap().is_empty());
    }
}
