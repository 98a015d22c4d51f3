//! What the state that all pages of a client share is to the runtime.

use std::any::Any;

use crate::effect::Effect;

/// Whose word counts when a page comes with the state that its server made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextOwner {
    /// The browser's: messages may have changed what it has.
    Browser,
    /// The server's: nothing else can change it.
    Server,
}

/// The state that all pages of a client share, as generated contracts hand it to the runtime.
pub trait ClientState: 'static {
    /// Whose word counts when a page comes with the state that its server made anew.
    const OWNER: ContextOwner;
    /// The addresses of the client.
    type Route: Clone + 'static;
    /// The state.
    type Context: Clone + 'static;
    /// The messages; [`std::convert::Infallible`] where none are declared.
    type Msg: Any;

    /// The next state.
    fn update(context: &mut Self::Context, msg: Self::Msg) -> Effect<Self::Msg>;

    /// The state that these bytes say; `None` where they say something else, and where no state is declared.
    fn decode(bytes: &[u8]) -> Option<Self::Context>;
}
