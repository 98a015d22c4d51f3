//! What a handler is given of the request it answers.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::Fault;
use super::channels::Hub;
use super::trace::TraceId;
use crate::env::Secret;
use crate::session::{Changes, Session, SessionHash};
use crate::test::witness;
use crate::wire::frame::TabId;

/// A request, whatever carried it: a page, a socket or a form.
#[derive(Debug, Clone)]
pub struct Request {
    trace: TraceId,
    trace_id: String,
    session: SessionHash,
    address: IpAddr,
    /// Whom the session has signed in to the client that the request is for.
    subject: Option<Arc<str>>,
    changes: Changes,
    /// The tab that it comes from; none where a document, a form or no browser at all asks.
    tab: Option<TabId>,
    services: Services,
}

/// What a request reaches of the server that answers it.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) hub: Arc<Hub>,
    pub(crate) secret: Secret,
}

impl Services {
    /// Those of no server: nobody hears what is published, and everybody knows the secret.
    pub(crate) fn for_test() -> Self {
        Self {
            hub: Arc::default(),
            secret: Secret::development(),
        }
    }
}

impl Request {
    pub(crate) fn new(session: SessionHash, address: IpAddr, services: Services) -> Self {
        let trace = TraceId::generate();
        Self {
            trace,
            trace_id: trace.to_string(),
            session,
            address,
            subject: None,
            changes: Changes::default(),
            tab: None,
            services,
        }
    }

    /// A request that came from nowhere, for tests of handlers: session, address and secret are the same each time.
    #[must_use]
    pub fn for_test() -> Self {
        Self::new(
            SessionHash::for_test(),
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            Services::for_test(),
        )
    }

    /// The next piece of work of the same browser, under a trace id of its own, for whoever is signed in by then.
    pub(crate) fn next(&self) -> Self {
        Self {
            tab: self.tab,
            ..Self::new(self.session, self.address, self.services.clone())
        }
    }

    /// The same request, from this tab.
    pub(crate) fn of_tab(self, tab: TabId) -> Self {
        Self {
            tab: Some(tab),
            ..self
        }
    }

    pub(crate) fn tab(&self) -> Option<TabId> {
        self.tab
    }

    /// The same request, for whom the session has signed in.
    pub(crate) fn of_subject(self, subject: Option<String>) -> Self {
        Self {
            subject: subject.map(Arc::from),
            ..self
        }
    }

    pub(crate) fn trace(&self) -> TraceId {
        self.trace
    }

    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// What is published through this request goes out here.
    pub(crate) fn hub(&self) -> &Hub {
        &self.services.hub
    }

    /// The key of all HMACs.
    pub(crate) fn secret(&self) -> &Secret {
        &self.services.secret
    }

    pub(crate) fn session_hash(&self) -> SessionHash {
        self.session
    }

    /// Logs a failure and gives the id to find it by; only the id may leave the server.
    #[must_use]
    pub fn report(&self, fault: &Fault) -> String {
        if !fault.is_repetition() {
            witness::note(|| format!("a handler failed: {fault}"));
            tracing::error!(trace_id = %self.trace, %fault, "a handler failed");
        }
        self.trace_id.clone()
    }

    /// The id of this request in the log.
    #[must_use]
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// The session: what the browser's cookie names, and how somebody is signed in or out.
    #[must_use]
    pub fn session(&self) -> Session<'_> {
        Session::of(self)
    }

    /// The browser's address; the one that a trusted proxy has forwarded where there is one.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.address
    }
}
