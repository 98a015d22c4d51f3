//! The one thread that writes: leases, one at a time, to committed groups of transactions.
//!
//! A caller asks for a lease, runs its statements or sends them one by one, and finishes. Each transaction is a SAVEPOINT inside a group,
//! which is one SQLite transaction: many callers share the price of one COMMIT, and all are answered after it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::connection::Connection;
use super::desk::Desk;
use super::error::{Constraint, DbError};
use super::job::Job;
use super::open::Alive;
use super::receipt::Prelude;
use super::release::Released;

pub(crate) type LeaseId = u64;

/// A group ends at so many transactions.
const GROUP_TRANSACTIONS: usize = 64;

/// A group ends at this age, so that the first caller need not wait for 63 slow ones.
const GROUP_AGE: Duration = Duration::from_millis(20);

const SAVEPOINT: &str = "SAVEPOINT rally_1";
const RELEASE: &str = "RELEASE rally_1";
const ROLLBACK_TO: &str = "ROLLBACK TO rally_1";

/// What callers send to the writer. Messages of one caller arrive in the order of sending.
pub(crate) enum Message {
    /// Asks for a lease.
    Begin(Begin),
    /// Runs a statement of a leased transaction.
    Step {
        lease: LeaseId,
        job: Job,
        ticket: Ticket,
    },
    /// Ends a transaction whose group SQLite has rolled back under a statement on the caller's thread.
    GroupLost { lease: LeaseId },
    /// Ends a transaction well. The answer comes after COMMIT.
    Finish { lease: LeaseId, ending: Ending },
    /// Ends a transaction badly, or forgets one that has ended.
    Abandon { lease: LeaseId },
    /// Reads on this connection, in a database that has no other; even while a lease is held.
    Read(Job),
    /// Has the connection to itself, outside any transaction.
    Exclusive(Job),
    /// Commits, closes, ends the thread.
    Stop,
}

/// What follows the COMMIT of a transaction.
pub(crate) struct Ending {
    pub(crate) committed: oneshot::Sender<Result<(), DbError>>,
    pub(crate) released: Released,
}

impl Ending {
    /// Publishes before the caller goes on, so that what it publishes next comes after.
    fn answer(self, outcome: Result<(), DbError>) {
        if outcome.is_ok() {
            self.released.release();
        }
        // The caller may have gone.
        let _ = self.committed.send(outcome);
    }
}

pub(crate) struct Begin {
    pub(crate) lease: LeaseId,
    pub(crate) prelude: Option<Arc<Prelude>>,
    pub(crate) opened: oneshot::Sender<Result<(), DbError>>,
}

/// How many statements of one transaction are on their way to the writer.
#[derive(Clone, Debug, Default)]
pub(crate) struct InTransit {
    count: Arc<AtomicU32>,
}

/// One statement on its way. It is dropped when the writer has the connection for it, or will never run it.
pub(crate) struct Ticket {
    count: Arc<AtomicU32>,
}

impl InTransit {
    pub(crate) fn ticket(&self) -> Ticket {
        self.count.fetch_add(1, Ordering::AcqRel);
        Ticket {
            count: Arc::clone(&self.count),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::AcqRel);
    }
}

struct Group {
    waiting: Vec<Ending>,
    begun: Instant,
}

enum End {
    Finish(Ending),
    Abandoned,
    Expired,
    /// SQLite rolled the group back under the caller.
    GroupLost,
}

struct Writer {
    desk: Arc<Desk>,
    queue: Receiver<Message>,
    set_aside: VecDeque<Message>,
    group: Option<Group>,
    lease_limit: Duration,
}

/// Starts the thread. It ends at [`Message::Stop`] or when all senders are gone, and lets go of `alive` at the end.
pub(crate) fn start(
    connection: Connection,
    lease_limit: Duration,
    alive: Alive,
) -> std::io::Result<(Sender<Message>, Arc<Desk>)> {
    let (sender, queue) = channel();
    let desk = Arc::new(Desk::new(connection));
    let writer = Writer {
        desk: Arc::clone(&desk),
        queue,
        set_aside: VecDeque::new(),
        group: None,
        lease_limit,
    };
    std::thread::Builder::new()
        .name("rally-db-writer".to_owned())
        .spawn(move || {
            let alive = alive;
            writer.run();
            // Only now may another process have the file: `run` has closed the connection.
            drop(alive);
        })?;
    Ok((sender, desk))
}

