//! Drives whole apps as their users do: a built example, a real browser, and a network between them that fails on command.
//!
//! Everything stays on loopback, and every process that is started is ended by its own id.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on ends here"
)]

pub mod app;
pub mod browser;
pub mod cases;
pub mod console;
pub mod dev;
pub mod harness;
pub mod http;
pub mod port;
pub mod proxy;
pub mod site;
pub mod wait;
