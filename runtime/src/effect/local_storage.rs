//! What the browser keeps for the app beyond the page, asked for as data: `localStorage` of the app's origin.
//!
//! Every script of the origin can read it, and everybody who uses the browser: nothing that identifies somebody belongs
//! there. It is not there on the server, nor where the user has forbidden it: reading gives nothing then.

mod kept;

use super::task::Task;
use super::{Asked, Command, Dispatch, Effect};
#[cfg(feature = "server")]
pub(crate) use kept::{Items, keeping_in};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The text that is kept under a key.
    Get {
        /// The key.
        key: String,
    },
    /// To keep a text.
    Set {
        /// The key.
        key: String,
        /// The text.
        value: String,
    },
    /// To keep it no longer.
    Remove {
        /// The key.
        key: String,
    },
}

/// Reads the text that is kept under a key; `None` where there is none.
pub fn get<Msg: 'static>(
    key: impl Into<String>,
    to_msg: impl FnOnce(Option<String>) -> Msg + 'static,
) -> Effect<Msg> {
    let key = key.into();
    ask(Request::Get { key }, |dispatch, text| {
        dispatch(to_msg(text));
    })
}

/// Keeps a text under a key, in the place of another. The browser may refuse, most where there is too much: the console
/// says so.
pub fn set<Msg: 'static>(key: impl Into<String>, value: impl Into<String>) -> Effect<Msg> {
    let (key, value) = (key.into(), value.into());
    ask(Request::Set { key, value }, |_, _| {})
}

/// Keeps nothing under a key.
pub fn remove<Msg: 'static>(key: impl Into<String>) -> Effect<Msg> {
    let key = key.into();
    ask(Request::Remove { key }, |_, _| {})
}

fn ask<Msg: 'static>(
    request: Request,
    then: impl FnOnce(Dispatch<Msg>, Option<String>) + 'static,
) -> Effect<Msg> {
    Effect::one(Command::Run(Box::new(Access { request, then })))
}

/// A request, and what is done with its answer.
struct Access<Then> {
    request: Request,
    then: Then,
}

impl<Msg, Then: FnOnce(Dispatch<Msg>, Option<String>)> Task<Msg> for Access<Then> {
    fn asked(&self) -> Asked {
        Asked::LocalStorage(self.request.clone())
    }

    fn run(self: Box<Self>, dispatch: Dispatch<Msg>) {
        let Self { request, then } = *self;
        let text = match &request {
            Request::Get { key } => kept::get(key),
            Request::Set { key, value } => {
                kept::set(key, value);
                None
            }
            Request::Remove { key } => {
                kept::remove(key);
                None
            }
        };
        then(dispatch, text);
    }
}
