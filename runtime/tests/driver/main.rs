//! Pages driven without a browser: what users do, what pages hear of it, and what a test is told where it cannot go on.

#![allow(clippy::unwrap_used)]

mod acting;
mod app;
mod failing;
mod names;
mod server;
mod time;
