//! What handlers answer: a value, the app's own refusal, or a failure that the browser hears of only as a trace id.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;

use crate::db::DbError;
use crate::html::ToUrl;
use crate::server::Cookie;

/// What `load` answers. An `Err` is logged and becomes status 500 with a trace id.
pub type LoadResult<T> = Result<Loaded<T>, Fault>;

/// What `load` found.
#[derive(Debug, Clone, PartialEq)]
pub enum Loaded<T> {
    /// The page's data.
    Page(T),
    /// Another page of the app, by its address.
    Redirect(String),
    /// Nothing: status 404.
    NotFound,
    /// Any of these, and a cookie that the browser is to keep: see [`Loaded::with_cookie`].
    WithCookie(Box<Self>, Cookie),
}

impl<T> Loaded<T> {
    /// Another page, by its route.
    #[must_use]
    pub fn redirect(to: impl ToUrl) -> Self {
        Self::Redirect(to.to_url().into_owned())
    }

    /// The same, with a cookie, as [`Request::set_cookie`](super::Request::set_cookie) sets it.
    #[must_use]
    pub fn with_cookie(self, cookie: Cookie) -> Self {
        Self::WithCookie(Box::new(self), cookie)
    }
}

/// What the handler of an rpc answers; `E` is the error that the schema declares.
pub type RpcResult<T, E = Infallible> = Result<T, HandlerError<E>>;

/// Why a handler has no value to give.
#[derive(Debug)]
pub enum HandlerError<E> {
    /// The error that the schema declares; the page receives it as `RpcError::App`.
    App(E),
    /// Anything else; logged, and the page receives `Internal` with a trace id.
    Fault(Fault),
}

/// A failure inside the server. Its text goes to the log and never to a browser.
#[derive(Debug)]
pub struct Fault(Box<dyn Error>);

impl Fault {
    /// A failure that this text describes to whoever reads the log.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    /// Whether the handler only ran into its own earlier run, whose answer stands.
    pub(crate) fn is_repetition(&self) -> bool {
        matches!(self.0.downcast_ref(), Some(DbError::PreludeConflict))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

// `Fault` itself is no `Error`, so that every error converts into it with `?`.
impl<E: Error + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl<App, E: Error + 'static> From<E> for HandlerError<App> {
    fn from(error: E) -> Self {
        Self::Fault(Fault::from(error))
    }
}

impl<App> From<Fault> for HandlerError<App> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
