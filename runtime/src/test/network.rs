//! What the tabs of a test share: the server, the clock, and waiting until all is done.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use actix_web::rt::Runtime;

use super::browser::renamed;
use super::tab::Tab;
use super::trouble::{Attempt, Trouble};
use super::witness;
use crate::client::conversation::Millis;
use crate::env::{Environment, Mode};
use crate::server::Server;
use crate::server::http::exchange::Services;
use crate::server::limits::Limits;
use crate::server::state::{Shared, now_millis};
use crate::session::{SessionChange, SessionToken, store};

/// How long a handler may take by the real clock before the test ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many rounds of messages there may be before a page counts as one that never rests.
const MAX_ROUNDS: usize = 10_000;

/// The server of a test and the tabs that are open.
pub(super) struct Network {
    // Dropped first: tasks of the runtime use what comes after.
    tabs: RefCell<Vec<Weak<Tab>>>,
    pub(super) state: Shared,
    pub(super) services: Services,
    now: Cell<Millis>,
    are_failures_expected: Cell<bool>,
    runtime: Runtime,
}

impl Network {
    pub(super) fn start(server: Server) -> Attempt<Rc<Self>> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Trouble::new(
                "a page cannot be driven inside of an async runtime: make the test a plain `#[test]` without `async`, \
                 and run what is async by `app.run(async { … })`",
            ));
        }
        let environment = Environment::from_lookup(|_| None, Mode::Test);
        let environment = environment.map_err(|error| Trouble::new(error.to_string()))?;
        let runtime = Runtime::new();
        let runtime = runtime.map_err(|error| Trouble::new(error.to_string()))?;
        // A test clicks faster than anybody.
        let server = server.limits(Limits {
            frame_burst: u32::MAX,
            frames_a_second: u32::MAX,
            ..Limits::default()
        });
        witness::listen();
        let (state, services) = runtime.block_on(async {
            let parts = server.into_parts(environment).await;
            let (state, routes) = parts.map_err(|error| Trouble::new(error.to_string()))?;
            let services = Services::start(&state, routes).await;
            Ok((state, services))
        })?;
        Ok(Rc::new(Self {
            tabs: RefCell::default(),
            state,
            services,
            now: Cell::new(0),
            are_failures_expected: Cell::new(false),
            runtime,
        }))
    }

    /// Runs a future to its end, and with it the server.
    pub(super) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Milliseconds since the test began, by a clock that only the test moves.
    pub(super) fn now(&self) -> Millis {
        self.now.get()
    }

    /// Opens an address in a tab that has just been made.
    pub(super) fn open(&self, tab: &Rc<Tab>, url: &str) -> Attempt<()> {
        self.tabs.borrow_mut().push(Rc::downgrade(tab));
        tab.window().load(url)?;
        self.settle()
    }

    pub(super) fn change_session(
        &self,
        old: Option<SessionToken>,
        change: SessionChange,
    ) -> Attempt<SessionToken> {
        let known = self.state.client_named(change.client());
        if !known.is_some_and(|client| client.has_auth) {
            return Err(Trouble::new(format!(
                "nobody signs in to client `{}`: the app has no such client with `auth`",
                change.client()
            )));
        }
        let (new, old) = (renamed()?, old.map_or_else(renamed, Ok)?);
        let changed = self.run(store::change(
            &self.state.db,
            old.hash(),
            new.hash(),
            &[change],
            now_millis(),
        ));
        changed.map_err(|error| Trouble::new(error.to_string()))?;
        Ok(new)
    }

    pub(super) fn failures(&self) -> Vec<String> {
        self.are_failures_expected.set(true);
        witness::take()
    }

    fn tabs(&self) -> Vec<Rc<Tab>> {
        let mut tabs = self.tabs.borrow_mut();
        tabs.retain(|tab| tab.strong_count() > 0);
        tabs.iter().filter_map(Weak::upgrade).collect()
    }

    /// Waits until nothing is left to do, in any tab.
    pub(super) fn settle(&self) -> Attempt<()> {
        let settled = self.run(async {
            let all = tokio::time::timeout(PATIENCE, self.settle_all());
            let late = |_| {
                Trouble::new(format!(
                    "the server is still at work after {} seconds",
                    PATIENCE.as_secs()
                ))
            };
            all.await.map_err(late)?
        });
        // A failure of the server explains whatever came after.
        self.check_failures()?;
        settled
    }

    fn check_failures(&self) -> Attempt<()> {
        if self.are_failures_expected.get() {
            return Ok(());
        }
        let failures = witness::take();
        if failures.is_empty() {
            return Ok(());
        }
        Err(Trouble::new(failures.join("\n")))
    }

    async fn settle_all(&self) -> Attempt<()> {
        for _ in 0..MAX_ROUNDS {
            let mut has_moved = false;
            for tab in self.tabs() {
                has_moved |= tab.step().await?;
            }
            if !has_moved && self.is_at_rest().await {
                return Ok(());
            }
        }
        Err(Trouble::new(
            "the page never comes to rest: each message that it is told makes another one",
        ))
    }

    /// Lets the server finish; whether no tab has heard of anything by then.
    async fn is_at_rest(&self) -> bool {
        let tabs = self.tabs();
        for tab in &tabs {
            tab.rest().await;
        }
        tabs.iter().all(|tab| !tab.has_heard())
    }

    /// Moves the clock, and does what becomes due on the way, in order.
    pub(super) fn advance(&self, by: Duration) -> Attempt<()> {
        let by = Millis::try_from(by.as_millis()).unwrap_or(Millis::MAX);
        let until = self.now().saturating_add(by);
        while let Some(due) = self.next_due().filter(|due| *due <= until) {
            self.now.set(due.max(self.now()));
            self.settle()?;
        }
        self.now.set(until);
        Ok(())
    }

    fn next_due(&self) -> Option<Millis> {
        let tabs = self.tabs();
        let due = tabs.iter().filter_map(|tab| tab.window().next_due());
        due.min()
    }
}
