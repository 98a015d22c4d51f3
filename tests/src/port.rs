//! Ports on loopback for servers that are killed and come back to the same one.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::TcpListener;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Below those that the system gives to outgoing connections (from 32768 on Linux, from 49152 elsewhere): one of them could
/// take the port of a server that is just being started again.
const PORTS: Range<u16> = 12_000..32_000;

/// Those that this process has given away.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port that nobody listened on a moment ago, and that this gives to nobody else.
///
/// # Panics
/// Where all ports are taken.
#[must_use]
pub fn free() -> u16 {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    // Other processes begin elsewhere: each state has random keys of the system.
    let start = RandomState::new().build_hasher().finish();
    let start = PORTS.start + (start % u64::from(PORTS.end - PORTS.start)) as u16;
    let mut ports = (start..PORTS.end).chain(PORTS.start..start);
    let port = ports
        .find(|port| !given.contains(port) && TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("loopback has a free port");
    given.insert(port);
    port
}
