//! What a handler is given of the request it answers.

use std::net::{IpAddr, Ipv4Addr};

use super::Fault;
use super::trace::TraceId;
use crate::session::SessionHash;

/// A request, whatever carried it: a page, a socket or a form.
#[derive(Debug, Clone)]
pub struct Request {
    trace: TraceId,
    trace_id: String,
    session: SessionHash,
    address: IpAddr,
}

impl Request {
    pub(crate) fn new(session: SessionHash, address: IpAddr) -> Self {
        let trace = TraceId::generate();
        Self {
            trace,
            trace_id: trace.to_string(),
            session,
            address,
        }
    }

    /// A request that came from nowhere, for tests of handlers: session and address are the same each time.
    #[must_use]
    pub fn for_test() -> Self {
        Self::new(SessionHash::for_test(), IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// The next piece of work of the same browser, under a trace id of its own.
    pub(crate) fn next(&self) -> Self {
        Self::new(self.session, self.address)
    }

    pub(crate) fn trace(&self) -> TraceId {
        self.trace
    }

    /// Logs a failure and gives the id to find it by; only the id may leave the server.
    #[must_use]
    pub fn report(&self, fault: &Fault) -> String {
        if !fault.is_repetition() {
            tracing::error!(trace_id = %self.trace, %fault, "a handler failed");
        }
        self.trace_id.clone()
    }

    /// The id of this request in the log.
    #[must_use]
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// The session: a hash of what the browser's cookie names.
    #[must_use]
    pub fn session(&self) -> SessionHash {
        self.session
    }

    /// The browser's address; the one that a trusted proxy has forwarded where there is one.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.address
    }
}
