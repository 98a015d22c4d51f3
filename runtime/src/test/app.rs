//! An app under test: its handlers and pages on a server that nobody can reach but the test.

use std::rc::Rc;

use super::browser::Browser;
use super::network::Network;
use super::page::Page;
use super::trouble::insist;
use crate::db::Db;
use crate::server::{Application, Server};

/// An app under test, with its database. Each browser that opens it is another visitor.
pub struct App {
    network: Rc<Network>,
}

impl App {
    /// The app on this database: see [`crate::test_db::open`].
    ///
    /// # Panics
    /// Inside of an async runtime: it has one of its own. Call it from a plain `#[test]`; [`App::run`] runs what is
    /// async.
    #[track_caller]
    #[must_use]
    pub fn new(application: impl Application, db: Db) -> Self {
        Self::of(Server::new(application, db))
    }

    /// The app of a server that has not started, with the routes of its own and the limits that it sets.
    ///
    /// # Panics
    /// See [`App::new`].
    #[track_caller]
    #[must_use]
    pub fn of(server: Server) -> Self {
        let network = insist(Network::start(server));
        Self { network }
    }

    /// Another browser, in which nobody has signed in.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(Rc::clone(&self.network))
    }

    /// Opens an address in another browser, in which nobody has signed in.
    ///
    /// # Panics
    /// Where the address is none of the app, or the server fails.
    #[track_caller]
    #[must_use]
    pub fn visit(&self, url: &str) -> Page {
        self.browser().visit(url)
    }

    /// Another browser, in which somebody has signed in to a client: its `resolve` is asked for `subject`.
    ///
    /// # Panics
    /// Where nobody signs in to such a client.
    #[track_caller]
    #[must_use]
    pub fn signed_in(&self, client: &str, subject: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(client, subject);
        browser
    }

    /// Runs what is async, such as a query that looks at what a click has done.
    ///
    /// ```ignore
    /// let count = app.run(queries::get_count(&db)).expect("the query runs");
    /// ```
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.network.run(future)
    }

    /// What handlers have failed with since the last time, panics included: each as its text. From now on such a
    /// failure does not end the test; without this it does.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        self.network.failures()
    }
}