impl Writer {
    fn run(mut self) {
        loop {
            match self.next() {
                Message::Begin(begin) => self.serve(begin),
                Message::Exclusive(job) => {
                    self.commit_group();
                    self.run_alone(job);
                }
                Message::Stop => break,
                other => self.answer_without_lease(other),
            }
        }
        self.commit_group();
        self.desk.lock().close();
    }

    fn control(&self, sql: &str) -> rusqlite::Result<()> {
        self.desk.lock().connection().control(sql)
    }

    fn is_autocommit(&self) -> bool {
        self.desk.lock().connection().is_autocommit()
    }

    /// The next message; the group is committed before waiting for one.
    fn next(&mut self) -> Message {
        if self.group.as_ref().is_some_and(Group::is_full) {
            self.commit_group();
        }
        if let Some(message) = self.set_aside.pop_front() {
            return message;
        }
        match self.queue.try_recv() {
            Ok(message) => message,
            Err(TryRecvError::Disconnected) => Message::Stop,
            Err(TryRecvError::Empty) => {
                self.commit_group();
                self.queue.recv().unwrap_or(Message::Stop)
            }
        }
    }

    fn serve(&mut self, begin: Begin) {
        if begin.opened.is_closed() {
            return;
        }
        if let Err(error) = self.open_savepoint(begin.prelude.as_deref()) {
            let _ = begin.opened.send(Err(error));
            return;
        }
        let deadline = Instant::now() + self.lease_limit;
        self.desk.lock().lend(begin.lease, deadline);
        let end = match begin.opened.send(Ok(())) {
            Ok(()) => self.lend(begin.lease, deadline),
            Err(_) => End::Abandoned,
        };
        self.end(begin.lease, end);
    }

    fn end(&mut self, lease: LeaseId, end: End) {
        match end {
            End::Finish(ending) => {
                self.desk.lock().take_back();
                self.finish(ending);
            }
            End::Abandoned => {
                self.desk.lock().take_back();
                self.roll_back();
            }
            End::Expired => {
                let limit = self.lease_limit;
                tracing::warn!(
                    ?limit,
                    "transaction rolled back: it held the writer for too long"
                );
                self.desk.lock().end(lease, DbError::LeaseExpired { limit });
                self.roll_back();
            }
            End::GroupLost => {
                self.desk.lock().end(lease, DbError::GroupRolledBack);
                self.fail_group(&DbError::GroupRolledBack);
            }
        }
    }

    /// Opens the group where none is open, the savepoint, and runs the prelude.
    fn open_savepoint(&mut self, prelude: Option<&Prelude>) -> Result<(), DbError> {
        if self.group.is_none() {
            self.control("BEGIN IMMEDIATE")
                .map_err(|error| DbError::from_sqlite("BEGIN", &error))?;
            self.group = Some(Group::begin());
        }
        self.desk.lock().connection().take_deferring();
        self.control(SAVEPOINT)
            .map_err(|error| DbError::from_sqlite("SAVEPOINT", &error))?;
        let Some(prelude) = prelude else {
            return Ok(());
        };
        for (query, params) in prelude.statements() {
            let outcome = self.desk.lock().connection().execute(query, params);
            if let Err(error) = outcome {
                self.roll_back();
                return Err(match error {
                    DbError::Constraint {
                        kind: Constraint::Unique | Constraint::PrimaryKey,
                        ..
                    } => DbError::PreludeConflict,
                    other => other,
                });
            }
        }
        Ok(())
    }

