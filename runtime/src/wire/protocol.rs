//! How frames are written on a socket.

/// How the frames of an app are written on its sockets. Documents and what a tab posts when it is left are MessagePack
/// in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Protocol {
    /// Binary messages of MessagePack.
    #[default]
    Msgpack,
    /// Text messages: the same frames as JSON, for people and for tools.
    Json,
}
