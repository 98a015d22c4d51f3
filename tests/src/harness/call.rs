//! What a writer does, and what became of it.

use rally_runtime::client::conversation::Millis;
use rally_runtime::page::Answer;

use contract::public::books_name::Msg;

/// What a writer does to a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Adds a line.
    Write,
    /// Adds a line after a while.
    WriteSlowly,
    /// Adds a line and takes it back in the same transaction.
    Strike,
    /// Fails in the middle of the transaction.
    Stumble,
    /// Reads only.
    Count,
}

/// How a deed is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manner {
    /// How long it may take.
    pub deadline: Option<Millis>,
    /// The key of the form that it is done with, before the page lives.
    pub form_key: Option<String>,
}

/// A call that a page has made.
#[derive(Debug, Clone)]
pub struct Made {
    /// What it does.
    pub deed: Deed,
    /// What it writes, unlike that of any other call.
    pub text: String,
    /// As whom.
    pub writer: String,
    /// The how-manieth document of its tab made it, from 0.
    pub document: u64,
    /// The number that the conversation gave it.
    pub n: u64,
    /// How it came.
    pub way: Way,
    /// What came of it.
    pub outcome: Outcome,
}

/// How a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Behind the calls of its document that were made before.
    InLine,
    /// Under the key of a form, which the browser may post by itself, past all others.
    ByForm,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing yet.
    Awaited,
    /// An answer.
    Answered(Answer),
    /// Its document went away first, and had it sent along.
    Parted,
    /// Its document went away first, refused by the server: it must not go out any more.
    Dropped,
}

impl Deed {
    pub(super) fn message(self, text: String) -> Msg {
        match self {
            Self::Write => Msg::Write { text },
            Self::WriteSlowly => Msg::WriteSlowly { text },
            Self::Strike => Msg::Strike { text },
            Self::Stumble => Msg::Stumble { text },
            Self::Count => Msg::Count,
        }
    }

    /// Whether it leaves a line behind.
    #[must_use]
    pub fn leaves_a_line(self) -> bool {
        matches!(self, Self::Write | Self::WriteSlowly)
    }
}
