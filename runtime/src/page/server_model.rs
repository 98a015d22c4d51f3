//! The messages between a page and its model on the server; what is broadcast to a page is of the same type as what its
//! model sends.

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
    /// The parameters of that page's address.
    type Params: Encode;
    /// The client and the module of that page: `public/games_id`.
    const PAGE: &'static str;
}
