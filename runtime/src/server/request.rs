//! What a handler is given of the request it answers.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::channels::Hub;
use super::cookie::Jar;
use super::trace::TraceId;
use super::{Cookie, Fault};
use crate::env::{Mode, Secret};
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
    cookies: Jar,
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
    pub(crate) mode: Mode,
}

impl Services {
    /// Those of no server: nobody hears what is published, and everybody knows the secret.
    pub(crate) fn for_test() -> Self {
        Self {
            hub: Arc::default(),
            secret: Secret::development(),
            mode: Mode::Test,
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
            cookies: Jar::new(services.mode, ""),
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
            cookies: self.cookies.clone(),
            ..Self::new(self.session, self.address, self.services.clone())
        }
    }

    /// The same request, from a browser with these cookies.
    pub(crate) fn with_cookies(self, cookies: Jar) -> Self {
        Self { cookies, ..self }
    }

    /// The same request, from a browser that has this cookie; for tests of handlers.
    #[must_use]
    pub fn with_cookie(self, cookie: Cookie) -> Self {
        let cookies = self.cookies.with([cookie]);
        Self { cookies, ..self }
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

    /// The value of a cookie of the app, as the browser has it or as this request has set it. What browsers send is
    /// anybody's claim. On a socket it is what the browser had when the connection was opened.
    ///
    /// The session's own cookie is nobody's to read.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.changes.all().own;
        self.cookies.clone().with(set).value(name)
    }

    /// Lets the browser keep a cookie, in the place of one of the same name; [`Cookie::removal`] lets it forget one.
    ///
    /// It happens once the handler of an rpc has answered a value, or `load` anything but an error.
    ///
    /// ```
    /// # use rally_runtime::server::{Cookie, Fault, Request};
    /// # fn handler(rq: &Request) -> Result<(), Fault> {
    /// rq.set_cookie(Cookie::new("theme", "dark")?);
    /// # Ok(())
    /// # }
    /// # assert!(handler(&Request::for_test()).is_ok());
    /// ```
    pub fn set_cookie(&self, cookie: Cookie) {
        self.changes.set_cookie(cookie);
    }

    /// What has been set so far, for tests of handlers.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<Cookie> {
        self.changes.all().own
    }

    /// The browser's address; the one that a trusted proxy has forwarded where there is one.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.address
    }
}
