//! The browser: the conversation with the server, and what a generated client calls.

pub mod capture;
pub mod conversation;
