//! The server as its browsers see it: over HTTP and WebSockets, on a real port, with a real database file.
#![allow(clippy::unwrap_used, unreachable_pub)]

mod app;
mod echo;
mod harness;
mod member_server;
mod members;
mod tab;
mod themes;

mod assets;
mod broadcasts;
mod calls;
mod connections;
mod cookies;
mod cross_site;
mod dev;
#[cfg(feature = "fault-injection")]
mod faults;
mod forms;
mod gate;
mod hostile;
mod json;
mod models;
mod pages;
mod remote;
mod revoking;
mod signing_in;
mod start;
mod topics;
