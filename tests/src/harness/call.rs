//! What a writer does, and what became of it.

use contract::public::{books_name, tables_name};
use rally_runtime::client::conversation::Millis;
use rally_runtime::page::{Answer, Message};

use super::script::Place;
use super::session::NOBODY;

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
    /// Says a line to the model of the page, which adds it.
    Say,
    /// Signs in.
    Enter(&'static str),
    /// Signs out.
    Depart,
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
    /// It was sent, and then its tab went on as another person.
    Withdrawn,
}

/// A line that a page has said to its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The line, unlike any other.
    pub text: String,
    /// As whom.
    pub writer: String,
    /// The how-manieth page of its tab said it, counting those that begin again, and those that go on as another person:
    /// each has a model of its own.
    pub page: u64,
}

impl Deed {
    /// The message of the page at this place.
    ///
    /// # Panics
    /// Where this is not done there.
    pub(super) fn message(self, place: Place, text: String) -> Message {
        match place {
            Place::Book => Box::new(self.at_book(text)),
            Place::Table => Box::new(self.at_table(text)),
        }
    }

    fn at_book(self, text: String) -> books_name::Msg {
        use books_name::Msg;
        match self {
            Self::Write => Msg::Write { text },
            Self::WriteSlowly => Msg::WriteSlowly { text },
            Self::Strike => Msg::Strike { text },
            Self::Stumble => Msg::Stumble { text },
            Self::Count => Msg::Count,
            Self::Say | Self::Enter(_) | Self::Depart => panic!("a book does not let {self:?}"),
        }
    }

    fn at_table(self, text: String) -> tables_name::Msg {
        use tables_name::Msg;
        match self {
            Self::Write => Msg::Write { text },
            Self::Say => Msg::Say { text },
            Self::Enter(name) => Msg::Enter {
                name: name.to_owned(),
            },
            Self::Depart => Msg::Leave,
            Self::WriteSlowly | Self::Strike | Self::Stumble | Self::Count => {
                panic!("a table does not let {self:?}")
            }
        }
    }

    /// Whether it leaves a line behind, as a call.
    #[must_use]
    pub fn leaves_a_line(self) -> bool {
        matches!(self, Self::Write | Self::WriteSlowly)
    }

    /// Who is there once it is done, where it changes that.
    #[must_use]
    pub fn introduces(self) -> Option<&'static str> {
        match self {
            Self::Enter(name) => Some(name),
            Self::Depart => Some(NOBODY),
            _ => None,
        }
    }
}
