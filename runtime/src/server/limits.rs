//! What one browser, one address or one tab may ask of the server, and how long anything may take. Bounds that the
//! browser keeps too are in [`crate::wire::limits`].

use std::ops::RangeInclusive;
use std::time::Duration;

/// The limits that an app may set, by [`super::Server::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many frames a connection may send at once; beyond: `Bye(Overload)`. Default: 1,200, since a tab that comes
    /// back sends all of its unanswered calls at once.
    pub frame_burst: u32,
    /// How many frames a second a connection may send for long; beyond: `Bye(Overload)`. Default: 200.
    pub frames_a_second: u32,
    /// How many bytes of frames may wait for a slow reader; beyond: the connection is cut. Default: 4 MiB.
    pub queued_bytes: usize,
    /// How many sockets a session may have open; beyond: status 429. Default: 64.
    pub sockets_a_session: usize,
    /// How many sockets an address, or a /64 network of IPv6, may have open; beyond: status 429. Default: 512.
    pub sockets_an_address: usize,
    /// How many calls over HTTP and posted forms an address, or a /64 network of IPv6, may have under way, from their first
    /// byte until their handlers are done; beyond: status 429. Default: 128.
    pub calls_an_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_burst: 1_200,
            frames_a_second: 200,
            queued_bytes: 4 << 20,
            sockets_a_session: 64,
            sockets_an_address: 512,
            calls_an_address: 128,
        }
    }
}

/// The longest path and search string, in bytes; beyond: status 414.
pub const MAX_URL_BYTES: usize = 8 << 10;

/// The largest posted form, in bytes; beyond: status 413.
pub const MAX_FORM_BYTES: usize = 256 << 10;

/// The largest body that redeems a token, in bytes; beyond: status 413.
pub const MAX_REDEMPTION_BYTES: usize = 1 << 10;

/// How many bytes the `Set-Cookie` headers of an answer have, that of the session apart; beyond, the handler counts as
/// failed. Proxies refuse answers with large headers, and requests that bring them back.
pub const MAX_SET_COOKIE_BYTES: usize = 8 << 10;

/// How long the body of a form, a call over HTTP or a `Parting` may take to arrive; beyond: status 408.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// The most fields of a posted form; beyond: status 413.
pub const MAX_FORM_FIELDS: usize = 1_000;

/// The longest key of a form, in bytes; a call with a longer one is a bad request.
pub const MAX_FORM_KEY_BYTES: usize = 64;

/// How long an `Idempotency-Key` is, in bytes; beyond: status 400. Short ones are guessed, or made twice.
pub const REMOTE_KEY_BYTES: RangeInclusive<usize> = 16..=64;

/// How many calls of a tab may wait for their turn; beyond: `Bye(Overload)`.
pub const MAX_WAITING_CALLS: usize = 1_000;

/// How many bytes of calls of a tab may wait for their turn; beyond: `Bye(Overload)`.
pub const MAX_WAITING_BYTES: usize = 4 << 20;

/// How many messages to a page's model may wait for their turn; beyond: `Bye(Overload)`.
pub const MAX_WAITING_MESSAGES: usize = 1_000;

/// How many models of pages that a tab has left may still be at work on what they were sent before; beyond:
/// `Bye(Overload)`. A tab has one model beside them, that of the page on show.
pub const MAX_LEAVING_MODELS: usize = 8;

/// How many tabs a session may have, those without a connection included; beyond: `Bye(Overload)`.
pub const TABS_A_SESSION: usize = 256;

/// How many tabs an address, or a /64 network of IPv6, may have, those without a connection included; beyond:
/// `Bye(Overload)`. Sessions cost nothing to make, so that their own limit bounds nobody.
pub const TABS_AN_ADDRESS: usize = 4_096;

/// How many tabs the server keeps in all; beyond: `Bye(Overload)`.
pub const MAX_TABS: usize = 100_000;

/// How long an open connection speaks for somebody until their identity is resolved again, where the schema does not say.
pub const RECHECK: Duration = Duration::from_secs(30 * 60);

/// The longest such time: a clock ends somewhere.
pub const LONGEST_RECHECK: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How long a tab without a connection and without work is kept.
pub const TAB_IDLE: Duration = Duration::from_secs(60);

/// How often a connection is asked for a sign of life (a WebSocket ping, which browsers answer by themselves).
pub const PING_EVERY: Duration = Duration::from_secs(25);

/// How long a connection may be silent before it is cut.
pub const SILENCE: Duration = Duration::from_secs(70);

/// How long a connection that said good-bye may take to be written out before it is cut.
pub const LINGER: Duration = Duration::from_secs(5);

/// How old a receipt gets: twice the age that a call's stamp may have.
pub const RECEIPT_AGE: Duration = Duration::from_secs(48 * 60 * 60);

/// How often receipts are swept.
pub const SWEEP_EVERY: Duration = Duration::from_secs(10 * 60);

/// How many receipts one step of the sweep deletes.
pub const SWEEP_ROWS: u32 = 1_000;

/// How long the server waits for calls when it stops; what is not done by then is dropped, and its transaction with it.
pub const DRAIN: Duration = Duration::from_secs(30);

/// How many channels a connection may follow; beyond: `Denied`.
pub const SUBSCRIPTIONS: usize = 64;

/// The longest name of a channel, in bytes; beyond: `Denied`.
pub const MAX_CHANNEL_BYTES: usize = 1 << 10;

/// How many of its last events a channel, and of its last messages a model, keeps for those who come back; what was lost
/// before is a `Reset`.
pub const CHANNEL_EVENTS: usize = 256;

/// How many bytes of events a channel keeps, and of messages a model.
pub const CHANNEL_BYTES: usize = 256 << 10;

/// How many events all channels together keep.
pub const KEPT_EVENTS: usize = 1 << 16;

/// How many bytes of events all channels together keep.
pub const KEPT_BYTES: usize = 64 << 20;
