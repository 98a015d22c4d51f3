//! What is published, to whoever follows: channels by their canonical names.
//!
//! Knows no topics and no sockets: a channel is a name, an event is bytes, a follower is whatever listens.

mod hub;
mod ring;
#[cfg(test)]
mod tests;

pub(crate) use hub::{Followed, Hub, Listener, NotFollowed};
pub(crate) use ring::{Event, Ring};
