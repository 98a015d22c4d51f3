//! What `init`, `update` and `view` are given beside the model.

use super::Time;

/// Whether the page can speak to its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connection {
    /// Not yet: on the server, and in the browser until the first answer.
    #[default]
    Connecting,
    /// The server answers.
    Online,
    /// The connection is lost; calls wait until it is back.
    Offline,
}

/// What a page is given beside its model; the same on the server and on hydration.
#[derive(Debug, Clone, PartialEq)]
pub struct Context<Params, Search, Client> {
    /// The parameters of the route.
    pub params: Params,
    /// The typed search string.
    pub search: Search,
    /// The state that all pages of the client share.
    pub client: Client,
    /// Whether the page can speak to its server.
    pub connection: Connection,
    /// The path and search string that the page was opened with.
    pub url: String,
    /// When the server rendered the page.
    pub now: Time,
}

/// A message that changes the state which all pages of a client share: the `context_msg` of the schema.
pub trait ContextMessage: 'static {
    /// That state.
    type Context: 'static;
}
