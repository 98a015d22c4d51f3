//! The connection of a tab: which one counts, whether it lives, and when to try again.

use super::Millis;

/// How long a socket may take to open, and then the server to answer `Hello`.
const OPENING_MILLIS: Millis = 10_000;
/// How long nothing may be heard before the server is asked whether it is there.
const QUIET_MILLIS: Millis = 25_000;
/// The same, while an answer is awaited.
const AWAITING_MILLIS: Millis = 5_000;
/// How long the answer to that may take.
const PONG_MILLIS: Millis = 5_000;
/// A timer later than this has been asleep with the whole page: the answer may be waiting behind it.
const ASLEEP_MILLIS: Millis = 2_000;
/// How long a connection lives before earlier failures are forgotten.
const STEADY_MILLIS: Millis = 5_000;
/// The first wait, and the longest.
const FIRST_WAIT_MILLIS: Millis = 250;
const LONGEST_WAIT_MILLIS: Millis = 8_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not begun, or the page is left.
    Idle,
    Waiting {
        until: Millis,
    },
    Opening {
        since: Millis,
    },
    Greeting {
        since: Millis,
    },
    Live(Live),
    Refused {
        reload_at: Millis,
    },
    /// The document is being loaded again.
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Live {
    since: Millis,
    /// When something was heard, or a question asked, for the last time.
    last: Millis,
    pinged_at: Option<Millis>,
}

/// What the time asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Open,
    Ping,
    Close,
    Reload,
}

/// The connection of a tab.
#[derive(Debug)]
pub(super) struct Link {
    state: State,
    /// The number of the present connection, or of the last one.
    connection: u64,
    /// Failures in a row.
    failures: u32,
    random: u64,
}

impl Link {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: State::Idle,
            connection: 0,
            failures: 0,
            // Xorshift never leaves zero.
            random: seed | 1,
        }
    }

    pub(super) fn connection(&self) -> u64 {
        self.connection
    }

    pub(super) fn is_idle(&self) -> bool {
        self.state == State::Idle
    }

    pub(super) fn is_opening(&self, connection: u64) -> bool {
        self.connection == connection && matches!(self.state, State::Opening { .. })
    }

    pub(super) fn is_greeting(&self) -> bool {
        matches!(self.state, State::Greeting { .. })
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.state, State::Live(_))
    }

    /// The document is refused, and about to be loaded again.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Refused { .. } | State::Over)
    }

    pub(super) fn has_socket(&self) -> bool {
        matches!(
            self.state,
            State::Opening { .. } | State::Greeting { .. } | State::Live(_)
        )
    }

    pub(super) fn is_current(&self, connection: u64) -> bool {
        self.connection == connection && self.has_socket()
    }

    pub(super) fn open(&mut self, now: Millis) -> u64 {
        self.connection += 1;
        self.state = State::Opening { since: now };
        self.connection
    }

    pub(super) fn greet(&mut self, now: Millis) {
        self.state = State::Greeting { since: now };
    }

    pub(super) fn live(&mut self, now: Millis) {
        self.state = State::Live(Live {
            since: now,
            last: now,
            pinged_at: None,
        });
    }

    pub(super) fn heard(&mut self, now: Millis) {
        if let State::Live(live) = &mut self.state {
            live.last = now;
            live.pinged_at = None;
        }
    }

    /// A question was asked: silence counts from here.
    pub(super) fn spoke(&mut self, now: Millis) {
        if let State::Live(live) = &mut self.state
            && live.pinged_at.is_none()
        {
            live.last = now;
        }
    }

    /// The connection is lost: waits a random time, longer after each failure in a row.
    pub(super) fn wait(&mut self, at_least: Millis, now: Millis) {
        if let State::Live(live) = self.state
            && now.saturating_sub(live.since) >= STEADY_MILLIS
        {
            self.failures = 0;
        }
        let longest = FIRST_WAIT_MILLIS
            .saturating_mul(1 << self.failures.min(8))
            .min(LONGEST_WAIT_MILLIS);
        self.failures = self.failures.saturating_add(1);
        let wait = longest / 2 + self.next_random() % (longest / 2 + 1);
        self.state = State::Waiting {
            until: now.saturating_add(wait.max(at_least)),
        };
    }

    pub(super) fn refuse(&mut self, reload_at: Millis) {
        self.state = State::Refused { reload_at };
    }

    pub(super) fn leave(&mut self) {
        self.state = State::Idle;
        self.failures = 0;
    }

    /// Something suggests that the connection is worth a try.
    pub(super) fn nudge(&mut self, now: Millis) -> Due {
        match &mut self.state {
            State::Waiting { .. } => Due::Open,
            State::Live(live) if live.pinged_at.is_none() => {
                live.pinged_at = Some(now);
                Due::Ping
            }
            _ => Due::Nothing,
        }
    }

    /// What is due now.
    pub(super) fn due(&mut self, awaiting: bool, now: Millis) -> Due {
        let Some(at) = self.wakes_at(awaiting) else {
            return Due::Nothing;
        };
        if now < at {
            return Due::Nothing;
        }
        match &mut self.state {
            State::Waiting { .. } => Due::Open,
            State::Opening { .. } | State::Greeting { .. } => Due::Close,
            State::Live(live) if live.pinged_at.is_some() && now - at < ASLEEP_MILLIS => Due::Close,
            State::Live(live) => {
                live.pinged_at = Some(now);
                Due::Ping
            }
            State::Refused { .. } => {
                self.state = State::Over;
                Due::Reload
            }
            State::Idle | State::Over => Due::Nothing,
        }
    }

    pub(super) fn wakes_at(&self, awaiting: bool) -> Option<Millis> {
        match self.state {
            State::Idle | State::Over => None,
            State::Waiting { until } => Some(until),
            State::Opening { since } | State::Greeting { since } => Some(since + OPENING_MILLIS),
            State::Refused { reload_at } => Some(reload_at),
            State::Live(live) => Some(match live.pinged_at {
                Some(pinged_at) => pinged_at + PONG_MILLIS,
                None if awaiting => live.last + AWAITING_MILLIS,
                None => live.last + QUIET_MILLIS,
            }),
        }
    }

    fn next_random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }
}
