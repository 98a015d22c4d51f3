//! The conversation against a network that cuts, repeats and delays, and against each row of the specification's tables.
#![allow(clippy::unwrap_used)]

mod link;
mod model;
mod navigation;
mod parting;
mod promise;
mod redeeming;
mod subscriptions;
mod world;