    /// Serves one caller until its transaction ends.
    fn lend(&mut self, held: LeaseId, deadline: Instant) -> End {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return End::Expired;
            }
            match self.queue.recv_timeout(left) {
                Ok(Message::Step { lease, job, ticket }) if lease == held => {
                    if self.step(held, job, ticket) {
                        return End::GroupLost;
                    }
                }
                Ok(Message::GroupLost { lease }) if lease == held => return End::GroupLost,
                Ok(Message::Finish { lease, ending }) if lease == held => {
                    return End::Finish(ending);
                }
                Ok(Message::Abandon { lease }) if lease == held => return End::Abandoned,
                Ok(message @ (Message::Begin(_) | Message::Exclusive(_) | Message::Stop)) => {
                    self.set_aside.push_back(message);
                }
                Ok(other) => self.answer_without_lease(other),
                Err(RecvTimeoutError::Timeout) => return End::Expired,
                Err(RecvTimeoutError::Disconnected) => return End::Abandoned,
            }
        }
    }

    /// Runs a statement; whether SQLite has rolled the group back with it.
    fn step(&self, lease: LeaseId, mut job: Job, ticket: Ticket) -> bool {
        let mut desk = self.desk.lock();
        // Under the lock: what its caller runs next comes after it.
        drop(ticket);
        job.run(Ok(desk.connection()));
        let is_group_lost = desk.connection().is_autocommit();
        if is_group_lost {
            // Still under the lock: outside a transaction, what its caller runs next would commit by itself.
            desk.end(lease, DbError::GroupRolledBack);
        }
        drop(desk);
        job.answer();
        is_group_lost
    }

    /// Runs what is no part of a lease.
    fn run_alone(&self, mut job: Job) {
        job.run(Ok(self.desk.lock().connection()));
        job.answer();
    }

    /// Answers what needs no lease, and what comes from a caller that has lost its own.
    fn answer_without_lease(&mut self, message: Message) {
        match message {
            Message::Read(job) => self.run_alone(job),
            Message::Step { lease, mut job, .. } => {
                job.run(Err(self.reason(lease)));
                job.answer();
            }
            Message::Finish { lease, ending } => ending.answer(Err(self.reason(lease))),
            Message::Abandon { lease } => self.desk.lock().forget(lease),
            // The lease has ended in another way in the meantime.
            Message::GroupLost { .. } => {}
            Message::Begin(_) | Message::Exclusive(_) | Message::Stop => {
                self.set_aside.push_back(message)
            }
        }
    }

    fn reason(&self, lease: LeaseId) -> DbError {
        self.desk.lock().reason(lease)
    }

    fn finish(&mut self, ending: Ending) {
        let is_deferring = self.desk.lock().connection().take_deferring();
        if is_deferring {
            return self.finish_deferring(ending);
        }
        match self.control(RELEASE) {
            Ok(()) => self
                .group
                .get_or_insert_with(Group::begin)
                .waiting
                .push(ending),
            Err(error) => {
                let error = DbError::from_sqlite("RELEASE", &error);
                ending.answer(Err(error.clone()));
                self.fail_group(&error);
            }
        }
    }

    /// Commits with the savepoint still open.
    ///
    /// RELEASE would let a deferred violation pass, and COMMIT would then fail for the whole group. A COMMIT that fails
    /// for that reason leaves the transaction and its savepoints open, <https://www.sqlite.org/foreignkeys.html#fk_deferred>,
    /// so that this caller's alone can still be undone.
    fn finish_deferring(&mut self, ending: Ending) {
        let Err(error) = self.control("COMMIT") else {
            // In the order in which they finished.
            self.answer_group(&Ok(()));
            return ending.answer(Ok(()));
        };
        let outcome = match DbError::from_sqlite("COMMIT", &error) {
            DbError::Constraint {
                kind: Constraint::ForeignKey,
                ..
            } if !self.is_autocommit() => {
                self.roll_back();
                DbError::DeferredForeignKey
            }
            _ => {
                let failed = DbError::Commit {
                    message: error.to_string().into(),
                };
                self.fail_group(&failed);
                failed
            }
        };
        ending.answer(Err(outcome));
    }

    /// Undoes the open savepoint and nothing else.
    fn roll_back(&mut self) {
        let undone = self
            .control(ROLLBACK_TO)
            .and_then(|()| self.control(RELEASE));
        if let Err(error) = undone {
            self.fail_group(&DbError::from_sqlite("ROLLBACK", &error));
        }
    }

    fn commit_group(&mut self) {
        if self.group.is_none() {
            return;
        }
        match self.control("COMMIT") {
            Ok(()) => self.answer_group(&Ok(())),
            Err(error) => self.fail_group(&DbError::Commit {
                message: error.to_string().into(),
            }),
        }
    }

    /// Undoes the whole group and tells every caller in it.
    fn fail_group(&mut self, error: &DbError) {
        tracing::error!(%error, "a group of transactions was rolled back");
        if !self.is_autocommit()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(%error, "ROLLBACK failed");
        }
        self.answer_group(&Err(error.clone()));
    }

    fn answer_group(&mut self, outcome: &Result<(), DbError>) {
        let Some(group) = self.group.take() else {
            return;
        };
        for ending in group.waiting {
            ending.answer(outcome.clone());
        }
    }
}

impl Group {
    fn begin() -> Self {
        Self {
            waiting: Vec::new(),
            begun: Instant::now(),
        }
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= GROUP_TRANSACTIONS || self.begun.elapsed() >= GROUP_AGE
    }
}
