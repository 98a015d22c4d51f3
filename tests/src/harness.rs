//! Scripted sessions of real tabs against a real server, over a network that fails at the byte that it is told, and the
//! comparison with what must have come of them.
//!
//! The browser's half of the conversation and the page are the very code that browsers run, natively; only what surrounds
//! them (sockets, requests, the clock) is this module's.

pub mod call;
pub mod clock;
pub mod document;
mod meter;
pub mod network;
pub mod oracle;
pub mod routes;
pub mod run;
pub mod sabotage;
pub mod script;
pub mod session;
mod socket;
pub mod tab;
