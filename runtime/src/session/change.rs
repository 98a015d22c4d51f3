//! What a handler asks of the session: to sign somebody in or out. Nothing happens before the handler has answered.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::SessionHash;
use crate::server::Request;

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
}

/// Why a session cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionError {
    /// The answer goes out on a socket, which sets no cookie. A `load` that meets this runs again for the document.
    OnSocket,
}

/// The changes that the handler of one request has asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<Vec<SessionChange>>>);

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
    /// name, so that nobody who knew the old one shares it, and the old one ends.
    ///
    /// # Errors
    /// Where the answer cannot set a cookie.
    pub fn sign_in(self, client: &str, subject: impl Into<String>) -> Result<(), SessionError> {
        self.change(SessionChange::SignIn {
            client: client.to_owned(),
            subject: subject.into(),
        })
    }

    /// Signs whoever is there out of a client, at the same time and in the same way as [`Session::sign_in`].
    ///
    /// # Errors
    /// Where the answer cannot set a cookie.
    pub fn sign_out(self, client: &str) -> Result<(), SessionError> {
        let client = client.to_owned();
        self.change(SessionChange::SignOut { client })
    }

    /// What has been asked for so far, for tests of handlers.
    #[must_use]
    pub fn changes(self) -> Vec<SessionChange> {
        self.request.changes().all()
    }

    fn change(self, change: SessionChange) -> Result<(), SessionError> {
        self.request.changes().push(change);
        if self.request.can_set_cookies() {
            Ok(())
        } else {
            Err(SessionError::OnSocket)
        }
    }
}

impl SessionChange {
    /// The client that it is about.
    #[must_use]
    pub fn client(&self) -> &str {
        match self {
            Self::SignIn { client, .. } | Self::SignOut { client } => client,
        }
    }
}

impl Changes {
    pub(crate) fn all(&self) -> Vec<SessionChange> {
        self.lock().clone()
    }

    pub(crate) fn take(&self) -> Vec<SessionChange> {
        std::mem::take(&mut *self.lock())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn push(&self, change: SessionChange) {
        self.lock().push(change);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<SessionChange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnSocket => f.write_str(
                "signing in and out needs a cookie, which an answer on a socket cannot set; post the form without \
                 JavaScript, or do it in the `load` of a page that redirects",
            ),
        }
    }
}

impl std::error::Error for SessionError {}
