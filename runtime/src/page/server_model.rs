//! The messages between a page and its model on the server.

use crate::wire::{Decode, Encode};

/// What a page sends to its model on the server: the `to_server` of its schema.
pub trait ToServer: Encode + Decode + 'static {
    /// The messages of the page that may send it.
    type Msg;
}

/// What the model on the server sends to its page: the `to_client` of its schema.
pub trait ToClient: Encode + Decode + 'static {
    /// The messages of the page that receives it.
    type Msg;
}
