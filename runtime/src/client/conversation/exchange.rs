//! What goes into a tab's conversation and what comes out of it: who speaks, what happened, what is to be done. Plain
//! data; what follows from what is the conversation's own knowledge.

use super::{Millis, Purpose};
use crate::page::{Answer, Connection, MethodId};
use crate::wire::embedded::Embedded;
use crate::wire::frame::{ClientFrame, Stamp, TabId};
use crate::wire::to_bytes;

/// Who speaks, and what the document said.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The hash of the client's contract.
    pub version: u64,
    /// The tab.
    pub tab: TabId,
    /// The proof of whom the page was rendered for.
    pub who: Vec<u8>,
    /// Path and search string of the page on show.
    pub url: String,
    /// The stamp of calls that leave before the first `Welcome`.
    pub stamp: Stamp,
}

impl Speaker {
    /// Whoever brings a document to life, as this tab.
    #[must_use]
    pub fn of(embedded: Embedded, tab: TabId) -> Self {
        Self {
            version: embedded.version,
            tab,
            who: embedded.who,
            url: embedded.url,
            stamp: Stamp {
                database: embedded.database,
                at: embedded.now,
            },
        }
    }
}

/// A call that a page makes.
#[derive(Debug, Clone)]
pub struct NewCall {
    /// The method.
    pub method: MethodId,
    /// The encoded parameters of the page's route.
    pub params: Vec<u8>,
    /// The encoded arguments.
    pub arguments: Vec<u8>,
    /// How long it may take.
    pub deadline: Option<Millis>,
    /// The key of the form that it was submitted with before the page lived.
    pub form_key: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// The page lives.
    Started,
    /// A socket is open.
    Opened {
        /// Its number.
        connection: u64,
    },
    /// A message came over a socket.
    Received {
        /// Its number.
        connection: u64,
        /// One frame.
        bytes: &'a [u8],
    },
    /// A socket is closed, or never opened.
    Closed {
        /// Its number.
        connection: u64,
    },
    /// The time asked for by [`Action::WakeAt`] has come, or any other.
    Tick,
    /// A page is to be shown; the last one asked for counts.
    Navigate {
        /// Path and search string.
        url: &'a str,
    },
    /// The page that was asked for is not wanted any more.
    Stay,
    /// The network came back, or somebody looks at the page again.
    Nudged,
    /// The page is being left; it may come back from the back/forward cache.
    Left,
    /// The page is back from the back/forward cache.
    Returned,
}

/// Something to be done, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Open a socket.
    Open {
        /// The number that its events are reported under.
        connection: u64,
    },
    /// Send one frame.
    Send {
        /// The socket's number.
        connection: u64,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// Close a socket; its further events do not matter.
    Close {
        /// The socket's number.
        connection: u64,
    },
    /// Give a call its answer; each call gets one at most.
    Deliver {
        /// The call.
        n: u64,
        /// The answer.
        answer: Answer,
    },
    /// Send this [`Redemption`](crate::wire::redemption::Redemption) by a request that sets cookies, and report the
    /// response to [`Conversation::redeemed`](super::Conversation::redeemed).
    Redeem {
        /// The request's body.
        bytes: Vec<u8>,
    },
    /// Put this state, which the pages of the client share, in the place of the present one.
    ReplaceContext {
        /// The encoded state.
        bytes: Vec<u8>,
    },
    /// Tell the page whether its server answers.
    Show(Connection),
    /// Show what stands at an address.
    Navigated {
        /// What it was asked for.
        purpose: Purpose,
        /// Path and search string that were asked for, after all redirects.
        address: String,
        /// Those of the page. They are others where a page for lost visitors takes its place.
        url: String,
        /// The encoded data.
        data: Vec<u8>,
        /// The server's time.
        now: i64,
    },
    /// Give the page what was published on a channel that it follows.
    Event {
        /// The canonical name.
        channel: String,
        /// The encoded event.
        body: Vec<u8>,
    },
    /// Give the page what its model on the server has said.
    Tell {
        /// The encoded message.
        message: Vec<u8>,
    },
    /// Let the browser load a document.
    LoadDocument {
        /// Path and search string.
        url: String,
    },
    /// Load this document again; the conversation is over.
    Reload,
    /// Send this [`Parting`](crate::wire::Parting) by a request that outlives the document.
    Part {
        /// The request's body.
        bytes: Vec<u8>,
    },
    /// Come back with [`Input::Tick`] at this time; an earlier wish is void.
    WakeAt(Millis),
}

/// The way to the server, over one connection.
#[derive(Debug)]
pub struct Sending<'a> {
    pub(super) connection: u64,
    pub(super) actions: &'a mut Vec<Action>,
}

impl Sending<'_> {
    /// Sends one frame.
    pub(super) fn send(&mut self, frame: &ClientFrame) {
        self.actions.push(Action::Send {
            connection: self.connection,
            bytes: to_bytes(frame),
        });
    }
}
