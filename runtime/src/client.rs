//! The browser: the conversation with the server, and what a generated client calls.

pub mod conversation;
#[cfg(feature = "client")]
pub mod dom;
