//! Nothing lost, nothing twice: scripted sessions of real tabs against a real server, cut, delayed and repeated at every
//! byte that matters, and what must have come of them whatever happened.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

mod clock;
mod cuts;
mod forms;
mod kills;
mod partings;
mod persons;
mod random;
mod sabotage;
mod signing;
mod tables;
mod world;
