//! A browser: cookies, and tabs that share them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::kept::Kept;
use super::network::Network;
use super::page::Page;
use super::tab::Tab;
use super::trouble::{Attempt, Trouble, insist};
use crate::env::Mode;
use crate::server::Cookie;
use crate::server::http::exchange::Exchange;
use crate::session::{SessionChange, SessionToken, read_cookie, write_cookie};

/// A browser: all its pages are of one session.
#[derive(Clone)]
pub struct Browser {
    network: Rc<Network>,
    profile: Rc<Profile>,
}

/// What the tabs of a browser share.
#[derive(Default)]
pub(super) struct Profile {
    /// Those that no script may read.
    cookies: RefCell<BTreeMap<String, String>>,
    kept: Kept,
    has_no_javascript: Cell<bool>,
}

impl Browser {
    pub(super) fn new(network: Rc<Network>) -> Self {
        let profile = Rc::default();
        Self { network, profile }
    }

    /// The same browser, with JavaScript off from now on: forms and links are followed as the browser itself does it.
    #[must_use]
    pub fn without_javascript(self) -> Self {
        self.profile.has_no_javascript.set(true);
        self
    }

    /// Opens an address in a new tab. Redirects are followed.
    ///
    /// # Panics
    /// Where the address is none of the app, or the server fails.
    #[track_caller]
    #[must_use]
    pub fn visit(&self, url: &str) -> Page {
        let tab = Tab::new(Rc::clone(&self.network), Rc::clone(&self.profile));
        insist(self.network.open(&tab, url));
        Page::of(tab)
    }

    /// Signs somebody in to a client, as a handler does by `rq.session().sign_in(client, subject)`.
    ///
    /// # Panics
    /// Where nobody signs in to such a client.
    #[track_caller]
    pub fn sign_in(&self, client: &str, subject: &str) {
        self.change(SessionChange::SignIn {
            client: client.to_owned(),
            subject: subject.to_owned(),
        });
    }

    /// Signs whoever is there out of a client.
    ///
    /// # Panics
    /// Where nobody signs in to such a client.
    #[track_caller]
    pub fn sign_out(&self, client: &str) {
        let client = client.to_owned();
        self.change(SessionChange::SignOut { client });
    }

    #[track_caller]
    fn change(&self, change: SessionChange) {
        let old = self.profile.session();
        let renamed = self.network.change_session(old, change);
        let renamed = insist(renamed);
        self.profile.keep(&write_cookie(Mode::Test, &renamed));
    }

    /// What the app's local storage holds under a key.
    #[must_use]
    pub fn local_item(&self, key: &str) -> Option<String> {
        self.profile.kept.items.borrow().get(key).cloned()
    }

    /// The same browser, which has this cookie from now on.
    #[must_use]
    pub fn with_cookie(self, cookie: &Cookie) -> Self {
        self.profile.keep(&cookie.header(Mode::Test));
        self
    }

    /// A cookie of the app, by its name.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.profile.all_cookies().remove(name)
    }
}

impl Profile {
    /// What it keeps for scripts.
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    // No script can put one in the place of another that it may not read.
    fn all_cookies(&self) -> BTreeMap<String, String> {
        let mut all = self.kept.cookies.borrow().clone();
        all.extend(self.cookies.borrow().clone());
        all
    }

    /// As the `Cookie` header has them.
    pub(super) fn cookies(&self) -> String {
        let cookies = self.all_cookies().into_iter();
        let pairs = cookies.map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn runs_javascript(&self) -> bool {
        !self.has_no_javascript.get()
    }

    /// Takes the cookies of an answer.
    pub(super) fn take_cookies(&self, exchange: &Exchange) {
        for line in &exchange.cookies {
            self.keep(line);
        }
    }

    /// Keeps what a `Set-Cookie` header says. Time that stands still ends no cookie but the one that ends at once.
    fn keep(&self, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let says = |what: &str| parts.clone().any(|part| part.eq_ignore_ascii_case(what));
        let (ends, is_hidden) = (says("max-age=0"), says("httponly"));
        let (mut hidden, mut readable) =
            (self.cookies.borrow_mut(), self.kept.cookies.borrow_mut());
        hidden.remove(name);
        readable.remove(name);
        let cookies = match is_hidden {
            true => &mut hidden,
            false => &mut readable,
        };
        if !ends {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    fn session(&self) -> Option<SessionToken> {
        read_cookie(Mode::Test, &self.cookies())
    }
}

/// A session by another name, in which something is changed.
pub(super) fn renamed() -> Attempt<SessionToken> {
    let failed = |_| Trouble::new("the system has no random bytes to give");
    SessionToken::generate().map_err(failed)
}
