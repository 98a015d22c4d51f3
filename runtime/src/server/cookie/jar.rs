//! The cookies that a request came with, and those that were set since the browser has sent them.

use std::sync::Arc;

use super::{Cookie, is_reserved, is_token, put};
use crate::env::Mode;
use crate::session::value_in;

/// What a browser will have sent once it has heard of what was set meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Jar {
    mode: Mode,
    /// As the `Cookie` header has it.
    sent: Arc<str>,
    set: Arc<[Cookie]>,
}

impl Jar {
    pub(crate) fn new(mode: Mode, sent: &str) -> Self {
        Self {
            mode,
            sent: Arc::from(sent),
            set: Arc::default(),
        }
    }

    /// The same, after this was set.
    pub(crate) fn with(self, cookies: impl IntoIterator<Item = Cookie>) -> Self {
        let mut set = self.set.to_vec();
        cookies.into_iter().for_each(|cookie| put(&mut set, cookie));
        Self {
            set: Arc::from(set),
            ..self
        }
    }

    /// The value of a cookie; none of those that handlers can neither set.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        if !is_token(name) || is_reserved(name) {
            return None;
        }
        match self.set.iter().find(|cookie| cookie.name() == name) {
            Some(cookie) => cookie.value().map(str::to_owned),
            None => value_in(self.mode, &self.sent, name).map(str::to_owned),
        }
    }
}
