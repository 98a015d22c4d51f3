//! The frames of one tab's conversation. `spec/wire.md` says when each is sent.

pub use super::model_frame::{FromModel, ToModel};
use crate::page::{Failure, MethodId};

/// A tab, named by the browser: 16 random bytes, kept in memory only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(pub [u8; 16]);

/// The database that a call was first sent to, and the server's time then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The id of the database.
    pub database: [u8; 16],
    /// The server's clock, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// From the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientFrame {
    /// The first frame of every connection.
    Hello(Hello),
    /// A call.
    Call(CallFrame),
    /// Asks for a page's data, for navigation and for loading again.
    Nav {
        /// Numbers the navigations of a tab, rising.
        id: u64,
        /// Path and search string.
        url: String,
    },
    /// Asks whether the connection lives.
    Ping,
    /// Asks to follow a channel; answered with `Following`, `Reset` or `Denied`.
    Sub(Sub),
    /// Ends a subscription.
    Unsub {
        /// The subscription.
        id: u64,
    },
    /// About or to the page's model on the server.
    Model {
        /// Numbers the models of a tab, rising: each page that begins has another.
        id: u64,
        /// What is said.
        said: ToModel,
    },
}

/// A place in what one server process has published, over all of its channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Which process: a random number of its own.
    pub epoch: u64,
    /// The number of the last event before this place.
    pub seq: u64,
}

/// A channel that a page follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sub {
    /// Numbers the subscriptions of a tab, rising.
    pub id: u64,
    /// Path and search string of the page that follows it.
    pub url: String,
    /// The canonical name of the channel.
    pub channel: String,
    /// Events after this place; none: from now on.
    pub cursor: Option<Cursor>,
}

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFrame {
    /// The subscription.
    pub id: u64,
    /// The number of the event before it on the same channel; 0 for the first.
    pub previous: u64,
    /// Its own number, higher than those of all events before it.
    pub seq: u64,
    /// The encoded event.
    pub body: Vec<u8>,
}

/// Who speaks, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The hash of the client's contract.
    pub version: u64,
    /// The tab.
    pub tab: TabId,
    /// Numbers the connections of a tab, rising: a higher one replaces a lower.
    pub connection: u64,
    /// The proof of whom the page was rendered for, as embedded in it.
    pub who: Vec<u8>,
    /// Path and search string of the page on show.
    pub url: String,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFrame {
    /// Numbers the calls of a tab, from 1, rising.
    pub n: u64,
    /// That of the first sending.
    pub stamp: Stamp,
    /// The method.
    pub method: MethodId,
    /// The encoded parameters of the page's route.
    pub params: Vec<u8>,
    /// The encoded arguments.
    pub arguments: Vec<u8>,
    /// Every call below this number is answered, and its receipt no longer needed.
    pub done: u64,
    /// The key of the form that the call was submitted with before the page lived.
    pub form_key: Option<String>,
}

/// From the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerFrame {
    /// The answer to `Hello`: the conversation goes on.
    Welcome {
        /// Goes into the calls that are sent for the first time on this connection.
        stamp: Stamp,
    },
    /// The answer to `Hello`: it cannot go on; the client drops its queue and loads the document again.
    Refuse(Refusal),
    /// The answer to a call.
    Reply {
        /// The call.
        n: u64,
        /// The encoded result of the method, or why there is none.
        answer: Result<Vec<u8>, Failure>,
    },
    /// The answer to `Nav`.
    NavReply {
        /// The navigation.
        id: u64,
        /// What stands at that address.
        page: Navigated,
    },
    /// The server is about to close the connection; the client comes back after this many milliseconds.
    Bye {
        /// Why.
        why: Farewell,
        /// When to come back.
        after_millis: u32,
    },
    /// A frame could not be read; repeated, the connection is closed.
    Error(FrameError),
    /// The answer to `Ping`.
    Pong,
    /// The answer to `Sub`: every event after this place follows.
    Following {
        /// The subscription.
        id: u64,
        /// Where it begins.
        cursor: Cursor,
    },
    /// What was published on a channel that the page follows.
    Event(EventFrame),
    /// A subscription has ended, and events are missing: the page loads its data again.
    Reset {
        /// The subscription.
        id: u64,
    },
    /// The answer to `Sub`: this page or visitor may not follow it.
    Denied {
        /// The subscription.
        id: u64,
    },
    /// About or from the page's model on the server.
    Model {
        /// The model.
        id: u64,
        /// What is said.
        said: FromModel,
    },
    /// The answer to a call, delivered once the cookies that belong to it are set: the browser redeems the token first, by
    /// a request of its own.
    Redeem {
        /// The call.
        n: u64,
        /// As in `Reply`.
        answer: Result<Vec<u8>, Failure>,
        /// The token.
        token: Vec<u8>,
    },
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Navigated {
    /// A page, with the encoded data that its `load` gave.
    Page {
        /// Path and search string of the page.
        url: String,
        /// The encoded data.
        data: Vec<u8>,
        /// The server's time, in milliseconds since 1970-01-01T00:00:00Z.
        now: i64,
        /// Where events begin that `load` may not have seen.
        cursor: Cursor,
    },
    /// Another address, to be asked for next.
    Redirect {
        /// Path and search string.
        url: String,
    },
    /// Nothing that this client can show: the browser is to load the document.
    Document {
        /// Path and search string.
        url: String,
    },
    /// `load` failed; the server's log has this id.
    Failed {
        /// The id to look for.
        trace_id: String,
    },
}

/// Why a conversation cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The tab's contract is not the server's.
    Stale,
    /// The page was rendered for somebody else.
    Identity,
    /// The tab belongs to another session.
    Session,
}

/// Why the server closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// The server stops or restarts.
    Restart,
    /// A newer connection of the same tab has taken over.
    Replaced,
    /// Too many malformed frames.
    Malformed,
    /// Frames came faster than allowed, or answers were read too slowly.
    Overload,
    /// Somebody has signed in or out, or may not be here any more: `Hello` tells who it is now.
    Identity,
}

/// Why a frame could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameError {
    /// Larger than allowed.
    TooLarge,
    /// Not a frame.
    Malformed,
    /// Nested too deep.
    TooDeep,
    /// `Hello` was expected, or came twice.
    OutOfOrder,
}
