//! What a generated app offers the server. The server knows clients, addresses and bytes; types are the app's.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::credentials::Credentials;
use super::limits::RECHECK;
use super::{Fault, Request};
use crate::effect::Effect;
use crate::page::{Entry, Failure, FormError, FormFields, Message, MethodId, Running, Time};
use crate::wire::Protocol;

/// A future that stays on its worker.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// One browser bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientDefinition {
    /// The name, which is also the folder of its bundle: `public`.
    pub name: &'static str,
    /// The path it is mounted at: `/`.
    pub mount: &'static str,
    /// The hash of its contract.
    pub version: u64,
    /// Whether people sign in to it.
    pub has_auth: bool,
    /// How the frames on its sockets are written.
    pub protocol: Protocol,
}

/// What stands at an address.
#[derive(Debug)]
pub enum Opened {
    /// A page, with the encoded data that its `load` gave.
    Page {
        /// The HTTP status.
        status: u16,
        /// The encoded data.
        data: Vec<u8>,
    },
    /// Another address of the app.
    Redirect(String),
    /// No route, or one that `load` or `authorize` says has nothing.
    NotFound,
    /// A page that whoever asks may not see.
    Forbidden,
    /// `load` panicked or could not reach what it needs; logged under this id.
    Failed {
        /// The id in the log.
        trace_id: String,
    },
}

/// The answer of a handler: the encoded `Result<Ok, Error>`, or why there is none.
pub type Called = crate::page::Answer;

/// Whether somebody may follow a channel: its name on the server, which is another where what is broadcast is followed;
/// if not, why.
pub type Subscribed = Result<String, Failure>;

/// Whoever makes a request, as the client that it is for knows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Whether `resolve` knows them.
    pub is_somebody: bool,
    /// The encoded state that the pages of the client share, made for them; none where the client has no such state.
    pub context: Option<Vec<u8>>,
}

/// A model that a page converses with, its type erased, and the encoded messages that it begins with; or why there is
/// none.
pub type ModelBegun = Result<(Box<dyn Any>, Vec<Vec<u8>>), Failure>;

/// What the model says to its page, encoded; or why it is to be dropped.
pub type ModelUpdated = Result<Vec<Vec<u8>>, Failure>;

/// A page that has been set up from its data, and what its `init` asked for.
pub struct Rendered {
    /// The page.
    pub page: Box<dyn Running>,
    /// What `init` asked for: a navigation becomes a redirect, all else is left to the browser.
    pub effect: Effect<Message>,
}

/// A generated app. One value serves all workers.
pub trait Application: Send + Sync + 'static {
    /// The bundles, the longest mount first.
    fn clients(&self) -> &'static [ClientDefinition];

    /// Passes the gate and runs `load` of the page at this path and search string, both still percent-encoded.
    fn open<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, Opened>;

    /// The address of the client's page for lost visitors, without a search string; `None` where it has no such page.
    fn not_found(&self, client: &'static str) -> Option<String> {
        let _ = client;
        None
    }

    /// Sets the page up from its data; `None` where there is no such page or the data is not its own.
    ///
    /// The server only ever makes documents; tests go from page to page as a browser does.
    fn mount(
        &self,
        client: &'static str,
        url: &str,
        data: &[u8],
        now: Time,
        entry: Entry<'_>,
    ) -> Option<Rendered>;

    /// Passes the gate and runs a handler; parameters and arguments are encoded.
    fn call<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        method: MethodId,
        params: &'a [u8],
        arguments: &'a [u8],
    ) -> LocalFuture<'a, Called>;

    /// Passes the gate for following a channel, by its canonical name, on the page at this path and search string. Refuses
    /// every channel that the page does not declare.
    fn subscribe<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        url: &'a str,
        channel: &'a str,
    ) -> LocalFuture<'a, Subscribed> {
        let (_, _, _, _) = (rq, client, url, channel);
        Box::pin(std::future::ready(Err(Failure::Forbidden)))
    }

    /// Who makes a request, and the state that the pages of its client share, made for them; refused only where that
    /// cannot be told. In a client in which nobody signs in there is nobody to be told of.
    fn identity<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
    ) -> LocalFuture<'a, Result<Identity, Failure>> {
        let _ = client;
        Box::pin(std::future::ready(Ok(Identity {
            is_somebody: rq.subject().is_some(),
            context: None,
        })))
    }

    /// How long an open connection of this client speaks for somebody until [`Application::identity`] is asked again.
    fn recheck(&self, client: &str) -> Duration {
        let _ = client;
        RECHECK
    }

    /// Every way in, as data: what other clients call by name, and what tests of the gate try.
    fn entries(&self) -> &'static [super::entries::Entry] {
        &[]
    }

    /// Whose the `Authorization` header of a call over HTTP is: the subject, or nobody.
    fn resolve_authorization<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        credentials: Credentials<'a>,
    ) -> LocalFuture<'a, Result<Option<String>, Fault>> {
        let (_, _, _) = (rq, client, credentials);
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Passes the gate and begins the model that the page at this path and search string converses with. Refuses every
    /// page that declares none.
    fn begin_model<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, ModelBegun> {
        let (_, _, _) = (rq, client, url);
        Box::pin(std::future::ready(Err(Failure::Forbidden)))
    }

    /// Passes the gate and gives the model of the page at this path and search string an encoded message.
    fn update_model<'a>(
        &'a self,
        rq: &'a Request,
        client: &'static str,
        url: &'a str,
        model: &'a mut dyn Any,
        message: &'a [u8],
    ) -> LocalFuture<'a, ModelUpdated> {
        let (_, _, _, _, _) = (rq, client, url, model, message);
        Box::pin(std::future::ready(Err(Failure::Forbidden)))
    }

    /// The method of this path (`public/home/increment`) and its encoded arguments, read from a form; `None` where
    /// there is no such method or no form can make it.
    fn form(
        &self,
        client: &'static str,
        method: &str,
        fields: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>>;
}
