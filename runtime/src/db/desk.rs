//! The writer's connection between the writer's thread and the caller that holds the lease.
//!
//! The writer opens and ends transactions. While one is open, its caller runs brief statements on its own thread, and
//! sends the others to the writer's. Whoever uses the connection holds the lock; a caller never waits for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

use super::connection::{Connection, Done};
use super::error::DbError;
use super::statement::Query;
use super::writer::LeaseId;

/// The connection and who may use it.
pub(crate) struct Desk {
    state: Mutex<State>,
}

/// What the lock guards.
pub(crate) struct State {
    /// There until the writer ends.
    connection: Option<Connection>,
    holder: Option<Holder>,
    /// Why leases ended early whose callers have not let go of them yet.
    ended: BTreeMap<LeaseId, DbError>,
}

/// Whose transaction is open, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Holder {
    lease: LeaseId,
    deadline: Instant,
}

/// What became of a statement on its caller's thread.
pub(crate) enum Ran<T> {
    /// It ran.
    Here(Done<T>),
    /// It ran, and SQLite rolled the whole group back.
    GroupLost(Done<T>),
    /// It has had no effect: it is for the writer's thread.
    NotHere,
}

impl Desk {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            state: Mutex::new(State {
                connection: Some(connection),
                holder: None,
                ended: BTreeMap::new(),
            }),
        }
    }

    /// For the writer's thread, which may wait until the caller's statement has run.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a statement of the transaction on this thread, where it is brief; see [`Connection::run_on_caller`].
    /// `is_in_order` is asked under the lock: nothing may run before what was sent to the writer earlier.
    pub(crate) fn run_on_caller<T>(
        &self,
        lease: LeaseId,
        query: &'static Query,
        is_in_order: impl FnOnce() -> bool,
        run: impl FnOnce(&mut Connection) -> Result<T, DbError>,
    ) -> Ran<T> {
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ran::NotHere,
        };
        if !is_in_order() {
            return Ran::NotHere;
        }
        state.run_on_caller(lease, query, run)
    }
}

impl State {
    /// The connection, for the writer.
    pub(crate) fn connection(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("the writer closes it as the last thing that it does")
    }

    /// Closes the connection.
    pub(crate) fn close(&mut self) {
        self.connection = None;
    }

    pub(crate) fn lend(&mut self, lease: LeaseId, deadline: Instant) {
        self.holder = Some(Holder { lease, deadline });
    }

    /// From now on nothing of the lease runs any more.
    pub(crate) fn take_back(&mut self) {
        self.holder = None;
    }

    /// As [`take_back`](Self::take_back), with the reason for its caller.
    pub(crate) fn end(&mut self, lease: LeaseId, why: DbError) {
        self.holder = None;
        self.ended.insert(lease, why);
    }

    pub(crate) fn forget(&mut self, lease: LeaseId) {
        self.ended.remove(&lease);
    }

    pub(crate) fn reason(&self, lease: LeaseId) -> DbError {
        self.ended.get(&lease).cloned().unwrap_or(DbError::Closed)
    }

    fn run_on_caller<T>(
        &mut self,
        lease: LeaseId,
        query: &'static Query,
        run: impl FnOnce(&mut Connection) -> Result<T, DbError>,
    ) -> Ran<T> {
        let begun = Instant::now();
        let holds = |holder: Holder| holder.lease == lease && begun < holder.deadline;
        let Some(connection) = self
            .connection
            .as_mut()
            .filter(|_| self.holder.is_some_and(holds))
        else {
            return Ran::NotHere;
        };
        let Some(done) = connection.run_on_caller(query, begun, run) else {
            return Ran::NotHere;
        };
        if !connection.is_autocommit() {
            return Ran::Here(done);
        }
        self.end(lease, DbError::GroupRolledBack);
        Ran::GroupLost(done)
    }
}
