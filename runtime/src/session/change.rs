//! What a handler asks of the session, to sign somebody in or out, and of cookies of its own. Nothing happens before the
//! handler has answered.

use std::sync::{Arc, Mutex, PoisonError};

use super::SessionHash;
use crate::server::cookie::put;
use crate::server::{Cookie, Request};

/// The session of a request: `rq.session()`.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    request: &'a Request,
}

/// What is to become of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionChange {
    /// Somebody has shown who they are.
    SignIn {
        /// The client that they sign in to.
        client: String,
        /// Whom its `resolve` is then asked for.
        subject: String,
    },
    /// Nobody is signed in to this client any more.
    SignOut {
        /// The client.
        client: String,
    },
    /// Whoever is signed in to this client is signed in with no session any more.
    SignOutEverywhere {
        /// The client.
        client: String,
    },
}

/// What an answer changes of the browser's cookies: of the session's, and of those that the app calls its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CookieChanges {
    pub(crate) session: Vec<SessionChange>,
    pub(crate) own: Vec<Cookie>,
}

/// The changes that the handler of one request has asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<CookieChanges>>);

impl<'a> Session<'a> {
    pub(crate) fn of(request: &'a Request) -> Self {
        Self { request }
    }

    /// The hash of the session's name: what may be stored and compared.
    #[must_use]
    pub fn hash(self) -> SessionHash {
        self.request.session_hash()
    }

    /// Signs somebody in to a client: from then on its `resolve` is asked for `subject`, such as the id of a member.
    ///
    /// It happens once the handler has answered a value, or `load` a redirect: the browser gets a session of another
    /// name, so that nobody who knew the old one shares it, and the old one ends. What fails signs nobody in.
    pub fn sign_in(self, client: &str, subject: impl Into<String>) {
        self.request.changes().push(SessionChange::SignIn {
            client: client.to_owned(),
            subject: subject.into(),
        });
    }

    /// Signs whoever is there out of a client, at the same time and in the same way as [`Session::sign_in`].
    pub fn sign_out(self, client: &str) {
        let client = client.to_owned();
        self.request
            .changes()
            .push(SessionChange::SignOut { client });
    }

    /// Signs whoever is there out of a client with all their sessions, on whichever devices, as [`Session::sign_out`] does
    /// with this one.
    pub fn sign_out_everywhere(self, client: &str) {
        let client = client.to_owned();
        let change = SessionChange::SignOutEverywhere { client };
        self.request.changes().push(change);
    }

    /// What has been asked for so far, for tests of handlers.
    #[must_use]
    pub fn changes(self) -> Vec<SessionChange> {
        self.request.changes().all().session
    }
}

impl SessionChange {
    /// The client that it is about.
    #[must_use]
    pub fn client(&self) -> &str {
        match self {
            Self::SignIn { client, .. }
            | Self::SignOut { client }
            | Self::SignOutEverywhere { client } => client,
        }
    }
}

impl CookieChanges {
    pub(crate) fn is_empty(&self) -> bool {
        self.session.is_empty() && self.own.is_empty()
    }
}

impl Changes {
    pub(crate) fn all(&self) -> CookieChanges {
        self.lock().clone()
    }

    pub(crate) fn take(&self) -> CookieChanges {
        std::mem::take(&mut *self.lock())
    }

    pub(crate) fn set_cookie(&self, cookie: Cookie) {
        put(&mut self.lock().own, cookie);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn push(&self, change: SessionChange) {
        self.lock().session.push(change);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, CookieChanges> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
