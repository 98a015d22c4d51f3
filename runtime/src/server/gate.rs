//! The gate: whoever comes → whether they may. Pages, navigations, calls and posted forms all pass here, in one order:
//!
//! ```text
//! session → resolve identity → policy → client context (pages only) → authorize → load or handler
//! ```
//! The session has been looked up before: the request knows its subject. [`pass`] does identity and policy; generated
//! code goes on with [`context`] and [`authorized`] in that order. Knows no types of the app.

use std::cell::Cell;
use std::future::Future;

use super::application::Opened;
use super::{Fault, Request};
use crate::page::Failure;

tokio::task_local! {
    /// Whether `authorize` has let somebody through in this task. For tests of the gate, which cannot tell a page that is
    /// hidden from one whose `load` has found nothing.
    pub(crate) static LET_THROUGH: Cell<bool>;
}

/// Whether somebody may, as `authorize` answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Allow,
    /// They may not: status 403, or [`Failure::Forbidden`].
    Forbid,
    /// They are not to know that it exists: status 404, or [`Failure::Forbidden`].
    NotFound,
}

/// What `authorize` answers. An `Err` is logged and lets nobody in: status 500, or [`Failure::Internal`].
pub type AccessResult = Result<Access, Fault>;

/// What must be known of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Who it is.
    Required,
    /// Nothing, but handlers are told who it is, where anybody is.
    Optional,
    /// Nothing, and the app is not even asked who it is.
    Public,
}

/// What the gate of one client asks the app. Generated code answers with what users write.
pub trait Gatekeeper {
    /// What handlers are given of the person.
    type Identity;

    /// The person of a subject; `None` where there is none any more.
    fn resolve(
        &self,
        rq: &Request,
        subject: &str,
    ) -> impl Future<Output = Result<Option<Self::Identity>, Fault>>;
}

/// Somebody has passed the policy. It holds who it is, which is the only way to call a handler that asks for it.
#[derive(Debug)]
pub struct Passed<I> {
    identity: Option<I>,
}

/// Somebody has not passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Nobody is signed in, and somebody must be.
    Unauthorized,
    /// Whoever is signed in may not.
    Forbidden,
    /// Whoever is signed in may not know.
    NotFound,
    /// The app could not tell; logged under this id.
    Failed {
        /// The id in the log.
        trace_id: String,
    },
}

/// The page on which people sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInPage {
    /// The segments of its path, mount included.
    pub path: &'static [&'static str],
    /// The key of its search string that takes the address to return to.
    pub return_to: Option<&'static str>,
}

/// Lets somebody pass, or not.
///
/// # Errors
/// Where the policy asks for somebody and nobody is there, or the app cannot tell.
pub async fn pass<G: Gatekeeper>(
    rq: &Request,
    policy: Policy,
    gatekeeper: &G,
) -> Result<Passed<G::Identity>, Refused> {
    let identity = match (policy, rq.subject()) {
        (Policy::Public, _) | (_, None) => None,
        (Policy::Required | Policy::Optional, Some(subject)) => {
            let resolved = gatekeeper.resolve(rq, subject).await;
            resolved.map_err(|fault| Refused::failed(rq, &fault))?
        }
    };
    match (policy, &identity) {
        (Policy::Required, None) => Err(Refused::Unauthorized),
        _ => Ok(Passed { identity }),
    }
}

/// The state that the client's pages share.
///
/// # Errors
/// Where the app could not tell.
pub fn context<C>(rq: &Request, context: Result<C, Fault>) -> Result<C, Refused> {
    context.map_err(|fault| Refused::failed(rq, &fault))
}

/// Lets somebody pass whom `authorize` allows.
///
/// # Errors
/// Where it does not.
pub fn authorized(rq: &Request, access: AccessResult) -> Result<(), Refused> {
    match access {
        Ok(Access::Allow) => {
            // Outside of such a test there is nothing to tell.
            let _ = LET_THROUGH.try_with(|is_through| is_through.set(true));
            Ok(())
        }
        Ok(Access::Forbid) => Err(Refused::Forbidden),
        Ok(Access::NotFound) => Err(Refused::NotFound),
        Err(fault) => Err(Refused::failed(rq, &fault)),
    }
}

impl<I> Passed<I> {
    /// Who it is: the proof that a handler with `who: &Identity` may be called.
    ///
    /// # Errors
    /// Where nobody is there.
    pub fn required(&self) -> Result<&I, Refused> {
        self.identity.as_ref().ok_or(Refused::Unauthorized)
    }

    /// Who it is, where anybody is.
    #[must_use]
    pub fn optional(&self) -> Option<&I> {
        self.identity.as_ref()
    }
}

impl Refused {
    fn failed(rq: &Request, fault: &Fault) -> Self {
        Self::Failed {
            trace_id: rq.report(fault),
        }
    }

    /// What stands at an address for somebody who may not see it: where they sign in, with the way back, or why not.
    #[must_use]
    pub fn opened(self, sign_in: Option<&SignInPage>, address: &str) -> Opened {
        match (self, sign_in) {
            (Self::Unauthorized, Some(page)) => Opened::Redirect(page.address(address)),
            (Self::Unauthorized, None) | (Self::Forbidden, _) => Opened::Forbidden,
            (Self::NotFound, _) => Opened::NotFound,
            (Self::Failed { trace_id }, _) => Opened::Failed { trace_id },
        }
    }
}

/// A caller learns nothing of what it may not know.
impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unauthorized => Self::Unauthorized,
            Refused::Forbidden | Refused::NotFound => Self::Forbidden,
            Refused::Failed { trace_id } => Self::Internal { trace_id },
        }
    }
}

impl SignInPage {
    /// The page's address, with the address to return to.
    fn address(&self, back: &str) -> String {
        let path = crate::route::path(self.path);
        match self.return_to {
            None => path,
            Some(key) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair(key, back);
                format!("{path}?{}", query.finish())
            }
        }
    }
}

/// How an address of one client is read and printed anew.
pub struct Mount {
    /// The path that the client's pages are below.
    pub path: &'static str,
    /// The address as the client's routes print it; `None` where it is none of theirs.
    pub canonical: fn(&str) -> Option<String>,
}

/// The address of the app that a text from outside means, printed from its route; `None` where it means none.
#[must_use]
pub fn return_address(text: &str, mounts: &[Mount]) -> Option<String> {
    if !super::pages::is_own_address(text) {
        return None;
    }
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let below = mounts
        .iter()
        .filter(|mount| super::state::is_below(path, mount.path));
    let mount = below.max_by_key(|mount| mount.path.len())?;
    (mount.canonical)(text)
}

#[cfg(test)]
mod tests;
